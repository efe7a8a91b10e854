// New overrides of what another change takes away: members that are an error where no base has one
// of their name (`override fun post()`, `@Override`, all that a Rust `impl` of a trait holds).
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`.
void FindLostOverrides(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
