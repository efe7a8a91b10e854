#include "graph/modules.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace interlock {

namespace {

std::string Join(std::string_view folder, std::string_view name) {
  if (folder.empty() || folder == ".") return std::string(name);
  if (name.empty() || name == ".") return std::string(folder);
  return std::string(folder) + "/" + std::string(name);
}

std::string_view Parent(std::string_view folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : folder.substr(0, slash);
}

// Where nothing lies: above the repository.
constexpr std::string_view kOutside = "..";

// Resolves "." and ".." parts. A path that climbs above the repository becomes kOutside.
std::string Normalise(std::string_view path) {
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
  for (std::string_view part : parts) joined = Join(joined, part);
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
    const SourceFile* file = FindWithExtension(world, traits, Join(folder, index));
    if (file != nullptr) return file;
  }
  return nullptr;
}

bool IsPackageFolder(const World& world, const LanguageTraits& traits, std::string_view folder) {
  return FindIndex(world, traits, folder) != nullptr;
}

// A folder with its index file; not found when nothing lies there.
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

// `path` as a file (with any extension of the family) or as a folder with an index file. Of both,
// dotted modules mean the folder, and paths the file.
ModuleRef FileOrIndex(const World& world, const LanguageTraits& traits, const std::string& path) {
  const bool folder_first = path.empty() || (traits.module_style == ModuleStyle::kDotted &&
                                             IsPackageFolder(world, traits, path));
  const SourceFile* file = folder_first ? nullptr : FindWithExtension(world, traits, path);
  if (file != nullptr) return {{file}, std::string(file->folder()), false, false};
  return FolderModule(world, traits, path);
}

// Length of the folders that both paths begin with.
std::size_t CommonPrefix(std::string_view a, std::string_view b) {
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

// Two folders equally far from the importer, neither around it: no telling which one is meant.
bool IsTie(std::string_view best, std::string_view next, std::string_view importer) {
  const auto depth = [](std::string_view path) {
    return std::count(path.begin(), path.end(), '/');
  };
  return !IsInside(importer, best) && depth(best) == depth(next) &&
         CommonPrefix(best, importer) == CommonPrefix(next, importer);
}

// Where "a/b/c" may begin: any folder that is not itself a package, so that tests/json.py is not
// taken for the module json of a package `tests`. The nearest to the importer wins. External when
// there is none, neither found nor external when several are as near.
ModuleRef FindBySuffix(const World& world, const SourceFile& importer, const std::string& path) {
  const LanguageTraits& traits = *importer.traits();
  const std::size_t slash = path.rfind('/');
  const std::string_view last = std::string_view(path).substr(slash + 1);  // npos + 1 == 0

  std::vector<std::string> prefixes;
  const auto consider = [&](std::string_view candidate) {
    if (candidate != path && !candidate.ends_with("/" + path)) return;
    std::string_view prefix = candidate.substr(0, candidate.size() - path.size());
    if (!prefix.empty()) prefix.remove_suffix(1);
    if (prefix.empty() || !IsPackageFolder(world, traits, prefix)) prefixes.emplace_back(prefix);
  };
  for (const SourceFile* file : world.WithStem(last)) {
    if (SameFamily(traits, *file)) consider(Join(file->folder(), file->stem()));
  }
  for (std::string_view folder : world.FoldersNamed(last)) consider(folder);

  std::sort(prefixes.begin(), prefixes.end(), [&](const std::string& a, const std::string& b) {
    const std::size_t common_a = CommonPrefix(a, importer.path());
    const std::size_t common_b = CommonPrefix(b, importer.path());
    return std::tuple(~common_a, a.size(), a) < std::tuple(~common_b, b.size(), b);
  });
  // A folder that merely has the name comes after those that hold code for it.
  std::stable_partition(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
    return !FileOrIndex(world, traits, Join(prefix, path)).files.empty();
  });
  prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
  ModuleRef module;
  module.external = prefixes.empty();
  if (prefixes.empty() ||
      (prefixes.size() > 1 && IsTie(prefixes[0], prefixes[1], importer.path()))) {
    return module;
  }
  return FileOrIndex(world, traits, Join(prefixes[0], path));
}

