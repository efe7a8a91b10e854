// Elements of JSX that give a component all it asks for but the property that another change
// requires.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`.
void FindShortElements(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
