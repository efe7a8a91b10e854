#include "analyzer/overlay/resources/effect_deltas.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace interlock {

namespace {

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, std::abs(value) < 1000 ? "%.4g" : "%.0f", value);
  return text;
}

constexpr std::size_t kMostValue = 40;  // of what is declared, to be told

struct Unit {
  double size;
  const char* name;
};

constexpr std::array<Unit, 5> kTimes = {
    {{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}, {0.001, " ms"}}};
// Half of the world counts bytes in thousands.
constexpr std::array<Unit, 8> kSizes = {{{1099511627776.0, " TiB"},
                                         {1e12, " TB"},
                                         {1073741824.0, " GiB"},
                                         {1e9, " GB"},
                                         {1048576.0, " MiB"},
                                         {1e6, " MB"},
                                         {1024.0, " KiB"},
                                         {1, " B"}}};

// The largest unit in which the value is at least 1 (36 h rather than 1.5 d).
template <std::size_t n>
std::string InUnits(double value, const std::array<Unit, n>& units) {
  for (const Unit& unit : units) {
    const double count = value / unit.size;
    const bool even = std::abs(count - std::round(count)) < 1e-9;
    if (std::abs(count) >= 1 && (even || unit.size <= 1)) return Number(count) + unit.name;
  }
  return Number(value / units.back().size) + units.back().name;
}

QuantityDelta Difference(const Catalog& catalog, const std::string& name, const Quantity* before,
                         const Quantity* after) {
  QuantityDelta delta;
  delta.quantity = name;
  delta.unit = UnitOf(catalog, name);
  delta.known_before = before != nullptr;
  delta.known_after = after != nullptr;
  if (before != nullptr) {
    delta.before = before->value;
    delta.written_before = before->written;
  }
  if (after != nullptr) {
    delta.after = after->value;
    delta.written_after = after->written;
  }
  return delta;
}

// Values that differ; a default that somebody now writes out is the same.
std::vector<QuantityDelta> Differences(const Catalog& catalog, const Effect& before,
                                       const Effect& after) {
  std::vector<QuantityDelta> deltas;
  for (const Quantity& quantity : before.quantities) {
    const Quantity* now = FindQuantity(after, quantity.name);
    if (now != nullptr && now->value == quantity.value) continue;
    deltas.push_back(Difference(catalog, quantity.name, &quantity, now));
  }
  for (const Quantity& quantity : after.quantities) {
    if (FindQuantity(before, quantity.name) != nullptr) continue;
    deltas.push_back(Difference(catalog, quantity.name, nullptr, &quantity));
  }
  return deltas;
}

bool DiffersOtherwise(const Effect& before, const Effect& after) {
  return before.transaction.empty() != after.transaction.empty() ||
         std::tie(before.to, before.lock, before.online, before.required, before.guard) !=
             std::tie(after.to, after.lock, after.online, after.required, after.guard);
}

// Uses of one resource in one place of one kind. Then the same wherever it stands: code moves.
struct Key {
  std::array<std::string_view, 5> parts;

  bool operator==(const Key&) const = default;
  struct Hash {
    std::size_t operator()(const Key& key) const {
      std::size_t hash = 0;
      for (const std::string_view part : key.parts) {
        hash = hash * 1'000'003 + std::hash<std::string_view>()(part);
      }
      return hash;
    }
  };
};

Key KeyOf(const Effect& effect, bool with_place) {
  const std::string_view nowhere;
  return {{effect.resource.kind, effect.resource.name, effect.access,
           with_place ? effect.path : nowhere, with_place ? effect.in : nowhere}};
}

class Comparison {
 public:
  Comparison(const Catalog& catalog, const EffectList& before, const EffectList& after)
      : catalog_(catalog), before_(before), after_(after) {
    left_.assign(before_.size(), true);
    right_.assign(after_.size(), true);
  }

