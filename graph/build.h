// The graph of a base tree: entities as nodes, uses as edges, each with the rule that found it and
// a resolution; calls that cannot be resolved stay as sinks with their reason.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/graph_store.h"
#include "graph/resolve.h"
#include "graph/world.h"

namespace interlock {

// What one file's references lead to. Independent of all other files' results, so files may be
// resolved in parallel, one Resolver a thread.
struct FileUses {
  struct Edge {
    std::int32_t source = -1;  // definition in the file, -1: the file itself
    Target target;
    const char* kind = "";  // "call", "construct", "read", "write", "type", "inherits"
    const char* rule = "";
    Resolution resolution = Resolution::kNameOnly;
    std::uint32_t line = 0;
  };
  struct Sink {
    std::int32_t source = -1;
    std::int32_t reference = -1;
    const char* reason = "";
  };
  const SourceFile* file = nullptr;
  std::vector<Edge> edges;
  std::vector<Sink> sinks;
};

FileUses ResolveFile(Resolver& resolver, const SourceFile& file);

// Puts the files' results together. Node ids count from 1 in order of path and position: the file
// first, then its definitions that are not local.
GraphRows AssembleGraph(const std::string& repository, const std::vector<FileUses>& files);

}  // namespace interlock
