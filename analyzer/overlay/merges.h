// Which files two changes share, and what a three-way merge makes of each. Only pairs that share a
// file are looked at: postings by path, never all pairs.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/intake/git.h"
#include "analyzer/overlay/related/landed_versions.h"
#include "analyzer/overlay/snapshot.h"
#include "analyzer/reader/repository_pool.h"
#include "interlock/change.h"

namespace interlock {

// How a version of a file differs from the base's.
struct VersionEdits {
  std::vector<LineEdit> edits;
  bool is_text = true;
  bool is_readable = true;
  bool only_adds = false;  // every line of the base is still there
};

// One shared file of changes a < b (positions in the list). Where the merge is neither side's own
// version, it is made by MergedText when somebody asks.
struct SharedFile {
  std::string path, path_a, path_b;  // path_a, path_b empty when that side removes the file
  std::string base_path;
  ObjectId base, a, b, merged;  // merged empty when it clashes, or is no version that there is
  std::shared_ptr<const VersionEdits> edits_a, edits_b;  // both set when a merge can be made
  bool is_tried = true;  // else neither change is in focus, and TryMerge says whether they merge
  bool clashes = false;
  bool removed_by_one = false;
  bool only_adds_a = false, only_adds_b = false;  // every line of the base is still there
  std::vector<Clash> clash;
};

using SharedFiles = std::map<std::pair<int, int>, std::vector<SharedFile>>;

// `base_commit` says by its .gitattributes which files merge by keeping both sides' lines. Texts of
// two changes are tried when one of them is in focus, see OverlayInput.
SharedFiles MergeSharedFiles(const std::vector<Change>& changes, const Focus& focus,
                             const ObjectId& base_commit, RepositoryPool* pool, int threads,
                             const std::map<ObjectId, std::string>& contents);

// The merge of a file that was not tried; nothing when it clashes or cannot be read.
std::optional<std::string> TryMerge(const SharedFile& shared, const ObjectId& base_commit,
                                    const GitRepository& repository,
                                    const std::map<ObjectId, std::string>& contents);

// The text that both versions together make of the base.
std::string MergedText(std::string_view base, const VersionEdits& a, const VersionEdits& b);

// Pairs of which one contains the other: the same commit, an ancestor, every file with the same
// content, or by what the history says that has landed in between. Ids in sorted pairs, sorted.
std::vector<std::pair<std::string, std::string>> ContainedPairs(const std::vector<Change>& changes,
                                                                const SharedFiles& shared,
                                                                const GitRepository& repository);

}  // namespace interlock
