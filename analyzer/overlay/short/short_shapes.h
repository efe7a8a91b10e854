// New types that have all methods of an interface but the one that another change adds to it, where
// having its methods is all that it takes to implement one.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`.
void FindShortShapes(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
