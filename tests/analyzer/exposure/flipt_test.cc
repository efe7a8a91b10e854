#include <doctest/doctest.h>

#include <string>

#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/intake/rollout_files.h"
#include "tests/harness/rollout_fixture.h"
#include "tests/harness/simulation.h"

namespace interlock {
namespace {

TEST_CASE("Flipt's flags are sorted by CRC-32 in both orders") {
  const RolloutFile file = RolloutFixture("flipt/features.yaml");
  CHECK(file.format == "flipt");
  const FlagIndex index(file);
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "user-" + std::to_string(i);
    const Subject user = SubjectWith({{"entityId", id}});
    Evaluation evaluation(&index, &user);
    const std::uint64_t switches = RawHash(HashAlgorithm::kCrc32, 0, id + "searches") % 100;
    CHECK((evaluation.VariationOf(*index.FindFlag("searches")) == "true") == (switches < 50));
    const std::uint64_t colours = RawHash(HashAlgorithm::kCrc32, 0, "colour" + id) % 1000;
    const char* const colour = colours < 333 ? "red" : colours < 666 ? "green" : "blue";
    CHECK(evaluation.VariationOf(*index.FindFlag("colour")) == colour);
  }
}

TEST_CASE("Flipt's hashes are related, so they are counted") {
  const RolloutFile file = RolloutFixture("flipt/features.yaml");
  const Exposed searches(file, "searches");
  const Exposed colour(file, "colour");
  const Exposed prices(file, "prices");
  const Exposed off(file, "off");
  CHECK(OverlapOfBoth(colour, colour).basis == OverlapBasis::kExact);
  CHECK(OverlapOfBoth(off, colour).most == 0);
  const Overlap both = OverlapOfBoth(colour, prices);
  // Somebody in the unlikely city or not: the answer is the same.
  CHECK(both.basis == OverlapBasis::kCounted);
  CheckSimulation(colour, prices, "entityId");
  CheckSimulation(searches, prices, "entityId");
}

TEST_CASE("Flipt's segments and namespaces") {
  const RolloutFile file = RolloutFixture("flipt/features.yaml");
  const FlagIndex index(file);
  Subject ada = SubjectWith({{"entityId", "ada"},
                             {"mail", "ada@example.com "},
                             {"age", "36"},
                             {"active", "T"},
                             {"since", "2020-05-05"}});
  // ada is not in the threshold of 20 %: only the segment turns the flag on.
  REQUIRE(RawHash(HashAlgorithm::kCrc32, 0, "adacheckout") % 100 >= 20);
  CHECK(Evaluation(&index, &ada).VariationOf(*index.FindFlag("checkout")) == "true");
  ada.attributes["age"] = AttributeValue::OfText("17.0");
  CHECK(Evaluation(&index, &ada).VariationOf(*index.FindFlag("checkout")) == "false");
  CHECK(RolloutWithId(file, "shop/checkout").flag == "checkout");
  CHECK(file.notices.size() == 2);  // 110 %, and a segment that is not there
}

}  // namespace
}  // namespace interlock
