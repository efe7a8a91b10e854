// Commits and how they descend from each other.
#include <git2.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iomanip>
#include <locale>
#include <sstream>
#include <utility>

#include "analyzer/intake/git.h"
#include "analyzer/intake/git_asked_paths_internal.h"
#include "analyzer/intake/git_internal.h"

namespace interlock::git {

// git's way (paint_down_to_common): newest first, colour what `a` and what `b` reaches; where the
// colours meet is a common ancestor, and all beyond it is stale. Ends when only stale is left.
History::Common History::Meet(const git_oid& a, const git_oid& b) {
  StartWalk();
  Paint(At(a), kFromA);
  Paint(At(b), kFromB);
  std::vector<Index> met;
  while (fresh_ > 0) {
    std::pop_heap(queue_.begin(), queue_.end());
    const Index index = queue_.back().second;
    queue_.pop_back();
    queued_[index] = false;
    std::uint8_t colour = colours_[index];
    if ((colour & kStale) == 0) --fresh_;
    if (colour == (kFromA | kFromB)) met.push_back(index);
    if ((colour & kFromA) != 0 && (colour & kFromB) != 0) colour |= kStale;
    for (const Index parent : nodes_[index].parents) Paint(parent, colour);
  }
  SpreadStale();
  std::erase_if(met, [&](Index index) { return (colours_[index] & kStale) != 0; });
  Common common{.bases = std::move(met)};
  for (const Index index : seen_) common.only_a += colours_[index] == kFromA ? 1U : 0U;
  return common;
}

// A commit that is dated before its parent is come upon after what that parent stands on.
void History::SpreadStale() {
  std::vector<Index> stale;
  for (const Index index : seen_) {
    if ((colours_[index] & kStale) != 0) stale.push_back(index);
  }
  while (!stale.empty()) {
    const Index index = stale.back();
    stale.pop_back();
    for (const Index parent : nodes_[index].parents) {
      if (colours_[parent] == 0 || (colours_[parent] & kStale) != 0) continue;
      colours_[parent] |= kStale;
      stale.push_back(parent);
    }
  }
}

void History::StartWalk() {
  for (const Index index : seen_) {
    colours_[index] = 0;
    queued_[index] = false;  // a walk ends with stale commits in the queue
  }
  seen_.clear();
  queue_.clear();
  fresh_ = 0;
}

History::Index History::At(const git_oid& id) {
  const auto [entry, is_new] = by_id_.try_emplace(id, static_cast<Index>(nodes_.size()));
  if (is_new) {
    nodes_.push_back({.id = id});
    colours_.push_back(0);
    queued_.push_back(false);
  }
  return entry->second;
}

void History::ReadNode(Index index) {
  if (nodes_[index].is_read) return;
  const CommitHandle commit = read_(nodes_[index].id);
  std::vector<Index> parents;
  for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i) {
    parents.push_back(At(*git_commit_parent_id(commit.get(), i)));
  }
  Node& node = nodes_[index];
  node.parents = std::move(parents);
  node.time = git_commit_time(commit.get());
  node.is_read = true;
}

void History::Paint(Index index, std::uint8_t colour) {
  const std::uint8_t before = colours_[index];
  if ((before & colour) == colour) return;
  if (before == 0) seen_.push_back(index);
  colours_[index] = before | colour;
  const bool was_fresh = queued_[index] && (before & kStale) == 0;
  const bool is_fresh = (colours_[index] & kStale) == 0;
  if (is_fresh && !was_fresh) ++fresh_;
  if (was_fresh && !is_fresh) --fresh_;
  if (queued_[index]) return;
  ReadNode(index);
  queued_[index] = true;
  queue_.emplace_back(nodes_[index].time, index);
  std::push_heap(queue_.begin(), queue_.end());
}

}  // namespace interlock::git

