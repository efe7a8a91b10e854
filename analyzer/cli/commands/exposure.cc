// Tells who meets two changes, flags or rollouts, step by step.
#include <charconv>
#include <fstream>
#include <iterator>
#include <ostream>

#include "analyzer/cli/options.h"
#include "analyzer/exposure_story.h"
#include "analyzer/intake/population.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"

namespace interlock {

extern const Command command_exposure;

namespace {

std::vector<Option> Options() {
  return Concat(
      {{{"A", "", "a change, flag or rollout", ""},
        {"B", "", "another one", ""},
        {"--population", "FILE", "contexts of users (.jsonl, .csv) in which to count, too", ""},
        {"--requests-per-user", "N", "also the share of users, where requests are drawn", ""}},
       ChangeOptions(),
       RunOptions(),
       DatabaseOption(),
       {FormatOption("text, json")}});
}

std::vector<Subject> ReadPopulationFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    throw Error(ErrorCode::kInput, "cannot read the population " + Quoted(path),
                "check the path given to --population");
  }
  return ReadPopulation(text, path);
}

double ReadRequests(const std::string& text) {
  double requests = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), requests);
  if (error != std::errc() || end != text.data() + text.size() || !(requests > 0) ||
      requests > 1e9) {
    throw Error(ErrorCode::kUsage,
                "--requests-per-user is " + Quoted(text) + ", expected a number above 0");
  }
  return requests;
}

int Run(const Arguments& arguments, const Console& console) {
  const std::string format = ReadFormatWord(arguments, {"text", "json"});
  ScanOptions options = ReadScanOptions(arguments, console);
  if (!arguments.Has("--db")) options.database_path.clear();
  ExposureQuestion question;
  question.now = options.now;
  if (arguments.Has("--requests-per-user")) {
    question.requests = ReadRequests(arguments.Text("--requests-per-user"));
  }
  std::vector<Subject> population;
  if (arguments.Has("--population")) {
    question.population_name = arguments.Text("--population");
    population = ReadPopulationFile(question.population_name);
    question.population = &population;
  }
  const RolloutView view = ReadRolloutView(options, MakeProgress(arguments, console));
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
    "the share is counted in it as well, and it is said when the two disagree.\n"
    "\n"
    "Examples:\n"
    "  interlock exposure new-checkout fast-search --rollouts flags.json\n"
    "  interlock exposure 12 34 --refs 'refs/pull/*/head' --requests-per-user 50\n"
    "  interlock exposure a b --rollouts flags.json --population contexts.csv\n",
    Options, Run};

}  // namespace interlock
