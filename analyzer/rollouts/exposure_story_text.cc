// The exposure of two as a page of text.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ostream>

#include "analyzer/exposure/conditions.h"
#include "analyzer/rollouts/exposure_story.h"
#include "analyzer/stages/report_history.h"
#include "analyzer/text/exposure.h"
#include "analyzer/text/report_page.h"
#include "analyzer/text/report_text.h"

namespace interlock {
namespace {

constexpr double kAlarming = 5;          // standard deviations
constexpr std::size_t kMostColumns = 7;  // of the table, at 80 columns
constexpr std::size_t kMostRows = 12;
constexpr std::size_t kMostStages = 12;

std::string SideName(std::size_t side) { return std::string(1, static_cast<char>('A' + side)); }

std::string StepText(const OverlapStep& step, const Overlap& overlap) {
  switch (step.kind) {
    case StepKind::kShare:
      return step.text + " alone: " + ShareRange(step.least, step.most);
    case StepKind::kCondition:
      return "without a sample, how many have it is not known: " + step.text;
    case StepKind::kUnknown:
      return "not known, so it may be nobody or everybody: " + step.text;
    case StepKind::kSample:
      return step.text + ": " + ShareRange(step.least, step.most);
    case StepKind::kResult:
      return "so both: " + ShareText(overlap);
    default:
      return step.text;
  }
}

std::string BasisWord(const Overlap& overlap) {
  switch (overlap.basis) {
    case OverlapBasis::kExact:
      return "exact";
    case OverlapBasis::kSampled:
      return "counted in the sample";
    case OverlapBasis::kCounted:
      return "counted, because the hash relates the two, so give or take " +
             SharePercent(CountingError(overlap.most));
    case OverlapBasis::kExpected:
      return std::string("expected: independent ") + (overlap.per_request ? "draws" : "hashes") +
             ", a population varies around it";
    case OverlapBasis::kBound:
      return "a bound";
  }
  return "";
}

void WriteFreezes(const Rollout& rollout, std::int64_t now, Page* page) {
  constexpr std::size_t kShown = 6;
  for (std::size_t i = 0; i < std::min(rollout.freezes.size(), kShown); ++i) {
    page->Write(5, "frozen:", DescribeFreeze(rollout.freezes[i], now));
  }
  if (rollout.freezes.size() > kShown) {
    page->Write(5, CountOf(rollout.freezes.size() - kShown, "more freeze"));
  }
}

void WriteSide(const ExposureStory& story, std::size_t side, std::int64_t now, Page* page) {
  const ExposureSide& of = story.sides[side];
  page->Write(0, SideName(side),
              of.what + " " + of.word + (of.title.empty() ? "" : ": " + of.title), Ink::kBold);
  const Ramp& ramp = story.ramps[side];
  if (ramp.ties.empty()) {
    page->Write(3, "tied to no rollout: everyone meets it when it is deployed");
    return;
  }
  for (const Tie& tie : ramp.ties) {
    page->Write(3, DescribeRolloutPlace(*tie.rollout) +
                       (tie.off ? "; met by those for whom it is off" : ""));
    if (!tie.how.empty()) page->Write(3, "tied:", tie.how);
    const std::vector<std::uint32_t> left = StagesLeft(*tie.rollout);
    std::size_t shown = 0;
    for (const std::uint32_t stage : left) {
      if (stage == 0) continue;
      if (++shown > kMostStages) {
        page->Write(5, CountOf(left.size() - kMostStages, "more stage"));
        break;
      }
      page->Write(5, "stage " + std::to_string(stage) + StageMark(*tie.rollout, stage, now) + ":",
                  DescribeStage(tie, tie.rollout->stages[stage - 1], now));
    }
    WriteFreezes(*tie.rollout, now, page);
  }
}

void WritePeak(const std::string& label, const RampPeak& peak, Page* page) {
  const Overlap& overlap = peak.overlap;
  page->Write(0, label,
              ShareText(overlap) + (overlap.per_request ? " of requests" : "") + " (" +
                  BasisWord(overlap) + ")",
              Ink::kBold);
  std::size_t number = 0;
  for (const OverlapStep& step : overlap.steps) {
    page->Write(3, std::to_string(++number) + ".", StepText(step, overlap));
  }
}

std::string Trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string Cell(const std::string& text, std::size_t width) {
  const std::size_t used = DisplayWidth(text);
  return text + std::string(width > used ? width - used : 1, ' ');
}

std::string Short(double share) {
  const double percent = share * 100;
  char text[32];
  std::snprintf(text, sizeof text, percent > 0 && percent < 0.01 ? "<0.01" : "%.4g", percent);
  if (percent < 100 - 1e-10 && std::string_view(text) == "100") return ">99.99";
  return text;
}

// Rows are the stages of A, columns those of B; only where each hangs on one rollout.
void WriteTable(const ExposureStory& story, Page* page) {
  if (story.table.empty() || story.ramps.size() != 2) return;
  if (story.ramps[0].ties.size() != 1 || story.ramps[1].ties.size() != 1) return;
  const std::vector<std::uint32_t> rows = StagesLeft(*story.ramps[0].ties.front().rollout);
  const std::vector<std::uint32_t> columns = StagesLeft(*story.ramps[1].ties.front().rollout);
  const std::size_t wide = std::min(columns.size(), kMostColumns);
  const bool bound = std::any_of(story.table.begin(), story.table.end(), [](const RampPeak& peak) {
    return peak.overlap.most - peak.overlap.least > kNamedShare;
  });
  page->Blank();
  page->Write(0,
              bound ? "Stage by stage, at most, in percent (A down, B across)"
                    : "Stage by stage, in percent (A down, B across)",
              Ink::kBold);
  std::string line = Cell("", 8);
  for (std::size_t c = 0; c < wide; ++c) line += Cell("B " + std::to_string(columns[c]), 9);
  page->WriteCut(3, "", Trimmed(line));
  for (std::size_t r = 0; r < std::min(rows.size(), kMostRows); ++r) {
    line = Cell("A " + std::to_string(rows[r]), 8);
    for (std::size_t c = 0; c < wide; ++c) {
      line += Cell(Short(story.table[r * columns.size() + c].overlap.most), 9);
    }
    page->WriteCut(3, "", Trimmed(line));
  }
  if (columns.size() > wide || rows.size() > kMostRows) {
    page->Write(3, "--format json has the whole table");
  }
}

void WriteUsers(const ExposureStory& story, double users, Page* page) {
  const auto write = [&](const std::string& label, const Overlap& overlap) {
    const ShareBounds among = AmongUsers(overlap, users);
    const std::string least = NumberText(std::round(among.least * users));
    const std::string most = NumberText(std::round(among.most * users));
    page->Write(0, label,
                (least == most ? most : least + " to " + most) + " of " + NumberText(users) + ", " +
                    ShareRange(among.least, among.most));
  };
  const Overlap& now = story.overlap.now.overlap;
  const Overlap& most = story.overlap.most.overlap;
  if (now.per_request && most.per_request) return;
  page->Blank();
  if (!now.per_request) write("Users now:", now);
  if (!most.per_request) write("Users at most:", most);
}

void WriteCounted(const CountedShare& counted, const std::string& name, const Overlap& computed,
                  Page* page) {
  page->Blank();
  char deviations[32];
  std::snprintf(deviations, sizeof deviations, "%.1f", counted.deviations);
  const bool alarming = counted.deviations > kAlarming;
  page->Write(
      0, "Counted:",
      ShareRange(counted.least, counted.most) + " of the " + CountOf(counted.size, "context") +
          " in " + name + "; computed " + ShareRange(computed.least, computed.most) +
          (counted.deviations > 0 ? std::string(", ") + deviations + " standard deviations away"
                                  : ""),
      alarming ? Ink::kRed : Ink::kBold);
  for (const std::string& absent : counted.absent) {
    page->Write(3, "-",
                "no context has " + absent +
                    ", which the rollouts ask for, so the count says nothing of users who do",
                Ink::kYellow);
  }
  if (alarming && counted.absent.empty()) {
    page->Write(3,
                "More than 5 standard deviations apart: the sample's ids are not spread as the "
                "hash expects, attributes go along with one another, or an importer is wrong. "
                "Trust the count for this population.");
  }
}

}  // namespace

void WriteExposureText(const ExposureStory& story, const ExposureQuestion& question,
                       const FormatOptions& options, std::ostream& out) {
  Page page(options, out);
  for (std::size_t side = 0; side < story.sides.size(); ++side) {
    WriteSide(story, side, question.now, &page);
  }
  page.Blank();
  WritePeak("Both now:", story.overlap.now, &page);
  const RampPeak& most = story.overlap.most;
  page.Blank();
  const Overlap& now = story.overlap.now.overlap;
  if (most.overlap.most > now.most || most.overlap.named.size() > now.named.size()) {
    WritePeak("Both at most:", most, &page);
    const std::string when = DescribeMoment(story.ramps, most.at, question.now);
    if (!when.empty()) page.Write(3, "reached", when);
    if (!most.at.place.empty()) page.Write(3, "in", most.at.place);
  } else {
    page.Write(0, "Both at most:", "never more than now", Ink::kBold);
  }
  if (story.overlap.first) {
    const std::string when = DescribeMoment(story.ramps, *story.overlap.first, question.now);
    if (!when.empty()) page.Write(0, "First:", when, Ink::kBold);
  }
  if (question.users) WriteUsers(story, *question.users, &page);
  WriteTable(story, &page);
  if (story.counted) {
    WriteCounted(*story.counted, question.population_name, story.overlap.now.overlap, &page);
  }
  if (story.requests) {
    page.Blank();
    const std::string requests = Short(story.requests->requests / 100);
    page.Write(
        0, "Users with " + requests + " requests:",
        (story.requests->bound ? "at most " : "") + SharePercent(story.requests->same_request) +
            " meet both in one request now" +
            (story.requests->at_any_time
                 ? ", " + SharePercent(*story.requests->at_any_time) + " meet both at some time"
                 : ""),
        Ink::kBold);
  }
  if (!story.advice.empty()) {
    page.Blank();
    page.Write(0, "To keep them apart", Ink::kBold);
    for (const std::string& advice : story.advice) page.Write(3, "-", advice);
  }
  if (!story.notes.empty()) {
    page.Blank();
    page.Write(0, "To know", Ink::kBold);
    for (const std::string& note : story.notes) page.Write(3, "-", note);
  }
}

}  // namespace interlock
