// Two changes add migrations that cannot both stand where their authors put them.
//
//   12 adds 0079_a on 0078        34 adds 0079_b on 0078          -> two heads, migrate stops
//   12 adds 000004_a.up.sql       34 adds 000004_b.up.sql         -> one number twice, refused
//   12 adds V7__a.sql             34 adds V8__b.sql               -> 12 first, or 12 is never run
//   12 renames 0079_a             34 adds 0080_b on 0079_a        -> the parent is gone
//
// Only changes that add to one series (framework and folder) meet. Near-misses are reported as
// silenced: a merge migration that names both, one on top of the other, a file that both sides
// hold, numbers that a framework runs in any order, a base that holds such duplicates already. A
// change whose migration does not fit today's base is the business of the group that has it and
// what landed since; it is not held against every other change as well.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/migrations.h"
#include "analyzer/overlay/snapshot.h"
#include "analyzer/overlay/uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_migration_order;

namespace {

const char* const kId = "migration-order";

using Migrations = std::vector<const Migration*>;

// What one view adds to a series.
struct Side {
  int view = 0;
  const ChangeView* of = nullptr;
  Migrations added;
  std::set<std::string> removed;  // keys
};

struct Series {
  const MigrationFramework* framework = nullptr;
  std::string folder;
  std::string label;  // of the application; empty where there are none
  Migrations base;    // without what landed since, in the group of a change that is behind
  std::vector<Side> sides;
};

struct SeriesKey {
  int group;
  std::string framework, folder;
  auto operator<=>(const SeriesKey&) const = default;
};

using AllSeries = std::map<SeriesKey, Series>;

// ---- The join.

bool IsLanded(const ChangeView& view) { return view.change == nullptr; }

AllSeries CollectSides(const Snapshot& snapshot) {
  AllSeries all;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    for (const Migration& migration : view.migrations) {
      Series& series = all[{view.group, migration.framework, migration.series}];
      if (series.sides.empty() || series.sides.back().of != &view) {
        series.sides.push_back({static_cast<int>(v),
                                &view,
                                {},
                                {view.removed_migrations.begin(), view.removed_migrations.end()}});
      }
      Migrations& added = series.sides.back().added;
      const bool known = std::any_of(added.begin(), added.end(), [&](const Migration* other) {
        return other->id == migration.id;
      });
      if (!known) added.push_back(&migration);
    }
  }
  return all;
}

void FillBase(const std::map<std::pair<std::string, std::string>, Migrations>& base,
              const SeriesKey& key, Series* series) {
  const auto found = base.find({key.framework, key.folder});
  if (found == base.end()) return;
  std::set<std::string> landed;
  for (const Side& side : series->sides) {
    if (!IsLanded(*side.of)) continue;
    for (const Migration* migration : side.added) landed.insert(migration->id);
  }
  for (const Migration* migration : found->second) {
    if (!landed.contains(migration->id)) series->base.push_back(migration);
  }
}

std::string LabelOf(const Series& series) {
  Migrations all = series.base;
  for (const Side& side : series.sides) {
    all.insert(all.end(), side.added.begin(), side.added.end());
  }
  return SeriesLabel(all);
}

// Those with something to compare; most series of most snapshots have one side at most.
AllSeries CollectSeries(const Snapshot& snapshot) {
  AllSeries all = CollectSides(snapshot);
  std::erase_if(all, [](const auto& entry) { return entry.second.sides.size() < 2; });
  if (all.empty()) return all;
  std::map<std::pair<std::string, std::string>, Migrations> base;
  for (const Migration& migration : snapshot.base_migrations) {
    base[{migration.framework, migration.series}].push_back(&migration);
  }
  for (auto& [key, series] : all) {
    for (const MigrationFramework& framework : snapshot.frameworks) {
      if (framework.id == key.framework) series.framework = &framework;
    }
    series.folder = key.folder;
    FillBase(base, key, &series);
    series.label = LabelOf(series);
  }
  std::erase_if(all, [](const auto& entry) { return entry.second.framework == nullptr; });
  return all;
}

