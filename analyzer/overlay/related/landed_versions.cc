#include "analyzer/overlay/related/landed_versions.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "analyzer/parallel.h"
#include "analyzer/reader/repository_pool.h"
#include "graph/packed.h"

namespace interlock {

namespace {

using Numbers = std::vector<std::uint64_t>;

constexpr char kNumbersFormat = 1;

std::uint64_t NumberOf(const FileDiff& file) {
  return PackedChecksum(file.old_blob + file.old_path);  // an id is as long as any other
}

constexpr auto kNumbers = [](auto& coder, auto& numbers) {
  coder.List(numbers, [](auto& c, auto& number) { c.Hash(number); });
};

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
    const auto row = known == nullptr ? std::nullopt : known->Load(entry.first);
    if (row && ReadPacked(kNumbersFormat, *row, &entry.second, kNumbers)) continue;
    entry.second.clear();
    unknown.push_back(&entry);
  }
  RepositoryPool pool(repository);
  ParallelFor(unknown.size(), threads, [&](std::size_t i) {
    for (const FileDiff& file : pool.Borrow()->Diff(unknown[i]->first, base_commit)) {
      unknown[i]->second.push_back(NumberOf(file));
    }
  });
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto* entry : unknown) {
    rows.emplace_back(entry->first, PackedBytes(kNumbersFormat, entry->second, kNumbers));
  }
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
