// Lays the changes over the base: merges the files that two changes share, extracts what is new,
// and builds the Snapshot. The last stage that reads git.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "analyzer/intake/change_set.h"
#include "analyzer/intake/git.h"
#include "analyzer/overlay/related/landed_versions.h"
#include "analyzer/overlay/related/related_files.h"
#include "analyzer/overlay/snapshot.h"
#include "analyzer/reader/fact_reader.h"
#include "graph/effect_store.h"
#include "interlock/change.h"

namespace interlock {

// Owns what a snapshot points into. Addresses of its parts do not change.
struct Overlay {
  std::deque<SourceFile> sources;
  std::deque<Layer> layers;
  std::vector<Change> changes;  // ordered by id, as given
  std::deque<Change> dormant;   // landed lately, see Snapshot::dormant
  Snapshot snapshot;
  std::vector<std::string> notices;
  NamesOfChanges names;  // those in this run, too, which are not kept yet
};

struct OverlayInput {
  std::string repository;  // name
  std::string base_name;
  ObjectId base_commit;
  std::vector<TreeEntry> base_tree;
  std::vector<ReadChange> changes;  // ordered by id
  // The changes that are asked about, by id: of the others only what meets these, and what rules
  // need that are not pairwise, is laid over the base. None: all.
  Focus focus;
  bool only_focus = false;  // see Snapshot
  // With only_focus: those that a kept report describes. Of them only files are looked at that may
  // have to do with the changes in focus.
  std::set<std::string> described;
  // The names of what in the base uses, however far, what a delta touches. Set where some are
  // described.
  std::function<SpokenNames(const Delta&)> dependents;
  const LandedVersions* landed = nullptr;  // of the changes
  std::vector<MigrationFramework> frameworks;
  std::vector<CheckTool> checks;
  HazardTable hazards;
  Operations operations;
  std::set<std::string> open_flags;  // see Snapshot
  const Catalog* catalog = nullptr;  // null: shared resources are not looked at
  EffectStore* effects = nullptr;    // where the base's effects are kept; null: nowhere
  std::string derived_key;           // what they depend on beside the base commit
  std::vector<std::string> ignore;   // globs of files that are not analysed
  int threads = 0;
};

// `contents` holds the bytes of blobs that are not in the repository (replayed files). All
// arguments must outlive the overlay: merged versions are made when a rule asks for them.
std::unique_ptr<Overlay> BuildOverlay(OverlayInput input, const GitRepository& repository,
                                      FactReader* reader,
                                      const std::map<ObjectId, std::string>& contents);

}  // namespace interlock
