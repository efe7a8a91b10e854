#include "analyzer/overlay/merges.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_set>

#include "analyzer/parallel.h"

namespace interlock {

namespace {

struct Posting {
  int change;
  const FileChange* file;
};

// By the path on the base, or, for what is new, the path it gets.
std::map<std::string, std::vector<Posting>> PostingsByPath(const std::vector<Change>& changes) {
  std::map<std::string, std::vector<Posting>> postings;
  for (std::size_t c = 0; c < changes.size(); ++c) {
    for (const FileChange& file : changes[c].files) {
      if (file.conflicts_with_base) continue;
      const std::string& key = file.old_blob.empty() ? file.path : file.old_path;
      postings[key].push_back({static_cast<int>(c), &file});
    }
  }
  return postings;
}

SharedFile Describe(const FileChange& a, const FileChange& b) {
  SharedFile shared;
  shared.base_path = a.old_blob.empty() ? "" : a.old_path;
  shared.base = a.old_blob;
  shared.a = a.new_blob;
  shared.b = b.new_blob;
  if (!a.new_blob.empty()) shared.path_a = a.path;
  if (!b.new_blob.empty()) shared.path_b = b.path;
  const bool a_moves = !shared.path_a.empty() && shared.path_a != shared.base_path;
  const bool b_moves = !shared.path_b.empty() && shared.path_b != shared.base_path;
  shared.path = a_moves ? shared.path_a : b_moves ? shared.path_b : a.path;
  // Two new names for one file cannot both be kept.
  shared.clashes = a_moves && b_moves && shared.path_a != shared.path_b;
  return shared;
}

std::optional<std::string> ReadContent(const GitRepository& repository,
                                       const std::map<ObjectId, std::string>& contents,
                                       const ObjectId& id) {
  if (id.empty()) return std::string();
  if (const auto held = contents.find(id); held != contents.end()) return held->second;
  return repository.ReadBlob(id);
}

bool IsText(const std::string& bytes) { return bytes.find('\0', 0) == std::string::npos; }

std::string_view TakeLine(std::string_view* text) {
  const std::size_t end = std::min(text->find('\n'), text->size());
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(std::min(end + 1, text->size()));
  return line;
}

// Are all lines of `base` in `text`, in their order?
bool OnlyAdds(std::string_view base, std::string_view text) {
  while (!base.empty()) {
    const std::string_view line = TakeLine(&base);
    bool found = false;
    while (!found && !text.empty()) found = TakeLine(&text) == line;
    if (!found) return false;
  }
  return true;
}

void TakeClashes(const std::vector<ConflictRegion>& regions, SharedFile* shared) {
  shared->clashes = true;
  for (const ConflictRegion& region : regions) {
    shared->clash.push_back(
        {region.ours_first_line, region.ours_lines, region.theirs_first_line, region.theirs_lines});
  }
}

std::shared_ptr<const VersionEdits> EditsOf(const std::optional<std::string>& base,
                                            const std::optional<std::string>& version) {
  auto edits = std::make_shared<VersionEdits>();
  edits->is_readable = base && version;
  if (!edits->is_readable) return edits;
  edits->is_text = IsText(*base) && IsText(*version);
  if (!edits->is_text) return edits;
  edits->only_adds = OnlyAdds(*base, *version);
  edits->edits = EditsBetween(*base, *version);
  return edits;
}

// One side has removed the file, or has what the other or the base has: no text is merged.
bool IsSettled(SharedFile* shared) {
  if (shared->clashes) return true;
  if (shared->a == shared->b) {
    shared->merged = shared->a;
    return true;
  }
  if (shared->a.empty() || shared->b.empty()) {
    // Removed on one side: harmless only if the other merely moved it.
    const ObjectId& kept = shared->a.empty() ? shared->b : shared->a;
    shared->removed_by_one = true;
    shared->clashes = kept != shared->base;
    return true;
  }
  if (shared->a == shared->base || shared->b == shared->base) {
    shared->merged = shared->a == shared->base ? shared->b : shared->a;
    return true;
  }
  return false;
}

// By the path on the base: what some change calls it is no other's business.
bool KeepsBoth(const GitRepository& repository, const ObjectId& base_commit,
               const std::string& path) {
  return repository.Attributes(base_commit, path).keeps_both;
}

// One path with all that touch it: each version is compared with the base once, then each pair.
class SharedPath {
 public:
  SharedPath(const std::vector<Posting>& postings, const std::vector<bool>& in_focus,
             const ObjectId& base_commit, RepositoryPool* pool,
             const std::map<ObjectId, std::string>& contents)
      : postings_(postings),
        in_focus_(in_focus),
        base_commit_(base_commit),
        pool_(*pool),
        contents_(contents) {}

