// Which files of a change cannot be analysed, and why.
#pragma once

#include <span>
#include <vector>

#include "analyzer/intake/change_set.h"
#include "analyzer/intake/git.h"
#include "analyzer/intake/replay.h"
#include "interlock/change.h"

namespace interlock {

// At most one gap for each of `files`, in their order. Their content is looked up among the merged
// blobs of `read` first, then in the repository.
std::vector<Gap> FindGaps(const GitRepository& repository, const BaseFiles& base,
                          const IntakeOptions& options, const ReadChange& read,
                          std::span<const ReplayedFile> files);

}  // namespace interlock
