// A file says which package it belongs to; wherever it lies, the files of one package share their
// names (Java, Kotlin). Imports name packages, types in them and members of those, with dots.
#include <algorithm>

#include "graph/module_paths.h"
#include "graph/module_style.h"

namespace interlock {

namespace {

class DeclaredPackage final : public ModuleSystem {
 public:
  using ModuleSystem::ModuleSystem;

  // The longest prefix that is a package, and what the rest means in it.
  ModuleRef Find(const SourceFile& importer, std::string_view specifier) override {
    const LanguageTraits& traits = *importer.traits();
    for (std::string_view package = specifier; !package.empty(); package = Outer(package)) {
      ModuleRef module = Package(traits, package);
      if (package.size() == specifier.size()) {
        if (module.found()) return module;
        continue;
      }
      module.within = specifier.substr(package.size() + 1);
      std::erase_if(module.files,
                    [&](const SourceFile* file) { return !Defines(*file, module.FirstWithin()); });
      if (!module.files.empty()) return module;
    }
    ModuleRef external;  // or generated
    external.external = true;
    return external;
  }

  ModuleRef Submodule(const LanguageTraits& traits, const ModuleRef& module,
                      std::string_view name) override {
    if (module.folder.empty() || !module.within.empty()) return {};
    return Package(traits, module.folder + "." + std::string(name));
  }

  ModuleRef Root(const LanguageTraits& traits, std::string_view name) override {
    return Package(traits, name);
  }

  bool Sees(const SourceFile& file, const SourceFile& other) override {
    return file.facts().package == other.facts().package;
  }

  // The same package may be in several modules of a build, each with a type of the same name: the
  // one that lies nearest is meant. Functions of one name are alternatives wherever they lie.
  void KeepNearest(const SourceFile& file, std::vector<Target>* targets) override {
    const auto is_type = [](const Target& target) { return !target.definition().callable; };
    if (targets->size() < 2 || !std::all_of(targets->begin(), targets->end(), is_type)) return;
    const auto nearness = [&](const Target& target) {
      return CommonFolders(file.path(), target.file->path());
    };
    std::size_t nearest = 0;
    for (const Target& target : *targets) nearest = std::max(nearest, nearness(target));
    std::erase_if(*targets, [&](const Target& target) { return nearness(target) < nearest; });
  }

 private:
  static std::string_view Outer(std::string_view package) {
    const std::size_t dot = package.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : package.substr(0, dot);
  }

  // A package without files of its own leads to those inside it.
  ModuleRef Package(const LanguageTraits& traits, std::string_view name) {
    ModuleRef module;
    for (const SourceFile* file : world_.InPackage(name)) {
      if (SameFamily(traits, *file)) module.files.push_back(file);
    }
    module.folder = name;
    module.is_shared = true;
    module.is_partial = true;
    module.is_folder = world_.HasPackage(name);
    return module;
  }

  static bool Defines(const SourceFile& file, std::string_view name) {
    const std::vector<std::int32_t> named = file.Definitions(name);
    return std::any_of(named.begin(), named.end(),
                       [&](std::int32_t index) { return file.definition(index).parent < 0; });
  }
};

std::string NameOf(const SourceFile& file) {
  return file.facts().package.empty() ? PathAsModuleName(file) : file.facts().package;
}

}  // namespace

extern const ModuleStyle module_style_declared_package;
const ModuleStyle module_style_declared_package = {"declared-package",
                                                   MakeModuleSystem<DeclaredPackage>, NameOf};

}  // namespace interlock
