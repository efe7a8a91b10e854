// Two changes edit the same lines: git stops whichever lands second.
//
//   12 edits cart.py:10-14       34 edits cart.py:12        -> textual-conflict
//
// Found by a real three-way merge in memory of both sides as replayed on the base. A change that no
// longer merges with the base is reported once, as that. A note, both times: git itself stops the
// change that lands second, so nothing slips through, and a gate that repeats what git says would
// be noise (policy may raise it).
#include <string>

#include "analyzer/overlay/uses.h"
#include "analyzer/text/report_text.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_textual_conflict;

namespace {

const char* const kId = "textual-conflict";
constexpr std::size_t kFilesShown = 5;

std::string Lines(std::uint32_t first, std::uint32_t count) {
  if (count == 0) return "inserts or removes lines at " + std::to_string(first);
  if (count == 1) return "edits line " + std::to_string(first);
  return "edits lines " + std::to_string(first) + " to " + std::to_string(first + count - 1);
}

Evidence SideEvidence(const Snapshot& snapshot, const ChangeView& view, const Meeting& meeting,
                      bool is_a) {
  Evidence evidence;
  evidence.change = view.id;
  evidence.repository = snapshot.repository;
  evidence.path = is_a ? meeting.path_a : meeting.path_b;
  if (meeting.clash.empty()) {
    const bool gone = evidence.path.empty();
    if (gone) evidence.path = meeting.path;
    const bool moved = meeting.base != nullptr && meeting.base->path() != evidence.path;
    evidence.statement = gone    ? "removes the file"
                         : moved ? "moves " + meeting.base->path() + " here"
                                 : "edits the file";
    return evidence;
  }
  const Clash& first = meeting.clash.front();
  evidence.line = is_a ? first.line_a : first.line_b;
  evidence.statement =
      is_a ? Lines(first.line_a, first.lines_a) : Lines(first.line_b, first.lines_b);
  if (meeting.clash.size() > 1) {
    evidence.statement += " (and " + CountOf(meeting.clash.size() - 1, "more place") + ")";
  }
  return evidence;
}

// For those who ask why two changes are not gated although they touch the same files.
void NoteCleanMerge(const Snapshot& snapshot, const PairView& pair,
                    std::vector<Interaction>* found) {
  if (pair.a->change == nullptr || pair.b->change == nullptr || pair.meetings.empty()) return;
  const std::string more =
      pair.meetings.size() > 1 ? " and " + std::to_string(pair.meetings.size() - 1) + " more" : "";
  Interaction interaction =
      MakeInteraction(snapshot, kId, pair, "file", pair.meetings.front().path + more);
  interaction.silenced = "both touch it, and git merges them without a conflict";
  found->push_back(std::move(interaction));
}

void CheckPair(const Snapshot& snapshot, const PairView& pair, bool note_clean_merges,
               std::vector<Interaction>* found) {
  std::vector<const Meeting*> clashing;
  for (const Meeting& meeting : pair.meetings) {
    if (meeting.clashes) clashing.push_back(&meeting);
  }
  if (clashing.empty()) {
    if (note_clean_merges) NoteCleanMerge(snapshot, pair, found);
    return;
  }
  const std::string more =
      clashing.size() > 1 ? " and " + std::to_string(clashing.size() - 1) + " more" : "";
  Interaction interaction =
      MakeInteraction(snapshot, kId, pair, "file", clashing.front()->path + more);
  const bool with_base = interaction.changes.size() == 1;
  interaction.severity = Severity::kLow;
  interaction.resolution = Resolution::kResolved;
  interaction.certain = true;
  for (std::size_t i = 0; i < clashing.size() && i < kFilesShown; ++i) {
    interaction.evidence.push_back(SideEvidence(snapshot, *pair.a, *clashing[i], true));
    interaction.evidence.push_back(SideEvidence(snapshot, *pair.b, *clashing[i], false));
  }
  interaction.path = {"a three-way merge of " + clashing.front()->path + " conflicts"};
  if (clashing.size() > kFilesShown) {
    std::vector<std::string> rest;
    for (std::size_t i = kFilesShown; i < clashing.size(); ++i) rest.push_back(clashing[i]->path);
    const std::string count = CountOf(rest.size(), "more file");
    interaction.path.push_back("so do merges of " + count + ": " + FirstFew(std::move(rest)));
  }
  interaction.advice.order = "land one, then rebase the other";
  interaction.advice.cures = {"resolve " + clashing.front()->path};
  if (with_base) {
    interaction.advice = {.order = "rebase " + interaction.changes.front() + " on " +
                                   snapshot.base_name};
  }
  found->push_back(std::move(interaction));
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  const bool note_clean_merges = snapshot.PairsThatMeet() <= kMostPairsRemembered;
  for (const auto& [key, unused] : snapshot.meeting_pairs) {
    if (snapshot.Apart(key.first, key.second)) continue;
    CheckPair(snapshot, snapshot.Unmerged(key.first, key.second), note_clean_merges, &found);
  }
}

}  // namespace

const Rule rule_textual_conflict = {
    .id = kId,
    .summary = "both changes edit the same lines",
    .verdict = Verdict::kRetest,
    .at_merge = true,
    .stops_merge = true,
    .check = Check,
};

}  // namespace interlock
