// One output format: a pure function of a Report. A format is one file in analyzer/reports, found
// by the build; report.h is the specification of what there is to print.
#pragma once

#include <iosfwd>

#include "interlock/report.h"

namespace interlock {

struct FormatOptions {
  bool colour = false;
  int width = 80;  // columns, for formats that wrap
};

struct ReportFormat {
  const char* name;     // the word after --format
  const char* summary;  // one line of help
  void (*render)(const Report& report, const FormatOptions& options, std::ostream& out);
};

}  // namespace interlock
