// What the changes and the base do to shared resources, worked out for the snapshot.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/overlay/snapshot.h"
#include "graph/effect_store.h"
#include "interlock/catalog.h"

namespace interlock {

// Where effects are kept from one scan to the next: of the base, and of all that is laid over it.
struct KeptEffects {
  EffectStore* store = nullptr;  // null: nowhere
  std::string key;               // what they depend on beside the base commit
  // The versions of files, as git names them. REQUIRES: all that views have are there.
  const std::unordered_map<const SourceFile*, ObjectId>* blobs = nullptr;
};

// The rows of what was worked out over one base, ready to be asked for; null where nothing is kept.
// Unlike the base's effects they depend on the analyzer, too.
RowStore* RowsOver(const ObjectId& base_commit, const std::string& key, EffectStore* store);

// What landed since one branch point: all of it, while a view of it (ChangeView::landed) holds what
// may concern its change.
struct LandedSide {
  ObjectId point;
  std::vector<const Layer*> before;  // the world at the branch point
  const std::vector<FileVersions>* files = nullptr;
};

// Fills ChangeView::effects of every view: what its files do and did, and what other files do whose
// names and numbers come from them; and Snapshot::base_effects. The catalogue must outlive the
// snapshot.
void AddEffects(const Catalog& catalog, const KeptEffects& kept,
                const std::vector<LandedSide>& landed, int threads, Snapshot* snapshot);

// Fills ChangeView::effects of more views over the same base. REQUIRES: AddEffects has been called.
void AddEffectsOf(const KeptEffects& kept, int threads, const Snapshot& snapshot,
                  std::vector<ChangeView>* views);

}  // namespace interlock
