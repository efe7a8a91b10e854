// Flagger: `kind: Canary` of flagger.app. Which of three plans an analysis follows depends on what
// it has: `match` sends the requests that fit to the new version (A/B), `iterations` without it
// (and Kubernetes without a mesh) tests the new version before all requests go over (blue/green),
// and otherwise weights grow by steps up to `maxWeight`. Then the new version is promoted, which is
// everybody. `status` says how far it is.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/exposure/conditions.h"
#include "analyzer/intake/manifests.h"
#include "analyzer/intake/yaml_reader.h"

namespace interlock {
namespace {

constexpr const char* kGroup = "flagger.app";
constexpr double kMostIterations = 1e6;
constexpr std::size_t kMostWeights = 200;
constexpr double kUnknownWeight = -1;

class Plan {
 public:
  Plan(const ManifestReader& reader, const JsonValue& manifest)
      : reader_(reader),
        manifest_(manifest),
        analysis_(manifest["spec"]["analysis"].exists() ? manifest["spec"]["analysis"]
                                                        : manifest["spec"]["canaryAnalysis"]),
        cookie_(analysis_["sessionAffinity"]["cookieName"].Text()) {
    const JsonValue written = analysis_["iterations"];
    const auto iterations = NumberIn(reader_, written, "'iterations'", 0, kMostIterations);
    known_ = iterations.has_value() || written.IsNull();
    iterations_ = iterations.value_or(0);
  }

  void Read() {
    const JsonValue spec = manifest_["spec"];
    if (!spec["skipAnalysis"].Truth(false)) {
      if (!analysis_["match"].Items().empty()) {
        Add("requests that match", ReadHttpMatches(reader_, analysis_["match"]), 0);
      } else {
        if (analysis_["mirror"].Truth(false)) AddMirror();
        if (!known_) {
          AddUnknown("iterations");
        } else if (spec["provider"].Text() != "kubernetes" && iterations_ <= 0) {
          AddWeights();
        }
      }
    }
    Stage last;
    last.name = "promoted";
    last.cohort = kEverybody;
    const std::string interval = analysis_["interval"].Text();
    if (!interval.empty()) {
      last.enter =
          "after " + (iterations_ > 0 ? NumberText(iterations_) + " times " : "") + interval;
    }
    Stages().push_back(last);
    ReadStatus(manifest_["status"]);
    if (TruthIn(reader_, spec["suspend"], "'suspend'"))
      HoldBy(reader_, spec["suspend"], "'suspend' is true");
  }

 private:
  std::vector<Stage>& Stages() { return reader_.rollout->stages; }

  static std::string WeightName(double weight) { return "weight " + NumberText(weight); }

  CohortId Drawn(double weight) {
    const CohortId drawn =
        reader_.cohorts().Add(Chance{std::min(weight, 100.0) / 100, reader_.rollout->id});
    return cookie_.empty() ? drawn : WithSessions(reader_, drawn, "the cookie " + Quoted(cookie_));
  }

  void Add(const std::string& name, CohortId cohort, double weight) {
    Stage stage;
    stage.name = name;
    stage.cohort = cohort;
    const std::string& interval = analysis_["interval"].Text();
    if (!Stages().empty() && !interval.empty()) stage.enter = "after " + interval;
    Stages().push_back(stage);
    weights_.push_back(weight);
  }

  // What is written is said already: anybody may be sent to the new version.
  void AddUnknown(const std::string& key) {
    Add("a weight that is not understood",
        reader_.cohorts().Add(Opaque{"'" + key + "' is not understood"}), kUnknownWeight);
  }

  // Requests are copied, and the answers to the copies are dropped.
  void AddMirror() {
    const JsonValue written = analysis_["mirrorWeight"];
    const auto percent = NumberIn(reader_, written, "'mirrorWeight'", 0, 100);
    if (percent || written.IsNull()) {
      const double copied = percent.value_or(0) == 0 ? 100 : *percent;
      Add("mirror", reader_.cohorts().Add(Chance{copied / 100, reader_.rollout->id + " mirror"}),
          0);
    } else {
      Add("mirror", reader_.cohorts().Add(Opaque{"'mirrorWeight' is not understood"}), 0);
    }
    reader_.rollout->notes.emplace_back(
        "requests that are copied to the new version count as those that meet it");
  }

