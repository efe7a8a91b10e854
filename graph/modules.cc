#include "graph/modules.h"

#include <algorithm>

#include "graph/module_paths.h"
#include "graph/outline.h"
#include "interlock/check.h"

namespace interlock {

ModuleRef ModuleSystem::Submodule(const LanguageTraits&, const ModuleRef&, std::string_view) {
  return {};
}

ModuleRef ModuleSystem::Root(const SourceFile&, std::string_view) { return {}; }

std::vector<const Import*> ModuleSystem::SharedStars(const SourceFile&) { return {}; }

void ModuleSystem::KeepNearest(const SourceFile&, std::vector<Target>*) {}

bool ModuleSystem::Sees(const SourceFile& file, const SourceFile& other) { return &file == &other; }

std::string PathAsModuleName(const SourceFile& file) {
  const std::vector<std::string>& indexes = file.traits()->index_files;
  const bool is_index = std::find(indexes.begin(), indexes.end(), file.stem()) != indexes.end();
  return is_index ? std::string(file.folder()) : JoinPath(file.folder(), file.stem());
}

const ModuleStyle* FindModuleStyle(std::string_view name) {
  for (const ModuleStyle* style : AllModuleStyles()) {
    if (name == style->name) return style;
  }
  return nullptr;
}

ModuleSystem* Modules::SystemOf(const LanguageTraits& traits) {
  const auto found = systems_.find(traits.module_style);
  if (found != systems_.end()) return found->second.get();
  const ModuleStyle* style = FindModuleStyle(traits.module_style);
  ILK_CHECK(style != nullptr, "a language names a module style that exists");
  return systems_.emplace(traits.module_style, style->make(world_)).first->second.get();
}

const ModuleRef& Modules::Find(const SourceFile& importer, const std::string& specifier) {
  const auto [found, is_new] = found_[&importer].try_emplace(specifier);
  if (is_new && importer.traits() != nullptr && !specifier.empty()) {
    found->second = SystemOf(*importer.traits())->Find(importer, specifier);
  }
  return found->second;
}

ModuleRef Modules::Submodule(const LanguageTraits& traits, const ModuleRef& module,
                             std::string_view name) {
  return SystemOf(traits)->Submodule(traits, module, name);
}

ModuleRef Modules::Root(const SourceFile& file, std::string_view name) {
  return SystemOf(*file.traits())->Root(file, name);
}

std::vector<const Import*> Modules::Stars(const SourceFile& file) {
  std::vector<const Import*> stars;
  for (const Import& import : file.facts().imports) {
    if (import.member == "*" && BindsHere(import, file.traits())) stars.push_back(&import);
  }
  const std::vector<const Import*> shared = SystemOf(*file.traits())->SharedStars(file);
  stars.insert(stars.end(), shared.begin(), shared.end());
  return stars;
}

void Modules::KeepNearest(const SourceFile& file, std::vector<Target>* targets) {
  if (targets->size() > 1) SystemOf(*file.traits())->KeepNearest(file, targets);
}

bool Modules::Sees(const SourceFile& file, const SourceFile& other) {
  return &file == &other || (file.traits() != nullptr && SameFamily(*file.traits(), other) &&
                             SystemOf(*file.traits())->Sees(file, other));
}

std::vector<Target> Modules::OwnDefinitions(const SourceFile& file, std::string_view name) const {
  std::vector<Target> targets;
  if (world_.Find(file.path()) != &file) return targets;
  for (const std::int32_t index : file.Definitions(name)) {
    if (!IsHidden(file.facts(), index)) targets.push_back({&file, index});
  }
  return targets;
}

std::vector<Target> Modules::DefinitionsSeen(const SourceFile& file, std::string_view name) {
  if (file.traits() == nullptr || !SystemOf(*file.traits())->SeesOthers()) {
    return OwnDefinitions(file, name);
  }
  std::vector<Target> targets;
  const SourceFile* last = nullptr;
  bool sees = false;
  for (const Target& target : world_.DefinitionsNamed(name)) {
    if (target.file != last) {
      last = target.file;
      sees = Sees(file, *target.file);
    }
    if (sees) targets.push_back(target);
  }
  return targets;
}

bool LeavesModule(const SourceFile& before, const SourceFile& after) {
  if (before.traits() == nullptr || after.traits() == nullptr) return false;
  const ModuleStyle* style = FindModuleStyle(before.traits()->module_style);
  return style != nullptr && style->is_shared && ModuleName(before) != ModuleName(after);
}

std::string ModuleName(const SourceFile& file) {
  if (file.traits() == nullptr) return file.path();
  const ModuleStyle* style = FindModuleStyle(file.traits()->module_style);
  ILK_CHECK(style != nullptr, "a language names a module style that exists");
  return style->name_of(file);
}

}  // namespace interlock
