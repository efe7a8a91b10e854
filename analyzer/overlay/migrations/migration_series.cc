#include "analyzer/overlay/migrations/migration_series.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <utility>

namespace interlock {
namespace {

// Fewer files that are numbered one after the other may be so by chance; longer numbers are times.
constexpr std::size_t kFewestOfSequence = 5;
constexpr std::size_t kMostDigits = 6;

// ---- The join.

struct SeriesKey {
  int group;
  std::string framework, folder;
  auto operator<=>(const SeriesKey&) const = default;
};

using AllSeries = std::map<SeriesKey, MigrationSeries>;
using BaseSeries = std::map<std::pair<std::string, std::string>, MigrationList>;

AllSeries CollectSides(const Snapshot& snapshot) {
  AllSeries all;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    for (const Migration& migration : view.migrations) {
      MigrationSeries& series = all[{view.group, migration.framework, migration.series}];
      if (series.sides.empty() || series.sides.back().of != &view) {
        series.sides.push_back({static_cast<int>(v),
                                &view,
                                {},
                                {view.removed_migrations.begin(), view.removed_migrations.end()}});
      }
      MigrationList& added = series.sides.back().added;
      const bool known = std::any_of(added.begin(), added.end(), [&](const Migration* other) {
        return other->id == migration.id;
      });
      if (!known) added.push_back(&migration);
    }
  }
  return all;
}

void FillBase(const BaseSeries& base, const SeriesKey& key, MigrationSeries* series) {
  const auto found = base.find({key.framework, key.folder});
  if (found == base.end()) return;
  std::set<std::string> landed;
  for (const SeriesSide& side : series->sides) {
    if (!side.Landed()) continue;
    for (const Migration* migration : side.added) landed.insert(migration->id);
  }
  for (const Migration* migration : found->second) {
    if (!landed.contains(migration->id)) series->base.push_back(migration);
  }
}

std::string LabelOf(const MigrationSeries& series) {
  MigrationList all = series.base;
  for (const SeriesSide& side : series.sides) {
    all.insert(all.end(), side.added.begin(), side.added.end());
  }
  return SeriesLabel(all);
}

// ---- Numbers and names.

bool SameNumber(const Migration& x, const Migration& y) {
  return CompareVersions(x.version, y.version) == 0;
}

// A path template without {name} has no name, and two of those are not of one name.
bool SameName(const Migration& x, const Migration& y) {
  return !x.name.empty() && x.name == y.name;
}

template <typename Same>
std::optional<MigrationPair> FirstPair(const MigrationList& of_a, const MigrationList& of_b,
                                       Same same) {
  for (const Migration* a : of_a) {
    for (const Migration* b : of_b) {
      if (same(*a, *b)) return MigrationPair{a, b};
    }
  }
  return std::nullopt;
}

bool LowerPointer(const Migration* x, const Migration* y) { return IsLower(*x, *y); }

// How many different numbers there are, when they are those of people who count: no gaps to speak
// of. Else none.
std::size_t CountWithoutGaps(const MigrationList& migrations) {
  std::set<long> numbers;
  for (const Migration* migration : migrations) {
    if (migration->version.size() > kMostDigits) return 0;
    numbers.insert(std::stol(migration->version));
  }
  if (numbers.empty()) return 0;
  const auto span = static_cast<std::size_t>(*numbers.rbegin() - *numbers.begin()) + 1;
  return span - numbers.size() <= numbers.size() / 4 ? numbers.size() : 0;
}

std::string FolderAround(const std::string& folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == std::string::npos ? "" : folder.substr(0, slash);
}

// A folder with few files is a sequence where one beside it is, for a part of its own each.
bool IsSequence(const BaseSeries& base, const SeriesKey& key, const MigrationSeries& series) {
  const std::size_t count = CountWithoutGaps(series.base);
  if (count == 0 || count >= kFewestOfSequence) return count > 0;
  const std::string around = FolderAround(key.folder);
  return !around.empty() && std::any_of(base.begin(), base.end(), [&](const auto& other) {
    const auto& [framework, folder] = other.first;
    return framework == key.framework && folder != key.folder && FolderAround(folder) == around &&
           CountWithoutGaps(other.second) >= kFewestOfSequence;
  });
}

// ---- Sides.

// A path can hold one file: two versions of it are a conflict of text, not two migrations.
MigrationList Without(const MigrationList& mine, const MigrationList& theirs) {
  MigrationList rest;
  for (const Migration* migration : mine) {
    const bool shared = std::any_of(theirs.begin(), theirs.end(), [&](const Migration* other) {
      return other->id == migration->id || other->path == migration->path;
    });
    if (!shared) rest.push_back(migration);
  }
  std::sort(rest.begin(), rest.end(),
            [](const Migration* x, const Migration* y) { return x->id < y->id; });
  return rest;
}

bool Contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

const Migration* FirstAmong(const MigrationList& migrations,
                            const std::vector<std::string>& sorted_ids) {
  for (const Migration* migration : migrations) {
    if (std::binary_search(sorted_ids.begin(), sorted_ids.end(), migration->id)) return migration;
  }
  return nullptr;
}

bool AnyStartsBranch(const MigrationList& migrations) {
  return std::any_of(migrations.begin(), migrations.end(),
                     [](const Migration* migration) { return migration->starts_branch; });
}

}  // namespace

