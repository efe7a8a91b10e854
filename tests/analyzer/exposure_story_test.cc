#include "analyzer/rollouts/exposure_story.h"

#include <doctest/doctest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "analyzer/intake/population.h"
#include "analyzer/intake/rollout_files.h"
#include "analyzer/rollouts/rollouts_report.h"
#include "analyzer/text/exposure.h"
#include "interlock/error.h"

namespace interlock {
namespace {

RolloutView ViewOf(const std::string& text, const std::string& name) {
  RolloutView view;
  view.knowledge.rollouts.push_back(
      std::make_unique<const RolloutSource>(ReadRolloutFile(text, name)));
  return view;
}

const char* const kNative = R"(version: 1
rollouts:
  - {id: a, flag: a, space: s, stages: [{percent: 0}, {percent: 20}, {percent: 50}], current: 1}
  - {id: b, flag: b, space: s, stages: [{percent: 10}, {percent: 50}], current: 1}
  - {id: c, flag: c, space: t, stages: [{percent: 30}], current: 1}
)";

std::string TextOf(const ExposureStory& story, const ExposureQuestion& question) {
  FormatOptions options;
  options.width = 80;
  std::ostringstream out;
  WriteExposureText(story, question, options, out);
  return out.str();
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("the story of two rollouts") {
  const RolloutView view = ViewOf(kNative, "rollouts.yaml");
  const ExposureQuestion question;
  const ExposureStory story = TellExposure(view, {"a", "b"}, question);
  CHECK(story.overlap.now.overlap.most == 0);
  CHECK(story.overlap.most.overlap.most == doctest::Approx(0.5));
  REQUIRE(story.table.size() == 6);
  CHECK(story.table[2].overlap.most == doctest::Approx(0.1));
  CHECK(story.table[3].overlap.most == doctest::Approx(0.2));
  const std::string text = TextOf(story, question);
  CHECK(Has(text, "Both now: 0 % (exact)"));
  CHECK(Has(text, "First: when rollout a is at stage 2 (20 %)"));
  CHECK(Has(text, "   A 2     10       20"));
  CHECK(Has(text, "start A (a) only when B (b) has stood at stage 2, 50 %"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
  std::ostringstream json;
  WriteExposureJson(story, question, json);
  CHECK(Has(json.str(), "\"text\": \"when rollout a is at stage 2 (20 %)\""));
}

TEST_CASE("shares of independent buckets are not said to fit beside each other") {
  const RolloutView view = ViewOf(kNative, "rollouts.yaml");
  const ExposureStory other = TellExposure(view, {"b", "c"}, {});
  REQUIRE_FALSE(other.advice.empty());
  CHECK(other.advice.back() ==
        "buckets of different spaces or keys are independent, so no shares keep the two apart: "
        "give A and B places or windows that have none in common");
  const ExposureStory same = TellExposure(view, {"a", "b"}, {});
  CHECK(same.advice.back() ==
        "slices of one space all begin at its first bucket, so give A and B places or windows that "
        "have none in common");
}

TEST_CASE("a word that names nothing is refused") {
  const RolloutView view = ViewOf(kNative, "rollouts.yaml");
  CHECK_THROWS_WITH_AS(TellExposure(view, {"a", "bb"}, {}),
                       "there is no change, flag or rollout 'bb', did you mean 'b'?", Error);
}

const char* const kFlags = R"({"version": 2, "features": [
  {"name": "a", "enabled": true, "strategies": [{"name": "flexibleRollout",
   "parameters": {"rollout": "50", "stickiness": "userId", "groupId": "g"},
   "constraints": [{"contextName": "country", "operator": "IN", "values": ["de"]}]}]},
  {"name": "b", "enabled": true, "strategies": [{"name": "flexibleRollout",
   "parameters": {"rollout": "50", "stickiness": "userId", "groupId": "h"}}]},
  {"name": "c", "enabled": true, "strategies": [{"name": "flexibleRollout",
   "parameters": {"rollout": "50", "stickiness": "userId", "groupId": "i"}}]}]})";

TEST_CASE("a sample is counted beside the computed share") {
  const RolloutView view = ViewOf(kFlags, "flags.json");
  std::string csv = "userId,country\n";
  for (int i = 0; i < 4000; ++i) {
    csv += "user-" + std::to_string(i) + (i % 2 == 0 ? ",de\n" : ",\"fr\"\n");
  }
  const std::vector<Subject> population = ReadPopulation(csv, "contexts.csv");
  REQUIRE(population.size() == 4000);
  ExposureQuestion question;
  question.population = &population;
  question.population_name = "contexts.csv";
  const ExposureStory bound = TellExposure(view, {"a", "b"}, question);
  CHECK(bound.overlap.now.overlap.basis == OverlapBasis::kBound);
  CHECK(bound.counted->most == doctest::Approx(0.125).epsilon(0.2));
  CHECK(bound.counted->deviations == 0);
  const ExposureStory expected = TellExposure(view, {"b", "c"}, question);
  CHECK(expected.counted->deviations < 4);
  CHECK(expected.counted->most == doctest::Approx(0.25).epsilon(0.1));
  // The same user again and again is no population.
  const std::vector<Subject> same(4000, population.front());
  question.population = &same;
  const ExposureStory alarming = TellExposure(view, {"b", "c"}, question);
  CHECK(alarming.counted->deviations > 5);
  CHECK(Has(TextOf(alarming, question), "More than 5 standard deviations apart"));
  CHECK(alarming.counted->absent.empty());
  // Nor are those who have nothing that is hashed.
  std::string rows = "id,country\n";
  for (int i = 0; i < 4000; ++i) rows += std::to_string(i) + ",de\n";
  const std::vector<Subject> strangers = ReadPopulation(rows, "contexts.csv");
  question.population = &strangers;
  const ExposureStory strange = TellExposure(view, {"b", "c"}, question);
  REQUIRE(strange.counted->absent.size() == 1);
  const std::string told = TextOf(strange, question);
  CHECK(Has(told, "no context has userId"));
  CHECK_FALSE(Has(told, "Trust the count"));
}

TEST_CASE("contexts in lines of JSON, and what is none") {
  const std::vector<Subject> population = ReadPopulation(
      "{\"userId\": 7, \"user\": {\"country\": \"de\"}, \"tags\": [\"x\"], \"place\": \"eu\"}\n\n"
      "{\"beta\": true}\n",
      "contexts.jsonl");
  REQUIRE(population.size() == 2);
  CHECK(population[0].attributes.at("userId").number == 7);
  CHECK(population[0].attributes.at("user.country").text == "de");
  CHECK(population[0].attributes.at("tags").items.size() == 1);
  CHECK(population[0].place == "eu");
  CHECK(population[1].attributes.at("beta").truth);
  CHECK_THROWS_WITH_AS(ReadPopulation("[1]\n", "c.jsonl"), "c.jsonl:1: expected an object", Error);
  CHECK_THROWS_WITH_AS(ReadPopulation("a,b\n1\n", "c.csv"), "c.csv:2: 1 values, expected 2", Error);
  CHECK_THROWS_WITH_AS(ReadPopulation("a\n\"1\n", "c.csv"), "c.csv:2: a quote is never closed",
                       Error);
  CHECK_THROWS_WITH_AS(ReadPopulation("", "c.csv"), "c.csv:1: no context in it", Error);
}

TEST_CASE("shares of users where requests are drawn") {
  RolloutFile file;
  file.source = "canaries.yaml";
  for (const char* name : {"a", "b"}) {
    Rollout rollout;
    rollout.id = rollout.flag = name;
    rollout.current = 1;
    Stage stage;
    stage.share = 0.05;
    stage.cohort = rollout.cohorts.Add(Chance{0.05, name});
    rollout.stages.push_back(stage);
    file.rollouts.push_back(rollout);
  }
  RolloutView view;
  view.knowledge.rollouts.push_back(std::make_unique<const RolloutSource>(std::move(file)));
  ExposureQuestion question;
  question.requests = 50;
  const ExposureStory story = TellExposure(view, {"a", "b"}, question);
  CHECK(story.overlap.now.overlap.most == doctest::Approx(0.0025));
  CHECK(story.overlap.now.overlap.per_request);
  CHECK(story.requests->same_request == doctest::Approx(0.11765).epsilon(1e-3));
  CHECK(story.requests->at_any_time.value() == doctest::Approx(0.852).epsilon(1e-3));
  // A share of requests is none of a number of users.
  question.users = 1000;
  const std::string text = TextOf(TellExposure(view, {"a", "b"}, question), question);
  CHECK(!Has(text, "Users now:"));
  CHECK(Has(text, "a share of requests is no share of users"));
  CHECK(!Has(text, "--requests-per-user N"));  // it was given
}

TEST_CASE("a list of what was read") {
  const RolloutView view = ViewOf(kNative, "rollouts.yaml");
  std::ostringstream text, json;
  WriteRolloutsText(view, nullptr, 0, {}, text);
  CHECK(Has(text.str(), "rollouts.yaml (native): 3 rollouts"));
  CHECK(Has(text.str(), "a: line 3: stage 1 of 3"));
  CHECK(Has(text.str(), "c: line 5: 30 %"));
  WriteRolloutsJson(view, nullptr, 0, json);
  CHECK(Has(json.str(), "\"id\": \"c\""));
}

TEST_CASE("a long name is not cut in the list, since it is what one asks for") {
  const RolloutView view = ViewOf(R"(version: 1
rollouts:
  - {id: virtualservice/reviews/v2-of-the-reviews, flag: x, space: s, stages: [{percent: 5}], current: 1}
)",
                                  "rollouts.yaml");
  std::ostringstream text;
  WriteRolloutsText(view, nullptr, 0, {}, text);
  CHECK(Has(text.str(), "virtualservice/reviews/v2-of-the-reviews, flag x:\n"));
}

