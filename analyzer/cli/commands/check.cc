// Compares one change with the others: those of the latest scan, and those given.
#include <algorithm>
#include <ostream>
#include <set>

#include "analyzer/answers.h"
#include "analyzer/cli/nearest.h"
#include "analyzer/cli/options.h"
#include "analyzer/intake/git.h"
#include "analyzer/intake/yaml_reader.h"
#include "analyzer/pipeline.h"
#include "analyzer/report_history.h"
#include "analyzer/report_text.h"
#include "interlock/error.h"

namespace interlock {

extern const Command command_check;

namespace {

std::vector<Option> Options() {
  return Concat({{{"CHANGE", "", "id of a change, or ID=REV", ""}},
                 ChangeOptions(),
                 RunOptions(),
                 DatabaseOption(),
                 AnswerOptions()});
}

// Ids that --refs brings: their heads in git are newer than those of an earlier scan.
std::vector<std::string> IdsOfRefs(const ScanOptions& options) {
  std::vector<std::string> ids;
  if (options.ref_globs.empty()) return ids;
  const GitRepository repository = GitRepository::Open(options.repository_path);
  for (const std::string& glob : options.ref_globs) {
    for (const Ref& ref : repository.Refs(glob)) ids.push_back(ref.id);
  }
  return ids;
}

void AddKeptChanges(const KeptScan& scan, const std::vector<std::string>& newer,
                    ScanOptions* options) {
  std::set<std::string> known(newer.begin(), newer.end());
  for (const RequestedChange& change : options->changes) known.insert(change.id);
  for (const RequestedChange& change : scan.changes) {
    if (!known.contains(change.id)) options->changes.push_back(change);
  }
}

// "12=REV" names the head too, and wins over a list.
std::string TakeFocus(const std::string& text, ScanOptions* options) {
  if (text.find('=') == std::string::npos) return text;
  RequestedChange change = ParseChangeOptions(std::vector<std::string>{text}).front();
  const std::string id = change.id;
  std::erase_if(options->changes,
                [&](const RequestedChange& other) { return other.id == change.id; });
  options->changes.push_back(std::move(change));
  return id;
}

void CheckFocus(const ScanOptions& options, const std::vector<std::string>& from_refs,
                const std::string& id) {
  std::vector<std::string> known = from_refs;
  for (const RequestedChange& change : options.changes) known.push_back(change.id);
  if (std::find(known.begin(), known.end(), id) != known.end()) return;
  throw Error(ErrorCode::kUsage, "no change " + Quoted(id),
              DidYouMean(id, known) + "a new one is given as ID=REV");
}

// The scan to compare with. Without one, the user must have said what else is in flight.
std::optional<KeptScan> FindScan(const ScanOptions& options, const Arguments& arguments) {
  std::optional<KeptScan> scan = FindKeptScan(options.database_path);
  const bool others =
      !options.ref_globs.empty() || !options.changes.empty() || arguments.Has("--changes");
  if (!scan && !others) RefuseMissingScan(options.database_path);
  return scan;
}

ScanOptions ReadCheckOptions(const Arguments& arguments, const Console& console) {
  ScanOptions options = ReadScanOptions(arguments, console);
  const std::optional<KeptScan> scan = FindScan(options, arguments);
  if (scan && !arguments.Has("--repo")) options.repository_path = scan->repository_path;
  if (scan && !arguments.Has("--base")) options.base = scan->base_name;
  options.focus = TakeFocus(arguments.Text("CHANGE"), &options);
  const std::vector<std::string> from_refs = IdsOfRefs(options);
  if (scan) AddKeptChanges(*scan, from_refs, &options);
  CheckFocus(options, from_refs, *options.focus);
  return options;
}

int Run(const Arguments& arguments, const Console& console) {
  const ReportFormat& format = ReadFormat(arguments);
  ReadFailOn(arguments);  // what the user got wrong is said before the work
  ScanOptions options = ReadCheckOptions(arguments, console);
  options.is_last = true;
  Report report = RunScan(options, MakeProgress(arguments, console));
  const std::size_t others =
      report.changes.size() - std::min<std::size_t>(1, report.changes.size());
  report.pairs_possible = others;
  report.notices.insert(
      report.notices.begin(),
      "only pairs with " + *options.focus + " are decided: " + CountOf(others, "other change"));
  format.render(report, console.format, console.out);
  RefuseUnreadFiles(report, *options.focus);
  RefuseUnread(report, {*options.focus});
  return ExitCode(report, arguments);
}

}  // namespace

const Command command_check = {
    "check", "compare one change with all others",
    "Decides only on one change. The others are those of the latest scan in the\n"
    "database, at the heads they had then, and those given; a given head wins.\n"
    "\n"
    "Example: in the pipeline of a pull request\n"
    "  interlock check 101=HEAD --base origin/main --refs 'refs/pull/*/head'\n"
    "\n"
    "Example: a change of the latest scan, in another format\n"
    "  interlock check 101 --format md\n",
    Options, Run};

}  // namespace interlock
