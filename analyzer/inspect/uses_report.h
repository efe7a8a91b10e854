// What the uses and imports of all source files below a folder lead to: `interlock facts --uses`.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "analyzer/inspect/folder_program.h"
#include "graph/resolve.h"

namespace interlock {

// A use of a name, an import or export of one, and what resolve.h says of it. A module leads to its
// files.
struct NameUse {
  const SourceFile* file = nullptr;
  std::int32_t scope = -1;
  std::uint32_t line = 0;
  std::uint32_t count = 1;
  const char* kind = "";  // "import", "export", or the kind of reference
  std::string name;       // of an import of a whole module: the module
  std::string receiver;
  Resolved resolved;
};

// In order of file, line and name.
std::vector<NameUse> FindUses(const FolderProgram& program);

void WriteUsesText(const FolderProgram& program, std::ostream& out);

// {"schema_version": 1, "uses": […]}: for each use where it stands, its kind and name, the targets
// with the rule that found them and how sure it is, or why there are none.
void WriteUsesJson(const FolderProgram& program, std::ostream& out);

}  // namespace interlock
