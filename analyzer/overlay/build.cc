#include "analyzer/overlay/build.h"

#include <algorithm>
#include <set>

#include "analyzer/intake/newer_base.h"
#include "analyzer/overlay/lazy_merges.h"
#include "analyzer/overlay/merges.h"
#include "analyzer/overlay/migrations/migration_codec.h"
#include "analyzer/overlay/related/landed_names.h"
#include "analyzer/overlay/related/related_files.h"
#include "analyzer/overlay/related/relevance.h"
#include "analyzer/overlay/resources/dormant.h"
#include "analyzer/overlay/resources/effects.h"
#include "analyzer/overlay/resources/unknown_resources.h"
#include "analyzer/overlay/test_files.h"
#include "analyzer/overlay/uses.h"
#include "analyzer/parallel.h"
#include "analyzer/text/report_text.h"
#include "interlock/check.h"

namespace interlock {

namespace {

// Of the base, that are looked at for what landed lately.
constexpr std::uint32_t kMostLandedCommits = 3000;

// What landed between one branch point and the base; shared by all changes that branched there.
struct Landed {
  std::vector<FileDiff> files;
  std::map<std::string, const FileDiff*> by_path;  // as they were, or, what is new, as they are
  std::vector<FileVersions> versions;
  const Layer* revert = nullptr;  // takes the base back to the branch point
  std::vector<Migration> migrations;
  std::vector<std::string> removed_migrations;
  int number = -1;  // position among those whose effects are worked out
};

// One change as its author wrote it, from branch point to head.
struct Branch {
  int change = -1;
  std::vector<FileDiff> files;
  const Landed* landed = nullptr;
};

class Builder {
 public:
  Builder(OverlayInput input, const GitRepository& repository, FactReader* reader,
          const std::map<ObjectId, std::string>& contents)
      : input_(std::move(input)),
        repository_(repository),
        reader_(*reader),
        contents_(contents),
        pool_(repository),
        merges_(std::make_shared<LazyMerges>(repository, input_.base_commit, reader, contents)),
        overlay_(std::make_unique<Overlay>()) {}

  std::unique_ptr<Overlay> Build() {
    for (ReadChange& read : input_.changes) {
      NoteGaps(read);
      for (BaseConflict& conflict : read.conflicts) {
        conflicts_[{conflict.change, conflict.path}] = std::move(conflict.regions);
      }
      overlay_->changes.push_back(std::move(read.change));
    }
    NoteAhead();
    shared_ = MergeSharedFiles(overlay_->changes, input_.focus, input_.base_commit, &pool_,
                               input_.threads, contents_);
    ReadBranches();
    ExtractAll();
    // What an incomplete reading says may be otherwise the next time.
    const bool is_whole = !repository_.MissedObjects() && !reader_.was_slow();
    if (!is_whole) input_.effects = nullptr;
    // Beyond this point no source text is read: everything is facts.
    Snapshot& snapshot = overlay_->snapshot;
    snapshot.repository = input_.repository;
    snapshot.base_name = input_.base_name;
    snapshot.base_commit = input_.base_commit;
    snapshot.base_day = repository_.ReadCommit(input_.base_commit).time.substr(0, 10);
    snapshot.frameworks = input_.frameworks;
    snapshot.checks = input_.checks;
    snapshot.hazards = input_.hazards;
    snapshot.operations = input_.operations;
    snapshot.open_flags = input_.open_flags;
    snapshot.only_focus = input_.only_focus;
    snapshot.contained = ContainedPairs(overlay_->changes, shared_, repository_);
    rows_ = RowsOver(input_.base_commit, input_.derived_key, input_.effects);
    landed_names_ = LandedNames(input_.base_name, rows_, &blobs_);
    LayBase();
    AddChangeViews();
    AddMeetings();
    BuildLanded();
    for (const Branch& branch : branches_) AddBranchGroup(branch);
    snapshot.catalog = input_.catalog;
    if (input_.catalog != nullptr) {
      AddEffects(*input_.catalog, {input_.effects, input_.derived_key, &blobs_}, landed_sides_,
                 input_.threads, &snapshot);
    }
    TakeRelated();
    snapshot.IndexViews();
    snapshot.use_meetings =
        std::make_shared<const std::vector<UseMeeting>>(FindUseMeetings(snapshot, input_.threads));
    if (input_.catalog != nullptr) AddDormant();
    for (std::string& notice : UnknownResources(snapshot)) {
      overlay_->notices.push_back(std::move(notice));
    }
    // Beyond this point the snapshot is frozen.
    return std::move(overlay_);
  }

