// Fields that one change no longer sets, nor reads, though they stay declared, and another change
// newly reads: `reader`, whose set-up has become a function that gives a reader.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`.
void FindUnsetFields(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
