// Argo Rollouts: `kind: Rollout` of argoproj.io. A canary's steps are its stages: every setWeight,
// and every header or mirror route, alters who meets the new version, and the pauses and analyses
// between say what the next stage waits for. With a traffic router a weight is a share of
// `maxTrafficWeight`; without one it is only approximated by numbers of replicas, so 20 % of three
// replicas is a third of the requests. `status` says how far it is; without it the stage is
// unknown. Each request is drawn anew.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/replicas.h"
#include "analyzer/exposure/times.h"
#include "analyzer/intake/manifests.h"
#include "analyzer/intake/yaml_reader.h"

namespace interlock {
namespace {

constexpr const char* kGroup = "argoproj.io";
constexpr double kMostReplicas = 1e6;
constexpr std::size_t kMostSteps = 1000;

// How weights become shares.
struct Router {
  bool routed = false;  // by weights, not by replicas
  double whole = 100;
  std::int64_t replicas = 1;
  std::int64_t surge = 0;
  bool sticky = false;
  bool understood = true;
};

// "25%" of the replicas, rounded up, or a number of them.
std::optional<std::int64_t> SurgeOf(const ManifestReader& reader, const JsonValue& value,
                                    std::int64_t replicas) {
  const std::string text = value.IsNull() ? "25%" : value.Text();
  if (text.ends_with('%')) {
    char* end = nullptr;
    const double percent = std::strtod(text.c_str(), &end);
    if (end == text.c_str() + text.size() - 1 && percent >= 0 && percent <= kMostReplicas) {
      return static_cast<std::int64_t>(std::ceil(static_cast<double>(replicas) * percent / 100));
    }
  } else if (const auto number = value.Number();
             number && *number >= 0 && *number <= kMostReplicas) {
    return static_cast<std::int64_t>(*number);
  }
  reader.Note(value, "'maxSurge' is " + value.Shown() + ", expected a number or a percentage");
  return std::nullopt;
}

Router RouterOf(const ManifestReader& reader, const JsonValue& manifest) {
  const JsonValue spec = manifest["spec"];
  const JsonValue canary = spec["strategy"]["canary"];
  const JsonValue routing = canary["trafficRouting"];
  Router router;
  router.routed = routing.IsMap();
  const auto number = [&](const JsonValue& at, const char* what, double least, double most,
                          double otherwise) {
    const auto value = NumberIn(reader, at, what, least, most);
    router.understood = router.understood && (value || at.IsNull());
    return value.value_or(otherwise);
  };
  router.whole = number(routing["maxTrafficWeight"], "'maxTrafficWeight'", 1, 1e9, 100);
  router.sticky = routing["alb"]["stickinessConfig"]["enabled"].Truth(false);
  const JsonValue scaled = manifest["status"]["HPAReplicas"];
  const JsonValue written = scaled.Number().value_or(0) > 0 ? scaled : spec["replicas"];
  if (written.IsNull() && !router.routed) {
    reader.Note(spec, "'replicas' is not written, so one replica counts");
  }
  if (router.routed) return router;
  router.replicas = static_cast<std::int64_t>(number(written, "'replicas'", 0, kMostReplicas, 1));
  const auto surge = SurgeOf(reader, canary["maxSurge"], router.replicas);
  router.understood = router.understood && surge;
  router.surge = surge.value_or(0);
  return router;
}

// Who meets the new version after a step.
struct Served {
  double weight = 0;
  double experiment = 0;  // while an experiment runs
  bool unknown = false;   // a weight that is not understood
  bool unknown_experiment = false;
  std::map<std::string, CohortId> routes;  // by name; requests that have its headers
};

class CanarySteps {
 public:
  CanarySteps(const ManifestReader& reader, Router router) : reader_(reader), router_(router) {}

  void Read(const JsonValue& steps) {
    for (const JsonValue& step : steps.Items()) {
      if (after_.size() >= kMostSteps) {
        reader_.Note(step, "more than " + std::to_string(kMostSteps) + " steps, the rest is left");
        break;
      }
      if (served_.experiment > 0 || served_.unknown_experiment) {
        served_.experiment = 0;
        served_.unknown_experiment = false;
        Enter("after the experiment");
      }
      ReadStep(step);
      after_.push_back(static_cast<std::uint32_t>(Stages().size()));
      weights_.push_back(served_.weight + served_.experiment);
    }
    Stage last;
    last.name = "promoted";
    last.enter = waits_;
    last.cohort = kEverybody;
    Stages().push_back(last);
  }

