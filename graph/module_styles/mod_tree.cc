// A file declares the files below it, and a path is followed name by name: from the root of its
// crate, from the file itself or the one that declares it, or from another crate of the repository
// (Rust). Which crates there are, and under which names they are used, manifests say.
//
// A file that declares `a` has it in a.rs or a/mod.rs beside it when it is itself a mod.rs or the
// root of a crate, else in a folder of its own name. The file that declares another is looked for
// where it must lie; one that is declared by an explicit path belongs to no tree.
#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "graph/module_paths.h"
#include "graph/module_style.h"

namespace interlock {

namespace {

constexpr int kMaxModuleDepth = 64;

bool IsIndex(const SourceFile& file) {
  const std::vector<std::string>& indexes = file.traits()->index_files;
  return std::find(indexes.begin(), indexes.end(), file.stem()) != indexes.end();
}

bool Declares(const SourceFile& file, std::string_view name) {
  const std::vector<Import>& imports = file.facts().imports;
  return std::any_of(imports.begin(), imports.end(), [&](const Import& import) {
    return import.member == name && import.module == file.traits()->child_module;
  });
}

ModuleRef External() {
  ModuleRef external;
  external.external = true;
  return external;
}

class ModTree final : public ModuleSystem {
 public:
  using ModuleSystem::ModuleSystem;

  ModuleRef Find(const SourceFile& importer, std::string_view specifier) override {
    const LanguageTraits& traits = *importer.traits();
    for (const std::string& extension : traits.extensions) {
      if (specifier.ends_with(extension)) return AtPath(importer, specifier);
    }
    std::size_t dot = std::min(specifier.find('.'), specifier.size());
    ModuleRef module = First(importer, specifier.substr(0, dot));
    for (int depth = 0; depth < kMaxModuleDepth && module.found() && dot < specifier.size();
         ++depth) {
      specifier.remove_prefix(dot + 1);
      dot = std::min(specifier.find('.'), specifier.size());
      const std::string_view name = specifier.substr(0, dot);
      module = name == traits.parent_module && !module.files.empty()
                   ? Of(ParentOf(*module.files.front()))
                   : Submodule(traits, module, name);
    }
    return module;
  }

  ModuleRef Submodule(const LanguageTraits& traits, const ModuleRef& module,
                      std::string_view name) override {
    if (!module.is_folder) return {};
    ModuleRef below = AsFile(FileOrIndex(world_, traits, JoinPath(module.folder, name), false));
    if (below.found() || module.files.empty()) return below;
    // Declared by a test's or an example's root, it lies beside it.
    const SourceFile& file = *module.files.front();
    if (!Declares(file, name)) return {};
    return AsFile(FileOrIndex(world_, traits, JoinPath(file.folder(), name), false));
  }

 private:
  ModuleRef First(const SourceFile& importer, std::string_view name) {
    const LanguageTraits& traits = *importer.traits();
    if (name == traits.own_module || name == traits.child_module) return Of(&importer);
    if (name == traits.parent_module) return Of(ParentOf(importer));
    if (name == traits.root_module) return Of(RootOf(importer));
    return Crate(importer, name);
  }

  static std::string FolderBelow(const SourceFile& file) {
    return IsIndex(file) ? std::string(file.folder()) : JoinPath(file.folder(), file.stem());
  }

  static ModuleRef Of(const SourceFile* file) {
    ModuleRef module;
    if (file == nullptr) return module;
    module.files = {file};
    module.folder = FolderBelow(*file);
    module.is_folder = true;
    return module;
  }

  // A folder alone is no module.
  static ModuleRef AsFile(const ModuleRef& module) {
    return Of(module.files.empty() ? nullptr : module.files.front());
  }

  ModuleRef AtPath(const SourceFile& importer, std::string_view path) {
    const SourceFile* file = world_.Find(NormalisePath(JoinPath(importer.folder(), path)));
    return Of(file != nullptr && SameFamily(*importer.traits(), *file) ? file : nullptr);
  }

