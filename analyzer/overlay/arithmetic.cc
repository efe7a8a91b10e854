#include "analyzer/overlay/arithmetic.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>

namespace interlock {

namespace {

constexpr double kMostLoad = 0.7;         // of the capacity
constexpr double kMostConnections = 0.8;  // of the limit
constexpr double kLatencyRoom = 1.5;      // timeout over p99.9

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

std::string Percent(double share) { return Number(share * 100) + " %"; }

const Quantity* Find(const Effect& effect, const char* name) {
  for (const Quantity& quantity : effect.quantities) {
    if (quantity.name == name) return &quantity;
  }
  return nullptr;
}

// "x4 (12: batch 50 -> 200 (up 4x))"
std::string FactorText(const HazardHalf& half) {
  const std::string why =
      half.sign.quantity != nullptr ? Describe(*half.sign.quantity) : Describe(*half.delta);
  const std::string factor = half.sign.factor > 0 ? "x" + Number(half.sign.factor) : "x?";
  return factor + " (" + half.phrase + ": " + why + ")";
}

class Calculation {
 public:
  Calculation(const Snapshot& snapshot, const Resource& resource, const HazardHalf& one,
              const HazardHalf& other)
      : snapshot_(snapshot),
        resource_(resource),
        one_(one),
        other_(other),
        figures_(snapshot.operations.Find(resource)) {}

  Sum Headroom() {
    Say("load " + FactorText(one_));
    Say("capacity / " + FactorText(other_).substr(1));
    const bool known = figures_ != nullptr && figures_->rate && figures_->capacity;
    if (!known) {
      Say("present load and capacity of " + Describe(resource_) +
          " are not known: give 'rate' and 'capacity' under 'resources' of interlock.yaml");
      return std::move(sum_);
    }
    const double today = *figures_->rate / *figures_->capacity;
    Say("today " + Number(*figures_->rate) + "/s of " + Number(*figures_->capacity) +
        "/s = " + Percent(today));
    const double shrink = other_.sign.factor;
    if (one_.sign.factor > 0 && shrink > 0) {
      Alone(one_, today * one_.sign.factor);
      Alone(other_, today * shrink);
      const double both = today * one_.sign.factor * shrink;
      Say("both: " + Percent(today) + " x " + Number(one_.sign.factor) + " x " + Number(shrink) +
          " = " + Percent(both) + Verdict(both <= kMostLoad, kMostLoad));
      sum_.harmless = both <= kMostLoad;
    } else if (shrink > 0) {
      Say("with the smaller capacity " + Percent(today * shrink) + "; " + Percent(kMostLoad) +
          " is passed once the load grows " + Number(kMostLoad / (today * shrink)) + "x");
    }
    return std::move(sum_);
  }

  Sum Misses() {
    const double k = other_.sign.factor;
    Say("reads " + FactorText(one_));
    Say(k > 0 ? "misses of an entry at most " + FactorText(other_)
              : "hit ratio " + FactorText(other_));
    const bool known =
        figures_ != nullptr && figures_->rate && figures_->hit_ratio && figures_->capacity;
    if (!known) {
      Say("rate, hit ratio and what is behind " + Describe(resource_) +
          " are not known: give 'rate', 'hit_ratio' and 'capacity' under 'resources' of "
          "interlock.yaml");
      return std::move(sum_);
    }
    const double rate = *figures_->rate, hit = *figures_->hit_ratio, most = *figures_->capacity;
    Say("today " + Number(rate) + "/s x (1 - " + Percent(hit) + ") = " + Number(rate * (1 - hit)) +
        " misses/s; what is behind takes " + Number(most) + "/s");
    if (k <= 0 || hit >= 1) return std::move(sum_);
    const double odds = hit / (1 - hit);
    const double later = odds / (k + odds);
    const double misses = rate * (1 - later);
    Say("expected hit ratio " + Percent(hit) + " -> " + Percent(later) +
        " (uses at random times): " + other_.phrase + " alone " + Number(misses) + " misses/s");
    const double reads = one_.sign.factor;
    if (reads > 0) {
      Say(one_.phrase + " alone " + Number(rate * reads * (1 - hit)) + " misses/s");
      const double both = misses * reads;
      Say("both: " + Number(both) + " misses/s" + Verdict(both <= most, 1));
      sum_.harmless = both <= most;
    } else {
      Say("how often " + one_.phrase + " reads is not known; " + Number(most) +
          "/s is passed once reads grow " + Number(most / misses) + "x");
    }
    return std::move(sum_);
  }

