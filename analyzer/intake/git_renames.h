// Which removed and added files of a difference are one file under two names.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/intake/git.h"

namespace interlock {

// Turns pairs of a removed and an added file into renames. `diffs` by path, without renames; only
// files for which `is_source` holds may be old names. What is paired and what is not: see
// GitRepository::Diff.
void FindRenames(const GitRepository& repository, std::vector<FileDiff>& diffs,
                 const std::function<bool(const std::string&)>& is_source);

}  // namespace interlock
