// What a run reads of the base and the changes, up to the overlay: the stages between the question
// and the rules.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/intake/change_set.h"
#include "analyzer/overlay/build.h"
#include "analyzer/reader/fact_reader.h"
#include "analyzer/scan_options.h"
#include "analyzer/stages/grounds.h"
#include "analyzer/stages/rollout_ties.h"
#include "graph/effect_store.h"
#include "graph/fact_store.h"
#include "graph/graph_store.h"
#include "interlock/catalog.h"

namespace interlock {

using TiesByChange = std::map<std::string, ChangeTies>;

// Its parts refer to one another, so it stays where it is.
class Reading {
 public:
  // Reads the changes. Throws Error. REQUIRES: the arguments outlive it.
  Reading(const Grounds& grounds, const ScanOptions& options, const Progress& progress);
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading();

  // Lays them over the base, with what the changes in focus are compared with. Called before what
  // follows is used; called again, it begins anew.
  void Lay(const Focus& focus);

  const Overlay& overlay() const { return *overlay_; }
  Overlay& overlay() { return *overlay_; }
  FactReader& reader() const { return *reader_; }
  const TiesByChange& ties() const { return ties_; }

  ChangeSet change_set;
  LandedVersions landed;
  std::string derived_key;
  // See OverlayInput; may be set before Lay.
  std::set<std::string> described;
  std::function<SpokenNames(const Delta&)> dependents;
  std::unique_ptr<GraphStore> graph_store;

 private:
  std::unique_ptr<FactReader> MakeReader() const;
  std::optional<std::string> ReadBlob(const ObjectId& id) const;

  const Grounds& grounds_;
  const ScanOptions& options_;
  const Progress& progress_;
  const std::vector<MigrationFramework> frameworks_;
  const Catalog catalog_;
  std::map<ObjectId, std::string> contents_;  // of blobs that are not in the repository
  std::unique_ptr<FactStore> facts_;
  std::unique_ptr<EffectStore> effect_store_;
  std::unique_ptr<FactReader> reader_;
  std::unique_ptr<Overlay> overlay_;
  TiesByChange ties_;
};

}  // namespace interlock
