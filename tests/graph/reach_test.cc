#include "graph/reach.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

namespace interlock::tests {

namespace {

using Uses = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
using Nodes = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("who uses the seeds, through others too") {
  const EffectGraph graph(6, Uses{{0, 1}, {1, 2}, {3, 2}, {4, 5}, {0, 1}, {2, 2}});
  CHECK(graph.Affected(Nodes{2}) == Nodes{0, 1, 3});
  CHECK(graph.Affected(Nodes{0}) == Nodes{});
  CHECK(graph.Affected(Nodes{5, 1}) == Nodes{0, 4});
  CHECK(graph.Affected(Nodes{}) == Nodes{});
  CHECK(graph.Affected(Nodes{2, 2, 1}) == Nodes{0, 3});
}

TEST_CASE("cycles end, and seeds are never among the affected") {
  const EffectGraph graph(3, Uses{{0, 1}, {1, 2}, {2, 0}});
  CHECK(graph.Affected(Nodes{0}) == Nodes{1, 2});
  CHECK(graph.Affected(Nodes{0, 1, 2}) == Nodes{});
}

TEST_CASE("an empty graph and nodes without edges") {
  CHECK(EffectGraph(0, Uses{}).Affected(Nodes{}) == Nodes{});
  CHECK(EffectGraph(2, Uses{}).Affected(Nodes{1}) == Nodes{});
}

TEST_CASE("a long chain needs no deep stack") {
  constexpr std::uint32_t kCount = 1'000'000;
  Uses uses;
  for (std::uint32_t i = 0; i + 1 < kCount; ++i) uses.emplace_back(i, i + 1);
  CHECK(EffectGraph(kCount, uses).Affected(Nodes{kCount - 1}).size() == kCount - 1);
}

TEST_CASE("equals a plain search on random graphs, whatever the order of the edges") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    constexpr std::uint32_t kCount = 20;
    Uses uses;
    for (int i = 0; i < 30; ++i) uses.emplace_back(random() % kCount, random() % kCount);
    const auto seed = static_cast<std::uint32_t>(random() % kCount);
    std::set<std::uint32_t> reached = {seed};
    for (std::size_t before = 0; before != reached.size();) {
      before = reached.size();
      for (const auto& [user, used] : uses) {
        if (reached.contains(used)) reached.insert(user);
      }
    }
    reached.erase(seed);
    const Nodes expected(reached.begin(), reached.end());
    CHECK(EffectGraph(kCount, uses).Affected(Nodes{seed}) == expected);
    std::shuffle(uses.begin(), uses.end(), random);
    CHECK(EffectGraph(kCount, uses).Affected(Nodes{seed}) == expected);
  }
}

}  // namespace interlock::tests