 private:
  // ---- git

  void ReadBranches() {
    std::vector<std::string> far_behind;
    for (std::size_t c = 0; c < overlay_->changes.size(); ++c) {
      const Change& change = overlay_->changes[c];
      if (!IsBehind(change, input_.base_commit)) continue;
      if (input_.landed->at(change.branch_point).size() > kMostLandedFiles) {
        far_behind.push_back(change.id);
        continue;
      }
      behind_.push_back(static_cast<int>(c));
      if (!InFocus(change)) continue;
      const auto [landed, fresh] = landed_.try_emplace(change.branch_point);
      if (fresh) landed->second.files = repository_.Diff(change.branch_point, input_.base_commit);
      branches_.push_back({static_cast<int>(c), repository_.Diff(change.branch_point, change.head),
                           &landed->second});
    }
    if (!far_behind.empty()) {
      overlay_->notices.push_back(ByIds(std::move(far_behind)) + ": more than " +
                                  std::to_string(kMostLandedFiles) + " files behind " +
                                  input_.base_name +
                                  "; what has landed since was not compared with them");
    }
  }

  bool InFocus(const Change& change) const {
    return !input_.focus || input_.focus->contains(change.id);
  }

  static std::string ByIds(std::vector<std::string> ids) {
    std::sort(ids.begin(), ids.end(), ChangeIdLess);
    return FirstFew(std::move(ids));
  }

  // What intake could not vouch for (minified, binary …) is not read here either. Generated files
  // are: what they define is real, though nobody wrote it.
  void NoteGaps(const ReadChange& read) {
    std::set<std::string> paths;
    for (const Gap& gap : read.gaps) {
      if (gap.partial && gap.path.empty()) {
        overlay_->notices.push_back(gap.change + ": " + gap.detail);
      } else if (gap.reason != GapReason::kGenerated) {
        paths.insert(gap.path);
      }
    }
    for (const FileChange& file : read.change.files) {
      const bool is_of_base = file.new_blob == file.old_blob && file.path == file.old_path;
      if (paths.contains(file.path) && !is_of_base) gapped_.insert({file.path, file.new_blob});
    }
  }

  void NoteAhead() {
    std::vector<std::string> ahead;
    for (const Change& change : overlay_->changes) {
      if (change.ahead) ahead.push_back(change.id);
    }
    if (ahead.empty()) return;
    overlay_->notices.push_back(ByIds(std::move(ahead)) + ": with commits of " + input_.base_name +
                                " that are newer than the base given; only what is their own was "
                                "compared. Fetch, and scan over the newest base");
  }

  bool Analysable(const std::string& path, const ObjectId& blob) const {
    return !blob.empty() && (gapped_.empty() || !gapped_.contains({path, blob})) &&
           std::none_of(input_.ignore.begin(), input_.ignore.end(),
                        [&](const std::string& glob) { return MatchesGlob(glob, path); });
  }

  void ExtractAll() {
    std::vector<FileVersion> versions;
    const auto want = [&](const std::string& path, const ObjectId& blob) {
      if (Analysable(path, blob)) versions.push_back({path, blob});
    };
    for (const TreeEntry& entry : input_.base_tree) {
      if (IsFile(entry)) want(entry.path, entry.blob);
    }
    for (const Change& change : overlay_->changes) {
      for (const FileChange& file : change.files) {
        want(file.old_path, file.old_blob);
        want(file.path, file.new_blob);
      }
    }
    for (const auto& [pair, files] : shared_) {
      for (const SharedFile& file : files) want(file.path, file.merged);  // that there is
    }
    for (const auto& [point, landed] : landed_) {
      for (const FileDiff& file : landed.files) want(file.old_path, file.old_blob);
    }
    for (const Branch& branch : branches_) {
      for (const FileDiff& file : branch.files) {
        want(file.old_path, file.old_blob);
        want(file.path, file.new_blob);
      }
    }
    reader_.Ensure(versions);
  }

  static bool IsFile(const TreeEntry& entry) {
    return entry.mode == FileMode::kFile || entry.mode == FileMode::kExecutable;
  }

  // ---- facts

