// Dormant changes: what landed lately and has not yet shown what it does. Code behind a flag that
// is off, configuration that nobody reads yet, and limits that were lowered and are not yet
// reached. The next change may meet them as if they were open still.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/overlay/snapshot.h"

namespace interlock {

// How long a change counts as landed lately: ninety days before the base was made.
inline constexpr std::int64_t kDormantSeconds = std::int64_t{90} * 24 * 60 * 60;

// Files of the base in which something may be dormant that an open change could meet: it is done to
// a resource, in a service or behind a flag that one of them does something to as well. In order of
// path; never more than a few hundred. REQUIRES: the snapshot is indexed.
std::vector<std::string> FilesToAskFor(const Snapshot& snapshot);

// Those of a landed commit's effects that are dormant still: the base has them as the commit left
// them. REQUIRES: the snapshot is indexed.
std::vector<EffectDelta> StillDormant(const Snapshot& snapshot, std::vector<EffectDelta> deltas);

}  // namespace interlock
