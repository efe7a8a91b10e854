// What one file of rollouts, or the configuration, says of the rollouts of others.
#include "analyzer/stages/joined_rollouts.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "analyzer/intake/rollout_files.h"
#include "analyzer/rollouts/exposure_story.h"
#include "interlock/error.h"

namespace interlock {
namespace {

const char* const kFlags = R"({"version": 1, "features": [
  {"name": "a", "enabled": true, "strategies": [{"name": "flexibleRollout", "parameters":
    {"rollout": "20", "stickiness": "userId", "groupId": "g"}}]},
  {"name": "b", "enabled": true, "strategies": [{"name": "flexibleRollout", "parameters":
    {"rollout": "50", "stickiness": "accountId", "groupId": "g"}}]}]})";

const char* const kNative = R"(version: 1
rollouts:
  - {id: c, flag: c, key: account_id, stages: [{percent: 10}, {percent: 50}], current: 1}
)";

RolloutView ViewOf(const std::string& config) {
  RolloutView view;
  view.knowledge.config = ReadConfig("version: 1\n" + config, "interlock.yaml");
  const auto add = [&](const std::string& text, const std::string& name) {
    view.knowledge.rollouts.push_back(
        std::make_unique<const RolloutSource>(ReadRolloutFile(text, name)));
  };
  add(kFlags, "flags.json");
  add(kNative, "rollouts.yaml");
  add("version: 1\nrollouts: []\nfreezes: [{from: 2026-01-01T00:00:00Z, reason: audit}]\n",
      "freezes.yaml");
  JoinRollouts(&view.knowledge);
  return view;
}

Overlap NowOf(const RolloutView& view, const char* a, const char* b) {
  return TellExposure(view, {a, b}, {}).overlap.now.overlap;
}

TEST_CASE("names of one id are one name in the rollouts of all files") {
  const Overlap apart = NowOf(ViewOf(""), "a", "b");
  CHECK(apart.basis == OverlapBasis::kBound);
  CHECK(apart.least == doctest::Approx(0.1).epsilon(1e-4));
  CHECK(apart.most == doctest::Approx(0.2).epsilon(1e-4));
  const RolloutView joined = ViewOf("same_ids: [[userId, accountId, account_id]]\n");
  const Overlap nested = NowOf(joined, "a", "b");
  CHECK(nested.basis == OverlapBasis::kExact);
  CHECK(nested.most == doctest::Approx(0.2).epsilon(1e-4));
  const Rollout& b = joined.knowledge.rollouts[0]->file.rollouts[1];
  REQUIRE(!b.notes.empty());
  CHECK(b.notes.back() ==
        "'accountId' is called 'userId' here, because interlock.yaml:2 says that they are one id");
  CHECK(joined.knowledge.rollouts[1]->file.rollouts[0].key == "userId");
  std::vector<Subject> population(2);
  population[0].attributes["accountId"] = AttributeValue::OfText("7");
  JoinIds(joined.knowledge.config.same_ids, &population);
  CHECK(population[0].attributes.at("userId") == AttributeValue::OfText("7"));
  CHECK(population[1].attributes.empty());
}

TEST_CASE("a freeze of one file holds the rollouts of others") {
  const RolloutView view = ViewOf("");
  const Rollout& c = view.knowledge.rollouts[1]->file.rollouts[0];
  REQUIRE(c.freezes.size() == 1);
  CHECK(c.freezes[0].reason == "audit");
  CHECK(c.freezes[0].source == "freezes.yaml");
  // A flag without stages has nothing to hold.
  CHECK(view.knowledge.rollouts[0]->file.rollouts[0].freezes.empty());
}

TEST_CASE("mistakes in names of one id are told with their line") {
  const auto complaint = [](const std::string& config) -> std::string {
    try {
      ReadConfig("version: 1\n" + config, "interlock.yaml");
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  CHECK(complaint("same_ids: [[userId]]\n") ==
        "interlock.yaml:2: an entry of 'same_ids' is a list, expected two or more names of one id");
  CHECK(complaint("same_ids: [[a, b], [c, a]]\n") ==
        "interlock.yaml:2: 'a' is there twice, first in line 2");
  CHECK(complaint("same_ids: userId\n") != "");
}

}  // namespace
}  // namespace interlock
