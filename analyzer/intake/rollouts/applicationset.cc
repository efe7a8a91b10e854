// Argo CD: `kind: ApplicationSet` of argoproj.io with the strategy RollingSync. Each step names
// applications by their labels, and a step begins when those before it are healthy, so a stage
// is the places of all steps so far. A place is called by a label's value, and by the cluster of
// the applications that a list generator makes with it:
//
//   generators: [{list: {elements: [{cluster: eu-1, env: staging}]}}]
//   strategy.rollingSync.steps[0].matchExpressions: [{key: env, operator: In, values: [staging]}]
//
// is the places "staging" and "eu-1". Applications that no step names are left to people.
//
// Sync windows of the AppProject that the applications belong to, where the file has it, freeze
// their places: while a `deny` goes on, and outside of all times that `allow` has.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/exposure/freezes.h"
#include "analyzer/exposure/times.h"
#include "analyzer/intake/manifests.h"
#include "analyzer/intake/recurrences.h"
#include "analyzer/intake/yaml_reader.h"

namespace interlock {
namespace {

constexpr const char* kGroup = "argoproj.io";
constexpr std::size_t kMostSteps = 200;
constexpr std::size_t kMostApplications = 5000;
constexpr std::size_t kMostWindows = 50;

using Names = std::vector<std::string>;

// One application that the generators make, as far as it can be told.
struct Application {
  std::map<std::string, std::string> labels;
  Names places;  // its cluster's name or address
  std::string name, project, name_space;
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
      application.name = Filled(made["metadata"]["name"].Text(), element);
      application.project = Filled(made["spec"]["project"].Text(), element);
      application.name_space = Filled(made["spec"]["destination"]["namespace"].Text(), element);
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

// Whether applications of the step still wait for their turn.
bool IsPartly(const JsonValue& status, std::uint32_t step) {
  const std::vector<JsonValue> all = status["applicationStatus"].Items();
  return std::any_of(all.begin(), all.end(), [&](const JsonValue& application) {
    const std::string& is = application["status"].Text();
    return application["step"].Number() == step && (is == "Waiting" || is == "Pending");
  });
}

// ---- sync windows

// Whether one of the globs takes one of the texts; none where no glob is written.
std::optional<bool> FitsOne(const JsonValue& globs, const Names& texts) {
  const std::vector<JsonValue> all = globs.Items();
  if (all.empty()) return std::nullopt;
  return std::any_of(all.begin(), all.end(), [&](const JsonValue& glob) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string& text) { return FitsGlob(glob.Text(), text); });
  });
}

// One of what the window names fits; with `useAndOperator` all of it.
bool IsFor(const JsonValue& window, const Application& application) {
  const bool all = window["useAndOperator"].Truth(false);
  bool any_fits = false, all_fit = true;
  for (const auto& fits : {FitsOne(window["applications"], {application.name}),
                           FitsOne(window["namespaces"], {application.name_space}),
                           FitsOne(window["clusters"], application.places)}) {
    if (!fits) continue;
    any_fits = any_fits || *fits;
    all_fit = all_fit && *fits;
  }
  return any_fits && (!all || all_fit);
}

std::optional<Recurrence> ReadWindow(const ManifestReader& reader, const JsonValue& window) {
  std::optional<Recurrence> times = ParseCron(window["schedule"].Text());
  if (!times) {
    reader.Note(window, "'schedule' of a sync window is " + window["schedule"].Shown() +
                            ", expected one of five fields such as 0 22 * * MON-FRI");
    return std::nullopt;
  }
  const auto lasts = ParseDuration(window["duration"].Text());
  if (!lasts || *lasts < 1000) {
    reader.Note(window, "'duration' of a sync window is " + window["duration"].Shown() +
                            ", expected one such as 1h30m");
    return std::nullopt;
  }
  times->lasts = *lasts / 1000;
  const JsonValue zone = window["timeZone"];
  const auto offsets = OffsetsOfZone(zone.IsNull() ? "UTC" : zone.Text());
  if (!offsets) {
    reader.Note(window, "'timeZone' of a sync window is " + zone.Shown() +
                            ", expected one such as Europe/Berlin");
    return std::nullopt;
  }
  times->offsets = *offsets;
  return times;
}

// Where the applications are: everywhere, when they are all of the set's; else their clusters, and
// the labels that no other application has.
Names PlacesOf(const std::vector<bool>& chosen, const std::vector<Application>& applications) {
  Names inside, outside;
  for (std::size_t i = 0; i < applications.size(); ++i) {
    Names& places = chosen[i] ? inside : outside;
    places.insert(places.end(), applications[i].places.begin(), applications[i].places.end());
    for (const auto& [key, value] : applications[i].labels) places.push_back(value);
  }
  std::sort(inside.begin(), inside.end());
  inside.erase(std::unique(inside.begin(), inside.end()), inside.end());
  std::sort(outside.begin(), outside.end());
  Names places;
  std::set_difference(inside.begin(), inside.end(), outside.begin(), outside.end(),
                      std::back_inserter(places));
  return places;
}