  std::vector<EffectDelta> Compare() {
    NoteSayings(before_, &said_before_);
    NoteSayings(after_, &said_after_);
    Pair(true, true);
    Pair(true, false);
    Pair(false, false);
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (!left_[i]) continue;
      if (FallsBack(*before_[i])) continue;
      EffectDelta delta;
      delta.change = EffectChange::kRemoves;
      delta.before = *before_[i];
      deltas_.push_back(std::move(delta));
    }
    for (std::size_t i = 0; i < after_.size(); ++i) {
      if (!right_[i]) continue;
      if (Overrides(*after_[i])) continue;
      EffectDelta delta;
      delta.after = *after_[i];
      for (const Quantity& quantity : delta.after.quantities) {
        if (!quantity.is_default) {
          delta.quantities.push_back(Difference(catalog_, quantity.name, nullptr, &quantity));
        }
      }
      deltas_.push_back(std::move(delta));
    }
    const auto place = [](const EffectDelta& delta) {
      const Effect& effect = delta.effect();
      return std::tie(effect.path, effect.line, effect.resource, effect.access, delta.change);
    };
    std::stable_sort(deltas_.begin(), deltas_.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return std::move(deltas_);
  }

 private:
  // Equal ones first, so that of several uses in one function the one that differs is found.
  void Pair(bool with_place, bool equal_only) {
    constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    std::unordered_map<Key, std::size_t, Key::Hash> first;  // of those with one key, in their order
    std::vector<std::size_t> next(before_.size(), kNone);
    for (std::size_t i = before_.size(); i-- > 0;) {
      if (!left_[i]) continue;
      const auto [head, fresh] = first.try_emplace(KeyOf(*before_[i], with_place), i);
      if (!fresh) next[i] = std::exchange(head->second, i);
    }
    for (std::size_t i = 0; i < after_.size() && !first.empty(); ++i) {
      if (!right_[i]) continue;
      const auto found = first.find(KeyOf(*after_[i], with_place));
      if (found == first.end()) continue;
      for (std::size_t* at = &found->second; *at != kNone; at = &next[*at]) {
        if (equal_only && !Same(*before_[*at], *after_[i])) continue;
        Take(*at, i);
        *at = next[*at];
        break;
      }
    }
  }

  using Place = std::tuple<Resource, std::string, std::string, std::string>;
  // The only one that says (or leaves to the library) a quantity of what a file does to a resource.
  using Sayings = std::map<Place, EffectList>;

  static Place PlaceOf(const Effect& effect, const std::string& quantity) {
    return {effect.resource, effect.access, effect.path, quantity};
  }

  static void NoteSayings(const EffectList& effects, Sayings* sayings) {
    for (const Effect* effect : effects) {
      const bool sets_up = effect->access == "declare" || effect->access == "connect";
      if (!sets_up || effect->resource.name == "?") continue;
      for (const Quantity& quantity : effect->quantities) {
        (*sayings)[PlaceOf(*effect, quantity.name)].push_back(effect);
      }
    }
  }

  // What else says the quantity: a constructor beside a member that is assigned.
  static const Effect* Beside(const Sayings& sayings, const Effect& effect,
                              const std::string& quantity) {
    const auto found = sayings.find(PlaceOf(effect, quantity));
    if (found == sayings.end()) return nullptr;
    const Effect* beside = nullptr;
    for (const Effect* other : found->second) {
      if (other->entry == effect.entry) continue;
      if (beside != nullptr) return nullptr;  // nobody knows which of them is meant
      beside = other;
    }
    return beside;
  }

  void AddAltered(const Effect& before, const Effect& after, const std::string& quantity) {
    const Quantity* was = FindQuantity(before, quantity);
    const Quantity* is = FindQuantity(after, quantity);
    if (was->value == is->value) return;
    EffectDelta delta;
    delta.change = EffectChange::kAlters;
    delta.quantities.push_back(Difference(catalog_, quantity, was, is));
    delta.before = before;
    delta.after = after;
    deltas_.push_back(std::move(delta));
  }

  // `server.keepAliveTimeout = 65000` goes: what made the server says it, or has the library's own.
  bool FallsBack(const Effect& before) {
    if (before.quantities.size() != 1) return false;
    const std::string& quantity = before.quantities.front().name;
    const Effect* after = Beside(said_after_, before, quantity);
    if (after == nullptr) return false;
    AddAltered(before, *after, quantity);
    return true;
  }

