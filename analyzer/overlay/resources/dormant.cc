#include "analyzer/overlay/resources/dormant.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_set>

#include "analyzer/overlay/test_files.h"

namespace interlock {

namespace {

constexpr std::size_t kMostFiles = 300;
constexpr std::string_view kFlag = "feature flag";

bool IsLimit(const QuantityDelta& quantity) { return quantity.down(); }

// How long code waits takes effect at once: there is no limit that somebody reaches later.
bool MayLimit(const Effect& effect) { return effect.access != "pace"; }

class Base {
 public:
  explicit Base(const Snapshot& snapshot) : snapshot_(snapshot) {}

  // Is the flag declared, and off wherever it is? What a service elsewhere says is not known.
  bool IsOff(const std::string& flag) const {
    if (flag.empty() || flag.starts_with('!')) return false;
    bool declared = false;
    for (const Effect* effect : On({std::string(kFlag), flag})) {
      if (effect->access != "declare") continue;
      declared = true;
      if (!MeansOff(effect->to)) return false;
    }
    return declared;
  }

  bool IsUnread(const Effect& effect) const {
    if (effect.access != "declare") return false;
    if (effect.resource.kind != "environment variable" &&
        effect.resource.kind != "configuration key") {
      return false;
    }
    const std::vector<const Effect*> all = On(effect.resource);
    return std::none_of(all.begin(), all.end(),
                        [](const Effect* other) { return other->access == "read"; });
  }

  // The base's own form of an effect that a commit left.
  bool Has(const Effect& left) const {
    const std::vector<const Effect*> all = On(left.resource);
    return std::any_of(all.begin(), all.end(), [&](const Effect* effect) {
      return effect->path == left.path && effect->access == left.access &&
             effect->guard == left.guard && effect->to == left.to &&
             effect->quantities == left.quantities;
    });
  }

 private:
  std::vector<const Effect*> On(const Resource& resource) const {
    std::vector<const Effect*> effects;
    for (const int i : snapshot_.BaseEffectsOn(resource)) {
      effects.push_back(&snapshot_.base_effects[static_cast<std::size_t>(i)]);
    }
    return effects;
  }

  const Snapshot& snapshot_;
};

}  // namespace

std::vector<std::string> FilesToAskFor(const Snapshot& snapshot) {
  std::unordered_set<Resource, ResourceHash> met;
  for (const ChangeView& view : snapshot.views) {
    if (view.group != 0) continue;
    for (const EffectDelta& delta : view.effects) {
      const Effect& effect = delta.effect();
      met.insert(effect.resource);
      if (!effect.service.empty()) met.insert({"service", effect.service});
    }
  }
  if (met.empty()) return {};
  // What is done to an endpoint bears on the service behind it, and the other way round.
  std::vector<Resource> served;
  for (const Effect& effect : snapshot.base_effects) {
    if (effect.access != "serve" || effect.service.empty()) continue;
    if (met.contains({"service", effect.service})) served.push_back(effect.resource);
    if (met.contains(effect.resource)) served.push_back({"service", effect.service});
  }
  met.insert(served.begin(), served.end());
  std::set<std::string_view> services, flags;
  for (const Resource& resource : met) {
    if (resource.kind == "service") services.insert(resource.name);
    if (resource.kind == kFlag) flags.insert(resource.name);
  }
  const Base base(snapshot);
  std::set<std::string> paths;
  for (const Effect& effect : snapshot.base_effects) {
    const bool is_flagged = flags.contains(effect.guard);
    const bool meets =
        is_flagged || services.contains(effect.service) || met.contains(effect.resource);
    if (!meets || IsTestPath(effect.path)) continue;
    const bool may_sleep = (MayLimit(effect) && !effect.quantities.empty()) ||
                           base.IsUnread(effect) || base.IsOff(effect.guard) || is_flagged;
    if (may_sleep) paths.insert(effect.path);
    if (paths.size() >= kMostFiles) break;
  }
  return {paths.begin(), paths.end()};
}

std::vector<EffectDelta> StillDormant(const Snapshot& snapshot, std::vector<EffectDelta> deltas) {
  const Base base(snapshot);
  std::erase_if(deltas, [&](const EffectDelta& delta) {
    if (delta.change == EffectChange::kRemoves || !base.Has(delta.after)) return true;
    const Effect& effect = delta.after;
    if (base.IsOff(effect.guard)) return false;
    if (base.IsUnread(effect)) return false;
    if (delta.change == EffectChange::kAdds) return true;
    return !MayLimit(effect) ||
           std::none_of(delta.quantities.begin(), delta.quantities.end(), IsLimit);
  });
  return deltas;
}

}  // namespace interlock