// ---- Words.

std::string FullName(const Series& series, const std::string& id) {
  return series.label.empty() ? id : series.label + "." + id;
}

std::string SeriesName(const Series& series) {
  if (!series.label.empty()) return series.label;
  return series.folder.empty() ? "the top folder" : series.folder;
}

std::string Join(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

bool IsParentHere(const Series& series, const std::pair<std::string, std::string>& parent) {
  return parent.first.empty() || parent.first == series.label;
}

std::vector<std::string> ParentsHere(const Series& series, const Migration& migration) {
  std::vector<std::string> parents;
  for (const auto& parent : migration.parents) {
    if (IsParentHere(series, parent)) parents.push_back(parent.second);
  }
  return parents;
}

std::string Adds(const Series& series, const Migration& migration) {
  std::string text = "adds migration " + FullName(series, migration.id);
  std::vector<std::string> parents = ParentsHere(series, migration);
  if (!series.framework->ordered_by_parents()) return text;
  for (std::string& parent : parents) parent = FullName(series, parent);
  if (parents.empty()) return text + " without a parent in " + SeriesName(series);
  return text + " on parent " + Join(parents, " and ");
}

// ---- One pair in one series.

// Compares two sides; `found` receives one interaction, silenced when there is no harm.
class SeriesPair {
 public:
  SeriesPair(const Snapshot& snapshot, const Series& series, const Side& a, const Side& b)
      : snapshot_(snapshot),
        series_(series),
        a_(a),
        b_(b),
        only_a_(Without(a.added, b.added)),
        only_b_(Without(b.added, a.added)) {}

  Interaction Compare() const {
    if (only_a_.empty() || only_b_.empty()) {
      return Silenced("what one of them adds to " + SeriesName(series_) + ", the other holds too");
    }
    return series_.framework->ordered_by_parents() ? CompareHeads() : CompareNumbers();
  }

 private:
  using Two = std::pair<const Migration*, const Migration*>;  // of a, of b

  // A path can hold one file: two versions of it are a conflict of text, not two migrations.
  static Migrations Without(const Migrations& mine, const Migrations& theirs) {
    Migrations rest;
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

  bool behind() const { return IsLanded(*a_.of) || IsLanded(*b_.of); }

  Evidence EvidenceOf(const Side& side, const Migration& migration) const {
    return {side.of->id, snapshot_.repository, migration.path, migration.line,
            Adds(series_, migration)};
  }

  Interaction Make(const Side& first, const Migration& of_first, const Side& second,
                   const Migration& of_second, const std::string& on) const {
    PairView pair;
    pair.a = first.of;
    pair.b = second.of;
    Interaction interaction = MakeInteraction(snapshot_, kId, pair, "migration", on);
    interaction.resolution = Resolution::kResolved;
    interaction.evidence = {EvidenceOf(first, of_first), EvidenceOf(second, of_second)};
    return interaction;
  }

  Interaction Silenced(const std::string& why) const {
    const Migrations& a = only_a_.empty() ? a_.added : only_a_;
    const Migrations& b = only_b_.empty() ? b_.added : only_b_;
    Interaction interaction = Make(a_, *a.front(), b_, *b.front(), SeriesName(series_));
    interaction.severity = Severity::kLow;
    interaction.silenced = why;
    return interaction;
  }

  // "rebase 12 on main and …", "land one of 12 and 34, then rebase the other on it and …".
  std::string Repair() const {
    const std::string& how = series_.framework->repair;
    const std::string tail = how.empty() ? "" : " and " + how;
    if (IsLanded(*a_.of)) return "rebase " + b_.of->phrase + " on " + a_.of->id + tail;
    if (IsLanded(*b_.of)) return "rebase " + a_.of->phrase + " on " + b_.of->id + tail;
    return "land one of " + a_.of->phrase + " and " + b_.of->phrase +
           ", then rebase the other on it" + tail;
  }

  // ---- Heads.

  std::vector<std::string> Heads(bool with_a, bool with_b) const {
    Migrations all;
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

  // Two new migrations on one parent: where the series forks.
  std::optional<std::pair<Two, std::string>> Fork() const {
    for (const Migration* a : only_a_) {
      const std::vector<std::string> parents = ParentsHere(series_, *a);
      for (const Migration* b : only_b_) {
        for (const std::string& parent : ParentsHere(series_, *b)) {
          if (std::find(parents.begin(), parents.end(), parent) != parents.end()) {
            return std::pair(Two(a, b), parent);
          }
        }
      }
    }
    return std::nullopt;
  }

  static const Migration* AmongHeads(const Migrations& migrations,
                                     const std::vector<std::string>& heads) {
    for (const Migration* migration : migrations) {
      if (std::binary_search(heads.begin(), heads.end(), migration->id)) return migration;
    }
    return nullptr;
  }

  static bool StartsBranch(const Migrations& migrations) {
    return std::any_of(migrations.begin(), migrations.end(),
                       [](const Migration* migration) { return migration->starts_branch; });
  }

  // A base with several heads has its reasons, or an unreadable file: each change is held against
  // as many heads as there are today.
  Interaction CompareHeads() const {
    if (series_.framework->second_head.empty()) {
      return Silenced(series_.framework->title + " allows several heads");
    }
    const std::size_t today = std::max<std::size_t>(1, Heads(false, false).size());
    const std::vector<std::string> heads = Heads(true, true);
    if (heads.size() <= today) return Silenced(WhyNoMoreHeads());
    for (const Side* side : {&a_, &b_}) {
      if (Heads(side == &a_, side == &b_).size() > today) {
        return Silenced(side->of->phrase + " alone gives " + SeriesName(series_) +
                        " another head: that is between it and the base");
      }
    }
    if (StandsOnRemoved(only_a_, b_) || StandsOnRemoved(only_b_, a_)) {
      return Silenced("one removes a parent of the other: told as such");  // FindMissingParents
    }
    if (StartsBranch(only_a_) || StartsBranch(only_b_)) {
      return Silenced("one of them starts a branch of its own on purpose");
    }
    return TwoHeads(heads);
  }

  bool StandsOnRemoved(const Migrations& migrations, const Side& remover) const {
    for (const Migration* migration : migrations) {
      Migration parent = *migration;
      for (const std::string& id : ParentsHere(series_, *migration)) {
        parent.id = id;
        if (remover.removed.contains(parent.Key())) return true;
      }
    }
    return false;
  }

  std::string WhyNoMoreHeads() const {
    for (const auto& [mine, theirs] : {std::pair(&only_a_, &only_b_), {&only_b_, &only_a_}}) {
      for (const Migration* migration : *mine) {
        const std::vector<std::string> parents = ParentsHere(series_, *migration);
        for (const Migration* other : *theirs) {
          if (std::find(parents.begin(), parents.end(), other->id) == parents.end()) continue;
          return FullName(series_, migration->id) +
                 (parents.size() > 1 ? " joins " : " stands on ") + FullName(series_, other->id);
        }
      }
    }
    return SeriesName(series_) + " has no more heads with both than with one";
  }

  Interaction TwoHeads(const std::vector<std::string>& heads) const {
    const auto fork = Fork();
    Two two(AmongHeads(only_a_, heads), AmongHeads(only_b_, heads));
    std::string on = SeriesName(series_);
    if (fork) {
      two = fork->first;
      on = FullName(series_, fork->second);
    }
    if (two.first == nullptr || two.second == nullptr) {
      return Silenced("the further head of " + SeriesName(series_) + " is not of both");
    }
    Interaction interaction = Make(a_, *two.first, b_, *two.second, on);
    interaction.severity = Severity::kHigh;
    interaction.certain = true;
    std::vector<std::string> names;
    for (const std::string& head : heads) names.push_back(FullName(series_, head));
    interaction.path = {"with both, " + SeriesName(series_) + " has " +
                            std::to_string(heads.size()) + " heads: " + Join(names, ", "),
                        series_.framework->second_head};
    interaction.advice = Repair();
    return interaction;
  }

  // ---- Numbers.

  static bool SameNumber(const Migration& x, const Migration& y) {
    return CompareVersions(x.version, y.version) == 0;
  }

  // A path template without {name} has no name, and two of those are not of one name.
  static bool SameName(const Migration& x, const Migration& y) {
    return !x.name.empty() && x.name == y.name;
  }

  template <typename Same>
  std::optional<Two> FirstTwo(Same same) const {
    for (const Migration* a : only_a_) {
      for (const Migration* b : only_b_) {
        if (same(*a, *b)) return Two(a, b);
      }
    }
    return std::nullopt;
  }

  template <typename Same>
  bool BaseHolds(const Migration& migration, Same same) const {
    return std::any_of(series_.base.begin(), series_.base.end(),
                       [&](const Migration* other) { return same(*other, migration); });
  }

  // The framework in use cannot be one that refuses them.
  template <typename Same>
  bool BaseRepeats(Same same) const {
    Migrations sorted = series_.base;
    std::sort(sorted.begin(), sorted.end(), [](const Migration* x, const Migration* y) {
      return CompareVersions(x->version, y->version) < 0;
    });
    return std::adjacent_find(sorted.begin(), sorted.end(),
                              [&](const Migration* x, const Migration* y) {
                                return x->id != y->id && same(*x, *y);
                              }) != sorted.end();
  }

  Interaction CompareNumbers() const {
    const MigrationFramework& framework = *series_.framework;
    if (!framework.duplicate.empty()) {
      if (const auto two = FirstTwo(SameNumber)) return Duplicate(*two);
    }
    if (!framework.duplicate_name.empty()) {
      if (const auto two = FirstTwo(SameName)) return DuplicateName(*two);
    }
    if (framework.late.empty()) {
      return Silenced("different numbers, and no harm is known in either order of arrival");
    }
    return behind() ? CompareWithLanded() : CompareInFlight();
  }

  Interaction Duplicate(const Two& two) const {
    const Migration& a = *two.first;
    if (BaseHolds(a, SameNumber)) {
      return Silenced("the base holds number " + a.version + ": that is between it and each");
    }
    if (BaseRepeats(SameNumber)) {
      return Silenced("the base holds two of one number already: nothing refuses them");
    }
    Interaction interaction = Repeated(two, a.version);
    interaction.path = {"both are number " + a.version + " of " + SeriesName(series_),
                        series_.framework->duplicate};
    return interaction;
  }

  Interaction DuplicateName(const Two& two) const {
    if (BaseHolds(*two.first, SameName)) {
      return Silenced("the base holds the name " + two.first->name + ": between it and each");
    }
    Interaction interaction = Repeated(two, two.first->name);
    interaction.path = {"both have the name " + two.first->name, series_.framework->duplicate_name};
    interaction.advice = behind() ? Repair() : "give one of the two migrations another name";
    return interaction;
  }

  Interaction Repeated(const Two& two, const std::string& what) const {
    const bool unproven = series_.framework->duplicate_unproven;
    const std::string prefix = series_.folder.empty() ? "" : series_.folder + "/";
    Interaction interaction = Make(a_, *two.first, b_, *two.second, prefix + what);
    interaction.severity = Severity::kHigh;
    interaction.resolution = unproven ? Resolution::kLikely : Resolution::kResolved;
    interaction.certain = !unproven;
    interaction.advice = Repair();
    return interaction;
  }

  // ---- Lower numbers that arrive late.

  static bool Lower(const Migration* x, const Migration* y) {
    return CompareVersions(x->version, y->version) < 0;
  }
  static const Migration& Lowest(const Migrations& migrations) {
    return **std::min_element(migrations.begin(), migrations.end(), Lower);
  }
  static const Migration& Highest(const Migrations& migrations) {
    return **std::max_element(migrations.begin(), migrations.end(), Lower);
  }

  bool BelowBase(const Migration& migration) const {
    return !series_.base.empty() && Lower(&migration, &Highest(series_.base));
  }

  Interaction CompareInFlight() const {
    const bool a_first = Lower(&Lowest(only_a_), &Lowest(only_b_));
    const Side& first = a_first ? a_ : b_;
    const Side& second = a_first ? b_ : a_;
    const Migrations& of_first = a_first ? only_a_ : only_b_;
    const Migrations& of_second = a_first ? only_b_ : only_a_;
    const Migration& low = Lowest(of_first);
    if (BelowBase(low)) {
      return Silenced(low.id + " is below the base's highest: that is between it and the base");
    }
    const bool orders = Lower(&Highest(of_first), &Lowest(of_second));
    const Migration& high = orders ? Lowest(of_second) : Highest(of_second);
    Interaction interaction = Late(first, low, second, high);
    interaction.orders = orders;
    interaction.path = {
        "if " + second.of->phrase + " is deployed first, " + low.id + " arrives below " + high.id,
        series_.framework->late};
    interaction.advice =
        orders ? "land and deploy " + first.of->phrase + " before " + second.of->phrase +
                     ", or renumber " + low.id + " above " + high.id
               : "renumber, so that all migrations of one of them are above those of the other";
    return interaction;
  }

  Interaction CompareWithLanded() const {
    const bool a_landed = IsLanded(*a_.of);
    const Migration& low = Lowest(a_landed ? only_b_ : only_a_);
    const Migration& high = Highest(a_landed ? only_a_ : only_b_);
    if (BelowBase(low)) return Silenced(low.id + " was below the base's highest from the start");
    if (!Lower(&low, &high)) return Silenced(low.id + " is above all that has landed");
    Interaction interaction = Late(a_landed ? b_ : a_, low, a_landed ? a_ : b_, high);
    interaction.path = {high.id + " has landed since, and " + low.id + " is below it",
                        series_.framework->late};
    interaction.advice = Repair();
    return interaction;
  }

  Interaction Late(const Side& first, const Migration& low, const Side& second,
                   const Migration& high) const {
    Interaction interaction = Make(first, low, second, high, SeriesName(series_));
    interaction.severity = Severity::kMedium;
    if (series_.framework->late_unproven) interaction.resolution = Resolution::kLikely;
    return interaction;
  }

  const Snapshot& snapshot_;
  const Series& series_;
  const Side& a_;
  const Side& b_;
  Migrations only_a_, only_b_;  // what the other side does not hold; by id
};

void CompareSeries(const Snapshot& snapshot, const Series& series,
                   std::vector<Interaction>* found) {
  for (std::size_t i = 0; i < series.sides.size(); ++i) {
    for (std::size_t j = i + 1; j < series.sides.size(); ++j) {
      const Side& a = series.sides[i];
      const Side& b = series.sides[j];
      if (snapshot.Contained(a.view, b.view)) continue;
      found->push_back(SeriesPair(snapshot, series, a, b).Compare());
    }
  }
}

// ---- Parents that another view takes away.

struct Removal {
  int view = 0;
  Migration migration;
  bool in_doubt = false;  // another application of that name exists
};

// By (group, framework, application, id), as parents name them. The old version of the file tells
// what it was; the view's list tells whether it is gone, or only no longer readable.
using Removals =
    std::map<std::tuple<int, std::string, std::string, std::string>, std::vector<Removal>>;

bool IsGone(const Snapshot& snapshot, const ChangeView& view, const Migration& migration) {
  if (!IsLanded(view)) {
    const std::vector<std::string>& removed = view.removed_migrations;
    return std::find(removed.begin(), removed.end(), migration.Key()) != removed.end();
  }
  return std::none_of(snapshot.base_migrations.begin(), snapshot.base_migrations.end(),
                      [&](const Migration& other) { return other.Key() == migration.Key(); });
}

Removals CollectRemovals(const Snapshot& snapshot) {
  Removals removals;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    for (const FileVersions& file : view.files) {
      if (file.before == nullptr) continue;
      if (file.after != nullptr && file.after->path() == file.before->path()) continue;
      Migrations none;
      std::vector<Migration> gone;
      ReadMigration(snapshot.frameworks, file.before->path(), file.before, &gone);
      for (Migration& migration : gone) {
        if (!IsGone(snapshot, view, migration)) continue;
        auto key = std::tuple(view.group, migration.framework, migration.application, migration.id);
        removals[std::move(key)].push_back({static_cast<int>(v), std::move(migration)});
      }
    }
  }
  return removals;
}

// The view that removes it may put it back elsewhere in the series, or squash it.
bool StillThere(const ChangeView& view, const Migration& gone) {
  return std::any_of(view.migrations.begin(), view.migrations.end(), [&](const Migration& added) {
    if (added.framework != gone.framework || added.series != gone.series) return false;
    return added.id == gone.id ||
           std::any_of(added.replaces.begin(), added.replaces.end(),
                       [&](const auto& replaced) { return replaced.second == gone.id; });
  });
}

const MigrationFramework* FrameworkOf(const Snapshot& snapshot, const Migration& migration) {
  for (const MigrationFramework& framework : snapshot.frameworks) {
    if (framework.id == migration.framework) return &framework;
  }
  return nullptr;
}

Interaction MissingParent(const Snapshot& snapshot, const ChangeView& remover,
                          const Migration& gone, const ChangeView& user, const Migration& child,
                          const MigrationFramework& framework) {
  const auto full = [](const Migration& migration) {
    return migration.application.empty() ? migration.id
                                         : migration.application + "." + migration.id;
  };
  PairView pair;
  pair.a = &remover;
  pair.b = &user;
  Interaction interaction = MakeInteraction(snapshot, kId, pair, "migration", full(gone));
  interaction.severity = Severity::kHigh;
  interaction.resolution = Resolution::kResolved;
  interaction.certain = true;
  interaction.evidence = {
      {remover.id, snapshot.repository, gone.path, gone.line, "removes migration " + full(gone)},
      {user.id, snapshot.repository, child.path, child.line,
       "adds migration " + full(child) + " on parent " + full(gone)}};
  interaction.path = {framework.missing_parent};
  interaction.advice = "rebase " + user.phrase + " on " + remover.phrase + " and put " +
                       full(child) + " on a migration that is still there";
  return interaction;
}

void FindMissingParents(const Snapshot& snapshot, std::vector<Interaction>* found) {
  const Removals removals = CollectRemovals(snapshot);
  if (removals.empty()) return;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    for (const Migration& child : view.migrations) {
      const MigrationFramework* framework = FrameworkOf(snapshot, child);
      if (framework == nullptr || framework->missing_parent.empty()) continue;
      for (const auto& parent : child.parents) {
        const auto at = removals.find({view.group, child.framework, parent.first, parent.second});
        if (at == removals.end()) continue;
        for (const Removal& removal : at->second) {
          const ChangeView& remover = snapshot.views[static_cast<std::size_t>(removal.view)];
          const auto user = static_cast<int>(v);
          // Another application's folder may have the same name somewhere else in the repository.
          const bool same_application = removal.migration.application.empty() ||
                                        child.application != parent.first ||
                                        removal.migration.series == child.series;
          const bool same_series =
              !parent.first.empty() || removal.migration.series == child.series;
          if (removal.view == user || !same_application || !same_series ||
              snapshot.Contained(removal.view, user) || IsGone(snapshot, view, removal.migration) ||
              StillThere(remover, removal.migration)) {
            continue;
          }
          found->push_back(
              MissingParent(snapshot, remover, removal.migration, view, child, *framework));
        }
      }
    }
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  for (const auto& [key, series] : CollectSeries(snapshot)) {
    CompareSeries(snapshot, series, &found);
  }
  FindMissingParents(snapshot, &found);
}

}  // namespace

const Rule rule_migration_order = {
    "migration-order", "two changes add migrations that cannot both stand where they are",
    Verdict::kRetest, true, Check};

}  // namespace interlock