std::vector<MigrationSeries> CollectSeries(const Snapshot& snapshot) {
  AllSeries all = CollectSides(snapshot);
  std::erase_if(all, [](const auto& entry) { return entry.second.sides.size() < 2; });
  std::vector<MigrationSeries> collected;
  if (all.empty()) return collected;
  BaseSeries base;
  for (const Migration& migration : snapshot.base_migrations) {
    base[{migration.framework, migration.series}].push_back(&migration);
  }
  for (auto& [key, series] : all) {
    for (const MigrationFramework& framework : snapshot.frameworks) {
      if (framework.id == key.framework) series.framework = &framework;
    }
    if (series.framework == nullptr) continue;
    series.folder = key.folder;
    FillBase(base, key, &series);
    if (!series.framework->sequences.empty() && !IsSequence(base, key, series)) continue;
    series.label = LabelOf(series);
    collected.push_back(std::move(series));
  }
  return collected;
}

bool IsLower(const Migration& a, const Migration& b) {
  return CompareVersions(a.version, b.version) < 0;
}

const Migration& Lowest(const MigrationList& migrations) {
  return **std::min_element(migrations.begin(), migrations.end(), LowerPointer);
}

const Migration& Highest(const MigrationList& migrations) {
  return **std::max_element(migrations.begin(), migrations.end(), LowerPointer);
}

// ---- One series.

std::string MigrationSeries::Name() const {
  if (!label.empty()) return label;
  return folder.empty() ? "the top folder" : folder;
}

bool MigrationSeries::IsRun() const {
  const std::vector<std::string>& words = framework->sequences;
  std::string word;
  for (const char c : folder + "/") {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (std::find(words.begin(), words.end(), std::exchange(word, "")) != words.end()) {
      return true;
    }
  }
  return words.empty();
}

std::string MigrationSeries::FullName(const std::string& id) const {
  return label.empty() ? id : label + "." + id;
}

std::vector<std::string> MigrationSeries::ParentsHere(const Migration& migration) const {
  std::vector<std::string> parents;
  for (const auto& [application, id] : migration.parents) {
    if (application.empty() || application == label) parents.push_back(id);
  }
  return parents;
}

bool MigrationSeries::BaseHoldsNumber(const Migration& migration) const {
  return std::any_of(base.begin(), base.end(),
                     [&](const Migration* other) { return SameNumber(*other, migration); });
}

