#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analyzer/exposure/cohorts.h"
#include "analyzer/exposure/evaluate.h"
#include "analyzer/intake/json_document.h"
#include "analyzer/intake/rollout_files.h"
#include "tests/harness/rollout_fixture.h"
#include "tests/harness/vectors.h"

namespace interlock {
namespace {

using Texts = std::vector<std::string>;

TEST_CASE("a canary's steps are its stages, and its status says which") {
  const RolloutFile file = RolloutFixture("argo/canary.yaml");
  CHECK(file.format == "argo");
  CHECK(file.notices.empty());
  const Rollout& rollout = RolloutWithId(file, "rollout/shop/checkout");
  CHECK(rollout.line == 17);
  CHECK(rollout.images == Texts{"registry.example/checkout:2.4.1", "registry.example/proxy:1.0"});
  CHECK(StageTexts(rollout) == Texts{"setHeaderRoute testers: 0 to 100 %",
                                     "setWeight 50: 5 to 100 %", "weight 50 now: 5 to 100 %",
                                     "setWeight 200: 20 to 100 %", "promoted: 100 %"});
  CHECK(rollout.current == 3);
  CHECK(rollout.stages[1].enter == "after 600s");
  CHECK(rollout.stages[3].enter == "after 1h, analysis success-rate");
  CHECK(rollout.stages[4].enter == "by hand");
  const Subject tester = SubjectWith({{"header.x-tester", "yes"}});
  const Subject other = SubjectWith({{"header.x-tester", "no"}});
  const CohortId first = rollout.stages[0].cohort;
  CHECK(Evaluation(nullptr, &tester).Ask(rollout.cohorts, first) == Truth::kYes);
  CHECK(Evaluation(nullptr, &other).Ask(rollout.cohorts, first) == Truth::kNo);
}

TEST_CASE("without a router weights are numbers of replicas") {
  const RolloutFile file = RolloutFixture("argo/replicas.yaml");
  const Rollout& rollout = RolloutWithId(file, "rollout/search");
  CHECK(StageTexts(rollout) == Texts{"setWeight 20 (1 of 3 replicas): 33.3333 %",
                                     "setWeight 110: 0 to 100 %", "promoted: 100 %"});
  CHECK(rollout.current == kStageUnknown);
  REQUIRE(file.notices.size() == 2);
  CHECK(file.notices[0].message ==
        "rollout/search: 'setWeight' is '110', expected a number from 0 to 100");
  CHECK(file.notices[1].message ==
        "rollout/search: the step 'moonPhase' is not known, so it alters nothing");
}

TEST_CASE("blue and green: nobody, then everybody") {
  const RolloutFile file = RolloutFixture("argo/blue_green.yaml");
  const Rollout& rollout = RolloutWithId(file, "rollout/ledger");
  CHECK(StageTexts(rollout) == Texts{"promoted: 100 %"});
  CHECK(rollout.stages[0].enter == "by hand");
  CHECK(rollout.current == 0);
  CHECK(rollout.notes.size() == 1);
}

TEST_CASE("copied requests, experiments and kept sessions") {
  const RolloutFile file = RolloutFixture("argo/routes.yaml");
  CHECK(file.notices.empty());
  const Rollout& copies = RolloutWithId(file, "rollout/copies");
  CHECK(StageTexts(copies) == Texts{"setMirrorRoute shadow: 0 to 35 %",
                                    "setMirrorRoute shadow: 0 %", "setWeight 20: 20 %",
                                    "experiment: 25 %", "after the experiment: 20 %",
                                    "promoted: 100 %"});
  CHECK(copies.notes ==
        Texts{"requests that 'shadow' copies count as those that meet the new version"});
  CHECK(copies.stages[4].enter == "experiment");
  CHECK(copies.stages[5].enter == "by hand");
  const Rollout& kept = RolloutWithId(file, "rollout/kept");
  CHECK(StageTexts(kept) == Texts{"setWeight 10: 10 to 100 %", "promoted: 100 %"});
  CHECK(kept.notes.size() == 1);
}

std::string WithStatus(const std::string& status) {
  return R"({"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": {"name": "r"},
    "spec": {"replicas": 10, "strategy": {"canary": {"steps": [
      {"setWeight": 0}, {"setWeight": 10}, {"pause": {}}, {"setWeight": 50}]}}},
    "status": )" +
         status + "}";
}

TEST_CASE("the status of a canary") {
  const auto current = [](const std::string& status) {
    return ReadRolloutFile(WithStatus(status), "r.json").rollouts.front().current;
  };
  CHECK(current(R"({"currentStepIndex": 0})") == 0);
  CHECK(current(R"({"currentStepIndex": 2})") == 1);
  CHECK(current(R"({"currentStepIndex": 3})") == 2);
  CHECK(current(R"({"currentStepIndex": 4})") == 3);
  CHECK(current(R"({"currentStepIndex": 2, "abort": true})") == 0);
  CHECK(current(R"({"currentStepIndex": 2, "promoteFull": true})") == 3);
  CHECK(current(R"({"stableRS": "a", "currentPodHash": "a"})") == 3);
  CHECK(current("{}") == kStageUnknown);
}

TEST_CASE("Argo's own rows of replica counts") {
  const auto folder = VectorsFolder("argo-rollouts");
  if (!folder) return;
  int passed = 0, all = 0;
  for (const std::filesystem::path& path : JsonFilesIn(*folder)) {
    const JsonDocument json = ParseJson(ReadWhole(path), path.filename().string());
    for (const JsonValue& row : json.Root()["rows"].Items()) {
      const std::string manifest =
          "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec:\n"
          "  replicas: " +
          row["replicas"].Text() + "\n  strategy: {canary: {maxSurge: " + row["maxSurge"].Text() +
          ", steps: [{setWeight: 1}, {setWeight: " + row["weight"].Text() +
          "}]}}\nstatus: {currentStepIndex: 1}\n";
      const RolloutFile file = ReadRolloutFile(manifest, "row.yaml");
      const Rollout& rollout = file.rollouts.front();
      const double canary = row["expCanary"].Number().value_or(-1);
      const double together = canary + row["expStable"].Number().value_or(-1);
      const double expected = together == 0 ? 0 : canary / together;
      const CohortId now = CurrentCohort(rollout);
      const Shares shares = SharesOf(rollout.cohorts, now);
      bool passes = shares.least == expected && shares.most == expected;
      if (rollout.current > 0) {
        const std::string counts = " (" + row["expCanary"].Text() + " of " +
                                   std::to_string(static_cast<int>(together)) + " replicas)";
        passes = passes && rollout.stages[rollout.current - 1].name.ends_with(counts);
      }
      ++all;
      passed += passes ? 1 : 0;
      INFO("row in line " << row.line() << ": " << shares.least);
      CHECK(passes);
    }
  }
  MESSAGE("Argo Rollouts: " << passed << " of " << all);
  CHECK(passed == 57);
  CHECK(all == 57);
}

}  // namespace
}  // namespace interlock
