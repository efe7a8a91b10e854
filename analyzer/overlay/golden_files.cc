#include "analyzer/overlay/golden_files.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "analyzer/overlay/behaviour.h"
#include "analyzer/overlay/test_files.h"
#include "analyzer/overlay/uses.h"

namespace interlock {

namespace {

// A golden file that both sides edit where it stood.
bool IsGolden(const Meeting& meeting) {
  const bool source = meeting.base != nullptr || meeting.a != nullptr || meeting.b != nullptr;
  return !source && !meeting.clashes && !meeting.removed_by_one && !meeting.path_a.empty() &&
         !meeting.path_b.empty() && IsGoldenPath(meeting.path);
}

// Was it there before, so that what it held is now expected otherwise?
bool Modifies(const ChangeView& view, const std::string& path) {
  return view.change != nullptr && std::any_of(view.change->files.begin(), view.change->files.end(),
                                               [&](const FileChange& file) {
                                                 return file.path == path && !file.old_blob.empty();
                                               });
}

// What the view makes of the file.
std::string_view BlobOf(const ChangeView& view, const std::string& path) {
  if (view.change == nullptr) return {};
  for (const FileChange& file : view.change->files) {
    if (file.path == path) return file.new_blob;
  }
  return {};
}

// Do both make the same of it? Then each expects what the other does.
bool EditAlike(const PairView& pair, const std::string& path) {
  const std::string_view blob = BlobOf(*pair.a, path);
  return !blob.empty() && blob == BlobOf(*pair.b, path);
}

// What stands before the folder of tests: of "generator/src/test/resources/rules.md" it is
// "generator/src/"; the whole folder when none of its parts is one.
std::string_view PartAround(std::string_view path) {
  std::size_t begin = 0;
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', begin)) {
    if (IsTestPath(path.substr(begin, slash + 1 - begin))) return path.substr(0, begin);
    begin = slash + 1;
  }
  return path.substr(0, begin);
}

// A function in production code that the view alters, in the part of the repository that the tests
// are for. Null when there is none.
const EntityDelta* AlteredNear(const ChangeView& view, const std::string& path) {
  const std::string_view part = PartAround(path);
  for (const EntityDelta& entity : view.delta.entities) {
    if (!AltersBehaviour(entity) || IsTestPath(entity.old_path)) continue;
    const SourceFile* file = OldFile(view, entity);
    if (file == nullptr || !Behaves(file->definition(entity.old_index))) continue;
    if (entity.old_path.starts_with(part)) return &entity;
  }
  return nullptr;
}

void MeetGolden(const Snapshot& snapshot, const char* rule, const PairView& pair,
                const std::string& path, Gatherer* gatherer) {
  const EntityDelta* altered = AlteredNear(*pair.a, path);
  const SourceFile* file = altered == nullptr ? nullptr : NewFile(*pair.a, *altered);
  if (file == nullptr) return;
  Interaction interaction = MakeInteraction(snapshot, rule, pair, "golden file", path);
  interaction.severity = Severity::kMedium;
  interaction.resolution = Resolution::kLikely;
  interaction.path = {pair.a->phrase + " alters code and what is expected of it in the file"};
  interaction.advice = RebaseAnd(pair, "run the tests that read " + path);
  gatherer->Add(
      std::move(interaction),
      MakeEvidence(snapshot, *pair.a, *file, file->definition(altered->new_index).first_line,
                   "alters " + altered->new_name + " and edits " + path),
      {pair.b->id, snapshot.repository, path, 0, "edits it elsewhere"});
}

}  // namespace

void FindGoldenFiles(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  for (const auto& [views, meetings] : snapshot.meeting_pairs) {
    if (snapshot.Apart(views.first, views.second)) continue;
    for (const bool swapped : {false, true}) {
      const PairView pair = swapped ? snapshot.Unmerged(views.second, views.first)
                                    : snapshot.Unmerged(views.first, views.second);
      for (const Meeting& meeting : pair.meetings) {
        if (IsGolden(meeting) && !meeting.only_adds_a && Modifies(*pair.a, meeting.path) &&
            !EditAlike(pair, meeting.path)) {
          MeetGolden(snapshot, rule, pair, meeting.path, gatherer);
        }
      }
    }
  }
}

}  // namespace interlock
