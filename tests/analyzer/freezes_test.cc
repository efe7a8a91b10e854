// Freezes: what they do to stages, windows and the moments at which changes meet.
#include "analyzer/exposure/freezes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "analyzer/exposure/times.h"
#include "analyzer/intake/recurrences.h"
#include "analyzer/intake/rollout_files.h"
#include "analyzer/intake/rollouts.h"
#include "analyzer/rollouts/exposure_story.h"
#include "analyzer/text/exposure.h"
#include "analyzer/text/report_text.h"
#include "interlock/error.h"

namespace interlock {
namespace {

std::int64_t At(const std::string& time) { return *ParseTime(time); }

RolloutView ViewOf(const std::string& text, const std::string& name) {
  RolloutView view;
  view.knowledge.rollouts.push_back(
      std::make_unique<const RolloutSource>(ReadRolloutFile(text, name)));
  return view;
}

std::string TextOf(const ExposureStory& story, const ExposureQuestion& question) {
  std::ostringstream out;
  FormatOptions options;
  options.width = 80;
  WriteExposureText(story, question, options, out);
  return out.str();
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const char* const kYearEnd = R"(version: 1
rollouts:
  - {id: a, flag: a, space: s, stages: [{percent: 5}, {percent: 50}], current: 1}
  - id: b
    flag: b
    space: s
    stages:
      - {percent: 10, from: 2026-12-24T00:00:00Z, until: 2026-12-28T00:00:00Z}
      - {percent: 100, from: 2026-12-28T00:00:00Z}
    current: 1
freezes:
  - {from: 2026-12-19T00:00:00Z, until: 2027-01-02T00:00:00Z, reason: year end}
)";

TEST_CASE("what would begin inside a freeze begins at its end") {
  const RolloutView view = ViewOf(kYearEnd, "rollouts.yaml");
  ExposureQuestion question;
  question.now = At("2026-12-25T00:00:00Z");
  const ExposureStory story = TellExposure(view, {"a", "b"}, question);
  CHECK(story.overlap.now.overlap.most == 0);
  CHECK(story.overlap.most.overlap.most == doctest::Approx(0.5));
  REQUIRE(story.overlap.first);
  CHECK(story.overlap.first->time == At("2027-01-02T00:00:00Z"));
  const std::string text = TextOf(story, question);
  CHECK(Has(text, "frozen: now, until 2027-01-02T00:00:00Z (year end, rollouts.yaml:12)"));
  CHECK(Has(text, "stage 1 (frozen):"));
  CHECK(Has(text, "rollout a is frozen until 2027-01-02T00:00:00Z (year end,"));
  CHECK(Has(text, "does not begin before"));
  CHECK(
      Has(text,
          "when\n       the freeze of rollout a and rollout b ends (year end, rollouts.yaml:12)"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
  std::ostringstream json;
  WriteExposureJson(story, question, json);
  CHECK(Has(json.str(), "\"kind\": \"freeze\""));
  CHECK(Has(json.str(), "\"reason\": \"year end\""));
  CHECK(Has(json.str(), "\"until\": \"2027-01-02T00:00:00Z\""));
}

TEST_CASE("before a freeze and after it the schedule is what it is") {
  const RolloutView view = ViewOf(kYearEnd, "rollouts.yaml");
  ExposureQuestion question;
  question.now = At("2026-12-01T00:00:00Z");
  const ExposureStory before = TellExposure(view, {"a", "b"}, question);
  REQUIRE(before.overlap.first);
  CHECK(before.overlap.first->time == At("2027-01-02T00:00:00Z"));
  CHECK(Has(TextOf(before, question), "frozen: from 2026-12-19T00:00:00Z until 2027-01-02"));
  question.now = At("2027-01-02T00:00:00Z");
  // Stage 1 of b has had its time; who keeps the file up to date has moved it on by now.
  const ExposureStory after = TellExposure(view, {"a", "b"}, question);
  CHECK(after.overlap.now.overlap.most == 0);
  REQUIRE(after.overlap.first);
  CHECK(after.overlap.first->time == question.now);
}

TEST_CASE("a window that would close inside a freeze stays open, and no stage advances") {
  std::string text = kYearEnd;
  text.replace(text.find("2026-12-24"), 10, "2026-12-10");
  const RolloutView view = ViewOf(text, "rollouts.yaml");
  ExposureQuestion question;
  question.now = At("2026-12-30T00:00:00Z");
  const ExposureStory story = TellExposure(view, {"a", "b"}, question);
  CHECK(story.overlap.now.overlap.most == doctest::Approx(0.05));
  CHECK(Has(TextOf(story, question), "stage 1 does not end before"));
  CHECK(story.overlap.most.overlap.most == doctest::Approx(0.5));
  CHECK(story.overlap.most.at.time == At("2027-01-02T00:00:00Z"));
}

TEST_CASE("a freeze of one place, or of other rollouts, holds nothing else") {
  const std::string head = R"(version: 1
rollouts:
  - {id: shop-a, flag: a, space: s, stages: [{percent: 0}, {percent: 50}], current: 1}
  - {id: b, flag: b, space: s, stages: [{percent: 40}], current: 1}
freezes:
  - {from: 2026-12-19T00:00:00Z, until: 2027-01-02T00:00:00Z, )";
  ExposureQuestion question;
  question.now = At("2026-12-25T00:00:00Z");
  const auto first = [&](const std::string& keys) {
    const RolloutView view = ViewOf(head + keys + "}\n", "rollouts.yaml");
    const ExposureStory story = TellExposure(view, {"a", "b"}, question);
    CHECK(story.overlap.most.overlap.most == doctest::Approx(0.4));
    REQUIRE(story.overlap.first);
    return *story.overlap.first;
  };
  CHECK(first("reason: all").time == At("2027-01-02T00:00:00Z"));
  CHECK(first("rollouts: [shop-*]").time == At("2027-01-02T00:00:00Z"));
  CHECK(first("rollouts: [b, '?hop']").time == question.now);
  const RampMoment elsewhere = first("places: [eu]");
  CHECK(elsewhere.time == question.now);
  CHECK(elsewhere.place.empty());
}

TEST_CASE("a freeze that somebody has to lift is looked at before and after") {
  const char* const manifests = R"(apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec:
  paused: true
  strategy:
    canary: {trafficRouting: {nginx: {}}, steps: [{setWeight: 0}, {setWeight: 30}]}
status: {currentStepIndex: 0, currentPodHash: b, stableRS: a}
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: api}
spec: {suspend: true, analysis: {interval: 1m, stepWeight: 50, maxWeight: 50}}
status: {phase: Progressing, canaryWeight: 50}
)";
  const RolloutView view = ViewOf(manifests, "deploy.yaml");
  ExposureQuestion question;
  question.now = At("2026-12-25T00:00:00Z");
  const ExposureStory story = TellExposure(view, {"web", "api"}, question);
  CHECK(story.overlap.now.overlap.most == 0);
  CHECK(story.overlap.most.overlap.most == doctest::Approx(1));
  REQUIRE(story.overlap.first);
  CHECK(story.overlap.first->lifted);
  CHECK(story.overlap.first->time == question.now);
  const std::string text = TextOf(story, question);
  CHECK(Has(text, "frozen: now, until somebody lifts it ('paused' is true, deploy.yaml:5)"));
  CHECK(Has(text, "frozen: now, until somebody lifts it ('suspend' is true, deploy.yaml:13)"));
  CHECK(Has(text, "so it stays at stage 1"));
  CHECK(Has(text, "once somebody lifts the freeze of rollout/web"));
}

TEST_CASE("a switch that is neither true nor false holds nothing, and is said") {
  const RolloutFile file = ReadRolloutFile(
      "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\n"
      "spec: {paused: \"yes\", strategy: {canary: {trafficRouting: {}, steps: [{setWeight: 5}]}}}\n"
      "---\napiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {name: api}\n"
      "spec: {suspend: 1, analysis: {stepWeight: 5}}\n",
      "deploy.yaml");
  REQUIRE(file.notices.size() == 2);
  CHECK(file.notices[0].message == "rollout/web: 'paused' is 'yes', expected true or false");
  CHECK(file.notices[0].line == 4);
  CHECK(file.notices[1].message == "canary/api: 'suspend' is '1', expected true or false");
  for (const Rollout& rollout : file.rollouts) CHECK(rollout.freezes.empty());
}

TEST_CASE("a pause that lasts a while ends by the clock, and one without a duration by hand") {
  const auto rollout = [](const std::string& pause, const std::string& status) {
    return ReadRolloutFile(
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n"
        "metadata: {name: web}\n"
        "spec: {strategy: {canary: {trafficRouting: {nginx: {}}, steps: [\n"
        "  {setWeight: 10}, {pause: " +
            pause + "}, {setWeight: 50}]}}}\nstatus: {currentStepIndex: 1, " + status + "}\n",
        "web.yaml");
  };
  const std::string since =
      "pauseConditions: [{reason: CanaryPauseStep, startTime: \"2026-12-01T10:00:00Z\"}]";
  const RolloutFile timed = rollout("{duration: 1h30m}", since);
  REQUIRE(timed.rollouts[0].freezes.size() == 1);
  CHECK(timed.rollouts[0].freezes[0].from == At("2026-12-01T10:00:00Z"));
  CHECK(timed.rollouts[0].freezes[0].until == At("2026-12-01T11:30:00Z"));
  CHECK(timed.rollouts[0].freezes[0].line == 5);
  const RolloutFile by_hand = rollout("{}", since);
  REQUIRE(by_hand.rollouts[0].freezes.size() == 1);
  CHECK(WaitsForPeople(by_hand.rollouts[0]));
  CHECK(rollout("{duration: 1h}", "phase: Paused").rollouts[0].freezes.empty());
  const RolloutFile bad = rollout("{duration: soon}", since);
  CHECK(bad.rollouts[0].freezes.empty());
  REQUIRE(bad.notices.size() == 1);
  CHECK(bad.notices[0].message == "rollout/web: 'duration' is 'soon', expected one such as 1h30m");
}

// Six hours are the grain of all that is made up below.
constexpr std::int64_t kStep = 6 * 3600;
constexpr int kSteps = 60;

struct MadeUp {
  std::mt19937 random;

