#include "analyzer/rollouts/rollouts_report.h"

#include <algorithm>
#include <ostream>

#include "analyzer/rollouts/exposure_story.h"
#include "analyzer/text/exposure.h"
#include "analyzer/text/report_page.h"
#include "analyzer/text/report_text.h"

namespace interlock {
namespace {

constexpr std::size_t kMostStages = 8;
constexpr std::size_t kMostFreezes = 6;
constexpr std::size_t kMostNotices = 50;
constexpr std::size_t kMostRelations = 200;

// A name is what `interlock exposure` is asked for, so it is never cut.
void WriteNamed(const std::string& name, const std::string& text, Page* page) {
  constexpr std::size_t kMostLabel = 22;
  if (name.size() <= kMostLabel) {
    page->Write(3, name + ":", text);
    return;
  }
  page->Write(3, name + ":");
  page->Write(5, text);
}

void WriteRollout(const RolloutSource& source, const Rollout& rollout, std::int64_t now,
                  Page* page) {
  const Tie tie{&rollout, &source.index, false, ""};
  std::string head = rollout.id;
  if (!rollout.flag.empty() && rollout.flag != rollout.id) head += ", flag " + rollout.flag;
  const std::string line = "line " + std::to_string(rollout.line) + ": ";
  if (rollout.stages.size() == 1 && rollout.current == 1) {
    WriteNamed(head, line + DescribeStage(tie, rollout.stages.front(), now), page);
  } else {
    const bool unknown = rollout.current == kStageUnknown;
    const std::string of = " of " + std::to_string(rollout.stages.size());
    WriteNamed(
        head,
        line + (unknown                ? "at an unknown stage" + of
                : rollout.current == 0 ? "not started, " + CountOf(rollout.stages.size(), "stage")
                                       : "stage " + std::to_string(rollout.current) + of),
        page);
    for (std::size_t i = 0; i < std::min(rollout.stages.size(), kMostStages); ++i) {
      const auto stage = static_cast<std::uint32_t>(i + 1);
      page->Write(5, std::to_string(stage) + StageMark(rollout, stage, now) + ":",
                  DescribeStage(tie, rollout.stages[i], now));
    }
    if (rollout.stages.size() > kMostStages) {
      page->Write(5, CountOf(rollout.stages.size() - kMostStages, "more stage"));
    }
  }
  for (std::size_t i = 0; i < std::min(rollout.freezes.size(), kMostFreezes); ++i) {
    page->Write(5, "frozen:", DescribeFreeze(rollout.freezes[i], now));
  }
  for (const std::string& note : rollout.notes) page->Write(5, "note:", note);
}

void WriteFile(const RolloutSource& source, std::int64_t now, Page* page) {
  const RolloutFile& file = source.file;
  std::string counts = CountOf(file.rollouts.size(), "rollout");
  if (!file.segments.empty()) counts += ", " + CountOf(file.segments.size(), "segment");
  page->Write(0, file.source + " (" + file.format + "): " + counts, Ink::kBold);
  for (const Rollout& rollout : file.rollouts) WriteRollout(source, rollout, now, page);
  std::size_t shown = 0;
  for (const RolloutNotice& notice : file.notices) {
    if (++shown > kMostNotices) {
      page->Write(3, CountOf(file.notices.size() - kMostNotices, "more part") +
                         " not understood; --format json lists them");
      break;
    }
    page->Write(3, "not understood:", "line " + std::to_string(notice.line) + ": " + notice.message,
                Ink::kYellow);
  }
  page->Blank();
}

void WriteChanges(const RolloutView& view, std::int64_t now, Page* page) {
  if (view.changes.empty()) return;
  page->Write(0, "Changes", Ink::kBold);
  for (const RolloutChange& change : view.changes) {
    page->Write(3, change.id, change.title);
    if (change.ties.ties.empty()) page->Write(5, "everyone when deployed: tied to no rollout");
    for (const Tie& tie : change.ties.ties) {
      Tie shown = tie;
      shown.how.clear();  // which has a line of its own
      page->Write(5, "-", DescribeExposure({shown}, now));
      page->Write(7, "tied:", tie.how);
    }
    for (const std::string& notice : change.ties.notices) {
      page->Write(5, "not tied:", notice, Ink::kYellow);
    }
  }
  page->Blank();
}

void WriteRelations(const RolloutView& view, std::int64_t now, Page* page) {
  const std::vector<RelatedChanges> relations = RelationsOf(view.changes, now);
  if (relations.empty()) return;
  page->Write(0, "Changes whose rollouts have to do with one another", Ink::kBold);
  std::size_t shown = 0;
  for (const RelatedChanges& related : relations) {
    if (++shown > kMostRelations) {
      page->Write(3, CountOf(relations.size() - kMostRelations, "more pair"));
      break;
    }
    page->Write(3, related.a + " and " + related.b + ", " + Name(related.relation) + ":",
                related.text);
  }
  page->Blank();
}

}  // namespace

void WriteRolloutsText(const RolloutView& view, const OverlapList* overlaps, std::int64_t now,
                       const FormatOptions& options, std::ostream& out) {
  Page page(options, out);
  if (view.knowledge.rollouts.empty()) {
    page.Write(0,
               "No rollouts: name files with --rollouts FILE, or under 'rollouts:' in "
               "interlock.yaml. Every change counts as reaching everyone when deployed.");
    page.Blank();
  }
  for (const auto& source : view.knowledge.rollouts) WriteFile(*source, now, &page);
  WriteChanges(view, now, &page);
  WriteRelations(view, now, &page);
  if (overlaps != nullptr) WriteOverlaps(*overlaps, &page);
}

}  // namespace interlock
