// Prints a stored scan again, in any format.
#include "analyzer/cli/options.h"
#include "analyzer/stages/report_history.h"

namespace interlock {

extern const Command command_report;

namespace {

std::vector<Option> Options() {
  return Concat({ScanNumberOption(), DatabaseOption(), AnswerOptions()});
}

int Run(const Arguments& arguments, const Console& console) {
  const ReportFormat& format = ReadFormat(arguments);
  ReadFailOn(arguments);  // what the user got wrong is said before the work
  const StoredScan scan = LoadScan(arguments.Text("--db"), ReadScanNumber(arguments));
  format.render(scan.report, console.format, console.out);
  RefuseUnread(scan.report, {});
  return ExitCode(scan.report, arguments);
}

}  // namespace

const Command command_report = {
    "report", "print a stored scan again, in any format",
    "Nothing is computed again; the exit code follows from what is printed.\n"
    "\n"
    "Example:\n"
    "  interlock report --format md > report.md\n",
    Options, Run};

}  // namespace interlock
