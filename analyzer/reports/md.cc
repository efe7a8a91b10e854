// Markdown as GitHub renders it: a table to see at a glance, then each decision with its proof.
//
// A host refuses a comment that is too long (GitHub one of 65,536 characters), so the page is kept
// within kLongestPage: the strongest decisions are told, and how many are left out is said.
#include <algorithm>
#include <ostream>
#include <sstream>

#include "analyzer/text/report_markdown.h"
#include "analyzer/text/report_text.h"
#include "interlock/report_format.h"

namespace interlock {

extern const ReportFormat report_md;

namespace {

// In bytes, of which there are never fewer than characters.
constexpr std::size_t kLongestPage = 60'000;
constexpr std::size_t kLongestTable = 16'000;
constexpr std::size_t kLongestGaps = 8'000;
constexpr std::size_t kLongestNotices = 6'000;
constexpr std::size_t kLongestDecision = 12'000;
constexpr std::size_t kLongestTitle = 160;  // nobody reads more

// Lines as far as there is room for them, and the number of the others.
class Lines {
 public:
  explicit Lines(std::size_t room) : room_(room) {}

  void Add(const std::string& line) {
    if (left_out_ > 0 || line.size() > room_) {
      ++left_out_;
      return;
    }
    room_ -= line.size();
    text_ += line;
  }

  const std::string& text() const { return text_; }
  std::size_t left_out() const { return left_out_; }