  // Null when the file was not analysed.
  const SourceFile* Source(const std::string& path, const ObjectId& blob) {
    if (!Analysable(path, blob)) return nullptr;
    auto& of_path = sources_[path];
    if (const auto known = of_path.find(blob); known != of_path.end()) return known->second;
    const KeptFacts* facts = reader_.Find(path, blob);
    const SourceFile* source = nullptr;
    if (facts != nullptr) {
      source = &overlay_->sources.emplace_back(path, *facts, reader_.TraitsFor(path));
      blobs_.emplace(source, blob);
    }
    of_path.emplace(blob, source);
    return source;
  }

  const Layer* AddLayer(std::vector<const SourceFile*> files, std::vector<std::string> removed) {
    return &overlay_->layers.emplace_back(std::move(files), std::move(removed));
  }

  void LayBase() {
    std::vector<const SourceFile*> files;
    for (const TreeEntry& entry : input_.base_tree) {
      if (!IsFile(entry)) continue;
      const SourceFile* source = Source(entry.path, entry.blob);
      if (source != nullptr) files.push_back(source);
    }
    overlay_->snapshot.base = AddLayer(std::move(files), {});
    overlay_->snapshot.base_migrations = BaseMigrations();
  }

  // Each file of a migration has to be read for them.
  std::vector<Migration> BaseMigrations() {
    constexpr const char* kKey = "migrations of the base";
    std::vector<Migration> migrations;
    if (const auto row = rows_ == nullptr ? std::nullopt : rows_->Load(kKey);
        row && DecodeMigrations(*row, &migrations)) {
      return migrations;
    }
    for (const TreeEntry& entry : input_.base_tree) {
      if (!IsFile(entry)) continue;
      ReadMigration(input_.frameworks, entry.path, Source(entry.path, entry.blob), &migrations);
    }
    if (rows_ != nullptr) rows_->Store({{kKey, EncodeMigrations(migrations)}});
    return migrations;
  }

  // Files and removed paths that lead from the old side to the new side.
  struct Sides {
    std::vector<FileVersions> versions;
    std::vector<const SourceFile*> after;
    std::vector<std::string> removed;
    std::vector<Migration> migrations;
    std::vector<std::string> removed_migrations;
  };

  void AddSide(Sides* sides, const std::string& old_path, const ObjectId& old_blob,
               const std::string& path, const ObjectId& blob) {
    const SourceFile* before = Source(old_path, old_blob);
    const SourceFile* after = Source(path, blob);
    if (before != nullptr || after != nullptr) sides->versions.push_back({before, after});
    if (after != nullptr) sides->after.push_back(after);
    const bool left = !old_blob.empty() && (blob.empty() || old_path != path);
    if (left) sides->removed.push_back(old_path);
    // A file that can no longer be analysed hides its old version all the same.
    if (!blob.empty() && after == nullptr) sides->removed.push_back(path);
    if (!blob.empty() && (old_blob.empty() || old_path != path)) {
      ReadMigration(input_.frameworks, path, after, &sides->migrations);
    }
    if (left) {
      std::vector<Migration> gone;
      ReadMigration(input_.frameworks, old_path, before, &gone);
      for (const Migration& migration : gone) sides->removed_migrations.push_back(migration.Key());
    }
  }

  // Files that could not be replayed, as they were where the change began: what has landed in them
  // since is none of its doing. Null when there are none.
  const Layer* AsBegun(const std::vector<FileVersions>& files) {
    std::vector<const SourceFile*> then;
    std::vector<std::string> missing;
    for (const FileVersions& versions : files) {
      const std::string& path =
          versions.before == nullptr ? versions.after->path() : versions.before->path();
      if (overlay_->snapshot.base->Find(path) == versions.before) continue;
      versions.before == nullptr ? missing.push_back(path) : then.push_back(versions.before);
    }
    if (then.empty() && missing.empty()) return nullptr;
    return AddLayer(std::move(then), std::move(missing));
  }

