#include "analyzer/overlay/resources/arithmetic.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include "analyzer/overlay/migrations/migration_runs.h"
#include "analyzer/overlay/resources/attempts.h"
#include "analyzer/overlay/resources/joint_figures.h"
#include "analyzer/overlay/types/column_types.h"

namespace interlock {

namespace {

constexpr double kMostLoad = 0.7;         // of the capacity
constexpr double kMostConnections = 0.8;  // of the limit
constexpr double kLatencyRoom = 1.5;      // timeout over p99.9
constexpr double kMostAttempts = 3;       // along a path
constexpr double kPatience = 10;          // seconds that a lock may wait, at most
constexpr double kMebibyte = 1048576;
constexpr std::size_t kMostDormant = 3;  // places that are listed

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, std::abs(value) < 1000 ? "%.4g" : "%.0f", value);
  return text;
}

std::string Percent(double share) { return Number(share * 100) + " %"; }

std::string Reason(const HazardHalf& half) {
  return half.sign.quantity != nullptr ? Describe(*half.sign.quantity) : Describe(*half.delta);
}

// "x4 (12: batch 50 -> 200 (up 4x))"
std::string FactorText(const HazardHalf& half) {
  if (half.in_force) return "as it is (" + half.phrase + ": " + Reason(half) + ")";
  const std::string factor = half.sign.factor > 0 ? "x" + Number(half.sign.factor) : "x?";
  return factor + " (" + half.phrase + ": " + Reason(half) + ")";
}

class Calculation {
 public:
  Calculation(const Snapshot& snapshot, const Resource& resource, const HazardHalf& one,
              const HazardHalf& other)
      : snapshot_(snapshot),
        resource_(resource),
        one_(one),
        other_(other),
        joint_(snapshot, resource, one, other),
        figures_(joint_.said()) {}

  Sum Headroom() {
    const double shrink = joint_.CapacityFactor();
    HazardHalf other = other_;
    other.sign.factor = shrink;
    // How much of the load is what grows is not known of what only perhaps bears on it.
    const double load = one_.sign.proven ? one_.sign.factor : 0;
    Say((one_.sign.proven ? "load " : "load of that part ") + FactorText(one_));
    Say("capacity " + (other_.in_force ? FactorText(other_) : "/ " + FactorText(other).substr(1)));
    const bool known = figures_ != nullptr && figures_->rate && figures_->capacity;
    if (!known) {
      Say("present load and capacity of " + Describe(resource_) +
          " are not known: give 'rate' and 'capacity' under 'resources' of interlock.yaml");
      return std::move(sum_);
    }
    const double today = *figures_->rate / *figures_->capacity;
    Say("today " + Number(*figures_->rate) + "/s of " + Number(*figures_->capacity) +
        "/s = " + Percent(today));
    if (load > 0 && shrink > 0) {
      SayAlone(one_, today * load);
      SayAlone(other_, today * shrink);
      const double both = today * load * shrink;
      Say("both: " + Percent(today) + " x " + Number(load) + " x " + Number(shrink) + " = " +
          Percent(both) + Verdict(both <= kMostLoad, kMostLoad));
      Conclude(both <= kMostLoad);
    } else if (shrink > 0) {
      const double room = kMostLoad / (today * shrink);
      Say("with the smaller capacity " + Percent(today * shrink) + "; " + Percent(kMostLoad) +
          " is passed " + (room < 1 ? "already" : "once the load grows " + Number(room) + "x"));
    }
    return std::move(sum_);
  }