void AddFreeze(const ManifestReader& reader, const JsonValue& at, Freeze freeze,
               const std::vector<bool>& chosen, const std::vector<Application>& applications) {
  if (std::find(chosen.begin(), chosen.end(), true) == chosen.end()) return;
  if (std::find(chosen.begin(), chosen.end(), false) != chosen.end()) {
    freeze.places = PlacesOf(chosen, applications);
    if (freeze.places.empty()) return;
  }
  freeze.line = at.line();
  reader.rollout->freezes.push_back(std::move(freeze));
}

// A window that cannot be read, or that lets people begin a step, freezes nothing, which leaves
// more that may happen.
void ReadWindows(const ManifestReader& reader, const JsonValue& project,
                 const std::vector<Application>& applications) {
  const std::string& name = project["metadata"]["name"].Text();
  std::vector<JsonValue> windows = project["spec"]["syncWindows"].Items();
  if (windows.size() > kMostWindows) {
    reader.Note(project,
                "more than " + std::to_string(kMostWindows) + " sync windows, the rest is left");
    windows.resize(kMostWindows, project);
  }
  // Applications with the same allowing windows freeze together.
  std::map<std::vector<std::size_t>, std::vector<bool>> allowed;
  std::vector<std::vector<std::size_t>> allows(applications.size());
  std::vector<std::optional<Recurrence>> times;
  for (std::size_t w = 0; w < windows.size(); ++w) {
    const JsonValue& window = windows[w];
    const std::string& kind = window["kind"].Text();
    times.push_back(ReadWindow(reader, window));
    const bool allow = kind == "allow";
    if (!allow && kind != "deny") {
      reader.Note(window, "'kind' of a sync window is " + window["kind"].Shown() +
                              ", expected allow or deny");
      continue;
    }
    if (!allow && window["manualSync"].Truth(false)) {
      reader.Note(window, "a sync window lets people sync by hand, so it freezes nothing");
      continue;
    }
    std::vector<bool> chosen(applications.size(), false);
    for (std::size_t i = 0; i < applications.size(); ++i) {
      chosen[i] = applications[i].project == name && IsFor(window, applications[i]);
      if (chosen[i] && allow) allows[i].push_back(w);
    }
    if (allow || !times.back()) continue;
    Freeze freeze;
    freeze.times = {*times.back()};
    freeze.reason = "sync window of AppProject " + name;
    AddFreeze(reader, window, std::move(freeze), chosen, applications);
  }
  for (std::size_t i = 0; i < applications.size(); ++i) {
    auto& chosen = allowed[allows[i]];
    chosen.resize(applications.size(), false);
    chosen[i] = true;
  }
  for (const auto& [of, chosen] : allowed) {
    const bool known = std::all_of(of.begin(), of.end(), [&](std::size_t w) {
      return times[w] && !windows[w]["manualSync"].Truth(false);
    });
    if (of.empty() || !known) continue;
    Freeze freeze;
    freeze.outside = true;
    for (const std::size_t w : of) freeze.times.push_back(*times[w]);
    freeze.reason = "outside of the sync windows of AppProject " + name;
    AddFreeze(reader, windows[of.front()], std::move(freeze), chosen, applications);
  }
}

Rollout ReadSet(const JsonValue& manifest, const std::vector<JsonValue>& manifests,
                RolloutFile* file) {
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
  const JsonValue status = manifest["status"];
  const auto current = StepOf(status, steps.size());
  const bool partly = current.value_or(0) > 0 && IsPartly(status, *current);
  CohortId so_far = kNobody;
  for (const JsonValue& step : steps) {
    const CohortId of_step = ReadStep(reader, step, applications);
    if (partly && rollout.stages.size() + 1 == *current) {
      Stage live;
      live.name = LabelsOf(step) + ", in part";
      const CohortId some = reader.cohorts().Add(Opaque{"which of its applications still wait"});
      live.cohort = reader.cohorts().Any({so_far, reader.cohorts().All({of_step, some})});
      rollout.stages.push_back(live);
    }
    so_far = reader.cohorts().Any({so_far, of_step});
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
  } else if (current) {
    rollout.current = *current;  // where it is so in part, that is the stage put before it
  }
  for (const JsonValue& project : manifests) {
    if (IsManifest(project, kGroup, "AppProject")) ReadWindows(reader, project, applications);
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
    file.rollouts.push_back(ReadSet(manifest, manifests, &file));
  }
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_applicationset = {
    "applicationset", "Argo CD progressive syncs (kind ApplicationSet)", Recognises, Read, true};

}  // namespace interlock
