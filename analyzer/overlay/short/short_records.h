// Values written out member by member, of a type that is written beside them or that what they are
// given to takes, which lack the member that another change requires.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`.
void FindShortRecords(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
