#include "analyzer/intake/git.h"

#include <git2.h>
#include <git2/sys/repository.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <iomanip>
#include <locale>
#include <map>
#include <sstream>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "interlock/check.h"
#include "interlock/error.h"

namespace interlock {
namespace {

// ---- Handles and errors -------------------------------------------------------------------------

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

std::string LastMessage() {
  const git_error* error = git_error_last();
  return error && error->message ? error->message : "no reason given";
}

[[noreturn]] void Fail(const std::string& message, const std::string& hint = "") {
  throw Error(ErrorCode::kRepository, message, hint);
}

// Process-wide settings of libgit2, made once, before any repository is opened.
void StartLibrary() {
  static const bool started = [] {
    ILK_CHECK(git_libgit2_init() > 0, "libgit2 starts");
    // Nothing of a repository is executed, so it does not matter who owns it.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    // Without the user's and the machine's configuration and attributes, two people get one answer.
    for (const int level : {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                            GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL}) {
      git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    }
    // Extensions that change only how a repository is written or fetched. What a partial clone
    // lacks is met as a missing object.
    std::array<const char*, 3> extensions = {"partialclone", "worktreeconfig", "preciousobjects"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
    return true;
  }();
  static_cast<void>(started);
}

std::string Hex(const git_oid& id) {
  std::array<char, GIT_OID_HEXSZ + 1> text;
  git_oid_tostr(text.data(), text.size(), &id);
  return text.data();
}

std::optional<git_oid> ParseId(const ObjectId& id) {
  git_oid parsed;
  if (id.size() != GIT_OID_HEXSZ || git_oid_fromstr(&parsed, id.c_str()) < 0) return std::nullopt;
  return parsed;
}

git_oid IdOrFail(const ObjectId& id) {
  const auto parsed = ParseId(id);
  if (!parsed) Fail("\"" + id + "\" is not an object id of 40 hexadecimal digits");
  return *parsed;
}

FileMode ModeOf(std::uint16_t mode) {
  switch (mode) {
    case GIT_FILEMODE_BLOB_EXECUTABLE:
      return FileMode::kExecutable;
    case GIT_FILEMODE_LINK:
      return FileMode::kSymlink;
    case GIT_FILEMODE_COMMIT:
      return FileMode::kSubmodule;
    default:
      return FileMode::kFile;
  }
}

bool IsRegular(FileMode mode) { return mode == FileMode::kFile || mode == FileMode::kExecutable; }

std::string_view BaseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// ---- References ---------------------------------------------------------------------------------

// Matches one segment of a reference's name, in which any number of '*' match any text, and appends
// what they matched to `id`.
bool MatchSegment(std::string_view glob, std::string_view segment, std::string& id) {
  const auto first_star = glob.find('*');
  if (first_star == std::string_view::npos) return glob == segment;
  const std::string_view prefix = glob.substr(0, first_star);
  const std::string_view suffix = glob.substr(glob.rfind('*') + 1);
  if (segment.size() < prefix.size() + suffix.size() || !segment.starts_with(prefix) ||
      !segment.ends_with(suffix)) {
    return false;
  }
  segment.remove_prefix(prefix.size());
  segment.remove_suffix(suffix.size());
  if (!id.empty()) id += '/';
  id += segment;
  std::string_view middle = glob.substr(first_star);
  middle.remove_suffix(suffix.size());
  for (std::size_t from = 0; middle.size() > 1;) {  // the leftmost place for each literal suffices
    middle.remove_prefix(1);
    const std::string_view literal = middle.substr(0, middle.find('*'));
    const auto place = segment.find(literal, from);
    if (place == std::string_view::npos) return false;
    from = place + literal.size();
    middle.remove_prefix(literal.size());
  }
  return true;
}

std::optional<std::string> MatchRef(std::string_view glob, std::string_view name) {
  std::string id;
  for (;;) {
    const auto glob_end = glob.find('/');
    const auto name_end = name.find('/');
    if ((glob_end == std::string_view::npos) != (name_end == std::string_view::npos)) {
      return std::nullopt;
    }
    if (!MatchSegment(glob.substr(0, glob_end), name.substr(0, name_end), id)) return std::nullopt;
    if (glob_end == std::string_view::npos) return id;
    glob.remove_prefix(glob_end + 1);
    name.remove_prefix(name_end + 1);
  }
}

std::string HintForUnknown(const std::string& revision) {
  if (revision.starts_with("refs/pull/")) {
    return "a clone lacks pull requests; fetch them: "
           "git fetch origin '+refs/pull/*/head:refs/pull/*/head'";
  }
  if (revision.starts_with("refs/merge-requests/")) {
    return "a clone lacks merge requests; fetch them: "
           "git fetch origin '+refs/merge-requests/*/head:refs/merge-requests/*/head'";
  }
  return "git fetch, or check the name with: git rev-parse --verify '" + revision + "'";
}

// ---- Renames ------------------------------------------------------------------------------------
// git's measure: content is cut into chunks, at the end of each line or after 64 bytes; similarity
// is the bytes of common chunks by the bytes of the larger file. libgit2's own
// git_diff_find_similar samples hashes instead, disagrees with `git diff -M` about small files, and
// its limit also cuts off exact renames.

constexpr int kLeastSimilarity = 50;
constexpr std::size_t kRenameLimit = 400;
constexpr std::size_t kMaxRenamePairs = kRenameLimit * kRenameLimit;
constexpr std::size_t kMaxRenameFiles = 4 * kRenameLimit;  // each one is read
constexpr std::uint64_t kMaxRenameBytes = 5'000'000;  // a larger file is renamed only if unaltered
constexpr const char* kEmptyBlob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

struct Chunks {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> bytes_by_hash;  // sorted
  std::uint64_t total = 0;
};

Chunks CutIntoChunks(std::string_view text) {
  constexpr std::size_t kLongestChunk = 64;
  Chunks chunks{.total = text.size()};
  for (std::size_t at = 0; at < text.size();) {
    const auto newline = text.substr(at, kLongestChunk).find('\n');
    const std::size_t size =
        newline == std::string_view::npos ? std::min(kLongestChunk, text.size() - at) : newline + 1;
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a: the same on every machine
    for (const char c : text.substr(at, size)) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    chunks.bytes_by_hash.emplace_back(hash, size);
    at += size;
  }
  auto& all = chunks.bytes_by_hash;
  std::sort(all.begin(), all.end());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (kept > 0 && all[kept - 1].first == all[i].first) {
      all[kept - 1].second += all[i].second;
    } else {
      all[kept++] = all[i];
    }
  }
  all.resize(kept);
  return chunks;
}

int Similarity(const Chunks& a, const Chunks& b) {
  std::uint64_t common = 0;
  auto left = a.bytes_by_hash.begin();
  auto right = b.bytes_by_hash.begin();
  while (left != a.bytes_by_hash.end() && right != b.bytes_by_hash.end()) {
    if (left->first < right->first) {
      ++left;
    } else if (right->first < left->first) {
      ++right;
    } else {
      common += std::min(left++->second, right++->second);
    }
  }
  const std::uint64_t larger = std::max(a.total, b.total);
  return larger == 0 ? 0 : static_cast<int>(common * 100 / larger);
}

// Turns pairs of a removed and an added file into renames.
class RenameFinder {
 public:
  using Read = std::function<std::optional<std::string>(const ObjectId&)>;

