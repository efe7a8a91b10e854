// Compares one change with the others: those of the latest scan, and those given.
#include <algorithm>
#include <ostream>
#include <set>

#include "analyzer/cli/nearest.h"
#include "analyzer/cli/options.h"
#include "analyzer/intake/git.h"
#include "analyzer/intake/yaml_reader.h"
#include "analyzer/pipeline.h"
#include "analyzer/stages/answers.h"
#include "analyzer/stages/report_history.h"
#include "analyzer/text/report_text.h"
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

bool NamesRevision(const Arguments& arguments) {
  return arguments.Text("CHANGE").find('=') != std::string::npos;
}

bool Has(const std::string& repository_path, const ObjectId& commit) {
  try {
    return GitRepository::Open(repository_path).Resolve(commit) == commit;
  } catch (const Error&) {
    return false;
  }
}

// What the scan was told holds for the check, unless that is told otherwise. "12=HEAD" speaks of
// the clone in which the user stands, if that is one of the same repository.
void TakeOptions(const KeptScan& scan, const Arguments& arguments, ScanOptions* options) {
  const bool stands_in_clone = NamesRevision(arguments) && !scan.base_commit.empty() &&
                               Has(options->repository_path, scan.base_commit);
  if (!arguments.Has("--repo") && !stands_in_clone) options->repository_path = scan.repository_path;
  if (!arguments.Has("--base")) options->base = scan.base_name;
  if (!arguments.Has("--config")) options->config_path = scan.config_path;
  if (arguments.Has("--rollouts")) return;
  for (const std::string& file : scan.rollout_files) {
    options->rollout_files.push_back(ParseRolloutPath(file));
  }
}

ScanOptions ReadCheckOptions(const Arguments& arguments, const Console& console) {
  ScanOptions options = ReadScanOptions(arguments, console);
  const std::optional<KeptScan> scan = FindScan(options, arguments);
  if (scan) TakeOptions(*scan, arguments, &options);
  options.focus = TakeFocus(arguments.Text("CHANGE"), &options);
  const std::vector<std::string> from_refs = IdsOfRefs(options);
  if (scan) AddKeptChanges(*scan, from_refs, &options);
  CheckFocus(options, from_refs, *options.focus);
  return options;
}

// Throws when there were others, and none of them could be read: nothing was compared.
void RefuseUncompared(const Report& report, const std::string& id) {
  std::size_t others = 0, read = 0;
  for (const ChangeSummary& change : report.changes) {
    if (change.id == id || !change.landed.empty()) continue;
    ++others;
    if (!change.head.empty()) ++read;
  }
  if (others == 0 || read > 0) return;
  throw Error(ErrorCode::kInput,
              "change " + Quoted(id) + " was compared with none of " +
                  CountOf(others, "other change") + ": this repository has no head of theirs",
              "git fetch origin '+refs/pull/*/head:refs/pull/*/head' brings them; --repo DIR names "
              "a clone that has them");
}

// Throws when the revision that was named for the change is part of the base: a pipeline that
// checks out the base by mistake would let everything pass.
void RefuseLanded(const Report& report, const std::string& id) {
  for (const ChangeSummary& change : report.changes) {
    if (change.id != id || change.head.empty() || change.head != change.base) continue;
    throw Error(ErrorCode::kInput,
                "change " + Quoted(id) + " holds nothing of its own: its head " +
                    change.head.substr(0, 12) + " is part of the base already",
                "name the head of the change: check " + id + "=REV");
  }
}

// An order holds back the second alone: the first is safe to land, and then the gate opens.
bool LandsFirst(const Report& report, const Decision& decision, const std::string& id) {
  if (decision.verdict != Verdict::kOrder) return false;
  bool is_first = false;
  for (const Interaction& interaction : report.interactions) {
    const bool counts =
        interaction.orders && std::find(decision.because.begin(), decision.because.end(),
                                        interaction.id) != decision.because.end();
    if (!counts) continue;
    if (interaction.changes.front() != id) return false;
    is_first = true;
  }
  return is_first;
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
  const std::string& id = *options.focus;
  const auto lands_first = [&](const Decision& decision) {
    return LandsFirst(report, decision, id);
  };
  for (const ChangeSummary& change : report.changes) {
    if (change.id != id || change.head.empty() || change.files > 0) continue;
    report.notices.insert(
        report.notices.begin() + 1,
        "nothing of " + id + " is left on this base: it has landed, or was undone");
  }
  if (std::any_of(report.decisions.begin(), report.decisions.end(), lands_first)) {
    report.notices.insert(report.notices.begin() + 1,
                          "an order does not hold back " + id + " where " + id + " lands first");
  }
  format.render(report, console.format, console.out);
  RefuseUnreadFiles(report, id);
  RefuseUnread(report, {id});
  if (NamesRevision(arguments)) RefuseLanded(report, id);
  RefuseUncompared(report, id);
  std::erase_if(report.decisions, lands_first);
  return ExitCode(report, arguments);
}

}  // namespace

const Command command_check = {
    "check", "compare one change with all others",
    "Decides only on one change. The others are those of the latest scan in the\n"
    "database, at the heads they had then, and those given; a given head wins. Base,\n"
    "configuration, rollouts and repository are those of the scan, unless given; a REV\n"
    "is looked up where you stand, if that is a clone of the same repository. An order\n"
    "holds back only the change that lands second.\n"
    "\n"
    "Example: in the pipeline of a pull request\n"
    "  interlock check 101=HEAD --base origin/main --refs 'refs/pull/*/head'\n"
    "\n"
    "Example: a change of the latest scan, in another format\n"
    "  interlock check 101 --format md\n",
    Options, Run};

}  // namespace interlock
