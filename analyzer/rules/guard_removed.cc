// One change takes a guard away behind which another change does something risky.
//
//   12 removes the check of flag new-checkout    34 puts new uses of resources behind that flag, or
//                                                   into a function that is called only there
//   12 removes alert CheckoutErrors of service checkout   34 does something new in that service,
//                                                            or gives it less to run with
//   12 lets alert CheckoutErrors wait two hours instead of five minutes   34 likewise
//   12 removes the canary's step at 10 % of checkout      34 does something new in that service
//   (notes)
//
// Near-misses that stay silent: the flag is still checked around what 34 adds; it is on for
// everybody already; requests or anything else may call the function without asking; the alert is
// renamed or moved; it waits hardly longer, or not so long; 34 touches another service.
#include <algorithm>
#include <optional>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/resources/released_functions.h"
#include "analyzer/overlay/resources/resource_uses.h"
#include "graph/effects/handlers.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_guard_removed;

namespace {

const char* const kId = "guard-removed";

bool IsRisky(const EffectDelta& delta) {
  if (delta.change == EffectChange::kRemoves) return false;
  const std::string& access = delta.after.access;
  const bool is_image = delta.change == EffectChange::kAlters &&
                        delta.after.resource.kind == "container" &&
                        delta.before.to != delta.after.to;
  if (is_image) return true;
  return access != "declare" && access != "map" && access != "own" && access != "depend" &&
         access != "evaluate";
}

double AmountOf(const Effect& effect, std::string_view name) {
  for (const Quantity& quantity : effect.quantities) {
    if (quantity.name == name) return quantity.value;
  }
  return 0;
}

// Is the service given less of what it runs with, wherever that is declared?
bool Shrinks(const Catalog& catalog, const EffectDelta& delta, const std::string& service) {
  const Resource& resource = delta.after.resource;
  const bool is_of_service = (resource.kind == "service" && resource.name == service) ||
                             (resource.kind == "container" && delta.after.service == service);
  if (!is_of_service || delta.change != EffectChange::kAlters) return false;
  const std::vector<std::string>& capacity = catalog.capacity;
  return std::any_of(capacity.begin(), capacity.end(), [&](const std::string& name) {
    const double after = AmountOf(delta.after, name);
    return after > 0 && after < AmountOf(delta.before, name);
  });
}

void CheckFlag(const Snapshot& snapshot, int view, const EffectDelta& removal, Gatherer* gatherer) {
  const ChangeView& at = snapshot.views[static_cast<std::size_t>(view)];
  const Effect& guard = removal.before;
  if (snapshot.open_flags.contains(guard.resource.name)) return;
  std::optional<ReleasedFunctions> released;
  for (std::size_t o = 0; o < snapshot.views.size(); ++o) {
    const ChangeView& other = snapshot.views[o];
    const int b = static_cast<int>(o);
    if (b == view || other.group != at.group || snapshot.Apart(view, b)) continue;
    for (const EffectDelta& delta : other.effects) {
      if (!IsRisky(delta)) continue;
      // Only what stands where the check was, or is called from there, loses it.
      const bool is_there = delta.after.guard == guard.resource.name &&
                            delta.after.path == guard.path && delta.after.in == guard.in;
      std::optional<std::uint32_t> called;
      if (!is_there && delta.after.guard.empty()) {
        if (!released) released.emplace(snapshot, view, guard);
        called = released->CalledFrom(delta.after.path, DefinitionAround(delta.after));
      }
      if (!is_there && !called) continue;
      Interaction interaction = OnResource(snapshot, kId, view, b, guard.resource,
                                           std::min(guard.resolution, delta.after.resolution));
      if (interaction.changes.empty()) continue;
      interaction.certain = false;
      interaction.severity = Severity::kHigh;
      interaction.advice.cures = {"put the check back, or land " + other.phrase +
                                  " only when it may reach everyone"};
      gatherer->Add(
          std::move(interaction),
          EvidenceOf(snapshot, view, removal, "no longer checks flag " + guard.resource.name),
          EvidenceOf(snapshot, b, delta,
                     Describe(delta) +
                         (called ? ", in what " + guard.path + ":" + std::to_string(*called) +
                                       " calls only behind that flag"
                                 : ", behind that flag")));
    }
  }
}

// An alert that waits at least twice as long says nothing of what happens meanwhile.
bool WaitsLonger(const EffectDelta& delta) {
  const double before = AmountOf(delta.before, "delay");
  return delta.change == EffectChange::kAlters && before > 0 &&
         AmountOf(delta.after, "delay") >= 2 * before;
}

// What watches a service: an alert, a step of its canary.
void CheckWatch(const Snapshot& snapshot, int view, const EffectDelta& weakened,
                Gatherer* gatherer) {
  const ChangeView& at = snapshot.views[static_cast<std::size_t>(view)];
  const Effect& watch = weakened.before;
  const bool is_gone = weakened.change == EffectChange::kRemoves;
  if (watch.service.empty()) return;
  if (is_gone && StillDone(snapshot, view, watch.resource, {"declare"})) return;
  const std::string what = is_gone ? "removes " + Describe(watch.resource) + " of service "
                                   : Describe(weakened) + ", which watches service ";
  for (std::size_t o = 0; o < snapshot.views.size(); ++o) {
    const ChangeView& other = snapshot.views[o];
    const int b = static_cast<int>(o);
    if (b == view || other.group != at.group || snapshot.Apart(view, b)) continue;
    const auto risky =
        std::find_if(other.effects.begin(), other.effects.end(), [&](const auto& delta) {
          return (IsRisky(delta) && delta.after.service == watch.service) ||
                 Shrinks(*snapshot.catalog, delta, watch.service);
        });
    if (risky == other.effects.end()) continue;
    Interaction interaction = OnResource(snapshot, kId, view, b, watch.resource,
                                         std::min(watch.resolution, risky->after.resolution));
    if (interaction.changes.empty()) continue;
    interaction.severity = Severity::kLow;
    interaction.advice.cures = {"freeze rollouts of " + watch.service +
                                " until it is watched again"};
    gatherer->Add(
        std::move(interaction), EvidenceOf(snapshot, view, weakened, what + watch.service),
        EvidenceOf(snapshot, b, *risky, Describe(*risky) + " in service " + watch.service));
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    for (const EffectDelta& delta : snapshot.views[v].effects) {
      if (delta.change != EffectChange::kRemoves && !WaitsLonger(delta)) continue;
      const Effect& gone = delta.before;
      if (gone.resource.kind == "feature flag" && gone.access == "evaluate") {
        CheckFlag(snapshot, static_cast<int>(v), delta, &gatherer);
      } else if ((gone.resource.kind == "alert" || gone.resource.kind == "canary step") &&
                 gone.access == "declare") {
        CheckWatch(snapshot, static_cast<int>(v), delta, &gatherer);
      }
    }
  }
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_guard_removed = {
    .id = kId,
    .summary = "one change removes or weakens a guard behind which another does something risky",
    .verdict = Verdict::kRetest,
    .at_merge = false,
    .stops_merge = false,
    .check = Check,
};

}  // namespace interlock
