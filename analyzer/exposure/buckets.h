// The buckets that slices and draws sort users and requests into: for each space (or spaces that
// have to be looked at together) the cells in which every slice either holds or does not, with the
// share of each cell. Cells of different groups are independent of each other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interlock/cohort.h"

namespace interlock {

enum class BucketBasis : std::uint8_t {
  kExact,    // set arithmetic on raw values
  kCounted,  // spaces of an unsound hash, counted over synthetic ids
  kDraw,     // independent for each request
};

struct BucketCell {
  double share = 0;
  std::vector<bool> holds;  // by position in `atoms`
};

struct BucketGroup {
  BucketBasis basis = BucketBasis::kExact;
  std::vector<std::uint32_t> atoms;  // of the formula
  std::vector<BucketCell> cells;     // their shares add up to 1
  std::vector<const Space*> spaces;  // none for a draw
  std::string name;
};

// How many ids are made up where a hash has to be counted; a share of 1 % is then off by 0.02 %
// (one standard deviation).
inline constexpr std::uint32_t kCountedIds = 200'000;

// The groups of all slices and draws. An atom in none of them has to be taken for unknown: its
// assignment is remembered from earlier, or its remainders have no common multiple of use.
// `all_sound` takes every hash for one whose spaces are independent.
// REQUIRES: `atoms` outlives the result.
std::vector<BucketGroup> BucketsOf(const std::vector<Atom>& atoms, bool all_sound = false);

// "murmur3 of "checkout:" + userId", for derivations.
std::string SpaceName(const Space& space);

}  // namespace interlock
