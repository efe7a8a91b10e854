#include "analyzer/intake/rollouts.h"

#include <doctest/doctest.h>

#include <string>

#include "analyzer/intake/rollout_files.h"
#include "interlock/error.h"

namespace interlock {
namespace {

std::string Complaint(const std::string& rollouts) {
  try {
    ReadRollouts("version: 1\nrollouts:\n" + rollouts, "rollouts.yaml");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInput);
    return error.what();
  }
  return "";
}

// A rollout whose one stage, in line 5, has these keys.
std::string WithStage(const std::string& keys) {
  return "  - id: r\n    change: 1\n    stages: [{" + keys + "}]\n";
}

TEST_CASE("the native format") {
  const RolloutFile file = ReadRollouts(R"(version: 1
rollouts:
  - id: product-page-profile
    change: "106"
    key: account_id
    space: checkout
    stages:
      - percent: 5
        places: [us-east, eu-west, eu-west]
        from: 2026-03-02T09:00:00Z
        until: 2026-03-04T09:00:00+01:00
      - percent: 100
    current: 1
  - id: plain
    flag: new-pricing
    stages: [{percent: 0.5}]
)",
                                        "rollouts.yaml");
  const std::vector<Rollout>& rollouts = file.rollouts;
  REQUIRE(rollouts.size() == 2);
  const Rollout& full = rollouts[0];
  CHECK(full.change == "106");
  CHECK(full.flag.empty());
  CHECK(full.key == "account_id");
  CHECK(full.space == "checkout");
  CHECK(full.current == 1);
  CHECK(full.source == "rollouts.yaml");
  CHECK(full.line == 3);
  REQUIRE(full.stages.size() == 2);
  CHECK(full.stages[0].share == doctest::Approx(0.05));
  CHECK(full.stages[0].places == std::vector<std::string>{"eu-west", "us-east"});
  CHECK(full.stages[0].from == 1772442000);
  CHECK(full.stages[0].until == 1772442000 + 47 * 3600);
  CHECK(full.stages[1].share == 1);
  CHECK(full.stages[1].from == 0);
  CHECK(rollouts[1].key == "user_id");
  CHECK(rollouts[1].space == "plain");
  CHECK(rollouts[1].current == 0);
  CHECK(ReadRollouts("version: 1\nrollouts: []\n", "rollouts.yaml").rollouts.empty());
}

TEST_CASE("mistakes in a rollout are named with their line") {
  CHECK(Complaint("") == "rollouts.yaml:2: 'rollouts' is empty, expected a list");
  CHECK(Complaint("  - change: 1\n") == "rollouts.yaml:3: an entry of 'rollouts' has no 'id'");
  CHECK(Complaint("  - id: r\n    change: 1\n    flag: f\n") ==
        "rollouts.yaml:3: rollout 'r' has both 'change' and 'flag', expected exactly one of them");
  CHECK(Complaint("  - id: r\n    stages: []\n") ==
        "rollouts.yaml:3: rollout 'r' has neither 'change' nor 'flag', expected exactly one of "
        "them");
  CHECK(Complaint("  - id: r\n    change: 1\n") ==
        "rollouts.yaml:3: an entry of 'rollouts' has no 'stages'");
  CHECK(Complaint("  - id: r\n    change: 1\n    stages: []\n") ==
        "rollouts.yaml:5: 'stages' is an empty list, expected at least one stage");
  CHECK(Complaint("  - id: r\n    chnge: 1\n") ==
        "rollouts.yaml:4: unknown key 'chnge', did you mean 'change'?");
  CHECK(Complaint(WithStage("percent: 5") + "    current: 2\n") ==
        "rollouts.yaml:6: 'current' is '2', expected a whole number from 0 to 1");
  CHECK(Complaint(WithStage("percent: 5") + WithStage("percent: 5")) ==
        "rollouts.yaml:6: duplicate rollout 'r', first in line 3");
}

TEST_CASE("the native format in braces, and with a misspelt key") {
  const char* const braces =
      "{version: 1, rollouts: [{id: r, flag: f, stages: [{percent: 5}], current: 1}]}\n";
  CHECK(ReadRolloutFile(braces, "rollouts.yaml").format == "native");
  const char* const json =
      R"({"version": 1, "rollouts": [{"id": "r", "flag": "f", "stages": [{"percent": 5}]}]})";
  CHECK(ReadRolloutFile(json, "rollouts.json").rollouts.size() == 1);
  CHECK_THROWS_WITH_AS(ReadRolloutFile("version: 1\nrolouts: []\n", "rollouts.yaml"),
                       "rollouts.yaml:2: unknown key 'rolouts', did you mean 'rollouts'?", Error);
}

