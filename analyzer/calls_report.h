// The calls of all source files below a folder: `interlock facts --calls`.
#pragma once

#include <deque>
#include <iosfwd>
#include <string>
#include <vector>

#include "graph/flow.h"
#include "parsers/extract.h"

namespace interlock {

// The files of a folder as a program. Hidden folders are passed over, links are not followed.
class CalledProgram {
 public:
  // Throws Error when the folder cannot be read. `languages` must outlive the program.
  static CalledProgram Read(const std::string& folder, const Languages& languages);

  const std::vector<FlowFile>& files() const { return files_; }
  const std::vector<CallSite>& calls() const { return calls_; }
  std::size_t gaps() const { return gaps_; }  // files that could not be read, wholly or in part

 private:
  std::deque<FileFacts> facts_;
  std::deque<SourceFile> sources_;
  std::vector<FlowFile> files_;
  std::vector<CallSite> calls_;
  std::size_t gaps_ = 0;
};

void WriteCallsText(const CalledProgram& program, std::ostream& out);

// {"schema_version": 1, "calls": […]}: for each call site its caller, its line, the callee as
// written, the targets with rule and resolution, the names outside that it leads to, and the reason
// where there is neither.
void WriteCallsJson(const CalledProgram& program, std::ostream& out);

}  // namespace interlock
