#include "analyzer/exposure/table.h"

#include <doctest/doctest.h>

#include <cmath>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "tests/harness/sanitized.h"

namespace interlock {
namespace {

using Random = std::mt19937;

std::uint32_t Below(Random& random, std::uint32_t limit) {
  return static_cast<std::uint32_t>(random() % limit);
}

Slice RandomSlice(Random& random) {
  static const std::vector<std::vector<std::string>> kUnits = {
      {"user"}, {"user", "session"}, {"session"}};
  Slice slice;
  slice.space.algorithm = HashAlgorithm::kMurmur3;
  slice.space.input = {{"s" + std::to_string(Below(random, 3)), {}},
                       {"", kUnits[Below(random, 3)]}};
  const std::uint64_t moduli[] = {0, 10, 100, 64};
  slice.set.modulus = moduli[Below(random, 4)];
  const std::uint64_t size = slice.set.modulus == 0 ? 0x100000000U : slice.set.modulus;
  const std::uint64_t first = random() % size;
  slice.set.ranges = {{first, first + random() % (size - first)}};
  return slice;
}

Atom RandomAtom(Random& random) {
  switch (Below(random, 8)) {
    case 0: {
      Condition condition;
      condition.attribute = "country";
      condition.values = {AttributeValue::OfText(Below(random, 2) == 0 ? "de" : "fr")};
      return condition;
    }
    case 1:
      return Chance{Below(random, 101) / 100.0, "d" + std::to_string(Below(random, 2))};
    case 2: {
      Condition condition;
      condition.attribute = Below(random, 3) == 0 ? "session" : "user";
      condition.names_units = true;
      for (const char* const id : {"u1", "u2", "u3"}) {
        if (Below(random, 2) == 0) condition.values.push_back(AttributeValue::OfText(id));
      }
      return condition;
    }
    case 3: {
      Condition condition;
      condition.attribute = Below(random, 2) == 0 ? "session" : "user";
      condition.op = Operator::kExists;
      return condition;
    }
    default:
      return RandomSlice(random);
  }
}

CohortId RandomCohort(Random& random, Cohorts* cohorts) {
  CohortId cohort = cohorts->Add(RandomAtom(random));
  for (std::uint32_t i = Below(random, 3); i > 0; --i) {
    CohortId next = cohorts->Add(RandomAtom(random));
    if (Below(random, 3) == 0) next = cohorts->Not(next);
    cohort = Below(random, 2) == 0 ? cohorts->All({cohort, next}) : cohorts->Any({cohort, next});
  }
  return cohort;
}

TEST_CASE("a table gives what each pair gives, either way round and within bounds") {
  Random random(20261121);
  for (int round = 0; round < 60; ++round) {
    Cohorts cohorts;
    std::vector<CohortOf> all;
    for (int i = 0; i < 8; ++i) {
      all.push_back({nullptr, &cohorts, RandomCohort(random, &cohorts), std::to_string(i)});
    }
    for (CohortOf& of : all) of.off = Below(random, 5) == 0;
    const OverlapTable table(all, {});
    for (std::size_t a = 0; a < all.size(); ++a) {
      for (std::size_t b = 0; b < all.size(); ++b) {
        CAPTURE(round);
        CAPTURE(a);
        CAPTURE(b);
        const OverlapNumbers numbers = table.Of(a, b);
        const Overlap overlap = OverlapOf({all[a], all[b]}, {});
        REQUIRE(numbers.least == doctest::Approx(overlap.least).epsilon(1e-9));
        REQUIRE(numbers.most == doctest::Approx(overlap.most).epsilon(1e-9));
        const OverlapNumbers swapped = table.Of(b, a);
        REQUIRE(numbers.most == doctest::Approx(swapped.most).epsilon(1e-9));
        const double alone = OverlapOf({all[a]}, {}).most;
        REQUIRE(numbers.least <= numbers.most + 1e-12);
        REQUIRE(numbers.most <= alone + 1e-9);
      }
    }
  }
}

// The truth for made-up users lies within what is computed.
TEST_CASE("bounds contain what a population shows") {
  Random random(7);
  std::vector<Subject> population(4000);
  for (std::size_t i = 0; i < population.size(); ++i) {
    population[i].attributes["user"] = AttributeValue::OfText("u" + std::to_string(i));
    population[i].attributes["session"] = AttributeValue::OfText("s" + std::to_string(i * 7));
    population[i].attributes["country"] = AttributeValue::OfText(i % 3 == 0 ? "de" : "fr");
  }
  OverlapAt sampled;
  sampled.population = &population;
  for (int round = 0; round < 150; ++round) {
    CAPTURE(round);
    Cohorts cohorts;
    const CohortOf a{nullptr, &cohorts, RandomCohort(random, &cohorts), "a"};
    const CohortOf b{nullptr, &cohorts, RandomCohort(random, &cohorts), "b"};
    const Overlap computed = OverlapOf({a, b}, {});
    const Overlap counted = OverlapOf({a, b}, sampled);
    const double error = 5 * std::sqrt(0.25 / static_cast<double>(population.size()));
    REQUIRE(counted.least <= computed.most + error);
    REQUIRE(counted.most >= computed.least - error);
  }
}

TEST_CASE("a larger percentage never makes an overlap smaller") {
  Random random(11);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    Cohorts cohorts;
    const CohortOf other{nullptr, &cohorts, RandomCohort(random, &cohorts), "other"};
    Slice slice = RandomSlice(random);
    slice.set.modulus = 100;
    double before = 0;
    for (std::uint64_t percent = 1; percent <= 100; percent += 1 + Below(random, 40)) {
      slice.set.ranges = {{0, percent - 1}};
      const CohortOf grown{nullptr, &cohorts, cohorts.Add(slice), "grown"};
      const double most = OverlapOf({grown, other}, {}).most;
      REQUIRE(most >= before - 1e-12);
      before = most;
    }
  }
}

TEST_CASE("pairs of many related spaces are counted each as it is alone") {
  for (const HashAlgorithm algorithm : {HashAlgorithm::kFnv1aUtf16, HashAlgorithm::kCrc32}) {
    Cohorts cohorts;
    std::vector<CohortOf> all;
    // In full more than there are spaces whose values are kept.
    for (std::uint32_t i = 0; i < (kSanitized ? 30U : 100U); ++i) {
      Slice slice;
      slice.space.algorithm = algorithm;
      slice.space.input = {{"flag-" + std::to_string(i), {}}, {"", {"id"}}};
      slice.set = {1000, {{0, 50 + 9 * i}}};
      all.push_back({nullptr, &cohorts, cohorts.Add(slice), std::to_string(i)});
    }
    const OverlapTable table(all, {});
    for (std::size_t a = 0; a < all.size(); ++a) {
      for (std::size_t b = a + 1; b < all.size(); ++b) {
        const OverlapNumbers both = table.Of(a, b);
        REQUIRE(both.basis == OverlapBasis::kCounted);
        const double x = table.Alone(a).most, y = table.Alone(b).most;
        REQUIRE(both.most <= std::min(x, y) + 0.01);
        REQUIRE(both.most >= x + y - 1 - 0.01);
      }
    }
    // More slices at once than are split: the same cells.
    std::vector<CohortOf> eight(all.begin(), all.begin() + 8);
    std::vector<CohortOf> twice = eight;
    for (int i = 0; i < 4; ++i) twice.push_back(eight[0]);
    CHECK(OverlapOf(eight, {}).most == doctest::Approx(OverlapOf(twice, {}).most));
    CHECK(OverlapOf({eight[6], eight[7]}, {}).most == table.Of(6, 7).most);
  }
}

TEST_CASE("all pairs of a thousand rollouts") {
  Random random(3);
  Cohorts cohorts;
  std::vector<CohortOf> all;
  for (int i = 0; i < 1000; ++i) {
    Slice slice;
    slice.space.algorithm = HashAlgorithm::kMurmur3;
    // A tenth share one group, the others have their own.
    slice.space.input = {{i % 10 == 0 ? "shared" : "flag" + std::to_string(i), {}},
                         {"", {"userId"}}};
    slice.set = {100, {{0, Below(random, 100)}}};
    CohortId cohort = cohorts.Add(slice);
    if (i % 7 == 0) {
      Condition condition;
      condition.attribute = "attribute" + std::to_string(i % 50);
      condition.values = {AttributeValue::OfText("x")};
      cohort = cohorts.All({cohort, cohorts.Add(condition)});
    }
    all.push_back({nullptr, &cohorts, cohort, std::to_string(i)});
  }
  const std::clock_t begin = std::clock();
  const OverlapTable table(all, {});
  double sum = 0;
  for (std::size_t a = 0; a < all.size(); ++a) {
    for (std::size_t b = a + 1; b < all.size(); ++b) sum += table.Of(a, b).most;
  }
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  CHECK(sum > 0);
  CHECK(seconds < 20);  // of the processor; a hundredth of it in an optimised build
}

}  // namespace
}  // namespace interlock
