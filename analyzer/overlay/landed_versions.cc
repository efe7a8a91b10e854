#include "analyzer/overlay/landed_versions.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "analyzer/parallel.h"
#include "analyzer/repository_pool.h"

namespace interlock {

namespace {

using Numbers = std::vector<std::uint64_t>;

std::uint64_t NumberOf(const FileDiff& file) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a, 64 bits
  for (const std::string_view text :
       {std::string_view(file.old_path), std::string_view(file.old_blob)}) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash = (hash ^ 0xff) * 0x100000001b3ULL;
  }
  return hash;
}

std::string Encode(const Numbers& numbers) {
  std::string bytes;
  for (const std::uint64_t number : numbers) {
    for (int shift = 0; shift < 64; shift += 8) {
      bytes.push_back(static_cast<char>((number >> shift) & 0xff));
    }
  }
  return bytes;
}

std::optional<Numbers> Decode(const std::optional<std::string>& bytes) {
  if (!bytes || bytes->size() % 8 != 0) return std::nullopt;
  Numbers numbers;
  for (std::size_t at = 0; at < bytes->size(); at += 8) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      number |= std::uint64_t{static_cast<unsigned char>((*bytes)[at + i])} << (8 * i);
    }
    numbers.push_back(number);
  }
  return numbers;
}

}  // namespace

bool IsBehind(const Change& change, const ObjectId& base_commit) {
  return !change.branch_point.empty() && change.branch_point != base_commit &&
         !change.files.empty() && !change.ahead;
}

LandedVersions FindLandedVersions(const GitRepository& repository, const ObjectId& base_commit,
                                  const std::vector<ReadChange>& changes, RowStore* known,
                                  int threads) {
  LandedVersions landed;
  for (const ReadChange& read : changes) {
    if (IsBehind(read.change, base_commit)) landed[read.change.branch_point];
  }
  std::vector<LandedVersions::value_type*> unknown;
  for (auto& entry : landed) {
    std::optional<Numbers> numbers;
    if (known != nullptr) numbers = Decode(known->Load(entry.first));
    if (numbers) {
      entry.second = *std::move(numbers);
    } else {
      unknown.push_back(&entry);
    }
  }
  RepositoryPool pool(repository);
  ParallelFor(unknown.size(), threads, [&](std::size_t i) {
    for (const FileDiff& file : pool.Borrow()->Diff(unknown[i]->first, base_commit)) {
      unknown[i]->second.push_back(NumberOf(file));
    }
  });
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto* entry : unknown) rows.emplace_back(entry->first, Encode(entry->second));
  if (known != nullptr && !repository.MissedObjects()) known->Store(rows);
  return landed;
}

std::vector<Focus> RoundsOf(const std::vector<ReadChange>& changes, const LandedVersions& landed,
                            const Focus& focus, std::size_t most) {
  std::vector<const ReadChange*> behind;
  std::set<std::string> level;
  for (const ReadChange& read : changes) {
    if (focus && !focus->contains(read.change.id)) continue;
    const auto versions = landed.find(read.change.branch_point);
    if (versions != landed.end() && versions->second.size() <= kMostLandedFiles) {
      behind.push_back(&read);
    } else {
      level.insert(read.change.id);
    }
  }
  std::stable_sort(behind.begin(), behind.end(), [](const ReadChange* a, const ReadChange* b) {
    return std::tie(a->behind, a->change.branch_point) <
           std::tie(b->behind, b->change.branch_point);
  });
  std::vector<Focus> rounds = {std::move(level)};
  std::unordered_set<std::uint64_t> versions;
  std::size_t comparisons = 0;
  for (const ReadChange* read : behind) {
    const Numbers& more = landed.at(read->change.branch_point);
    versions.insert(more.begin(), more.end());
    comparisons += more.size();
    const bool fits = versions.size() * kBytesOfVersion + comparisons * kBytesOfComparison <= most;
    if (!fits && comparisons > more.size()) {
      rounds.emplace_back(std::in_place);
      versions = {more.begin(), more.end()};
      comparisons = more.size();
    }
    rounds.back()->insert(read->change.id);
  }
  if (rounds.size() == 1) return {focus};
  return rounds;
}

}  // namespace interlock
