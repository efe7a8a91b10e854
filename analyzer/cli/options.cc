#include "analyzer/cli/options.h"

#include <algorithm>
#include <charconv>
#include <ostream>
#include <set>

#include "analyzer/cli/command_line.h"
#include "analyzer/intake/rollouts.h"
#include "analyzer/intake/yaml_reader.h"
#include "analyzer/reports/all_report_formats.h"
#include "analyzer/text/report_text.h"
#include "interlock/error.h"

namespace interlock {

namespace {

[[noreturn]] void Refuse(const std::string& option, const std::string& value,
                         const std::string& expected) {
  throw Error(ErrorCode::kUsage, option + " is " + Quoted(value) + ", expected " + expected);
}

template <typename Integer>
Integer ReadNumber(const Arguments& arguments, const std::string& option, Integer most) {
  const std::string& text = arguments.Text(option);
  Integer number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0 || number > most) {
    Refuse(option, text, "a whole number up to " + std::to_string(most));
  }
  return number;
}

}  // namespace

int ReadThreads(const Arguments& arguments) { return ReadNumber(arguments, "--threads", 1024); }

namespace {

std::int64_t ReadNow(const Arguments& arguments, const Console& console) {
  if (!arguments.Has("--now")) return console.now;
  const std::optional<std::int64_t> now = ParseTime(arguments.Text("--now"));
  if (!now) Refuse("--now", arguments.Text("--now"), "a time like 2026-03-02T09:00:00Z");
  return *now;
}

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const ReportFormat* format : AllReportFormats()) names.emplace_back(format->name);
  return names;
}

}  // namespace

std::vector<Option> RunOptions() {
  return {
      {"--repo", "DIR", "the git repository", "."},
      {"--base", "REV", "what the changes will land on; else origin's HEAD, main or master", ""},
      {"--config", "FILE", "read instead of the base's interlock.yaml", ""},
      {"--rollouts", "[KIND=]FILE", "who is exposed to what, in any format that is known", "",
       true},
      {"--now", "TIME", "when this run is, as RFC 3339; else the clock says", ""},
      {"--threads", "N", "0: as many as the machine has", "0"},
      {"--memory", "MB",
       "for what has landed since changes began; beyond it they are compared in several rounds",
       "800"},
      {"--afresh", "", "work out again all but the facts of files, even when nothing is new", ""},
      {"--quiet", "", "no progress on standard error", ""}};
}

std::vector<Option> ChangeOptions() {
  return {{"--change", "ID=REV", "one in-flight change and its head", "", true},
          {"--changes", "FILE",
           "a list as 'gh pr list --json …' or 'glab mr list -F json' print it; "
           "-: standard input",
           ""},
          {"--refs", "GLOB", "every reference that matches, such as 'refs/pull/*/head'", "", true}};
}

std::vector<Option> DatabaseOption() {
  return {{"--db", "FILE", "where facts and earlier scans are kept", "interlock.db"}};
}

Option FormatOption(const std::string& words) { return {"--format", "WORD", words, "text"}; }

std::vector<Option> AnswerOptions() {
  return {FormatOption(Join(FormatNames(), ", ")),
          {"--fail-on", "VERDICT", "the mildest verdict that makes the exit code 1", "retest"}};
}

std::vector<Option> ScanNumberOption() {
  return {{"--scan", "N", "a stored scan by its number; else the latest", ""}};
}

std::vector<Option> Concat(std::initializer_list<std::vector<Option>> groups) {
  std::vector<Option> all;
  for (const std::vector<Option>& group : groups) all.insert(all.end(), group.begin(), group.end());
  return all;
}

