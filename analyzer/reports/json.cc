// For programs. The words are in analyzer/reports/parts/report_json.cc, because the history stores
// them too.
#include <ostream>

#include "analyzer/reports/parts/report_json.h"
#include "interlock/report_format.h"

namespace interlock {

extern const ReportFormat report_json;

namespace {

void Render(const Report& report, const FormatOptions&, std::ostream& out) {
  out << ReportJson(report);
}

}  // namespace

const ReportFormat report_json = {"json", "for programs; carries schema_version", Render};

}  // namespace interlock