  // What `status` says of the current stage.
  void ReadStatus(const JsonValue& status) {
    Rollout& rollout = *reader_.rollout;
    if (!status.IsMap()) return;
    const auto last = static_cast<std::uint32_t>(Stages().size());
    double weight = router_.whole;
    const JsonValue index = status["currentStepIndex"];
    if (status["abort"].Truth(false)) {
      rollout.current = 0;
      weight = 0;
      rollout.notes.emplace_back("aborted: nobody is sent to the new version");
    } else if (status["promoteFull"].Truth(false) || IsStable(status) || after_.empty()) {
      rollout.current = last;
    } else if (index.IsNull()) {
      return;
    } else {
      const std::optional<double> step = NumberIn(reader_, index, "'currentStepIndex'", 0, 1e6);
      if (!step) return;
      const bool past = *step >= static_cast<double>(after_.size());
      rollout.current = past ? last : after_[static_cast<std::size_t>(*step)];
      if (!past) weight = weights_[static_cast<std::size_t>(*step)];
    }
    ReadLiveWeight(status["canary"]["weights"]["canary"]["weight"], weight);
  }

 private:
  std::vector<Stage>& Stages() { return reader_.rollout->stages; }

  static bool IsStable(const JsonValue& status) {
    const std::string& stable = status["stableRS"].Text();
    return !stable.empty() && stable == status["currentPodHash"].Text();
  }

  // The router may be behind the step that the controller works on.
  void ReadLiveWeight(const JsonValue& live, double desired) {
    if (!router_.routed || live.IsNull()) return;
    const auto weight = NumberIn(reader_, live, "the weight in 'status'", 0, router_.whole);
    if (!weight || *weight == desired) return;
    Stage stage;
    stage.name = "weight " + NumberText(*weight) + " now";
    stage.enter = "the router follows";
    const Served at{*weight, 0, false, false, served_.routes};
    stage.cohort = CohortOfServed(at);
    std::uint32_t& current = reader_.rollout->current;
    const auto before = static_cast<std::ptrdiff_t>(current == 0 ? 0 : current - 1);
    Stages().insert(Stages().begin() + before, stage);
    current = static_cast<std::uint32_t>(before) + 1;
  }

  void ReadStep(const JsonValue& step) {
    for (const JsonValue& part : step.Items()) {
      const std::string& key = part.key();
      if (key == "setWeight") {
        ReadWeight(part);
      } else if (key == "pause") {
        const std::string& duration = part["duration"].Text();
        const bool seconds = part["duration"].Number().has_value();
        Wait(duration.empty() || duration == "0" ? "by hand"
                                                 : "after " + duration + (seconds ? "s" : ""));
      } else if (key == "analysis") {
        ReadAnalysis(part);
      } else if (key == "experiment") {
        ReadExperiment(part);
      } else if (key == "setHeaderRoute") {
        ReadHeaderRoute(part);
      } else if (key == "setMirrorRoute") {
        ReadMirrorRoute(part);
      } else if (key == "plugin") {
        Wait("plugin " + part["name"].Text());
      } else if (key != "setCanaryScale" && key != "replicaProgressThreshold") {
        reader_.Note(part, "the step " + Quoted(key) + " is not known, so it alters nothing");
      }
    }
  }

  void ReadWeight(const JsonValue& value) {
    const auto weight = NumberIn(reader_, value, "'setWeight'", 0, router_.whole);
    served_.unknown = !weight;
    served_.weight = weight.value_or(0);
    std::string name = "setWeight " + value.Text();
    if (!router_.routed && router_.understood && weight) {
      const ReplicaSplit split = Split(*weight);
      name += " (" + std::to_string(split.canary) + " of " +
              std::to_string(split.canary + split.stable) + " replicas)";
    }
    Enter(name);
  }

  void ReadAnalysis(const JsonValue& analysis) {
    std::string names;
    for (const JsonValue& of : analysis["templates"].Items()) {
      names += (names.empty() ? "" : " and ") + of["templateName"].Text();
    }
    Wait(names.empty() ? "analysis" : "analysis " + names);
  }

