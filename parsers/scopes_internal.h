// The nesting of one file: which definition, function and names surround a place.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "parsers/query_internal.h"

namespace interlock {

using RegionId = std::int32_t;

// Walks outwards are as long as regions are nested, so that is bounded.
inline constexpr std::uint32_t kMaxRegionDepth = 500;

enum class RegionKind : std::uint8_t {
  kFile,
  kFunction,   // a named one: a definition
  kAnonymous,  // a function without a name
  kType,       // a class, interface …
  kModule,     // a namespace inside the file
  kHolder,     // any other definition: a variable with its value
  kBlock,
  kTypeUse,
  kBranch,
};

struct Region {
  RegionKind kind = RegionKind::kFile;
  std::uint32_t start = 0;
  std::uint32_t end = UINT32_MAX;
  RegionId parent = -1;
  RegionId function = -1;        // innermost function region, itself if it is one
  std::int32_t definition = -1;  // innermost definition, itself if it is one
  std::uint32_t depth = 0;
  bool in_type_use = false;
  bool closed = false;                               // variables of what is around it are not seen
  const void* extent = nullptr;                      // the node of a definition
  const TSNode* parameters = nullptr;                // of a kFunction
  std::unordered_set<std::string_view> names;        // bound here
  std::unordered_set<std::string_view> outer_names;  // declared to be bound further out
};

// Built by one sweep over nodes in order of position, outer ones first.
class Scopes {
 public:
  Scopes() : regions_(1) {}

  // The innermost region around `node`.
  // REQUIRES: no earlier call had a node that starts later.
  RegionId Locate(TSNode node);

  // Opens a region around what follows. `definition` is -1 when it is none.
  RegionId Open(TSNode node, RegionKind kind, RegionId parent, std::int32_t definition);

  Region& operator[](RegionId id) { return regions_[static_cast<std::size_t>(id)]; }
  const Region& operator[](RegionId id) const { return regions_[static_cast<std::size_t>(id)]; }

  RegionId size() const { return static_cast<RegionId>(regions_.size()); }

  // The innermost function or type, starting at `id`; the file when there is none.
  RegionId FunctionOrType(RegionId id) const;
  RegionId Type(RegionId id) const;

  // What a variable at `id` is a member of: never another variable, though it stands in its value.
  RegionId OutsideValues(RegionId id) const;

  // Where a name bound at `id` is held: conditional branches hold none.
  RegionId Holder(RegionId id) const;

  // In conditional code, seen from the definition or function around it.
  bool IsConditional(RegionId id) const;

  bool IsBound(std::string_view name, RegionId id) const;

  // Nesting of regions, which bounds every walk outwards.
  std::uint32_t deepest() const { return deepest_; }

 private:
  std::vector<Region> regions_;
  RegionId innermost_ = 0;
  std::uint32_t deepest_ = 0;
};

}  // namespace interlock
