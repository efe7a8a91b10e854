// A file says which package it belongs to; wherever it lies, the files of one package share their
// names (Java, Kotlin, C#, PHP). Imports name packages, types in them and members of those, with
// dots.
#include <algorithm>
#include <map>
#include <set>

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

  ModuleRef Root(const SourceFile& file, std::string_view name) override {
    const LanguageTraits& traits = *file.traits();
    const bool relative = traits.outer_packages || traits.root_functions;
    std::string_view around = relative ? file.outline().package : std::string_view();
    while (!around.empty()) {
      ModuleRef module = Package(traits, std::string(around) + "." + std::string(name));
      if (module.found()) return module;
      around = traits.outer_packages ? Outer(around) : std::string_view();
    }
    return Package(traits, name);
  }

  bool SeesOthers() const override { return true; }
  bool Sees(const SourceFile& file, const SourceFile& other) override {
    const std::string& own = file.outline().package;
    const std::string& its = other.outline().package;
    if (own == its) return true;
    return file.traits()->outer_packages && (its.empty() || own.starts_with(its + "."));
  }

  // Those of the files of one project: what lies below the innermost manifest that names a root.
  std::vector<const Import*> SharedStars(const SourceFile& file) override {
    if (!sharing_known_) FindSharing();
    const auto found = sharing_.find(ProjectOf(file));
    std::vector<const Import*> stars;
    if (found == sharing_.end()) return stars;
    for (const SourceFile* other : found->second) {
      if (other == &file || !SameFamily(*file.traits(), *other)) continue;
      for (const Import& import : other->facts().imports) {
        if (import.re_export && import.member == "*") stars.push_back(&import);
      }
    }
    return stars;
  }

  // Of packages around the file, the innermost that has the name. The same package may be in
  // several modules of a build, each with a type of the same name: one in the own module or in
  // those that its manifest names is meant, and of several the one that lies nearest. Functions of
  // one name are alternatives wherever they lie.
  void KeepNearest(const SourceFile& file, std::vector<Target>* targets) override {
    const auto is_type = [](const Target& target) { return !target.definition().callable; };
    if (file.traits()->outer_packages) KeepInnermost(targets);
    if (targets->size() < 2 || !std::all_of(targets->begin(), targets->end(), is_type)) return;
    KeepReached(file, targets);
    const auto nearness = [&](const Target& target) {
      return CommonFolders(file.path(), target.file->path());
    };
    std::size_t nearest = 0;
    for (const Target& target : *targets) nearest = std::max(nearest, nearness(target));
    std::erase_if(*targets, [&](const Target& target) { return nearness(target) < nearest; });
  }

 private:
  static void KeepInnermost(std::vector<Target>* targets) {
    std::size_t longest = 0;
    const auto size = [](const Target& target) { return target.file->outline().package.size(); };
    for (const Target& target : *targets) longest = std::max(longest, size(target));
    std::erase_if(*targets, [&](const Target& target) { return size(target) < longest; });
  }

  // Nothing is left out when the manifests lead to none: a build says more than is read of it.
  void KeepReached(const SourceFile& file, std::vector<Target>* targets) {
    if (!sharing_known_) FindSharing();
    const std::set<std::string>& reach = ReachOf(std::string(ProjectOf(file)));
    const auto reached = [&](const Target& target) {
      return reach.contains(std::string(ProjectOf(*target.file)));
    };
    if (!std::any_of(targets->begin(), targets->end(), reached)) return;
    std::erase_if(*targets, [&](const Target& target) { return !reached(target); });
  }

  // The folders of the projects that one asks for, directly or through another, its own first.
  const std::set<std::string>& ReachOf(const std::string& project) {
    const auto [known, is_new] = reach_.try_emplace(project);
    std::set<std::string>& reach = known->second;
    if (!is_new) return reach;
    std::vector<std::string> ahead = {project};
    while (!ahead.empty()) {
      const std::string folder = std::move(ahead.back());
      ahead.pop_back();
      if (!reach.insert(folder).second) continue;
      for (const SourceFile* manifest : world_.InFolder(folder)) {
        if (manifest->traits() != nullptr) continue;
        for (const Dependency& dependency : manifest->facts().dependencies) {
          const auto [first, last] = named_.equal_range(dependency.name);
          for (auto root = first; root != last; ++root) ahead.push_back(RootFolder(root->second));
        }
        for (const ModuleRoot& root : manifest->outline().roots) {
          // A project file names those it refers to by their folders alone.
          if (root.name.empty()) ahead.push_back(RootFolder({&root, manifest}));
        }
      }
    }
    return reach;
  }

  std::string_view ProjectOf(const SourceFile& file) const {
    std::string_view folder = file.folder();
    while (!folder.empty() && !manifests_.contains(folder)) folder = ParentFolder(folder);
    return folder;
  }

  void FindSharing() {
    sharing_known_ = true;
    for (const PlacedRoot& root : world_.Roots()) {
      manifests_.insert(root.manifest->folder());
      if (!root.root->is_pattern) named_.emplace(root.root->name, root);
    }
    for (const SourceFile* file : world_.Sharing()) {
      if (file->traits() != nullptr) sharing_[ProjectOf(*file)].push_back(file);
    }
  }

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

  bool sharing_known_ = false;
  std::set<std::string_view> manifests_;                                // folders
  std::map<std::string_view, std::vector<const SourceFile*>> sharing_;  // by project
  std::multimap<std::string_view, PlacedRoot, std::less<>> named_;
  std::map<std::string, std::set<std::string>> reach_;  // by project
};

std::string NameOf(const SourceFile& file) {
  return file.outline().package.empty() ? PathAsModuleName(file) : file.outline().package;
}

}  // namespace

extern const ModuleStyle module_style_declared_package;
const ModuleStyle module_style_declared_package = {"declared-package",
                                                   MakeModuleSystem<DeclaredPackage>, NameOf, true};

}  // namespace interlock