namespace interlock {
namespace {

std::string FormatTime(const git_time& when) {
  // gmtime() is not safe among threads. Commits come from strangers: any number may stand here.
  using std::chrono::seconds, std::chrono::days, std::chrono::sys_seconds;
  constexpr std::int64_t kYear1 = -62'135'510'400, kYear9999 = 253'402'214'400;
  constexpr int kLargestOffset = 24 * 60 - 1;
  const int offset = std::clamp(when.offset, -kLargestOffset, kLargestOffset);
  const std::int64_t local =
      std::clamp<std::int64_t>(when.time, kYear1, kYear9999) + std::int64_t{offset} * 60;
  const auto day = std::chrono::floor<days>(sys_seconds(seconds(local)));
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(sys_seconds(seconds(local)) - day);
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << std::setfill('0') << std::setw(4) << int{date.year()} << '-' << std::setw(2)
       << unsigned{date.month()} << '-' << std::setw(2) << unsigned{date.day()} << 'T'
       << std::setw(2) << time.hours().count() << ':' << std::setw(2) << time.minutes().count()
       << ':' << std::setw(2) << time.seconds().count() << (offset < 0 ? '-' : '+') << std::setw(2)
       << std::abs(offset) / 60 << ':' << std::setw(2) << std::abs(offset) % 60;
  return text.str();
}

}  // namespace

git::WalkHandle GitRepository::Impl::WalkFirstParents(const ObjectId& from,
                                                      const ObjectId& hidden) const {
  const git_oid start = git::IdOrFail(from);
  const git_oid hide = git::IdOrFail(hidden);
  git::WalkHandle walk;
  if (git::Take(walk, git_revwalk_new, repository.get()) < 0 ||
      git_revwalk_push(walk.get(), &start) < 0 || git_revwalk_hide(walk.get(), &hide) < 0) {
    git::Fail("cannot walk from commit " + from + " to " + hidden + ": " + Reason(), ShallowHint());
  }
  git_revwalk_simplify_first_parent(walk.get());
  return walk;
}

std::optional<git_oid> GitRepository::Impl::Next(const git::WalkHandle& walk,
                                                 const ObjectId& from) const {
  git_oid id;
  const int status = git_revwalk_next(&id, walk.get());
  if (status == GIT_ITEROVER) return std::nullopt;
  if (status < 0) git::Fail("cannot walk from commit " + from + ": " + Reason(), ShallowHint());
  return id;
}

ObjectId GitRepository::Impl::EntryId(const git_commit* commit, const std::string& file) const {
  git::TreeHandle tree;
  git::TreeEntryHandle entry;
  if (git::Take(tree, git_commit_tree, commit) < 0) {
    git::Fail(
        "cannot read the files of commit " + git::Hex(*git_commit_id(commit)) + ": " + Reason(),
        ShallowHint());
  }
  if (git::Take(entry, git_tree_entry_bypath, tree.get(), file.c_str()) < 0) return "";
  return git::Hex(*git_tree_entry_id(entry.get()));
}

BranchPoint GitRepository::FindBranchPoint(const ObjectId& base, const ObjectId& head) const {
  const git::History::Common common = impl_->history.Meet(git::IdOrFail(base), git::IdOrFail(head));
  BranchPoint point{.behind = common.only_a};
  git_time_t newest = 0;
  // Two histories that merged each other have several. Like git: the newest.
  for (const git::History::Index index : common.bases) {
    const git::History::Node& node = impl_->history.node(index);
    const ObjectId id = git::Hex(node.id);
    if (!point.commit || node.time > newest || (node.time == newest && id < *point.commit)) {
      newest = node.time;
      point.commit = id;
    }
  }
  return point;
}

std::optional<ObjectId> GitRepository::MergeBase(const ObjectId& a, const ObjectId& b) const {
  return FindBranchPoint(a, b).commit;
}

bool GitRepository::IsAncestor(const ObjectId& ancestor, const ObjectId& descendant) const {
  return FindBranchPoint(descendant, ancestor).commit == ancestor;
}

std::uint32_t GitRepository::Behind(const ObjectId& base, const ObjectId& head) const {
  return FindBranchPoint(base, head).behind;
}

CommitInfo GitRepository::ReadCommit(const ObjectId& id) const {
  const git::CommitHandle commit = impl_->Commit(git::IdOrFail(id));
  CommitInfo info{.id = id};
  if (const char* title = git_commit_summary(commit.get())) info.title = title;
  if (const char* body = git_commit_body(commit.get())) info.body = body;
  info.author = git_commit_author(commit.get())->name;
  info.committer = git_commit_committer(commit.get())->name;
  for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i) {
    info.parents.push_back(git::Hex(*git_commit_parent_id(commit.get(), i)));
  }
  info.time = FormatTime(git_commit_committer(commit.get())->when);
  return info;
}

