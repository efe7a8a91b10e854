// Reports as JSON: the interface that other programs read. DESIGN.md section 9 is the core; further
// fields only ever get added. Keys keep one order and numbers one spelling, so equal reports are
// equal bytes. Any bytes are fit to print: broken UTF-8 becomes U+FFFD.
#pragma once

#include <string>

#include "analyzer/reports/parts/report_pair.h"
#include "interlock/report.h"

namespace interlock {

std::string ReportJson(const Report& report);       // ends with one line end
std::string PairStoryJson(const PairStory& story);  // what `why` answers, in the same words

}  // namespace interlock
