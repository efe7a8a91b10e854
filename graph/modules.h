// From a module specifier, as an import writes it, to files of the world. Three styles cover the
// languages so far (ModuleStyle); what a manifest says about roots and aliases comes as facts.
#pragma once

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

  bool found() const { return !files.empty() || is_folder; }
};

ModuleRef FindModule(const World& world, const SourceFile& importer, std::string_view specifier);

// The submodule `name` of a package folder; not found when there is none.
ModuleRef FindSubmodule(const World& world, const LanguageTraits& traits, std::string_view folder,
                        std::string_view name);

// Files whose file-level names `file` sees without an import: itself, or its whole package.
std::vector<const SourceFile*> PackageOf(const World& world, const SourceFile& file);

// The dotted or slashed name under which reports speak of what a file defines: "billing.ledger" for
// billing/ledger.py, "service/internal" for a Go package, "src/cart" for src/cart.ts.
std::string ModuleName(const SourceFile& file);

}  // namespace interlock