  // Pairs of the posting at `first` with those behind it.
  std::vector<std::pair<std::pair<int, int>, SharedFile>> PairsOf(std::size_t first) {
    std::vector<std::pair<std::pair<int, int>, SharedFile>> pairs;
    for (std::size_t second = first + 1; second < postings_.size(); ++second) {
      SharedFile shared = Describe(*postings_[first].file, *postings_[second].file);
      if (IsSettled(&shared)) {
        // nothing to try
      } else if (!InFocus(first) && !InFocus(second)) {
        shared.is_tried = false;
      } else {
        std::call_once(is_read_, [&] { Read(); });
        Merge(*versions_[first], *versions_[second], &shared);
        if (!shared.clashes && versions_[first]->is_readable && versions_[second]->is_readable) {
          shared.edits_a = versions_[first];
          shared.edits_b = versions_[second];
        }
      }
      pairs.push_back({{postings_[first].change, postings_[second].change}, std::move(shared)});
    }
    return pairs;
  }

 private:
  bool InFocus(std::size_t posting) const {
    return in_focus_[static_cast<std::size_t>(postings_[posting].change)];
  }

  void Read() {
    const auto repository = pool_.Borrow();
    const FileChange& any = *postings_.front().file;
    const std::optional<std::string> base = ReadContent(*repository, contents_, any.old_blob);
    if (base) base_ = *base;
    lines_ = LinesOf(base_);
    for (const Posting& posting : postings_) {
      const ObjectId& id = posting.file->new_blob;
      versions_.push_back(id.empty() ? nullptr
                                     : EditsOf(base, ReadContent(*repository, contents_, id)));
    }
    keeps_both_ =
        KeepsBoth(*repository, base_commit_, any.old_blob.empty() ? any.path : any.old_path);
  }

  void Merge(const VersionEdits& a, const VersionEdits& b, SharedFile* shared) const {
    if (!a.is_readable || !b.is_readable) return;  // a gap of its change
    if (!a.is_text || !b.is_text) {
      shared->clashes = true;
      return;
    }
    shared->only_adds_a = a.only_adds;
    shared->only_adds_b = b.only_adds;
    const MergedFile merged = TryEdits(lines_, a.edits, b.edits);
    if (!merged.conflict || keeps_both_) return;
    TakeClashes(merged.regions, shared);
  }

