// A git repository, read only: revisions, history, trees, blobs and attributes.
//
// Nothing here writes to the repository, runs a hook, a filter or a merge driver, or reads the
// user's or the machine's git configuration: an answer is a function of the repository alone.
//
// Thread-safety: one instance per thread. Instances share nothing that can change, so Clone() once
// per worker and read in parallel.
//
// Throws Error{kRepository} when the repository itself cannot answer (not a repository, unknown
// revision, damaged commit or tree). A blob that is missing or damaged is one item, hence nullopt.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/change.h"

namespace interlock {

enum class FileMode : std::uint8_t { kFile, kExecutable, kSymlink, kSubmodule };

struct TreeEntry {
  std::string path;
  ObjectId blob;  // a commit of another repository when mode is kSubmodule
  FileMode mode = FileMode::kFile;
};

struct FileDiff {
  FileStatus status = FileStatus::kModified;
  std::string old_path;  // equals path unless renamed
  std::string path;
  ObjectId old_blob;  // empty when added
  ObjectId new_blob;  // empty when removed
  FileMode old_mode = FileMode::kFile;
  FileMode new_mode = FileMode::kFile;
  int similarity = 0;  // percent of the content kept; 0 unless renamed
};

struct Ref {
  std::string name;  // "refs/pull/12/head"
  std::string id;    // what the glob's '*' matched: "12"
  ObjectId target;   // a commit, or a tag that leads to one
};

struct BranchPoint {
  std::optional<ObjectId> commit;  // the merge base; none: two histories
  std::uint32_t behind = 0;        // commits of the base that the head lacks
};

struct CommitInfo {
  ObjectId id;
  std::string title;
  std::string body;
  std::string author;
  std::string committer;
  std::string time;  // of the commit (not of authorship), RFC 3339 with the committer's offset
  std::vector<ObjectId> parents;
};

// A commit of the base, with what it did to some of its files.
struct CommitFiles {
  CommitInfo info;
  std::vector<FileDiff> files;  // added, removed or modified; a rename is one of each
};

// What .gitattributes files of one commit say about a path: all of its folders, no work tree, no
// info/attributes. libgit2 does not know patterns in quotes.
struct FileAttributes {
  bool generated = false;   // linguist-generated
  bool vendored = false;    // linguist-vendored
  bool binary = false;      // git's own macro; `-diff` alone does not count, lock files carry it
  bool keeps_both = false;  // merge=union: where both sides edit, git takes the lines of both
};

// Lines count from 1. A count of 0 is an insertion in front of that line.
struct ConflictRegion {
  std::uint32_t base_first_line = 0, base_lines = 0;
  std::uint32_t ours_first_line = 0, ours_lines = 0;
  std::uint32_t theirs_first_line = 0, theirs_lines = 0;
  bool operator==(const ConflictRegion&) const = default;
};

struct MergedFile {
  bool conflict = false;
  std::string bytes;                    // empty after a conflict
  std::vector<ConflictRegion> regions;  // in order; never empty after a conflict
};

class GitRepository {
 public:
  // `path` may be a bare repository, a work tree or any folder inside one.
  static GitRepository Open(const std::string& path);
  GitRepository(GitRepository&&) noexcept;
  GitRepository& operator=(GitRepository&&) noexcept;
  ~GitRepository();

  GitRepository Clone() const;  // a second handle on the same repository, for another thread
  const std::string& path() const;
  bool IsShallow() const;
  // Whether a blob was asked for, of this handle or a clone of it, that is missing or damaged: it
  // may be there another time.
  bool MissedObjects() const;

  // The commit that a revision expression names. Throws when there is none, or more than one.
  ObjectId Resolve(const std::string& revision) const;
  // The same without an expression language, for names that strangers wrote; nullopt when absent.
  std::optional<ObjectId> FindCommit(const ObjectId& id) const;
  std::optional<ObjectId> FindRef(const std::string& full_name) const;
  // References that match, by name. '*' stays within one segment; several matches are joined by '/'
  // to make the id. Symbolic references are left out: they are second names.
  std::vector<Ref> Refs(const std::string& glob) const;