  // It comes: what made the server said it, or had the library's own.
  bool Overrides(const Effect& after) {
    if (after.quantities.size() != 1) return false;
    const std::string& quantity = after.quantities.front().name;
    const Effect* before = Beside(said_before_, after, quantity);
    if (before == nullptr) return false;
    AddAltered(*before, after, quantity);
    return true;
  }

  // A default that counts for nothing, because another place of the file says the number.
  bool IsSaidBeside(const Sayings& sayings, const Effect& effect, const std::string& name) const {
    const Quantity* own = FindQuantity(effect, name);
    if (own == nullptr || !own->is_default) return false;
    const Effect* beside = Beside(sayings, effect, name);
    return beside != nullptr && !FindQuantity(*beside, name)->is_default;
  }

  bool Same(const Effect& before, const Effect& after) const {
    return Differences(catalog_, before, after).empty() && !DiffersOtherwise(before, after) &&
           before.in_loop == after.in_loop;
  }

  void Take(std::size_t before_index, std::size_t after_index) {
    left_[before_index] = right_[after_index] = false;
    const Effect& before = *before_[before_index];
    const Effect& after = *after_[after_index];
    EffectDelta delta;
    delta.change = EffectChange::kAlters;
    delta.quantities = Differences(catalog_, before, after);
    std::erase_if(delta.quantities, [&](const QuantityDelta& quantity) {
      return IsSaidBeside(said_before_, before, quantity.quantity) ||
             IsSaidBeside(said_after_, after, quantity.quantity);
    });
    delta.gained_loop = after.in_loop && !before.in_loop;
    const bool differs =
        !delta.quantities.empty() || delta.gained_loop || DiffersOtherwise(before, after);
    if (!differs) return;
    delta.before = before;
    delta.after = after;
    deltas_.push_back(std::move(delta));
  }

  const Catalog& catalog_;
  const EffectList& before_;
  const EffectList& after_;
  Sayings said_before_, said_after_;
  std::vector<bool> left_, right_;
  std::vector<EffectDelta> deltas_;
};

// "reads", "publishes to", "adds an index to"
std::string Verb(const std::string& access) {
  static const std::map<std::string, std::string> kVerbs = {
      {"read", "reads"},
      {"write", "writes"},
      {"delete", "deletes from"},
      {"invalidate", "clears"},
      {"publish", "publishes to"},
      {"consume", "consumes"},
      {"serve", "serves"},
      {"call", "calls"},
      {"connect", "connects to"},
      {"evaluate", "evaluates"},
      {"acquire", "acquires"},
      {"declare", "declares"},
      {"map", "maps"},
      {"pace", "paces"},
      {"own", "owns"},
      {"depend", "depends on"},
      {"create", "creates"},
      {"alter", "alters"},
      {"drop", "drops"},
      {"rename", "renames"},
      {"lock", "locks"},
      {"truncate", "truncates"},
      {"tune", "tunes the vacuum of"},
      {"cordon", "cordons"},
      {"taint", "taints"},
      {"replay", "reads again all of"},
      {"run on", "runs on"},
      {"add index", "adds an index to"},
      {"drop index", "drops an index of"},
      {"add constraint", "adds a constraint to"},
      {"drop constraint", "drops a constraint of"},
      {"sweep", "writes all rows of"}};
  if (const auto found = kVerbs.find(access); found != kVerbs.end()) return found->second;
  const std::size_t blank = access.find(' ');  // "drop column"
  if (blank == std::string::npos) return access;
  const std::string verb = access.substr(0, blank);
  return (verb == "add" ? "adds" : verb + "s") + access.substr(blank);
}

}  // namespace

const Quantity* FindQuantity(const Effect& effect, std::string_view name) {
  const auto found = std::find_if(effect.quantities.begin(), effect.quantities.end(),
                                  [&](const Quantity& quantity) { return quantity.name == name; });
  return found == effect.quantities.end() ? nullptr : &*found;
}

double QuantityDelta::factor() const {
  if (!known_before || !known_after || before <= 0 || after <= 0) return 0;
  return std::max(before, after) / std::min(before, after);
}

std::vector<EffectDelta> CompareEffects(const Catalog& catalog, const EffectList& before,
                                        const EffectList& after) {
  return Comparison(catalog, before, after).Compare();
}

