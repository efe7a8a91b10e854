// The share that a canary gets when traffic is split by the number of replicas only.
#pragma once

#include <cstdint>

namespace interlock {

struct ReplicaSplit {
  std::int64_t canary = 0;
  std::int64_t stable = 0;

  double Share() const {
    const std::int64_t all = canary + stable;
    return all == 0 ? 0 : static_cast<double>(canary) / static_cast<double>(all);
  }
  bool operator==(const ReplicaSplit&) const = default;
};

// The counts that come nearest to weight/whole: `replicas` together, or one more when surge is
// allowed. A tie gives the canary more; neither side is left with none while the weight is between
// the ends, unless one replica is all there is.
// REQUIRES: 0 <= weight <= whole, whole > 0, replicas and surge from 0 to 1e6.
ReplicaSplit NearestReplicas(std::int64_t replicas, double weight, double whole,
                             std::int64_t surge);

}  // namespace interlock