  // `diffs` by path, without renames. Only files for which `is_source` holds may be old names.
  RenameFinder(std::vector<FileDiff>& diffs, Read read)
      : diffs_(diffs), read_(std::move(read)), is_old_name_(diffs.size()) {}

  void Find(const std::function<bool(const std::string&)>& is_source) {
    for (std::size_t i = 0; i < diffs_.size(); ++i) {
      const FileDiff& diff = diffs_[i];
      // Empty files are all alike, and a submodule has no content here.
      if (diff.status == FileStatus::kRemoved && diff.old_mode != FileMode::kSubmodule &&
          diff.old_blob != kEmptyBlob && is_source(diff.path)) {
        sources_.push_back(i);
      } else if (diff.status == FileStatus::kAdded && diff.new_mode != FileMode::kSubmodule &&
                 diff.new_blob != kEmptyBlob) {
        targets_.push_back(i);
      }
    }
    if (sources_.empty() || targets_.empty()) return;
    PairEqualContent();
    PairSimilarContent();
    RemovePairedSources();
  }

 private:
  struct Candidate {
    int similarity;
    bool same_name;
    std::size_t source;
    std::size_t target;
  };

  void Pair(std::size_t source, std::size_t target, int similarity) {
    FileDiff& from = diffs_[source];
    FileDiff& to = diffs_[target];
    to.status = FileStatus::kRenamed;
    to.old_path = from.path;
    to.old_blob = from.old_blob;
    to.old_mode = from.old_mode;
    to.similarity = similarity;
    is_old_name_[source] = true;
  }

  bool SameName(std::size_t source, std::size_t target) const {
    return BaseName(diffs_[source].path) == BaseName(diffs_[target].path);
  }

  void PairEqualContent() {
    std::unordered_map<ObjectId, std::vector<std::size_t>> by_blob;
    for (const std::size_t source : sources_) by_blob[diffs_[source].old_blob].push_back(source);
    std::vector<std::size_t> rest;
    // Two rounds, so that a file keeps its own name's partner when several are equal.
    for (const bool same_name : {true, false}) {
      rest.clear();
      for (const std::size_t target : targets_) {
        if (!PairEqual(by_blob, target, same_name)) rest.push_back(target);
      }
      targets_ = rest;
    }
    std::erase_if(sources_, [&](std::size_t source) { return is_old_name_[source]; });
  }