TEST_CASE("what keeps two apart is said of systems that have it") {
  RolloutView view = ViewOf(kNative, "rollouts.yaml");
  view.knowledge.rollouts.push_back(std::make_unique<const RolloutSource>(ReadRolloutFile(
      R"({"version": 2, "features": [{"name": "d", "enabled": true, "strategies": [
         {"name": "flexibleRollout", "parameters": {"rollout": "30", "groupId": "d",
          "stickiness": "default"}, "constraints": [{"contextName": "country", "operator": "IN",
          "values": ["de"]}]}]}]})",
      "flags.json")));
  const ExposureStory story = TellExposure(view, {"c", "d"}, {});
  REQUIRE(story.advice.size() == 1);
  CHECK(story.advice[0] ==
        "both fit beside each other with 30 % of A and up to 30 % of B: they are of different "
        "systems, so decide both in one of them, or let one end before the other begins");
}

const char* const kCanaries = R"(apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web, namespace: shop}
spec:
  strategy: {canary: {trafficRouting: {istio: {}}, steps: [{setWeight: 10}, {pause: {}}]}}
status: {currentStepIndex: 1}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: pay, namespace: shop}
spec:
  strategy: {canary: {trafficRouting: {istio: {}}, steps: [{setWeight: 20}, {pause: {}}]}}
