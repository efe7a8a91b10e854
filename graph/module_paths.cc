#include "graph/module_paths.h"

#include <algorithm>
#include <tuple>

namespace interlock {

namespace {

// Where nothing lies: above the repository.
constexpr std::string_view kOutside = "..";

}  // namespace

std::string JoinPath(std::string_view folder, std::string_view name) {
  if (folder.empty() || folder == ".") return std::string(name);
  if (name.empty() || name == ".") return std::string(folder);
  return std::string(folder) + "/" + std::string(name);
}

std::string_view ParentFolder(std::string_view folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : folder.substr(0, slash);
}

std::string NormalisePath(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (parts.empty()) return std::string(kOutside);
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string joined;
  for (std::string_view part : parts) joined = JoinPath(joined, part);
  return joined;
}

bool SameFamily(const LanguageTraits& traits, const SourceFile& file) {
  return file.traits() != nullptr && file.traits()->family == traits.family;
}

const SourceFile* FindWithExtension(const World& world, const LanguageTraits& traits,
                                    const std::string& path) {
  for (const std::string& extension : traits.extensions) {
    const SourceFile* file = world.Find(path + extension);
    if (file != nullptr && SameFamily(traits, *file)) return file;
  }
  return nullptr;
}

const SourceFile* FindIndex(const World& world, const LanguageTraits& traits,
                            std::string_view folder) {
  for (const std::string& index : traits.index_files) {
    const SourceFile* file = FindWithExtension(world, traits, JoinPath(folder, index));
    if (file != nullptr) return file;
  }
  return nullptr;
}

ModuleRef FolderModule(const World& world, const LanguageTraits& traits,
                       const std::string& folder) {
  ModuleRef module;
  const SourceFile* index = FindIndex(world, traits, folder);
  if (index == nullptr && !world.HasFolder(folder)) return module;
  module.is_folder = true;
  module.folder = folder;
  if (index != nullptr) module.files = {index};
  return module;
}

ModuleRef FileOrIndex(const World& world, const LanguageTraits& traits, const std::string& path,
                      bool folder_first) {
  const SourceFile* file = folder_first ? nullptr : FindWithExtension(world, traits, path);
  if (file != nullptr) return {{file}, std::string(file->folder()), false, false};
  return FolderModule(world, traits, path);
}

std::size_t CommonFolders(std::string_view a, std::string_view b) {
  const auto ends = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto size = static_cast<std::size_t>(ends.first - a.begin());
  const bool whole = (size == a.size() || a[size] == '/') && (size == b.size() || b[size] == '/');
  const std::size_t slash = whole ? size : a.substr(0, size).rfind('/');
  return slash == std::string_view::npos ? 0 : slash;
}

bool IsInside(std::string_view path, std::string_view folder) {
  return folder.empty() ||
         (path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/');
}

const PlacedRoot* LongestRoot(const std::vector<PlacedRoot>& roots, std::string_view specifier,
                              const SourceFile& importer, char separator) {
  const PlacedRoot* best = nullptr;
  const auto rank = [&](const PlacedRoot& root) {
    return std::tuple(root.root->name.size(),
                      CommonFolders(root.manifest->folder(), importer.path()),
                      ~root.manifest->folder().size());
  };
  for (const PlacedRoot& root : roots) {
    const std::string& name = root.root->name;
    if (root.root->is_pattern || name.empty() || !specifier.starts_with(name)) continue;
    if (specifier.size() > name.size() && specifier[name.size()] != separator) continue;
    if (best == nullptr || rank(root) > rank(*best)) best = &root;
  }
  return best;
}

std::string RootFolder(const PlacedRoot& root) {
  return NormalisePath(JoinPath(root.manifest->folder(), root.root->directory));
}

}  // namespace interlock
