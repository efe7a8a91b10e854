// How a family of languages names modules and which names files share. A style is one file under
// module_styles/ that defines `module_style_<file name>`; a language chooses one by its name in
// language.json ("module_style").
//
// A ModuleSystem answers for one world and may keep caches: it is for one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/world.h"

namespace interlock {

struct ModuleRef {
  std::vector<const SourceFile*> files;  // that make the module; empty for a bare folder
  std::string folder;                    // where submodules lie
  bool is_folder = false;                // a package: submodules are reached by name
  bool external = false;                 // nothing in the repository has this name
  // Its files, in order of path, are one namespace: what each imports is its own.
  bool is_shared = false;
  bool is_partial = false;  // files outside the repository, or generated ones, may be part of it
  std::string within;       // path of a definition in those files whose members are meant

  bool found() const { return !files.empty() || is_folder; }
  std::string_view FirstWithin() const {
    return std::string_view(within).substr(0, within.find('.'));
  }
};

class ModuleSystem {
 public:
  explicit ModuleSystem(const World& world) : world_(world) {}
  virtual ~ModuleSystem() = default;

  // The module that `specifier`, as an import in `importer` writes it, stands for.
  virtual ModuleRef Find(const SourceFile& importer, std::string_view specifier) = 0;

  // The submodule `name` of a package; not found when there is none.
  virtual ModuleRef Submodule(const LanguageTraits& traits, const ModuleRef& module,
                              std::string_view name);

  // The module that the first name of a path means where nothing else is called so; not found when
  // paths do not begin at a root of all modules.
  virtual ModuleRef Root(const SourceFile& file, std::string_view name);

  // Star imports that are written in other files and hold in `file`, too.
  virtual std::vector<const Import*> SharedStars(const SourceFile& file);

  // Of definitions that one name in `file` may mean, those that are meant for lying nearer.
  virtual void KeepNearest(const SourceFile& file, std::vector<Target>* targets);

  // May `file` use file-level names of `other`, another file of the family, without an import that
  // names them?
  virtual bool Sees(const SourceFile& file, const SourceFile& other);
  // Does any file see those of another? Where none does, nobody need look for them.
  virtual bool SeesOthers() const { return false; }

 protected:
  const World& world_;
};

// The path of the file without its extension, of an index file its folder: "src/cart".
std::string PathAsModuleName(const SourceFile& file);

struct ModuleStyle {
  const char* name;
  std::unique_ptr<ModuleSystem> (*make)(const World& world);
  // The name under which reports speak of what a file defines.
  std::string (*name_of)(const SourceFile& file);
  // Several files make one module: it may stay when one of them leaves it.
  bool is_shared = false;
};

// The `make` of a style whose system is System.
template <typename System>
std::unique_ptr<ModuleSystem> MakeModuleSystem(const World& world) {
  return std::make_unique<System>(world);
}

// Every style that is compiled in.
const std::vector<const ModuleStyle*>& AllModuleStyles();

// Null when there is no style of that name.
const ModuleStyle* FindModuleStyle(std::string_view name);

}  // namespace interlock
