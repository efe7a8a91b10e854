// Lists the rollouts that were read, and which changes hang on them.
#include <optional>
#include <ostream>

#include "analyzer/cli/options.h"
#include "analyzer/rollouts/rollouts_report.h"

namespace interlock {

extern const Command command_rollouts;

namespace {

std::vector<Option> Options() {
  return Concat({{{"--overlaps", "", "also the overlaps of all rollouts under way", ""}},
                 ChangeOptions(),
                 RunOptions(),
                 DatabaseOption(),
                 {FormatOption("text, json")}});
}

int Run(const Arguments& arguments, const Console& console) {
  const std::string format = ReadFormatWord(arguments, {"text", "json"});
  ScanOptions options = ReadScanOptions(arguments, console);
  if (!arguments.Has("--db")) options.database_path.clear();
  const RolloutView view = ReadRolloutView(options, MakeProgress(arguments, console));
  constexpr std::size_t kMostInText = 200, kMostInJson = 100'000;
  const bool json = format == "json";
  std::optional<OverlapList> overlaps;
  if (arguments.Has("--overlaps")) {
    overlaps = OverlapsOf(view, options.now, json ? kMostInJson : kMostInText, options.threads);
  }
  const OverlapList* asked = overlaps ? &*overlaps : nullptr;
  if (json) {
    WriteRolloutsJson(view, asked, options.now, console.out);
  } else {
    WriteRolloutsText(view, asked, options.now, console.format, console.out);
  }
  return kExitClear;
}

}  // namespace

const Command command_rollouts = {
    "rollouts", "who is exposed to what: the rollouts, and the changes tied to them",
    "Lists what was read of rollouts: stages, shares and places, what was not understood,\n"
    "which changes are tied to which and how (an explicit line, a trailer such as\n"
    "'Feature-Flag: NAME' in the description, an image or revision, the flag around the\n"
    "code), and every rollout that two changes share, nest or exclude. Files of flag\n"
    "systems and manifests are recognised by what they hold; without changes no\n"
    "repository is needed. With --overlaps also who is in two rollouts at once, for each\n"
    "pair of those that some meet and others do not.\n"
    "\n"
    "Examples:\n"
    "  interlock rollouts --rollouts flags.json --overlaps\n"
    "  interlock rollouts --refs 'refs/pull/*/head' --rollouts unleash=flags.json\n",
    Options, Run};

}  // namespace interlock
