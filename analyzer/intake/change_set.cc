#include "analyzer/intake/change_set.h"

#include "analyzer/intake/newer_base.h"

#include "analyzer/intake/newer_base.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <utility>

#include "interlock/check.h"
#include "interlock/error.h"

namespace interlock {
namespace {

bool IsRegular(FileMode mode) { return mode == FileMode::kFile || mode == FileMode::kExecutable; }

// git's own test for binary content.
bool HasNul(std::string_view bytes) {
  constexpr std::size_t kBytesThatGitLooksAt = 8'000;
  return bytes.substr(0, kBytesThatGitLooksAt).find('\0') != std::string_view::npos;
}

// ---- Replay -------------------------------------------------------------------------------------

struct Version {
  ObjectId blob;
  FileMode mode = FileMode::kFile;
  bool operator==(const Version&) const = default;
};

struct ReplayedFile {
  FileChange file;
  FileMode old_mode = FileMode::kFile;
  FileMode new_mode = FileMode::kFile;
  std::optional<Gap> gap;  // met while replaying: the merge could not be tried
};

// Replays one change's differences on the base. One instance, one change.
class Replay {
 public:
  Replay(const GitRepository& repository, const BaseFiles& base, const IntakeOptions& options,
         ReadChange& result)
      : repository_(repository), base_(base), options_(options), result_(result) {}

  std::vector<ReplayedFile> Run(const std::vector<FileDiff>& diffs) {
    for (const FileDiff& diff : diffs) {
      if (diff.status == FileStatus::kRemoved) gone_.insert(diff.path);
      if (diff.status == FileStatus::kRenamed) gone_.insert(diff.old_path);
    }
    FindRenamesOnBase(diffs);
    for (const FileDiff& diff : diffs) {
      switch (diff.status) {
        case FileStatus::kAdded:
          ReplayAdded(diff);
          break;
        case FileStatus::kRemoved:
          ReplayRemoved(diff);
          break;
        case FileStatus::kModified:
          ReplayModified(diff);
          break;
        case FileStatus::kRenamed:
          ReplayRenamed(diff);
          break;
      }
    }
    const auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
    std::stable_sort(result_.conflicts.begin(), result_.conflicts.end(), by_path);
    std::stable_sort(files_.begin(), files_.end(),
                     [&](const auto& a, const auto& b) { return by_path(a.file, b.file); });
    return std::move(files_);
  }

 private:
  // Comparing the branch point with the base is the dearest step, so only when a file that the
  // change had from the branch point is gone.
  void FindRenamesOnBase(const std::vector<FileDiff>& diffs) {
    std::vector<std::string> missing;
    for (const FileDiff& diff : diffs) {
      if (diff.status != FileStatus::kAdded && !base_.Find(diff.old_path)) {
        missing.push_back(diff.old_path);
      }
    }
    if (missing.empty()) return;
    std::sort(missing.begin(), missing.end());
    for (FileDiff& rename :
         repository_.RenamesOf(result_.change.branch_point, base_.commit(), missing)) {
      renamed_on_base_.emplace(std::move(rename.old_path), std::move(rename.path));
    }
  }

  void ReplayAdded(const FileDiff& diff) {
    const TreeEntry* on_base = base_.Find(diff.path);
    if (!on_base && IsBlocked(diff.path)) return Conflict(diff, ConflictKind::kFileAndFolder);
    if (!on_base) {
      Accept(diff, {}, {diff.new_blob, diff.new_mode});
      return;
    }
    if (on_base->blob == diff.new_blob) return;
    std::vector<ConflictRegion> regions;
    if (IsRegular(on_base->mode) && IsRegular(diff.new_mode) && FitsLimit(on_base->blob) &&
        FitsLimit(diff.new_blob)) {
      const auto ours = repository_.ReadBlob(on_base->blob);
      const auto theirs = repository_.ReadBlob(diff.new_blob);
      if (ours && theirs && !HasNul(*ours) && !HasNul(*theirs)) {
        regions = MergeFile("", *ours, *theirs).regions;
      }
    }
    Conflict(diff, ConflictKind::kAddedByBoth, std::move(regions));
  }

