// Choices that one change adds with a case for every value there was, while another adds a value.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`.
void FindShortChoices(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
