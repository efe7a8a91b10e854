// The source files and manifests below a folder as one world: what `interlock facts` reads when it
// is asked for a whole program.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "graph/flow.h"
#include "graph/world.h"
#include "parsers/extract.h"

namespace interlock {

// Relative to the folder, in order. Hidden folders are passed over, links are not followed. Throws
// Error when the folder cannot be read.
std::vector<std::string> FilesBelow(const std::string& folder);
std::string ReadBytes(const std::string& path);  // of a file; empty when it cannot be read

class FolderProgram {
 public:
  // Reads how values move, too, when `flow` is asked for. Throws Error when the folder cannot be
  // read. `languages` must outlive the program.
  FolderProgram(const std::string& folder, const Languages& languages, bool flow);

  const World& world() const { return *world_; }
  // Source files, in order of path; without flow, their flow is empty.
  std::vector<FlowFile>& files() { return files_; }
  const std::vector<FlowFile>& files() const { return files_; }
  std::size_t gaps() const { return gaps_; }  // files that could not be read, wholly or in part

 private:
  std::deque<FileFacts> facts_;
  std::deque<SourceFile> sources_;
  std::vector<FlowFile> files_;
  std::unique_ptr<Layer> layer_;
  std::unique_ptr<World> world_;
  std::size_t gaps_ = 0;
};

}  // namespace interlock