  bool PairEqual(std::unordered_map<ObjectId, std::vector<std::size_t>>& by_blob,
                 std::size_t target, bool same_name) {
    const auto found = by_blob.find(diffs_[target].new_blob);
    if (found == by_blob.end()) return false;
    auto& equal = found->second;
    for (auto source = equal.begin(); source != equal.end(); ++source) {
      const FileDiff& from = diffs_[*source];
      if ((same_name && !SameName(*source, target)) ||
          (from.old_mode == FileMode::kSymlink) !=
              (diffs_[target].new_mode == FileMode::kSymlink)) {
        continue;
      }
      Pair(*source, target, 100);
      equal.erase(source);
      return true;
    }
    return false;
  }

  void PairSimilarContent() {
    std::vector<Candidate> candidates;
    for (const auto& [source, target] : PairsToCompare()) {
      const Chunks& from = ChunksOf(diffs_[source].old_blob);
      const Chunks& to = ChunksOf(diffs_[target].new_blob);
      const auto [smaller, larger] = std::minmax(from.total, to.total);
      if (smaller * 100 < larger * kLeastSimilarity) continue;
      const int similarity = Similarity(from, to);
      if (similarity < kLeastSimilarity) continue;
      candidates.push_back({similarity, SameName(source, target), source, target});
    }
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
      return std::tuple(-a.similarity, !a.same_name, a.source, a.target) <
             std::tuple(-b.similarity, !b.same_name, b.source, b.target);
    });
    for (const Candidate& candidate : candidates) {
      if (diffs_[candidate.target].status == FileStatus::kAdded &&
          !is_old_name_[candidate.source]) {
        Pair(candidate.source, candidate.target, candidate.similarity);
      }
    }
  }

  std::vector<std::pair<std::size_t, std::size_t>> PairsToCompare() const {
    std::vector<std::size_t> sources = sources_;
    std::vector<std::size_t> targets = targets_;
    std::erase_if(sources, [&](std::size_t i) { return !IsRegular(diffs_[i].old_mode); });
    std::erase_if(targets, [&](std::size_t i) { return !IsRegular(diffs_[i].new_mode); });
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    if (sources.size() + targets.size() > kMaxRenameFiles ||
        sources.size() * targets.size() > kMaxRenamePairs) {
      return PairsOfUniqueNames(sources, targets);
    }
    for (const std::size_t source : sources) {
      for (const std::size_t target : targets) pairs.emplace_back(source, target);
    }
    return pairs;
  }

  std::vector<std::pair<std::size_t, std::size_t>> PairsOfUniqueNames(
      const std::vector<std::size_t>& sources, const std::vector<std::size_t>& targets) const {
    struct Files {
      std::size_t source = 0, sources = 0, target = 0, targets = 0;
    };
    std::map<std::string_view, Files> by_name;
    for (const std::size_t i : sources) {
      Files& files = by_name[BaseName(diffs_[i].path)];
      files.source = i;
      ++files.sources;
    }
    for (const std::size_t i : targets) {
      Files& files = by_name[BaseName(diffs_[i].path)];
      files.target = i;
      ++files.targets;
    }
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (const auto& [name, files] : by_name) {
      if (files.sources == 1 && files.targets == 1) pairs.emplace_back(files.source, files.target);
      if (pairs.size() == kMaxRenameFiles) break;
    }
    return pairs;
  }

  const Chunks& ChunksOf(const ObjectId& blob) {
    const auto [entry, is_new] = chunks_.try_emplace(blob);
    if (is_new) {
      if (const auto bytes = read_(blob)) entry->second = CutIntoChunks(*bytes);
    }
    return entry->second;
  }

  void RemovePairedSources() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < diffs_.size(); ++i) {
      if (is_old_name_[i]) continue;
      if (kept != i) diffs_[kept] = std::move(diffs_[i]);
      ++kept;
    }
    diffs_.resize(kept);
  }

  std::vector<FileDiff>& diffs_;
  Read read_;
  std::vector<bool> is_old_name_;     // of a rename, by index into diffs_
  std::vector<std::size_t> sources_;  // indices into diffs_
  std::vector<std::size_t> targets_;
  std::unordered_map<ObjectId, Chunks> chunks_;
};

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

