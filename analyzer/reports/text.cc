// For a terminal: what needs attention first, each decision on one screenful of eight lines or so.
#include <algorithm>
#include <ostream>

#include "analyzer/text/report_page.h"
#include "analyzer/text/report_text.h"
#include "interlock/report_format.h"

namespace interlock {

extern const ReportFormat report_text;

namespace {

constexpr std::size_t kReasonsShown = 2;
constexpr std::size_t kGapsShown = 3;

std::string ShoutedVerdict(const Decision& decision) {
  std::string word = Name(decision.verdict);
  for (char& c : word) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return word;
}

void WriteEvidenceOf(const Interaction& interaction, Page* page) {
  const EvidenceChoice choice = ChooseEvidence(interaction);
  for (const Evidence* evidence : choice.shown) {
    page->WriteEvidence(4, evidence->change, Place(*evidence), evidence->statement);
  }
  if (choice.more > 0) page->Write(4, "and " + CountOf(choice.more, "more place"), Ink::kFaint);
}

void WriteReason(const Interaction& interaction, Page* page) {
  page->Write(2, interaction.rule + ": " + On(interaction));
  WriteEvidenceOf(interaction, page);
  if (ExposureMatters(interaction.exposure)) {
    page->Write(4, "exposed:", ExposedShare(interaction.exposure));
  }
  if (!interaction.incidents.empty()) {
    const IncidentRef& first = interaction.incidents.front();
    page->Write(4, "seen before:", first.title + " (" + first.id + ")");
  }
}

void WriteReasons(const Report& report, const Decision& decision, Page* page) {
  const std::vector<const Interaction*> reasons = Reasons(report, decision);
  for (std::size_t i = 0; i < reasons.size() && i < kReasonsShown; ++i) {
    WriteReason(*reasons[i], page);
  }
  if (reasons.size() > kReasonsShown) {
    page->Write(2, "and " + CountOf(reasons.size() - kReasonsShown, "more interaction") +
                       ": interlock why " + WhyArguments(report, decision));
  }
}

void WriteDecision(const Report& report, const Decision& decision, Page* page) {
  page->Blank();
  page->Write(0, ShoutedVerdict(decision) + "  " + Who(report, decision), InkOf(decision.verdict));
  for (const std::string& id : decision.changes) {
    const ChangeSummary* change = FindChange(report, id);
    if (change == nullptr) continue;
    // The end of a title may be cut, so what must be seen stands before it.
    page->WriteCut(2, id, (change->draft ? "(draft) " : "") + TitleOf(*change));
  }
  WriteReasons(report, decision, page);
  const std::string why = WhyOnlyNote(decision);
  if (!why.empty()) page->Write(2, "only a note:", why);
  if (!decision.advice.empty()) page->Write(2, "→", Text(decision.advice));
}

void WriteGap(const Gap& gap, Page* page) {
  std::string where = gap.path.empty() ? "the whole change" : gap.path;
  if (!gap.detail.empty()) where += " (" + gap.detail + ")";
  page->Write(4, gap.change, where);
}

void WriteGapGroup(const GapGroup& group, Page* page) {
  page->Write(2, GapText(group.reason) + " (" + std::to_string(group.gaps.size()) + ")");
  for (std::size_t i = 0; i < group.gaps.size() && i < kGapsShown; ++i) {
    WriteGap(*group.gaps[i], page);
  }
  if (group.gaps.size() > kGapsShown) {
    page->Write(4, "and " + std::to_string(group.gaps.size() - kGapsShown) + " more", Ink::kFaint);
  }
}

void WriteGaps(const Coverage& coverage, bool partial, const char* title, Page* page) {
  bool first = true;
  for (const GapGroup& group : GroupGaps(coverage.gaps)) {
    if (group.partial != partial) continue;
    if (first) {
      page->Blank();
      page->Write(0, title, Ink::kBold);
    }
    first = false;
    WriteGapGroup(group, page);
  }
}

void WriteNotices(const Report& report, Page* page) {
  if (report.notices.empty()) return;
  page->Blank();
  page->Write(0, "To know", Ink::kBold);
  for (const std::string& notice : report.notices) page->Write(2, "-", notice);
}

void Render(const Report& report, const FormatOptions& options, std::ostream& out) {
  Page page(options, out);
  page.Write(0, Headline(report), Ink::kBold);
  page.Write(0, BaseLine(report), Ink::kFaint);
  for (const Decision& decision : report.decisions) {
    if (decision.verdict >= Verdict::kNote) WriteDecision(report, decision, &page);
  }
  WriteGaps(report.coverage, false, "Not analysed, so nothing is known about them", &page);
  WriteGaps(report.coverage, true, "Analysed with a reservation", &page);
  WriteNotices(report, &page);
}

}  // namespace

const ReportFormat report_text = {"text", "for people, at a terminal", Render};

}  // namespace interlock
