// Tables and columns that two changes both create, each in a migration of its own.
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`. Migrations meet where they stand in one folder: others may be
// of other databases. What a change also drops, or the base has created before, is made anew.
void FindSchemaTwice(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