// ---- Commits in memory --------------------------------------------------------------------------
// Every head is compared with the same base, and its history is walked again for each. libgit2
// looks each commit up again every time (16 ms a head in a repository of 8,500 commits); here a
// commit is read once for each handle, and a walk costs a few numbers.

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

  // git's way (paint_down_to_common): newest first, colour what `a` and what `b` reaches; where the
  // colours meet is a common ancestor, and all beyond it is stale. Ends when only stale is left.
  Common Meet(const git_oid& a, const git_oid& b) {
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
    std::erase_if(met, [&](Index index) { return (colours_[index] & kStale) != 0; });
    Common common{.bases = std::move(met)};
    for (const Index index : seen_) common.only_a += colours_[index] == kFromA ? 1U : 0U;
    return common;
  }

  const Node& node(Index index) const { return nodes_[index]; }

 private:
  static constexpr std::uint8_t kFromA = 1, kFromB = 2, kStale = 4;

  void StartWalk() {
    for (const Index index : seen_) {
      colours_[index] = 0;
      queued_[index] = false;  // a walk ends with stale commits in the queue
    }
    seen_.clear();
    queue_.clear();
    fresh_ = 0;
  }

  Index At(const git_oid& id) {
    const auto [entry, is_new] = by_id_.try_emplace(id, static_cast<Index>(nodes_.size()));
    if (is_new) {
      nodes_.push_back({.id = id});
      colours_.push_back(0);
      queued_.push_back(false);
    }
    return entry->second;
  }

  void ReadNode(Index index) {
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

  void Paint(Index index, std::uint8_t colour) {
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

}  // namespace

// ---- The repository -----------------------------------------------------------------------------

struct GitRepository::Impl {
  std::string path;  // of the git directory, for Clone() and messages
  RepositoryHandle repository;
  OdbHandle odb;
  // The same objects as a repository without configuration, work tree or info/attributes, so that
  // attributes can come from a commit and from nowhere else.
  RepositoryHandle attributes;
  History history{[this](const git_oid& id) { return Commit(id); }};

  std::string Reason() const {
    std::string reason = LastMessage();
    if (git_repository_is_shallow(repository.get()) == 1) reason += " (the clone is shallow)";
    return reason;
  }

  std::string ShallowHint() const {
    return git_repository_is_shallow(repository.get()) == 1
               ? "fetch the history that is missing: git fetch --unshallow"
               : "check the repository: git fsck";
  }

  CommitHandle Commit(const git_oid& id) const {
    CommitHandle commit;
    if (Take(commit, git_commit_lookup, repository.get(), &id) < 0) {
      Fail("cannot read commit " + Hex(id) + ": " + Reason(), ShallowHint());
    }
    return commit;
  }

  TreeHandle TreeOf(const ObjectId& commit_id) const {
    const CommitHandle commit = Commit(IdOrFail(commit_id));
    TreeHandle tree;
    if (Take(tree, git_commit_tree, commit.get()) < 0) {
      Fail("cannot read the files of commit " + commit_id + ": " + Reason(), ShallowHint());
    }
    return tree;
  }

  std::optional<ObjectId> Peel(const git_oid& id) const {
    ObjectHandle object;
    ObjectHandle commit;
    if (Take(object, git_object_lookup, repository.get(), &id, GIT_OBJECT_ANY) < 0 ||
        Take(commit, git_object_peel, object.get(), GIT_OBJECT_COMMIT) < 0) {
      return std::nullopt;
    }
    return Hex(*git_object_id(commit.get()));
  }

  WalkHandle Walk(const ObjectId& from, const ObjectId& hidden) const {
    const git_oid start = IdOrFail(from);
    const git_oid hide = IdOrFail(hidden);
    WalkHandle walk;
    if (Take(walk, git_revwalk_new, repository.get()) < 0 ||
        git_revwalk_push(walk.get(), &start) < 0 || git_revwalk_hide(walk.get(), &hide) < 0) {
      Fail("cannot walk from commit " + from + " to " + hidden + ": " + Reason(), ShallowHint());
    }
    return walk;
  }

  // The id of what lies at `path`; empty when nothing does.
  ObjectId EntryId(const git_commit* commit, const std::string& file) const {
    TreeHandle tree;
    TreeEntryHandle entry;
    if (Take(tree, git_commit_tree, commit) < 0) {
      Fail("cannot read the files of commit " + Hex(*git_commit_id(commit)) + ": " + Reason(),
           ShallowHint());
    }
    if (Take(entry, git_tree_entry_bypath, tree.get(), file.c_str()) < 0) return "";
    return Hex(*git_tree_entry_id(entry.get()));
  }

  std::vector<FileDiff> DiffTrees(const ObjectId& from, const ObjectId& to) const;
};

GitRepository::GitRepository(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GitRepository::GitRepository(GitRepository&&) noexcept = default;
GitRepository& GitRepository::operator=(GitRepository&&) noexcept = default;
GitRepository::~GitRepository() = default;

GitRepository GitRepository::Open(const std::string& path) {
  StartLibrary();
  auto impl = std::make_unique<Impl>();
  const int status = Take(impl->repository, git_repository_open_ext, path.c_str(), 0U,
                          static_cast<char*>(nullptr));
  if (status == GIT_ENOTFOUND) {
    Fail("not a git repository: " + path, "name a repository, bare or not, or a folder inside one");
  }
  if (status < 0) Fail("cannot open git repository " + path + ": " + LastMessage());
  impl->path = git_repository_path(impl->repository.get());
  ConfigHandle no_config;
  if (Take(impl->odb, git_repository_odb, impl->repository.get()) < 0 ||
      Take(impl->attributes, git_repository_wrap_odb, impl->odb.get()) < 0 ||
      Take(no_config, git_config_new) < 0 ||
      git_repository_set_config(impl->attributes.get(), no_config.get()) < 0) {
    Fail("cannot open git repository " + path + ": " + LastMessage());
  }
  return GitRepository(std::move(impl));
}

GitRepository GitRepository::Clone() const { return Open(impl_->path); }

const std::string& GitRepository::path() const { return impl_->path; }

bool GitRepository::IsShallow() const {
  return git_repository_is_shallow(impl_->repository.get()) == 1;
}

// ---- Revisions ----------------------------------------------------------------------------------

ObjectId GitRepository::Resolve(const std::string& revision) const {
  ObjectHandle object;
  const int status = Take(object, git_revparse_single, impl_->repository.get(), revision.c_str());
  if (status == GIT_EAMBIGUOUS) {
    Fail("revision \"" + revision + "\" is ambiguous: several objects have an id that starts so",
         "give more digits of the id");
  }
  if (status < 0) {
    Fail("unknown revision \"" + revision + "\" in " + impl_->path, HintForUnknown(revision));
  }
  ObjectHandle commit;
  if (Take(commit, git_object_peel, object.get(), GIT_OBJECT_COMMIT) < 0) {
    Fail("revision \"" + revision + "\" is a " +
             git_object_type2string(git_object_type(object.get())) + ", not a commit",
         "name a commit, a branch or a tag of a commit");
  }
  return Hex(*git_object_id(commit.get()));
}

std::optional<ObjectId> GitRepository::FindCommit(const ObjectId& id) const {
  const auto parsed = ParseId(id);
  return parsed ? impl_->Peel(*parsed) : std::nullopt;
}

std::optional<ObjectId> GitRepository::FindRef(const std::string& full_name) const {
  git_oid id;
  if (git_reference_name_to_id(&id, impl_->repository.get(), full_name.c_str()) < 0) {
    return std::nullopt;
  }
  return impl_->Peel(id);
}

std::vector<Ref> GitRepository::Refs(const std::string& glob) const {
  ReferencesHandle iterator;
  if (Take(iterator, git_reference_iterator_new, impl_->repository.get()) < 0) {
    Fail("cannot list the references of " + impl_->path + ": " + LastMessage());
  }
  std::vector<Ref> refs;
  for (;;) {
    ReferenceHandle reference;
    const int status = Take(reference, git_reference_next, iterator.get());
    if (status == GIT_ITEROVER) break;
    if (status < 0) Fail("cannot list the references of " + impl_->path + ": " + LastMessage());
    if (git_reference_type(reference.get()) != GIT_REFERENCE_DIRECT) continue;
    const std::string name = git_reference_name(reference.get());
    const auto id = MatchRef(glob, name);
    if (id) refs.push_back({name, *id, Hex(*git_reference_target(reference.get()))});
  }
  std::sort(refs.begin(), refs.end(), [](const Ref& a, const Ref& b) { return a.name < b.name; });
  return refs;
}

// ---- History ------------------------------------------------------------------------------------

BranchPoint GitRepository::FindBranchPoint(const ObjectId& base, const ObjectId& head) const {
  const History::Common common = impl_->history.Meet(IdOrFail(base), IdOrFail(head));
  BranchPoint point{.behind = common.only_a};
  git_time_t newest = 0;
  // Two histories that merged each other have several. Like git: the newest.
  for (const History::Index index : common.bases) {
    const History::Node& node = impl_->history.node(index);
    const ObjectId id = Hex(node.id);
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
  const CommitHandle commit = impl_->Commit(IdOrFail(id));
  CommitInfo info{.id = id};
  if (const char* title = git_commit_summary(commit.get())) info.title = title;
  if (const char* body = git_commit_body(commit.get())) info.body = body;
  info.author = git_commit_author(commit.get())->name;
  info.committer = git_commit_committer(commit.get())->name;
  for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i) {
    info.parents.push_back(Hex(*git_commit_parent_id(commit.get(), i)));
  }
  info.time = FormatTime(git_commit_committer(commit.get())->when);
  return info;
}

std::vector<CommitInfo> GitRepository::FirstParentLine(const ObjectId& from,
                                                       const ObjectId& until_excluded,
                                                       std::uint32_t limit) const {
  const WalkHandle walk = impl_->Walk(from, until_excluded);
  git_revwalk_simplify_first_parent(walk.get());
  std::vector<CommitInfo> line;
  git_oid id;
  while (line.size() < limit && git_revwalk_next(&id, walk.get()) == 0) {
    line.push_back(ReadCommit(Hex(id)));
  }
  return line;
}

std::optional<CommitInfo> GitRepository::LastCommitTouching(const std::string& path,
                                                            const ObjectId& from,
                                                            const ObjectId& until_excluded,
                                                            std::uint32_t limit) const {
  const WalkHandle walk = impl_->Walk(from, until_excluded);
  git_revwalk_simplify_first_parent(walk.get());
  for (std::uint32_t seen = 0; seen < limit; ++seen) {
    git_oid id;
    const int status = git_revwalk_next(&id, walk.get());
    if (status == GIT_ITEROVER) break;
    if (status < 0) {
      Fail("cannot walk from commit " + from + ": " + impl_->Reason(), impl_->ShallowHint());
    }
    const CommitHandle commit = impl_->Commit(id);
    ObjectId before;
    if (git_commit_parentcount(commit.get()) > 0) {
      before = impl_->EntryId(impl_->Commit(*git_commit_parent_id(commit.get(), 0)).get(), path);
    }
    if (impl_->EntryId(commit.get(), path) != before) return ReadCommit(Hex(id));
  }
  return std::nullopt;
}

// ---- Trees --------------------------------------------------------------------------------------

std::vector<TreeEntry> GitRepository::ListTree(const ObjectId& commit) const {
  const TreeHandle tree = impl_->TreeOf(commit);
  std::vector<TreeEntry> entries;
  const auto visit = [](const char* folder, const git_tree_entry* entry, void* out) {
    if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) return 0;
    static_cast<std::vector<TreeEntry>*>(out)->push_back(
        {std::string(folder) + git_tree_entry_name(entry), Hex(*git_tree_entry_id(entry)),
         ModeOf(static_cast<std::uint16_t>(git_tree_entry_filemode(entry)))});
    return 0;
  };
  if (git_tree_walk(tree.get(), GIT_TREEWALK_PRE, visit, &entries) < 0) {
    Fail("cannot list the files of commit " + commit + ": " + impl_->Reason());
  }
  // git sorts a folder as if its name ended with '/': not the order of whole paths.
  std::sort(entries.begin(), entries.end(),
            [](const TreeEntry& a, const TreeEntry& b) { return a.path < b.path; });
  return entries;
}

namespace {

FileStatus StatusOf(git_delta_t status) {
  switch (status) {
    case GIT_DELTA_ADDED:
      return FileStatus::kAdded;
    case GIT_DELTA_DELETED:
      return FileStatus::kRemoved;
    default:
      return FileStatus::kModified;  // also a file that became a link: the modes tell
  }
}

FileDiff FileDiffOf(const git_diff_delta& delta) {
  FileDiff diff{.status = StatusOf(delta.status)};
  diff.path = diff.status == FileStatus::kRemoved ? delta.old_file.path : delta.new_file.path;
  diff.old_path = diff.path;
  if (diff.status != FileStatus::kAdded) {
    diff.old_blob = Hex(delta.old_file.id);
    diff.old_mode = ModeOf(delta.old_file.mode);
  }
  if (diff.status != FileStatus::kRemoved) {
    diff.new_blob = Hex(delta.new_file.id);
    diff.new_mode = ModeOf(delta.new_file.mode);
  }
  return diff;
}

}  // namespace

std::vector<FileDiff> GitRepository::Impl::DiffTrees(const ObjectId& from,
                                                     const ObjectId& to) const {
  const TreeHandle old_tree = TreeOf(from);
  const TreeHandle new_tree = TreeOf(to);
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_SKIP_BINARY_CHECK;
  options.ignore_submodules = GIT_SUBMODULE_IGNORE_NONE;
  DiffHandle diff;
  if (Take(diff, git_diff_tree_to_tree, repository.get(), old_tree.get(), new_tree.get(),
           &options) < 0) {
    Fail("cannot compare commits " + from + " and " + to + ": " + Reason(), ShallowHint());
  }
  std::vector<FileDiff> diffs;
  const std::size_t count = git_diff_num_deltas(diff.get());
  diffs.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    diffs.push_back(FileDiffOf(*git_diff_get_delta(diff.get(), i)));
  }
  std::sort(diffs.begin(), diffs.end(),
            [](const FileDiff& a, const FileDiff& b) { return a.path < b.path; });
  return diffs;
}

