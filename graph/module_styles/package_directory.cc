// All files of a folder share one namespace, imported by the folder's path (Go).
#include "graph/module_paths.h"
#include "graph/module_style.h"

namespace interlock {

namespace {

bool IsTestPackage(const SourceFile& file) {
  const std::string& suffix = file.traits()->test_package_suffix;
  return !suffix.empty() && file.outline().package.ends_with(suffix);
}

class PackageDirectory final : public ModuleSystem {
 public:
  using ModuleSystem::ModuleSystem;

  ModuleRef Find(const SourceFile& importer, std::string_view specifier) override {
    if (const PlacedRoot* root = LongestRoot(world_.Roots(), specifier, importer)) {
      std::string_view rest = specifier.substr(root->root->name.size());
      if (!rest.empty()) rest.remove_prefix(1);
      ModuleRef module = Folder(*importer.traits(), JoinPath(RootFolder(*root), rest));
      if (module.found()) return module;
    }
    ModuleRef external;
    external.external = true;
    return external;
  }

  bool SeesOthers() const override { return true; }
  bool Sees(const SourceFile& file, const SourceFile& other) override {
    return file.folder() == other.folder() && file.outline().package == other.outline().package;
  }

 private:
  ModuleRef Folder(const LanguageTraits& traits, const std::string& folder) {
    ModuleRef module;
    for (const SourceFile* file : world_.InFolder(folder)) {
      if (SameFamily(traits, *file) && !IsTestPackage(*file)) module.files.push_back(file);
    }
    module.folder = folder;
    module.is_shared = true;
    return module;
  }
};

std::string NameOf(const SourceFile& file) {
  return file.folder().empty() ? file.outline().package : std::string(file.folder());
}

}  // namespace

extern const ModuleStyle module_style_package_directory;
const ModuleStyle module_style_package_directory = {
    "package-directory", MakeModuleSystem<PackageDirectory>, NameOf, true};

}  // namespace interlock
