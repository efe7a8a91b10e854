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

class Plan {
 public:
  Plan(const ManifestReader& reader, const JsonValue& manifest)
      : reader_(reader),
        manifest_(manifest),
        analysis_(manifest["spec"]["analysis"].exists() ? manifest["spec"]["analysis"]
                                                        : manifest["spec"]["canaryAnalysis"]),
        cookie_(analysis_["sessionAffinity"]["cookieName"].Text()) {}

  void Read() {
    const JsonValue spec = manifest_["spec"];
    if (!spec["skipAnalysis"].Truth(false)) {
      if (!analysis_["match"].Items().empty()) {
        Add("requests that match", ReadHttpMatches(reader_, analysis_["match"]), 0);
      } else if (spec["provider"].Text() == "kubernetes" || Iterations() > 0) {
        if (analysis_["mirror"].Truth(false)) AddMirror();
      } else {
        if (analysis_["mirror"].Truth(false)) AddMirror();
        for (const double weight : Weights()) Add(WeightName(weight), Drawn(weight), weight);
      }
    }
    Stage last;
    last.name = "promoted";
    last.cohort = kEverybody;
    const std::string interval = analysis_["interval"].Text();
    const double iterations = Iterations();
    if (!interval.empty()) {
      last.enter = "after " + (iterations > 0 ? NumberText(iterations) + " times " : "") + interval;
    }
    Stages().push_back(last);
    ReadStatus(manifest_["status"]);
  }

 private:
  std::vector<Stage>& Stages() { return reader_.rollout->stages; }

  double Iterations() {
    return NumberIn(reader_, analysis_["iterations"], "'iterations'", 0, kMostIterations)
        .value_or(0);
  }

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

  // Requests are copied, and the answers to the copies are dropped.
  void AddMirror() {
    const double percent =
        NumberIn(reader_, analysis_["mirrorWeight"], "'mirrorWeight'", 0, 100).value_or(100);
    const Chance copied{(percent == 0 ? 100 : percent) / 100, reader_.rollout->id + " mirror"};
    Add("mirror", reader_.cohorts().Add(copied), 0);
    reader_.rollout->notes.emplace_back(
        "requests that are copied to the new version count as those that meet it");
  }

  std::vector<double> Weights() {
    const auto step = NumberIn(reader_, analysis_["stepWeight"], "'stepWeight'", 0, 100);
    const std::vector<JsonValue> listed = analysis_["stepWeights"].Items();
    std::vector<double> weights;
    if (step.value_or(0) >= 1) {
      double most = NumberIn(reader_, analysis_["maxWeight"], "'maxWeight'", 0, 100).value_or(100);
      if (most == 0) most = 100;
      double weight = 0;
      while (weight < most) {
        weight = std::min(100.0, weight + *step);
        weights.push_back(weight);
      }
    } else if (!listed.empty()) {
      for (const JsonValue& one : listed) {
        const auto weight = NumberIn(reader_, one, "an entry of 'stepWeights'", 0, 100);
        if (weight) weights.push_back(*weight);
        if (weights.size() >= kMostWeights) break;
      }
    } else {
      reader_.Note(analysis_.exists() ? analysis_ : manifest_,
                   "no 'stepWeight', 'stepWeights', 'iterations' or 'match', so nobody is sent to "
                   "the new version before it is promoted");
    }
    return weights;
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
    if (weight == 0) {
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
