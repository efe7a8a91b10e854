#include <doctest/doctest.h>

#include <string>

#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/hashes.h"
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
  CHECK(file.notices.size() == 4);  // a static cohort, 110 % twice, an operator of no client
}

TEST_CASE("PostHog's holdouts keep users out of experiments, all of them by one hash") {
  const RolloutFile file = OwnFile();
  const Exposed colour(file, "colour");
  const Exposed shape(file, "shape");
  const Exposed size(file, "size");
  const Exposed child(file, "colour-child");
  CHECK(OverlapOfBoth(colour, colour).most == doctest::Approx(0.9).epsilon(1e-6));
  // Nested: the 20 % of one hold the 10 % of the other.
  CHECK(OverlapOfBoth(colour, shape).most == doctest::Approx(0.8 * 0.3).epsilon(1e-6));
  CHECK(OverlapOfBoth(colour, shape).least == doctest::Approx(0.8 * 0.3).epsilon(1e-6));
  CheckSimulation(colour, colour, "distinct_id");
  CheckSimulation(colour, shape, "distinct_id");
  CHECK(OverlapOfBoth(size, size).least == 0);
  CHECK(OverlapOfBoth(size, size).most == 1);
  CHECK(OverlapOfBoth(child, child).least == 1);  // who is held out has a variant, too
  REQUIRE(colour.rollout->notes.size() == 1);
  // SHA-1 of "holdout-" and the id, with the flag's key nowhere in it.
  int held = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "user-" + std::to_string(i);
    const double hash = static_cast<double>(RawHash(HashAlgorithm::kSha1, 0, "holdout-" + id)) /
                        static_cast<double>(LastRaw(HashAlgorithm::kSha1));
    const Subject subject = User(id);
    const auto served = Evaluation(&colour.index, &subject).VariationOf(*colour.rollout);
    REQUIRE((served == "holdout-7") == (hash <= 0.1));
    held += hash <= 0.1 ? 1 : 0;
  }
  CHECK(held > 70);
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
