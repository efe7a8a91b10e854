// The snapshot: the base with all changes laid over it, the only input of a rule. Immutable once
// built and safe to read from any number of threads. Beyond it there is no git, no disk, no clock.
//
// Changes are compared within *groups*. Group 0 holds every in-flight change, each as it would be
// when replayed on the base. A change that is behind the base has a group of its own as well, with
// two views: what landed since its branch point, and the change as its author wrote it. So merge
// skew is found by the same rules as everything else: "resolves in the branch, and no longer once
// it has landed".
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/overlay/checks.h"
#include "analyzer/overlay/migrations/migrations.h"
#include "analyzer/overlay/resources/effect_deltas.h"
#include "analyzer/overlay/resources/hazards.h"
#include "graph/delta.h"
#include "graph/effects/assemblies.h"
#include "graph/effects/services.h"
#include "graph/world.h"
#include "interlock/change.h"
#include "interlock/delta.h"
#include "interlock/operations.h"

namespace interlock {

struct EffectBasis;
struct UseMeeting;

// One change as a group sees it.
struct ChangeView {
  int group = 0;
  bool in_focus = true;            // see Snapshot::Apart
  int landed = -1;                 // in other groups: since which of the branch points
  const Change* change = nullptr;  // null for what landed on the base
  std::string id;                  // of the change, or the name of the base
  std::string phrase;              // how statements speak of it: "12" or "main since 3f2a91c"
  std::vector<FileVersions> files;
  // Where nobody asks about the change, and `files` and `delta` have only what may have to do with
  // the changes in focus: all of them.
  std::vector<FileVersions> all_files;
  const std::vector<FileVersions>& AllFiles() const {
    return all_files.empty() ? files : all_files;
  }
  Delta delta;
  std::vector<EffectDelta> effects;  // on shared resources
  std::vector<const Layer*> before;  // the world in which neither this view nor its counterpart is
  std::vector<const Layer*> alone;  // the world in which this view is in and its counterpart is not
  const Layer* layer = nullptr;     // its files, laid over the base (group 0)
  std::vector<Migration> migrations;            // those it adds
  std::vector<std::string> removed_migrations;  // keys, see Migration
};

// Lines of one side that cannot be merged with the other's.
struct Clash {
  std::uint32_t line_a = 0, lines_a = 0;
  std::uint32_t line_b = 0, lines_b = 0;
};

// One file that two views of a group both touch.
struct Meeting {
  std::string path;  // in the merged tree
  std::string path_a, path_b, base_path;
  const SourceFile* base = nullptr;  // null when the file is no source, or added by both
  const SourceFile* a = nullptr;     // null when removed
  const SourceFile* b = nullptr;
  const SourceFile* merged = nullptr;  // null when it clashes, or is no source, or is not asked for
  int merge = -1;                      // its number among MergedFiles, when it must be made
  bool clashes = false;
  bool removed_by_one = false;                    // one side removes what the other edits
  bool only_adds_a = false, only_adds_b = false;  // every line of the base is still there
  std::vector<Clash> clash;
};

struct PairView {
  const ChangeView* a = nullptr;
  const ChangeView* b = nullptr;
  std::vector<Meeting> meetings;   // by path
  const Layer* merged = nullptr;   // merged files, laid over both; may be null
  std::vector<const Layer*> both;  // the world that holds both
  bool related = false;            // in some file that both touch, by names: see relevance.h
};

// Merged versions of files, made when asked for. Thread-safe; equal questions have one answer.
class MergedFiles {
 public:
  virtual ~MergedFiles() = default;
  virtual const SourceFile* Merged(int number) = 0;
  // A layer with all merged files of the two views; null when there are none.
  virtual const Layer* LayerOf(std::pair<int, int> views, const std::vector<Meeting>& meetings) = 0;
};

// One file that a thousand changes touch makes half a million pairs: where more than these share a
// file, it is not remembered of each that git merges it cleanly.
inline constexpr std::size_t kMostPairsRemembered = 20'000;

class Snapshot {
 public:
  // A posting: which view, and which entry of its delta.
  struct Posting {
    int view = 0;
    int index = 0;
  };

