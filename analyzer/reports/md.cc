// Markdown as GitHub renders it: a table to see at a glance, then each decision with its proof.
#include <ostream>

#include "analyzer/report_markdown.h"
#include "analyzer/report_text.h"
#include "interlock/report_format.h"

namespace interlock {

extern const ReportFormat report_md;

namespace {

// A host refuses a comment that is too long; nobody reads a longer title anyway.
constexpr std::size_t kLongestTitle = 160;

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

void WriteRow(const Report& report, const Decision& decision, std::ostream& out) {
  const std::vector<const Interaction*> reasons = Reasons(report, decision);
  std::string rule, on;
  if (!reasons.empty()) {
    rule = MarkdownText(reasons.front()->rule);
    on = MarkdownCode(reasons.front()->on.name, /*in_table=*/true);
    if (reasons.size() > 1) rule += " and " + std::to_string(reasons.size() - 1) + " more";
  }
  out << "| **" << Name(decision.verdict) << "** | " << LinkedAll(report, decision) << " | " << rule
      << " | " << on << " |\n";
}

void WriteTable(const Report& report, std::ostream& out) {
  if (report.decisions.empty()) return;
  out << "\n| verdict | changes | rule | on |\n|---|---|---|---|\n";
  for (const Decision& decision : report.decisions) WriteRow(report, decision, out);
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
  for (const std::string& step : interaction.path) {
    out << "- joined by: " << MarkdownText(step) << "\n";
  }
  const HazardFound& hazard = interaction.hazard;
  if (!hazard.title.empty()) out << "- hazard: " << MarkdownText(hazard.title) << "\n";
  for (const std::string& step : hazard.sum) out << "- sum: " << MarkdownText(step) << "\n";
  if (!hazard.then.empty()) out << "- then: " << MarkdownText(hazard.then) << "\n";
  WriteWeight(interaction, out);
}

void WriteDecision(const Report& report, const Decision& decision, std::ostream& out) {
  out << "\n### " << Name(decision.verdict) << ": " << MarkdownText(Who(report, decision))
      << "\n\n";
  for (const std::string& id : decision.changes) WriteChange(report, id, out);
  for (const Interaction* reason : Reasons(report, decision)) WriteReason(*reason, out);
  if (!decision.advice.empty()) {
    out << "\n**What to do:** " << MarkdownText(Text(decision.advice)) << "\n";
  }
  if (!decision.clears.empty()) {
    out << "\n**What clears it:** " << MarkdownText(decision.clears) << "\n";
  }
}

void WriteGapGroup(const GapGroup& group, std::ostream& out) {
  out << "\n"
      << GapText(group.reason) << (group.partial ? ", analysed all the same" : "") << ":\n\n";
  for (const Gap* gap : group.gaps) {
    out << "- **" << MarkdownText(gap->change) << "** "
        << (gap->path.empty() ? "the whole change" : MarkdownCode(gap->path));
    if (!gap->detail.empty()) out << " (" << MarkdownText(gap->detail) << ")";
    out << "\n";
  }
}

void WriteGaps(const Coverage& coverage, std::ostream& out) {
  const std::vector<GapGroup> groups = GroupGaps(coverage.gaps);
  if (groups.empty()) return;
  // The empty lines make GitHub read what is inside as Markdown.
  out << "\n<details><summary>Not analysed, or with a reservation: "
      << CountOf(coverage.gaps.size(), "file") << "</summary>\n";
  for (const GapGroup& group : groups) WriteGapGroup(group, out);
  out << "\n</details>\n";
}

void WriteNotices(const Report& report, std::ostream& out) {
  if (report.notices.empty()) return;
  out << "\n**To know**\n\n";
  for (const std::string& notice : report.notices) out << "- " << MarkdownText(notice) << "\n";
}

void Render(const Report& report, const FormatOptions&, std::ostream& out) {
  out << "## Interlock: " << Headline(report) << "\n\n" << MarkdownText(BaseLine(report)) << "\n";
  WriteTable(report, out);
  for (const Decision& decision : report.decisions) WriteDecision(report, decision, out);
  WriteGaps(report.coverage, out);
  WriteNotices(report, out);
}

}  // namespace

const ReportFormat report_md = {"md", "Markdown, for a comment or a page", Render};

}  // namespace interlock
