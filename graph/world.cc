#include "graph/world.h"

#include <algorithm>

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

}  // namespace

SourceFile::SourceFile(std::string path, const FileFacts& facts, const LanguageTraits* traits)
    : path_(std::move(path)),
      folder_size_(FolderOf(path_).size()),
      stem_(StemOf(path_, traits)),
      facts_(&facts),
      traits_(traits),
      definitions_(IndexBy(facts.definitions,
                           [](const Definition& d) -> const std::string& { return d.name; })),
      bindings_(
          IndexBy(facts.bindings, [](const Binding& b) -> const std::string& { return b.name; })),
      imports_(
          IndexBy(facts.imports, [](const Import& i) -> const std::string& { return i.local; })) {}

std::vector<std::int32_t> SourceFile::Find(const Names& names, std::string_view name) {
  std::vector<std::int32_t> found;
  auto first = std::lower_bound(names.begin(), names.end(), std::pair(name, std::int32_t{-1}));
  for (; first != names.end() && first->first == name; ++first) found.push_back(first->second);
  return found;
}

std::vector<std::int32_t> SourceFile::Definitions(std::string_view name) const {
  return Find(definitions_, name);
}

std::vector<std::int32_t> SourceFile::Bindings(std::string_view name) const {
  return Find(bindings_, name);
}

std::vector<std::int32_t> SourceFile::Imports(std::string_view local) const {
  return Find(imports_, local);
}

Layer::Layer(std::vector<const SourceFile*> files, std::vector<std::string> removed)
    : files_(std::move(files)), removed_(std::move(removed)) {
  std::sort(files_.begin(), files_.end(), [](const SourceFile* a, const SourceFile* b) {
    return a->path() < b->path();
  });
  for (const std::string& path : removed_) removed_set_.insert(path);
  for (const SourceFile* file : files_) {
    by_path_[file->path()] = file;
    by_folder_[file->folder()].push_back(file);
    by_stem_[file->stem()].push_back(file);
    for (std::string_view folder = file->folder(); !folder.empty(); folder = FolderOf(folder)) {
      if (!folders_.insert(folder).second) break;
      folders_by_name_[LastPart(folder)].push_back(folder);
    }
    const FileFacts& facts = file->facts();
    for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
      const Definition& definition = facts.definitions[i];
      if (!definition.is_local) {
        definitions_[definition.name].push_back({file, static_cast<std::int32_t>(i)});
      }
    }
    for (const ModuleRoot& root : facts.roots) roots_.push_back({&root, file});
  }
}

bool Layer::Mentions(std::string_view path) const {
  return by_path_.contains(path) || removed_set_.contains(path);
}

const SourceFile* Layer::Find(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

bool World::Visible(std::string_view path, std::size_t layer) const {
  for (std::size_t later = layer + 1; later < layers_.size(); ++later) {
    if (layers_[later]->Mentions(path)) return false;
  }
  return true;
}

const SourceFile* World::Find(std::string_view path) const {
  for (std::size_t i = layers_.size(); i-- > 0;) {
    if (layers_[i]->Mentions(path)) return layers_[i]->Find(path);
  }
  return nullptr;
}

bool World::HasFolder(std::string_view folder) const {
  return std::any_of(layers_.begin(), layers_.end(), [&](const Layer* layer) {
    return folder.empty() || layer->folders_.contains(folder);
  });
}

std::vector<const SourceFile*> World::InFolder(std::string_view folder) const {
  std::vector<const SourceFile*> files;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const auto found = layers_[i]->by_folder_.find(folder);
    if (found == layers_[i]->by_folder_.end()) continue;
    for (const SourceFile* file : found->second) {
      if (Visible(file->path(), i)) files.push_back(file);
    }
  }
  return files;
}

std::vector<const SourceFile*> World::WithStem(std::string_view stem) const {
  std::vector<const SourceFile*> files;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const auto found = layers_[i]->by_stem_.find(stem);
    if (found == layers_[i]->by_stem_.end()) continue;
    for (const SourceFile* file : found->second) {
      if (Visible(file->path(), i)) files.push_back(file);
    }
  }
  return files;
}

std::vector<std::string_view> World::FoldersNamed(std::string_view name) const {
  std::vector<std::string_view> folders;
  for (const Layer* layer : layers_) {
    const auto found = layer->folders_by_name_.find(name);
    if (found == layer->folders_by_name_.end()) continue;
    for (std::string_view folder : found->second) {
      if (std::find(folders.begin(), folders.end(), folder) == folders.end()) {
        folders.push_back(folder);
      }
    }
  }
  return folders;
}

std::vector<Target> World::DefinitionsNamed(std::string_view name) const {
  std::vector<Target> targets;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const auto found = layers_[i]->definitions_.find(name);
    if (found == layers_[i]->definitions_.end()) continue;
    for (const Target& target : found->second) {
      if (Visible(target.file->path(), i)) targets.push_back(target);
    }
  }
  return targets;
}

std::vector<PlacedRoot> World::Roots() const {
  std::vector<PlacedRoot> roots;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    for (const PlacedRoot& root : layers_[i]->roots_) {
      if (Visible(root.manifest->path(), i)) roots.push_back(root);
    }
  }
  return roots;
}

}  // namespace interlock