bool MigrationSeries::BaseHoldsName(const Migration& migration) const {
  return std::any_of(base.begin(), base.end(),
                     [&](const Migration* other) { return SameName(*other, migration); });
}

bool MigrationSeries::BaseRepeatsNumber(std::size_t among_latest) const {
  MigrationList sorted = base;
  std::sort(sorted.begin(), sorted.end(), LowerPointer);
  const auto latest =
      sorted.end() - static_cast<std::ptrdiff_t>(std::min(sorted.size(), among_latest));
  return std::adjacent_find(latest, sorted.end(), [](const Migration* x, const Migration* y) {
           return x->id != y->id && SameNumber(*x, *y);
         }) != sorted.end();
}

bool MigrationSeries::BelowBase(const Migration& migration) const {
  return !base.empty() && IsLower(migration, Highest(base));
}

// ---- Two sides of it.

SeriesMeeting::SeriesMeeting(const MigrationSeries& series, const SeriesSide& a,
                             const SeriesSide& b)
    : series_(series),
      a_(a),
      b_(b),
      only_a_(Without(a.added, b.added)),
      only_b_(Without(b.added, a.added)) {}

std::vector<std::string> SeriesMeeting::Heads(bool with_a, bool with_b) const {
  MigrationList all;
  for (const Migration* migration : series_.base) {
    const std::string key = migration->Key();
    const bool removed =
        (with_a && a_.removed.contains(key)) || (with_b && b_.removed.contains(key));
    if (!removed) all.push_back(migration);
  }
  if (with_a) all.insert(all.end(), a_.added.begin(), a_.added.end());
  if (with_b) all.insert(all.end(), b_.added.begin(), b_.added.end());
  return MigrationHeads(all, series_.label);
}

std::optional<MigrationFork> SeriesMeeting::FindFork() const {
  for (const Migration* a : only_a_) {
    const std::vector<std::string> parents = series_.ParentsHere(*a);
    for (const Migration* b : only_b_) {
      for (const std::string& parent : series_.ParentsHere(*b)) {
        if (Contains(parents, parent)) return MigrationFork{{a, b}, parent};
      }
    }
  }
  return std::nullopt;
}

std::optional<MigrationJoin> SeriesMeeting::FindJoin() const {
  for (const auto& [mine, theirs] : {std::pair(&only_a_, &only_b_), {&only_b_, &only_a_}}) {
    for (const Migration* migration : *mine) {
      const std::vector<std::string> parents = series_.ParentsHere(*migration);
      for (const Migration* other : *theirs) {
        if (Contains(parents, other->id)) {
          return MigrationJoin{migration, other, parents.size() > 1};
        }
      }
    }
  }
  return std::nullopt;
}

MigrationPair SeriesMeeting::AmongHeads(const std::vector<std::string>& heads) const {
  return {FirstAmong(only_a_, heads), FirstAmong(only_b_, heads)};
}

bool SeriesMeeting::RemovesParent() const {
  return StandsOnRemoved(only_a_, b_) || StandsOnRemoved(only_b_, a_);
}

bool SeriesMeeting::StandsOnRemoved(const MigrationList& migrations,
                                    const SeriesSide& remover) const {
  for (const Migration* migration : migrations) {
    Migration parent = *migration;
    for (const std::string& id : series_.ParentsHere(*migration)) {
      parent.id = id;
      if (remover.removed.contains(parent.Key())) return true;
    }
  }
  return false;
}

bool SeriesMeeting::StartsBranch() const {
  return AnyStartsBranch(only_a_) || AnyStartsBranch(only_b_);
}

std::optional<MigrationPair> SeriesMeeting::FindSameNumber() const {
  return FirstPair(only_a_, only_b_, SameNumber);
}

std::optional<MigrationPair> SeriesMeeting::FindSameName() const {
  return FirstPair(only_a_, only_b_, SameName);
}

}  // namespace interlock