status: {currentStepIndex: 1}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: pay, namespace: till}
spec:
  strategy: {canary: {trafficRouting: {istio: {}}, steps: [{setWeight: 20}, {pause: {}}]}}
status: {currentStepIndex: 1}
)";

TEST_CASE("what is drawn for each request has no slices, and a deployment a short name") {
  const RolloutView view = ViewOf(kCanaries, "canaries.yaml");
  const ExposureStory story = TellExposure(view, {"web", "shop/pay"}, {});
  CHECK(story.ramps[0].name == "rollout/shop/web");
  CHECK(story.ramps[1].name == "rollout/shop/pay");
  CHECK(story.overlap.now.overlap.most == doctest::Approx(0.02));
  CHECK(story.advice.back() ==
        "weights are drawn for each request, so let one canary end before the other begins");
  CHECK(Has(TextOf(story, {}), "expected: independent draws"));
  CHECK_THROWS_WITH_AS(TellExposure(view, {"web", "pay"}, {}),
                       "'pay' could be rollout/shop/pay or rollout/till/pay", Error);
}

TEST_CASE("a rollout at a stage that its file does not say overlaps within bounds") {
  const RolloutView view = ViewOf(R"(apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web, namespace: shop}
spec:
  strategy: {canary: {trafficRouting: {istio: {}}, steps: [{setWeight: 10}, {pause: {}}]}}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: pay, namespace: shop}
spec:
  strategy: {canary: {trafficRouting: {istio: {}}, steps: [{setWeight: 20}, {pause: {}}]}}
status: {currentStepIndex: 1}
)",
                                  "canaries.yaml");
  const OverlapList list = OverlapsOf(view, 0, 100, 1);
  REQUIRE(list.rows.size() == 1);
  CHECK(list.rows[0].kind == OverlapKind::kUnknown);
  CHECK(list.rows[0].numbers.least == 0);
  CHECK(list.rows[0].numbers.most == doctest::Approx(0.2));
}