  void ReadExperiment(const JsonValue& experiment) {
    for (const JsonValue& of : experiment["templates"].Items()) {
      if (of["specRef"].Text() != "canary") continue;
      const JsonValue written = of["weight"];
      const auto weight = NumberIn(reader_, written, "'weight' of an experiment", 0, router_.whole);
      served_.experiment += weight.value_or(0);
      served_.unknown_experiment = served_.unknown_experiment || !(weight || written.IsNull());
    }
    if (served_.experiment > 0 || served_.unknown_experiment) Enter("experiment");
    Wait("experiment");
  }

  void ReadHeaderRoute(const JsonValue& route) {
    const std::string& name = route["name"].Text();
    const std::vector<JsonValue> matches = route["match"].Items();
    std::vector<CohortId> all;
    for (const JsonValue& match : matches) {
      all.push_back(ReadStringMatch(reader_, HeaderAttribute(match["headerName"].Text()),
                                    match["headerValue"]));
    }
    served_.routes.erase(name);
    if (!matches.empty()) served_.routes[name] = reader_.cohorts().All(std::move(all));
    Enter("setHeaderRoute " + name);
  }

  // The new version runs for a copy of the request, and its answer is dropped.
  void ReadMirrorRoute(const JsonValue& route) {
    const std::string& name = route["name"].Text();
    served_.routes.erase(name);
    const std::vector<JsonValue> matches = route["match"].Items();
    if (!matches.empty()) {
      std::vector<CohortId> any;
      for (const JsonValue& match : matches) any.push_back(ReadMirrorMatch(match));
      const JsonValue written = route["percentage"];
      const auto percent = NumberIn(reader_, written, "'percentage'", 0, 100);
      Cohorts& cohorts = reader_.cohorts();
      const CohortId copied =
          percent || written.IsNull()
              ? cohorts.Add(
                    Chance{percent.value_or(100) / 100, reader_.rollout->id + " mirror " + name})
              : cohorts.Add(Opaque{"a mirror's percentage that is not understood"});
      served_.routes[name] = cohorts.All({copied, cohorts.Any(std::move(any))});
      reader_.rollout->notes.push_back("requests that " + Quoted(name) +
                                       " copies count as those that meet the new version");
    }
    Enter("setMirrorRoute " + name);
  }

  CohortId ReadMirrorMatch(const JsonValue& match) {
    std::vector<CohortId> all;
    if (match["method"].exists()) {
      all.push_back(ReadStringMatch(reader_, "method", match["method"]));
    }
    if (match["path"].exists()) all.push_back(ReadStringMatch(reader_, "uri", match["path"]));
    for (const JsonValue& header : match["headers"].Items()) {
      all.push_back(ReadStringMatch(reader_, HeaderAttribute(header.key()), header));
    }
    return reader_.cohorts().All(std::move(all));
  }

  void Wait(const std::string& for_what) { waits_ += (waits_.empty() ? "" : ", ") + for_what; }

  // What is served has changed. Before the first request is sent there is no stage.
  void Enter(const std::string& name) {
    Stage stage;
    stage.cohort = CohortOfServed(served_);
    if (stage.cohort == kNobody && Stages().empty()) return;
    stage.name = name;
    stage.enter = std::exchange(waits_, "");
    Stages().push_back(stage);
  }

  ReplicaSplit Split(double weight) const {
    return NearestReplicas(router_.replicas, weight, router_.whole, router_.surge);
  }

  CohortId CohortOfServed(const Served& served) {
    Cohorts& cohorts = reader_.cohorts();
    const double weight = std::min(served.weight + served.experiment, router_.whole);
    const double share = router_.routed ? weight / router_.whole : Split(weight).Share();
    CohortId drawn = served.unknown || served.unknown_experiment || !router_.understood
                         ? cohorts.Add(Opaque{"a weight that is not understood"})
                         : cohorts.Add(Chance{share, reader_.rollout->id});
    if (router_.sticky) drawn = WithSessions(reader_, drawn, "the load balancer");
    std::vector<CohortId> any = {drawn};
    for (const auto& [name, requests] : served.routes) any.push_back(requests);
    return cohorts.Any(std::move(any));
  }

