// Constants that a change newly returns from a function to which another has given another result.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`.
void FindOldReturns(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
