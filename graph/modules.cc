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

// Resolves "." and ".." parts. A path that climbs above the repository becomes empty.
std::string Normalise(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (parts.empty()) return "";
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

// `path` as a file (with any extension of the family) or as a folder with an index file.
ModuleRef FileOrIndex(const World& world, const LanguageTraits& traits, const std::string& path) {
  ModuleRef module;
  if (const SourceFile* file = FindWithExtension(world, traits, path)) {
    module.files = {file};
    module.folder = std::string(file->folder());
    return module;
  }
  if (!world.HasFolder(path)) return module;
  module.is_folder = true;
  module.folder = path;
  for (const std::string& index : traits.index_files) {
    if (const SourceFile* file = FindWithExtension(world, traits, Join(path, index))) {
      module.files = {file};
      break;
    }
  }
  return module;
}

bool IsPackageFolder(const World& world, const LanguageTraits& traits, std::string_view folder) {
  return std::any_of(traits.index_files.begin(), traits.index_files.end(),
                     [&](const std::string& index) {
                       return FindWithExtension(world, traits, Join(folder, index)) != nullptr;
                     });
}

std::size_t CommonPrefix(std::string_view a, std::string_view b) {
  const auto ends = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(ends.first - a.begin());
}

// Where "a/b/c" may begin: any folder that is not itself a package, so that tests/json.py is not
// taken for the module json of a package `tests`. The nearest to the importer wins.
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
  for (const std::string& prefix : prefixes) {
    ModuleRef module = FileOrIndex(world, traits, Join(prefix, path));
    if (module.found()) return module;
  }
  return {};
}

ModuleRef FindDotted(const World& world, const SourceFile& importer, std::string_view specifier) {
  std::size_t dots = 0;
  while (dots < specifier.size() && specifier[dots] == '.') ++dots;
  std::string path(specifier.substr(dots));
  std::replace(path.begin(), path.end(), '.', '/');
  if (dots == 0) {
    ModuleRef module = FindBySuffix(world, importer, path);
    module.external = !module.found();
    return module;
  }
  std::string_view folder = importer.folder();
  for (std::size_t i = 1; i < dots; ++i) folder = Parent(folder);
  return FileOrIndex(world, *importer.traits(), Join(folder, path));
}

// The files of a folder that belong to one package; test packages beside it are apart.
std::vector<const SourceFile*> FilesOfPackage(const World& world, const LanguageTraits& traits,
                                              std::string_view folder,
                                              const std::string* package) {
  std::vector<const SourceFile*> files;
  for (const SourceFile* file : world.InFolder(folder)) {
    if (!SameFamily(traits, *file)) continue;
    const std::string& its = file->facts().package;
    const bool is_test = !traits.test_package_suffix.empty() &&
                         its.ends_with(traits.test_package_suffix);
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

// The root whose name is the longest prefix of the specifier, at a '/' boundary.
const PlacedRoot* LongestRoot(const std::vector<PlacedRoot>& roots, std::string_view specifier) {
  const PlacedRoot* best = nullptr;
  for (const PlacedRoot& root : roots) {
    const std::string& name = root.root->name;
    if (root.root->is_pattern || name.empty() || !specifier.starts_with(name)) continue;
    if (specifier.size() > name.size() && specifier[name.size()] != '/') continue;
    if (best == nullptr || name.size() > best->root->name.size()) best = &root;
  }
  return best;
}

std::string RootFolder(const PlacedRoot& root) {
  return Normalise(Join(root.manifest->folder(), root.root->directory));
}

ModuleRef FindPackageDirectory(const World& world, const SourceFile& importer,
                               std::string_view specifier) {
  const LanguageTraits& traits = *importer.traits();
  const std::vector<PlacedRoot> roots = world.Roots();
  if (const PlacedRoot* root = LongestRoot(roots, specifier)) {
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

// A specifier may name the built file ("./x.js") of a source with another extension.
ModuleRef FromPath(const World& world, const LanguageTraits& traits, const std::string& path) {
  if (const SourceFile* file = world.Find(path); file != nullptr && SameFamily(traits, *file)) {
    return {{file}, std::string(file->folder()), false, false};
  }
  ModuleRef module = FileOrIndex(world, traits, path);
  if (module.found()) return module;
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos || path.find('/', dot) != std::string::npos) return module;
  return FileOrIndex(world, traits, path.substr(0, dot));
}

ModuleRef FromPackageRoot(const World& world, const LanguageTraits& traits,
                          const PlacedRoot& root, std::string_view specifier) {
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

ModuleRef FindRelativePath(const World& world, const SourceFile& importer,
                           std::string_view specifier) {
  const LanguageTraits& traits = *importer.traits();
  if (specifier.starts_with('.')) {
    return FromPath(world, traits, Normalise(Join(importer.folder(), specifier)));
  }
  const std::vector<PlacedRoot> roots = world.Roots();
  if (const PlacedRoot* root = LongestRoot(roots, specifier)) {
    ModuleRef module = FromPackageRoot(world, traits, *root, specifier);
    if (module.found()) return module;
  }
  for (const PlacedRoot& root : roots) {
    std::string_view star;
    const std::string_view below = root.manifest->folder();
    const bool applies = below.empty() || importer.path().starts_with(std::string(below) + "/");
    if (!applies || !root.root->is_pattern ||
        !MatchPattern(root.root->name, specifier, &star)) {
      continue;
    }
    std::string directory = root.root->directory;
    if (const std::size_t at = directory.find('*'); at != std::string::npos) {
      directory.replace(at, 1, star);
    }
    ModuleRef module =
        FromPath(world, traits, Normalise(Join(root.manifest->folder(), directory)));
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
    case ModuleStyle::kDotted: return FindDotted(world, importer, specifier);
    case ModuleStyle::kPackageDirectory: return FindPackageDirectory(world, importer, specifier);
    case ModuleStyle::kRelativePath: return FindRelativePath(world, importer, specifier);
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
