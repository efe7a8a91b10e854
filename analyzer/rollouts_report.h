// What was read of rollouts, and what it is tied to, as `interlock rollouts` lists it.
#pragma once

#include <cstdint>
#include <iosfwd>

#include "analyzer/rollout_view.h"
#include "interlock/report_format.h"

namespace interlock {

void WriteRolloutsText(const RolloutView& view, std::int64_t now, const FormatOptions& options,
                       std::ostream& out);
void WriteRolloutsJson(const RolloutView& view, std::int64_t now, std::ostream& out);

}  // namespace interlock
