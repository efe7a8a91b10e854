// What the git_*.cc files share: libgit2's objects as owned handles, its failures as errors, and
// the inside of GitRepository.
#pragma once

#include <git2.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/intake/git.h"

namespace interlock::git {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Handle = std::unique_ptr<T, Freer<Free>>;

using RepositoryHandle = Handle<git_repository, git_repository_free>;
using OdbHandle = Handle<git_odb, git_odb_free>;
using OdbObjectHandle = Handle<git_odb_object, git_odb_object_free>;
using ConfigHandle = Handle<git_config, git_config_free>;
using ObjectHandle = Handle<git_object, git_object_free>;
using CommitHandle = Handle<git_commit, git_commit_free>;
using TreeHandle = Handle<git_tree, git_tree_free>;
using TreeEntryHandle = Handle<git_tree_entry, git_tree_entry_free>;
using ReferenceHandle = Handle<git_reference, git_reference_free>;
using ReferencesHandle = Handle<git_reference_iterator, git_reference_iterator_free>;
using WalkHandle = Handle<git_revwalk, git_revwalk_free>;
using DiffHandle = Handle<git_diff, git_diff_free>;

// Calls a libgit2 function whose first argument is where it puts its result.
template <class HandleType, class Function, class... Arguments>
int Take(HandleType& out, Function function, Arguments... arguments) {
  typename HandleType::pointer raw = nullptr;
  const int status = function(&raw, arguments...);
  if (status >= 0) out.reset(raw);
  return status;
}

// Process-wide settings of libgit2, made once, before any repository is opened.
void StartLibrary();

std::string LastMessage();  // of libgit2, in this thread

// Throws Error{kRepository}.
[[noreturn]] void Fail(const std::string& message, const std::string& hint = "");

std::string Hex(const git_oid& id);
std::optional<git_oid> ParseId(const ObjectId& id);
git_oid IdOrFail(const ObjectId& id);

// Commits in memory.
//
// Every head is compared with the same base, and its history is walked again for each. libgit2
// looks each commit up again every time (16 ms a head in a repository of 8,500 commits); here a
// commit is read once for each handle, and a walk costs a few numbers.
class History {
 public:
  using Index = std::uint32_t;
  struct Node {
    git_oid id;
    bool is_read = false;
    git_time_t time = 0;
    std::vector<Index> parents;
  };
  using Read = std::function<CommitHandle(const git_oid&)>;  // throws when there is no such commit

  explicit History(Read read) : read_(std::move(read)) {}

  struct Common {
    std::vector<Index> bases;  // no one an ancestor of another, unless clocks were wrong
    std::uint32_t only_a = 0;  // commits that only `a` has
  };

  Common Meet(const git_oid& a, const git_oid& b);

  const Node& node(Index index) const { return nodes_[index]; }

 private:
  struct OidHash {
    std::size_t operator()(const git_oid& id) const {
      std::size_t start;
      std::memcpy(&start, id.id, sizeof start);  // an id is as good as random already
      return start;
    }
  };
  struct OidEqual {
    bool operator()(const git_oid& a, const git_oid& b) const { return git_oid_equal(&a, &b) != 0; }
  };

  static constexpr std::uint8_t kFromA = 1, kFromB = 2, kStale = 4;

  void StartWalk();
  void SpreadStale();
  Index At(const git_oid& id);
  void ReadNode(Index index);
  void Paint(Index index, std::uint8_t colour);

  Read read_;
  std::unordered_map<git_oid, Index, OidHash, OidEqual> by_id_;
  std::deque<Node> nodes_;  // stays in place while it grows
  // Of one walk.
  std::vector<std::uint8_t> colours_;
  std::vector<bool> queued_;
  std::vector<Index> seen_;
  std::vector<std::pair<git_time_t, Index>> queue_;  // a heap
  std::size_t fresh_ = 0;                            // queued and not stale
};

}  // namespace interlock::git

namespace interlock {

struct GitRepository::Impl {
  std::shared_ptr<std::atomic<bool>> missed = std::make_shared<std::atomic<bool>>(false);
  std::string path;  // of the git directory, for Clone() and messages
  git::RepositoryHandle repository;
  git::OdbHandle odb;
  // The same objects as a repository without configuration, work tree or info/attributes, so that
  // attributes can come from a commit and from nowhere else.
  git::RepositoryHandle attributes;
  git::History history{[this](const git_oid& id) { return Commit(id); }};

  // The last failure's message and what to do about it, for a repository that may be shallow.
  std::string Reason() const;
  std::string ShallowHint() const;

  git::CommitHandle Commit(const git_oid& id) const;
  git::TreeHandle TreeOf(const ObjectId& commit_id) const;
  std::optional<ObjectId> Peel(const git_oid& id) const;  // to a commit

  // The first-parent line of `from` without the history of `hidden`, newest first.
  git::WalkHandle WalkFirstParents(const ObjectId& from, const ObjectId& hidden) const;
  // The walk's next commit, nullopt at its end. A walk that fails has not ended: throws.
  std::optional<git_oid> Next(const git::WalkHandle& walk, const ObjectId& from) const;

  // The id of what lies at `file`; empty when nothing does.
  ObjectId EntryId(const git_commit* commit, const std::string& file) const;
  // By path, without renames.
  std::vector<FileDiff> DiffTrees(const ObjectId& from, const ObjectId& to) const;
};

}  // namespace interlock
