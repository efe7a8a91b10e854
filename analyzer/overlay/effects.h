// What the changes and the base do to shared resources, worked out for the snapshot.
#pragma once

#include "analyzer/overlay/snapshot.h"
#include "interlock/catalog.h"

namespace interlock {

// Fills ChangeView::effects of every view: what its files do and did, and what other files do whose
// names and numbers come from them; and Snapshot::base_effects. The catalogue must outlive the
// snapshot.
void AddEffects(const Catalog& catalog, int threads, Snapshot* snapshot);

}  // namespace interlock