  void ReplayRemoved(const FileDiff& diff) {
    const TreeEntry* on_base = base_.Find(diff.old_path);
    if (!on_base) {
      if (renamed_on_base_.contains(diff.old_path)) Conflict(diff, ConflictKind::kRemovedByChange);
      return;  // removed by both
    }
    if (on_base->blob != diff.old_blob) return Conflict(diff, ConflictKind::kRemovedByChange);
    Accept(diff, {on_base->blob, on_base->mode}, {});
  }

  void ReplayModified(const FileDiff& diff) {
    if (const TreeEntry* on_base = base_.Find(diff.path)) {
      return Edit(diff, *on_base, /*moves=*/false);
    }
    const auto renamed = renamed_on_base_.find(diff.path);
    if (renamed == renamed_on_base_.end()) return Conflict(diff, ConflictKind::kRemovedOnBase);
    Edit(diff, *base_.Find(renamed->second), /*moves=*/false);
  }

  void ReplayRenamed(const FileDiff& diff) {
    const TreeEntry* source = base_.Find(diff.old_path);
    const TreeEntry* target = base_.Find(diff.path);
    const bool target_is_ours = target && target->blob == diff.new_blob;
    if (source && target_is_ours) return ReplayRemoved(RemovalIn(diff));
    if (source && target) return Conflict(diff, ConflictKind::kRenamedByBoth);
    if (source && IsBlocked(diff.path)) return Conflict(diff, ConflictKind::kFileAndFolder);
    if (source) return Edit(diff, *source, /*moves=*/true);
    if (target_is_ours) return;  // the base has renamed it just so
    const auto renamed = renamed_on_base_.find(diff.old_path);
    if (renamed == renamed_on_base_.end()) return Conflict(diff, ConflictKind::kRemovedOnBase);
    if (renamed->second != diff.path) return Conflict(diff, ConflictKind::kRenamedByBoth);
    Edit(diff, *target, /*moves=*/false);
  }

  static FileDiff RemovalIn(const FileDiff& rename) {
    FileDiff removal = rename;
    removal.status = FileStatus::kRemoved;
    removal.path = rename.old_path;
    removal.new_blob.clear();
    return removal;
  }

  // The change edits the file that lies at `on_base`, and moves it to its own name when `moves`.
  void Edit(const FileDiff& diff, const TreeEntry& on_base, bool moves) {
    const Version before{diff.old_blob, diff.old_mode};
    const Version ours{on_base.blob, on_base.mode};
    Version replayed{diff.new_blob, MergeModes(before.mode, ours.mode, diff.new_mode)};
    FileDiff placed = diff;
    placed.path = moves ? diff.path : on_base.path;
    placed.old_path = on_base.path;
    if (!moves) placed.status = FileStatus::kModified;
    if (ours.blob != before.blob && ours.blob != diff.new_blob) {
      if (before.blob == diff.new_blob) {
        replayed.blob = ours.blob;
      } else if (!IsRegular(before.mode) || !IsRegular(ours.mode) || !IsRegular(diff.new_mode)) {
        return Conflict(placed, ConflictKind::kNotMergeable);
      } else if (!MergeContent(placed, ours, replayed)) {
        return;
      }
    }
    if (!moves && replayed == ours) return;  // already on the base
    Accept(placed, ours, replayed);
  }

  static FileMode MergeModes(FileMode before, FileMode ours, FileMode theirs) {
    return theirs == before ? ours : theirs;
  }

