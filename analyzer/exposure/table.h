// The overlaps of many cohorts with one another. What can be known of one cohort alone is worked
// out once: two that hang on nothing in common multiply, two slices of one space are intersected,
// and only what is left is solved case by case.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/exposure/cohorts.h"
#include "analyzer/exposure/overlap.h"

namespace interlock {

// The numbers of an Overlap without its derivation.
struct OverlapNumbers {
  double least = 0;
  double most = 0;
  OverlapBasis basis = OverlapBasis::kExact;
  // Ids that lists name, and those of them that are in it for certain. Not counted where shares are
  // multiplied.
  std::size_t named = 0, certain = 0;
};

// Safe to ask from any number of threads. The population of `at` is not looked at.
// REQUIRES: what the cohorts point to outlives it.
class OverlapTable {
 public:
  OverlapTable(std::vector<CohortOf> cohorts, OverlapAt at);

  std::size_t size() const { return cohorts_.size(); }
  OverlapNumbers Alone(std::size_t at) const { return alone_[at].numbers; }
  // The same numbers as OverlapOf gives for the two.
  OverlapNumbers Of(std::size_t a, std::size_t b) const;

 private:
  struct One {
    OverlapNumbers numbers;
    bool hashes = false;               // hangs on buckets or draws
    std::vector<std::uint32_t> hangs;  // what it hangs on, sorted
    bool names = false;                // units, by their ids
    // Attributes whose presence it asks for, and those that it hashes, which counts as presence.
    std::vector<std::uint32_t> asks, hashed;
    bool falls_back = false;      // on attributes, in ways that others may settle
    const Slice* only = nullptr;  // it is nothing but this slice
    std::uint32_t space = 0;      // of that
  };

  std::vector<CohortOf> cohorts_;
  OverlapAt at_;
  std::vector<Cohorts> formulas_;
  std::vector<One> alone_;
};

}  // namespace interlock
