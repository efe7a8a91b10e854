#include "analyzer/exposure/slices.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "interlock/check.h"

namespace interlock {
namespace {

std::uint64_t Length(const RawRange& range) { return range.last - range.first; }  // less one

std::vector<RawRange> Common(const std::vector<RawRange>& a, const std::vector<RawRange>& b) {
  std::vector<RawRange> common;
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const RawRange both{std::max(a[i].first, b[j].first), std::min(a[i].last, b[j].last)};
    if (both.first <= both.last) common.push_back(both);
    (a[i].last < b[j].last ? i : j) += 1;
  }
  return common;
}

// How many n with 0 <= n < `below` have a remainder in the range.
RawCount CountBelow(RawCount below, std::uint64_t modulus, const RawRange& range) {
  const RawCount whole = below / modulus;
  const RawCount rest = below % modulus;
  const RawCount inside =
      rest <= range.first ? 0 : std::min(rest, RawCount{range.last} + 1) - range.first;
  return whole * (RawCount{Length(range)} + 1) + inside;
}

// The set with remainders of a multiple of its modulus. None when it has too many ranges.
std::optional<RawSet> Lift(const RawSet& set, RawCount modulus) {
  if (modulus > ~std::uint64_t{0}) return std::nullopt;
  const auto wide = static_cast<std::uint64_t>(modulus);
  const std::uint64_t copies = wide / set.modulus;
  if (set.ranges.empty()) return RawSet{wide, {}};
  if (copies > kMaxRanges / set.ranges.size()) return std::nullopt;
  std::vector<RawRange> ranges;
  ranges.reserve(copies * set.ranges.size());
  for (std::uint64_t copy = 0; copy < copies; ++copy) {
    for (const RawRange& range : set.ranges) {
      ranges.push_back({range.first + copy * set.modulus, range.last + copy * set.modulus});
    }
  }
  return Normalised(wide, std::move(ranges));
}

std::optional<RawSet> CommonRemainders(const RawSet& a, const RawSet& b) {
  if (a.modulus == b.modulus) return RawSet{a.modulus, Common(a.ranges, b.ranges)};
  const RawCount multiple = RawCount{a.modulus} / std::gcd(a.modulus, b.modulus) * b.modulus;
  const std::optional<RawSet> wide_a = Lift(a, multiple);
  const std::optional<RawSet> wide_b = Lift(b, multiple);
  if (!wide_a || !wide_b) return std::nullopt;
  return RawSet{wide_a->modulus, Common(wide_a->ranges, wide_b->ranges)};
}

}  // namespace

RawSet Normalised(std::uint64_t modulus, std::vector<RawRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const RawRange& a, const RawRange& b) { return a.first < b.first; });
  RawSet set{modulus, {}};
  for (const RawRange& range : ranges) {
    if (range.last < range.first) continue;
    if (!set.ranges.empty() &&
        (range.first <= set.ranges.back().last || range.first - set.ranges.back().last == 1)) {
      set.ranges.back().last = std::max(set.ranges.back().last, range.last);
    } else {
      set.ranges.push_back(range);
    }
  }
  return set;
}

RawSet Everything(std::uint64_t last) { return {0, {{0, last}}}; }

bool Contains(const RawSet& set, std::uint64_t raw) {
  const std::uint64_t value = set.modulus == 0 ? raw : raw % set.modulus;
  const auto after =
      std::upper_bound(set.ranges.begin(), set.ranges.end(), value,
                       [](std::uint64_t v, const RawRange& range) { return v < range.first; });
  return after != set.ranges.begin() && value <= std::prev(after)->last;
}

RawSet Complement(const RawSet& set, std::uint64_t last) {
  const std::uint64_t end = set.modulus == 0 ? last : set.modulus - 1;
  RawSet rest{set.modulus, {}};
  std::uint64_t next = 0;
  for (const RawRange& range : set.ranges) {
    if (range.first > next) rest.ranges.push_back({next, range.first - 1});
    if (range.last >= end) return rest;
    next = range.last + 1;
  }
  rest.ranges.push_back({next, end});
  return rest;
}

std::optional<RawProduct> Intersect(const std::vector<const RawSet*>& sets, std::uint64_t last) {
  RawProduct product{Everything(last), std::nullopt};
  for (const RawSet* set : sets) {
    if (set->modulus == 0) {
      product.plain.ranges = Common(product.plain.ranges, set->ranges);
    } else if (!product.remainder) {
      product.remainder = *set;
    } else {
      product.remainder = CommonRemainders(*product.remainder, *set);
      if (!product.remainder) return std::nullopt;
    }
  }
  return product;
}

RawCount Count(const RawProduct& product) {
  RawCount count = 0;
  for (const RawRange& range : product.plain.ranges) {
    if (!product.remainder) {
      count += RawCount{Length(range)} + 1;
      continue;
    }
    for (const RawRange& rest : product.remainder->ranges) {
      count += CountBelow(RawCount{range.last} + 1, product.remainder->modulus, rest) -
               CountBelow(range.first, product.remainder->modulus, rest);
    }
  }
  return count;
}

RawCount Count(const RawSet& set, std::uint64_t last) {
  return Count(*Intersect({&set}, last));  // one set needs no common multiple
}

double Share(RawCount count, std::uint64_t last) {
  return static_cast<double>(count) / (static_cast<double>(last) + 1);
}

RawSet UpTo(std::uint64_t last, const std::function<bool(std::uint64_t)>& holds) {
  if (!holds(0)) return {0, {}};
  std::uint64_t low = 0, high = last;  // holds at low
  while (low < high) {
    const std::uint64_t middle = high - (high - low) / 2;
    if (holds(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return {0, {{0, low}}};
}

RawSet Remainders(std::uint64_t modulus, const std::function<bool(std::uint64_t)>& holds) {
  ILK_CHECK(modulus > 0 && modulus <= kMaxRanges, "remainders are few enough to ask each");
  std::vector<RawRange> ranges;
  for (std::uint64_t value = 0; value < modulus; ++value) {
    if (holds(value)) ranges.push_back({value, value});
  }
  return Normalised(modulus, std::move(ranges));
}

}  // namespace interlock
