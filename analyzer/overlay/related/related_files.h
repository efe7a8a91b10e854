// Of the changes that nobody asks about, only files that may have to do with those somebody asks
// about are looked at: a check among a thousand changes reads the facts of a few of them. What
// tells is the names that each file of a change speaks (relevance.h), which the database keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/overlay/related/relevance.h"
#include "analyzer/overlay/snapshot.h"
#include "graph/row_store.h"
#include "interlock/change.h"

namespace interlock {

// What a file of a change may have to do with files of others.
struct NamesOfFile {
  DeltaNames spoken;
  SpokenNames reached;    // of what in the base uses what the change touches in it, however far
  SpokenNames resources;  // that it uses, or used
};

struct NamesOfChange {
  std::map<std::string, NamesOfFile, std::less<>> by_path;  // as NamesByPath
  // It asks for other packages, offers other modules or makes a check stricter: that may concern
  // any file of others, and all of its own tell what it means.
  bool is_wide = false;
};

// What is asked about: names and paths.
class FilesOfInterest {
 public:
  void Add(const std::vector<FileVersions>& files);  // which outlive it
  void Add(const DeltaNames& names) { spoken_.Add(names); }
  void Add(const NamesOfChange& names);
  void AddAll() { takes_all_ = true; }  // it may concern any file
  void Settle();                        // once all are there

  // REQUIRES of both: settled. May the file have to do with any of them? Manifests always may.
  bool MayMeet(const FileVersions& versions, const DeltaNames& names) const;
  bool MayMeet(const FileVersions& versions, const NamesOfFile& names) const;
  bool takes_all() const { return takes_all_; }

 private:
  DeltaNames spoken_;
  SpokenNames reached_, resources_;
  std::set<std::string_view> paths_;
  bool takes_all_ = false;
};

// Is any of them a manifest?
bool HasManifest(const std::vector<FileVersions>& files);

// Without what the base tells. REQUIRES: the delta is that of these files.
NamesOfChange NamesOf(const Delta& delta, const std::vector<FileVersions>& files,
                      const std::vector<CheckTool>& checks);

// The names of what in the base uses, however far, what a delta touches.
using Dependents = std::function<SpokenNames(const Delta&)>;

// Adds what the base tells: who uses what the view touches in each file, the resources that the
// file uses there, and those that the view does anything to.
void AddReach(const Snapshot& snapshot, const ChangeView& view, const Dependents& dependents,
              NamesOfChange* names);

// The view with all files of its change; nothing where it has all of them itself.
std::optional<ChangeView> WholeOf(const ChangeView& view);

// The names of all changes' files, those of earlier runs from the database. Not thread-safe, but
// for Put of different changes.
class NamesOfChanges {
 public:
  // `rows` may be null: nothing is kept. REQUIRES: it is kept for the base already, and outlives
  // this.
  explicit NamesOfChanges(RowStore* rows = nullptr, std::size_t changes = 0)
      : rows_(rows), names_(changes), state_(changes) {}

  // Takes what is kept of the change; false when nothing is.
  bool Find(std::size_t number, const Change& change);
  bool IsKnown(std::size_t number) const { return state_[number] != State::kUnknown; }
  void Put(std::size_t number, NamesOfChange names) {
    names_[number] = std::move(names);
    state_[number] = State::kPut;
  }
  const NamesOfChange& Of(std::size_t number) const { return names_[number]; }

  // `complete` adds what was not known when the names were put; what has it is left as it is.
  void Complete(std::size_t number, const std::function<void(NamesOfChange* names)>& complete);
  // Of those that were put, once they are complete, in one transaction.
  void Store(const std::vector<Change>& changes,
             const std::function<void(std::size_t number, NamesOfChange* names)>& complete);

  // Those of the change's files that may have to do with what is asked about.
  std::vector<FileVersions> Related(std::size_t number, const std::vector<FileVersions>& files,
                                    const FilesOfInterest& asked) const;

 private:
  RowStore* rows_;
  std::vector<NamesOfChange> names_;
  enum class State : std::uint8_t { kUnknown, kKept, kPut, kComplete };
  std::vector<State> state_;
};

}  // namespace interlock