  // False when the file has been dealt with: a conflict, or a gap.
  bool MergeContent(const FileDiff& diff, const Version& ours, Version& replayed) {
    std::array<std::string, 3> bytes;
    const std::array<const ObjectId*, 3> ids = {&diff.old_blob, &ours.blob, &diff.new_blob};
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (!FitsLimit(*ids[i])) return Unmerged(diff, GapReason::kTooLarge, "too large to merge");
      auto read = repository_.ReadBlob(*ids[i]);
      if (!read) return Unmerged(diff, GapReason::kUnreadable, "blob " + *ids[i] + " is missing");
      bytes[i] = std::move(*read);
    }
    if (std::any_of(bytes.begin(), bytes.end(), HasNul)) {
      Conflict(diff, ConflictKind::kNotMergeable);
      return false;
    }
    MergedFile merged = MergeFile(bytes[0], bytes[1], bytes[2]);
    if (merged.conflict) {
      Conflict(diff, ConflictKind::kContent, std::move(merged.regions));
      return false;
    }
    replayed.blob = HashBlob(merged.bytes);
    const bool is_stored = std::any_of(ids.begin(), ids.end(),
                                       [&](const ObjectId* id) { return *id == replayed.blob; });
    if (!is_stored) result_.blobs.emplace(replayed.blob, std::move(merged.bytes));
    return true;
  }

  bool FitsLimit(const ObjectId& blob) const {
    return repository_.BlobSize(blob).value_or(0) <= options_.max_bytes;
  }

  // Whether a file at `path` cannot be added, because the base has a folder there or a file where
  // one of its folders would be, and the change does not remove that.
  bool IsBlocked(const std::string& path) const {
    for (auto slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      const std::string folder = path.substr(0, slash);
      if (base_.Find(folder) && !gone_.contains(folder)) return true;
    }
    const auto inside = base_.Under(path);
    return std::any_of(inside.begin(), inside.end(),
                       [&](const TreeEntry& entry) { return !gone_.contains(entry.path); });
  }

  ReplayedFile& Accept(const FileDiff& diff, const Version& before, const Version& after) {
    ReplayedFile& added = files_.emplace_back();
    added.file = {.status = diff.status,
                  .path = diff.path,
                  .old_path = diff.old_path,
                  .old_blob = before.blob,
                  .new_blob = after.blob};
    added.old_mode = before.blob.empty() ? after.mode : before.mode;
    added.new_mode = after.blob.empty() ? before.mode : after.mode;
    return added;
  }

  ReplayedFile& AddUnreplayed(const FileDiff& diff) {
    return Accept(diff, {diff.old_blob, diff.old_mode}, {diff.new_blob, diff.new_mode});
  }

  void Conflict(const FileDiff& diff, ConflictKind kind, std::vector<ConflictRegion> regions = {}) {
    AddUnreplayed(diff).file.conflicts_with_base = true;
    result_.conflicts.push_back({result_.change.id, diff.path, kind, std::move(regions)});
  }

  bool Unmerged(const FileDiff& diff, GapReason reason, std::string detail) {
    AddUnreplayed(diff).gap = Gap{.reason = reason, .detail = std::move(detail)};
    return false;
  }

  const GitRepository& repository_;
  const BaseFiles& base_;
  const IntakeOptions& options_;
  ReadChange& result_;
  std::set<std::string> gone_;                          // paths that the change itself removes
  std::map<std::string, std::string> renamed_on_base_;  // old path -> path
  std::vector<ReplayedFile> files_;
};

// ---- Gaps ---------------------------------------------------------------------------------------

std::string Megabytes(std::uint64_t bytes) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.1f MB", static_cast<double>(bytes) / 1e6);
  return text.data();
}

bool IsUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const unsigned first = byte(i);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
    if (size == 0) return false;
    for (std::size_t k = 1; k < size; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return false;
    }
    const unsigned second = byte(i + 1);  // overlong forms, surrogates, beyond U+10FFFF
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) {
      return false;
    }
    i += size;
  }
  return true;
}

// A file that a person wrote does not look so; one that a bundler wrote does.
std::optional<std::string> WhyMinified(std::string_view text) {
  constexpr std::size_t kLongAverage = 500;
  constexpr std::size_t kLongLine = 5'000;
  std::size_t lines = 0;
  std::size_t longest = 0;
  for (std::size_t begin = 0; begin < text.size(); ++lines) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    longest = std::max(longest, end - begin);
    begin = end + 1;
  }
  if (lines == 0 || text.size() / lines <= kLongAverage || longest <= kLongLine) {
    return std::nullopt;
  }
  return "a line of " + std::to_string(longest) + " bytes, " + std::to_string(text.size() / lines) +
         " on average";
}

