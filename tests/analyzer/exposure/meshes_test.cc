// Formats that route requests and places: Istio, Flagger, ApplicationSets.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/overlap.h"
#include "analyzer/intake/rollout_files.h"
#include "tests/harness/rollout_fixture.h"

namespace interlock {
namespace {

using Texts = std::vector<std::string>;

Truth IsIn(const Rollout& rollout, std::size_t stage, const Subject& subject) {
  return Evaluation(nullptr, &subject).Ask(rollout.cohorts, rollout.stages[stage].cohort);
}

double ShareOfBoth(const Rollout& a, const Rollout& b) {
  const Overlap overlap = OverlapOf({{nullptr, &a.cohorts, a.stages[0].cohort, a.id},
                                     {nullptr, &b.cohorts, b.stages[0].cohort, b.id}},
                                    {});
  CHECK(overlap.least <= overlap.most);
  return overlap.most;
}

TEST_CASE("the first route that fits sends a request to a destination by weight") {
  const RolloutFile file = RolloutFixture("istio/reviews.yaml");
  const std::string id = "virtualservice/shop/reviews/";
  const Rollout& v1 = RolloutWithId(file, id + "reviews:v1");
  const Rollout& v2 = RolloutWithId(file, id + "reviews:v2");
  const Rollout& v3 = RolloutWithId(file, id + "reviews:v3");
  const Rollout& shadow = RolloutWithId(file, id + "shadow");
  const Subject tester = SubjectWith({{"query.tester", ""}});
  const Subject beta = SubjectWith(
      {{"header.x-group", "testers"}, {"header.cookie", "a=1; beta=1"}, {"uri", "/v2/x"}});
  const Subject elsewhere = SubjectWith(
      {{"header.x-group", "testers"}, {"header.cookie", "a=1; beta=1"}, {"uri", "/v3/x"}});
  CHECK(IsIn(v3, 0, tester) == Truth::kYes);
  CHECK(IsIn(v3, 0, beta) == Truth::kYes);
  CHECK(IsIn(v1, 0, beta) == Truth::kNo);
  CHECK(IsIn(v3, 0, elsewhere) == Truth::kUnknown);  // a draw
  CHECK(ShareOfBoth(v1, v2) == 0);                   // one draw, pieces apart
  CHECK(ShareOfBoth(v1, v1) == doctest::Approx(0.8));
  CHECK(ShareOfBoth(v2, v2) == doctest::Approx(0.15));
  CHECK(ShareOfBoth(shadow, v2) == doctest::Approx(0.025 * 0.15));
  CHECK(RolloutWithId(file, "rollout/shop/reviews").format == "argo");
  CHECK(v1.format == "istio");
  CHECK(file.rollouts.size() == 6);
  REQUIRE(file.notices.size() == 2);
  CHECK(file.notices[1].message ==
        "virtualservice/owned: rollout/owner sets its weights, and is read instead");
  CHECK(file.notices[0].message == "virtualservice/whole: routes of 'tcp' are not read");
}

TEST_CASE("a canary's analysis says which plan it follows") {
  const RolloutFile file = RolloutFixture("flagger/canaries.yaml");
  CHECK(file.format == "flagger");
  const Rollout& weights = RolloutWithId(file, "canary/weights");
  CHECK(weights.images == Texts{"registry.example/podinfo:6.1"});
  CHECK(StageTexts(weights) == Texts{"mirror: 100 %", "weight 20: 20 %", "weight 30 now: 30 %",
                                     "weight 40: 40 %", "weight 60: 60 %", "promoted: 100 %"});
  CHECK(weights.current == 3);
  CHECK(weights.stages[1].enter == "after 1m");
  const Rollout& listed = RolloutWithId(file, "canary/listed");
  CHECK(StageTexts(listed) == Texts{"weight 1: 1 to 100 %", "weight 10: 10 to 100 %",
                                    "weight 80: 80 to 100 %", "promoted: 100 %"});
  CHECK(listed.current == 3);
  CHECK(listed.notes == Texts{"the cookie 'canary-cookie' keeps users where they once were, so a "
                              "share is a least and may grow"});
  const Rollout& headers = RolloutWithId(file, "canary/headers");
  CHECK(headers.current == 1);
  CHECK(headers.stages.size() == 2);
  CHECK(headers.stages[1].enter == "after 10 times 1m");
  const Subject always = SubjectWith({{"header.cookie", "canary=always"}});
  const Subject never = SubjectWith({{"header.cookie", "canary=never"}});
  CHECK(IsIn(headers, 0, always) == Truth::kYes);
  CHECK(IsIn(headers, 0, never) == Truth::kNo);
  CHECK(StageTexts(RolloutWithId(file, "canary/tested")) == Texts{"promoted: 100 %"});
  CHECK(RolloutWithId(file, "canary/tested").current == 0);
  REQUIRE(!file.notices.empty());
  CHECK(file.notices[0].message.starts_with("canary/empty: no 'stepWeight', "));
}

TEST_CASE("weights of a canary that are not understood may be anybody, and are said once") {
  const RolloutFile file = RolloutFixture("flagger/canaries.yaml");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"step-zero", "'stepWeight' is '0', expected a number from 1 to 100"},
      {"step-large", "'stepWeight' is '110', expected a number from 1 to 100"},
      {"step-negative", "'stepWeight' is '-5', expected a number from 1 to 100"},
      {"step-text", "'stepWeight' is 'ten', expected a number from 1 to 100"},
      {"iterations-text", "'iterations' is 'often', expected a number from 0 to 1000000"},
      {"iterations-negative", "'iterations' is '-1', expected a number from 0 to 1000000"}};
  for (const auto& [name, message] : cases) {
    CAPTURE(name);
    const Rollout& rollout = RolloutWithId(file, "canary/" + name);
    CHECK(StageTexts(rollout) ==
          Texts{"a weight that is not understood: 0 to 100 %", "promoted: 100 %"});
    Texts said;
    for (const RolloutNotice& notice : file.notices) {
      if (notice.message.starts_with(rollout.id + ": ")) said.push_back(notice.message);
    }
    CHECK(said == Texts{rollout.id + ": " + message});
  }
  CHECK(StageTexts(RolloutWithId(file, "canary/listed-text")) ==
        Texts{"weight 5: 5 %", "a weight that is not understood: 0 to 100 %", "weight 50: 50 %",
              "promoted: 100 %"});
}

