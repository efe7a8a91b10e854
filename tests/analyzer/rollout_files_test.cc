#include "analyzer/intake/rollout_files.h"

#include <doctest/doctest.h>

#include <string>

#include "analyzer/exposure/evaluate.h"
#include "interlock/error.h"

namespace interlock {
namespace {

std::string Complaint(const std::string& text, const std::string& kind = "") {
  try {
    ReadRolloutFile(text, "flags.json", kind);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a format is recognised by what the text holds, or named") {
  CHECK(ReadRolloutFile("version: 1\nrollouts: []\n", "r.yaml").format == "native");
  CHECK(ReadRolloutFile(R"({"version": 1, "features": []})", "f.json").format == "unleash");
  CHECK(ReadRolloutFile(R"({"features": []})", "f.json", "unleash").format == "unleash");
  CHECK(Complaint("rollouts: []\n") == "flags.json:1: the file has no 'version'");
  CHECK(Complaint("{}") == "flags.json holds no rollouts of a format that is known");
  CHECK(Complaint("{}", "unlesh") ==
        "there is no rollout format 'unlesh', did you mean 'unleash'?");
  CHECK(Complaint("{\n\"a\": ]").starts_with("flags.json:2: not JSON: "));
  CHECK(Complaint(std::string(1000, '[')) == "flags.json:1: nested deeper than 200");
}

TEST_CASE("the native format has cohorts") {
  const RolloutFile file = ReadRolloutFile(R"(version: 1
rollouts:
  - id: r
    change: 7
    stages: [{percent: 25, places: [eu]}, {percent: 100}]
    current: 1
)",
                                           "rollouts.yaml");
  REQUIRE(file.rollouts.size() == 1);
  const Rollout& rollout = file.rollouts.front();
  CHECK(rollout.format == "native");
  CHECK(rollout.stages[0].share == 0.25);
  CHECK(rollout.stages[1].cohort == kEverybody);
  REQUIRE(rollout.cohorts.atoms().size() == 2);
  const auto& slice = std::get<Slice>(rollout.cohorts.atoms()[0]);
  CHECK(slice.set.ranges == std::vector<RawRange>{{0, (1ULL << 51) - 1}});
  CHECK(std::get<InPlaces>(rollout.cohorts.atoms()[1]).names == std::vector<std::string>{"eu"});
}

TEST_CASE("flags that are not understood are said, with their line") {
  const RolloutFile file = ReadRolloutFile(R"({"version": 1, "features": [
    {"name": "high", "enabled": true, "strategies": [
      {"name": "flexibleRollout",
       "parameters": {"rollout": 110, "stickiness": "default", "groupId": "default"}}]},
    {"name": "own", "enabled": true, "strategies": [{"name": "byMoon"}]},
    {"name": "off", "enabled": false, "strategies": []},
    {"name": "none", "enabled": true}
  ]})",
                                           "flags.json");
  REQUIRE(file.notices.size() == 3);
  CHECK(file.notices[0].line == 4);
  CHECK(file.notices[0].source == "flags.json");
  CHECK(file.notices[0].message ==
        "flag 'high': the percentage is '110', expected a number from 0 to 100");
  CHECK(file.notices[1].message == "flag 'own': the strategy 'byMoon' is not a built-in one");
  CHECK(file.notices[2].message == "flag 'none': it has no list 'strategies'");
  REQUIRE(file.rollouts.size() == 4);
  CHECK(file.rollouts[0].line == 2);
  CHECK(file.rollouts[0].stages[0].share == 1);  // unknown is at most everybody
  CHECK(file.rollouts[2].stages[0].share == 0);
}

TEST_CASE("GitLab's one group is said to nest its flags") {
  const auto flag = [](const char* name) {
    return std::string(R"({"name": ")") + name +
           R"(", "enabled": true, "strategies": [{"name": "flexibleRollout", "parameters":
           {"rollout": "10", "stickiness": "default", "groupId": "default"}}]})";
  };
  const RolloutFile file = ReadRolloutFile(
      R"({"version": 1, "features": [)" + flag("a") + "," + flag("b") + "]}", "flags.json");
  REQUIRE(file.rollouts.size() == 2);
  CHECK(file.rollouts[0].notes ==
        std::vector<std::string>{"shares group 'default' of userId with 1 other flag: their "
                                 "cohorts are nested, not independent"});
}

}  // namespace
}  // namespace interlock
