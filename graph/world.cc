#include "graph/world.h"

#include <algorithm>
#include <set>

namespace interlock {

namespace {

std::string_view FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view LastPart(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// The file name without its longest known extension; without the last one when none is known.
std::string StemOf(std::string_view path, const LanguageTraits* traits) {
  const std::string_view name = LastPart(path);
  std::size_t longest = 0;
  if (traits != nullptr) {
    for (const std::string& extension : traits->extensions) {
      if (name.ends_with(extension)) longest = std::max(longest, extension.size());
    }
  }
  if (longest == 0) {
    const std::size_t dot = name.rfind('.');
    if (dot != std::string_view::npos && dot > 0) longest = name.size() - dot;
  }
  return std::string(name.substr(0, name.size() - longest));
}

template <typename Map>
const typename Map::mapped_type* At(const Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

template <typename Facts, typename Key>
std::vector<std::pair<std::string_view, std::int32_t>> IndexBy(const std::vector<Facts>& facts,
                                                               Key key) {
  std::vector<std::pair<std::string_view, std::int32_t>> names;
  names.reserve(facts.size());
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (!key(facts[i]).empty()) names.emplace_back(key(facts[i]), static_cast<std::int32_t>(i));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// "v2" of "example.com/mod/v2": a major version, not a name.
bool IsMajorVersion(std::string_view part) {
  return part.size() > 1 && part[0] == 'v' &&
         part.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// Where a package is a folder, an import without a name of its own binds the package's, which is by
// convention the last part of the path: of "gopkg.in/yaml.v3" and "example.com/yaml/v3" it is yaml.
std::string_view ImportedPackageName(std::string_view module) {
  std::string_view name = LastPart(module);
  if (IsMajorVersion(name)) name = LastPart(FolderOf(module));
  const std::size_t dot = name.rfind('.');
  if (dot != std::string_view::npos && IsMajorVersion(name.substr(dot + 1))) {
    name = name.substr(0, dot);
  }
  return name;
}

}  // namespace

std::string_view BoundName(const Import& import, const LanguageTraits* traits) {
  const bool binds_package = traits != nullptr && import.member.empty() &&
                             traits->import_binds == ImportBinds::kPackageName;
  return import.local.empty() && binds_package ? ImportedPackageName(import.module)
                                               : std::string_view(import.local);
}

bool IsOffered(const SourceFile& file, const Definition& definition) {
  if (file.traits() == nullptr || !file.traits()->requires_export) return true;
  if (!definition.exported) return false;
  bool otherwise = false;
  for (const Export& offered : file.facts().exports) {
    if (offered.name == definition.name) return true;
    otherwise = otherwise || offered.target == definition.name;
  }
  return !otherwise;
}

bool BindsHere(const Import& import, const LanguageTraits* traits) {
  return !import.re_export || (traits != nullptr && traits->re_exports_bind);
}

SourceFile::SourceFile(std::string path, const KeptFacts& facts, const LanguageTraits* traits)
    : path_(std::move(path)),
      hashed_path_(path_),
      folder_size_(FolderOf(path_).size()),
      stem_(StemOf(path_, traits)),
      traits_(traits),
      kept_(&facts),
      outline_(&facts.outline()) {}

SourceFile::SourceFile(std::string path, const FileFacts& facts, const LanguageTraits* traits)
    : path_(std::move(path)),
      hashed_path_(path_),
      folder_size_(FolderOf(path_).size()),
      stem_(StemOf(path_, traits)),
      traits_(traits),
      own_outline_(OutlineOf(facts)),
      outline_(&*own_outline_) {
  Index(facts);
}

void SourceFile::Index(const FileFacts& facts) const {
  definitions_ =
      IndexBy(facts.definitions, [](const Definition& d) -> const std::string& { return d.name; });
  bindings_.reserve(facts.bindings.size());
  for (std::size_t i = 0; i < facts.bindings.size(); ++i) {
    const Binding& binding = facts.bindings[i];
    if (binding.name.empty()) continue;
    bindings_.emplace_back(binding.name, binding.scope, static_cast<std::int32_t>(i));
  }
  std::sort(bindings_.begin(), bindings_.end());
  imports_ = IndexBy(facts.imports, [this](const Import& i) { return BoundName(i, traits_); });
  facts_.store(&facts, std::memory_order_release);
}

const FileFacts& SourceFile::Open() const {
  std::call_once(is_open_, [this] { Index(kept_->facts()); });
  return *facts_.load(std::memory_order_acquire);
}

std::vector<std::int32_t> SourceFile::Find(const Names& names, std::string_view name) {
  std::vector<std::int32_t> found;
  auto first = std::lower_bound(names.begin(), names.end(), std::pair(name, std::int32_t{-1}));
  for (; first != names.end() && first->first == name; ++first) found.push_back(first->second);
  return found;
}

// What is asked for by name is indexed when the facts are.
std::vector<std::int32_t> SourceFile::Definitions(std::string_view name) const {
  facts();
  return Find(definitions_, name);
}

std::vector<std::int32_t> SourceFile::Bindings(std::string_view name) const {
  facts();
  std::vector<std::int32_t> found;
  const auto before = [](const auto& entry, std::string_view wanted) {
    return std::get<0>(entry) < wanted;
  };
  auto first = std::lower_bound(bindings_.begin(), bindings_.end(), name, before);
  for (; first != bindings_.end() && std::get<0>(*first) == name; ++first) {
    found.push_back(std::get<2>(*first));
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::int32_t> SourceFile::BindingsIn(std::int32_t scope, std::string_view name) const {
  facts();
  std::vector<std::int32_t> found;
  auto first = std::lower_bound(bindings_.begin(), bindings_.end(),
                                std::tuple(name, scope, std::int32_t{-1}));
  for (; first != bindings_.end() && std::get<1>(*first) == scope && std::get<0>(*first) == name;
       ++first) {
    found.push_back(std::get<2>(*first));
  }
  return found;
}

std::vector<std::int32_t> SourceFile::Imports(std::string_view local) const {
  facts();
  return Find(imports_, local);
}

// "b" of "a.b"
static std::string_view LastName(std::string_view path) { return path.substr(path.rfind('.') + 1); }

Layer::Layer(std::vector<const SourceFile*> files, std::vector<std::string> removed)
    : files_(std::move(files)), removed_(std::move(removed)) {
  std::sort(files_.begin(), files_.end(),
            [](const SourceFile* a, const SourceFile* b) { return a->path() < b->path(); });
  std::sort(removed_.begin(), removed_.end());
  by_path_.reserve(files_.size() + removed_.size());
  for (const std::string& path : removed_) by_path_[HashedPath(path)] = nullptr;
  for (const SourceFile* file : files_) {
    by_path_[file->hashed_path()] = file;
    by_folder_[file->folder()].push_back(file);
    by_stem_[file->stem()].push_back(file);
    for (std::string_view folder = file->folder(); !folder.empty(); folder = FolderOf(folder)) {
      if (!folders_.insert(folder).second) break;
      folders_by_name_[LastPart(folder)].push_back(folder);
    }
    const FileOutline& outline = file->outline();
    if (!outline.package.empty()) by_package_[outline.package].push_back(file);
    for (std::string_view package = outline.package; packages_.insert(package).second;) {
      const std::size_t dot = package.rfind('.');
      package = package.substr(0, dot == std::string_view::npos ? 0 : dot);
    }
    const bool has_members_elsewhere =
        file->traits() != nullptr && file->traits()->members_elsewhere;
    for (const OutlinedDefinition& definition : outline.definitions) {
      const Target target{file, definition.index};
      definitions_[definition.name].push_back(target);
      if (definition.takes_default) with_defaults_.insert(definition.name);
      if (!definition.owner.empty() && has_members_elsewhere) {
        members_elsewhere_[LastName(definition.owner)][definition.name].push_back(target);
      }
    }
    for (const OutlinedInheritance& base : outline.bases) {
      bases_elsewhere_[LastName(base.owner)].push_back({file, base.index});
    }
    for (const ModuleRoot& root : outline.roots) roots_.push_back({&root, file});
    if (outline.shares) sharing_.push_back(file);
  }
}

const SourceFile* Layer::Find(std::string_view path) const {
  const auto found = by_path_.find(HashedPath(path));
  return found == by_path_.end() ? nullptr : found->second;
}

std::vector<std::string_view> Layer::Below(std::string_view folder, bool mentioned) const {
  const std::string prefix = std::string(folder) + "/";
  std::vector<std::string_view> paths;
  const auto before = [&](const SourceFile* file) { return file->path() < prefix; };
  for (auto file = std::partition_point(files_.begin(), files_.end(), before);
       file != files_.end() && (*file)->path().starts_with(prefix); ++file) {
    paths.push_back((*file)->path());
  }
  if (!mentioned) return paths;
  for (auto path = std::lower_bound(removed_.begin(), removed_.end(), prefix);
       path != removed_.end() && path->starts_with(prefix); ++path) {
    paths.push_back(*path);
  }
  return paths;
}

bool World::Visible(const SourceFile& file, std::size_t layer) const {
  for (std::size_t later = layer + 1; later < layers_.size(); ++later) {
    if (layers_[later]->Mentions(file.hashed_path())) return false;
  }
  return true;
}

template <typename Item, typename Found, typename FileOf>
std::vector<Item> World::VisibleOf(const Found& found, const FileOf& file_of) const {
  std::vector<Item> items;
  std::size_t asked = 0;  // layers that have any
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const std::vector<Item>* of_layer = found(*layers_[i]);
    if (of_layer == nullptr || of_layer->empty()) continue;
    ++asked;
    for (const Item& item : *of_layer) {
      if (Visible(*file_of(item), i)) items.push_back(item);
    }
  }
  // Each layer is in order; together they need not be.
  if (asked > 1) {
    std::stable_sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
      return file_of(a)->path() < file_of(b)->path();
    });
  }
  return items;
}

World::World(std::vector<const Layer*> layers) : layers_(std::move(layers)) {
  roots_ = VisibleOf<PlacedRoot>([](const Layer& layer) { return &layer.roots_; },
                                 [](const PlacedRoot& root) { return root.manifest; });
}

const SourceFile* World::Find(std::string_view path) const {
  const HashedPath hashed(path);
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const auto found = layers_[i]->by_path_.find(hashed);
    if (found != layers_[i]->by_path_.end()) return found->second;
  }
  return nullptr;
}

bool World::HasFolder(std::string_view folder) const {
  if (folder.empty()) return !layers_.empty();
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (!layers_[i]->folders_.contains(folder)) continue;
    // What later layers mention is little; most of what this one holds is then visible.
    std::set<std::string_view> hidden;
    for (std::size_t later = i + 1; later < layers_.size(); ++later) {
      for (std::string_view path : layers_[later]->Below(folder, true)) hidden.insert(path);
    }
    if (hidden.empty()) return true;
    for (std::string_view path : layers_[i]->Below(folder, false)) {
      if (!hidden.contains(path)) return true;
    }
  }
  return false;
}

std::vector<const SourceFile*> World::FilesBy(FileIndex Layer::*index, std::string_view key) const {
  return VisibleOf<const SourceFile*>([&](const Layer& layer) { return At(layer.*index, key); },
                                      [](const SourceFile* file) { return file; });
}

std::vector<const SourceFile*> World::InFolder(std::string_view folder) const {
  return FilesBy(&Layer::by_folder_, folder);
}

std::vector<const SourceFile*> World::WithStem(std::string_view stem) const {
  return FilesBy(&Layer::by_stem_, stem);
}

std::vector<const SourceFile*> World::InPackage(std::string_view package) const {
  return FilesBy(&Layer::by_package_, package);
}

std::vector<const SourceFile*> World::Sharing() const {
  return VisibleOf<const SourceFile*>([](const Layer& layer) { return &layer.sharing_; },
                                      [](const SourceFile* file) { return file; });
}

bool World::HasPackage(std::string_view package) const {
  return std::any_of(layers_.begin(), layers_.end(),
                     [&](const Layer* layer) { return layer->packages_.contains(package); });
}

std::vector<std::string_view> World::FoldersNamed(std::string_view name) const {
  std::set<std::string_view> folders;
  for (const Layer* layer : layers_) {
    const auto found = layer->folders_by_name_.find(name);
    if (found == layer->folders_by_name_.end()) continue;
    for (std::string_view folder : found->second) {
      if (HasFolder(folder)) folders.insert(folder);
    }
  }
  return {folders.begin(), folders.end()};
}

std::vector<Target> World::DefinitionsNamed(std::string_view name) const {
  return VisibleOf<Target>([&](const Layer& layer) { return At(layer.definitions_, name); },
                           [](const Target& target) { return target.file; });
}

bool World::MayTakeDefaults(std::string_view name) const {
  return std::any_of(layers_.begin(), layers_.end(),
                     [&](const Layer* layer) { return layer->with_defaults_.contains(name); });
}

std::vector<Target> World::MembersElsewhere(std::string_view type, std::string_view name) const {
  return VisibleOf<Target>(
      [&](const Layer& layer) -> const std::vector<Target>* {
        const auto* members = At(layer.members_elsewhere_, type);
        return members == nullptr ? nullptr : At(*members, name);
      },
      [](const Target& member) { return member.file; });
}

std::vector<PlacedInheritance> World::BasesElsewhere(std::string_view type) const {
  return VisibleOf<PlacedInheritance>(
      [&](const Layer& layer) { return At(layer.bases_elsewhere_, type); },
      [](const PlacedInheritance& base) { return base.file; });
}

}  // namespace interlock
