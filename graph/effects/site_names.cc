#include "graph/effects/site_names.h"

#include <algorithm>

#include "graph/effects/catalog_index.h"
#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kFormat = 1;

constexpr auto kNames = [](auto& coder, auto& names) {
  coder.List(names, [](auto& c, auto& packed) {
    auto& [name, numbers] = packed;
    c.Text(name);
    c.List(numbers,
           [file = std::uint32_t{0}, site = std::int32_t{0}](auto& to, auto& number) mutable {
             to.Near(number.file, &file);
             to.Near(number.site, &site);
           });
  });
};

}  // namespace

std::string_view LastNameOf(std::string_view path) {
  if (path.ends_with("{}")) path.remove_suffix(2);
  return path.substr(path.rfind('.') + 1);  // npos + 1 == 0
}

std::string_view ModuleCalled(const SourceFile& file, std::string_view path) {
  if (path.ends_with("{}")) path.remove_suffix(2);
  if (path.find('.') != path.npos) return {};
  for (const std::int32_t index : file.Imports(path)) {
    const Import& import = file.facts().imports[static_cast<std::size_t>(index)];
    if (import.member.empty() || import.member == "default") return import.module;
  }
  return {};
}

void EntryNames::Add(const CatalogEntry& entry) {
  for (const std::string& path : entry.paths) {
    const std::string_view name = LastNameOf(path);
    all_.insert(name);
    entries_[name].push_back(&entry);
  }
}

bool EntryNames::Has(std::string_view name, const SourceFile& file) const {
  const auto found = entries_.find(name);
  return found != entries_.end() &&
         std::any_of(found->second.begin(), found->second.end(),
                     [&](const CatalogEntry* entry) { return ConcernsLanguage(*entry, file); });
}

SiteNames::SiteNames(const Layer& layer) : layer_(layer) {
  for (std::uint32_t f = 0; f < layer.files().size(); ++f) {
    const SourceFile& file = *layer.files()[f];
    if (file.traits() == nullptr) continue;
    const std::vector<Site>& sites = file.facts().sites;
    for (std::size_t s = 0; s < sites.size(); ++s) {
      const bool is_named = sites[s].kind == SiteKind::kCall || sites[s].kind == SiteKind::kValue ||
                            sites[s].kind == SiteKind::kAssign;
      if (!is_named) continue;
      const Number number{f, static_cast<std::int32_t>(s)};
      const std::string_view name = LastNameOf(sites[s].path);
      const std::string_view module = LastNameOf(ModuleCalled(file, sites[s].path));
      Add(name, number);
      if (!module.empty() && module != name) Add(module, number);
    }
  }
}

void SiteNames::Add(std::string_view name, const Number& number) {
  auto known = by_name_.find(name);
  if (known == by_name_.end()) known = by_name_.try_emplace(std::string(name)).first;
  known->second.push_back(number);
}

SiteNames::SiteNames(const Layer& layer, std::vector<PackedName> names) : layer_(layer) {
  by_name_.reserve(names.size());
  for (auto& [name, numbers] : names) by_name_.try_emplace(std::move(name), std::move(numbers));
}

std::string SiteNames::Encode() const {
  std::vector<PackedName> names;
  names.reserve(by_name_.size());
  for (const auto& [name, numbers] : by_name_) names.push_back({name, numbers});
  std::sort(names.begin(), names.end(),
            [](const PackedName& a, const PackedName& b) { return a.name < b.name; });
  return PackedBytes(kFormat, names, kNames);
}

std::unique_ptr<const SiteNames> SiteNames::Decode(std::string_view bytes, const Layer& layer) {
  std::vector<PackedName> names;
  if (!ReadPacked(kFormat, bytes, &names, kNames)) return nullptr;
  for (const PackedName& packed : names) {
    for (const Number& number : packed.numbers) {
      if (number.file >= layer.files().size() || number.site < 0) return nullptr;
    }
  }
  return std::unique_ptr<const SiteNames>(new SiteNames(layer, std::move(names)));
}

std::vector<PlacedSite> SiteNames::Named(const std::set<std::string_view>& names,
                                         const IsAsked& is_asked) const {
  std::vector<Number> numbers;
  for (const std::string_view name : names) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) continue;
    std::copy_if(
        found->second.begin(), found->second.end(), std::back_inserter(numbers),
        [&](const Number& number) { return is_asked(name, *layer_.files()[number.file]); });
  }
  if (names.size() > 1) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  }
  std::vector<PlacedSite> places;
  places.reserve(numbers.size());
  for (const auto& [file, site] : numbers) places.push_back({layer_.files()[file], site});
  return places;
}

}  // namespace interlock
