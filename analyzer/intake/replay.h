// The replay of one change on the base, file by file: see change_set.h for what it means.
#pragma once

#include <optional>
#include <vector>

#include "analyzer/intake/change_set.h"
#include "analyzer/intake/git.h"
#include "interlock/change.h"

namespace interlock {

struct ReplayedFile {
  FileChange file;
  FileMode old_mode = FileMode::kFile;
  FileMode new_mode = FileMode::kFile;
  std::optional<Gap> gap;  // met while replaying: the merge could not be tried
};

// Replays `diffs`, which lead from the branch point of `read.change` to its head, on the base. The
// files come by path. Conflicts and merged content go into `read`.
std::vector<ReplayedFile> ReplayOnBase(const GitRepository& repository, const BaseFiles& base,
                                       const IntakeOptions& options,
                                       const std::vector<FileDiff>& diffs, ReadChange& read);

}  // namespace interlock
