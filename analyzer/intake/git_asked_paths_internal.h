// How a few paths differ between many trees.
#pragma once

#include <git2.h>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/intake/git.h"
#include "analyzer/intake/git_internal.h"

namespace interlock::git {

// Looks only into folders around the paths, and not into those that two trees hold alike; a tree is
// read once while comparisons follow each other along one line of commits. For one thread.
// REQUIRES: the repository outlives it.
class AskedPaths {
 public:
  AskedPaths(git_repository* repository, std::span<const std::string> paths);

  // Of the paths, those that hold different files, in order. Nothing where a tree is not there.
  std::optional<std::vector<FileDiff>> Compare(const git_oid& before, const git_oid& after);

 private:
  struct Part {  // of paths, by the name of a folder or a file in the one around
    std::map<std::string, Part, std::less<>> inside;
    bool is_asked = false;  // a path ends here
  };

  // Null for null, and where it is not there.
  const git_tree* Read(const git_oid* id);
  void CompareFolder(const Part& around, const std::string& folder, const git_oid* before,
                     const git_oid* after, std::vector<FileDiff>* diffs);

  git_repository* repository_;
  Part root_;
  bool missed_ = false;                                   // a tree, in this comparison
  std::map<std::string, TreeHandle> read_, read_before_;  // by id: of this comparison, of the last
};

}  // namespace interlock::git
