// Golden files that two changes edit, each in its own way, while one alters the code beside them.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`.
void FindGoldenFiles(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
