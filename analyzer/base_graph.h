// The graph of the base as a stage of the pipeline: taken from the database when it is that of this
// base, else resolved from all files in parallel and stored; frozen for reachability.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/overlay/snapshot.h"
#include "graph/graph_store.h"
#include "graph/reach.h"
#include "interlock/report.h"

namespace interlock {

class BaseGraph {
 public:
  // `key` stands for all that the graph depends on beside the base commit. `store` may be null.
  static BaseGraph Make(const Snapshot& snapshot, GraphStore* store, const std::string& key,
                        int threads);

  // Who is affected by what the view alters, renames or removes.
  BlastRadius Radius(const Snapshot& snapshot, const ChangeView& view) const;

  std::size_t nodes() const { return paths_.size(); }
  std::size_t edges() const { return edge_count_; }

 private:
  explicit BaseGraph(const GraphRows& rows);

  EffectGraph effects_;
  std::vector<std::string> paths_;                                        // by node
  std::map<std::pair<std::string, std::string>, std::uint32_t> by_name_;  // path, qualified name
  std::size_t edge_count_ = 0;
};

}  // namespace interlock