bool IsLfsPointer(std::string_view text) {
  constexpr std::size_t kLongestPointer = 1'024;
  return text.size() <= kLongestPointer &&
         text.starts_with("version https://git-lfs.github.com/spec/v1\n");
}

// Decides for each file of one change whether it can be analysed.
class GapFinder {
 public:
  GapFinder(const GitRepository& repository, const BaseFiles& base, const IntakeOptions& options,
            const ReadChange& read)
      : repository_(repository), base_(base), options_(options), read_(read) {}

  std::optional<Gap> Find(const ReplayedFile& replayed) const {
    auto gap = FromModes(replayed);
    if (!gap) gap = replayed.gap;
    if (!gap) gap = FromNames(replayed.file);
    if (!gap) gap = FromContent(replayed.file);
    if (gap) {
      gap->change = read_.change.id;
      gap->repository = options_.repository;
      gap->path = replayed.file.path;
    }
    return gap;
  }

 private:
  static Gap Because(GapReason reason, std::string detail = "") {
    return {.reason = reason, .detail = std::move(detail)};
  }

  static std::optional<Gap> FromModes(const ReplayedFile& replayed) {
    const auto either = [&](FileMode mode) {
      return replayed.old_mode == mode || replayed.new_mode == mode;
    };
    if (either(FileMode::kSubmodule)) return Because(GapReason::kSubmodule);
    if (either(FileMode::kSymlink)) return Because(GapReason::kSymlink);
    if (replayed.file.old_blob == replayed.file.new_blob &&
        replayed.file.old_path == replayed.file.path) {
      return Because(GapReason::kModeOnly, replayed.new_mode == FileMode::kExecutable
                                               ? "became executable"
                                               : "is no longer executable");
    }
    return std::nullopt;
  }

  // A file is left out by its name only if both names say so: a change must not be able to take
  // code out of sight by moving it.
  std::optional<Gap> FromNames(const FileChange& file) const {
    const bool moved = file.old_path != file.path;
    for (const std::string& glob : options_.ignore) {
      if (MatchesGlob(glob, file.path) && (!moved || IsIgnored(file.old_path))) {
        return Because(GapReason::kIgnored, "matches \"" + glob + "\"");
      }
    }
    FileAttributes attributes = repository_.Attributes(base_.commit(), file.path);
    if (moved && (attributes.generated || attributes.binary)) {
      const FileAttributes old = repository_.Attributes(base_.commit(), file.old_path);
      attributes.generated = attributes.generated && old.generated;
      attributes.binary = attributes.binary && old.binary;
    }
    if (attributes.generated) {
      return Because(GapReason::kGenerated, "linguist-generated in .gitattributes of the base");
    }
    if (attributes.binary) {
      return Because(GapReason::kBinary, "binary in .gitattributes of the base");
    }
    return std::nullopt;
  }

  bool IsIgnored(const std::string& path) const {
    return std::any_of(options_.ignore.begin(), options_.ignore.end(),
                       [&](const std::string& glob) { return MatchesGlob(glob, path); });
  }

  std::optional<Gap> FromContent(const FileChange& file) const {
    const bool has_grammar = !options_.has_grammar || options_.has_grammar(file.path) ||
                             (file.old_path != file.path && options_.has_grammar(file.old_path));
    std::optional<Gap> gap;
    if (!file.new_blob.empty()) gap = FromBlob(file.new_blob, has_grammar);
    if (!gap && !file.old_blob.empty() && file.old_blob != file.new_blob) {
      gap = FromBlob(file.old_blob, has_grammar);
      if (gap && !file.new_blob.empty() && gap->reason != GapReason::kNoGrammar) {
        gap->detail = "before the change" + (gap->detail.empty() ? "" : ": " + gap->detail);
      }
    }
    return gap;
  }

