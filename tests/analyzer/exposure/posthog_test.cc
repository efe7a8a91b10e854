#include <doctest/doctest.h>

#include <string>

#include "analyzer/exposure/evaluate.h"
#include "analyzer/intake/json_values.h"
#include "analyzer/intake/rollout_files.h"
#include "tests/harness/simulation.h"
#include "tests/harness/vectors.h"

namespace interlock {
namespace {

Subject User(const std::string& id) {
  Subject user;
  user.attributes["distinct_id"] = AttributeValue::OfText(id);
  return user;
}

TEST_CASE("PostHog's own suite") {
  const auto folder = VectorsFolder("posthog");
  if (!folder) return;
  const std::string text = ReadWhole(*folder / "local_evaluation_consistency.json");
  const JsonDocument json = ParseJson(text, "vectors.json");
  int passed = 0;
  int all = 0;
  for (const char* const group : {"simple_flag", "multivariate_flag"}) {
    const JsonValue suite = json.Root()[group];
    const RolloutFile file = ReadRolloutFile(
        R"({"flags": [)" + NameOfValue(ValueOf(suite["definition"])) + "]}", "flags.json");
    CHECK(file.format == "posthog");
    int user = 0;
    for (const JsonValue& expected : suite["expected"].Items()) {
      const Subject subject = User("distinct_id_" + std::to_string(user++));
      const auto served = Evaluation(nullptr, &subject).VariationOf(file.rollouts.front());
      ++all;
      passed += served == NameOfValue(ValueOf(expected)) ? 1 : 0;
    }
  }
  MESSAGE("PostHog: " << passed << " of " << all);
  CHECK(passed == 2000);
  CHECK(all == 2000);
}

RolloutFile OwnFile() {
  const std::string path =
      std::string(INTERLOCK_SOURCE_DIR) + "/fixtures/rollouts/posthog/flags.json";
  return ReadRolloutFile(ReadWhole(path), "flags.json");
}

TEST_CASE("PostHog flags are independent, unless they depend on each other") {
  const RolloutFile file = OwnFile();
  const Exposed checkout(file, "checkout");
  const Exposed search(file, "search");
  const Exposed child(file, "child");
  const Exposed off(file, "off");
  CHECK(OverlapOfBoth(checkout, child).most == 0);
  CHECK(OverlapOfBoth(checkout, off).most == 0);
  // Without a country the first group does not decide.
  CHECK(OverlapOfBoth(checkout, search).basis == OverlapBasis::kBound);
  CHECK(OverlapOfBoth(checkout, search).least == doctest::Approx(0.27).epsilon(1e-6));
  CHECK(OverlapOfBoth(checkout, search).most == doctest::Approx(0.45).epsilon(1e-6));
  CheckSimulation(checkout, checkout, "distinct_id");
  CheckSimulation(child, child, "distinct_id");
}

TEST_CASE("PostHog's groups, cohorts and what is not understood") {
  const RolloutFile file = OwnFile();
  const FlagIndex index(file);
  Subject user = User("u");
  const auto served = [&](const char* flag) {
    return Evaluation(&index, &user).VariationOf(*index.FindFlag(flag));
  };
  CHECK(served("teams") == "false");
  user.attributes["country"] = AttributeValue::OfText("de");
  CHECK(served("search") == "new");
  user.attributes["mail"] = AttributeValue::OfText("ada@EXAMPLE.com");
  user.attributes["version"] = AttributeValue::OfText("v1.3.0-beta");
  CHECK(served("beta") == "false");
  user.attributes["version"] = AttributeValue::OfText("2.0.0-beta");
  CHECK(served("beta") == "true");
  CHECK_FALSE(served("odd"));
  const Exposed prices(file, "prices");
  CHECK(OverlapOfBoth(prices, prices).basis == OverlapBasis::kBound);
  CHECK(prices.rollout->notes.size() == 1);
  CHECK(file.notices.size() == 3);  // a static cohort, 110 %, an operator that no client knows
}

TEST_CASE("a flag that the file does not have is said, and bounds what asks for it") {
  const RolloutFile file = ReadRolloutFile(
      R"({"flags": [{"key": "a", "active": true, "filters": {"groups": [{"properties": [
        {"key": "gone", "type": "flag", "operator": "flag_evaluates_to", "value": true,
         "dependency_chain": ["gone"]}], "rollout_percentage": 100}]}}],
        "group_type_mapping": {}, "cohorts": {}})",
      "flags.json");
  REQUIRE(file.notices.size() == 1);
  CHECK(file.notices[0].message == "flag 'a': it asks for flag 'gone', which is not in the file");
  const Exposed a(file, "a");
  CHECK(OverlapOfBoth(a, a).least == 0);
  CHECK(OverlapOfBoth(a, a).most == 1);
}

}  // namespace
}  // namespace interlock
