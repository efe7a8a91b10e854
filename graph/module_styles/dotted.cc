// Dotted modules: a.b.c is the file a/b/c.ext or the folder a/b/c (Python), below a folder that a
// manifest around the importer names, or else below any that fits.
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "graph/module_paths.h"
#include "graph/module_style.h"

namespace interlock {

namespace {

bool IsPackageFolder(const World& world, const LanguageTraits& traits, std::string_view folder) {
  return FindIndex(world, traits, folder) != nullptr;
}

// Of a file and a folder with an index, the folder is meant.
ModuleRef Module(const World& world, const LanguageTraits& traits, const std::string& path) {
  return FileOrIndex(world, traits, path, path.empty() || IsPackageFolder(world, traits, path));
}

// Two folders equally far from the importer, neither around it: no telling which one is meant.
bool IsTie(std::string_view best, std::string_view next, std::string_view importer) {
  const auto depth = [](std::string_view path) {
    return std::count(path.begin(), path.end(), '/');
  };
  return !IsInside(importer, best) && depth(best) == depth(next) &&
         CommonFolders(best, importer) == CommonFolders(next, importer);
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
    if (SameFamily(traits, *file)) consider(JoinPath(file->folder(), file->stem()));
  }
  for (std::string_view folder : world.FoldersNamed(last)) consider(folder);

  std::sort(prefixes.begin(), prefixes.end(), [&](const std::string& a, const std::string& b) {
    const std::size_t common_a = CommonFolders(a, importer.path());
    const std::size_t common_b = CommonFolders(b, importer.path());
    return std::tuple(~common_a, a.size(), a) < std::tuple(~common_b, b.size(), b);
  });
  // A folder that merely has the name comes after those that hold code for it.
  std::stable_partition(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
    return !Module(world, traits, JoinPath(prefix, path)).files.empty();
  });
  prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
  ModuleRef module;
  module.external = prefixes.empty();
  if (prefixes.empty() ||
      (prefixes.size() > 1 && IsTie(prefixes[0], prefixes[1], importer.path()))) {
    return module;
  }
  return Module(world, traits, JoinPath(prefixes[0], path));
}

class Dotted final : public ModuleSystem {
 public:
  using ModuleSystem::ModuleSystem;

  ModuleRef Find(const SourceFile& importer, std::string_view specifier) override {
    std::size_t dots = 0;
    while (dots < specifier.size() && specifier[dots] == '.') ++dots;
    std::string path(specifier.substr(dots));
    if (dots == 0) {
      ModuleRef module = FromRoots(importer, path);
      if (module.found()) return module;
    }
    std::replace(path.begin(), path.end(), '.', '/');
    if (dots == 0) return FindBySuffix(world_, importer, path);
    std::string_view folder = importer.folder();
    for (std::size_t i = 1; i < dots; ++i) {
      if (folder.empty()) return {};  // above the repository
      folder = ParentFolder(folder);
    }
    return Module(world_, *importer.traits(), JoinPath(folder, path));
  }

  ModuleRef Submodule(const LanguageTraits& traits, const ModuleRef& module,
                      std::string_view name) override {
    return module.is_folder ? Module(world_, traits, JoinPath(module.folder, name)) : ModuleRef();
  }

 private:
  // Roots of the manifests around the importer, those of the innermost first; one without a name is
  // where any module may begin. A folder without code proves nothing.
  ModuleRef FromRoots(const SourceFile& importer, std::string_view name) {
    if (!sorted_) SortRoots();
    std::vector<std::pair<const PlacedRoot*, std::string_view>> fitting;
    for (std::size_t end = name.size();; end = name.rfind('.', end - 1)) {
      if (end == std::string_view::npos) end = 0;
      const auto [first, last] = roots_.equal_range(name.substr(0, end));
      for (auto root = first; root != last; ++root) {
        if (!IsInside(importer.path(), root->second->manifest->folder())) continue;
        fitting.emplace_back(root->second, name.substr(std::min(end + (end > 0), name.size())));
      }
      if (end == 0) break;
    }
    std::stable_sort(fitting.begin(), fitting.end(), [](const auto& a, const auto& b) {
      return a.first->manifest->folder().size() > b.first->manifest->folder().size();
    });
    for (const auto& [root, rest] : fitting) {
      std::string path(rest);
      std::replace(path.begin(), path.end(), '.', '/');
      ModuleRef module = Module(world_, *importer.traits(), JoinPath(RootFolder(*root), path));
      if (!module.files.empty()) return module;
    }
    return {};
  }

  void SortRoots() {
    sorted_ = true;
    for (const PlacedRoot& root : world_.Roots()) {
      if (!root.root->is_pattern) roots_.emplace(root.root->name, &root);
    }
  }

  bool sorted_ = false;
  std::multimap<std::string_view, const PlacedRoot*, std::less<>> roots_;  // by name
};

std::string NameOf(const SourceFile& file) {
  std::string name = PathAsModuleName(file);
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

}  // namespace

extern const ModuleStyle module_style_dotted;
const ModuleStyle module_style_dotted = {"dotted", MakeModuleSystem<Dotted>, NameOf};

}  // namespace interlock