  Sum Attempts() {
    double product = 1;
    for (const HazardHalf* half : {&one_, &other_}) {
      const QuantityDelta* quantity = half->sign.quantity;
      if (quantity == nullptr || quantity->quantity != "retries") continue;
      Say(half->phrase + ": attempts " + Number(1 + quantity->before) + " -> " +
          Number(1 + quantity->after));
      product *= 1 + quantity->after;
    }
    product *= AttemptsAbove();
    const bool backs_off = Find(one_.delta->effect(), "backoff") != nullptr;
    Say("attempts along the path: " + Number(product) + (product > 3 ? ", more than 3" : "") +
        (backs_off ? ", with a delay between them" : ", no delay between them is written"));
    return std::move(sum_);
  }

  Sum Connections() {
    double total = 0;
    bool known = true;
    for (const auto& [where, effect] : PoolsWithBoth()) {
      const Quantity* pool = Find(effect, "pool");
      if (pool == nullptr) continue;
      const Quantity* overflow = Find(effect, "pool_overflow");
      const double size = pool->value + (overflow != nullptr ? overflow->value : 0);
      const std::optional<double> replicas = ReplicasOf(effect.service);
      known = known && replicas.has_value();
      total += size * replicas.value_or(1);
      Say((effect.service.empty() ? where : effect.service) + ": pool " + Number(size) +
          (replicas ? " x " + Number(*replicas) + " replicas = " + Number(size * *replicas)
                    : ", replicas not known"));
    }
    const std::optional<double> limit = Limit();
    if (total > 0 && limit) {
      const bool fits = total <= kMostConnections * *limit;
      Say("sum " + Number(total) + " of " + Number(*limit) + " = " + Percent(total / *limit) +
          Verdict(fits, kMostConnections));
      sum_.harmless = fits && known;
    } else if (!limit) {
      Say("the limit of " + Describe(resource_) +
          " is not known: give 'limit' under 'resources' of interlock.yaml");
    }
    return std::move(sum_);
  }

  Sum Deadline() {
    const QuantityDelta* timeout = one_.sign.quantity;
    if (timeout == nullptr) return std::move(sum_);
    Say("caller waits " + AmountText(timeout->after, timeout->unit) + " (" + one_.phrase + ": " +
        Describe(*timeout) + ")");
    if (figures_ != nullptr && figures_->latency) {
      const double needed = kLatencyRoom * *figures_->latency;
      Say("p99.9 of " + Describe(resource_) + " today " + AmountText(*figures_->latency, "s") +
          " x 1.5 = " + AmountText(needed, "s") + Verdict(needed <= timeout->after, 0));
    } else {
      Say("latency of " + Describe(resource_) +
          " is not known: give 'latency' under 'resources' of interlock.yaml");
    }
    Say("callee becomes slower " + FactorText(other_));
    return std::move(sum_);
  }

 private:
  void Say(std::string step) { sum_.steps.push_back(std::move(step)); }

  static std::string Verdict(bool fits, double most) {
    if (most <= 0) return fits ? ", within it" : ", beyond it";
    return (fits ? ", not more than " : ", more than ") + (most == 1 ? "it takes" : Percent(most));
  }

  void Alone(const HazardHalf& half, double share) {
    Say(half.phrase + " alone: " + Percent(share));
  }