  Sum Misses() {
    // Only of a life is it known what a shorter one does to the misses.
    const bool is_life = other_.sign.quantity != nullptr && other_.sign.quantity->quantity == "ttl";
    const double k = other_.in_force ? 1 : is_life ? other_.sign.factor : 0;
    const bool is_price = one_.delta->effect().resource != resource_;
    Say((is_price ? "price of a miss " : "reads ") + FactorText(one_));
    Say(k > 0 ? "misses of an entry at most " + FactorText(other_)
              : "hit ratio falls, how far is not known (" + other_.phrase + ": " + Reason(other_) +
                    ")");
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
      Conclude(both <= most);
    } else {
      const std::string unknown = is_price ? "what a miss costs with " + one_.phrase
                                           : "how often " + one_.phrase + " reads";
      const std::string grows = is_price ? "misses cost " : "reads grow ";
      Say(unknown + " is not known; " + Number(most) + "/s is passed " +
          (misses > most ? "already" : "once " + grows + Number(most / misses) + "x"));
    }
    return std::move(sum_);
  }

  Sum Attempts() {
    double product = 1;
    for (const HazardHalf* half : {&one_, &other_}) {
      const QuantityDelta* quantity = half->sign.quantity;
      if (!IsOfAttempts(half->sign)) continue;
      const double after = AttemptsOf(quantity->quantity, quantity->after);
      Say(half->phrase + ": attempts " +
          (quantity->known_before ? Number(AttemptsOf(quantity->quantity, quantity->before))
                                  : "not written") +
          " -> " + Number(after));
      product *= after;
    }
    if (AskSideBySide(snapshot_, one_, other_)) {
      Say("they ask side by side: each multiplies its own calls");
      Conclude(true);
      sum_.why = "neither multiplies the attempts of the other";
      return std::move(sum_);
    }
    for (const Effect* above : CallersAbove(snapshot_, one_, other_)) {
      Say("attempts at " + above->resource.name + " by its callers: " + Number(AttemptsOf(*above)) +
          " (" + above->path + ":" + std::to_string(above->line) + ")");
      product *= AttemptsOf(*above);
    }
    const Quantity* backoff = FindQuantity(one_.delta->effect(), "backoff");
    const bool backs_off = backoff != nullptr && backoff->value > 0;
    const bool is_many = product > kMostAttempts;
    Say("attempts along the path: " + Number(product) + (is_many ? ", more than 3" : "") +
        (backs_off ? ", with a delay between them" : ", no delay between them is known"));
    if (!IsOfAttempts(other_.sign)) {
      Say("callee becomes slower " + FactorText(other_));
    }
    Conclude(!is_many && backs_off);
    return std::move(sum_);
  }

  // A cache that begins with nothing lets everything through until it has filled.
  Sum Refill() {
    Say("reads " + FactorText(one_));
    Say("every entry misses once (" + other_.phrase + ": " + Reason(other_) + ")");
    if (figures_ == nullptr || !figures_->rate || !figures_->capacity) {
      Say("rate and what is behind " + Describe(resource_) +
          " are not known: give 'rate' and 'capacity' under 'resources' of interlock.yaml");
      return std::move(sum_);
    }
    const double rate = *figures_->rate, most = *figures_->capacity;
    Say(other_.phrase + " alone at most " + Number(rate) + " misses/s; what is behind takes " +
        Number(most) + "/s");
    const double reads = one_.sign.factor;
    if (reads > 0) {
      Say("both: " + Number(rate) + " x " + Number(reads) + " = " + Number(rate * reads) +
          " misses/s" + Verdict(rate * reads <= most, 1));
      Conclude(rate * reads <= most);
    } else {
      Say("how often " + one_.phrase + " reads is not known; " + Number(most) + "/s is passed " +
          (rate > most ? "already" : "once reads grow " + Number(most / rate) + "x"));
    }
    return std::move(sum_);
  }

  // Each replica takes one of a quota, and holds a whole pool.
  Sum Connections() {
    double total = 0;
    bool known = true;
    for (const Effect& effect : joint_.HoldersOfLimit()) {
      const Quantity* taken =
          effect.access == "acquire" ? FindQuantity(effect, "replicas") : nullptr;
      if (taken != nullptr) {
        const Quantity* each = FindQuantity(effect, "cpu");
        if (each == nullptr) each = FindQuantity(effect, "memory");
        const double all = taken->value * (each != nullptr ? each->value : 1);
        total += all;
        Say((effect.service.empty() ? effect.path : effect.service) + ": " + Number(taken->value) +
            (each != nullptr ? " x " + Number(each->value) + " = " + Number(all) : ""));
        continue;
      }
      if (effect.access == "acquire" && effect.resource.kind == "quota") {
        Say((effect.service.empty() ? effect.path : effect.service) + ": how much is not known");
        known = false;
        continue;
      }
      const Quantity* pool = FindQuantity(effect, "pool");
      if (pool == nullptr) continue;
      const Quantity* overflow = FindQuantity(effect, "pool_overflow");
      const double size = pool->value + (overflow != nullptr ? overflow->value : 0);
      const std::optional<double> replicas = joint_.ReplicasOf(effect.service);
      const double processes = joint_.ProcessesOf(effect.service);
      const double all = size * processes * replicas.value_or(1);
      known = known && replicas.has_value();
      total += all;
      Say((effect.service.empty() ? effect.path : effect.service) + ": pool " + Number(size) +
          (processes > 1 ? " x " + Number(processes) + " processes" : "") +
          (replicas ? " x " + Number(*replicas) + " replicas = " + Number(all)
                    : ", replicas not known"));
    }
    const std::optional<double> limit = joint_.Limit();
    if (total > 0 && limit) {
      const bool fits = total <= kMostConnections * *limit;
      Say("sum " + Number(total) + " of " + Number(*limit) + " = " + Percent(total / *limit) +
          Verdict(fits, kMostConnections));
      sum_.known = known || !fits;
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
    Say("callee becomes slower " + FactorText(other_));
    if (figures_ == nullptr || !figures_->latency) {
      Say("latency of " + Describe(resource_) +
          " is not known: give 'latency' under 'resources' of interlock.yaml");
      return std::move(sum_);
    }
    const double today = *figures_->latency, slower = other_.sign.factor;
    Say("p99.9 of " + Describe(resource_) + " today " + AmountText(today, "s") + " x 1.5 = " +
        AmountText(kLatencyRoom * today, "s") + Verdict(kLatencyRoom * today <= timeout->after, 0));
    if (slower > 0) {
      const double needed = kLatencyRoom * today * slower;
      Say("both: " + AmountText(today, "s") + " x " + Number(slower) +
          " x 1.5 = " + AmountText(needed, "s") + Verdict(needed <= timeout->after, 0));
      Conclude(needed <= timeout->after);
    } else {
      Say("passed once it takes " + Number(timeout->after / (kLatencyRoom * today)) + "x");
    }
    return std::move(sum_);
  }

  Sum Inversion() {
    const QuantityDelta* waits = one_.sign.quantity;
    if (waits == nullptr) return std::move(sum_);
    const Effect& callee = other_.delta->effect();
    const Quantity* timeout = FindQuantity(callee, "try_timeout");
    if (timeout == nullptr) timeout = FindQuantity(callee, "timeout");
    Say("caller waits " + AmountText(waits->after, waits->unit) + " (" + one_.phrase + ": " +
        Describe(*waits) + ")");
    if (timeout == nullptr) {
      Say("how long one attempt of the callee may take is not written");
      return std::move(sum_);
    }
    const double attempts = std::max(1.0, AttemptsOf(callee));
    const double needs = timeout->value * attempts;
    Say("callee waits " + AmountText(timeout->value, "s") + " x " + Number(attempts) +
        (attempts == 1 ? " attempt = " : " attempts = ") + AmountText(needs, "s") + " (" +
        other_.phrase + ": " + Describe(*other_.delta) + ")" + Verdict(needs <= waits->after, 0));
    Conclude(needs <= waits->after);
    return std::move(sum_);
  }

  // A lock that is soon given up does not help who waits while the table is written anew under it.
  Sum Patience() {
    const Effect& lock = one_.delta->effect();
    const bool holds = SayHolder();
    const auto run = SharedRunOf(snapshot_, lock.path, other_.delta->effect().path);
    if (holds && run) {
      Say(run->framework + (run->together
                                ? " runs both in one transaction when both are due: the lock "
                                  "is kept until all is written"
                                : " runs both, one after the other"));
      if (!run->together) Conclude(true);
      sum_.why = "one run takes both migrations, and neither waits for the other";
      return std::move(sum_);
    }
    const bool rewrites = SayRewrite();
    const Quantity* wait = FindQuantity(lock, "lock_timeout");
    if (wait == nullptr) {
      const std::string setting = WaitName(snapshot_, lock);
      Say("no " + (setting.empty() ? "limit to its wait" : setting) +
          " is written before it: it waits as long as the other works, and everybody else behind "
          "it");
      return std::move(sum_);
    }
    const bool is_short = wait->value <= kPatience;
    Say("the lock waits " + AmountText(wait->value, "s") + " and gives up" +
        (is_short ? "" : ", and everybody else that long behind it"));
    Conclude(is_short && !rewrites);
    sum_.why = "the lock gives up before anybody waits for long";
    return std::move(sum_);
  }

  // A caller that sends on a connection which the server has just closed gets an error. Safe alone
  // means: with what the base has on the other side.
  Sum Idle() {
    const QuantityDelta* keeps = one_.sign.quantity;
    const QuantityDelta* idles = other_.sign.quantity;
    if (keeps == nullptr || idles == nullptr) return std::move(sum_);
    Say("server keeps an idle connection " + AmountText(keeps->after, "s") + " (" + one_.phrase +
        ": " + Describe(*keeps) + ")");
    Say("caller keeps it " + AmountText(idles->after, "s") + " (" + other_.phrase + ": " +
        Describe(*idles) + ")" + Verdict(idles->after < keeps->after, 0));
    Conclude(idles->after < keeps->after);
    Alone(one_, idles->known_before && idles->before >= keeps->after);
    Alone(other_, keeps->known_before && idles->after >= keeps->before);
    return std::move(sum_);
  }

  // What is larger than the other side takes is refused; where something else needs room beside it,
  // what is as large, too.
  Sum Allowance(bool needs_room = false) {
    const QuantityDelta* asks = one_.sign.quantity;
    const QuantityDelta* allows = other_.sign.quantity;
    if (asks == nullptr || allows == nullptr) return std::move(sum_);
    const auto is_within = [&](double asked, double allowed) {
      return needs_room ? asked < allowed : asked <= allowed;
    };
    const bool fits = is_within(asks->after, allows->after);
    Say("asks for up to " + AmountText(asks->after, asks->unit) + " (" + one_.phrase + ": " +
        Describe(*asks) + ")");
    Say("allows " + AmountText(allows->after, allows->unit) + " (" + other_.phrase + ": " +
        Describe(*allows) + ")" +
        (asks->after == allows->after && !fits ? ", and nothing is left beside it"
                                               : Verdict(fits, 0)));
    Conclude(fits);
    Alone(one_, allows->known_before && !is_within(asks->after, allows->before));
    Alone(other_, asks->known_before && !is_within(asks->before, allows->after));
    return std::move(sum_);
  }

  // What is told as a share of the limit fits into it, but two changes may leave next to nothing
  // beside it.
  Sum Heap() {
    const QuantityDelta* heap = one_.sign.quantity;
    const QuantityDelta* limit = other_.sign.quantity;
    if (heap == nullptr || limit == nullptr || heap->quantity == "heap") {
      // Threads, code and buffers lie beside a heap. A service that both bring in has its figures
      // from one hand.
      return Allowance(heap != nullptr && limit != nullptr &&
                       (heap->known_before || limit->known_before));
    }
    Say("heap up to " + Number(heap->after) + " % of the limit (" + one_.phrase + ": " +
        Describe(*heap) + ")");
    Say("limit " + AmountText(limit->after, limit->unit) + " (" + other_.phrase + ": " +
        Describe(*limit) + ")");
    if (!heap->known_before || !limit->known_before) return std::move(sum_);
    const auto beside = [&](double share, double of) {
      return AmountText(std::floor(of * (100 - share) / 100 / kMebibyte) * kMebibyte, limit->unit);
    };
    Say("left beside the heap: today " + beside(heap->before, limit->before) + ", with " +
        one_.phrase + " " + beside(heap->after, limit->before) + ", with " + other_.phrase + " " +
        beside(heap->before, limit->after) + ", with both " + beside(heap->after, limit->after));
    return std::move(sum_);
  }

  Sum Entries() {
    const EffectDelta& list = *one_.delta;
    Say(one_.phrase + ": " + std::to_string(ItemsOf(list.before.to)) + " items -> " +
        std::to_string(ItemsOf(list.after.to)));
    return std::move(sum_);
  }

  Sum Date() {
    const std::string day = one_.delta->after.to.substr(0, snapshot_.base_day.size());
    Say("begins on " + day + " (" + one_.phrase + "); the base is of " + snapshot_.base_day);
    sum_.known = true;
    sum_.harmless = day <= snapshot_.base_day;
    sum_.why = "that day has come already";
    return std::move(sum_);
  }

  // What was written for another purpose may still stand behind the flag.
  Sum Dormant() {
    std::size_t told = 0;
    for (const Effect& effect : snapshot_.base_effects) {
      if (effect.guard != resource_.name || told == kMostDormant) continue;
      Say("behind it stands already: " + effect.path + ":" + std::to_string(effect.line) + " " +
          Describe(effect));
      ++told;
    }
    return std::move(sum_);
  }

 private:
  void Say(std::string step) { sum_.steps.push_back(std::move(step)); }

  void Conclude(bool harmless) {
    sum_.known = true;
    sum_.harmless = harmless;
  }

  static std::string Verdict(bool fits, double most) {
    if (most <= 0) return fits ? ", within it" : ", beyond it";
    return (fits ? ", not more than " : ", more than ") + (most == 1 ? "it takes" : Percent(most));
  }

  void SayAlone(const HazardHalf& half, double share) {
    Say(half.phrase + " alone: " + Percent(share));
  }

  // With what the base has on the other side.
  void Alone(const HazardHalf& half, bool does_it) {
    if (!does_it || sum_.harmless) return;
    Say(half.phrase + " alone is beyond it already");
    sum_.harmless = true;
    sum_.why = "one of them does it alone: that is between it and the base";
  }

  // What keeps the table from being altered, and until when.
  bool SayHolder() {
    const Effect& holder = other_.delta->effect();
    if (holder.access == "sweep") {
      Say(other_.phrase +
          " writes all rows in one statement, whose locks stay until its transaction "
          "ends");
    } else if (!holder.transaction.empty()) {
      Say(other_.phrase +
          " keeps what it has written locked until its transaction ends, behind the "
          "loop");
    }
    return holder.access == "sweep" || !holder.transaction.empty();
  }

  // Does the definition of data write every row anew?
  bool SayRewrite() {
    const Effect& lock = one_.delta->effect();
    for (const EffectDelta& delta : snapshot_.View(one_.view).effects) {
      const Effect& effect = delta.after;
      const bool is_part = delta.change == EffectChange::kAdds && effect.path == lock.path &&
                           effect.line == lock.line && effect.resource.kind == "column" &&
                           effect.resource.name.starts_with(lock.resource.name + ".");
      if (!is_part) continue;
      const Retyped type = RetypedBy(snapshot_, effect);
      if (!type.rewrites) continue;
      Say("every row is written anew under the lock: " + Describe(effect.resource) + " was " +
          type.before + ", becomes " + effect.to);
      return true;
    }
    return false;
  }

  const Snapshot& snapshot_;
  const Resource& resource_;
  const HazardHalf& one_;
  const HazardHalf& other_;
  const JointFigures joint_;
  const ResourceFigures* figures_;  // of the resource
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
    case Arithmetic::kInversion:
      return calculation.Inversion();
    case Arithmetic::kPatience:
      return calculation.Patience();
    case Arithmetic::kIdle:
      return calculation.Idle();
    case Arithmetic::kDormant:
      return calculation.Dormant();
    case Arithmetic::kRefill:
      return calculation.Refill();
    case Arithmetic::kAllowance:
      return calculation.Allowance();
    case Arithmetic::kHeap:
      return calculation.Heap();
    case Arithmetic::kEntries:
      return calculation.Entries();
    case Arithmetic::kDate:
      return calculation.Date();
  }
  return {};
}

}  // namespace interlock