  const ManifestReader& reader_;
  Router router_;
  Served served_;
  std::string waits_;
  std::vector<std::uint32_t> after_;  // number of stages when each step is the current one
  std::vector<double> weights_;       // desired then
};

// The step that is worked on is a pause: it ends at a time that `status` has the beginning of, or
// somebody ends it.
void ReadPause(const ManifestReader& reader, const JsonValue& steps, const JsonValue& status) {
  const std::vector<JsonValue> all = steps.Items();
  const std::optional<double> index = status["currentStepIndex"].Number();
  if (!index || *index < 0 || *index >= static_cast<double>(all.size())) return;
  if (status["abort"].Truth(false) || status["promoteFull"].Truth(false)) return;
  const JsonValue pause = all[static_cast<std::size_t>(*index)]["pause"];
  if (!pause.exists()) return;
  const std::string step = "the pause of step " + std::to_string(static_cast<int>(*index) + 1);
  const JsonValue duration = pause["duration"];
  if (duration.IsNull() || duration.Text() == "0") {
    HoldBy(reader, pause, step);
    return;
  }
  const auto lasts = ParseDuration(duration.Text());
  if (!lasts) {
    reader.Note(duration, "'duration' is " + duration.Shown() + ", expected one such as 1h30m");
    return;
  }
  for (const JsonValue& condition : status["pauseConditions"].Items()) {
    const auto from = ParseInstant(condition["startTime"].Text());
    if (condition["reason"].Text() != "CanaryPauseStep" || !from || *from < 0) continue;
    HoldBy(reader, pause, step);
    reader.rollout->freezes.back().from = *from / 1000;
    reader.rollout->freezes.back().until = (*from + *lasts + 999) / 1000;
  }
}

// The new version waits beside the old one, for nobody but those who ask its preview service; then
// all requests go over.
void ReadBlueGreen(const ManifestReader& reader, const JsonValue& strategy,
                   const JsonValue& status) {
  Rollout& rollout = *reader.rollout;
  Stage stage;
  stage.name = "promoted";
  stage.cohort = kEverybody;
  const std::string& delay = strategy["autoPromotionSeconds"].Text();
  stage.enter = !strategy["autoPromotionEnabled"].Truth(true) ? "by hand"
                : delay.empty()                               ? "when it is ready"
                                                              : "after " + delay + "s";
  for (const JsonValue& of : strategy["prePromotionAnalysis"]["templates"].Items()) {
    stage.enter += ", analysis " + of["templateName"].Text();
  }
  rollout.stages.push_back(stage);
  if (!strategy["previewService"].Text().empty()) {
    rollout.notes.push_back("until it is promoted, only requests to the service " +
                            Quoted(strategy["previewService"].Text()) + " meet it");
  }
  const std::string& active = status["blueGreen"]["activeSelector"].Text();
  if (status["abort"].Truth(false)) {
    rollout.current = 0;
  } else if (!active.empty()) {
    rollout.current = active == status["currentPodHash"].Text() ? 1 : 0;
  }
}

Rollout ReadRollout(const JsonValue& manifest, const ManifestIndex& index, RolloutFile* file) {
  Rollout rollout = RolloutOf(manifest);
  const ManifestReader reader{file, &rollout};
  const JsonValue spec = manifest["spec"];
  const JsonValue strategy = spec["strategy"];
  const JsonValue reference = spec["workloadRef"];
  if (reference.IsMap()) {
    SetWorkload(index, reference, manifest, &rollout);
  } else {
    rollout.images = ImagesOf(spec["template"]);
  }
  if (strategy["blueGreen"].exists()) {
    ReadBlueGreen(reader, strategy["blueGreen"], manifest["status"]);
  } else if (strategy["canary"].exists()) {
    CanarySteps steps(reader, RouterOf(reader, manifest));
    steps.Read(strategy["canary"]["steps"]);
    steps.ReadStatus(manifest["status"]);
    ReadPause(reader, strategy["canary"]["steps"], manifest["status"]);
  } else {
    Stage stage;
    stage.cohort = reader.Unknown(spec, "'strategy' is neither 'canary' nor 'blueGreen'");
    rollout.stages.push_back(stage);
  }
  if (TruthIn(reader, spec["paused"], "'paused'"))
    HoldBy(reader, spec["paused"], "'paused' is true");
  return rollout;
}

bool Recognises(const RolloutInput& input) { return HasManifest(input, kGroup, {"Rollout"}); }

RolloutFile Read(const RolloutInput& input) {
  RolloutFile file;
  const std::vector<JsonValue> manifests = ManifestsOf(input);
  const ManifestIndex index(manifests);
  for (const JsonValue& manifest : manifests) {
    if (!IsManifest(manifest, kGroup, "Rollout")) continue;
    file.rollouts.push_back(ReadRollout(manifest, index, &file));
  }
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_argo = {"argo", "Argo Rollouts manifests (kind Rollout)",
                                                  Recognises, Read, true};

}  // namespace interlock
