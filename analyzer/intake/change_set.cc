#include "analyzer/intake/change_set.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "analyzer/intake/gaps.h"
#include "analyzer/intake/newer_base.h"
#include "analyzer/intake/replay.h"
#include "interlock/check.h"
#include "interlock/error.h"

namespace interlock {
namespace {

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
std::optional<ObjectId> HeadOrGap(const GitRepository& repository, const RequestedChange& requested,
                                  ReadChange& read) {
  const FoundHead found = FindHead(repository, requested);
  if (!found.commit) {
    std::string tried = requested.revision;
    for (const std::string& ref : requested.fallback_refs) {
      tried += (tried.empty() ? "" : ", ") + ref;
    }
    GiveUp(read, GapReason::kUnreadable,
           "its head is not in the repository; fetch it (looked for " + tried + ")");
  } else if (!found.instead.empty()) {
    Gap gap = WholeChange(read, GapReason::kUnreadable,
                          "head " + requested.revision + " is not in the repository; read " +
                              found.instead + " at " + *found.commit + " instead");
    gap.partial = true;
    read.gaps.push_back(std::move(gap));
  }
  return found.commit;
}

void ReadFiles(const GitRepository& repository, const BaseFiles& base, const IntakeOptions& options,
               ReadChange& read) {
  const auto diffs = repository.Diff(read.change.branch_point, read.change.head);
  const auto files = ReplayOnBase(repository, base, options, diffs, read);
  auto gaps = FindGaps(repository, base, options, read, files);
  for (const ReplayedFile& file : files) read.change.files.push_back(file.file);
  read.changed = static_cast<std::uint32_t>(files.size());
  read.analysable = read.changed - static_cast<std::uint32_t>(gaps.size());
  std::move(gaps.begin(), gaps.end(), std::back_inserter(read.gaps));
}

void ReadInto(ReadChange& read, const GitRepository& repository, const BaseFiles& base,
              const RequestedChange& requested, const IntakeOptions& options) {
  const auto head = HeadOrGap(repository, requested, read);
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
    auto newer = FindNewerBase(repository, base.commit(), *head, options.base_name);
    read.change.ahead = newer.has_value();
    if (newer) {
      read.change.branch_point = newer->commit;
      read.change.holds = std::move(newer->landed);
    }
  }
  if (!read.landed) ReadFiles(repository, base, options, read);
}

}  // namespace

FoundHead FindHead(const GitRepository& repository, const RequestedChange& requested) {
  if (requested.required) {
    try {
      return {repository.Resolve(requested.revision), ""};
    } catch (const Error& error) {
      throw Error(error.code(), "change '" + requested.id + "': " + error.what(), error.hint());
    }
  }
  if (!requested.revision.empty()) {
    if (auto head = repository.FindCommit(requested.revision)) return {head, ""};
  }
  for (const std::string& ref : requested.fallback_refs) {
    if (auto head = repository.FindRef(ref)) {
      return {head, requested.revision.empty() ? "" : ref};
    }
  }
  return {};
}

void TakeDescription(const RequestedChange& requested, Change* change) {
  change->title = requested.title;
  change->author = requested.author;
  change->url = requested.url;
  change->description = requested.description;
  change->created = requested.created;
  change->labels = requested.labels;
  change->draft = requested.draft;
}

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
  read.change.id = requested.id;
  read.change.repository = options.repository;
  TakeDescription(requested, &read.change);
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
    throw Error(ErrorCode::kUsage, "change " + twice->change.id + " is named twice",
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

}  // namespace interlock
