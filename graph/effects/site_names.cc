#include "graph/effects/site_names.h"

#include <algorithm>

namespace interlock {

std::string_view LastNameOf(std::string_view path) {
  if (path.ends_with("{}")) path.remove_suffix(2);
  return path.substr(path.rfind('.') + 1);  // npos + 1 == 0
}

SiteNames::SiteNames(const Layer& layer) : layer_(layer) {
  for (std::uint32_t f = 0; f < layer.files().size(); ++f) {
    const SourceFile& file = *layer.files()[f];
    if (file.traits() == nullptr) continue;
    const std::vector<Site>& sites = file.facts().sites;
    for (std::size_t s = 0; s < sites.size(); ++s) {
      const bool is_named = sites[s].kind == SiteKind::kCall || sites[s].kind == SiteKind::kValue ||
                            sites[s].kind == SiteKind::kAssign;
      if (is_named) {
        by_name_[LastNameOf(sites[s].path)].emplace_back(f, static_cast<std::int32_t>(s));
      }
    }
  }
}

std::vector<PlacedSite> SiteNames::Named(const std::set<std::string_view>& names) const {
  std::vector<Number> numbers;
  for (const std::string_view name : names) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) continue;
    numbers.insert(numbers.end(), found->second.begin(), found->second.end());
  }
  if (names.size() > 1) std::sort(numbers.begin(), numbers.end());
  std::vector<PlacedSite> places;
  places.reserve(numbers.size());
  for (const auto& [file, site] : numbers) places.push_back({layer_.files()[file], site});
  return places;
}

}  // namespace interlock