std::string UnitOf(const Catalog& catalog, const std::string& quantity) {
  for (const QuantityWord& word : catalog.quantities) {
    if (word.name == quantity) return word.unit;
  }
  return "";
}

std::string AmountText(double value, const std::string& unit) {
  if (value != 0 && unit == "s") return InUnits(value, kTimes);
  if (value != 0 && unit == "B") return InUnits(value, kSizes);
  return Number(value) + (unit.empty() ? "" : " " + unit);
}

namespace {

// "db.r6g.4xlarge", "db-n1-standard-4": what stands for a number in a name says more than the
// number.
bool IsClassOfInstances(std::string_view written) {
  return written.ends_with("large") || written.ends_with("medium") || written.ends_with("small") ||
         written.ends_with("micro") || written.starts_with("db-");
}

}  // namespace

std::string Describe(const QuantityDelta& delta) {
  const auto side = [&](bool known, double value) {
    return known ? AmountText(value, delta.unit) : std::string("unset");
  };
  std::string text = delta.quantity;
  std::replace(text.begin(), text.end(), '_', ' ');
  if (!delta.known_before) return text + " " + side(true, delta.after);
  const bool as_written =
      IsClassOfInstances(delta.written_before) && IsClassOfInstances(delta.written_after);
  text += as_written ? " " + delta.written_before + " -> " + delta.written_after
                     : " " + side(delta.known_before, delta.before) + " -> " +
                           side(delta.known_after, delta.after);
  if (!delta.up() && !delta.down()) return text;
  text += delta.up() ? " (up" : " (down";
  return text + (delta.factor() > 0 ? " " + Number(delta.factor()) + "x)" : ")");
}

std::string Describe(const Resource& resource) { return resource.kind + " " + resource.name; }

std::string Describe(const Effect& effect) {
  std::string text = Verb(effect.access);
  const std::string kind = " " + effect.resource.kind;
  if (!text.ends_with(kind)) text += kind;  // "drops column orders.total"
  text += " " + effect.resource.name;
  if (!effect.to.empty() && (effect.access.starts_with("rename"))) text += " to " + effect.to;
  if (effect.in_loop) text += " in a loop";
  if (!effect.transaction.empty()) text += " within one transaction (" + effect.transaction + ")";
  return text;
}

std::string Describe(const EffectDelta& delta) {
  std::string listed;
  for (const QuantityDelta& quantity : delta.quantities) {
    listed += (listed.empty() ? "" : ", ") + Describe(quantity);
  }
  switch (delta.change) {
    case EffectChange::kAdds:
      return "newly " + Describe(delta.after) + (listed.empty() ? "" : ": " + listed);
    case EffectChange::kRemoves:
      return "no longer " + Describe(delta.before);
    case EffectChange::kAlters:
      break;
  }
  if (delta.gained_loop) listed += (listed.empty() ? "" : ", ") + std::string("now in a loop");
  const bool gained_transaction =
      delta.before.transaction.empty() && !delta.after.transaction.empty();
  if (gained_transaction) {
    listed += (listed.empty() ? "" : ", ") +
              ("now within one transaction (" + delta.after.transaction + ")");
  }
  if (listed.empty() && delta.before.guard != delta.after.guard) {
    listed = delta.after.guard.empty() ? "no longer behind flag " + delta.before.guard
                                       : "now behind flag " + delta.after.guard;
  }
  // Of a long name with its modules, the last one tells them apart.
  const auto told = [](const std::string& value) {
    if (value.empty()) return std::string("nothing");
    if (value.size() <= kMostValue) return value;
    const bool is_path = value.find('/') != value.npos;  // of a package otherwise
    return value.substr(value.rfind(is_path ? '/' : '.') + 1);
  };
  const bool declares = delta.after.access == "declare" || delta.after.access == "replay";
  const std::string was = told(delta.before.to), is = told(delta.after.to);
  if (listed.empty() && declares && was != is && std::max(was.size(), is.size()) <= kMostValue) {
    listed = was + " -> " + is;
  }
  return "alters how it " + Describe(delta.after) + (listed.empty() ? "" : ": " + listed);
}

}  // namespace interlock