namespace {

RenameFinder::Read ReaderFor(const GitRepository& repository) {
  return [&repository](const ObjectId& id) -> std::optional<std::string> {
    const auto size = repository.BlobSize(id);
    return size && *size <= kMaxRenameBytes ? repository.ReadBlob(id) : std::nullopt;
  };
}

}  // namespace

std::vector<FileDiff> GitRepository::Diff(const ObjectId& from, const ObjectId& to) const {
  std::vector<FileDiff> diffs = impl_->DiffTrees(from, to);
  RenameFinder(diffs, ReaderFor(*this)).Find([](const std::string&) { return true; });
  return diffs;
}

std::vector<FileDiff> GitRepository::RenamesOf(const ObjectId& from, const ObjectId& to,
                                               std::span<const std::string> sources) const {
  std::vector<FileDiff> diffs = impl_->DiffTrees(from, to);
  RenameFinder(diffs, ReaderFor(*this)).Find([&](const std::string& path) {
    return std::find(sources.begin(), sources.end(), path) != sources.end();
  });
  std::erase_if(diffs, [](const FileDiff& diff) { return diff.status != FileStatus::kRenamed; });
  return diffs;
}

// ---- Blobs --------------------------------------------------------------------------------------

std::optional<std::uint64_t> GitRepository::BlobSize(const ObjectId& id) const {
  const auto parsed = ParseId(id);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (!parsed || git_odb_read_header(&size, &type, impl_->odb.get(), &*parsed) < 0 ||
      type != GIT_OBJECT_BLOB) {
    return std::nullopt;
  }
  return size;
}

