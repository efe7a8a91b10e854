// Compares all in-flight changes with one another.
#include "analyzer/cli/options.h"
#include "analyzer/pipeline.h"
#include "interlock/error.h"

namespace interlock {

extern const Command command_scan;

namespace {

std::vector<Option> Options() {
  return Concat({ChangeOptions(), RunOptions(), DatabaseOption(), AnswerOptions()});
}

// What the user named one by one. A list may lag behind the clone: what it lacks is a gap.
std::vector<std::string> Named(const ScanOptions& options) {
  std::vector<std::string> ids;
  for (const RequestedChange& change : options.changes) {
    if (change.required) ids.push_back(change.id);
  }
  return ids;
}

int Run(const Arguments& arguments, const Console& console) {
  // What the user got wrong is said before the work, not after it.
  const ReportFormat& format = ReadFormat(arguments);
  ReadFailOn(arguments);
  ScanOptions options = ReadScanOptions(arguments, console);
  options.is_last = true;
  if (options.changes.empty() && options.ref_globs.empty() && !arguments.Has("--changes")) {
    throw Error(ErrorCode::kUsage, "no change is named",
                "use --refs 'refs/pull/*/head', --changes FILE or --change ID=REV");
  }
  const Report report = RunScan(options, MakeProgress(arguments, console));
  format.render(report, console.format, console.out);
  RefuseUnread(report, Named(options));
  return ExitCode(report, arguments);
}

}  // namespace

const Command command_scan = {
    "scan", "compare all in-flight changes with one another",
    "Finds changes that are safe alone and unsafe together, keeps the result in the\n"
    "database, and prints it.\n"
    "\n"
    "Example: all open pull requests of a GitHub repository\n"
    "  git fetch origin '+refs/pull/*/head:refs/pull/*/head'\n"
    "  gh pr list --limit 500 --json number,title,author,headRefOid,headRefName,\\\n"
    "baseRefName,labels,isDraft,createdAt,url,body > changes.json\n"
    "  interlock scan --base origin/main --changes changes.json\n"
    "\n"
    "Example: without a list\n"
    "  interlock scan --base origin/main --refs 'refs/pull/*/head'\n",
    Options, Run};

}  // namespace interlock