  void AddWeights() {
    const JsonValue step = analysis_["stepWeight"];
    const std::vector<JsonValue> listed = analysis_["stepWeights"].Items();
    if (!step.IsNull()) {
      AddSteps(NumberIn(reader_, step, "'stepWeight'", 1, 100));
    } else if (!listed.empty()) {
      for (std::size_t i = 0; i < std::min(listed.size(), kMostWeights); ++i) {
        AddWeight(NumberIn(reader_, listed[i], "an entry of 'stepWeights'", 0, 100), "stepWeights");
      }
    } else {
      reader_.Note(analysis_.exists() ? analysis_ : manifest_,
                   "no 'stepWeight', 'stepWeights', 'iterations' or 'match', so nobody is sent to "
                   "the new version before it is promoted");
    }
  }

  void AddSteps(std::optional<double> step) {
    if (!step) {
      AddUnknown("stepWeight");
      return;
    }
    const JsonValue written = analysis_["maxWeight"];
    const auto limit = NumberIn(reader_, written, "'maxWeight'", 0, 100);
    const double most = limit.value_or(0) == 0 ? 100 : *limit;
    for (double weight = 0; weight < most;) {
      weight = std::min(100.0, weight + *step);
      AddWeight(weight, "stepWeight");
    }
  }

  void AddWeight(std::optional<double> weight, const std::string& key) {
    if (weight) {
      Add(WeightName(*weight), Drawn(*weight), *weight);
    } else {
      AddUnknown(key);
    }
  }

  void ReadStatus(const JsonValue& status) {
    Rollout& rollout = *reader_.rollout;
    const std::string& phase = status["phase"].Text();
    if (phase == "Failed") {
      rollout.current = 0;
    } else if (phase == "Initializing" || phase == "Initialized" || phase == "Promoting" ||
               phase == "Finalising" || phase == "Succeeded") {
      rollout.current = static_cast<std::uint32_t>(rollout.stages.size());
    } else if (phase == "Progressing" || phase == "Waiting" || phase == "WaitingPromotion") {
      ReadProgress(status);
    } else if (!phase.empty()) {
      rollout.notes.push_back("the phase is " + Quoted(phase) + ", so its stage is unknown");
    }
  }

  void ReadProgress(const JsonValue& status) {
    Rollout& rollout = *reader_.rollout;
    const double weight =
        NumberIn(reader_, status["canaryWeight"], "'canaryWeight'", 0, 100).value_or(0);
    const auto stage = std::find(weights_.begin(), weights_.end(), weight);
    const bool unknown =
        std::find(weights_.begin(), weights_.end(), kUnknownWeight) != weights_.end();
    if (unknown && stage == weights_.end()) {
      rollout.current = kStageUnknown;
    } else if (weight == 0) {
      // The only trace of a first stage without a weight is its iterations; a mirror has none.
      const bool first_has_none = !weights_.empty() && weights_.front() == 0;
      const bool begun = status["iterations"].Number().value_or(0) > 0;
      rollout.current = first_has_none ? (begun ? 1 : kStageUnknown) : 0;
    } else if (stage != weights_.end()) {
      rollout.current = static_cast<std::uint32_t>(stage - weights_.begin()) + 1;
    } else {
      const auto next = std::find_if(weights_.begin(), weights_.end(),
                                     [&](double other) { return other > weight; });
      const auto at = next - weights_.begin();
      Stage live;
      live.name = WeightName(weight) + " now";
      live.cohort = Drawn(weight);
      rollout.stages.insert(rollout.stages.begin() + at, live);
      rollout.current = static_cast<std::uint32_t>(at) + 1;
    }
  }

  const ManifestReader& reader_;
  JsonValue manifest_;
  JsonValue analysis_;
  std::string cookie_;
  bool known_ = true;  // what `iterations` says
  double iterations_ = 0;
  std::vector<double> weights_;  // of all stages but the last
};

bool Recognises(const RolloutInput& input) { return HasManifest(input, kGroup, {"Canary"}); }

RolloutFile Read(const RolloutInput& input) {
  RolloutFile file;
  const std::vector<JsonValue> manifests = ManifestsOf(input);
  const ManifestIndex index(manifests);
  for (const JsonValue& manifest : manifests) {
    if (!IsManifest(manifest, kGroup, "Canary")) continue;
    Rollout rollout = RolloutOf(manifest);
    const ManifestReader reader{&file, &rollout};
    SetWorkload(index, manifest["spec"]["targetRef"], manifest, &rollout);
    Plan(reader, manifest).Read();
    file.rollouts.push_back(std::move(rollout));
  }
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_flagger = {"flagger", "Flagger canaries (kind Canary)",
                                                     Recognises, Read, true};

}  // namespace interlock
