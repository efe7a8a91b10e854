// One change drops, renames or retypes a table or column, another newly reads or writes it.
//
//   12 drops column orders.note           34 adds a query of orders.note
//   12 renames table carts                34 adds a model of table carts
//
// Near-misses that stay silent: 34 only moves the query; the column of that name is another
// table's; 12 adds the column again in the same change; 34 holds the commits of 12. A column that
// becomes required, or of another type, may still fit what is written: not certain.
#include <algorithm>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/resource_uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_schema_reader;

namespace {

const char* const kId = "schema-reader";

const AccessSet kUses = {"read", "write", "delete"};

// What takes a table or column away under its name, and what only alters it.
bool Takes(const std::string& access) {
  return access == "drop" || access == "rename" || access == "drop column" ||
         access == "rename column";
}

bool AltersSchema(const std::string& access) { return Takes(access) || access == "alter column"; }

// The change that drops it may add it anew: another type, or a migration that goes back and forth.
bool AddsAgain(const ChangeView& view, const Resource& resource) {
  for (const EffectDelta& delta : view.effects) {
    if (delta.change != EffectChange::kAdds || delta.after.resource != resource) continue;
    if (delta.after.access == "create" || delta.after.access == "add column") return true;
  }
  return false;
}

bool AltersItself(const ChangeView& view, const Resource& resource) {
  for (const EffectDelta& delta : view.effects) {
    if (delta.change == EffectChange::kAdds && delta.after.resource == resource &&
        AltersSchema(delta.after.access)) {
      return true;
    }
  }
  return false;
}

void CheckAlteration(const Snapshot& snapshot, int view, const EffectDelta& alteration,
                     Gatherer* gatherer) {
  const Effect& alters = alteration.after;
  const bool takes = Takes(alters.access);
  if (takes && AddsAgain(snapshot.views[static_cast<std::size_t>(view)], alters.resource)) return;
  for (const ResourceUse& use : NewUses(snapshot, view, alters.resource, kUses)) {
    if (AltersItself(snapshot.views[static_cast<std::size_t>(use.view)], alters.resource)) continue;
    if (!takes && !(alters.required && use.delta->after.access == "write")) continue;
    Interaction interaction = OnResource(snapshot, kId, view, use.view, alters.resource,
                                         std::min(alters.resolution, use.delta->after.resolution));
    if (interaction.changes.empty()) continue;
    interaction.certain = takes && !use.delta->reached;
    interaction.severity = takes ? Severity::kHigh : Severity::kMedium;
    interaction.advice = takes ? "stop all uses first, then drop it in a later release"
                               : "give it a default, or fill it in every new row";
    gatherer->Add(std::move(interaction), EvidenceOf(snapshot, view, alteration, Describe(alters)),
                  EvidenceOf(snapshot, use.view, *use.delta, Describe(*use.delta)));
  }
}

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    for (const EffectDelta& delta : snapshot.views[v].effects) {
      if (delta.change == EffectChange::kAdds && AltersSchema(delta.after.access)) {
        CheckAlteration(snapshot, static_cast<int>(v), delta, &gatherer);
      }
    }
  }
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_schema_reader = {
    .id = kId,
    .summary = "one change takes away or alters a table or column that another newly uses",
    .verdict = Verdict::kRetest,
    .at_merge = true,
    .stops_merge = false,
    .check = Check,
};

}  // namespace interlock