  const SourceFile* RootOf(const SourceFile& file) {
    const SourceFile* root = &file;
    for (int depth = 0; depth < kMaxModuleDepth; ++depth) {
      const SourceFile* parent = ParentOf(*root);
      if (parent == nullptr) break;
      root = parent;
    }
    return root;
  }

  const SourceFile* ParentOf(const SourceFile& file) {
    const auto [known, is_new] = parents_.try_emplace(&file, nullptr);
    if (is_new) known->second = FindParent(file);
    return known->second;
  }

  const SourceFile* FindParent(const SourceFile& file) {
    const LanguageTraits& traits = *file.traits();
    std::string_view folder = file.folder(), name = file.stem();
    if (IsIndex(file)) {
      if (name != traits.index_files.front()) return nullptr;
      name = folder.substr(folder.rfind('/') + 1);
      folder = ParentFolder(folder);
    }
    const auto declares = [&](const SourceFile* other) {
      return other != nullptr && other != &file && SameFamily(traits, *other) &&
             Declares(*other, name);
    };
    for (const std::string& index : traits.index_files) {
      const SourceFile* beside = FindWithExtension(world_, traits, JoinPath(folder, index));
      if (declares(beside)) return beside;
    }
    const SourceFile* above = FindWithExtension(world_, traits, std::string(folder));
    if (declares(above)) return above;
    for (const SourceFile* beside : world_.InFolder(folder)) {
      if (declares(beside)) return beside;
    }
    return nullptr;
  }

  // What a manifest says of a folder it names but does not lie in, the manifest there completes.
  ModuleRef Crate(const SourceFile& importer, std::string_view name) {
    const PlacedRoot* best = nullptr;
    const auto rank = [&](const PlacedRoot& root) {
      return std::pair(CommonFolders(root.manifest->folder(), importer.path()),
                       root.manifest->folder().size());
    };
    for (const PlacedRoot& root : world_.Roots()) {
      const bool dependency = root.root->entries.empty();
      if (root.root->is_pattern || root.root->name != name ||
          (dependency && !IsInside(importer.path(), root.manifest->folder()))) {
        continue;
      }
      if (best == nullptr || rank(root) > rank(*best)) best = &root;
    }
    if (best == nullptr) return IsDependency(importer, name) ? External() : ModuleRef();
    const std::string folder = RootFolder(*best);
    for (const PlacedRoot& root : world_.Roots()) {
      if (root.root->entries.empty() || RootFolder(root) != folder) continue;
      for (const std::string& entry : root.root->entries) {
        const SourceFile* file = world_.Find(NormalisePath(JoinPath(folder, entry)));
        if (file != nullptr && SameFamily(*importer.traits(), *file)) return Of(file);
      }
    }
    return External();
  }

  // Does a manifest around the importer ask for a package of that name?
  bool IsDependency(const SourceFile& importer, std::string_view name) {
    for (std::string_view folder = importer.folder();; folder = ParentFolder(folder)) {
      const auto [known, is_new] = dependencies_.try_emplace(std::string(folder));
      if (is_new) {
        for (const SourceFile* file : world_.InFolder(folder)) {
          for (const Dependency& dependency : file->facts().dependencies) {
            std::string written = dependency.name;
            std::replace(written.begin(), written.end(), '-', '_');
            known->second.insert(std::move(written));
          }
        }
      }
      if (known->second.contains(name)) return true;
      if (folder.empty()) return false;
    }
  }

  std::map<const SourceFile*, const SourceFile*> parents_;
  std::map<std::string, std::set<std::string, std::less<>>> dependencies_;  // by folder
};

}  // namespace

extern const ModuleStyle module_style_mod_tree;
const ModuleStyle module_style_mod_tree = {"mod-tree", MakeModuleSystem<ModTree>, PathAsModuleName};

}  // namespace interlock
