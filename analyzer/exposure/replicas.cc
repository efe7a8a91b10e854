#include "analyzer/exposure/replicas.h"

#include <cmath>
#include <optional>

namespace interlock {
namespace {

struct Candidate {
  std::int64_t canary = 0;
  std::int64_t total = 0;
};

// The weight lies in the middle between two counts.
bool IsTie(std::int64_t total, double weight, double whole) {
  double integer = 0;
  return std::modf(static_cast<double>(total) * (weight / whole), &integer) == 0.5;
}

}  // namespace

ReplicaSplit NearestReplicas(std::int64_t replicas, double weight, double whole,
                             std::int64_t surge) {
  if (replicas == 0) return {0, 0};
  const double wanted = static_cast<double>(replicas) * weight / whole;
  const auto above = static_cast<std::int64_t>(std::ceil(wanted));
  const auto below = static_cast<std::int64_t>(std::floor(wanted));
  const bool none_allowed = weight == whole || weight == 0 || (replicas == 1 && surge == 0);
  std::optional<Candidate> best;
  double least = 0;
  const auto consider = [&](std::int64_t canary, std::int64_t total) {
    const double is = static_cast<double>(canary) * whole / static_cast<double>(total);
    const double off = std::fabs(is - weight);
    if (best && off >= least) return;
    best = Candidate{canary, total};
    least = off;
  };
  if (above < replicas || none_allowed) consider(above, replicas);
  if (!IsTie(replicas, weight, whole) && (below != 0 || none_allowed)) consider(below, replicas);
  if (surge > 0) {
    consider(above, replicas + 1);
    if (!IsTie(replicas + 1, weight, whole) && (below != 0 || none_allowed)) {
      consider(below, replicas + 1);
    }
  }
  if (!best) return {0, replicas};
  return {best->canary, best->total - best->canary};
}

}  // namespace interlock