  // Attempts of those who call what the one half calls from: one level up.
  double AttemptsAbove() {
    const std::string& service = one_.delta->effect().service;
    double most = 1;
    const Effect* above = nullptr;
    if (service.empty()) return 1;
    for (const int i : snapshot_.BaseEffectsOn({"service", service})) {
      const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
      const Quantity* retries = Find(effect, "retries");
      if (effect.access != "call" || retries == nullptr || 1 + retries->value <= most) continue;
      most = 1 + retries->value;
      above = &effect;
    }
    if (above != nullptr) {
      Say("attempts at " + service + " by its callers: " + Number(most) + " (" + above->path + ":" +
          std::to_string(above->line) + ")");
    }
    return most;
  }

  // Every pool on the resource, as it is with both changes.
  std::map<std::string, Effect> PoolsWithBoth() const {
    std::map<std::string, Effect> pools;
    const auto place = [](const Effect& effect) { return effect.path + ":" + effect.in; };
    for (const int i : snapshot_.BaseEffectsOn(resource_)) {
      const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
      pools[place(effect)] = effect;
    }
    for (const HazardHalf* half : {&one_, &other_}) {
      const EffectDelta& delta = *half->delta;
      if (delta.change != EffectChange::kAdds) pools.erase(place(delta.before));
      if (delta.change != EffectChange::kRemoves) pools[place(delta.after)] = delta.after;
    }
    return pools;
  }

  // With both changes: the highest number that may run.
  std::optional<double> ReplicasOf(const std::string& service) const {
    if (service.empty()) return std::nullopt;
    std::optional<double> most;
    const auto take = [&](const Effect& effect) {
      for (const char* name : {"replicas_max", "replicas"}) {
        const Quantity* replicas = Find(effect, name);
        if (replicas != nullptr) most = std::max(most.value_or(0), replicas->value);
      }
    };
    const Resource resource{"service", service};
    for (const HazardHalf* half : {&one_, &other_}) {
      const EffectDelta& delta = *half->delta;
      if (delta.change != EffectChange::kRemoves && delta.after.resource == resource) {
        take(delta.after);
      }
    }
    if (most) return most;
    for (const int i : snapshot_.BaseEffectsOn(resource)) {
      take(snapshot_.base_effects[static_cast<std::size_t>(i)]);
    }
    if (const ResourceFigures* known = snapshot_.operations.Find(resource); !most && known) {
      most = known->replicas;
    }
    return most;
  }

  std::optional<double> Limit() const {
    for (const HazardHalf* half : {&one_, &other_}) {
      const EffectDelta& delta = *half->delta;
      if (delta.change == EffectChange::kRemoves) continue;
      if (const Quantity* limit = Find(delta.after, "connections")) return limit->value;
    }
    if (figures_ != nullptr && figures_->limit) return figures_->limit;
    for (const int i : snapshot_.BaseEffectsOn(resource_)) {
      const Effect& effect = snapshot_.base_effects[static_cast<std::size_t>(i)];
      if (const Quantity* limit = Find(effect, "connections")) return limit->value;
    }
    return std::nullopt;
  }

  const Snapshot& snapshot_;
  const Resource& resource_;
  const HazardHalf& one_;
  const HazardHalf& other_;
  const ResourceFigures* figures_;
  Sum sum_;
};

}  // namespace

Sum Compute(Arithmetic arithmetic, const Snapshot& snapshot, const Resource& resource,
            const HazardHalf& one, const HazardHalf& other) {
  Calculation calculation(snapshot, resource, one, other);
  switch (arithmetic) {
    case Arithmetic::kNone:
      return {};
    case Arithmetic::kHeadroom:
      return calculation.Headroom();
    case Arithmetic::kMisses:
      return calculation.Misses();
    case Arithmetic::kAttempts:
      return calculation.Attempts();
    case Arithmetic::kConnections:
      return calculation.Connections();
    case Arithmetic::kDeadline:
      return calculation.Deadline();
  }
  return {};
}

}  // namespace interlock