TEST_CASE("stages of one share are said once where any of them may be the present one") {
  const RolloutView view = ViewOf(R"(apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop}
spec:
  generators:
  - list: {elements: [{cluster: eu1, region: eu}, {cluster: us1, region: us}]}
  strategy:
    type: RollingSync
    rollingSync:
      steps:
      - matchExpressions: [{key: region, operator: In, values: [eu]}]
      - matchExpressions: [{key: region, operator: In, values: [us]}]
  template:
    metadata: {name: '{{.cluster}}-shop', labels: {region: '{{.region}}'}}
    spec: {source: {targetRevision: abc1234}}
)",
                                  "set.yaml");
  const std::string text = TextOf(TellExposure(view, {"shop", "shop"}, {}), {});
  const std::string said = "applicationset/shop alone: 100 %\n";
  const std::size_t first = text.find(said);
  REQUIRE(first != std::string::npos);
  const std::size_t second = text.find(said, first + 1);
  CHECK(text.find(said, second + 1) > text.find("so both"));
}

TEST_CASE("advice has the share that a stage exposes, whether or not its window is open") {
  const RolloutView view = ViewOf(R"({"createdAt": "2026-01-01T00:00:00Z", "format": "SERVER",
    "environment": {"name": "test"}, "flags": {
    "x": {"key": "x", "enabled": true, "variationType": "BOOLEAN", "totalShards": 10000,
     "variations": {"on": {"key": "on", "value": true}}, "allocations": [{"key": "a", "rules": [],
      "startAt": "2030-01-01T00:00:00Z", "splits": [{"variationKey": "on", "shards": [
       {"salt": "t", "ranges": [{"start": 0, "end": 2000}]},
       {"salt": "s", "ranges": [{"start": 0, "end": 5000}]}]}]}]},
    "y": {"key": "y", "enabled": true, "variationType": "BOOLEAN", "totalShards": 10000,
     "variations": {"on": {"key": "on", "value": true}}, "allocations": [{"key": "a", "rules": [],
      "splits": [{"variationKey": "on", "shards": [
       {"salt": "t", "ranges": [{"start": 1000, "end": 3000}]}]}]}]}}})",
                                  "flags.json");
  const ExposureStory story = TellExposure(view, {"x", "y"}, {});
  CHECK(story.overlap.now.overlap.most == 0);
  CHECK(story.overlap.most.overlap.most == doctest::Approx(0.05).epsilon(1e-6));
  CHECK(story.advice.back() ==
        "both fit beside each other with 10 % of A and 20 % of B: give the splits of A and B "
        "shards of one salt, of the ranges [0, 0.1) and [0.1, 0.3) of all shards");
}

TEST_CASE("requests that are drawn apart do not keep their users apart") {
  const RolloutView view = ViewOf(
      "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\nspec:\n"
      "  hosts: [reviews]\n  http:\n  - route:\n"
      "    - {destination: {host: reviews, subset: v1}, weight: 75}\n"
      "    - {destination: {host: reviews, subset: v2}, weight: 25}\n",
      "reviews.yaml");
  ExposureQuestion question;
  question.requests = 20;
  const ExposureStory story = TellExposure(
      view, {"virtualservice/reviews/reviews:v1", "virtualservice/reviews/reviews:v2"}, question);
  CHECK(story.overlap.most.overlap.most == 0);
  CHECK(story.requests->at_any_time.value_or(0) > 0.99);
  REQUIRE(story.advice.size() == 1);
  CHECK(Has(story.advice[0], "the requests of one user may meet one after the other"));
}

TEST_CASE("a list of ids has a share where the number of users is known") {
  const RolloutView view = ViewOf(R"({"version": 2, "features": [
    {"name": "a", "enabled": true, "strategies": [
      {"name": "userWithId", "parameters": {"userIds": "ann,bob,cy"}},
      {"name": "flexibleRollout", "parameters": {"rollout": "10", "stickiness": "userId",
       "groupId": "g"}}]},
    {"name": "b", "enabled": true, "strategies": [{"name": "default"}]},
    {"name": "c", "enabled": true, "strategies": [
      {"name": "userWithId", "parameters": {"userIds": "ann,dan"}}]}]})",
                                  "flags.json");
  ExposureQuestion question;
  question.users = 1000;
  const ExposureStory all = TellExposure(view, {"a", "b"}, question);
  const ShareBounds among = AmongUsers(all.overlap.now.overlap, 1000);
  CHECK(among.least == doctest::Approx((0.1 * 997 + 3) / 1000).epsilon(1e-4));
  CHECK(among.most == doctest::Approx(0.103).epsilon(1e-4));
  const std::string text = TextOf(all, question);
  CHECK(Has(text, "Both now: 10 % and 3 named ids (exact)"));
  CHECK(Has(text, "Users now: 103 of 1000, 10.27 % to 10.3 %"));
  const ExposureStory one = TellExposure(view, {"a", "c"}, question);
  const std::string named = TextOf(one, question);
  CHECK(Has(named, "Both now: nobody but 1 named id"));
  CHECK(Has(named, "userId \"ann\""));
  CHECK(Has(named, "Users now: 1 of 1000, 0.1 %"));
  // Somebody meets both, so they are not called apart.
  CHECK(!Has(named, "nobody can meet both"));
}

