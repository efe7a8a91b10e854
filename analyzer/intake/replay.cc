#include "analyzer/intake/replay.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "parsers/content.h"

namespace interlock {
namespace {

bool IsRegular(FileMode mode) { return mode == FileMode::kFile || mode == FileMode::kExecutable; }

struct Version {
  ObjectId blob;
  FileMode mode = FileMode::kFile;
  bool operator==(const Version&) const = default;
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
      if (diff.status == FileStatus::kRenamed || diff.status == FileStatus::kAdded) {
        taken_.insert(diff.path);
      }
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
      if (ours && theirs && !IsBinary(*ours) && !IsBinary(*theirs)) {
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
    // Where the change has a file of its own: of each path there is one file.
    if (taken_.contains(renamed->second)) return Conflict(diff, ConflictKind::kRenamedByBoth);
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
    if (std::any_of(bytes.begin(), bytes.end(), IsBinary)) {
      Conflict(diff, ConflictKind::kNotMergeable);
      return false;
    }
    MergedFile merged = MergeFile(bytes[0], bytes[1], bytes[2]);
    if (merged.conflict && repository_.Attributes(base_.commit(), diff.path).keeps_both) {
      merged = MergeFile(bytes[0], bytes[1], bytes[2], OnConflict::kKeepBoth);
    }
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
  std::set<std::string> taken_;                         // paths that the change itself gives a file
  std::map<std::string, std::string> renamed_on_base_;  // old path -> path
  std::vector<ReplayedFile> files_;
};

}  // namespace

std::vector<ReplayedFile> ReplayOnBase(const GitRepository& repository, const BaseFiles& base,
                                       const IntakeOptions& options,
                                       const std::vector<FileDiff>& diffs, ReadChange& read) {
  return Replay(repository, base, options, read).Run(diffs);
}

}  // namespace interlock
