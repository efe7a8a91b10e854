// Literals of a type that set all its fields but the one that another change adds, by name or,
// where a literal without names must set every field, by position.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`.
void FindShortLiterals(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