  // A view of all files of a change, without its delta.
  ChangeView ViewOf(const Change& change) {
    Sides sides;
    for (const FileChange& file : change.files) {
      AddSide(&sides, file.old_path, file.old_blob, file.path, file.new_blob);
    }
    ChangeView view;
    view.change = &change;
    view.in_focus = InFocus(change);
    view.id = view.phrase = change.id;
    view.files = std::move(sides.versions);
    view.layer = AddLayer(std::move(sides.after), std::move(sides.removed));
    view.before = {overlay_->snapshot.base};
    if (const Layer* then = AsBegun(view.files)) view.before.push_back(then);
    view.alone = {overlay_->snapshot.base, view.layer};
    view.migrations = std::move(sides.migrations);
    view.removed_migrations = std::move(sides.removed_migrations);
    return view;
  }

  // What versions are compared by, on several threads.
  void ReadFacts(const std::set<const SourceFile*>& files) const {
    std::vector<const SourceFile*> all(files.begin(), files.end());
    std::erase(all, nullptr);
    ParallelFor(all.size(), input_.threads, [&](std::size_t i) { all[i]->facts(); });
  }

  void AddChangeViews() {
    const std::vector<Change>& changes = overlay_->changes;
    std::vector<ChangeView>& views = overlay_->snapshot.views;
    views.resize(changes.size());
    overlay_->names = NamesOfChanges(rows_, changes.size());
    std::vector<std::size_t> whole, in_part;
    for (std::size_t c = 0; c < changes.size(); ++c) {
      const bool is_known = overlay_->names.Find(c, changes[c]);
      const bool is_unasked = input_.only_focus && !InFocus(changes[c]);
      const bool is_in_part = is_known && is_unasked && input_.described.contains(changes[c].id);
      (is_in_part ? in_part : whole).push_back(c);
    }
    std::set<const SourceFile*> files;
    for (const std::size_t c : whole) {
      for (const FileChange& file : changes[c].files) {
        files.insert(Source(file.old_path, file.old_blob));
        files.insert(Source(file.path, file.new_blob));
      }
    }
    ReadFacts(files);
    for (std::size_t c = 0; c < changes.size(); ++c) views[c] = ViewOf(changes[c]);
    ParallelFor(whole.size(), input_.threads, [&](std::size_t i) {
      ChangeView& view = views[whole[i]];
      view.delta = ComputeDelta(view.id, view.files);
      if (overlay_->names.IsKnown(whole[i])) return;
      overlay_->names.Put(whole[i], NamesOf(view.delta, view.files, input_.checks));
    });
    for (const std::size_t c : in_part) views[c].all_files = std::exchange(views[c].files, {});
    in_part_ = std::move(in_part);
  }

  // Of these views only the files that may have to do with the changes in focus. Effects are there
  // already: they are kept for the whole of each.
  void TakeRelated() {
    if (in_part_.empty()) return;
    const Snapshot& snapshot = overlay_->snapshot;
    const std::size_t changes = overlay_->changes.size();
    std::vector<ChangeView>& views = overlay_->snapshot.views;
    FilesOfInterest asked;
    for (std::size_t c = 0; c < changes; ++c) {
      if (!views[c].in_focus) continue;
      overlay_->names.Complete(
          c, [&](NamesOfChange* names) { AddReach(snapshot, views[c], input_.dependents, names); });
      asked.Add(views[c].files);
      asked.Add(overlay_->names.Of(c));
    }
    asked.Settle();
    // Where both touch one file of tests, all code that the other alters may bear on it.
    const auto is_of_tests = [](const SharedFile& file) {
      return IsTestPath(file.path) || IsTestPath(file.base_path) || IsGoldenPath(file.path) ||
             IsGoldenPath(file.base_path);
    };
    std::set<int> sharing;
    for (const auto& [pair, shared] : shared_) {
      if (std::none_of(shared.begin(), shared.end(), is_of_tests)) continue;
      if (views[static_cast<std::size_t>(pair.first)].in_focus) sharing.insert(pair.second);
      if (views[static_cast<std::size_t>(pair.second)].in_focus) sharing.insert(pair.first);
    }
    std::set<const SourceFile*> files;
    for (const std::size_t c : in_part_) {
      ChangeView& view = views[c];
      if (sharing.contains(static_cast<int>(c))) {
        view.files = std::exchange(view.all_files, {});
      } else {
        view.files = overlay_->names.Related(c, view.all_files, asked);
      }
      for (const FileVersions& versions : view.files) {
        files.insert({versions.before, versions.after});
      }
    }
    ReadFacts(files);
    ParallelFor(in_part_.size(), input_.threads, [&](std::size_t i) {
      ChangeView& view = views[in_part_[i]];
      view.delta = ComputeDelta(view.id, view.files);
    });
  }