  std::int64_t Below(std::int64_t limit) { return static_cast<std::int64_t>(random()) % limit; }
  std::int64_t Time(std::int64_t now) { return now + (Below(40) - 10) * kStep; }

  Rollout Make(std::int64_t now, const char* space) {
    Rollout rollout;
    rollout.id = space;
    rollout.space = space;
    rollout.key = "id";
    const std::int64_t stages = 1 + Below(3);
    for (std::int64_t i = 0; i < stages; ++i) {
      Stage stage;
      stage.share = static_cast<double>(Below(101)) / 100;
      if (Below(2) == 0) stage.from = Time(now);
      const std::int64_t begins = stage.from == 0 ? now - 10 * kStep : stage.from;
      if (Below(2) == 0) stage.until = begins + (1 + Below(12)) * kStep;
      if (Below(4) == 0) stage.places = {"eu"};
      rollout.stages.push_back(stage);
    }
    rollout.current = static_cast<std::uint32_t>(Below(stages + 1));
    const std::int64_t freezes = Below(4);
    for (std::int64_t i = 0; i < freezes; ++i) {
      Freeze freeze;
      freeze.from = Time(now);
      freeze.until = freeze.from + (1 + Below(12)) * kStep;
      if (Below(3) == 0) freeze.places = {"eu"};
      rollout.freezes.push_back(freeze);
    }
    MakeCohorts(&rollout);
    return rollout;
  }
};

bool IsFrozen(const Rollout& rollout, std::int64_t time, const std::string& place) {
  return std::any_of(rollout.freezes.begin(), rollout.freezes.end(), [&](const Freeze& freeze) {
    return freeze.from <= time && time < freeze.until && (freeze.places.empty() || place == "eu");
  });
}

// The share of a stage, step by step: what is open when a freeze begins stays as it is.
double ShareAt(const Rollout& rollout, std::uint32_t stage, std::int64_t time,
               const std::string& place) {
  if (stage == 0) return 0;
  const Stage& of = rollout.stages[stage - 1];
  while (IsFrozen(rollout, time, place)) time -= kStep;
  const bool open = (of.from == 0 || of.from <= time) && (of.until == 0 || time < of.until);
  return open && (of.places.empty() || place == "eu") ? of.share : 0;
}

std::vector<std::uint32_t> StagesAt(const Rollout& rollout, std::int64_t now, std::int64_t time,
                                    const std::string& place) {
  bool stands_still = true;
  for (std::int64_t t = now; t <= time; t += kStep) {
    stands_still = stands_still && IsFrozen(rollout, t, place);
  }
  return stands_still ? StagesNow(rollout) : StagesLeft(rollout);
}

TEST_CASE("with freezes, numbers and moments are what going through time step by step gives") {
  MadeUp made{std::mt19937(20261121)};
  const std::int64_t now = At("2026-11-21T00:00:00Z");
  for (int i = 0; i < 1000; ++i) {
    CAPTURE(i);
    const Rollout a = made.Make(now, "s");
    const Rollout b = made.Make(now, i % 2 == 0 ? "s" : "t");
    double at_now = 0, most = 0;
    std::optional<std::int64_t> first;
    for (std::int64_t time = now; time < now + kSteps * kStep; time += kStep) {
      for (const std::string place : {"", "eu"}) {
        for (const std::uint32_t x : StagesAt(a, now, time, place)) {
          for (const std::uint32_t y : StagesAt(b, now, time, place)) {
            const double of_a = ShareAt(a, x, time, place);
            const double of_b = ShareAt(b, y, time, place);
            const double both = i % 2 == 0 ? std::min(of_a, of_b) : of_a * of_b;
            if (time == now && x == a.current && y == b.current) at_now = std::max(at_now, both);
            most = std::max(most, both);
            if (both > 0 && !first) first = time;
          }
        }
      }
    }
    const RampOverlap overlap = OverlapOverTime(
        {{"a", {{&a, nullptr, false, ""}}}, {"b", {{&b, nullptr, false, ""}}}}, now);
    REQUIRE(overlap.now.overlap.most == doctest::Approx(at_now));
    REQUIRE(overlap.most.overlap.most == doctest::Approx(most));
    REQUIRE(overlap.first.has_value() == (at_now <= 0 && most > 0));
    if (overlap.first) REQUIRE(overlap.first->time == *first);
  }
}

// Frozen at the moment, until when.
std::string Until(const RolloutFile& file, const std::string& time, const std::string& place = "") {
  const auto frozen = FrozenBy(file.rollouts.front(), {At(time), place, false});
  if (!frozen) return "goes on";
  return frozen->until == kNeverEnds ? "for ever" : FormatTime(frozen->until);
}

RolloutFile Recurring(const std::string& keys) {
  return ReadRolloutFile(
      "version: 1\nrollouts:\n  - {id: a, flag: a, stages: [{percent: 5}, {percent: 50}]}\n"
      "freezes:\n  - {" +
          keys + "}\n",
      "rollouts.yaml");
}

TEST_CASE("freezes that recur, in their own time zone") {
  const RolloutFile weekends =
      Recurring("every: 0 16 * * FRI, lasts: 64h, timezone: Europe/Berlin, reason: weekends");
  CHECK(Until(weekends, "2026-11-20T14:59:59Z") == "goes on");
  CHECK(Until(weekends, "2026-11-20T15:00:00Z") == "2026-11-23T07:00:00Z");
  CHECK(Until(weekends, "2026-11-23T06:59:59Z") == "2026-11-23T07:00:00Z");
  CHECK(Until(weekends, "2026-11-23T07:00:00Z") == "goes on");
  CHECK(Until(weekends, "2026-07-03T14:00:00Z") == "2026-07-06T06:00:00Z");  // summer time
  CHECK(Until(weekends, "2071-07-03T14:00:00Z") == "2071-07-06T06:00:00Z");  // by the zone's rule
  CHECK(Until(weekends, "2071-12-04T14:30:00Z") == "goes on");
  const RolloutFile fixed = Recurring("every: '30 22 1,15 * *', lasts: 90m, timezone: '-03:30'");
  CHECK(Until(fixed, "2026-03-16T02:00:00Z") == "2026-03-16T03:30:00Z");
  CHECK(Until(fixed, "2026-03-15T23:00:00Z") == "goes on");
  // A clock that is put forward leaves out its hour.
  const RolloutFile left_out = Recurring("every: 30 2 * * *, lasts: 1m, timezone: Europe/Berlin");
  CHECK(Until(left_out, "2026-03-28T01:30:00Z") == "2026-03-28T01:31:00Z");
  CHECK(Until(left_out, "2026-03-29T01:30:00Z") == "goes on");
  CHECK(Until(left_out, "2026-03-30T00:30:00Z") == "2026-03-30T00:31:00Z");
  // Days of the month or of the week, when both are limited.
  const RolloutFile either = Recurring("every: 0 0 13 * 5, lasts: 24h");
  CHECK(Until(either, "2026-11-13T05:00:00Z") == "2026-11-14T00:00:00Z");
  CHECK(Until(either, "2026-11-20T05:00:00Z") == "2026-11-21T00:00:00Z");
  CHECK(Until(either, "2026-12-13T05:00:00Z") == "2026-12-14T00:00:00Z");
  CHECK(Until(either, "2026-11-14T05:00:00Z") == "goes on");
  CHECK(GoesOn(weekends.rollouts[0], {At("2026-11-21T00:00:00Z"), "", false}) ==
        At("2026-11-23T07:00:00Z"));
  const RolloutFile always = Recurring("every: '* * * * *', lasts: 1m");
  CHECK(GoesOn(always.rollouts[0], {At("2026-11-21T00:00:00Z"), "", false}) == kNeverEnds);
}

TEST_CASE("freezes that follow one another are told to their end") {
  const std::string from = "from: 2026-12-19T00:00:00Z, until: 2026-12-24T00:00:00Z}\n  - {";
  const std::int64_t now = At("2026-12-20T00:00:00Z");
  const auto described = [&](const RolloutFile& file) {
    return DescribeExposure({{&file.rollouts[0], nullptr, false, ""}}, now);
  };
  CHECK(Has(described(Recurring(from + "from: 2026-12-24T00:00:00Z, until: 2026-12-26T00:00:00Z")),
            "frozen until 2026-12-24T00:00:00Z (rollouts.yaml:5) and by others after it until "
            "2026-12-26T00:00:00Z"));
  const RolloutFile always = Recurring("every: '* * * * *', lasts: 48h, reason: audit");
  CHECK(Has(described(always), "(audit, rollouts.yaml:5) and ever on by freezes after it"));
  CHECK(DescribeFreeze(always.rollouts[0].freezes[0], now) ==
        "now, and it never ends (audit, rollouts.yaml:5)");
}

TEST_CASE("mistakes in a freeze that recurs are named") {
  const auto complaint = [](const std::string& keys) -> std::string {
    try {
      Recurring(keys);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  CHECK(complaint("every: 0 16 * * FRI, lasts: 64h, timezone: Europe/Atlantis") ==
        "rollouts.yaml:5: 'timezone' is 'Europe/Atlantis', expected a time zone such as "
        "Europe/Berlin, +02:00 or UTC");
  CHECK(complaint("every: 0 16 * * FRI, lasts: 64h, timezone: ../../../etc/passwd") ==
        "rollouts.yaml:5: 'timezone' is '../../../etc/passwd', expected a time zone such as "
        "Europe/Berlin, +02:00 or UTC");
  CHECK(complaint("every: 0 25 * * FRI, lasts: 64h") ==
        "rollouts.yaml:5: 'every' is '0 25 * * FRI', expected minute, hour, day, month and weekday "
        "such as 0 16 * * FRI");
  CHECK(complaint("every: 0 16 * * FRI, lasts: long") ==
        "rollouts.yaml:5: 'lasts' is 'long', expected a duration from 1m to 8784h, such as 64h");
  CHECK(complaint("every: 0 16 * * FRI") ==
        "rollouts.yaml:5: an entry of 'freezes' has no 'lasts'");
  CHECK(complaint("every: 0 16 * * FRI, lasts: 64h, from: 2026-12-19T00:00:00Z") ==
        "rollouts.yaml:5: a freeze has 'from' or 'every', not both");
  CHECK(complaint("from: 2026-12-19T00:00:00Z, lasts: 64h") ==
        "rollouts.yaml:5: a freeze has 'lasts' with 'every' only");
  for (const char* const bad :
       {"", "* * * *", "* * * * * *", "60 * * * *", "* * 0 * *", "5-1 * * * *", "*/0 * * * *",
        "a * * * *", "1,,2 * * * *", "@daily"}) {
    CAPTURE(bad);
    CHECK_FALSE(ParseCron(bad));
  }
  CHECK(ParseCron("*/20 8-10 1/10 jan-mar SUN,7"));
}

RolloutFile WithWindows(const std::string& windows) {
  return ReadRolloutFile(R"(apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop}
spec:
  generators: [{list: {elements: [{cluster: eu-1, env: prod}, {cluster: dev-1, env: dev}]}}]
  strategy: {type: RollingSync, rollingSync: {steps: [
    {matchExpressions: [{key: env, operator: In, values: [dev]}]},
    {matchExpressions: [{key: env, operator: In, values: [prod]}]}]}}
  template:
    metadata: {name: '{{cluster}}-shop', labels: {env: '{{env}}'}}
    spec: {project: payments, destination: {name: '{{cluster}}', namespace: shop}}
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: payments}
spec:
  syncWindows:
)" + windows,
                         "apps.yaml");
}

TEST_CASE("sync windows freeze the places of the applications they name") {
  const RolloutFile deny = WithWindows(
      "  - {kind: deny, schedule: '0 22 * * *', duration: 8h, applications: ['eu-*']}\n");
  CHECK(Until(deny, "2026-11-20T23:00:00Z", "eu-1") == "2026-11-21T06:00:00Z");
  CHECK(Until(deny, "2026-11-20T23:00:00Z", "prod") == "2026-11-21T06:00:00Z");
  CHECK(Until(deny, "2026-11-20T23:00:00Z", "dev-1") == "goes on");
  CHECK(Until(deny, "2026-11-20T12:00:00Z", "eu-1") == "goes on");
  CHECK(deny.rollouts[0].freezes[0].line == 18);
  const RolloutFile allow = WithWindows(
      "  - {kind: allow, schedule: '0 9 * * MON-FRI', duration: 8h, namespaces: [shop], timeZone: "
      "Europe/Berlin}\n"
      "  - {kind: allow, schedule: '0 20 * * SAT', duration: 1h, clusters: ['*']}\n");
  CHECK(Until(allow, "2026-11-20T12:00:00Z") == "goes on");
  CHECK(Until(allow, "2026-11-20T17:00:00Z") == "2026-11-21T20:00:00Z");
  CHECK(Until(allow, "2026-11-21T20:30:00Z") == "goes on");
  CHECK(Until(allow, "2026-11-21T21:00:00Z") == "2026-11-23T08:00:00Z");
  const RolloutFile both = WithWindows(
      "  - {kind: deny, schedule: '0 0 * * *', duration: 24h, applications: ['*'], clusters: "
      "[us-*], useAndOperator: true}\n");
  CHECK(both.rollouts[0].freezes.empty());
  CHECK(both.notices.empty());
}

TEST_CASE("sync windows that are not understood freeze nothing, and are said") {
  const RolloutFile bad = WithWindows(
      "  - {kind: deny, schedule: 'at noon', duration: 8h, applications: ['*']}\n"
      "  - {kind: deny, schedule: '0 22 * * *', duration: long, applications: ['*']}\n"
      "  - {kind: deny, schedule: '0 22 * * *', duration: 1h, applications: ['*'], timeZone: "
      "Mars}\n"
      "  - {kind: maybe, schedule: '0 22 * * *', duration: 1h, applications: ['*']}\n"
      "  - {kind: deny, schedule: '0 22 * * *', duration: 1h, applications: ['*'], manualSync: "
      "true}\n");
  CHECK(bad.rollouts[0].freezes.empty());
  REQUIRE(bad.notices.size() == 5);
  CHECK(bad.notices[0].line == 18);
  CHECK(bad.notices[0].message ==
        "applicationset/shop: 'schedule' of a sync window is 'at noon', expected one of five "
        "fields such as 0 22 * * MON-FRI");
  CHECK(bad.notices[2].message ==
        "applicationset/shop: 'timeZone' of a sync window is 'Mars', expected one such as "
        "Europe/Berlin");
  CHECK(bad.notices[4].message ==
        "applicationset/shop: a sync window lets people sync by hand, so it freezes nothing");
}

TEST_CASE("durations as Go writes them") {
  CHECK(ParseDuration("1h30m") == 90 * 60'000);
  CHECK(ParseDuration("1.5s") == 1500);
  CHECK(ParseDuration("45") == 45'000);
  CHECK(ParseDuration("10ms") == 10);
  for (const char* const bad : {"", "h", "1", "1d", "1h30", "-1s", "1..5s", "1e3s", "99999999h"}) {
    CAPTURE(bad);
    CHECK(ParseDuration(bad).has_value() == (std::string(bad) == "1"));
  }
}

}  // namespace
}  // namespace interlock
