// Two changes add migrations that cannot both stand where their authors put them.
//
//   12 adds 0079_a on 0078        34 adds 0079_b on 0078          -> two heads, migrate stops
//   12 adds 000004_a.up.sql       34 adds 000004_b.up.sql         -> one number twice, refused
//   12 adds V7__a.sql             34 adds V8__b.sql               -> 12 first, or 12 is never run
//   12 adds upgrades/041_a.py     34 adds upgrades/041_b.py       -> one number twice, as numbered
//                                                                    files on the base have it once
//   12 renames 0079_a             34 adds 0080_b on 0079_a        -> the parent is gone
//
// Only changes that add to one series (framework and folder) meet. Near-misses are reported as
// silenced: a merge migration that names both, one on top of the other, a file that both sides
// hold, numbers that a framework runs in any order, a base that lately got such duplicates. A
// change whose migration does not fit today's base is the business of the group that has it and
// what landed since; it is not held against every other change as well.
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/overlay/migrations/migration_series.h"
#include "analyzer/overlay/migrations/migrations.h"
#include "analyzer/overlay/migrations/missing_parents.h"
#include "analyzer/overlay/snapshot.h"
#include "analyzer/overlay/uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_migration_order;

namespace {

const char* const kId = "migration-order";

// What was let through long ago may be refused by now: so many migrations since, each with a number
// of its own, tell that it is.
constexpr std::size_t kLatest = 40;

std::string Join(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string Adds(const MigrationSeries& series, const Migration& migration) {
  if (!series.IsRun()) return "adds " + migration.id + " to a numbered series";
  std::string text = "adds migration " + series.FullName(migration.id);
  if (!series.framework->ordered_by_parents()) return text;
  std::vector<std::string> parents = series.ParentsHere(migration);
  for (std::string& parent : parents) parent = series.FullName(parent);
  if (parents.empty()) return text + " without a parent in " + series.Name();
  return text + " on parent " + Join(parents, " and ");
}

// ---- One pair in one series.

// Judges two sides: one interaction, silenced when there is no harm.
class Judge {
 public:
  Judge(const Snapshot& snapshot, const MigrationSeries& series, const SeriesSide& a,
        const SeriesSide& b)
      : snapshot_(snapshot),
        series_(series),
        framework_(*series.framework),
        a_(a),
        b_(b),
        meeting_(series, a, b) {}

  Interaction Compare() const {
    if (meeting_.only_a().empty() || meeting_.only_b().empty()) {
      return Silenced("what one of them adds to " + series_.Name() + ", the other holds too");
    }
    return framework_.ordered_by_parents() ? CompareHeads() : CompareNumbers();
  }

 private:
  bool behind() const { return a_.Landed() || b_.Landed(); }

  Evidence EvidenceOf(const SeriesSide& side, const Migration& migration) const {
    return {side.of->id, snapshot_.repository, migration.path, migration.line,
            Adds(series_, migration)};
  }

  Interaction Make(const SeriesSide& first, const Migration& of_first, const SeriesSide& second,
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
    const MigrationList& a = meeting_.only_a().empty() ? a_.added : meeting_.only_a();
    const MigrationList& b = meeting_.only_b().empty() ? b_.added : meeting_.only_b();
    Interaction interaction = Make(a_, *a.front(), b_, *b.front(), series_.Name());
    interaction.severity = Severity::kLow;
    interaction.silenced = why;
    return interaction;
  }

  // "rebase 12 on main and …", "land one of 12 and 34, then rebase the other on it and …".
  Advice Repair() const {
    Advice advice;
    advice.order =
        "land one of " + a_.of->phrase + " and " + b_.of->phrase + ", then rebase the other on it";
    if (b_.Landed()) advice.order = "rebase " + a_.of->phrase + " on " + b_.of->id;
    if (a_.Landed()) advice.order = "rebase " + b_.of->phrase + " on " + a_.of->id;
    if (!framework_.repair.empty()) advice.cures = {framework_.repair};
    return advice;
  }

  // ---- Heads.

  // A base with several heads has its reasons, or an unreadable file: each change is held against
  // as many heads as there are today.
  Interaction CompareHeads() const {
    if (framework_.second_head.empty()) {
      return Silenced(framework_.title + " allows several heads");
    }
    const std::size_t today = std::max<std::size_t>(1, meeting_.Heads(false, false).size());
    const std::vector<std::string> heads = meeting_.Heads(true, true);
    if (heads.size() <= today) return Silenced(WhyNoMoreHeads());
    for (const SeriesSide* side : {&a_, &b_}) {
      if (meeting_.Heads(side == &a_, side == &b_).size() > today) {
        return Silenced(side->of->phrase + " alone gives " + series_.Name() +
                        " another head: that is between it and the base");
      }
    }
    if (meeting_.RemovesParent()) {
      return Silenced("one removes a parent of the other: told as such");  // MissingParentOf
    }
    if (meeting_.StartsBranch()) {
      return Silenced("one of them starts a branch of its own on purpose");
    }
    return TwoHeads(heads);
  }

  std::string WhyNoMoreHeads() const {
    const auto join = meeting_.FindJoin();
    if (!join) return series_.Name() + " has no more heads with both than with one";
    return series_.FullName(join->child->id) +
           (join->has_more_parents ? " joins " : " stands on ") +
           series_.FullName(join->parent->id);
  }

  Interaction TwoHeads(const std::vector<std::string>& heads) const {
    const auto fork = meeting_.FindFork();
    const MigrationPair two = fork ? fork->pair : meeting_.AmongHeads(heads);
    if (two.a == nullptr || two.b == nullptr) {
      return Silenced("the further head of " + series_.Name() + " is not of both");
    }
    const std::string on = fork ? series_.FullName(fork->parent) : series_.Name();
    Interaction interaction = Make(a_, *two.a, b_, *two.b, on);
    interaction.severity = Severity::kHigh;
    interaction.certain = true;
    std::vector<std::string> names;
    for (const std::string& head : heads) names.push_back(series_.FullName(head));
    interaction.path = {"with both, " + series_.Name() + " has " + std::to_string(heads.size()) +
                            " heads: " + Join(names, ", "),
                        framework_.second_head};
    interaction.advice = Repair();
    return interaction;
  }

  // ---- Numbers.

  Interaction CompareNumbers() const {
    if (!framework_.duplicate.empty()) {
      if (const auto two = meeting_.FindSameNumber()) return Duplicate(*two);
    }
    if (!framework_.duplicate_name.empty()) {
      if (const auto two = meeting_.FindSameName()) return DuplicateName(*two);
    }
    if (framework_.late.empty()) {
      return Silenced("different numbers, and no harm is known in either order of arrival");
    }
    return behind() ? CompareWithLanded() : CompareInFlight();
  }

  Interaction Duplicate(const MigrationPair& two) const {
    const std::string& number = two.a->version;
    if (series_.BaseHoldsNumber(*two.a)) {
      return Silenced("the base holds number " + number + ": that is between it and each");
    }
    // The framework in use cannot be one that refuses them.
    if (series_.BaseRepeatsNumber(kLatest)) {
      return Silenced("the base holds two of one number already: nothing refuses them");
    }
    Interaction interaction = Repeated(two, number);
    interaction.path = {"both are number " + number + " of " + series_.Name(),
                        framework_.duplicate};
    if (series_.BaseRepeatsNumber(std::string::npos)) {
      interaction.path.back() = "old ones of the base share numbers, its latest " +
                                std::to_string(kLatest) + " do not: a check may refuse it";
      interaction.resolution = Resolution::kLikely;
      interaction.certain = false;
    }
    return interaction;
  }

  Interaction DuplicateName(const MigrationPair& two) const {
    const std::string& name = two.a->name;
    if (series_.BaseHoldsName(*two.a)) {
      return Silenced("the base holds the name " + name + ": between it and each");
    }
    Interaction interaction = Repeated(two, name);
    interaction.path = {"both have the name " + name, framework_.duplicate_name};
    interaction.advice =
        behind() ? Repair() : Advice{.cures = {"give one of the two migrations another name"}};
    return interaction;
  }

  Interaction Repeated(const MigrationPair& two, const std::string& what) const {
    const bool unproven = framework_.duplicate_unproven;
    const std::string prefix = series_.folder.empty() ? "" : series_.folder + "/";
    Interaction interaction = Make(a_, *two.a, b_, *two.b, prefix + what);
    interaction.severity = series_.IsRun() ? Severity::kHigh : Severity::kLow;
    interaction.resolution = unproven ? Resolution::kLikely : Resolution::kResolved;
    interaction.certain = !unproven;
    interaction.advice = Repair();
    return interaction;
  }

  // ---- Lower numbers that arrive late.

  Interaction CompareInFlight() const {
    const bool a_first = IsLower(Lowest(meeting_.only_a()), Lowest(meeting_.only_b()));
    const SeriesSide& first = a_first ? a_ : b_;
    const SeriesSide& second = a_first ? b_ : a_;
    const MigrationList& of_first = a_first ? meeting_.only_a() : meeting_.only_b();
    const MigrationList& of_second = a_first ? meeting_.only_b() : meeting_.only_a();
    const Migration& low = Lowest(of_first);
    if (series_.BelowBase(low)) {
      return Silenced(low.id + " is below the base's highest: that is between it and the base");
    }
    const bool orders = IsLower(Highest(of_first), Lowest(of_second));
    const Migration& high = orders ? Lowest(of_second) : Highest(of_second);
    Interaction interaction = Late(first, low, second, high);
    interaction.orders = orders;
    interaction.path = {
        "if " + second.of->phrase + " is deployed first, " + low.id + " arrives below " + high.id,
        framework_.late};
    interaction.advice.cures = {
        orders ? "land and deploy " + first.of->phrase + " before " + second.of->phrase +
                     ", or renumber " + low.id + " above " + high.id
               : "renumber, so that all migrations of one of them are above those of the other"};
    return interaction;
  }

  Interaction CompareWithLanded() const {
    const bool a_landed = a_.Landed();
    const Migration& low = Lowest(a_landed ? meeting_.only_b() : meeting_.only_a());
    const Migration& high = Highest(a_landed ? meeting_.only_a() : meeting_.only_b());
    if (series_.BelowBase(low)) {
      return Silenced(low.id + " was below the base's highest from the start");
    }
    if (!IsLower(low, high)) return Silenced(low.id + " is above all that has landed");
    Interaction interaction = Late(a_landed ? b_ : a_, low, a_landed ? a_ : b_, high);
    interaction.path = {high.id + " has landed since, and " + low.id + " is below it",
                        framework_.late};
    interaction.advice = Repair();
    return interaction;
  }

  Interaction Late(const SeriesSide& first, const Migration& low, const SeriesSide& second,
                   const Migration& high) const {
    Interaction interaction = Make(first, low, second, high, series_.Name());
    interaction.severity = Severity::kMedium;
    if (framework_.late_unproven) interaction.resolution = Resolution::kLikely;
    return interaction;
  }

  const Snapshot& snapshot_;
  const MigrationSeries& series_;
  const MigrationFramework& framework_;
  const SeriesSide& a_;
  const SeriesSide& b_;
  SeriesMeeting meeting_;
};

void CompareSides(const Snapshot& snapshot, const MigrationSeries& series,
                  std::vector<Interaction>* found) {
  for (std::size_t i = 0; i < series.sides.size(); ++i) {
    for (std::size_t j = i + 1; j < series.sides.size(); ++j) {
      const SeriesSide& a = series.sides[i];
      const SeriesSide& b = series.sides[j];
      if (snapshot.Contained(a.view, b.view)) continue;
      found->push_back(Judge(snapshot, series, a, b).Compare());
    }
  }
}

// ---- Parents that another view takes away.

std::string FullName(const Migration& migration) {
  return migration.application.empty() ? migration.id : migration.application + "." + migration.id;
}

Interaction MissingParentOf(const Snapshot& snapshot, const MissingParent& missing) {
  const ChangeView& remover = *missing.remover;
  const ChangeView& user = *missing.user;
  const Migration& gone = missing.gone;
  const Migration& child = *missing.child;
  PairView pair;
  pair.a = &remover;
  pair.b = &user;
  Interaction interaction = MakeInteraction(snapshot, kId, pair, "migration", FullName(gone));
  interaction.severity = Severity::kHigh;
  interaction.resolution = Resolution::kResolved;
  interaction.certain = true;
  interaction.evidence = {{remover.id, snapshot.repository, gone.path, gone.line,
                           "removes migration " + FullName(gone)},
                          {user.id, snapshot.repository, child.path, child.line,
                           "adds migration " + FullName(child) + " on parent " + FullName(gone)}};
  interaction.path = {missing.framework->missing_parent};
  interaction.advice = {
      .order = "rebase " + user.phrase + " on " + remover.phrase,
      .cures = {"put " + FullName(child) + " on a migration that is still there"}};
  return interaction;
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  for (const MigrationSeries& series : CollectSeries(snapshot)) {
    CompareSides(snapshot, series, &found);
  }
  for (const MissingParent& missing : FindMissingParents(snapshot)) {
    found.push_back(MissingParentOf(snapshot, missing));
  }
}

}  // namespace

const Rule rule_migration_order = {
    .id = kId,
    .summary = "two changes add migrations that cannot both stand where they are",
    .verdict = Verdict::kRetest,
    .at_merge = true,
    .stops_merge = false,
    .check = Check,
    .pairwise = false,  // what a series is called is seen from all that is in it
};

}  // namespace interlock