TEST_CASE("numbers of routers that are not understood bound the share, and are said") {
  const auto read = [](const std::string& text) { return ReadRolloutFile(text, "deploy.yaml"); };
  const auto istio = [&](const std::string& http) {
    return read(
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: web}\n"
        "spec: {http: [{" +
        http + "}]}\n");
  };
  const RolloutFile weights = istio(
      "route: [{destination: {host: a}, weight: 90}, {destination: {host: b}, weight: lots}]");
  REQUIRE(weights.rollouts.size() == 2);
  CHECK(StageTexts(weights.rollouts[0])[0].ends_with("0 to 100 %"));
  CHECK(StageTexts(weights.rollouts[1])[0].ends_with("0 to 100 %"));
  REQUIRE(weights.notices.size() == 1);
  CHECK(weights.notices[0].message ==
        "virtualservice/web: 'weight' is 'lots', expected a number from 0 to 1000000");
  const RolloutFile mirror =
      istio("route: [{destination: {host: a}}], mirror: {host: b}, mirrorPercentage: {value: 110}");
  CHECK(StageTexts(RolloutWithId(mirror, "virtualservice/web/b"))[0].ends_with("0 to 100 %"));
  const auto argo = [&](const std::string& spec, const std::string& canary) {
    return read("apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\nspec: {" +
                spec + "strategy: {canary: {" + canary + "}}}\n");
  };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"replicas: some, ", "steps: [{setWeight: 20}]"},
      {"replicas: 5, ", "maxSurge: wide, steps: [{setWeight: 20}]"},
      {"", "trafficRouting: {maxTrafficWeight: -1}, steps: [{setWeight: 20}]"},
      {"",
       "trafficRouting: {}, steps: [{setMirrorRoute: {name: m, percentage: all, match: [{}]}}]"},
      {"",
       "trafficRouting: {}, steps: [{experiment: {templates: [{specRef: canary, weight: x}]}}]"}};
  for (const auto& [spec, canary] : cases) {
    CAPTURE(canary);
    const RolloutFile file = argo(spec, canary);
    REQUIRE(file.rollouts.size() == 1);
    CHECK(StageTexts(file.rollouts[0])[0].ends_with("0 to 100 %"));
    CHECK(file.notices.size() == 1);
  }
}

TEST_CASE("an application set's steps are places") {
  const RolloutFile file = RolloutFixture("applicationset/regions.yaml");
  const Rollout& rollout = RolloutWithId(file, "applicationset/guestbook");
  CHECK(rollout.revisions == Texts{"v1.8.2"});
  CHECK(rollout.current == 2);
  REQUIRE(rollout.stages.size() == 3);
  CHECK(rollout.stages[0].name == "envLabel env-dev");
  CHECK(rollout.stages[1].enter == "by hand");
  CHECK(rollout.stages[2].enter == "when the places before are healthy, 10% at a time");
  const auto in = [&](std::size_t stage, const std::string& place) {
    Subject subject;
    subject.place = place;
    return IsIn(rollout, stage, subject) == Truth::kYes;
  };
  CHECK(in(0, "env-dev"));
  CHECK(in(0, "engineering-dev"));
  CHECK_FALSE(in(0, "env-qa"));
  CHECK(in(1, "env-dev"));
  CHECK(in(1, "engineering-qa"));
  CHECK_FALSE(in(1, "engineering-prod-eu"));
  CHECK(in(2, "engineering-prod-eu"));
  CHECK(in(2, "env-prod"));
}

TEST_CASE("a step of an application set that is under way reaches some of its places") {
  const auto read = [](const std::string& statuses) {
    return ReadRolloutFile(R"(apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop}
spec:
  strategy: {type: RollingSync, rollingSync: {steps: [
    {matchExpressions: [{key: env, operator: In, values: [dev]}]},
    {matchExpressions: [{key: env, operator: In, values: [prod]}], maxUpdate: 10%}]}}
status: {applicationStatus: [)" +
                               statuses + "]}\n",
                           "apps.yaml");
  };
  const std::string dev = "{application: a, status: Healthy, step: \"1\"}, ";
  const RolloutFile part = read(dev +
                                "{application: b, status: Progressing, step: \"2\"}, "
                                "{application: c, status: Waiting, step: \"2\"}");
  const Rollout& rollout = part.rollouts[0];
  REQUIRE(rollout.stages.size() == 3);
  CHECK(rollout.current == 2);
  CHECK(rollout.stages[1].name == "env prod, in part");
  Subject subject;
  subject.place = "dev";
  CHECK(IsIn(rollout, 1, subject) == Truth::kYes);
  subject.place = "prod";
  CHECK(IsIn(rollout, 1, subject) == Truth::kUnknown);
  CHECK(IsIn(rollout, 2, subject) == Truth::kYes);
  const RolloutFile all = read(dev + "{application: b, status: Progressing, step: \"2\"}");
  CHECK(all.rollouts[0].stages.size() == 2);
  CHECK(all.rollouts[0].current == 2);
}

}  // namespace
}  // namespace interlock
