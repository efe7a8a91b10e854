// Which versions of files a branch point has that the base no longer has: what must be read to
// compare a change with all that landed since it began, and most of what that needs of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/intake/change_set.h"
#include "analyzer/intake/git.h"
#include "graph/row_store.h"

namespace interlock {

// A branch point so far back that most of the tree has moved tells nothing about one change: beyond
// this many landed files, what landed since is not compared, and a notice says so.
inline constexpr std::size_t kMostLandedFiles = 1500;

// Did anything land since the change began that it could be compared with?
bool IsBehind(const Change& change, const ObjectId& base_commit);

// By branch point: one number for each file that landed since, which stands for its version there.
using LandedVersions = std::map<ObjectId, std::vector<std::uint64_t>>;

// Of all changes that are behind. `known` is where it is kept while the base is the same; null:
// nowhere.
LandedVersions FindLandedVersions(const GitRepository& repository, const ObjectId& base_commit,
                                  const std::vector<ReadChange>& changes, RowStore* known,
                                  int threads);

using Focus = std::optional<std::set<std::string>>;  // ids of changes; none: all

// What one round holds for a version of a file that landed, and for each change that it is compared
// with. Measured on 250 changes of a repository of a million lines.
inline constexpr std::size_t kBytesOfVersion = 100'000, kBytesOfComparison = 8'000;

// The changes in focus in parts, each of which takes at most `most` bytes, or is one change that
// takes more. Those that began at about the same time need the same versions and come together. A
// function of its arguments: of the memory that happens to be free no report may depend.
std::vector<Focus> RoundsOf(const std::vector<ReadChange>& changes, const LandedVersions& landed,
                            const Focus& focus, std::size_t most);

}  // namespace interlock
