// "./b" is a path from the importing file; other names are packages (JavaScript, TypeScript).
#include <algorithm>

#include "graph/module_paths.h"
#include "graph/module_style.h"

namespace interlock {

namespace {

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
  ModuleRef module = FileOrIndex(world, traits, path, path.empty());
  if (module.found()) return module;
  for (const std::string& extension : traits.extensions) {
    if (!path.ends_with(extension)) continue;
    module = FileOrIndex(world, traits, path.substr(0, path.size() - extension.size()), false);
    if (!module.files.empty()) return module;
  }
  return {};
}

ModuleRef FromPackageRoot(const World& world, const LanguageTraits& traits, const PlacedRoot& root,
                          std::string_view specifier) {
  const std::string folder = RootFolder(root);
  if (specifier.size() > root.root->name.size()) {
    return FromPath(world, traits, JoinPath(folder, specifier.substr(root.root->name.size() + 1)));
  }
  for (const std::string& entry : root.root->entries) {
    ModuleRef module = FromPath(world, traits, NormalisePath(JoinPath(folder, entry)));
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

class RelativePath final : public ModuleSystem {
 public:
  using ModuleSystem::ModuleSystem;

  ModuleRef Find(const SourceFile& importer, std::string_view specifier) override {
    const World& world = world_;
    const LanguageTraits& traits = *importer.traits();
    if (specifier.starts_with('.')) {
      // "..", "./lib/": a folder, whatever file beside it has its name.
      if (specifier.ends_with('/') || specifier.ends_with('.')) {
        return FolderModule(world, traits, NormalisePath(JoinPath(importer.folder(), specifier)));
      }
      return FromPath(world, traits, NormalisePath(JoinPath(importer.folder(), specifier)));
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
          FromPath(world, traits, NormalisePath(JoinPath(root->manifest->folder(), directory)));
      if (!module.files.empty()) return module;
    }
    ModuleRef external;
    external.external = true;
    return external;
  }
};

}  // namespace

extern const ModuleStyle module_style_relative_path;
const ModuleStyle module_style_relative_path = {"relative-path", MakeModuleSystem<RelativePath>,
                                                PathAsModuleName};

}  // namespace interlock
