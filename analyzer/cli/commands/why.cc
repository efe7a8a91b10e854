// Tells the whole story of a pair: what was found and decided, or why nothing was.
#include <ostream>

#include "analyzer/cli/options.h"
#include "analyzer/reports/parts/report_json.h"
#include "analyzer/reports/parts/report_pair.h"
#include "analyzer/stages/report_history.h"

namespace interlock {

extern const Command command_why;

namespace {

const char* const kFormats = "text, md, json";

std::vector<Option> Options() {
  return Concat({{{"A", "", "id of a change", ""},
                  {"B", "", "id of another change, or the name of the base", ""}},
                 ScanNumberOption(),
                 DatabaseOption(),
                 {FormatOption(kFormats)}});
}

// An answer was given whatever it is: the verdict is what `check` is for.
int Run(const Arguments& arguments, const Console& console) {
  const std::string format = ReadFormatWord(arguments, {"text", "md", "json"});
  const StoredScan scan = LoadScan(arguments.Text("--db"), ReadScanNumber(arguments));
  PairStory story = TellPair(scan.report, arguments.Text("A"), arguments.Text("B"));
  story.scan = scan.id;
  story.time = scan.time;
  if (format == "json") {
    console.out << PairStoryJson(story);
  } else if (format == "md") {
    RenderPairMarkdown(story, console.out);
  } else {
    RenderPairText(story, console.format, console.out);
  }
  return kExitClear;
}

}  // namespace

const Command command_why = {
    "why", "everything that is known of one pair of changes",
    "Tells what joins two changes, with the lines on both sides, the verdict and how\n"
    "it came about, what clears it, and what could not be analysed; or plainly that\n"
    "nothing gates them, and why. The answer can be forwarded as it stands.\n"
    "Whatever it is, it is an answer: the exit code is for 'interlock check'.\n"
    "\n"
    "Example:\n"
    "  interlock why 101 104\n",
    Options, Run};

}  // namespace interlock
