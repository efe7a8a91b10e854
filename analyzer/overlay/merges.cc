#include "analyzer/overlay/merges.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

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

// Returns the merged bytes when they are new.
std::optional<std::string> Merge(const GitRepository& repository, const ObjectId& base_commit,
                                 const std::map<ObjectId, std::string>& contents,
                                 SharedFile* shared) {
  if (shared->clashes) return std::nullopt;
  if (shared->a == shared->b) {
    shared->merged = shared->a;
    return std::nullopt;
  }
  if (shared->a.empty() || shared->b.empty()) {
    // Removed on one side: harmless only if the other merely moved it.
    const ObjectId& kept = shared->a.empty() ? shared->b : shared->a;
    shared->removed_by_one = true;
    shared->clashes = kept != shared->base;
    return std::nullopt;
  }
  if (shared->a == shared->base || shared->b == shared->base) {
    shared->merged = shared->a == shared->base ? shared->b : shared->a;
    return std::nullopt;
  }
  const auto base = ReadContent(repository, contents, shared->base);
  const auto a = ReadContent(repository, contents, shared->a);
  const auto b = ReadContent(repository, contents, shared->b);
  if (!base || !a || !b) return std::nullopt;  // unreadable: a gap of its change
  if (!IsText(*base) || !IsText(*a) || !IsText(*b)) {
    shared->clashes = true;
    return std::nullopt;
  }
  shared->only_adds_a = OnlyAdds(*base, *a);
  shared->only_adds_b = OnlyAdds(*base, *b);
  MergedFile merged = MergeFile(*base, *a, *b);
  if (merged.conflict && repository.Attributes(base_commit, shared->path).keeps_both) {
    merged = MergeFile(*base, *a, *b, OnConflict::kKeepBoth);
  }
  if (merged.conflict) {
    TakeClashes(merged.regions, shared);
    return std::nullopt;
  }
  shared->merged = HashBlob(merged.bytes);
  return std::move(merged.bytes);
}

bool HasAllFilesOf(const Change& whole, const Change& part) {
  return !part.files.empty() &&
         std::all_of(part.files.begin(), part.files.end(), [&](const FileChange& file) {
           return std::any_of(whole.files.begin(), whole.files.end(), [&](const FileChange& other) {
             return other.path == file.path || other.old_path == file.path;
           });
         });
}

bool SameContent(const Change& whole, const Change& part) {
  return std::all_of(part.files.begin(), part.files.end(), [&](const FileChange& file) {
    return std::any_of(whole.files.begin(), whole.files.end(), [&](const FileChange& other) {
      return other.path == file.path && other.new_blob == file.new_blob;
    });
  });
}

bool Contains(const Change& whole, const Change& part, const GitRepository& repository) {
  if (!HasAllFilesOf(whole, part)) return false;
  return SameContent(whole, part) || repository.IsAncestor(part.head, whole.head);
}

}  // namespace

SharedFiles MergeSharedFiles(const std::vector<Change>& changes, const ObjectId& base_commit,
                             RepositoryPool* pool, int threads,
                             std::map<ObjectId, std::string>* contents) {
  struct Job {
    std::pair<int, int> pair;
    SharedFile shared;
    std::optional<std::string> bytes;
  };
  std::vector<Job> jobs;
  for (const auto& [path, postings] : PostingsByPath(changes)) {
    for (std::size_t i = 0; i < postings.size(); ++i) {
      for (std::size_t j = i + 1; j < postings.size(); ++j) {
        jobs.push_back({{postings[i].change, postings[j].change},
                        Describe(*postings[i].file, *postings[j].file),
                        std::nullopt});
      }
    }
  }
  ParallelFor(jobs.size(), threads, [&](std::size_t i) {
    jobs[i].bytes = Merge(*pool->Borrow(), base_commit, *contents, &jobs[i].shared);
  });
  SharedFiles shared;
  for (Job& job : jobs) {
    if (job.bytes) contents->emplace(job.shared.merged, std::move(*job.bytes));
    shared[job.pair].push_back(std::move(job.shared));
  }
  for (auto& [pair, files] : shared) {
    std::sort(files.begin(), files.end(),
              [](const SharedFile& a, const SharedFile& b) { return a.path < b.path; });
  }
  return shared;
}

std::vector<std::pair<std::string, std::string>> ContainedPairs(const std::vector<Change>& changes,
                                                                const SharedFiles& shared,
                                                                const GitRepository& repository) {
  std::vector<std::pair<std::string, std::string>> contained;
  for (const auto& [pair, files] : shared) {
    const Change& a = changes[static_cast<std::size_t>(pair.first)];
    const Change& b = changes[static_cast<std::size_t>(pair.second)];
    if (a.head == b.head || Contains(a, b, repository) || Contains(b, a, repository)) {
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
