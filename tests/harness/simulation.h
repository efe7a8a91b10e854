// What made-up users get, to hold a computed overlap against: the same cohorts, asked one user at a
// time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/overlap.h"
#include "interlock/rollout.h"

namespace interlock {

// A rollout of a file by its flag, or by its id.
struct Exposed {
  const RolloutFile* file = nullptr;
  const Rollout* rollout = nullptr;
  FlagIndex index;

  Exposed(const RolloutFile& of, const std::string& flag);
};

// Who is in both at their current stages.
Overlap OverlapOfBoth(const Exposed& a, const Exposed& b);

// The share of `users` made-up users who are in both; a user has one id, a text in the form of a
// UUID, under all of the attributes, and it depends on the seed. Fails the test when one of them is
// not known.
double SimulatedShare(const Exposed& a, const Exposed& b,
                      const std::vector<std::string>& attributes, int users, std::uint64_t seed);

// Computes, simulates, and checks that they agree within four standard errors.
void CheckSimulation(const Exposed& a, const Exposed& b, const std::vector<std::string>& attributes,
                     int users = 200'000);
void CheckSimulation(const Exposed& a, const Exposed& b, const std::string& attribute,
                     int users = 200'000);

}  // namespace interlock
