// Argo CD: `kind: ApplicationSet` of argoproj.io with the strategy RollingSync. Each step names
// applications by their labels, and a step begins when those before it are healthy, so a stage
// is the places of all steps so far. A place is called by a label's value, and by the cluster of
// the applications that a list generator makes with it:
//
//   generators: [{list: {elements: [{cluster: eu-1, env: staging}]}}]
//   strategy.rollingSync.steps[0].matchExpressions: [{key: env, operator: In, values: [staging]}]
//
// is the places "staging" and "eu-1". Applications that no step names are left to people.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/intake/manifests.h"
#include "analyzer/intake/yaml_reader.h"

namespace interlock {
namespace {

constexpr const char* kGroup = "argoproj.io";
constexpr std::size_t kMostSteps = 200;
constexpr std::size_t kMostApplications = 5000;

using Names = std::vector<std::string>;

// One application that the generators make, as far as it can be told.
struct Application {
  std::map<std::string, std::string> labels;
  Names places;  // its cluster's name or address
};

std::string Trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" .");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// The text with "{{cluster}}" and "{{.cluster}}" filled in; empty when another stands there.
std::string Filled(const std::string& text, const JsonValue& element) {
  std::string filled;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("{{", at);
    filled += text.substr(at, open == std::string::npos ? open : open - at);
    if (open == std::string::npos) break;
    const std::size_t close = text.find("}}", open);
    if (close == std::string::npos) return "";
    const JsonValue value = element[Trimmed(text.substr(open + 2, close - open - 2))];
    if (value.Text().empty()) return "";
    filled += value.Text();
    at = close + 2;
  }
  return filled;
}

// Of list generators only: other generators ask a cluster or a repository.
std::vector<Application> ApplicationsOf(const JsonValue& spec) {
  std::vector<Application> applications;
  const JsonValue made = spec["template"];
  for (const JsonValue& generator : spec["generators"].Items()) {
    for (const JsonValue& element : generator["list"]["elements"].Items()) {
      if (applications.size() >= kMostApplications) return applications;
      Application application;
      for (const JsonValue& label : made["metadata"]["labels"].Items()) {
        application.labels[label.key()] = Filled(label.Text(), element);
      }
      for (const char* key : {"name", "server"}) {
        std::string place = Filled(made["spec"]["destination"][key].Text(), element);
        if (!place.empty()) application.places.push_back(std::move(place));
      }
      applications.push_back(std::move(application));
    }
  }
  return applications;
}

CohortId Places(const ManifestReader& reader, Names names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names.empty() ? kNobody : reader.cohorts().Add(InPlaces{std::move(names)});
}

// REQUIRES: the values are sorted.
bool HasOneOf(const Application& application, const std::string& key, const Names& values) {
  const auto label = application.labels.find(key);
  return label != application.labels.end() &&
         std::binary_search(values.begin(), values.end(), label->second);
}

// The places of one step: all of its expressions have to hold.
CohortId ReadStep(const ManifestReader& reader, const JsonValue& step,
                  const std::vector<Application>& applications) {
  std::vector<CohortId> all;
  std::vector<bool> chosen(applications.size(), true);
  for (const JsonValue& expression : step["matchExpressions"].Items()) {
    const std::string& op = expression["operator"].Text();
    if (op != "In" && op != "NotIn") {
      all.push_back(reader.Unknown(
          expression, "the operator " + expression["operator"].Shown() + " is not known"));
      continue;
    }
    Names values;
    for (const JsonValue& value : expression["values"].Items()) values.push_back(value.Text());
    std::sort(values.begin(), values.end());
    for (std::size_t i = 0; i < applications.size(); ++i) {
      const bool has = HasOneOf(applications[i], expression["key"].Text(), values);
      chosen[i] = chosen[i] && has == (op == "In");
    }
    const CohortId in = Places(reader, std::move(values));
    all.push_back(op == "In" ? in : reader.cohorts().Not(in));
  }
  Names clusters;
  for (std::size_t i = 0; i < applications.size(); ++i) {
    if (!chosen[i]) continue;
    clusters.insert(clusters.end(), applications[i].places.begin(), applications[i].places.end());
  }
  if (clusters.empty()) return reader.cohorts().All(std::move(all));
  return reader.cohorts().Any(
      {reader.cohorts().All(std::move(all)), Places(reader, std::move(clusters))});
}

