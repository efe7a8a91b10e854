#include "tests/harness/simulation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace interlock {
namespace {

const Rollout* FindRollout(const RolloutFile& file, const std::string& flag) {
  for (const Rollout& rollout : file.rollouts) {
    if (rollout.flag == flag || rollout.id == flag) return &rollout;
  }
  return nullptr;
}

// splitmix64: ids without a pattern, the same on every machine.
std::uint64_t Mixed(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

std::string MadeUpId(std::uint64_t seed, int user) {
  const std::uint64_t high = Mixed(seed + Mixed(static_cast<std::uint64_t>(user)));
  const std::uint64_t low = Mixed(high);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%08llx-%04llx-%04llx-%04llx-%012llx",
                static_cast<unsigned long long>(high >> 32U),
                static_cast<unsigned long long>(high >> 16U & 0xFFFFU),
                static_cast<unsigned long long>(high & 0xFFFFU),
                static_cast<unsigned long long>(low >> 48U),
                static_cast<unsigned long long>(low & 0xFFFFFFFFFFFFU));
  return text.data();
}

}  // namespace

Exposed::Exposed(const RolloutFile& of, const std::string& flag)
    : file(&of), rollout(FindRollout(of, flag)), index(of) {
  INFO(of.source << ": " << flag);
  REQUIRE(rollout != nullptr);
}

Overlap OverlapOfBoth(const Exposed& a, const Exposed& b) {
  return OverlapOf({{&a.index, &a.rollout->cohorts, CurrentCohort(*a.rollout), a.rollout->id},
                    {&b.index, &b.rollout->cohorts, CurrentCohort(*b.rollout), b.rollout->id}},
                   {});
}

double SimulatedShare(const Exposed& a, const Exposed& b,
                      const std::vector<std::string>& attributes, int users, std::uint64_t seed) {
  int both = 0;
  int unknown = 0;
  Subject subject;
  for (int user = 0; user < users; ++user) {
    const AttributeValue id = AttributeValue::OfText(MadeUpId(seed, user));
    for (const std::string& attribute : attributes) subject.attributes[attribute] = id;
    Evaluation of_a(&a.index, &subject);
    const Truth in_a = of_a.Ask(a.rollout->cohorts, CurrentCohort(*a.rollout));
    if (in_a == Truth::kNo) continue;
    Evaluation of_b(&b.index, &subject);
    const Truth in_b = of_b.Ask(b.rollout->cohorts, CurrentCohort(*b.rollout));
    if (in_a == Truth::kYes && in_b == Truth::kYes) ++both;
    if (in_b != Truth::kNo && (in_a == Truth::kUnknown || in_b == Truth::kUnknown)) ++unknown;
  }
  CHECK(unknown == 0);
  return both / static_cast<double>(users);
}

void CheckSimulation(const Exposed& a, const Exposed& b, const std::string& attribute, int users) {
  CheckSimulation(a, b, std::vector<std::string>{attribute}, users);
}

void CheckSimulation(const Exposed& a, const Exposed& b, const std::vector<std::string>& attributes,
                     int users) {
  constexpr std::uint64_t kSeed = 20260821;
  const Overlap overlap = OverlapOfBoth(a, b);
  const double simulated = SimulatedShare(a, b, attributes, users, kSeed);
  const double share = overlap.most;
  // A counted share has an error of its own, over as many ids as are counted.
  const double counted = overlap.basis == OverlapBasis::kCounted ? 2 : 1;
  const double error = std::sqrt(counted * std::max(share, 1.0 / users) * (1 - share) / users);
  INFO(a.rollout->id << " and " << b.rollout->id << ": computed " << share << ", simulated "
                     << simulated);
  CHECK(overlap.least == overlap.most);
  CHECK(std::abs(simulated - share) <= 4 * error);
}

}  // namespace interlock
