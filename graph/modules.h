// The modules of one world, whatever the languages: hands each question to the module style of the
// file that asks, and keeps the answers. For one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/module_style.h"
#include "graph/world.h"

namespace interlock {

class Modules {
 public:
  explicit Modules(const World& world) : world_(world) {}

  // The module that `specifier`, as an import in `importer` writes it, stands for.
  const ModuleRef& Find(const SourceFile& importer, const std::string& specifier);

  // The submodule `name` of a package; not found when there is none.
  ModuleRef Submodule(const LanguageTraits& traits, const ModuleRef& module, std::string_view name);

  // The module that the first name of a path means where nothing else is called so.
  ModuleRef Root(const SourceFile& file, std::string_view name);

  // The star imports that hold in `file`, its own first.
  std::vector<const Import*> Stars(const SourceFile& file);

  // Of definitions that one name in `file` may mean, those that are meant for lying nearer.
  void KeepNearest(const SourceFile& file, std::vector<Target>* targets);

  // May `file` use file-level names of `other` without an import that names them? True of itself.
  bool Sees(const SourceFile& file, const SourceFile& other);

  // The definitions called `name` that lie in files whose file-level names `file` sees, itself
  // included.
  std::vector<Target> DefinitionsSeen(const SourceFile& file, std::string_view name);

 private:
  // Those that the file has itself, if it is there in this world.
  std::vector<Target> OwnDefinitions(const SourceFile& file, std::string_view name) const;
  ModuleSystem* SystemOf(const LanguageTraits& traits);

  const World& world_;
  std::map<std::string, std::unique_ptr<ModuleSystem>, std::less<>> systems_;
  // By importer, then by specifier.
  std::unordered_map<const SourceFile*, std::unordered_map<std::string, ModuleRef>> found_;
};

// The dotted or slashed name under which reports speak of what a file defines: "billing.ledger" for
// billing/ledger.py, "service/internal" for a Go package, "src/cart" for src/cart.ts. Empty where a
// name is whole without it.
std::string ModuleName(const SourceFile& file);

// Does what the file defined belong to another module now, though the module that it belonged to
// may stay, in other files?
bool LeavesModule(const SourceFile& before, const SourceFile& after);

}  // namespace interlock