ScanOptions ReadScanOptions(const Arguments& arguments, const Console& console) {
  ScanOptions options;
  options.repository_path = arguments.Text("--repo");
  options.base = arguments.Text("--base");
  options.database_path = arguments.Text("--db");
  options.config_path = arguments.Text("--config");
  for (const std::string& file : arguments.List("--rollouts")) {
    options.rollout_files.push_back(ParseRolloutPath(file));
  }
  options.now = ReadNow(arguments, console);
  options.time = FormatTime(options.now);
  options.program_version = ProgramVersion();
  options.threads = ReadThreads(arguments);
  options.memory = ReadNumber(arguments, "--memory", 1'000'000);
  options.afresh = arguments.Has("--afresh");
  options.ref_globs = arguments.List("--refs");
  options.changes = ParseChangeOptions(arguments.List("--change"));
  if (arguments.Has("--changes")) {
    std::set<std::string> named;
    for (const RequestedChange& change : options.changes) named.insert(change.id);
    for (RequestedChange& change : ReadChangeListFile(arguments.Text("--changes"))) {
      if (named.contains(change.id)) {
        throw Error(ErrorCode::kUsage,
                    "change " + Quoted(change.id) + " is named by --change and by " +
                        arguments.Text("--changes"),
                    "give each change its own id");
      }
      options.changes.push_back(std::move(change));
    }
  }
  return options;
}

Progress MakeProgress(const Arguments& arguments, const Console& console) {
  if (arguments.Has("--quiet")) return [](const std::string&) {};
  return [&err = console.err](const std::string& line) {
    err << "interlock: " << Printable(line) << std::endl;
  };
}

const ReportFormat& ReadFormat(const Arguments& arguments) {
  const std::string word = ReadFormatWord(arguments, FormatNames());
  for (const ReportFormat* format : AllReportFormats()) {
    if (word == format->name) return *format;
  }
  Refuse("--format", word, Join(FormatNames(), ", "));
}

std::string ReadFormatWord(const Arguments& arguments, const std::vector<std::string>& words) {
  const std::string& word = arguments.Text("--format");
  if (std::find(words.begin(), words.end(), word) == words.end()) {
    Refuse("--format", word, "one of " + Join(words, ", "));
  }
  return word;
}

Verdict ReadFailOn(const Arguments& arguments) {
  const std::optional<Verdict> verdict = ParseVerdict(arguments.Text("--fail-on"));
  // `clear` stands always, which would make every run fail.
  if (!verdict || *verdict == Verdict::kClear) {
    Refuse("--fail-on", arguments.Text("--fail-on"), "one of note, retest, order, separate, hold");
  }
  return *verdict;
}

std::optional<std::int64_t> ReadScanNumber(const Arguments& arguments) {
  if (!arguments.Has("--scan")) return std::nullopt;
  return ReadNumber<std::int64_t>(arguments, "--scan", 1'000'000'000);
}

void RefuseUnread(const Report& report, const std::vector<std::string>& ids) {
  const std::vector<const Gap*> unread = ChangesNotRead(report);
  for (const Gap* gap : unread) {
    if (std::find(ids.begin(), ids.end(), gap->change) == ids.end()) continue;
    throw Error(ErrorCode::kInput,
                "change " + Quoted(gap->change) + " could not be analysed: " + GapText(gap->reason),
                gap->detail);
  }
  const bool no_change = !unread.empty() && unread.size() >= report.changes.size();
  const bool no_file = !FilesNotRead(report).empty() && report.coverage.analysed == 0;
  if (!no_change && !no_file) return;
  throw Error(ErrorCode::kInput, "none of the changes could be analysed",
              "the report says why of each; git fetch brings heads that are missing, a clone made "
              "without --filter the contents");
}

void RefuseUnreadFiles(const Report& report, const std::string& id) {
  for (const Gap* gap : FilesNotRead(report)) {
    if (gap->change != id) continue;
    throw Error(ErrorCode::kInput,
                "change " + Quoted(gap->change) + " could not be analysed: " + Quoted(gap->path) +
                    " is " + GapText(gap->reason),
                "a clone made with --filter lacks contents: clone without it; else see git fsck");
  }
}

int ExitCode(const Report& report, const Arguments& arguments) {
  Verdict fail_on = ReadFailOn(arguments);
  if (!arguments.Has("--fail-on") && report.fail_on) fail_on = *report.fail_on;
  const bool stands =
      std::any_of(report.decisions.begin(), report.decisions.end(),
                  [&](const Decision& decision) { return decision.verdict >= fail_on; });
  return stands ? kExitStands : kExitClear;
}

}  // namespace interlock
