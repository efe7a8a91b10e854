// A file declares the files below it, and a path is followed name by name from the root of the
// crate, from the file itself, or from another crate of the repository (Rust).
#include "graph/module_paths.h"
#include "graph/module_style.h"

namespace interlock {

namespace {

class ModTree final : public ModuleSystem {
 public:
  using ModuleSystem::ModuleSystem;

  ModuleRef Find(const SourceFile&, std::string_view) override { return {}; }
};

}  // namespace

extern const ModuleStyle module_style_mod_tree;
const ModuleStyle module_style_mod_tree = {"mod-tree", MakeModuleSystem<ModTree>, PathAsModuleName};

}  // namespace interlock
