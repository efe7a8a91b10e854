// The story of one pair of changes: everything a report knows about them, told so that it can be
// forwarded as it stands. It gathers what was recorded when it was decided and reconstructs
// nothing.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "interlock/report.h"
#include "interlock/report_format.h"

namespace interlock {

// Points into the report, which must outlive it.
struct PairStory {
  const Report* report = nullptr;
  std::int64_t scan = 0;  // number of the stored scan
  std::string time;       // of that scan, RFC 3339
  std::string a, b;       // ids as asked; b may be the name of the base
  std::vector<const ChangeSummary*> changes;
  std::vector<const Decision*> decisions;        // strongest first
  std::vector<const Interaction*> interactions;  // strongest first
  std::vector<const Interaction*> silenced;
  std::vector<const Gap*> gaps;  // of either change
};

// Throws Error{kUsage} for an id that the report does not know, naming the nearest one.
PairStory TellPair(const Report& report, const std::string& a, const std::string& b);

// "101 and 104: retest", "102 and 104: nothing was found that gates them": the answer in one line.
std::string Answer(const PairStory& story);

void RenderPairText(const PairStory& story, const FormatOptions& options, std::ostream& out);
void RenderPairMarkdown(const PairStory& story, std::ostream& out);

}  // namespace interlock
