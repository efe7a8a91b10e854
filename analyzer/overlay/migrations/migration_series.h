// One series of migrations (one framework, one folder) with what the views of a group add to it:
// its heads, its numbers, and where two views meet in it. Facts only: whether a meeting does harm
// is for the rule to say.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/overlay/migrations/migrations.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

using MigrationList = std::vector<const Migration*>;

// What one view adds to a series.
struct SeriesSide {
  int view = 0;
  const ChangeView* of = nullptr;
  MigrationList added;
  std::set<std::string> removed;  // keys

  bool Landed() const { return of->change == nullptr; }
};

struct MigrationSeries {
  const MigrationFramework* framework = nullptr;
  std::string folder;
  std::string label;   // of the application; empty where there are none
  MigrationList base;  // without what landed since, in the group of a change that is behind
  std::vector<SeriesSide> sides;

  std::string Name() const;  // for statements
  std::string FullName(const std::string& id) const;
  // Does the folder say that something runs what is in it? True of every framework's own.
  bool IsRun() const;
  std::vector<std::string> ParentsHere(const Migration& migration) const;  // ids

  // ---- Of the base's migrations.

  bool BaseHoldsNumber(const Migration& migration) const;
  bool BaseHoldsName(const Migration& migration) const;
  bool BaseRepeatsNumber(std::size_t among_latest) const;  // of its highest numbers
  bool BelowBase(const Migration& migration) const;        // its number, below the base's highest
};

// Those that two views or more add to; most series of most snapshots have one side at most. By
// group, framework and folder.
std::vector<MigrationSeries> CollectSeries(const Snapshot& snapshot);

// Order by number.
bool IsLower(const Migration& a, const Migration& b);
// REQUIRES: not empty.
const Migration& Lowest(const MigrationList& migrations);
const Migration& Highest(const MigrationList& migrations);

// One migration of each side.
struct MigrationPair {
  const Migration* a = nullptr;
  const Migration* b = nullptr;
};

struct MigrationFork {
  MigrationPair pair;
  std::string parent;  // id
};

// A migration of one side whose parent is one of the other.
struct MigrationJoin {
  const Migration* child = nullptr;
  const Migration* parent = nullptr;
  bool has_more_parents = false;
};

// Two sides of one series.
class SeriesMeeting {
 public:
  // All three must outlive it.
  SeriesMeeting(const MigrationSeries& series, const SeriesSide& a, const SeriesSide& b);

  // What the other side does not hold, by id.
  const MigrationList& only_a() const { return only_a_; }
  const MigrationList& only_b() const { return only_b_; }

  // ---- Ordered by parents.

  // Ids of the leaves, sorted, with what the given sides add and remove.
  std::vector<std::string> Heads(bool with_a, bool with_b) const;
  std::optional<MigrationFork> FindFork() const;  // two new migrations on one parent
  std::optional<MigrationJoin> FindJoin() const;
  // The first of each side among `heads`; null where a side has none.
  MigrationPair AmongHeads(const std::vector<std::string>& heads) const;
  bool RemovesParent() const;  // one side removes a parent of what the other adds
  bool StartsBranch() const;   // one side means to add a head

  // ---- Ordered by number.

  std::optional<MigrationPair> FindSameNumber() const;
  std::optional<MigrationPair> FindSameName() const;

 private:
  bool StandsOnRemoved(const MigrationList& migrations, const SeriesSide& remover) const;

  const MigrationSeries& series_;
  const SeriesSide& a_;
  const SeriesSide& b_;
  MigrationList only_a_, only_b_;
};

}  // namespace interlock