  const std::vector<Posting>& postings_;
  const std::vector<bool>& in_focus_;  // by change
  const ObjectId& base_commit_;
  RepositoryPool& pool_;
  const std::map<ObjectId, std::string>& contents_;
  std::once_flag is_read_;
  std::string base_;
  std::vector<std::string_view> lines_;  // of base_
  std::vector<std::shared_ptr<const VersionEdits>> versions_;
  bool keeps_both_ = false;
};

using Paths = std::unordered_set<std::string_view>;

Paths PathsOf(const Change& change) {
  Paths paths;
  for (const FileChange& file : change.files) {
    paths.insert(file.path);
    paths.insert(file.old_path);
  }
  return paths;
}

bool HasAllFilesOf(const Paths& whole, const Change& part) {
  return !part.files.empty() &&
         std::all_of(part.files.begin(), part.files.end(), [&](const FileChange& file) {
           return whole.contains(file.path) || whole.contains(file.old_path);
         });
}

bool SameContent(const Change& whole, const Change& part) {
  return std::all_of(part.files.begin(), part.files.end(), [&](const FileChange& file) {
    return std::any_of(whole.files.begin(), whole.files.end(), [&](const FileChange& other) {
      return other.path == file.path && other.new_blob == file.new_blob;
    });
  });
}

bool Contains(const Change& whole, const Paths& paths_of_whole, const Change& part,
              const GitRepository& repository) {
  if (!HasAllFilesOf(paths_of_whole, part)) return false;
  return SameContent(whole, part) || repository.IsAncestor(part.head, whole.head);
}

}  // namespace

SharedFiles MergeSharedFiles(const std::vector<Change>& changes, const Focus& focus,
                             const ObjectId& base_commit, RepositoryPool* pool, int threads,
                             const std::map<ObjectId, std::string>& contents) {
  struct Job {
    SharedPath* path;
    std::size_t first;
    std::vector<std::pair<std::pair<int, int>, SharedFile>> pairs;
  };
  const std::map<std::string, std::vector<Posting>> by_path = PostingsByPath(changes);
  std::vector<bool> in_focus;
  for (const Change& change : changes) in_focus.push_back(!focus || focus->contains(change.id));
  std::deque<SharedPath> paths;
  std::vector<Job> jobs;
  for (const auto& [path, postings] : by_path) {
    if (postings.size() < 2) continue;
    SharedPath& shared = paths.emplace_back(postings, in_focus, base_commit, pool, contents);
    for (std::size_t i = 0; i + 1 < postings.size(); ++i) jobs.push_back({&shared, i, {}});
  }
  ParallelFor(jobs.size(), threads,
              [&](std::size_t i) { jobs[i].pairs = jobs[i].path->PairsOf(jobs[i].first); });
  SharedFiles shared;
  for (Job& job : jobs) {
    for (auto& [pair, file] : job.pairs) shared[pair].push_back(std::move(file));
  }
  for (auto& [pair, files] : shared) {
    std::sort(files.begin(), files.end(),
              [](const SharedFile& a, const SharedFile& b) { return a.path < b.path; });
  }
  return shared;
}

std::optional<std::string> TryMerge(const SharedFile& shared, const ObjectId& base_commit,
                                    const GitRepository& repository,
                                    const std::map<ObjectId, std::string>& contents) {
  const std::optional<std::string> base = ReadContent(repository, contents, shared.base);
  const auto a = EditsOf(base, ReadContent(repository, contents, shared.a));
  const auto b = EditsOf(base, ReadContent(repository, contents, shared.b));
  if (!a->is_readable || !b->is_readable || !a->is_text || !b->is_text) return std::nullopt;
  const bool clashes = TryEdits(LinesOf(*base), a->edits, b->edits).conflict;
  const std::string& path = shared.base_path.empty() ? shared.path : shared.base_path;
  if (clashes && !KeepsBoth(repository, base_commit, path)) return std::nullopt;
  return MergedText(*base, *a, *b);
}

std::string MergedText(std::string_view base, const VersionEdits& a, const VersionEdits& b) {
  return MergeEdits(LinesOf(base), a.edits, b.edits, OnConflict::kKeepBoth).bytes;
}

std::vector<std::pair<std::string, std::string>> ContainedPairs(const std::vector<Change>& changes,
                                                                const SharedFiles& shared,
                                                                const GitRepository& repository) {
  std::vector<std::pair<std::string, std::string>> contained;
  std::vector<Paths> paths;
  for (const Change& change : changes) paths.push_back(PathsOf(change));
  for (const auto& [pair, files] : shared) {
    const auto at =
        std::pair(static_cast<std::size_t>(pair.first), static_cast<std::size_t>(pair.second));
    const Change& a = changes[at.first];
    const Change& b = changes[at.second];
    if (a.head == b.head || Contains(a, paths[at.first], b, repository) ||
        Contains(b, paths[at.second], a, repository)) {
      contained.emplace_back(std::min(a.id, b.id), std::max(a.id, b.id));
    }
  }
  std::set<std::string_view> ids;
  for (const Change& change : changes) ids.insert(change.id);
  for (const Change& whole : changes) {
    for (const std::string& part : whole.holds) {
      if (part == whole.id || !ids.contains(part)) continue;
      contained.emplace_back(std::min(whole.id, part), std::max(whole.id, part));
    }
  }
  std::sort(contained.begin(), contained.end());
  contained.erase(std::unique(contained.begin(), contained.end()), contained.end());
  return contained;
}

}  // namespace interlock
