#include "tests/harness/simulation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdio>

#include "analyzer/exposure/buckets.h"
#include "analyzer/exposure/cohorts.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/parallel.h"
#include "tests/harness/sanitized.h"

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

// The cohort with hashes that can be computed in place of draws and of hashes that are not known.
CohortId Computable(const Cohorts& cohorts, CohortId cohort, Cohorts* to) {
  return CopyFormula(cohorts, cohort, to, [&](const Atom& atom) {
    if (const auto* chance = std::get_if<Chance>(&atom)) {
      Slice drawn;
      drawn.space.algorithm = HashAlgorithm::kSha256;
      drawn.space.input = {{chance->draw + ":", {}}, {"", {"request"}}};
      const double below = std::ldexp(chance->probability, 64);
      drawn.set.ranges = {{0, static_cast<std::uint64_t>(below) - 1}};
      return to->Add(drawn);
    }
    const auto* slice = std::get_if<Slice>(&atom);
    if (slice == nullptr || slice->space.algorithm != HashAlgorithm::kNamed) return to->Add(atom);
    Slice hashed = *slice;
    hashed.space.algorithm = HashAlgorithm::kSha1;
    const std::uint32_t shift = RawBits(HashAlgorithm::kSha1) - RawBits(HashAlgorithm::kNamed);
    for (RawRange& range : hashed.set.ranges) {
      range = {range.first << shift, ((range.last + 1) << shift) - 1};
    }
    return to->Add(hashed);
  });
}

struct Sorted {
  const FlagIndex* index;
  Cohorts cohorts;
  CohortId cohort;
};

}  // namespace

double Drawing::Next() {
  const std::uint64_t drawn = Mixed(seed_ + Mixed(++count_));
  return std::ldexp(static_cast<double>(drawn >> 11U), -53);
}

Crowd::Crowd(const std::vector<Exposed>& exposed, const std::vector<std::string>& attributes,
             int users, std::uint64_t seed)
    : users_(users) {
  constexpr std::size_t kBits = 64;
  constexpr std::size_t kWordsAtOnce = 128;
  std::vector<Sorted> sorted(exposed.size());
  for (std::size_t i = 0; i < exposed.size(); ++i) {
    const Rollout& rollout = *exposed[i].rollout;
    sorted[i].index = &exposed[i].index;
    sorted[i].cohort = Computable(rollout.cohorts, CurrentCohort(rollout), &sorted[i].cohorts);
  }
  const std::size_t words = (static_cast<std::size_t>(users) + kBits - 1) / kBits;
  in_.assign(exposed.size(), std::vector<std::uint64_t>(words, 0));
  std::atomic<int> unknown = 0;
  ParallelFor((words + kWordsAtOnce - 1) / kWordsAtOnce, 0, [&](std::size_t task) {
    Subject subject;
    const std::size_t last = std::min(words, (task + 1) * kWordsAtOnce);
    for (std::size_t user = task * kWordsAtOnce * kBits; user < last * kBits; ++user) {
      if (user >= static_cast<std::size_t>(users)) break;
      const AttributeValue id = AttributeValue::OfText(MadeUpId(seed, static_cast<int>(user)));
      for (const std::string& attribute : attributes) subject.attributes[attribute] = id;
      for (std::size_t i = 0; i < sorted.size(); ++i) {
        Evaluation evaluation(sorted[i].index, &subject);
        const Truth in = evaluation.Ask(sorted[i].cohorts, sorted[i].cohort);
        if (in == Truth::kUnknown) ++unknown;
        if (in == Truth::kYes) in_[i][user / kBits] |= std::uint64_t{1} << (user % kBits);
      }
    }
  });
  CHECK(unknown == 0);
}

double Crowd::ShareOfBoth(std::size_t a, std::size_t b) const {
  int both = 0;
  for (std::size_t word = 0; word < in_[a].size(); ++word) {
    both += std::popcount(in_[a][word] & in_[b][word]);
  }
  return both / static_cast<double>(users_);
}

bool WithinFourErrors(double computed, double simulated, int users) {
  const double error = std::sqrt(std::max(computed, 1.0 / users) * (1 - computed) / users);
  return std::abs(simulated - computed) <= 4 * error;
}

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

void CheckShare(const Exposed& a, const Exposed& b, double simulated, int users) {
  const Overlap overlap = OverlapOfBoth(a, b);
  INFO(a.rollout->source << " " << a.rollout->id << " and " << b.rollout->source << " "
                         << b.rollout->id << ": computed " << overlap.most << ", simulated "
                         << simulated);
  CHECK(overlap.most - overlap.least < 1e-12);
  // A counted share has an error of its own, over as many ids as are counted.
  const double counted = overlap.basis == OverlapBasis::kCounted ? kCountedIds : 1e18;
  const int sample = static_cast<int>(1 / (1.0 / users + 1 / counted));
  CHECK(WithinFourErrors(overlap.most, simulated, sample));
}

void CheckSimulation(const Exposed& a, const Exposed& b, const std::vector<std::string>& attributes,
                     int users) {
  constexpr std::uint64_t kSeed = 20260821;
  const int drawn = Repeated(users);
  CheckShare(a, b, SimulatedShare(a, b, attributes, drawn, kSeed), drawn);
}

}  // namespace interlock