  void AddMeetings() {
    std::vector<PairView*> pairs;
    std::vector<std::pair<int, int>> views;
    for (const auto& [pair, files] : shared_) {
      PairView& meeting_pair = overlay_->snapshot.meeting_pairs[pair];
      for (const SharedFile& file : files) meeting_pair.meetings.push_back(MeetingAt(file));
      pairs.push_back(&meeting_pair);
      views.push_back(pair);
    }
    overlay_->snapshot.merged_files = merges_;
    ParallelFor(pairs.size(), input_.threads, [&](std::size_t i) {
      const auto& of_a = overlay_->names.Of(static_cast<std::size_t>(views[i].first)).by_path;
      const auto& of_b = overlay_->names.Of(static_cast<std::size_t>(views[i].second)).by_path;
      pairs[i]->related = std::any_of(
          pairs[i]->meetings.begin(), pairs[i]->meetings.end(), [&](const Meeting& meeting) {
            const auto in_a =
                of_a.find(meeting.path_a.empty() ? meeting.base_path : meeting.path_a);
            const auto in_b =
                of_b.find(meeting.path_b.empty() ? meeting.base_path : meeting.path_b);
            return in_a != of_a.end() && in_b != of_b.end() &&
                   in_a->second.spoken.Meets(in_b->second.spoken);
          });
    });
  }

  Meeting MeetingAt(const SharedFile& file) {
    Meeting meeting;
    meeting.path = file.path;
    meeting.path_a = file.path_a;
    meeting.path_b = file.path_b;
    meeting.base_path = file.base_path;
    meeting.base = Source(file.base_path, file.base);
    meeting.a = Source(file.path_a, file.a);
    meeting.b = Source(file.path_b, file.b);
    meeting.clashes = file.clashes;
    meeting.removed_by_one = file.removed_by_one;
    meeting.only_adds_a = file.only_adds_a;
    meeting.only_adds_b = file.only_adds_b;
    meeting.clash = file.clash;
    if (!file.merged.empty()) {
      meeting.merge = -1;
      meeting.merged = Source(file.path, file.merged);
    } else if (meeting.a != nullptr && meeting.b != nullptr &&
               (file.edits_a != nullptr || !file.is_tried)) {
      meeting.merge = merges_->Add(file);
    }
    return meeting;
  }

  // ---- what landed since a branch point

  void BuildLanded() {
    std::vector<const std::vector<FileVersions>*> all;
    for (auto& [point, landed] : landed_) {
      std::vector<const SourceFile*> before;
      std::vector<std::string> added;
      for (const FileDiff& file : landed.files) {
        const SourceFile* then = Source(file.old_path, file.old_blob);
        const SourceFile* now = Source(file.path, file.new_blob);
        if (then != nullptr || now != nullptr) landed.versions.push_back({then, now});
        if (then != nullptr) before.push_back(then);
        const bool is_new = file.old_blob.empty() || file.old_path != file.path;
        if (!file.new_blob.empty() && is_new) added.push_back(file.path);
      }
      landed.revert = AddLayer(std::move(before), std::move(added));
      Sides sides;
      for (const FileDiff& file : landed.files) {
        landed.by_path[file.old_blob.empty() ? file.path : file.old_path] = &file;
        AddSide(&sides, file.old_path, file.old_blob, file.path, file.new_blob);
      }
      landed.migrations = std::move(sides.migrations);
      landed.removed_migrations = std::move(sides.removed_migrations);
      landed.number = static_cast<int>(landed_sides_.size());
      landed_sides_.push_back({point, {overlay_->snapshot.base, landed.revert}, &landed.versions});
      all.push_back(&landed.versions);
    }
    landed_names_.Compare(all, input_.threads);
  }

  // What landed, as far as the branch may have to do with it: most of what did has not.
  ChangeView LandedView(const Landed& landed, const ChangeView& branch) {
    ChangeView view;
    view.group = branch.group;
    view.id = view.phrase = input_.base_name;
    view.landed = landed.number;
    view.before = {overlay_->snapshot.base, landed.revert};
    view.alone = {overlay_->snapshot.base};
    view.migrations = landed.migrations;
    view.removed_migrations = landed.removed_migrations;
    FilesOfInterest asked;
    asked.Add(branch.files);
    asked.Add(NamesOfAll(branch.delta, branch.files));
    if (HasManifest(branch.files)) asked.AddAll();  // it may concern any file
    asked.Settle();
    for (const FileVersions& versions : landed.versions) {
      if (asked.MayMeet(versions, landed_names_.Of(versions))) view.files.push_back(versions);
    }
    view.delta = landed_names_.DeltaOf(view.files);
    return view;
  }

