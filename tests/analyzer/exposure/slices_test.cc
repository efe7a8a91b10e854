#include "analyzer/exposure/slices.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

namespace interlock {
namespace {

using Random = std::mt19937;

std::uint64_t Below(Random& random, std::uint64_t limit) { return random() % limit; }

// A small world in which everything can be counted one by one.
constexpr std::uint64_t kLast = 4095;

RawSet RandomSet(Random& random) {
  const std::uint64_t moduli[] = {0, 0, 7, 10, 12, 100, 1000};
  const std::uint64_t modulus = moduli[Below(random, 7)];
  const std::uint64_t limit = modulus == 0 ? kLast + 1 : modulus;
  std::vector<RawRange> ranges;
  for (std::uint64_t i = Below(random, 4); i > 0; --i) {
    const std::uint64_t first = Below(random, limit);
    ranges.push_back({first, first + Below(random, limit - first)});
  }
  return Normalised(modulus, ranges);
}

TEST_CASE("sets are counted as one by one") {
  Random random(5);
  for (int i = 0; i < 2000; ++i) {
    CAPTURE(i);
    std::vector<RawSet> sets;
    std::vector<const RawSet*> pointers;
    for (std::uint64_t n = 1 + Below(random, 4); n > 0; --n) {
      sets.push_back(RandomSet(random));
      if (Below(random, 3) == 0) sets.back() = Complement(sets.back(), kLast);
    }
    for (const RawSet& set : sets) pointers.push_back(&set);
    std::uint64_t expected = 0;
    for (std::uint64_t raw = 0; raw <= kLast; ++raw) {
      bool all = true;
      for (const RawSet& set : sets) all = all && Contains(set, raw);
      expected += all ? 1 : 0;
    }
    const auto product = Intersect(pointers, kLast);
    REQUIRE(product.has_value());
    REQUIRE(static_cast<std::uint64_t>(Count(*product)) == expected);
    const RawSet rest = Complement(sets.front(), kLast);
    REQUIRE(static_cast<std::uint64_t>(Count(sets.front(), kLast) + Count(rest, kLast)) ==
            kLast + 1);
  }
}

TEST_CASE("all of 64 bits") {
  const std::uint64_t last = ~std::uint64_t{0};
  CHECK(Share(Count(Everything(last), last), last) == 1);
  CHECK(Complement(Everything(last), last).ranges.empty());
  CHECK(Count(Complement({0, {}}, last), last) == RawCount{last} + 1);
  CHECK(Count({10, {{0, 0}}}, last) == RawCount{last} / 10 + 1);
}

TEST_CASE("the bias of a remainder is counted") {
  // 2^32 = 42949672 * 100 + 96: residues 0..95 have one value more.
  const std::uint64_t last = 0xFFFFFFFF;
  CHECK(static_cast<std::uint64_t>(Count({100, {{0, 9}}}, last)) == 429496730);
  CHECK(static_cast<std::uint64_t>(Count({100, {{90, 99}}}, last)) == 429496726);
}

TEST_CASE("remainders without a useful common multiple are refused") {
  const RawSet a{999'999'937, {{0, 1'000}}};
  const RawSet b{999'999'929, {{0, 1'000}}};
  CHECK_FALSE(Intersect({&a, &b}, 0xFFFFFFFF).has_value());
}

TEST_CASE("a vendor's own comparison finds the edge") {
  const auto below = [](double share) {
    return UpTo(0xFFFFFFFF,
                [=](std::uint64_t raw) { return static_cast<double>(raw) / 4294967296.0 < share; });
  };
  CHECK(below(0).ranges.empty());
  CHECK(below(0.5).ranges == std::vector<RawRange>{{0, 0x7FFFFFFF}});
  CHECK(below(2).ranges == std::vector<RawRange>{{0, 0xFFFFFFFF}});
  CHECK(Remainders(10, [](std::uint64_t rest) { return rest % 5 == 0; }).ranges ==
        std::vector<RawRange>{{0, 0}, {5, 5}});
}

}  // namespace
}  // namespace interlock