  // Reads each commit once for each handle: many heads against one base are quick.
  BranchPoint FindBranchPoint(const ObjectId& base, const ObjectId& head) const;
  std::optional<ObjectId> MergeBase(const ObjectId& a, const ObjectId& b) const;
  bool IsAncestor(const ObjectId& ancestor, const ObjectId& descendant) const;  // or the same
  std::uint32_t Behind(const ObjectId& base, const ObjectId& head) const;
  CommitInfo ReadCommit(const ObjectId& id) const;
  // The first-parent line of `from` without the history of `until_excluded`, newest first.
  std::vector<CommitInfo> FirstParentLine(const ObjectId& from, const ObjectId& until_excluded,
                                          std::uint32_t limit) const;
  // The commits on the first-parent line of `from`, without the history of `until_excluded`, that
  // altered `path`, newest first: after how each landed on the base. Looks at `limit` commits at
  // most. Of each the one file has its path and blobs.
  std::vector<CommitFiles> CommitsTouching(const std::string& path, const ObjectId& from,
                                           const ObjectId& until_excluded,
                                           std::uint32_t limit = 10'000) const;

  // Commits of the first-parent line of `from` that altered one of `paths`, newest first: those
  // made less than `seconds` before `from` was. Looks at `limit` commits at most.
  std::vector<CommitFiles> LandedLately(const ObjectId& from, std::span<const std::string> paths,
                                        std::int64_t seconds, std::uint32_t limit) const;

  std::vector<TreeEntry> ListTree(const ObjectId& commit) const;  // by path
  // By path. Renames: equal content always; else at least half kept, as git counts it, unless there
  // are so many candidates (400 x 400) that only files with an unrepeated name are compared.
  std::vector<FileDiff> Diff(const ObjectId& from, const ObjectId& to) const;
  // Only the renames of `sources`: where files of `from` that `to` no longer has have gone. Few
  // sources keep this quick however far apart the commits are.
  std::vector<FileDiff> RenamesOf(const ObjectId& from, const ObjectId& to,
                                  std::span<const std::string> sources) const;

  std::optional<std::uint64_t> BlobSize(const ObjectId& id) const;  // without reading the content
  std::optional<std::string> ReadBlob(const ObjectId& id) const;
  FileAttributes Attributes(const ObjectId& commit, const std::string& path) const;

 private:
  struct Impl;
  explicit GitRepository(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The id git would give these bytes. Nothing is written.
ObjectId HashBlob(std::string_view bytes);

// What a version of a text puts in the place of lines of its base. Lines count from 0.
struct LineEdit {
  std::uint32_t first = 0, count = 0;  // of the base; a count of 0 inserts in front of `first`
  std::uint32_t lines = 0;             // of `text`
  std::string text;
};

// In order, as git compares them. REQUIRES: neither is binary.
std::vector<LineEdit> EditsBetween(std::string_view base, std::string_view version);

enum class OnConflict { kReport, kKeepBoth };

// The three-way merge of a text whose two versions are given by their edits: cheap where the edits
// lie apart. Only where they touch is text merged, with some lines around them. `base` as lines.
MergedFile MergeEdits(const std::vector<std::string_view>& base, const std::vector<LineEdit>& ours,
                      const std::vector<LineEdit>& theirs,
                      OnConflict on_conflict = OnConflict::kReport);

// The same, but says only whether there is a conflict, and where: no text is made.
MergedFile TryEdits(const std::vector<std::string_view>& base, const std::vector<LineEdit>& ours,
                    const std::vector<LineEdit>& theirs);

// With their ends.
std::vector<std::string_view> LinesOf(std::string_view text);

// git's own three-way merge of text, in memory. With kKeepBoth there is never a conflict.
// REQUIRES: none is binary.
MergedFile MergeFile(std::string_view base, std::string_view ours, std::string_view theirs,
                     OnConflict on_conflict = OnConflict::kReport);

}  // namespace interlock