std::optional<std::string> GitRepository::ReadBlob(const ObjectId& id) const {
  const auto parsed = ParseId(id);
  OdbObjectHandle object;
  if (!parsed || Take(object, git_odb_read, impl_->odb.get(), &*parsed) < 0 ||
      git_odb_object_type(object.get()) != GIT_OBJECT_BLOB) {
    return std::nullopt;
  }
  return std::string(static_cast<const char*>(git_odb_object_data(object.get())),
                     git_odb_object_size(object.get()));
}

FileAttributes GitRepository::Attributes(const ObjectId& commit, const std::string& path) const {
  git_attr_options options = GIT_ATTR_OPTIONS_INIT;
  options.flags =
      GIT_ATTR_CHECK_INDEX_ONLY | GIT_ATTR_CHECK_NO_SYSTEM | GIT_ATTR_CHECK_INCLUDE_COMMIT;
  options.attr_commit_id = IdOrFail(commit);
  std::array<const char*, 3> names = {"linguist-generated", "linguist-vendored", "binary"};
  std::array<const char*, 3> values = {};
  if (git_attr_get_many_ext(values.data(), impl_->attributes.get(), &options, path.c_str(),
                            names.size(), names.data()) < 0) {
    Fail("cannot read .gitattributes of commit " + commit + " for " + path + ": " + LastMessage());
  }
  // "linguist-generated" and "linguist-generated=true" mean the same to the hosts that read it.
  const auto is_set = [](const char* value) {
    return git_attr_value(value) == GIT_ATTR_VALUE_TRUE ||
           (git_attr_value(value) == GIT_ATTR_VALUE_STRING && std::string_view(value) == "true");
  };
  return {
      .generated = is_set(values[0]), .vendored = is_set(values[1]), .binary = is_set(values[2])};
}

