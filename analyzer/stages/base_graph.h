// The graph of the base as a stage of the pipeline: taken from the database when it is that of this
// base, else resolved from all files in parallel and stored; frozen for reachability.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/overlay/related/relevance.h"
#include "analyzer/overlay/snapshot.h"
#include "graph/graph_store.h"
#include "graph/reach.h"
#include "interlock/report.h"

namespace interlock {

class BaseGraph {
 public:
  // `key` stands for all that the graph depends on beside the base commit.
  static std::optional<BaseGraph> Load(GraphStore& store, const ObjectId& base_commit,
                                       const std::string& key);
  // The one that is kept, or a new one. `store` may be null.
  static BaseGraph Make(const Snapshot& snapshot, GraphStore* store, const std::string& key,
                        int threads);

  // The names of what uses, however far, what the delta alters, renames or removes.
  SpokenNames Dependents(const Delta& delta) const;

  // Who is affected by what the view alters, renames or removes, and whose files the change alters:
  // those that nobody reads, too.
  BlastRadius Radius(const Snapshot& snapshot, const Change& change, const ChangeView& view) const;

 private:
  explicit BaseGraph(ReachRows rows);
  std::vector<std::uint32_t> Seeds(const Delta& delta) const;
  // The first of that name in the file.
  std::optional<std::uint32_t> Find(const std::string& path, const std::string& name) const;

  ReachRows rows_;
  EffectGraph effects_;
  // Nodes that are no files, by their names. The names are those of the rows.
  std::unordered_multimap<std::string_view, std::uint32_t> by_name_;
};

}  // namespace interlock
