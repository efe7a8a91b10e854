#include "analyzer/overlay/resources/attempts.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

namespace interlock {

namespace {

// Does code or configuration of the one service ask the other?
bool Asks(const Snapshot& snapshot, const std::string& here, const std::string& there) {
  if (here.empty() || there.empty()) return false;
  const auto is_asked = [&](const Effect& effect) {
    if (effect.access != "call" || effect.service != here) return false;
    if (effect.host == there || effect.resource == Resource{"service", there}) return true;
    const std::vector<int>& all = snapshot.BaseEffectsOn(effect.resource);
    return std::any_of(all.begin(), all.end(), [&](int i) {
      const Effect& served = snapshot.base_effects[static_cast<std::size_t>(i)];
      return served.access == "serve" && served.service == there;
    });
  };
  return std::any_of(snapshot.base_effects.begin(), snapshot.base_effects.end(), is_asked);
}

bool Alters(const HazardHalf& half, const Effect& effect) {
  const Effect& own = half.delta->effect();
  return own.path == effect.path && own.in == effect.in && own.entry == effect.entry;
}

}  // namespace

double AttemptsOf(const std::string& quantity, double value) {
  if (quantity == "attempts") return std::max(1.0, value);
  return quantity == "retries" ? 1 + value : 0;
}

double AttemptsOf(const Effect& effect) {
  double attempts = 0;
  for (const Quantity& quantity : effect.quantities) {
    attempts = std::max(attempts, AttemptsOf(quantity.name, quantity.value));
  }
  return attempts;
}

bool IsOfAttempts(const ShownSign& sign) {
  return sign.quantity != nullptr && AttemptsOf(sign.quantity->quantity, 0) > 0;
}

bool AskSideBySide(const Snapshot& snapshot, const HazardHalf& one, const HazardHalf& other) {
  if (!IsOfAttempts(one.sign) || !IsOfAttempts(other.sign)) return false;
  if (one.asked != nullptr && other.asked != nullptr) return false;
  const Effect& a = one.asked != nullptr ? *one.asked : one.delta->effect();
  const Effect& b = other.asked != nullptr ? *other.asked : other.delta->effect();
  if (a.service.empty() || b.service.empty()) return false;
  if (a.service != b.service) {
    return !Asks(snapshot, a.service, b.service) && !Asks(snapshot, b.service, a.service);
  }
  return !a.in.empty() && !b.in.empty() && std::tie(a.path, a.in) != std::tie(b.path, b.in);
}

std::vector<const Effect*> CallersAbove(const Snapshot& snapshot, const HazardHalf& one,
                                        const HazardHalf& other) {
  std::vector<const Effect*> callers;
  std::set<std::string> known;
  std::string service = one.delta->effect().service;
  while (!service.empty() && known.insert(service).second) {
    const Effect* most = nullptr;
    for (const int i : snapshot.BaseEffectsOn({"service", service})) {
      const Effect& effect = snapshot.base_effects[static_cast<std::size_t>(i)];
      if (effect.access != "call" || Alters(one, effect) || Alters(other, effect)) continue;
      if (AttemptsOf(effect) > (most == nullptr ? 1 : AttemptsOf(*most))) most = &effect;
    }
    if (most == nullptr) break;
    callers.push_back(most);
    service = most->service;
  }
  return callers;
}

}  // namespace interlock
