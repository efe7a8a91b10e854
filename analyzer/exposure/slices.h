// Sets of raw hash values, and how many values are in them: exact integers throughout, so that a
// share of 0 is 0 and the bias of a remainder is counted and not ignored.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "interlock/cohort.h"

namespace interlock {

// A number of raw values; there may be 2^64 of them.
__extension__ using RawCount = unsigned __int128;

// Ranges in order, apart and merged.
RawSet Normalised(std::uint64_t modulus, std::vector<RawRange> ranges);

// All raw values up to `last`.
RawSet Everything(std::uint64_t last);

bool Contains(const RawSet& set, std::uint64_t raw);

RawSet Complement(const RawSet& set, std::uint64_t last);

// Exact. None when the two moduli differ and their least common multiple has more ranges than
// kMaxRanges; the caller then has a bound only.
inline constexpr std::size_t kMaxRanges = 1'000'000;

// What is in every one of the sets, split by form: at most one set of raw ranges and one of
// remainders. Kept apart, because a remainder's set has no short list of raw ranges.
struct RawProduct {
  RawSet plain;                     // modulus 0
  std::optional<RawSet> remainder;  // modulus not 0

  bool operator==(const RawProduct&) const = default;
};

std::optional<RawProduct> Intersect(const std::vector<const RawSet*>& sets, std::uint64_t last);

// How many raw values from 0 to `last` are in it.
RawCount Count(const RawProduct& product);
RawCount Count(const RawSet& set, std::uint64_t last);

// The share of all raw values up to `last`.
double Share(RawCount count, std::uint64_t last);

// The set of values for which a vendor's comparison holds, in the vendor's own arithmetic.
// Monotone: it holds up to some value and not above (found by bisection).
RawSet UpTo(std::uint64_t last, const std::function<bool(std::uint64_t)>& holds);
// By remainder: each is asked. REQUIRES: 0 < modulus <= kMaxRanges.
RawSet Remainders(std::uint64_t modulus, const std::function<bool(std::uint64_t)>& holds);

}  // namespace interlock
