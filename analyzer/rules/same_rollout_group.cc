// Two changes take capacity from, or restart, members of one redundancy group.
//
//   12 lowers the replicas of pay-a        34 alters the image of pay-b         -> separate
//
// Groups are declared (`redundancy_groups` of interlock.yaml). Near-misses that stay silent:
// members of different groups; a change that only adds capacity.
#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "analyzer/overlay/resources/resource_uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_same_rollout_group;

namespace {

const char* const kId = "same-rollout-group";

bool IsCapacity(const std::string& quantity) {
  static const std::set<std::string> kCapacity = {
      "replicas", "replicas_min", "replicas_max", "cpu", "cpu_limit", "memory", "memory_limit"};
  return kCapacity.contains(quantity);
}

// Does it take members away for a while, or for good?
bool Disturbs(const EffectDelta& delta) {
  const Effect& effect = delta.effect();
  if (effect.access == "cordon") return delta.change == EffectChange::kAdds;
  if (effect.access != "declare") return false;
  if (effect.resource.kind == "environment variable") return true;  // every member restarts
  if (effect.resource.kind != "service" && effect.resource.kind != "container") return false;
  if (delta.change == EffectChange::kRemoves) return true;
  if (delta.change != EffectChange::kAlters) return false;
  if (delta.before.to != delta.after.to) return true;  // another image: every member restarts
  for (const QuantityDelta& quantity : delta.quantities) {
    if (IsCapacity(quantity.quantity) && quantity.down()) return true;
    if (quantity.quantity == "unavailable" && quantity.up()) return true;
  }
  return false;
}

struct Disturbance {
  int view = 0;
  std::string member;
  const EffectDelta* delta = nullptr;
};

void Report(const Snapshot& snapshot, const std::string& group, const Disturbance& a,
            const Disturbance& b, std::vector<Interaction>& found) {
  Interaction interaction =
      OnResource(snapshot, kId, a.view, b.view, {"redundancy group", group},
                 std::min(a.delta->effect().resolution, b.delta->effect().resolution));
  if (interaction.changes.size() < 2) return;
  interaction.certain = true;
  interaction.severity = Severity::kHigh;
  interaction.evidence = {EvidenceOf(snapshot, a.view, *a.delta, Describe(*a.delta)),
                          EvidenceOf(snapshot, b.view, *b.delta, Describe(*b.delta))};
  interaction.path = {a.member + " and " + b.member + " stand in for each other in " + group};
  interaction.advice.cures = {
      "roll out one after the other, at least one observation window apart"};
  found.push_back(std::move(interaction));
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  std::map<std::pair<int, std::string>, std::vector<Disturbance>> groups;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    for (const EffectDelta& delta : snapshot.views[v].effects) {
      if (!Disturbs(delta)) continue;
      const Effect& effect = delta.effect();
      const bool is_service = effect.resource.kind == "service" || effect.access == "cordon";
      const std::string& member = is_service ? effect.resource.name : effect.service;
      for (const auto& [group, members] : snapshot.operations.redundancy_groups) {
        if (std::find(members.begin(), members.end(), member) != members.end()) {
          groups[{snapshot.views[v].group, group}].push_back({static_cast<int>(v), member, &delta});
        }
      }
    }
  }
  for (const auto& [key, disturbances] : groups) {
    std::set<std::pair<int, int>> told;
    for (const Disturbance& a : disturbances) {
      for (const Disturbance& b : disturbances) {
        if (a.view >= b.view || snapshot.Apart(a.view, b.view)) continue;
        if (!told.insert({a.view, b.view}).second) continue;
        Report(snapshot, key.second, a, b, found);
      }
    }
  }
}

}  // namespace

const Rule rule_same_rollout_group = {
    .id = kId,
    .summary = "two changes disturb members of one redundancy group",
    .verdict = Verdict::kSeparate,
    .at_merge = false,
    .stops_merge = false,
    .check = Check,
};

}  // namespace interlock
