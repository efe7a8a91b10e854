// In-flight changes as they would be on today's base.
//
// A head is compared with its own branch point and the difference is replayed on the base, file by
// file. So what the base has already absorbed is no part of a change, an edit meets the base's
// current version of a file, and a change that conflicts with the base says so once instead of
// conflicting with every other change (DESIGN, "Against main first").
//
// For a file the change touches, with P its version at the branch point, B on the base, H at the
// head:
//
//   B == P           H                              H == B           nothing: already on the base
//   all different    the three-way merge of B and H over P; where it fails, conflicts_with_base
//                    with P and H themselves as old and new blob, so that the delta is still the
//                    change's own
//
// A file that either side renamed is followed. All of a change's files stay in Change.files, those
// with a gap included: files == analysable + gaps (partial gaps are analysable).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/intake/change_list.h"
#include "analyzer/intake/git.h"
#include "graph/globs.h"
#include "interlock/change.h"

namespace interlock {

struct IntakeOptions {
  std::string base_name;                // the base's branch, as far as it is known
  std::string repository;               // name in Change and Gap
  std::uint64_t max_bytes = 2'000'000;  // a larger file is a gap
  std::vector<std::string> ignore;      // globs: see MatchesGlob
  // Whether some parser can read a file of this name. Empty: all of them. Called by any thread.
  std::function<bool(std::string_view path)> has_grammar;
};

// The base, read once and shared by all threads.
class BaseFiles {
 public:
  BaseFiles(const GitRepository& repository, const ObjectId& commit);

  const ObjectId& commit() const { return commit_; }
  const TreeEntry* Find(std::string_view path) const;  // null when absent
  std::span<const TreeEntry> Under(std::string_view folder) const;
  const std::vector<TreeEntry>& entries() const { return entries_; }

 private:
  std::vector<TreeEntry>::const_iterator From(std::string_view path) const;  // first not before it

  ObjectId commit_;
  std::vector<TreeEntry> entries_;  // by path
};

// Why a file could not be replayed on the base.
enum class ConflictKind : std::uint8_t {
  kContent,          // both edited the same lines; the only kind with regions
  kNotMergeable,     // both edited a binary, a link or a submodule
  kRemovedOnBase,    // the change edits or renames what the base removed
  kRemovedByChange,  // the change removes what the base edited or renamed
  kAddedByBoth,      // with different content; with regions if it is text
  kRenamedByBoth,    // to different names, or onto a name that the base has taken
  kFileAndFolder,    // a file on one side is a folder on the other
};

const char* ConflictKindName(ConflictKind kind);

// "Ours" in its regions is the base, "theirs" the change.
struct BaseConflict {
  std::string change;
  std::string path;  // as in FileChange
  ConflictKind kind = ConflictKind::kContent;
  std::vector<ConflictRegion> regions;
};

struct ReadChange {
  Change change;
  std::vector<Gap> gaps;                  // by path
  std::vector<BaseConflict> conflicts;    // by path, one for each file with conflicts_with_base
  std::map<ObjectId, std::string> blobs;  // merged content, which the object store need not have
  std::uint32_t behind = 0;               // commits of the base that the head lacks
  bool landed = false;                    // the head is part of the base: no files
  // For Coverage: a change that could not be read at all counts as one changed "file", its gap.
  std::uint32_t changed = 0;
  std::uint32_t analysable = 0;
};

struct ChangeSet {
  std::vector<ReadChange> changes;        // by ChangeIdLess
  std::map<ObjectId, std::string> blobs;  // of all changes
  // Bytes of a blob of any change, merged or stored; nullopt when missing or damaged.
  std::optional<std::string> ReadBlob(const GitRepository& repository, const ObjectId& id) const;
};

// The head of a requested change: nothing when the repository has none of what was named.
struct FoundHead {
  std::optional<ObjectId> commit;
  std::string instead;  // the reference it was read from, when the revision itself is missing
};
// Throws Error{kRepository} when the change is required.
FoundHead FindHead(const GitRepository& repository, const RequestedChange& requested);

// What the list says of a change, its head apart.
void TakeDescription(const RequestedChange& requested, Change* change);

// Reads one change. Pure but for reading `repository`, so that a parallel map may call it with a
// handle per thread. Throws Error{kRepository} when a required change has no readable head; what is
// wrong with any other change becomes a gap.
ReadChange ReadOneChange(const GitRepository& repository, const BaseFiles& base,
                         const RequestedChange& requested, const IntakeOptions& options);

// Sorts, and moves merged blobs together. Throws Error{kUsage} when two changes have one id.
ChangeSet MakeChangeSet(std::vector<ReadChange> changes);

// All of the above, one after the other.
ChangeSet ReadChanges(const GitRepository& repository, const ObjectId& base_commit,
                      std::span<const RequestedChange> requested, const IntakeOptions& options);

}  // namespace interlock
