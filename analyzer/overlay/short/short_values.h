// Values whose type one change makes another, with fewer members, while another change adds a use
// of what only the old type has.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`.
void FindShortValues(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
