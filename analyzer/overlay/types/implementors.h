// Types that a change makes implement or extend something, and what a type inherits.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/delta.h"
#include "graph/resolve.h"

namespace interlock {

// A type with its ancestors, as far as they are in the world.
struct Ancestry {
  std::vector<Target> types;  // the type itself first, then its ancestors, each once
  std::set<std::pair<const SourceFile*, std::int32_t>> delegated;  // whose members are handed on
  std::vector<Target> open;  // types with a base outside the repository, which may provide members
};

Ancestry AncestryOf(Resolver* resolver, const Target& type);

// Inheritance that the new version of a file states more often than the old one. Anonymous types
// share a name, so they are counted.
struct Implementor {
  const SourceFile* file = nullptr;  // the new version
  std::int32_t type = -1;            // when there is an owner: what is around the statement
  std::string owner;  // type path of the type, when it is written elsewhere: `impl Base for Owner`
  std::string base;   // as written
  std::uint32_t line = 0;
  bool fresh = false;  // the type itself is new
};

void AddImplementors(const FileVersions& versions, std::vector<Implementor>* found);

// The definition with that qualified name, whose last part is `name`.
std::optional<std::int32_t> Named(const SourceFile* file, const std::string& qualified,
                                  const std::string& name);

}  // namespace interlock