// Parent by parent rather than by a walk, which reads beyond what it hides: past the end of a
// shallow clone.
std::vector<CommitInfo> GitRepository::FirstParentLine(const ObjectId& from,
                                                       const ObjectId& until_excluded,
                                                       std::uint32_t limit) const {
  std::vector<CommitInfo> line;
  std::optional<ObjectId> next = from;
  while (next && line.size() < limit && *next != until_excluded) {
    if (!line.empty() && IsAncestor(*next, until_excluded)) break;
    line.push_back(ReadCommit(*next));
    const std::vector<ObjectId>& parents = line.back().parents;
    next = parents.empty() ? std::nullopt : FindCommit(parents.front());
  }
  return line;
}

std::vector<CommitFiles> GitRepository::CommitsTouching(const std::string& path,
                                                        const ObjectId& from,
                                                        const ObjectId& until_excluded,
                                                        std::uint32_t limit) const {
  std::vector<CommitFiles> touching;
  const git::WalkHandle walk = impl_->WalkFirstParents(from, until_excluded);
  for (std::uint32_t seen = 0; seen < limit; ++seen) {
    const auto id = impl_->Next(walk, from);
    if (!id) break;
    const git::CommitHandle commit = impl_->Commit(*id);
    ObjectId before;
    if (git_commit_parentcount(commit.get()) > 0) {
      before = impl_->EntryId(impl_->Commit(*git_commit_parent_id(commit.get(), 0)).get(), path);
    }
    const ObjectId after = impl_->EntryId(commit.get(), path);
    if (after == before) continue;
    FileDiff file;
    file.path = file.old_path = path;
    file.old_blob = before;
    file.new_blob = after;
    touching.push_back({ReadCommit(git::Hex(*id)), {std::move(file)}});
  }
  return touching;
}

std::vector<CommitFiles> GitRepository::LandedLately(const ObjectId& from,
                                                     std::span<const std::string> paths,
                                                     std::int64_t seconds,
                                                     std::uint32_t limit) const {
  git::AskedPaths asked(impl_->repository.get(), paths);
  std::vector<CommitFiles> landed;
  git::CommitHandle commit = impl_->Commit(git::IdOrFail(from));
  const std::int64_t since = git_commit_time(commit.get()) - seconds;
  for (std::uint32_t seen = 0; seen < limit && git_commit_time(commit.get()) >= since; ++seen) {
    // A shallow or partial clone ends somewhere: what its last commit did is not known.
    if (git_commit_parentcount(commit.get()) == 0) break;
    git::CommitHandle parent;
    if (git::Take(parent, git_commit_parent, commit.get(), 0u) < 0) break;
    auto files =
        asked.Compare(*git_commit_tree_id(parent.get()), *git_commit_tree_id(commit.get()));
    if (!files) {
      *impl_->missed = true;
      break;
    }
    CommitFiles found;
    found.files = *std::move(files);
    if (!found.files.empty()) {
      found.info = ReadCommit(git::Hex(*git_commit_id(commit.get())));
      landed.push_back(std::move(found));
    }
    commit = std::move(parent);
  }
  return landed;
}

}  // namespace interlock