TEST_CASE("who is remembered counts as assigned today in a sample, and that is said") {
  const RolloutView view = ViewOf(R"({"flags": [
    {"key": "kept", "active": true, "ensure_experience_continuity": true,
     "filters": {"groups": [{"properties": [], "rollout_percentage": 20}]}},
    {"key": "plain", "active": true,
     "filters": {"groups": [{"properties": [], "rollout_percentage": 50}]}}],
    "group_type_mapping": {}, "cohorts": {}})",
                                  "flags.json");
  std::string csv = "distinct_id\n";
  for (int i = 0; i < 2000; ++i) csv += "u" + std::to_string(i) + "\n";
  const std::vector<Subject> population = ReadPopulation(csv, "contexts.csv");
  ExposureQuestion question;
  question.population = &population;
  const ExposureStory story = TellExposure(view, {"kept", "plain"}, question);
  CHECK(story.counted->most == doctest::Approx(0.1).epsilon(0.2));
  const std::string text = TextOf(story, question);
  CHECK(Has(text, "stage 1 (now): 20 % of those assigned today (earlier assignments stay)"));
  CHECK(Has(text, "rollout kept: the count takes everybody as assigned today"));
  CHECK(!Has(TextOf(TellExposure(view, {"plain", "plain"}, question), question), "assigned today"));
}

