// One namespace for the whole repository: whatever is loaded sees the names of every file, and a
// file is loaded by its path below some root (Ruby: require, require_relative, autoload).
#include <algorithm>

#include "graph/module_paths.h"
#include "graph/module_style.h"

namespace interlock {

namespace {

// Folders below which loaders look, by their last part.
constexpr std::string_view kRoots[] = {"lib", "spec", "test", "ext"};
constexpr std::string_view kFolderOfRoots = "app";  // each of its folders is a root

std::string_view LastPart(std::string_view folder) {
  return folder.substr(folder.rfind('/') + 1);  // npos + 1 == 0
}

bool IsRoot(std::string_view folder) {
  return folder.empty() || LastPart(ParentFolder(folder)) == kFolderOfRoots ||
         std::find(std::begin(kRoots), std::end(kRoots), LastPart(folder)) != std::end(kRoots);
}

class Global final : public ModuleSystem {
 public:
  using ModuleSystem::ModuleSystem;

  ModuleRef Find(const SourceFile& importer, std::string_view specifier) override {
    if (!specifier.starts_with('.'))
      return BelowARoot(importer, WithoutExtension(importer, specifier));
    const std::string path = NormalisePath(JoinPath(importer.folder(), specifier));
    return FileOf(importer, WithoutExtension(importer, path));
  }

  bool SeesOthers() const override { return true; }
  bool Sees(const SourceFile&, const SourceFile&) override { return true; }

 private:
  static std::string WithoutExtension(const SourceFile& importer, std::string_view path) {
    for (const std::string& extension : importer.traits()->extensions) {
      if (path.ends_with(extension)) path.remove_suffix(extension.size());
    }
    return std::string(path);
  }

  ModuleRef FileOf(const SourceFile& importer, const std::string& path) {
    ModuleRef module;
    if (const SourceFile* file = FindWithExtension(world_, *importer.traits(), path)) {
      module.files = {file};
    }
    return module;
  }

  // The root nearest to the importer wins. External when none has such a file, neither found nor
  // external when two are as near.
  ModuleRef BelowARoot(const SourceFile& importer, const std::string& path) {
    std::vector<std::string> roots;
    for (const SourceFile* file : world_.WithStem(LastPart(path))) {
      if (!SameFamily(*importer.traits(), *file)) continue;
      const std::string whole = JoinPath(file->folder(), file->stem());
      if (whole != path && !whole.ends_with("/" + path)) continue;
      std::string root = whole.substr(0, whole.size() - path.size());
      if (!root.empty()) root.pop_back();
      if (IsRoot(root)) roots.push_back(std::move(root));
    }
    const auto nearness = [&](const std::string& root) {
      return CommonFolders(root, importer.path());
    };
    std::stable_sort(roots.begin(), roots.end(), [&](const std::string& a, const std::string& b) {
      return nearness(a) > nearness(b);
    });
    roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
    ModuleRef module;
    module.external = roots.empty();
    if (roots.empty() || (roots.size() > 1 && nearness(roots[0]) == nearness(roots[1]))) {
      return module;
    }
    return FileOf(importer, JoinPath(roots[0], path));
  }
};

// A name is whole without the file that it stands in.
std::string NameOf(const SourceFile&) { return {}; }

}  // namespace

extern const ModuleStyle module_style_global;
const ModuleStyle module_style_global = {"global", MakeModuleSystem<Global>, NameOf};

}  // namespace interlock