ObjectId HashBlob(std::string_view bytes) {
  StartLibrary();
  git_oid id;
  ILK_CHECK(git_odb_hash(&id, bytes.data(), bytes.size(), GIT_OBJECT_BLOB) == 0,
            "bytes in memory can be hashed");
  return Hex(id);
}

// ---- Three-way merge ----------------------------------------------------------------------------
// Whether a file merges, and to what, is libgit2's answer, with git's default level of detail.
// Where a conflict lies is not in its result (merged text has lost the line numbers of the three
// sides), so regions are computed from the two diffs by the same rule: hunks of both sides that
// overlap or touch are one conflict, unless they are the same edit.

namespace {

struct Hunk {
  std::size_t base_begin, base_end;  // lines from 0, end excluded
  std::size_t side_begin, side_end;
};

std::vector<Hunk> DiffLines(std::string_view from, std::string_view to) {
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.context_lines = 0;
  options.interhunk_lines = 0;
  options.flags = GIT_DIFF_FORCE_TEXT;
  std::vector<Hunk> hunks;
  const auto add = [](const git_diff_delta*, const git_diff_hunk* hunk, void* out) {
    // A side without lines gives the line before the place; else lines count from 1.
    const auto begin = [](int start, int lines) {
      return static_cast<std::size_t>(lines == 0 ? start : start - 1);
    };
    const std::size_t old_begin = begin(hunk->old_start, hunk->old_lines);
    const std::size_t new_begin = begin(hunk->new_start, hunk->new_lines);
    static_cast<std::vector<Hunk>*>(out)->push_back(
        {old_begin, old_begin + static_cast<std::size_t>(hunk->old_lines), new_begin,
         new_begin + static_cast<std::size_t>(hunk->new_lines)});
    return 0;
  };
  if (git_diff_buffers(from.data(), from.size(), nullptr, to.data(), to.size(), nullptr, &options,
                       nullptr, nullptr, add, nullptr, &hunks) < 0) {
    Fail("cannot compare two versions of a file: " + LastMessage());
  }
  return hunks;
}

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

// One side of the merge, walked from the top.
struct Side {
  std::vector<Hunk> hunks;
  std::vector<std::string_view> lines;
  std::size_t next = 0;      // hunk
  std::ptrdiff_t shift = 0;  // line of this side minus line of the base, after the last hunk