TEST_CASE("a stage whose window has not begun, or is over, is not simply now") {
  const RolloutView view = ViewOf(R"(version: 1
rollouts:
  - {id: a, flag: a, stages: [{percent: 5, from: 2026-03-01T00:00:00Z, until: 2026-04-01T00:00:00Z},
                              {percent: 10}], current: 1}
)",
                                  "rollouts.yaml");
  const Rollout& rollout = view.knowledge.rollouts.front()->file.rollouts.front();
  CHECK(StageMark(rollout, 1, 1'772'000'000) == " (not open yet)");  // in February
  CHECK(StageMark(rollout, 1, 1'773'000'000) == " (now)");
  CHECK(StageMark(rollout, 1, 1'776'000'000) == " (window over)");
  CHECK(StageMark(rollout, 2, 1'773'000'000).empty());
  // Nothing of it is cut off.
  ExposureQuestion question;
  question.now = 1'772'000'000;
  CHECK(Has(TextOf(TellExposure(view, {"a", "a"}, question), question),
            "stage 1 (not open yet): 5 %"));
}

TEST_CASE("no share is rounded to none or to all") {
  CHECK(SharePercent(0) == "0 %");
  CHECK(SharePercent(1e-7) == "less than 0.01 %");
  CHECK(SharePercent(0.99998) == "more than 99.99 %");
  CHECK(SharePercent(1) == "100 %");
  CHECK(SharePercent(0.9999) == "99.99 %");
}

TEST_CASE("a flag and what it asks for cannot be put apart, and no slices are advised") {
  const char* const text = R"({"flags": {
    "pay": {"key": "pay", "on": true, "salt": "a", "variations": [true, false], "offVariation": 1,
      "fallthrough": {"rollout": {"variations": [{"variation": 0, "weight": 30000},
                                                 {"variation": 1, "weight": 70000}]}}},
    "split": {"key": "split", "on": true, "salt": "b", "variations": [true, false],
      "offVariation": 1, "prerequisites": [{"key": "pay", "variation": 0}],
      "fallthrough": {"rollout": {"variations": [{"variation": 0, "weight": 50000},
                                                 {"variation": 1, "weight": 50000}]}}},
    "other": {"key": "other", "on": true, "salt": "c", "variations": [true, false],
      "offVariation": 1, "prerequisites": [{"key": "pay", "variation": 1}],
      "fallthrough": {"variation": 0}}}, "segments": {}})";
  const RolloutView view = ViewOf(text, "flags.json");
  for (const bool swapped : {false, true}) {
    const ExposureStory story = swapped ? TellExposure(view, {"pay", "split"}, {})
                                        : TellExposure(view, {"split", "pay"}, {});
    CHECK(story.overlap.now.overlap.most == doctest::Approx(0.15));
    REQUIRE(story.advice.size() == 2);
    CHECK(Has(story.advice[0], swapped ? "B (split) asks for A (pay), so whoever meets B meets A"
                                       : "A (split) asks for B (pay), so whoever meets A meets B"));
    CHECK(Has(story.advice[1], "reaches everybody: then"));
  }
  // One that is on where the other is off has nobody in common with it.
  const ExposureStory apart = TellExposure(view, {"other", "pay"}, {});
  CHECK(apart.overlap.now.overlap.most == 0);
  // Two that ask for the same are no such pair.
  CHECK(!Has(TellExposure(view, {"split", "split"}, {}).advice.front(), "asks for"));
}

TEST_CASE("the overlaps of all rollouts under way, the largest first") {
  const RolloutView view = ViewOf(
      std::string(kNative) + R"(  - {id: d, flag: d, space: u, stages: [{percent: 100}], current: 1}
  - {id: e, flag: e, space: s, stages: [{percent: 5}], current: 1}
  - {id: f, flag: f, space: v, stages: [{percent: 5}], current: 0}
)",
      "rollouts.yaml");
  const OverlapList list = OverlapsOf(view, 0, 100, 1);
  CHECK(list.active == 3);     // b, c and e
  CHECK(list.nobody == 2);     // a stands at 0 %, f has not begun
  CHECK(list.everybody == 1);  // d
  REQUIRE(list.rows.size() == 3);
  CHECK(list.rows[0].a->id + list.rows[0].b->id == "be");
  CHECK(list.rows[0].numbers.most == doctest::Approx(0.05));
  CHECK(list.rows[0].kind == OverlapKind::kNested);
  CHECK(list.rows[1].a->id + list.rows[1].b->id == "bc");
  CHECK(list.rows[1].kind == OverlapKind::kIndependent);
  const OverlapList first = OverlapsOf(view, 0, 1, 2);
  CHECK(first.rows.size() == 1);
  CHECK(first.rows[0].numbers.most == doctest::Approx(0.05));
  FormatOptions options;
  options.width = 80;
  std::ostringstream text, json;
  WriteRolloutsText(view, &first, 0, options, text);
  CHECK(Has(text.str(),
            "Overlaps of 3 rollouts now\n   5 %               nested: b and e\n"
            "   2 more pairs, none of them larger\n"));
  std::istringstream lines(text.str());
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
  WriteRolloutsJson(view, &list, 0, json);
  CHECK(Has(json.str(), "\"kind\": \"nested\""));
}

TEST_CASE("lists of ids are nested only where all of one are in the other") {
  const auto list = [](const std::string& name, const std::string& ids) {
    return R"({"name": ")" + name + R"(", "enabled": true, "strategies": [{"name": "userWithId",
      "parameters": {"userIds": ")" +
           ids + R"("}}]})";
  };
  const RolloutView view =
      ViewOf(R"({"version": 2, "features": [)" + list("a", "1,2,3") + "," + list("b", "3,4") + "," +
                 list("c", "1,2") +
                 R"(, {"name": "d", "enabled": true, "strategies": [{"name": "flexibleRollout",
                   "parameters": {"rollout": "10", "stickiness": "random"}}]}]})",
             "flags.json");
  const OverlapList list_of_all = OverlapsOf(view, 0, 100, 1);
  std::ostringstream text, json;
  WriteRolloutsText(view, &list_of_all, 0, {}, text);
  CHECK(Has(text.str(), "1 named id        partly: a and b\n"));
  CHECK(Has(text.str(), "2 named ids       nested: a and c\n"));
  CHECK(Has(text.str(), "0 to 3 named ids  bound: a and d\n"));
  CHECK(Has(text.str(), "0 %               apart: b and c\n"));
  WriteRolloutsJson(view, &list_of_all, 0, json);
  CHECK(Has(json.str(), "\"kind\": \"part\""));
}

}  // namespace
}  // namespace interlock
