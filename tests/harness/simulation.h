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

// Numbers from 0 to 1 without a pattern, the same on every machine.
class Drawing {
 public:
  explicit Drawing(std::uint64_t seed) : seed_(seed) {}
  double Next();

 private:
  std::uint64_t seed_;
  std::uint64_t count_ = 0;
};

// Made-up users, each with one id under all of the attributes, sorted into the cohorts once. What a
// vendor draws for each request is drawn by a hash of the attribute "request", and what the native
// format leaves open is hashed by SHA-1. Fails the test when one of them is not known.
// REQUIRES: `exposed` outlives it.
class Crowd {
 public:
  Crowd(const std::vector<Exposed>& exposed, const std::vector<std::string>& attributes, int users,
        std::uint64_t seed);

  double ShareOfBoth(std::size_t a, std::size_t b) const;

 private:
  int users_;
  std::vector<std::vector<std::uint64_t>> in_;  // by cohort: a bit for each user
};

bool WithinFourErrors(double computed, double simulated, int users);

// Checks that the share of both is what is computed, within four standard errors.
void CheckShare(const Exposed& a, const Exposed& b, double simulated, int users);

// Computes, simulates, and checks that they agree within four standard errors.
void CheckSimulation(const Exposed& a, const Exposed& b, const std::vector<std::string>& attributes,
                     int users = 200'000);
void CheckSimulation(const Exposed& a, const Exposed& b, const std::string& attribute,
                     int users = 200'000);

}  // namespace interlock
