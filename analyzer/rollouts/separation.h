// What would keep two rollouts apart, with numbers and in the words of the system they come from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/exposure/ramp.h"

namespace interlock {

// `table` as StageTable gives it; it may be empty. The surest way first.
std::vector<std::string> AdviseSeparation(const std::vector<Ramp>& ramps,
                                          const RampOverlap& overlap,
                                          const std::vector<RampPeak>& table, std::int64_t now);

}  // namespace interlock
