#include "analyzer/text/report_text.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <tuple>

#include "analyzer/rules/all_rules.h"
#include "analyzer/text/exposure.h"

namespace interlock {

namespace {

constexpr char32_t kBroken = 0xFFFD;

struct Decoded {
  char32_t point = kBroken;
  std::size_t length = 1;
  bool valid = false;
};

char32_t LeastOfLength(std::size_t length) {
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  return kLeast[length];
}

// The next character. A broken byte counts as one character of one byte. REQUIRES: not empty.
Decoded Decode(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t point = first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return {};
    point = (point << 6) | (next & 0x3Fu);
  }
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < LeastOfLength(length) || point > 0x10FFFF || surrogate) return {};
  return {point, length, true};
}

struct Range {
  char32_t first, last;
};

template <std::size_t Size>
bool Within(const Range (&ranges)[Size], char32_t point) {
  return std::any_of(std::begin(ranges), std::end(ranges), [point](const Range& range) {
    return point >= range.first && point <= range.last;
  });
}

// Characters that a reader cannot see or that reorder what she sees. The two joiners stay: scripts
// and emoji need them.
bool IsDeceptive(char32_t point) {
  constexpr Range kRanges[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},
                               {0x061C, 0x061C}, {0x180E, 0x180E}, {0x200B, 0x200B},
                               {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
                               {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF}};
  return Within(kRanges, point);
}

