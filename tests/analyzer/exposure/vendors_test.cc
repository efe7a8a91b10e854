// Flags of several vendors against each other: made-up users, sorted with each vendor's formula,
// against the overlap that is computed.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/harness/rollout_fixture.h"
#include "tests/harness/simulation.h"

namespace interlock {
namespace {

// One person has one id, whatever a vendor calls it.
const std::vector<std::string> kIds = {"id",         "distinct_id", "userID",   "userId",
                                       "subjectKey", "entityId",    "user.key", "targetingKey"};

TEST_CASE("pairs of vendors agree with made-up users within four standard errors") {
  struct Choice {
    const char* file;
    const char* flag;
  };
  const Choice choices[] = {{"growthbook/features.json", "checkout-v1"},
                            {"growthbook/features.json", "search"},
                            {"growthbook/features.json", "prices"},
                            {"posthog/flags.json", "checkout"},
                            {"statsig/specs.json", "search"},
                            {"eppo/flags.json", "prices"},
                            {"flipt/features.yaml", "colour"},
                            {"launchdarkly/data.json", "prices"}};
  std::vector<RolloutFile> files;
  files.reserve(std::size(choices));
  for (const Choice& choice : choices) files.push_back(RolloutFixture(choice.file));
  int pairs = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::size_t j = i + 1; j < files.size(); ++j) {
      const Exposed a(files[i], choices[i].flag);
      const Exposed b(files[j], choices[j].flag);
      CheckSimulation(a, b, kIds);
      ++pairs;
    }
  }
  CHECK(pairs == 28);
}

}  // namespace
}  // namespace interlock
