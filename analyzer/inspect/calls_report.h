// The calls of all source files below a folder: `interlock facts --calls`.
#pragma once

#include <iosfwd>
#include <vector>

#include "analyzer/inspect/folder_program.h"

namespace interlock {

// `calls`: what FindCalls says of the program's files.
void WriteCallsText(const FolderProgram& program, const std::vector<CallSite>& calls,
                    std::ostream& out);

// {"schema_version": 1, "calls": […]}: for each call site its caller, its line, the callee as
// written, the targets with rule and resolution, the names outside that it leads to, and the reason
// where there is neither.
void WriteCallsJson(const FolderProgram& program, const std::vector<CallSite>& calls,
                    std::ostream& out);

}  // namespace interlock
