// Tells who meets two changes, flags or rollouts, step by step.
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>

#include "analyzer/cli/options.h"
#include "analyzer/intake/population.h"
#include "analyzer/intake/yaml_reader.h"
#include "analyzer/rollouts/exposure_story.h"
#include "analyzer/stages/joined_rollouts.h"
#include "interlock/error.h"

namespace interlock {

extern const Command command_exposure;

namespace {

std::vector<Option> Options() {
  return Concat(
      {{{"A", "", "a change, flag or rollout", ""},
        {"B", "", "another one", ""},
        {"--population", "FILE", "contexts of users (.jsonl, .csv) in which to count, too", ""},
        {"--users", "N", "how many there are, so that lists of ids have a share", ""},
        {"--requests-per-user", "N", "also the share of users, where requests are drawn", ""}},
       ChangeOptions(),
       RunOptions(),
       DatabaseOption(),
       {FormatOption("text, json")}});
}

constexpr double kLeastRequests = 1e-6;

std::vector<Subject> ReadPopulationFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    throw Error(ErrorCode::kInput, "cannot read the population " + Quoted(path),
                "check the path given to --population");
  }
  return ReadPopulation(text, path);
}

// The number of an option; none when it is not given.
std::optional<double> ReadCount(const Arguments& arguments, const char* option, double least,
                                const char* expected) {
  if (!arguments.Has(option)) return std::nullopt;
  constexpr double kMost = 1e10;
  const std::string& text = arguments.Text(option);
  double count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || !(count >= least) ||
      count > kMost) {
    throw Error(ErrorCode::kUsage,
                std::string(option) + " is " + Quoted(text) + ", expected " + expected);
  }
  return count;
}

int Run(const Arguments& arguments, const Console& console) {
  const std::string format = ReadFormatWord(arguments, {"text", "json"});
  ScanOptions options = ReadScanOptions(arguments, console);
  if (!arguments.Has("--db")) options.database_path.clear();
  ExposureQuestion question;
  question.now = options.now;
  question.requests =
      ReadCount(arguments, "--requests-per-user", kLeastRequests, "a number above 0");
  question.users = ReadCount(arguments, "--users", 1, "a number of users");
  std::vector<Subject> population;
  if (arguments.Has("--population")) {
    question.population_name = arguments.Text("--population");
    population = ReadPopulationFile(question.population_name);
    question.population = &population;
  }
  const RolloutView view = ReadRolloutView(options, MakeProgress(arguments, console));
  JoinIds(view.knowledge.config.same_ids, &population);
  const ExposureStory story =
      TellExposure(view, {arguments.Text("A"), arguments.Text("B")}, question);
  if (format == "json") {
    WriteExposureJson(story, question, console.out);
  } else {
    WriteExposureText(story, question, console.format, console.out);
  }
  return kExitClear;
}

}  // namespace

const Command command_exposure = {
    "exposure", "who meets both of two changes, flags or rollouts, step by step",
    "Prints what each of the two is, the share that meets both now and at most with its\n"
    "derivation, from when on there is anyone, each pair of stages, and what would keep\n"
    "the two apart. Shares are exact where both use one hash, expected where hashes are\n"
    "independent, and bounds where something is not known. With a sample of contexts\n"
    "the share is counted in it as well, and it is said when the two disagree. A list of\n"
    "ids is a number of users and no share; --users N gives it one.\n"
    "\n"
    "Examples:\n"
    "  interlock exposure new-checkout fast-search --rollouts flags.json\n"
    "  interlock exposure 12 34 --refs 'refs/pull/*/head' --requests-per-user 50\n"
    "  interlock exposure a b --rollouts flags.json --population contexts.csv\n",
    Options, Run};

}  // namespace interlock