  std::string repository;
  std::string base_name;
  ObjectId base_commit;
  std::string base_day;  // on which it was made: "2026-03-04"
  const Layer* base = nullptr;
  std::vector<ChangeView> views;
  std::vector<Migration> base_migrations;
  std::vector<MigrationFramework> frameworks;
  std::vector<CheckTool> checks;
  const Catalog* catalog = nullptr;
  HazardTable hazards;
  Operations operations;
  std::set<std::string> open_flags;  // those that are on for everybody already
  std::vector<Effect> base_effects;  // of the whole base, by path and line
  // What is the same for every world over the base; null when resources are not looked at.
  std::shared_ptr<const EffectBasis> basis;
  ServiceMap services;               // of the base
  std::vector<Assembly> assemblies;  // of the base
  // What landed lately and has not yet shown: effects only, in group 0. Numbered after `views`.
  std::vector<ChangeView> dormant;

  // Pairs of views of one group that share a file, by (view, view), lower index first. Of those
  // that are Apart nothing is said of clashes.
  std::map<std::pair<int, int>, PairView> meeting_pairs;
  // Those of in-flight changes.
  std::size_t PairsThatMeet() const;

  // Set when any version must be made.
  std::shared_ptr<MergedFiles> merged_files;

  // A view by its number, of those that are dormant too.
  const ChangeView& View(int number) const {
    const auto index = static_cast<std::size_t>(number);
    return index < views.size() ? views[index] : dormant[index - views.size()];
  }
  bool IsDormant(int number) const { return static_cast<std::size_t>(number) >= views.size(); }

  // The pair of two views of one group, whether or not they share a file. `a` and `b` in any order:
  // the result has them as asked.
  PairView Pair(int a, int b) const;
  // The same without versions that must be made first, in the files and in the world of both.
  PairView Unmerged(int a, int b) const;

  // True when one of the two changes contains the other, or they meet in a group of their own.
  bool Contained(int a, int b) const;
  // The same, and when neither view is in focus: nobody asks what the two do together, though each
  // is there for those that are.
  bool Apart(int a, int b) const;
  // Nobody will ever ask what the two do together, not even rules that are not pairwise.
  bool Unasked(int a, int b) const { return only_focus && !View(a).in_focus && !View(b).in_focus; }
  bool only_focus = false;  // nothing but pairs with a change in focus is told of
  std::vector<std::pair<std::string, std::string>> contained;  // ids, sorted pairs, sorted

  // Entities that views remove, rename or alter, by (group, simple old name).
  const std::vector<Posting>& Touched(int group, std::string_view name) const;
  // Entities that views add, by (group, simple new name).
  const std::vector<Posting>& Added(int group, std::string_view name) const;

  // Effects of views on a resource, by (group, resource).
  const std::vector<Posting>& EffectsOn(int group, const Resource& resource) const;
  // The same of the base, as indices into base_effects.
  const std::vector<int>& BaseEffectsOn(const Resource& resource) const;
  const EffectDelta& effect(const Posting& posting) const {
    return views[static_cast<std::size_t>(posting.view)]
        .effects[static_cast<std::size_t>(posting.index)];
  }

  void IndexViews();  // builds the postings; called once, when all views are there

  // What several rules begin with: FindUseMeetings, once all views are indexed.
  std::shared_ptr<const std::vector<UseMeeting>> use_meetings;

 private:
  // By name, in each group. The names are those of the views' deltas.
  using Postings = std::vector<std::unordered_map<std::string_view, std::vector<Posting>>>;
  PairView Complete(int a, int b, bool merged) const;
  static const std::vector<Posting>& Find(const Postings& postings, int group,
                                          std::string_view name);
  Postings touched_, added_;
  std::map<std::pair<int, Resource>, std::vector<Posting>> effects_;
  std::unordered_map<Resource, std::vector<int>, ResourceHash> base_effects_on_;
};

}  // namespace interlock
