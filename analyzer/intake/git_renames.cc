// git's measure: content is cut into chunks, at the end of each line or after 64 bytes; similarity
// is the bytes of common chunks by the bytes of the larger file. libgit2's own
// git_diff_find_similar samples hashes instead, disagrees with `git diff -M` about small files, and
// its limit also cuts off exact renames.
#include "analyzer/intake/git_renames.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace interlock {
namespace {

bool IsRegular(FileMode mode) { return mode == FileMode::kFile || mode == FileMode::kExecutable; }

std::string_view BaseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

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

RenameFinder::Read ReaderFor(const GitRepository& repository) {
  return [&repository](const ObjectId& id) -> std::optional<std::string> {
    const auto size = repository.BlobSize(id);
    return size && *size <= kMaxRenameBytes ? repository.ReadBlob(id) : std::nullopt;
  };
}

}  // namespace

void FindRenames(const GitRepository& repository, std::vector<FileDiff>& diffs,
                 const std::function<bool(const std::string&)>& is_source) {
  RenameFinder(diffs, ReaderFor(repository)).Find(is_source);
}

}  // namespace interlock
