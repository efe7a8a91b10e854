// What the changes and the base do to shared resources, worked out for the snapshot.
#pragma once

#include <string>
#include <vector>

#include "analyzer/overlay/snapshot.h"
#include "graph/effect_store.h"
#include "interlock/catalog.h"

namespace interlock {

// Where the base's effects are kept from one scan to the next.
struct KeptEffects {
  EffectStore* store = nullptr;  // null: nowhere
  std::string key;               // what they depend on beside the base commit
};

// What landed since one branch point: all of it, while a view of it (ChangeView::landed) holds what
// may concern its change.
struct LandedSide {
  std::vector<const Layer*> before;  // the world at the branch point
  const std::vector<FileVersions>* files = nullptr;
};

// Fills ChangeView::effects of every view: what its files do and did, and what other files do whose
// names and numbers come from them; and Snapshot::base_effects. The catalogue must outlive the
// snapshot.
void AddEffects(const Catalog& catalog, const KeptEffects& kept,
                const std::vector<LandedSide>& landed, int threads, Snapshot* snapshot);

// Fills ChangeView::effects of more views over the same base. REQUIRES: AddEffects has been called.
void AddEffectsOf(int threads, const Snapshot& snapshot, std::vector<ChangeView>* views);

}  // namespace interlock