ModuleRef FindDotted(const World& world, const SourceFile& importer, std::string_view specifier) {
  std::size_t dots = 0;
  while (dots < specifier.size() && specifier[dots] == '.') ++dots;
  std::string path(specifier.substr(dots));
  std::replace(path.begin(), path.end(), '.', '/');
  if (dots == 0) return FindBySuffix(world, importer, path);
  std::string_view folder = importer.folder();
  for (std::size_t i = 1; i < dots; ++i) {
    if (folder.empty()) return {};  // above the repository
    folder = Parent(folder);
  }
  return FileOrIndex(world, *importer.traits(), Join(folder, path));
}

// The files of a folder that belong to one package; test packages beside it are apart.
std::vector<const SourceFile*> FilesOfPackage(const World& world, const LanguageTraits& traits,
                                              std::string_view folder, const std::string* package) {
  std::vector<const SourceFile*> files;
  for (const SourceFile* file : world.InFolder(folder)) {
    if (!SameFamily(traits, *file)) continue;
    const std::string& its = file->facts().package;
    const bool is_test =
        !traits.test_package_suffix.empty() && its.ends_with(traits.test_package_suffix);
    if (package != nullptr ? its == *package : !is_test) files.push_back(file);
  }
  return files;
}

ModuleRef PackageFolder(const World& world, const LanguageTraits& traits,
                        const std::string& folder) {
  ModuleRef module;
  module.files = FilesOfPackage(world, traits, folder, nullptr);
  module.folder = folder;
  return module;
}

// The root whose name is the longest prefix of the specifier, at a '/' boundary; of several, the
// one whose manifest is nearest to the importer, or else nearest to the top.
const PlacedRoot* LongestRoot(const std::vector<PlacedRoot>& roots, std::string_view specifier,
                              const SourceFile& importer) {
  const PlacedRoot* best = nullptr;
  const auto rank = [&](const PlacedRoot& root) {
    return std::tuple(root.root->name.size(),
                      CommonPrefix(root.manifest->folder(), importer.path()),
                      ~root.manifest->folder().size());
  };
  for (const PlacedRoot& root : roots) {
    const std::string& name = root.root->name;
    if (root.root->is_pattern || name.empty() || !specifier.starts_with(name)) continue;
    if (specifier.size() > name.size() && specifier[name.size()] != '/') continue;
    if (best == nullptr || rank(root) > rank(*best)) best = &root;
  }
  return best;
}

std::string RootFolder(const PlacedRoot& root) {
  return Normalise(Join(root.manifest->folder(), root.root->directory));
}

ModuleRef FindPackageDirectory(const World& world, const SourceFile& importer,
                               std::string_view specifier) {
  const LanguageTraits& traits = *importer.traits();
  if (const PlacedRoot* root = LongestRoot(world.Roots(), specifier, importer)) {
    std::string_view rest = specifier.substr(root->root->name.size());
    if (!rest.empty()) rest.remove_prefix(1);
    ModuleRef module = PackageFolder(world, traits, Join(RootFolder(*root), rest));
    if (module.found()) return module;
  }
  ModuleRef external;
  external.external = true;
  return external;
}

// "@app/*" -> "src/app/*": the text the star stands for, or absent.
bool MatchPattern(std::string_view pattern, std::string_view text, std::string_view* star) {
  const std::size_t at = pattern.find('*');
  if (at == std::string_view::npos) return false;
  const std::string_view before = pattern.substr(0, at), after = pattern.substr(at + 1);
  if (text.size() < before.size() + after.size() || !text.starts_with(before) ||
      !text.ends_with(after)) {
    return false;
  }
  *star = text.substr(before.size(), text.size() - before.size() - after.size());
  return true;
}

// A specifier may name the built file ("./x.js") of a source with another extension. "./x.css" and
// "./x.json" name no source.
ModuleRef FromPath(const World& world, const LanguageTraits& traits, const std::string& path) {
  if (const SourceFile* file = world.Find(path); file != nullptr && SameFamily(traits, *file)) {
    return {{file}, std::string(file->folder()), false, false};
  }
  ModuleRef module = FileOrIndex(world, traits, path);
  if (module.found()) return module;
  for (const std::string& extension : traits.extensions) {
    if (!path.ends_with(extension)) continue;
    module = FileOrIndex(world, traits, path.substr(0, path.size() - extension.size()));
    if (!module.files.empty()) return module;
  }
  return {};
}

