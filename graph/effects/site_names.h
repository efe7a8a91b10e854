// The sites of a layer by the last name of their path: who calls a function, or mounts something,
// is asked for many names, and a walk over all files for each costs too much.
#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/world.h"

namespace interlock {

// "get" of "app.router.get" and of "app.router.get{}".
std::string_view LastNameOf(std::string_view path);

struct PlacedSite {
  const SourceFile* file = nullptr;
  std::int32_t index = -1;  // among FileFacts::sites

  const Site& site() const { return file->facts().sites[static_cast<std::size_t>(index)]; }
};

// Reads the facts of all files of the layer once, and not again. Immutable, so any number of
// threads may share it. REQUIRES: the layer outlives it.
class SiteNames {
 public:
  explicit SiteNames(const Layer& layer);

  // Calls, decorators, assignments and values, in order of path and of position in the file.
  std::vector<PlacedSite> Named(const std::set<std::string_view>& names) const;

 private:
  using Number = std::pair<std::uint32_t, std::int32_t>;  // of the file in the layer, of the site

  const Layer& layer_;
  std::unordered_map<std::string_view, std::vector<Number>> by_name_;
};

}  // namespace interlock