  ChangeView BranchView(const Branch& branch, int group) {
    const Change& change = overlay_->changes[static_cast<std::size_t>(branch.change)];
    Sides sides;
    for (const FileDiff& file : branch.files) {
      AddSide(&sides, file.old_path, file.old_blob, file.path, file.new_blob);
    }
    ChangeView view;
    view.group = group;
    view.change = &change;
    view.landed = branch.landed->number;
    view.id = view.phrase = change.id;
    view.files = std::move(sides.versions);
    view.delta = ComputeDelta(change.id, view.files);
    const Layer* as_written = AddLayer(std::move(sides.after), std::move(sides.removed));
    view.before = {overlay_->snapshot.base, branch.landed->revert};
    view.alone = {overlay_->snapshot.base, branch.landed->revert, as_written};
    view.migrations = std::move(sides.migrations);
    view.removed_migrations = std::move(sides.removed_migrations);
    return view;
  }

  Meeting BranchMeeting(const Change& change, const FileDiff& written, const FileChange* replayed,
                        const std::map<std::string, const FileDiff*>& landed) {
    Meeting meeting;
    meeting.path = replayed != nullptr ? replayed->path : written.path;
    meeting.path_b = written.new_blob.empty() ? "" : written.path;
    meeting.base = Source(written.old_path, written.old_blob);
    meeting.b = Source(written.path, written.new_blob);
    const auto theirs = landed.find(written.old_blob.empty() ? written.path : written.old_path);
    if (theirs != landed.end() && !theirs->second->new_blob.empty()) {
      meeting.path_a = theirs->second->path;
      meeting.a = Source(theirs->second->path, theirs->second->new_blob);
    }
    if (replayed == nullptr) return meeting;
    meeting.clashes = replayed->conflicts_with_base;
    meeting.removed_by_one = meeting.path_a.empty() || meeting.path_b.empty();
    if (!meeting.clashes) meeting.merged = Source(replayed->path, replayed->new_blob);
    for (const ConflictRegion& region : conflicts_[{change.id, replayed->path}]) {
      meeting.clash.push_back({region.ours_first_line, region.ours_lines, region.theirs_first_line,
                               region.theirs_lines});
    }
    return meeting;
  }

  // Two views that meet in a group of their own: what landed, and the change as written.
  void AddBranchGroup(const Branch& branch) {
    Snapshot& snapshot = overlay_->snapshot;
    const Change& change = overlay_->changes[static_cast<std::size_t>(branch.change)];
    const int group = branch.change + 1;
    const int first = static_cast<int>(snapshot.views.size());
    ChangeView as_written = BranchView(branch, group);
    snapshot.views.push_back(LandedView(*branch.landed, as_written));
    snapshot.views.push_back(std::move(as_written));
    const std::map<std::string, const FileDiff*>& landed = branch.landed->by_path;
    PairView& pair = snapshot.meeting_pairs[{first, first + 1}];
    pair.related = true;
    pair.both = {snapshot.base, snapshot.views[static_cast<std::size_t>(branch.change)].layer};
    for (const FileDiff& written : branch.files) {
      if (!landed.contains(written.old_blob.empty() ? written.path : written.old_path)) continue;
      const auto replayed =
          std::find_if(change.files.begin(), change.files.end(), [&](const FileChange& file) {
            return file.path == written.path || file.old_path == written.old_path;
          });
      pair.meetings.push_back(BranchMeeting(
          change, written, replayed == change.files.end() ? nullptr : &*replayed, landed));
    }
  }

  // ---- what landed lately and has not yet shown

