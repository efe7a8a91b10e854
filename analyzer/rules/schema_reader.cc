// One change drops, renames or retypes a table or column, another newly reads or writes it.
//
//   12 drops column orders.note           34 adds a query of orders.note
//   12 renames table carts                34 adds a model of table carts
//   12 drops column orders.note           34 adds a field note to the model of orders
//
//   12 makes orders.qty a text, was int   34 adds a query of orders.qty
//   12 makes orders.note a varchar(20)    34 adds a write of orders.note
//
// Near-misses that stay silent: 12 maps the field that 34 asks for to the new column; 34 only moves
// the query; the column of that name is another table's; 12 adds the column again in the same
// change, or gives its name to another one; 34 holds the commits of 12; a test drops it, in a
// database of its own; the column's new type holds all that its old one did; it holds less, and 34
// only reads; nobody says what type it had. A column that becomes required, or of another type, may
// still fit what is written: not certain.
#include <algorithm>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/resources/resource_uses.h"
#include "analyzer/overlay/test_files.h"
#include "analyzer/overlay/types/column_types.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_schema_reader;

namespace {

const char* const kId = "schema-reader";

const AccessSet kUses = {"read", "write", "delete", "map"};

// What takes a table or column away under its name, and what only alters it.
bool Takes(const std::string& access) {
  return access == "drop" || access == "rename" || access == "drop column" ||
         access == "rename column";
}

bool AltersSchema(const std::string& access) { return Takes(access) || access == "alter column"; }

// The change that drops it may add it anew: another type, a migration that goes back and forth, or
// a table that is built again beside the old one and takes its name.
bool AddsAgain(const ChangeView& view, const Resource& resource) {
  const std::size_t dot = resource.kind == "column" ? resource.name.rfind('.') + 1 : 0;
  for (const EffectDelta& delta : view.effects) {
    const Effect& effect = delta.after;
    if (delta.change != EffectChange::kAdds || effect.resource.kind != resource.kind) continue;
    const bool makes = effect.access == "create" || effect.access == "add column";
    if (makes && effect.resource == resource) return true;
    const bool renames = effect.access == "rename" || effect.access == "rename column";
    const bool is_beside = effect.resource.name.substr(0, dot) == resource.name.substr(0, dot) &&
                           effect.resource != resource;
    if (renames && is_beside && effect.to == resource.name.substr(dot)) return true;
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

// Does the change that takes the column away map the field to another, in the file from which the
// use has the column's name? Then the use goes on.
bool MapsAnew(const ChangeView& view, const Effect& alters, const Effect& use) {
  const auto is_source = [&](const Effect& mapping) {
    return mapping.access == "map" && !mapping.to.empty() &&
           std::binary_search(use.sources.begin(), use.sources.end(), mapping.path);
  };
  const auto is_new = [&](const Effect& before) {
    return std::any_of(view.effects.begin(), view.effects.end(), [&](const EffectDelta& delta) {
      return delta.change == EffectChange::kAdds && is_source(delta.after) &&
             delta.after.path == before.path && delta.after.to == before.to &&
             delta.after.entry == before.entry;
    });
  };
  return std::any_of(view.effects.begin(), view.effects.end(), [&](const EffectDelta& delta) {
    return delta.change == EffectChange::kRemoves && delta.before.resource == alters.resource &&
           is_source(delta.before) && is_new(delta.before);
  });
}

// Does the use notice that the column is altered, not taken away?
bool Notices(const Effect& alters, const Retyped& type, const Effect& use) {
  const bool is_write = use.access == "write";
  return (alters.required && is_write) || type.how == Retyping::kOther ||
         (type.how == Retyping::kNarrower && is_write);
}

Advice HowToClear(bool takes, const Retyped& type) {
  if (takes) return {.cures = {"stop all uses first, then drop it in a later release"}};
  if (type.how == Retyping::kOther) {
    return {.cures = {"try the new use with the new type"},
            .otherwise =
                "add a column of that type, move all uses to it, and drop the old one in "
                "a later release"};
  }
  return {.cures = {type.how == Retyping::kNarrower
                        ? "refuse what is longer where it is written, before the column does"
                        : "give it a default, or fill it in every new row"}};
}

// "alters column orders.qty, of type integer so far, now text"
std::string Tell(const Effect& alters, const Retyped& type) {
  const bool matters = type.how == Retyping::kOther || type.how == Retyping::kNarrower;
  if (!matters) return Describe(alters);
  Effect plain = alters;
  plain.to.clear();
  return Describe(plain) + ", of type " + type.before + " so far, now " + alters.to +
         (type.how == Retyping::kNarrower ? ", which holds less" : "");
}

void CheckAlteration(const Snapshot& snapshot, int view, const EffectDelta& alteration,
                     Gatherer* gatherer) {
  const Effect& alters = alteration.after;
  if (IsTestPlace(alters.path, alters.in)) return;
  const bool takes = Takes(alters.access);
  if (takes && AddsAgain(snapshot.views[static_cast<std::size_t>(view)], alters.resource)) return;
  const Retyped type = takes ? Retyped() : RetypedBy(snapshot, alters);
  for (const ResourceUse& use : NewUses(snapshot, view, alters.resource, kUses)) {
    if (AltersItself(snapshot.views[static_cast<std::size_t>(use.view)], alters.resource)) continue;
    if (!takes && !Notices(alters, type, use.delta->after)) continue;
    const ChangeView& altering = snapshot.views[static_cast<std::size_t>(view)];
    if (takes && MapsAnew(altering, alters, use.delta->after)) continue;
    Interaction interaction = OnResource(snapshot, kId, view, use.view, alters.resource,
                                         std::min(alters.resolution, use.delta->after.resolution));
    if (interaction.changes.empty()) continue;
    interaction.certain = takes && !use.delta->reached;
    interaction.severity = takes ? Severity::kHigh : Severity::kMedium;
    interaction.advice = HowToClear(takes, type);
    gatherer->Add(std::move(interaction),
                  EvidenceOf(snapshot, view, alteration, Tell(alters, type)),
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