std::string LabelsOf(const JsonValue& step) {
  std::string text;
  for (const JsonValue& expression : step["matchExpressions"].Items()) {
    if (!text.empty()) text += " and ";
    text += expression["key"].Text() + (expression["operator"].Text() == "NotIn" ? " not" : "");
    for (const JsonValue& value : expression["values"].Items()) text += " " + value.Text();
  }
  return text;
}

// The step that applications are in; none when nothing is under way or it is not written.
std::optional<std::uint32_t> StepOf(const JsonValue& status, std::size_t steps) {
  std::optional<std::uint32_t> furthest;
  for (const JsonValue& application : status["applicationStatus"].Items()) {
    const std::string& is = application["status"].Text();
    const std::optional<double> step = application["step"].Number();
    if (!step || *step < 1 || *step > static_cast<double>(steps) || is == "Waiting") continue;
    furthest = std::max(furthest.value_or(0), static_cast<std::uint32_t>(*step));
  }
  if (!furthest && !status["applicationStatus"].Items().empty()) return 0;  // all of them wait
  return furthest;
}

Rollout ReadSet(const JsonValue& manifest, RolloutFile* file) {
  Rollout rollout = RolloutOf(manifest);
  rollout.key = "place";
  const ManifestReader reader{file, &rollout};
  const JsonValue spec = manifest["spec"];
  for (const VersionEntry& entry : RevisionsOf(manifest)) rollout.revisions.push_back(entry.name);
  const std::vector<Application> applications = ApplicationsOf(spec);
  std::vector<JsonValue> steps = spec["strategy"]["rollingSync"]["steps"].Items();
  if (steps.size() > kMostSteps) {
    reader.Note(manifest, "more than " + std::to_string(kMostSteps) + " steps, the rest is left");
    steps.resize(kMostSteps, manifest);
  }
  CohortId so_far = kNobody;
  for (const JsonValue& step : steps) {
    so_far = reader.cohorts().Any({so_far, ReadStep(reader, step, applications)});
    Stage stage;
    stage.name = LabelsOf(step);
    stage.enter = rollout.stages.empty() ? "" : "when the places before are healthy";
    const JsonValue most = step["maxUpdate"];
    if (most.Text() == "0" || most.Text() == "0%") {
      stage.enter = "by hand";
    } else if (!most.IsNull()) {
      stage.enter += (stage.enter.empty() ? "" : ", ") + most.Text() + " at a time";
    }
    stage.cohort = so_far;
    rollout.stages.push_back(stage);
  }
  if (steps.empty()) {
    Stage stage;
    stage.name = "all places";
    stage.cohort = kEverybody;
    rollout.stages.push_back(stage);
    rollout.current = 1;
  } else if (const auto step = StepOf(manifest["status"], rollout.stages.size())) {
    rollout.current = *step;
  }
  return rollout;
}

bool Recognises(const RolloutInput& input) {
  return HasManifest(input, kGroup, {"ApplicationSet"});
}

RolloutFile Read(const RolloutInput& input) {
  RolloutFile file;
  const std::vector<JsonValue> manifests = ManifestsOf(input);
  for (const JsonValue& manifest : manifests) {
    if (!IsManifest(manifest, kGroup, "ApplicationSet")) continue;
    file.rollouts.push_back(ReadSet(manifest, &file));
  }
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_applicationset = {
    "applicationset", "Argo CD progressive syncs (kind ApplicationSet)", Recognises, Read, true};

}  // namespace interlock