TEST_CASE("more stages or places than anyone has are refused") {
  std::string many;
  for (int i = 0; i < 101; ++i) many += (i == 0 ? "" : ", ") + std::string("{percent: 1}");
  CHECK(Complaint("  - id: r\n    change: 1\n    stages: [" + many + "]\n") ==
        "rollouts.yaml:5: 101 stages, expected at most 100");
  many = "";
  for (int i = 0; i < 101; ++i) many += "p" + std::to_string(i) + ", ";
  CHECK(Complaint(WithStage("percent: 5, places: [" + many + "]")) ==
        "rollouts.yaml:5: 101 places, expected at most 100");
}

TEST_CASE("mistakes in a stage are named with their line") {
  CHECK(Complaint(WithStage("percent: 110")) ==
        "rollouts.yaml:5: 'percent' is '110', expected a number from 0 to 100");
  CHECK(Complaint(WithStage("percent: -1")) ==
        "rollouts.yaml:5: 'percent' is '-1', expected a number from 0 to 100");
  CHECK(Complaint(WithStage("percent: 5 %")) ==
        "rollouts.yaml:5: 'percent' is '5 %', expected a number from 0 to 100");
  CHECK(Complaint(WithStage("places: [eu]")) ==
        "rollouts.yaml:5: an entry of 'stages' has no 'percent'");
  CHECK(
      Complaint(WithStage("percent: 5, places: []")) ==
      "rollouts.yaml:5: 'places' is an empty list, expected at least one place, or no 'places' for "
      "everywhere");
  CHECK(Complaint(WithStage("percent: 5, from: tomorrow")) ==
        "rollouts.yaml:5: 'from' is 'tomorrow', expected a time such as 2026-03-02T09:00:00Z");
  CHECK(Complaint(
            WithStage("percent: 5, from: '2026-03-04T09:00:00Z', until: '2026-03-02T09:00:00Z'")) ==
        "rollouts.yaml:5: 'until' is '2026-03-02T09:00:00Z', expected a time after 'from', "
        "2026-03-04T09:00:00Z");
}

TEST_CASE("mistakes in a freeze are named with their line") {
  const auto complaint = [](const std::string& freeze) {
    return Complaint("  - {id: r, change: 1, stages: [{percent: 1}]}\nfreezes:\n  - {" + freeze +
                     "}\n");
  };
  CHECK(complaint("from: 2026-12-19T00:00:00Z, reason: year end") == "");
  CHECK(complaint("reason: year end") == "rollouts.yaml:5: an entry of 'freezes' has no 'from'");
  CHECK(complaint("from: tomorrow") ==
        "rollouts.yaml:5: 'from' is 'tomorrow', expected a time such as 2026-03-02T09:00:00Z");
  CHECK(complaint("from: 2026-12-19T00:00:00Z, until: 2026-12-18T00:00:00Z") ==
        "rollouts.yaml:5: 'until' is '2026-12-18T00:00:00Z', expected a time after 'from', "
        "2026-12-19T00:00:00Z");
  CHECK(complaint("from: 2026-12-19T00:00:00Z, to: 2026-12-28T00:00:00Z") ==
        "rollouts.yaml:5: unknown key 'to', expected one of from, until, every, "
        "lasts, timezone, reason, rollouts, places");
  CHECK(complaint("from: 2026-12-19T00:00:00Z, rollouts: []") ==
        "rollouts.yaml:5: 'rollouts' is an empty list, expected at least one id, or no 'rollouts' "
        "for all");
}

TEST_CASE("RFC 3339 times") {
  CHECK(ParseTime("1970-01-01T00:00:00Z") == 0);
  CHECK(ParseTime("2026-03-02T09:00:00Z") == 1772442000);
  CHECK(ParseTime("2026-03-02t09:00:00.250z") == 1772442000);
  CHECK(ParseTime("2026-03-02 10:30:00+01:30") == 1772442000);
  CHECK(ParseTime("2026-03-02T04:00:00-05:00") == 1772442000);
  CHECK(ParseTime("2024-02-29T00:00:00Z") == 1709164800);
  CHECK(ParseTime("2016-12-31T23:59:60Z") == 1483228800);
  for (const char* wrong :
       {"", "2026-03-02", "2026-03-02T09:00:00", "2026-02-30T09:00:00Z", "2025-02-29T00:00:00Z",
        "2026-13-02T09:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T09:60:00Z",
        "2026-03-02T09:00:00.Z", "2026-03-02T09:00:00Zx", "2026-03-02T09:00:00+24:00",
        "2026-03-02T09:00:00+0100", "26-03-02T09:00:00Z", "1969-12-31T23:59:59Z",
        "2026-03-02T09:00Z", "+026-03-02T09:00:00Z"}) {
    CAPTURE(wrong);
    CHECK_FALSE(ParseTime(wrong).has_value());
  }
}

}  // namespace
}  // namespace interlock
