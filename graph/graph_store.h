// The graph of one base and the changes laid over it, as rows.
//
// A store holds one base at a time. Each Replace… is one transaction: whoever reads sees all of the
// old rows or all of the new ones.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/database.h"
#include "interlock/change.h"
#include "interlock/delta.h"
#include "interlock/interaction.h"

namespace interlock {

struct FileRow {
  std::string repository, path;
  ObjectId blob;
  std::string language;

  bool operator==(const FileRow&) const = default;
};

struct NodeRow {
  std::int64_t id = 0;  // chosen by who makes the graph, unique in it
  std::string repository;
  std::string path;  // empty when no file defines it
  std::string kind;  // "function", "table" …
  std::string name;  // qualified
  std::uint32_t first_line = 0;
  std::uint32_t last_line = 0;

  bool operator==(const NodeRow&) const = default;
};

struct EdgeRow {
  std::int64_t source = 0;
  std::int64_t target = 0;
  std::string kind;  // "call", "inherits" …
  std::string rule;  // the resolution step that found it
  Resolution resolution = Resolution::kNameOnly;
  std::uint32_t line = 0;

  bool operator==(const EdgeRow&) const = default;
};

// A use that no step could resolve.
struct UnresolvedRow {
  std::int64_t source = 0;
  std::string name;
  std::string receiver;
  std::string kind;
  std::uint32_t line = 0;
  std::string reason;

  bool operator==(const UnresolvedRow&) const = default;
};

struct GraphRows {
  std::vector<FileRow> files;
  std::vector<NodeRow> nodes;
  std::vector<EdgeRow> edges;
  std::vector<UnresolvedRow> unresolved;
};

// What reachability asks of a graph: its nodes, from 0 in order of their ids, and who uses whom.
struct ReachRows {
  struct Node {
    std::uint32_t path = 0;  // number among `paths`
    bool is_file = false;
    std::string name;  // qualified

    bool operator==(const Node&) const = default;
  };
  std::vector<std::string> paths;
  std::vector<Node> nodes;
  // (source, target) of the edges that are more than a name.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> uses;
};

// The same of rows. REQUIRES: the ids of nodes are 1, 2, 3 …
ReachRows ReachOf(const GraphRows& rows);

// Changes with their deltas, at the same positions.
struct ChangeRows {
  std::vector<Change> changes;
  std::vector<Delta> deltas;
  // Where uses of deltas that were loaded have their paths, in place of file versions.
  std::shared_ptr<std::set<std::string>> paths;
  Coverage coverage;
};

class GraphStore {
 public:
  // REQUIRES: the database outlives it.
  explicit GraphStore(Database& database) : database_(database) {}

  // Files, nodes, edges and sinks of a base. `key` stands for all else the graph depends on:
  // language versions, options. Takes the changes of the base before with it.
  void ReplaceGraph(const ObjectId& base_commit, const std::string& key, const GraphRows& rows);
  bool HasGraph(const ObjectId& base_commit, const std::string& key);

  // Everything, nodes by id and the rest in the order it was given in, files by repository and
  // path.
  GraphRows LoadGraph();
  // ReachOf(LoadGraph()), at a fraction of the cost; none where it is damaged.
  std::optional<ReachRows> LoadReach();
  void ForgetGraph();  // so that it is worked out again

  // REQUIRES: deltas[i] is that of changes[i].
  void ReplaceChanges(const ChangeRows& rows);
  ChangeRows LoadChanges();

 private:
  Database& database_;
};

}  // namespace interlock