 private:
  std::size_t room_;
  std::string text_;
  std::size_t left_out_ = 0;
};

std::string Linked(const Report& report, const std::string& id) {
  const ChangeSummary* change = FindChange(report, id);
  return change == nullptr ? MarkdownText(id) : MarkdownLink(id, change->url);
}

std::string LinkedAll(const Report& report, const Decision& decision) {
  std::vector<std::string> links;
  for (const std::string& id : decision.changes) links.push_back(Linked(report, id));
  if (links.size() == 1) links.push_back(MarkdownText(report.base_name));
  return Join(links, ", ");
}

// As in the text, what policy calls clear is not listed.
std::vector<const Decision*> Listed(const Report& report) {
  std::vector<const Decision*> listed;
  for (const Decision& decision : report.decisions) {
    if (decision.verdict >= Verdict::kNote) listed.push_back(&decision);
  }
  return listed;
}

std::string Row(const Report& report, const Decision& decision) {
  const std::vector<const Interaction*> reasons = Reasons(report, decision);
  std::string rule, on;
  if (!reasons.empty()) {
    rule = MarkdownText(reasons.front()->rule);
    on = MarkdownCode(reasons.front()->on.name, /*in_table=*/true);
    if (reasons.size() > 1) rule += " and " + std::to_string(reasons.size() - 1) + " more";
  }
  return std::string("| **") + Name(decision.verdict) + "** | " + LinkedAll(report, decision) +
         " | " + rule + " | " + on + " |\n";
}

void WriteTable(const Report& report, std::ostream& out) {
  const std::vector<const Decision*> listed = Listed(report);
  if (listed.empty()) return;
  out << "\n| verdict | changes | rule | on |\n|---|---|---|---|\n";
  Lines rows(kLongestTable);
  for (const Decision* decision : listed) rows.Add(Row(report, *decision));
  out << rows.text();
  if (rows.left_out() == 0) return;
  out << "\nand " << rows.left_out() << " more; `interlock report` lists all\n";
}

void WriteChange(const Report& report, const std::string& id, std::ostream& out) {
  const ChangeSummary* change = FindChange(report, id);
  if (change == nullptr) return;
  out << "- **" << Linked(report, id) << "** "
      << MarkdownText(Truncate(Printable(TitleOf(*change)), kLongestTitle));
  if (!change->author.empty()) out << ", by " << MarkdownText(change->author);
  out << (change->draft ? " (draft)" : "") << "\n";
}

void WriteEvidence(const Evidence& evidence, std::ostream& out) {
  out << "- **" << MarkdownText(evidence.change) << "** " << MarkdownCode(Place(evidence)) << " "
      << MarkdownText(evidence.statement) << "\n";
}

void WriteWeight(const Interaction& interaction, std::ostream& out) {
  if (ExposureMatters(interaction.exposure)) {
    out << "- exposed to both: " << ExposedShare(interaction.exposure) << " ("
        << MarkdownText(interaction.exposure.basis) << ")\n";
  }
  for (const IncidentRef& incident : interaction.incidents) {
    out << "- seen before: " << MarkdownText(incident.title) << ", " << MarkdownCode(incident.id)
        << " (in common: " << MarkdownText(incident.because) << ")\n";
  }
}

void WriteReason(const Interaction& interaction, std::ostream& out) {
  out << "\n**" << MarkdownText(interaction.rule) << "**, " << MarkdownText(interaction.on.kind)
      << " " << MarkdownCode(interaction.on.name) << ": " << HowSure(interaction) << "\n\n";
  for (const Evidence& evidence : interaction.evidence) WriteEvidence(evidence, out);
  for (const std::string& step : JoiningSteps(interaction)) {
    out << "- joined by: " << MarkdownText(step) << "\n";
  }
  const HazardFound& hazard = interaction.hazard;
  if (!hazard.title.empty()) out << "- hazard: " << MarkdownText(HazardText(hazard)) << "\n";
  for (const std::string& step : hazard.sum) out << "- sum: " << MarkdownText(step) << "\n";
  if (!hazard.then.empty()) out << "- then: " << MarkdownText(hazard.then) << "\n";
  WriteWeight(interaction, out);
}

// What is asked of a note is nothing: its advice only spares somebody work.
void WriteEnd(const Decision& decision, std::ostream& out) {
  const bool gates = decision.verdict >= Verdict::kRetest;
  const std::string why = WhyOnlyNote(decision);
  if (!why.empty()) out << "\n**Only a note:** " << MarkdownText(why) << "\n";
  if (!decision.advice.empty()) {
    out << "\n**What " << (gates ? "to do" : "would help") << ":** "
        << MarkdownText(Text(decision.advice)) << "\n";
  }
  if (gates && !decision.clears.empty()) {
    out << "\n**What clears it:** " << MarkdownText(decision.clears) << "\n";
  }
}

std::string WhyCommand(const Report& report, const Decision& decision) {
  return MarkdownCode("interlock why " + WhyArguments(report, decision));
}

// Of a decision with very many reasons the strongest, as far as there is room.
std::string Section(const Report& report, const Decision& decision) {
  std::ostringstream head, end;
  head << "\n### " << Name(decision.verdict) << ": " << MarkdownText(Who(report, decision))
       << "\n\n";
  for (const std::string& id : decision.changes) WriteChange(report, id, head);
  WriteEnd(decision, end);
  Lines reasons(kLongestDecision);
  for (const Interaction* reason : Reasons(report, decision)) {
    std::ostringstream told;
    WriteReason(*reason, told);
    reasons.Add(told.str());
  }
  std::string text = head.str() + reasons.text();
  if (reasons.left_out() > 0) {
    text += "\nand " + CountOf(reasons.left_out(), "more interaction") + ": " +
            WhyCommand(report, decision) + "\n";
  }
  // Joined advice grows with the reasons.
  text += end.str().size() <= kLongestDecision ? end.str()
                                               : "\n**What to do:** too much for this page, see " +
                                                     WhyCommand(report, decision) + "\n";
  return text;
}

void WriteDecisions(const Report& report, std::size_t room, std::ostream& out) {
  Lines sections(room);
  for (const Decision* decision : Listed(report)) sections.Add(Section(report, *decision));
  out << sections.text();
  if (sections.left_out() == 0) return;
  out << "\n**Left out here:** the proof of " << CountOf(sections.left_out(), "weaker decision")
      << ", for which there is no room. `interlock report` prints all decisions, "
         "`interlock why A B` all that is known of one pair, and `interlock report --format json` "
         "everything.\n";
}

std::string GapLine(const Gap& gap) {
  const std::string detail = gap.detail.empty() ? "" : " (" + MarkdownText(gap.detail) + ")";
  return "- **" + MarkdownText(gap.change) + "** " +
         (gap.path.empty() ? "the whole change" : MarkdownCode(gap.path)) + detail + "\n";
}

void WriteGapGroup(const GapGroup& group, std::size_t room, std::ostream& out) {
  out << "\n"
      << GapText(group.reason) << (group.partial ? ", analysed all the same" : "") << ":\n\n";
  Lines lines(room);
  for (const Gap* gap : group.gaps) lines.Add(GapLine(*gap));
  out << lines.text();
  if (lines.left_out() > 0) {
    out << "- and " << lines.left_out() << " more: `interlock report --format json`\n";
  }
}

void WriteGaps(const Coverage& coverage, std::ostream& out) {
  const std::vector<GapGroup> groups = GroupGaps(coverage.gaps);
  if (groups.empty()) return;
  // The empty lines make GitHub read what is inside as Markdown.
  out << "\n<details><summary>Not analysed, or with a reservation: "
      << CountOf(coverage.gaps.size(), "file") << "</summary>\n";
  for (const GapGroup& group : groups) WriteGapGroup(group, kLongestGaps / groups.size(), out);
  out << "\n</details>\n";
}

void WriteNotices(const Report& report, std::ostream& out) {
  if (report.notices.empty()) return;
  out << "\n**To know**\n\n";
  Lines lines(kLongestNotices);
  for (const std::string& notice : report.notices) lines.Add("- " + MarkdownText(notice) + "\n");
  out << lines.text();
  if (lines.left_out() > 0) out << "- and " << lines.left_out() << " more: `interlock report`\n";
}

void Render(const Report& report, const FormatOptions&, std::ostream& out) {
  out << "## Interlock: " << Headline(report) << "\n\n" << MarkdownText(BaseLine(report)) << "\n";
  constexpr std::size_t kSpare = 2'000;  // for headings and for what is said of what is left out
  std::ostringstream before, after;
  WriteTable(report, before);
  WriteGaps(report.coverage, after);
  WriteNotices(report, after);
  const std::size_t used = before.str().size() + after.str().size() + kSpare;
  out << before.str();
  WriteDecisions(report, kLongestPage - std::min(used, kLongestPage), out);
  out << after.str();
}

}  // namespace

const ReportFormat report_md = {"md", "Markdown, for a comment or a page", Render};

}  // namespace interlock