  // A file without a grammar is read all the same when it is small: "binary" and "LFS pointer" tell
  // the reader more than "no grammar".
  std::optional<Gap> FromBlob(const ObjectId& blob, bool has_grammar) const {
    const auto merged = read_.blobs.find(blob);
    const auto size = merged != read_.blobs.end() ? std::optional(merged->second.size())
                                                  : repository_.BlobSize(blob);
    if (!size) return Because(GapReason::kUnreadable, "blob " + blob + " is missing");
    if (*size > options_.max_bytes) {
      if (!has_grammar) return Because(GapReason::kNoGrammar);
      return Because(GapReason::kTooLarge,
                     Megabytes(*size) + ", the limit is " + Megabytes(options_.max_bytes));
    }
    if (merged != read_.blobs.end()) return FromBytes(merged->second, has_grammar);
    const auto bytes = repository_.ReadBlob(blob);
    if (!bytes) return Because(GapReason::kUnreadable, "blob " + blob + " is damaged");
    return FromBytes(*bytes, has_grammar);
  }

  static std::optional<Gap> FromBytes(std::string_view bytes, bool has_grammar) {
    if (IsLfsPointer(bytes)) return Because(GapReason::kLfsPointer);
    if (HasNul(bytes)) return Because(GapReason::kBinary);
    if (!has_grammar) return Because(GapReason::kNoGrammar);
    if (!IsUtf8(bytes)) return Because(GapReason::kNotUtf8);
    if (auto why = WhyMinified(bytes)) return Because(GapReason::kMinified, std::move(*why));
    return std::nullopt;
  }

  const GitRepository& repository_;
  const BaseFiles& base_;
  const IntakeOptions& options_;
  const ReadChange& read_;
};

// ---- One change ---------------------------------------------------------------------------------

Gap WholeChange(const ReadChange& read, GapReason reason, std::string detail) {
  return {.change = read.change.id,
          .repository = read.change.repository,
          .reason = reason,
          .detail = std::move(detail)};
}

void GiveUp(ReadChange& read, GapReason reason, std::string detail) {
  read.change.files.clear();
  read.conflicts.clear();
  read.blobs.clear();
  read.gaps = {WholeChange(read, reason, std::move(detail))};
  read.changed = 1;
  read.analysable = 0;
}

// The head, or nothing and a gap.
std::optional<ObjectId> FindHead(const GitRepository& repository, const RequestedChange& requested,
                                 ReadChange& read) {
  if (requested.required) return repository.Resolve(requested.revision);
  if (!requested.revision.empty()) {
    if (auto head = repository.FindCommit(requested.revision)) return head;
  }
  std::string tried = requested.revision;
  for (const std::string& ref : requested.fallback_refs) {
    const auto head = repository.FindRef(ref);
    if (!head) {
      tried += (tried.empty() ? "" : ", ") + ref;
      continue;
    }
    if (!requested.revision.empty()) {
      Gap gap = WholeChange(read, GapReason::kUnreadable,
                            "head " + requested.revision + " is not in the repository; read " +
                                ref + " at " + *head + " instead");
      gap.partial = true;
      read.gaps.push_back(std::move(gap));
    }
    return head;
  }
  GiveUp(read, GapReason::kUnreadable,
         "its head is not in the repository; fetch it (looked for " + tried + ")");
  return std::nullopt;
}

void ReadFiles(const GitRepository& repository, const BaseFiles& base, const IntakeOptions& options,
               ReadChange& read) {
  const auto diffs = repository.Diff(read.change.branch_point, read.change.head);
  const auto replayed = Replay(repository, base, options, read).Run(diffs);
  const GapFinder gaps(repository, base, options, read);
  std::uint32_t gap_count = 0;
  for (const ReplayedFile& file : replayed) {
    read.change.files.push_back(file.file);
    if (auto gap = gaps.Find(file)) {
      read.gaps.push_back(std::move(*gap));
      ++gap_count;
    }
  }
  read.changed = static_cast<std::uint32_t>(read.change.files.size());
  read.analysable = read.changed - gap_count;
}