std::size_t WidthOf(char32_t point) {
  constexpr Range kNone[] = {{0x0300, 0x036F}, {0x0591, 0x05BD}, {0x064B, 0x065F},
                             {0x200C, 0x200D}, {0x20D0, 0x20F0}, {0x3099, 0x309A},
                             {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
  constexpr Range kWide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
                             {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
                             {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE4F},
                             {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                             {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
  if (Within(kNone, point)) return 0;
  return Within(kWide, point) ? 2 : 1;
}

std::string Escaped(char32_t point) {
  char text[16];
  const char* form = point < 0x100 ? "\\x%02x" : "\\u{%x}";
  std::snprintf(text, sizeof text, form, static_cast<unsigned>(point));
  return text;
}

std::string Percent(double share) { return SharePercent(std::isfinite(share) ? share : 1); }

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// What was not looked at cannot be called harmless.
std::string Needs(std::size_t gates, bool some_missing) {
  if (gates == 0) return some_missing ? "nothing was found" : "nothing needs attention";
  return std::to_string(gates) + (gates == 1 ? " needs attention" : " need attention");
}

}  // namespace

std::string Printable(std::string_view untrusted) {
  std::string printable;
  printable.reserve(untrusted.size());
  while (!untrusted.empty()) {
    const Decoded next = Decode(untrusted);
    if (!next.valid) {
      printable += "\uFFFD";
    } else if (next.point == '\n' || next.point == '\t' || next.point == '\r') {
      printable += ' ';
    } else if (IsDeceptive(next.point)) {
      printable += Escaped(next.point);
    } else {
      printable += untrusted.substr(0, next.length);
    }
    untrusted.remove_prefix(next.length);
  }
  return printable;
}

std::string WithoutBroken(std::string_view text) {
  std::string whole;
  for (; !text.empty();) {
    const Decoded next = Decode(text);
    if (next.point != kBroken) whole += text.substr(0, next.length);
    text.remove_prefix(next.length);
  }
  return whole;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Decoded next = Decode(text);
    width += WidthOf(next.point);
    text.remove_prefix(next.length);
  }
  return width;
}

std::string Truncate(std::string_view text, std::size_t columns) {
  if (DisplayWidth(text) <= columns) return std::string(text);
  if (columns == 0) return "";
  std::size_t end = 0, width = 0;
  while (end < text.size()) {
    const Decoded next = Decode(text.substr(end));
    if (width + WidthOf(next.point) > columns - 1) break;
    width += WidthOf(next.point);
    end += next.length;
  }
  while (end > 0 && text[end - 1] == ' ') --end;
  return std::string(text.substr(0, end)) + "…";
}

std::vector<std::string> Wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t width = 0;
  for (const std::string_view word : Words(text)) {
    const std::size_t needed = DisplayWidth(word);
    if (width > 0 && width + 1 + needed > columns) {
      lines.emplace_back();
      width = 0;
    }
    if (width > 0) lines.back() += ' ';
    lines.back() += word;
    width += needed + (width > 0 ? 1 : 0);
  }
  return lines;
}

std::string CountOf(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string Join(const std::vector<std::string>& words, const std::string& separator) {
  std::string joined;
  for (std::size_t i = 0; i < words.size(); ++i) joined += (i == 0 ? "" : separator) + words[i];
  return joined;
}

std::string FirstFew(std::vector<std::string> words) {
  constexpr std::size_t kShown = 5;
  const std::size_t more = words.size() - std::min(words.size(), kShown);
  words.resize(words.size() - more);
  return Join(words, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

std::string ShortId(const ObjectId& id) { return id.substr(0, 12); }

std::string Headline(const Report& report) {
  const auto gates = static_cast<std::size_t>(
      std::count_if(report.decisions.begin(), report.decisions.end(),
                    [](const Decision& decision) { return decision.verdict >= Verdict::kRetest; }));
  const auto notes = static_cast<std::size_t>(
      std::count_if(report.decisions.begin(), report.decisions.end(),
                    [](const Decision& decision) { return decision.verdict == Verdict::kNote; }));
  const std::size_t unread = ChangesNotRead(report).size();
  std::string line = CountOf(report.changes.size(), "change") + ", " +
                     CountOf(report.pairs_possible, "pair") + ": " +
                     Needs(gates, unread > 0 || !FilesNotRead(report).empty());
  if (notes > 0) line += ", " + CountOf(notes, "note");
  if (unread > 0) line += ", " + CountOf(unread, "change") + " not read";
  return line + "; " + std::to_string(report.coverage.analysed) + " of " +
         CountOf(report.coverage.changed, "file") + " analysed";
}

std::string BaseLine(const Report& report) {
  std::string line = "base " + (report.base_name.empty() ? "" : report.base_name + " ") + "at " +
                     ShortId(report.base_commit);
  if (!report.repository.empty()) line = report.repository + ", " + line;
  return line;
}

std::string Who(const Report& report, const Decision& decision) {
  if (decision.changes.size() == 1) {
    return decision.changes.front() + " and " +
           (report.base_name.empty() ? std::string("the base") : report.base_name);
  }
  return Join(decision.changes, decision.verdict == Verdict::kOrder ? " before " : " and ");
}

std::string On(const Interaction& interaction) {
  if (interaction.on.name.empty()) return interaction.on.kind;
  if (interaction.on.kind.empty()) return interaction.on.name;
  return interaction.on.kind + " " + interaction.on.name;
}

std::string Place(const Evidence& evidence) {
  if (evidence.line == 0) return evidence.path;
  return evidence.path + ":" + std::to_string(evidence.line);
}

std::string ExposedShare(const Exposure& exposure) {
  return Percent(exposure.now) + " now, " + Percent(exposure.most) + " at most" +
         (exposure.first.empty() ? "" : "; first " + exposure.first);
}

bool ExposureMatters(const Exposure& exposure) { return exposure.now < 1 || exposure.most < 1; }

std::string TitleOf(const ChangeSummary& change) {
  return change.title.empty() ? "(no title)" : change.title;
}

std::string HowSure(const Interaction& interaction) {
  std::string how = "severity " + std::string(Name(interaction.severity)) + ", ";
  switch (interaction.resolution) {
    case Resolution::kResolved:
      how += "proven at both ends";
      break;
    case Resolution::kLikely:
      how += "likely, not proven at both ends";
      break;
    case Resolution::kNameOnly:
      how += "matched by name only";
      break;
  }
  if (!interaction.hazard.title.empty()) {  // what a hazard does is a matter of load and luck
    return how + (interaction.certain ? ", both halves are certain"
                                      : ", how much one half matters is not known");
  }
  return how + ", " + WhatComesOfIt(interaction);
}

namespace {

bool StopsMerge(const std::string& rule) {
  const std::vector<const Rule*>& rules = AllRules();
  return std::any_of(rules.begin(), rules.end(),
                     [&](const Rule* each) { return each->stops_merge && each->id == rule; });
}

}  // namespace

std::string WhatComesOfIt(const Interaction& interaction) {
  const std::vector<std::string>& changes = interaction.changes;
  if (StopsMerge(interaction.rule)) {
    return changes.size() == 1 ? "git itself stops it" : "git itself stops whichever lands second";
  }
  const std::string when = changes.size() == 1 ? "once it has landed as it is"
                           : interaction.orders
                               ? "if " + changes[1] + " lands without " + changes[0]
                               : "once both have landed";
  if (interaction.certain) return "fails for certain " + when;
  return (interaction.orders && changes.size() > 1 ? "may fail " : "may still work ") + when;
}

std::string HazardText(const HazardFound& hazard) {
  const std::size_t digits = hazard.title.find_first_not_of("0123456789", 1);
  const bool has_number = digits != std::string::npos && digits > 1 && hazard.title[0] == 'P' &&
                          hazard.title.compare(digits, 2, ": ") == 0;
  if (!has_number) return hazard.title;
  return hazard.title.substr(digits + 2) + " (pattern " + hazard.title.substr(0, digits) + ")";
}

std::vector<std::string> JoiningSteps(const Interaction& interaction) {
  std::vector<std::string> steps;
  for (const std::string& step : interaction.path) {
    const bool said = std::any_of(
        interaction.evidence.begin(), interaction.evidence.end(),
        [&](const Evidence& evidence) { return evidence.statement.find(step) != step.npos; });
    if (!said && !step.empty()) steps.push_back(step);
  }
  return steps;
}

std::string WhyOnlyNote(const Decision& decision) {
  const std::string ending = std::string(": at most ") + Name(Verdict::kNote);
  if (decision.verdict != Verdict::kNote) return "";
  for (const Explanation& explanation : decision.explanations) {
    if (!explanation.what.ends_with(ending)) continue;
    return explanation.what.substr(0, explanation.what.size() - ending.size());
  }
  return "";
}

namespace {

// As a shell takes it: ids are strangers' words.
std::string Argument(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') ||
           std::string_view("-_./@:+=,%").find(c) != std::string_view::npos;
  });
  if (plain) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string WhyArguments(const Report& report, const Decision& decision) {
  std::vector<std::string> words;
  for (const std::string& id : decision.changes) words.push_back(Argument(id));
  if (words.size() == 1) {
    const bool named = !report.base_name.empty() && FindChange(report, report.base_name) == nullptr;
    words.push_back(named ? Argument(report.base_name) : ShortId(report.base_commit));
  }
  return Join(words, " ");
}

namespace {

// "3 services (cart, email, web)"; of many, only how many.
std::string Named(const std::vector<std::string>& names, const char* word) {
  constexpr std::size_t kMostNamed = 5;
  const std::string count = CountOf(names.size(), word);
  return names.size() > kMostNamed ? count : count + " (" + Join(names, ", ") + ")";
}

}  // namespace

std::string BlastRadiusText(const ChangeSummary& change) {
  const BlastRadius& blast = change.blast_radius;
  std::string text;
  if (blast.altered > 0) {
    const bool one = blast.altered == 1;
    text = "alters " + std::to_string(blast.altered) + (one ? " entity" : " entities");
    text += blast.entities == 0
                ? "; nothing else depends on "
                : "; " + std::to_string(blast.entities) + " in " + CountOf(blast.files, "file") +
                      (blast.entities == 1 ? " depends on " : " depend on ");
    text += one ? "it" : "them";
  }
  if (!blast.services.empty()) {
    text += (text.empty() ? "touches " : "; touches ") + Named(blast.services, "service");
  }
  if (!blast.owners.empty()) {
    text += (text.empty() ? "owned by " : ", owned by ") + Join(blast.owners, ", ");
  }
  return text;
}

std::string WhoMayClear(const Report& report, const Decision& decision) {
  const bool ramps =
      std::any_of(decision.changes.begin(), decision.changes.end(), [&](const std::string& id) {
        const ChangeSummary* change = FindChange(report, id);
        return change != nullptr && !change->rollouts.empty();
      });
  const bool alone = decision.changes.size() == 1;
  switch (decision.verdict) {
    case Verdict::kClear:
    case Verdict::kNote:
      return "nobody has to: it is for the reviewers to know";
    case Verdict::kRetest:
      return alone ? "its author, by rebasing it"
                   : "the author or a reviewer of whichever lands second";
    case Verdict::kOrder:
      return "the author of the first, by landing it";
    case Verdict::kSeparate:
      if (ramps) return "the owners of the rollouts";
      return alone ? "its author, by waiting" : "the authors, by letting one wait for the other";
    case Verdict::kHold:
      return std::string(alone ? "its author" : "the authors") +
             ", by altering it; or whoever answers for the risk, by landing it by hand";
  }
  return "";
}

std::string GapText(GapReason reason) {
  switch (reason) {
    case GapReason::kBinary:
      return "binary";
    case GapReason::kTooLarge:
      return "too large";
    case GapReason::kMinified:
      return "minified";
    case GapReason::kGenerated:
      return "generated";
    case GapReason::kNotUtf8:
      return "not UTF-8";
    case GapReason::kSymlink:
      return "symbolic link";
    case GapReason::kSubmodule:
      return "submodule";
    case GapReason::kLfsPointer:
      return "content is in Git LFS";
    case GapReason::kNoGrammar:
      return "no reader for this kind of file";
    case GapReason::kIgnored:
      return "ignored by the configuration";
    case GapReason::kModeOnly:
      return "only the mode changed";
    case GapReason::kSyntaxErrors:
      return "syntax errors";
    case GapReason::kUnreadable:
      return "missing or damaged";
    case GapReason::kNoCommonAncestor:
      return "no history in common with the base";
    case GapReason::kTooDeep:
      return "beyond the parser's limits";
  }
  return "unknown reason";
}

const ChangeSummary* FindChange(const Report& report, std::string_view id) {
  for (const ChangeSummary& change : report.changes) {
    if (change.id == id) return &change;
  }
  return nullptr;
}

const Interaction* FindInteraction(const Report& report, std::string_view id) {
  for (const Interaction& interaction : report.interactions) {
    if (interaction.id == id) return &interaction;
  }
  return nullptr;
}

std::vector<const Gap*> ChangesNotRead(const Report& report) {
  std::vector<const Gap*> unread;
  for (const Gap& gap : report.coverage.gaps) {
    if (gap.path.empty() && !gap.partial) unread.push_back(&gap);
  }
  return unread;
}

std::vector<const Gap*> FilesNotRead(const Report& report) {
  std::vector<const Gap*> unread;
  for (const Gap& gap : report.coverage.gaps) {
    const bool missing = gap.reason == GapReason::kUnreadable && !gap.partial;
    if (missing && !gap.path.empty()) unread.push_back(&gap);
  }
  return unread;
}

const Gap* FindNotRead(const Report& report, std::string_view id) {
  for (const Gap& gap : report.coverage.gaps) {
    if (gap.path.empty() && !gap.partial && gap.change == id) return &gap;
  }
  return nullptr;
}

std::vector<const Interaction*> Reasons(const Report& report, const Decision& decision) {
  std::vector<const Interaction*> reasons;
  for (const std::string& id : decision.because) {
    if (const Interaction* interaction = FindInteraction(report, id))
      reasons.push_back(interaction);
  }
  return reasons;
}

EvidenceChoice ChooseEvidence(const Interaction& interaction) {
  EvidenceChoice choice;
  for (const Evidence& evidence : interaction.evidence) {
    const bool has_side =
        std::any_of(choice.shown.begin(), choice.shown.end(),
                    [&](const Evidence* shown) { return shown->change == evidence.change; });
    if (!has_side) choice.shown.push_back(&evidence);
  }
  choice.more = interaction.evidence.size() - choice.shown.size();
  return choice;
}

std::vector<GapGroup> GroupGaps(const std::vector<Gap>& gaps) {
  std::map<std::pair<bool, GapReason>, GapGroup> by_reason;
  for (const Gap& gap : gaps) {
    GapGroup& group = by_reason[{gap.partial, gap.reason}];
    group.reason = gap.reason;
    group.partial = gap.partial;
    group.gaps.push_back(&gap);
  }
  std::vector<GapGroup> groups;
  for (auto& [key, group] : by_reason) groups.push_back(std::move(group));
  std::stable_sort(groups.begin(), groups.end(), [](const GapGroup& a, const GapGroup& b) {
    return std::tuple(a.partial, b.gaps.size()) < std::tuple(b.partial, a.gaps.size());
  });
  return groups;
}

std::string FormatTime(std::int64_t seconds) {
  using std::chrono::floor;
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

}  // namespace interlock