ModuleRef FromPackageRoot(const World& world, const LanguageTraits& traits, const PlacedRoot& root,
                          std::string_view specifier) {
  const std::string folder = RootFolder(root);
  if (specifier.size() > root.root->name.size()) {
    return FromPath(world, traits, Join(folder, specifier.substr(root.root->name.size() + 1)));
  }
  for (const std::string& entry : root.root->entries) {
    ModuleRef module = FromPath(world, traits, Normalise(Join(folder, entry)));
    if (!module.files.empty()) return module;
  }
  return FromPath(world, traits, folder);
}

// Patterns of the manifests around the importer, the innermost manifest's first.
std::vector<const PlacedRoot*> PatternsFor(const World& world, const SourceFile& importer) {
  std::vector<const PlacedRoot*> patterns;
  for (const PlacedRoot& root : world.Roots()) {
    const bool applies = IsInside(importer.path(), root.manifest->folder());
    if (root.root->is_pattern && applies) patterns.push_back(&root);
  }
  std::stable_sort(patterns.begin(), patterns.end(), [](const PlacedRoot* a, const PlacedRoot* b) {
    return a->manifest->folder().size() > b->manifest->folder().size();
  });
  return patterns;
}

ModuleRef FindRelativePath(const World& world, const SourceFile& importer,
                           std::string_view specifier) {
  const LanguageTraits& traits = *importer.traits();
  if (specifier.starts_with('.')) {
    // "..", "./lib/": a folder, whatever file beside it has its name.
    if (specifier.ends_with('/') || specifier.ends_with('.')) {
      return FolderModule(world, traits, Normalise(Join(importer.folder(), specifier)));
    }
    return FromPath(world, traits, Normalise(Join(importer.folder(), specifier)));
  }
  if (const PlacedRoot* root = LongestRoot(world.Roots(), specifier, importer)) {
    ModuleRef module = FromPackageRoot(world, traits, *root, specifier);
    if (!module.files.empty()) return module;
  }
  for (const PlacedRoot* root : PatternsFor(world, importer)) {
    std::string_view star;
    if (!MatchPattern(root->root->name, specifier, &star)) continue;
    std::string directory = root->root->directory;
    if (const std::size_t at = directory.find('*'); at != std::string::npos) {
      directory.replace(at, 1, star);
    }
    ModuleRef module =
        FromPath(world, traits, Normalise(Join(root->manifest->folder(), directory)));
    if (!module.files.empty()) return module;
  }
  ModuleRef external;
  external.external = true;
  return external;
}

}  // namespace

ModuleRef FindModule(const World& world, const SourceFile& importer, std::string_view specifier) {
  if (importer.traits() == nullptr || specifier.empty()) return {};
  switch (importer.traits()->module_style) {
    case ModuleStyle::kDotted:
      return FindDotted(world, importer, specifier);
    case ModuleStyle::kPackageDirectory:
      return FindPackageDirectory(world, importer, specifier);
    case ModuleStyle::kRelativePath:
      return FindRelativePath(world, importer, specifier);
  }
  return {};
}

ModuleRef FindSubmodule(const World& world, const LanguageTraits& traits, std::string_view folder,
                        std::string_view name) {
  return FileOrIndex(world, traits, Join(folder, name));
}

std::vector<const SourceFile*> PackageOf(const World& world, const SourceFile& file) {
  if (file.traits() == nullptr || file.traits()->module_style != ModuleStyle::kPackageDirectory) {
    return {&file};
  }
  return FilesOfPackage(world, *file.traits(), file.folder(), &file.facts().package);
}

std::string ModuleName(const SourceFile& file) {
  if (file.traits() == nullptr) return file.path();
  const LanguageTraits& traits = *file.traits();
  if (traits.module_style == ModuleStyle::kPackageDirectory) {
    return file.folder().empty() ? file.facts().package : std::string(file.folder());
  }
  const bool is_index = std::find(traits.index_files.begin(), traits.index_files.end(),
                                  file.stem()) != traits.index_files.end();
  std::string name = is_index ? std::string(file.folder()) : Join(file.folder(), file.stem());
  if (traits.module_style == ModuleStyle::kDotted) std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

}  // namespace interlock