void ReadInto(ReadChange& read, const GitRepository& repository, const BaseFiles& base,
              const RequestedChange& requested, const IntakeOptions& options) {
  const auto head = FindHead(repository, requested, read);
  if (!head) return;
  read.change.head = *head;
  const BranchPoint point = repository.FindBranchPoint(base.commit(), *head);
  if (!point.commit) {
    return GiveUp(read, GapReason::kNoCommonAncestor,
                  "head " + *head + " and base " + base.commit() + " share no commit");
  }
  read.change.branch_point = *point.commit;
  read.behind = point.behind;
  read.landed = *point.commit == *head;
  if (*point.commit == base.commit() && !read.landed) {
    const auto newer = FindNewerBase(repository, base.commit(), *head, options.base_name);
    read.change.ahead = newer.has_value();
    if (newer) read.change.branch_point = *newer;
  }
  if (!read.landed) ReadFiles(repository, base, options, read);
}

}  // namespace

// ---- Interface ----------------------------------------------------------------------------------

BaseFiles::BaseFiles(const GitRepository& repository, const ObjectId& commit)
    : commit_(commit), entries_(repository.ListTree(commit)) {}

std::vector<TreeEntry>::const_iterator BaseFiles::From(std::string_view path) const {
  return std::lower_bound(
      entries_.begin(), entries_.end(), path,
      [](const TreeEntry& entry, std::string_view wanted) { return entry.path < wanted; });
}

const TreeEntry* BaseFiles::Find(std::string_view path) const {
  const auto found = From(path);
  return found != entries_.end() && found->path == path ? &*found : nullptr;
}

std::span<const TreeEntry> BaseFiles::Under(std::string_view folder) const {
  constexpr char kAfterSlash = '/' + 1;
  return {From(std::string(folder) + '/'), From(std::string(folder) + kAfterSlash)};
}

const char* ConflictKindName(ConflictKind kind) {
  switch (kind) {
    case ConflictKind::kContent:
      return "both edit the same lines";
    case ConflictKind::kNotMergeable:
      return "both edit a file that cannot be merged";
    case ConflictKind::kRemovedOnBase:
      return "the base removes it";
    case ConflictKind::kRemovedByChange:
      return "the change removes what the base edits or renames";
    case ConflictKind::kAddedByBoth:
      return "both add it with different content";
    case ConflictKind::kRenamedByBoth:
      return "the base gives it or its new name to another file";
    case ConflictKind::kFileAndFolder:
      return "a file on one side is a folder on the other";
  }
  ILK_CHECK(false, "every kind of conflict has a name");
  return "";
}

ReadChange ReadOneChange(const GitRepository& repository, const BaseFiles& base,
                         const RequestedChange& requested, const IntakeOptions& options) {
  ReadChange read;
  read.change = {.id = requested.id,
                 .repository = options.repository,
                 .title = requested.title,
                 .author = requested.author,
                 .url = requested.url,
                 .description = requested.description,
                 .created = requested.created,
                 .labels = requested.labels,
                 .draft = requested.draft};
  try {
    ReadInto(read, repository, base, requested, options);
  } catch (const Error& error) {
    // The edge between one item and the run: damage in the history of one listed head is a gap.
    if (requested.required || error.code() != ErrorCode::kRepository) throw;
    GiveUp(read, GapReason::kUnreadable, error.what());
  }
  return read;
}

ChangeSet MakeChangeSet(std::vector<ReadChange> changes) {
  std::stable_sort(changes.begin(), changes.end(), [](const ReadChange& a, const ReadChange& b) {
    return ChangeIdLess(a.change.id, b.change.id);
  });
  const auto twice = std::adjacent_find(
      changes.begin(), changes.end(),
      [](const ReadChange& a, const ReadChange& b) { return a.change.id == b.change.id; });
  if (twice != changes.end()) {
    throw Error(ErrorCode::kUsage,
                "change "
                " + twice->change.id + "
                " is named twice",
                "give each change its own id");
  }
  ChangeSet set{.changes = std::move(changes)};
  for (ReadChange& read : set.changes) set.blobs.merge(read.blobs);
  for (ReadChange& read : set.changes) read.blobs.clear();
  return set;
}

ChangeSet ReadChanges(const GitRepository& repository, const ObjectId& base_commit,
                      std::span<const RequestedChange> requested, const IntakeOptions& options) {
  const BaseFiles base(repository, base_commit);
  std::vector<ReadChange> changes;
  for (const RequestedChange& change : requested) {
    changes.push_back(ReadOneChange(repository, base, change, options));
  }
  return MakeChangeSet(std::move(changes));
}

