// Which files two changes share, and what a three-way merge makes of each. Only pairs that share a
// file are looked at: postings by path, never all pairs.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/overlay/snapshot.h"
#include "analyzer/repository_pool.h"
#include "interlock/change.h"

namespace interlock {

// One shared file of changes a < b (positions in the list). Blob ids of what the merge needs and
// makes; contents of new ones go into `contents`.
struct SharedFile {
  std::string path, path_a, path_b;  // path_a, path_b empty when that side removes the file
  std::string base_path;
  ObjectId base, a, b, merged;  // merged empty when it clashes
  bool clashes = false;
  bool removed_by_one = false;
  bool only_adds_a = false, only_adds_b = false;  // every line of the base is still there
  std::vector<Clash> clash;
};

using SharedFiles = std::map<std::pair<int, int>, std::vector<SharedFile>>;

// `base_commit` says by its .gitattributes which files merge by keeping both sides' lines.
SharedFiles MergeSharedFiles(const std::vector<Change>& changes, const ObjectId& base_commit,
                             RepositoryPool* pool, int threads,
                             std::map<ObjectId, std::string>* contents);

// Pairs of which one contains the other: the same commit, an ancestor, every file with the same
// content, or by what the history says that has landed in between. Ids in sorted pairs, sorted.
std::vector<std::pair<std::string, std::string>> ContainedPairs(const std::vector<Change>& changes,
                                                                const SharedFiles& shared,
                                                                const GitRepository& repository);

}  // namespace interlock
