// Flags of several vendors against each other: a million made-up users, sorted once with each
// vendor's formula, against the overlap that is computed for every pair; then a million requests
// that are drawn.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analyzer/intake/rollout_files.h"
#include "tests/harness/sanitized.h"
#include "tests/harness/simulation.h"
#include "tests/harness/vectors.h"

namespace interlock {
namespace {

struct Choice {
  const char* file;
  const char* flag;
  const char* kind;
};

const char* const kNative = R"(version: 1
rollouts:
  - {id: third, flag: third, space: s, key: id, stages: [{percent: 33.3}], current: 1}
  - {id: half, flag: half, space: s, key: id, stages: [{percent: 50}], current: 1}
  - {id: other, flag: other, key: id, stages: [{percent: 5}], current: 1}
)";

class Files {
 public:
  // REQUIRES: as many as are named when it is made.
  explicit Files(std::size_t count) { files_.reserve(count); }

  Exposed Add(const Choice& choice) {
    const std::string path =
        std::string(INTERLOCK_SOURCE_DIR) + "/fixtures/rollouts/" + choice.file;
    const bool native = std::string(choice.kind) == "native";
    REQUIRE(files_.size() < files_.capacity());
    files_.push_back(ReadRolloutFile(native ? kNative : ReadWhole(path), choice.file, choice.kind));
    return {files_.back(), choice.flag};
  }

 private:
  std::vector<RolloutFile> files_;
};

// One person has one id, whatever a vendor calls it.
const std::vector<std::string> kIds = {"id",       "distinct_id",  "userID",
                                       "userId",   "subjectKey",   "entityId",
                                       "user.key", "targetingKey", "user.name"};

TEST_CASE("a million users of every vendor, and of every pair, agree within four standard errors") {
  const Choice choices[] = {{"growthbook/features.json", "checkout-v1", "growthbook"},
                            {"growthbook/features.json", "checkout-v2", "growthbook"},
                            {"growthbook/features.json", "search", "growthbook"},
                            {"growthbook/features.json", "prices", "growthbook"},
                            {"posthog/flags.json", "checkout", "posthog"},
                            {"posthog/flags.json", "child", "posthog"},
                            {"statsig/specs.json", "search", "statsig"},
                            {"statsig/specs.json", "checkout", "statsig"},
                            {"eppo/flags.json", "prices", "eppo"},
                            {"eppo/flags.json", "checkout", "eppo"},
                            {"flipt/features.yaml", "colour", "flipt"},
                            {"flipt/features.yaml", "prices", "flipt"},
                            {"launchdarkly/data.json", "prices", "launchdarkly"},
                            {"launchdarkly/data.json", "vouchers", "launchdarkly"},
                            {"launchdarkly/data.json", "fifth", "launchdarkly"},
                            {"flagd/flags.json", "colours", "flagd-v1"},
                            {"flagd/flags.json", "colours", "flagd-v2"},
                            {"flagd/flags.json", "letters", "flagd-v2"},
                            {"flagd/flags.json", "tenth", "flagd-v3"},
                            {"unleash/features.json", "checkout", "unleash"},
                            {"unleash/features.json", "search", "unleash"},
                            {"rollouts.yaml", "third", "native"},
                            {"rollouts.yaml", "half", "native"},
                            {"rollouts.yaml", "other", "native"}};
  constexpr int kUsers = Repeated(1'000'000);
  Files files(std::size(choices));
  std::vector<Exposed> exposed;
  for (const Choice& choice : choices) exposed.push_back(files.Add(choice));
  const Crowd crowd(exposed, kIds, kUsers, 20261121);
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < exposed.size(); ++i) {
    for (std::size_t j = i; j < exposed.size(); ++j) {
      CheckShare(exposed[i], exposed[j], crowd.ShareOfBoth(i, j), kUsers);
      ++pairs;
    }
  }
  CHECK(pairs == std::size(choices) * (std::size(choices) + 1) / 2);
}

TEST_CASE("a million requests that are drawn, beside slices of users, agree as well") {
  const Choice choices[] = {
      {"argo/replicas.yaml", "rollout/search", "argo"},
      {"flagger/canaries.yaml", "canary/weights", "flagger"},
      {"istio/split.yaml", "virtualservice/shop/ratings/ratings:v1", "istio"},
      {"istio/split.yaml", "virtualservice/shop/ratings/ratings:v2", "istio"},
      {"istio/split.yaml", "virtualservice/shop/ratings/ratings:v3", "istio"},
      {"istio/split.yaml", "virtualservice/shop/ratings/ratings-next", "istio"},
      {"unleash/features.json", "checkout", "unleash"},
      {"launchdarkly/data.json", "prices", "launchdarkly"}};
  constexpr int kRequests = Repeated(1'000'000);
  Files files(std::size(choices));
  std::vector<Exposed> exposed;
  for (const Choice& choice : choices) exposed.push_back(files.Add(choice));
  std::vector<std::string> ids = kIds;
  ids.emplace_back("request");
  const Crowd crowd(exposed, ids, kRequests, 20261122);
  for (std::size_t i = 0; i < exposed.size(); ++i) {
    for (std::size_t j = i; j < exposed.size(); ++j) {
      CheckShare(exposed[i], exposed[j], crowd.ShareOfBoth(i, j), kRequests);
    }
  }
  CHECK(OverlapOfBoth(exposed[0], exposed[1]).per_request);
  CHECK(OverlapOfBoth(exposed[0], exposed[1]).most == doctest::Approx(0.1));
  CHECK(OverlapOfBoth(exposed[2], exposed[3]).most == 0);  // pieces of one draw
  CHECK(OverlapOfBoth(exposed[3], exposed[3]).most == doctest::Approx(0.25));
  CHECK(OverlapOfBoth(exposed[3], exposed[5]).most == doctest::Approx(0.25 * 0.125));
}

TEST_CASE("users with many requests meet two draws in one of them as often as is computed") {
  Cohorts cohorts;
  const CohortId a = cohorts.Add(Chance{0.05, "a"});
  const CohortId b = cohorts.Add(Chance{0.05, "b"});
  constexpr int kUsers = 20'000;
  constexpr int kRequests = 50;
  OverlapAt at;
  at.requests = kRequests;
  const double computed =
      OverlapOf({{nullptr, &cohorts, a, "a"}, {nullptr, &cohorts, b, "b"}}, at).most;
  Drawing drawing(20261123);
  int met = 0;
  for (int user = 0; user < kUsers; ++user) {
    bool both = false;
    for (int request = 0; request < kRequests; ++request) {
      const bool in_a = drawing.Next() < 0.05;
      const bool in_b = drawing.Next() < 0.05;
      both = both || (in_a && in_b);
    }
    met += both ? 1 : 0;
  }
  CHECK(WithinFourErrors(computed, met / static_cast<double>(kUsers), kUsers));
  CHECK(computed == doctest::Approx(0.1176).epsilon(0.001));
}

}  // namespace
}  // namespace interlock