std::optional<std::string> ChangeSet::ReadBlob(const GitRepository& repository,
                                               const ObjectId& id) const {
  const auto merged = blobs.find(id);
  return merged != blobs.end() ? std::optional(merged->second) : repository.ReadBlob(id);
}

// ---- Globs --------------------------------------------------------------------------------------

namespace {

enum class GlobStep : std::uint8_t {
  kCharacter,
  kAnyCharacter,   // '?'
  kStar,           // any text within a segment
  kDoubleStar,     // any text
  kFolders,        // "**/": nothing, or …
  kInsideFolders,  // … any text that ends with '/'
};

struct GlobStepAt {
  GlobStep step;
  char character = 0;
};

std::vector<GlobStepAt> ParseGlob(std::string_view glob) {
  std::vector<GlobStepAt> steps;
  while (!glob.empty()) {
    const bool starts_segment = steps.empty() || steps.back().character == '/' ||
                                steps.back().step == GlobStep::kInsideFolders;
    if (starts_segment && glob.starts_with("**/")) {
      steps.push_back({GlobStep::kFolders});
      steps.push_back({GlobStep::kInsideFolders});
      glob.remove_prefix(3);
    } else if (glob.starts_with("**")) {
      steps.push_back({GlobStep::kDoubleStar});
      glob.remove_prefix(2);
    } else {
      const char c = glob.front();
      steps.push_back({c == '*'   ? GlobStep::kStar
                       : c == '?' ? GlobStep::kAnyCharacter
                                  : GlobStep::kCharacter,
                       c});
      glob.remove_prefix(1);
    }
  }
  return steps;
}

// All places in the glob at once, so that no pattern is slow.
class GlobStates {
 public:
  explicit GlobStates(const std::vector<GlobStepAt>& steps)
      : steps_(steps), states_(steps.size() + 1) {
    Reach(states_, 0);
  }

  bool Done() const { return states_[steps_.size()]; }

  void Feed(char c) {
    std::vector<bool> next(states_.size());
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (states_[i]) Advance(i, c, next);
    }
    states_ = std::move(next);
  }

 private:
  void Advance(std::size_t i, char c, std::vector<bool>& next) const {
    switch (steps_[i].step) {
      case GlobStep::kCharacter:
        if (c == steps_[i].character) Reach(next, i + 1);
        break;
      case GlobStep::kAnyCharacter:
        if (c != '/') Reach(next, i + 1);
        break;
      case GlobStep::kStar:
        if (c != '/') Reach(next, i);
        break;
      case GlobStep::kDoubleStar:
        Reach(next, i);
        break;
      case GlobStep::kFolders:
        break;  // left as soon as it is reached
      case GlobStep::kInsideFolders:
        next[i] = true;
        if (c == '/') Reach(next, i + 1);
        break;
    }
  }

  void Reach(std::vector<bool>& states, std::size_t i) const {
    for (; i < steps_.size(); ++i) {
      states[i] = true;
      const GlobStep step = steps_[i].step;
      if (step == GlobStep::kFolders) {
        states[++i] = true;
      } else if (step != GlobStep::kStar && step != GlobStep::kDoubleStar) {
        return;
      }
    }
    states[i] = true;
  }

  const std::vector<GlobStepAt>& steps_;
  std::vector<bool> states_;
};

}  // namespace

bool MatchesGlob(std::string_view glob, std::string_view path) {
  const bool folder_only = glob.ends_with('/');
  if (folder_only) glob.remove_suffix(1);
  const bool anchored = glob.find('/') != std::string_view::npos;
  if (glob.starts_with('/')) glob.remove_prefix(1);
  if (glob.empty()) return false;
  const auto steps = ParseGlob(anchored ? std::string(glob) : "**/" + std::string(glob));
  GlobStates states(steps);
  for (const char c : path) {
    if (c == '/' && states.Done()) return true;  // the folder that holds it
    states.Feed(c);
  }
  return states.Done() && !folder_only;
}

}  // namespace interlock