  bool Left() const { return next < hunks.size(); }
  bool Touches(std::size_t base_end) const { return Left() && hunks[next].base_begin <= base_end; }
  std::size_t At(std::size_t base_line) const {
    return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(base_line) + shift);
  }
  void Pass(std::size_t& base_end) {
    base_end = std::max(base_end, hunks[next].base_end);
    shift = static_cast<std::ptrdiff_t>(hunks[next].side_end) -
            static_cast<std::ptrdiff_t>(hunks[next].base_end);
    ++next;
  }
};

std::uint32_t Count(std::size_t value) { return static_cast<std::uint32_t>(value); }

std::vector<ConflictRegion> FindRegions(std::string_view base, std::string_view ours_text,
                                        std::string_view theirs_text) {
  Side ours{DiffLines(base, ours_text), SplitLines(ours_text)};
  Side theirs{DiffLines(base, theirs_text), SplitLines(theirs_text)};
  std::vector<ConflictRegion> regions;
  while (ours.Left() && theirs.Left()) {
    const std::size_t begin =
        std::min(ours.hunks[ours.next].base_begin, theirs.hunks[theirs.next].base_begin);
    const std::size_t ours_begin = ours.At(begin);
    const std::size_t theirs_begin = theirs.At(begin);
    const std::size_t ours_first = ours.next;
    const std::size_t theirs_first = theirs.next;
    std::size_t end = begin;
    while (ours.Touches(end) || theirs.Touches(end)) {
      (ours.Touches(end) ? ours : theirs).Pass(end);
    }
    if (ours.next == ours_first || theirs.next == theirs_first) continue;  // one side only
    const std::size_t ours_count = ours.At(end) - ours_begin;
    const std::size_t theirs_count = theirs.At(end) - theirs_begin;
    const auto ours_at = ours.lines.begin() + static_cast<std::ptrdiff_t>(ours_begin);
    const auto theirs_at = theirs.lines.begin() + static_cast<std::ptrdiff_t>(theirs_begin);
    if (std::equal(ours_at, ours_at + static_cast<std::ptrdiff_t>(ours_count), theirs_at,
                   theirs_at + static_cast<std::ptrdiff_t>(theirs_count))) {
      continue;  // the same edit
    }
    regions.push_back({Count(begin + 1), Count(end - begin), Count(ours_begin + 1),
                       Count(ours_count), Count(theirs_begin + 1), Count(theirs_count)});
  }
  return regions;
}

git_merge_file_input InputOf(std::string_view bytes) {
  git_merge_file_input input = GIT_MERGE_FILE_INPUT_INIT;
  input.ptr = bytes.data();
  input.size = bytes.size();
  return input;
}

}  // namespace

MergedFile MergeFile(std::string_view base, std::string_view ours, std::string_view theirs) {
  StartLibrary();
  const git_merge_file_input base_input = InputOf(base);
  const git_merge_file_input our_input = InputOf(ours);
  const git_merge_file_input their_input = InputOf(theirs);
  git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;
  git_merge_file_result result = {};
  if (git_merge_file(&result, &base_input, &our_input, &their_input, &options) < 0) {
    Fail("cannot merge three versions of a file: " + LastMessage());
  }
  MergedFile merged{.conflict = !result.automergeable};
  if (!merged.conflict) merged.bytes.assign(result.ptr, result.len);
  git_merge_file_result_free(&result);
  if (merged.conflict) {
    merged.regions = FindRegions(base, ours, theirs);
    if (merged.regions.empty()) {  // never seen; the whole file is then the honest answer
      merged.regions.push_back({1, Count(SplitLines(base).size()), 1,
                                Count(SplitLines(ours).size()), 1,
                                Count(SplitLines(theirs).size())});
    }
  }
  return merged;
}

}  // namespace interlock