  void AddDormant() {
    Snapshot& snapshot = overlay_->snapshot;
    const std::vector<std::string> paths = FilesToAskFor(snapshot);
    if (paths.empty()) return;
    const std::vector<CommitFiles> landed =
        repository_.LandedLately(input_.base_commit, paths, kDormantSeconds, kMostLandedCommits);
    std::vector<FileVersion> versions;
    for (const CommitFiles& commit : landed) {
      for (const FileDiff& file : commit.files) {
        if (Analysable(file.path, file.old_blob)) versions.push_back({file.path, file.old_blob});
        if (Analysable(file.path, file.new_blob)) versions.push_back({file.path, file.new_blob});
      }
    }
    reader_.Ensure(versions);
    std::vector<ChangeView> views;
    for (const CommitFiles& commit : landed) views.push_back(CommitView(commit));
    AddEffectsOf({input_.effects, input_.derived_key, &blobs_}, input_.threads, snapshot, &views);
    for (std::size_t i = 0; i < views.size(); ++i) {
      views[i].effects = StillDormant(snapshot, std::move(views[i].effects));
      if (!views[i].effects.empty()) KeepDormant(landed[i].info, std::move(views[i]));
    }
  }

  ChangeView CommitView(const CommitFiles& commit) {
    const Snapshot& snapshot = overlay_->snapshot;
    Sides sides, back;
    for (const FileDiff& file : commit.files) {
      AddSide(&sides, file.path, file.old_blob, file.path, file.new_blob);
      AddSide(&back, file.path, file.new_blob, file.path, file.old_blob);
    }
    ChangeView view;
    view.files = std::move(sides.versions);
    view.before = {snapshot.base, AddLayer(std::move(back.after), std::move(back.removed))};
    view.alone = {snapshot.base, AddLayer(std::move(sides.after), std::move(sides.removed))};
    return view;
  }

  void KeepDormant(const CommitInfo& commit, ChangeView view) {
    Change change;
    change.repository = input_.repository;
    change.title = commit.title;
    change.author = commit.author;
    change.head = commit.id;
    change.landed = commit.time.substr(0, 10);
    if (!commit.parents.empty()) change.branch_point = commit.parents.front();
    change.id = LandedNumber(commit);
    const auto taken = [&](const Change& other) { return other.id == change.id; };
    if (change.id.empty() ||
        std::any_of(overlay_->changes.begin(), overlay_->changes.end(), taken) ||
        std::any_of(overlay_->dormant.begin(), overlay_->dormant.end(), taken)) {
      change.id = commit.id.substr(0, 10);
    }
    view.id = change.id;
    view.phrase = change.id + ", landed " + change.landed;
    overlay_->dormant.push_back(std::move(change));
    view.change = &overlay_->dormant.back();
    // What landed since a change branched meets it as part of the base already.
    for (const int c : behind_) {
      const Change& open = overlay_->changes[static_cast<std::size_t>(c)];
      if (repository_.IsAncestor(commit.id, open.branch_point)) continue;
      auto& contained = overlay_->snapshot.contained;
      const auto ids = std::minmax(open.id, view.id);
      const std::pair<std::string, std::string> pair(ids.first, ids.second);
      contained.insert(std::lower_bound(contained.begin(), contained.end(), pair), pair);
    }
    overlay_->snapshot.dormant.push_back(std::move(view));
  }

  OverlayInput input_;
  const GitRepository& repository_;
  FactReader& reader_;
  const std::map<ObjectId, std::string>& contents_;
  RepositoryPool pool_;
  std::shared_ptr<LazyMerges> merges_;
  std::unique_ptr<Overlay> overlay_;
  SharedFiles shared_;
  RowStore* rows_ = nullptr;  // of what was worked out over this base; null: nothing is kept
  std::set<std::pair<std::string, ObjectId>> gapped_;  // path, blob
  std::map<std::pair<std::string, std::string>, std::vector<ConflictRegion>> conflicts_;
  std::map<ObjectId, Landed> landed_;
  std::vector<LandedSide> landed_sides_;
  LandedNames landed_names_;
  std::vector<std::size_t> in_part_;  // changes of which only some files are looked at
  std::vector<int> behind_;  // changes that are compared with what landed since, in focus or not
  std::vector<Branch> branches_;
  std::unordered_map<std::string, std::map<ObjectId, const SourceFile*>> sources_;  // path, blob
  LandedNames::Blobs blobs_;
};

}  // namespace

std::unique_ptr<Overlay> BuildOverlay(OverlayInput input, const GitRepository& repository,
                                      FactReader* reader,
                                      const std::map<ObjectId, std::string>& contents) {
  return Builder(std::move(input), repository, reader, contents).Build();
}

}  // namespace interlock
