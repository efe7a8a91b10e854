// Flags of several vendors against each other: made-up users, sorted with each vendor's formula,
// against the overlap that is computed.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analyzer/intake/rollout_files.h"
#include "tests/harness/simulation.h"
#include "tests/harness/vectors.h"

namespace interlock {
namespace {

// One person has one id, whatever a vendor calls it.
const std::vector<std::string> kIds = {"id",       "distinct_id",  "userID",
                                       "userId",   "subjectKey",   "entityId",
                                       "user.key", "targetingKey", "user.name"};

TEST_CASE("pairs of vendors agree with made-up users within four standard errors") {
  struct Choice {
    const char* file;
    const char* flag;
    const char* kind;
  };
  const Choice choices[] = {{"growthbook/features.json", "checkout-v1", "growthbook"},
                            {"growthbook/features.json", "search", "growthbook"},
                            {"growthbook/features.json", "prices", "growthbook"},
                            {"posthog/flags.json", "checkout", "posthog"},
                            {"statsig/specs.json", "search", "statsig"},
                            {"eppo/flags.json", "prices", "eppo"},
                            {"flipt/features.yaml", "colour", "flipt"},
                            {"launchdarkly/data.json", "prices", "launchdarkly"},
                            {"flagd/flags.json", "colours", "flagd-v2"},
                            {"flagd/flags.json", "tenth", "flagd-v3"},
                            {"unleash/features.json", "checkout", "unleash"}};
  std::vector<RolloutFile> files;
  files.reserve(std::size(choices));
  for (const Choice& choice : choices) {
    const std::string path =
        std::string(INTERLOCK_SOURCE_DIR) + "/fixtures/rollouts/" + choice.file;
    files.push_back(ReadRolloutFile(ReadWhole(path), choice.file, choice.kind));
  }
  int pairs = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::size_t j = i + 1; j < files.size(); ++j) {
      const Exposed a(files[i], choices[i].flag);
      const Exposed b(files[j], choices[j].flag);
      CheckSimulation(a, b, kIds, 100'000);
      ++pairs;
    }
  }
  CHECK(pairs == 55);
}

TEST_CASE("a million users of one vendor's group, and of two vendors") {
  const std::string folder = std::string(INTERLOCK_SOURCE_DIR) + "/fixtures/rollouts/";
  const auto read = [&](const std::string& name) {
    return ReadRolloutFile(ReadWhole(folder + name), name);
  };
  const RolloutFile unleash = read("unleash/features.json");
  const RolloutFile posthog = read("posthog/flags.json");
  const Exposed checkout(unleash, "checkout");
  const Exposed search(unleash, "search");
  const Exposed other(posthog, "checkout");
  CHECK(OverlapOfBoth(checkout, search).basis == OverlapBasis::kExact);
  CHECK(OverlapOfBoth(checkout, other).basis == OverlapBasis::kExpected);
  CheckSimulation(checkout, search, kIds, 1'000'000);
  CheckSimulation(checkout, other, kIds, 1'000'000);
}

}  // namespace
}  // namespace interlock
