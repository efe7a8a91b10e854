#include "analyzer/overlay/resources/schema_twice.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/resources/effect_deltas.h"
#include "analyzer/overlay/resources/resource_uses.h"
#include "analyzer/overlay/test_files.h"
#include "graph/effects/schema_operations.h"

namespace interlock {

namespace {

constexpr std::size_t kMostMakers = 64;  // of one table or column

struct Maker {
  int view = 0;
  const EffectDelta* delta = nullptr;
};

// The folder of the series: of "migrations/2024_notes/up.sql" the one around its own.
std::string_view SeriesOf(std::string_view path) {
  std::size_t slash = path.rfind('/');
  if (slash == path.npos) return "";
  const std::string_view name = path.substr(slash + 1);
  path = path.substr(0, slash);
  if (name != "up.sql" && name != "migration.sql") return path;
  slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

bool Creates(const Effect& effect) {
  return (effect.resource.kind == "table" && effect.access == "create") ||
         (effect.resource.kind == "column" && effect.access == "add column");
}

bool IsNew(const EffectDelta& delta) {
  const Effect& effect = delta.after;
  return delta.change == EffectChange::kAdds && !delta.reached && Creates(effect) &&
         effect.resolution == Resolution::kResolved && effect.guard.empty() &&
         LiesAmongMigrations(effect.path) && !IsTestPlace(effect.path, effect.in);
}

using Named = std::pair<std::string_view, std::string_view>;  // kind and name

Named NameOf(const Resource& resource) { return {resource.kind, resource.name}; }

std::string_view TableOf(std::string_view column) { return column.substr(0, column.rfind('.')); }

// What the change takes away, too, and tables that it creates, with which their columns are told.
std::set<Named> TakenBy(const ChangeView& view, std::set<std::string_view>* created) {
  std::set<Named> taken;
  for (const EffectDelta& delta : view.effects) {
    if (delta.change != EffectChange::kAdds) continue;
    const std::string& access = delta.after.access;
    const bool takes = access == "drop" || access == "rename" || access == "drop column" ||
                       access == "rename column";
    if (takes) taken.insert(NameOf(delta.after.resource));
    if (access == "create") created->insert(delta.after.resource.name);
  }
  return taken;
}

}  // namespace

void FindSchemaTwice(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  std::set<Named> known;
  for (const Effect& effect : snapshot.base_effects) {
    if (Creates(effect)) known.insert(NameOf(effect.resource));
  }
  std::map<std::tuple<std::string, std::string, std::string_view>, std::vector<Maker>> made;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    if (view.group != 0) continue;  // what has landed is in the base
    std::set<std::string_view> created;
    const std::set<Named> taken = TakenBy(view, &created);
    for (const EffectDelta& delta : view.effects) {
      const Resource& resource = delta.after.resource;
      if (!IsNew(delta) || known.contains(NameOf(resource)) || taken.contains(NameOf(resource))) {
        continue;
      }
      if (resource.kind == "column" && created.contains(TableOf(resource.name))) continue;
      std::vector<Maker>& makers = made[{resource.kind, resource.name, SeriesOf(delta.after.path)}];
      const bool is_known = !makers.empty() && makers.back().view == static_cast<int>(v);
      if (!is_known && makers.size() < kMostMakers) makers.push_back({static_cast<int>(v), &delta});
    }
  }
  std::set<std::tuple<int, int, std::string_view>> told;  // of several columns, one
  for (const auto& [key, makers] : made) {
    for (std::size_t i = 0; i < makers.size(); ++i) {
      for (std::size_t j = i + 1; j < makers.size(); ++j) {
        const Maker &a = makers[i], &b = makers[j];
        const Effect &first = a.delta->after, &second = b.delta->after;
        if (first.path == second.path || snapshot.Apart(a.view, b.view)) continue;
        const bool is_column = first.resource.kind == "column";
        const std::string_view table =
            is_column ? TableOf(first.resource.name) : first.resource.name;
        if (!told.insert({a.view, b.view, table}).second) continue;
        Interaction interaction =
            OnResource(snapshot, rule, a.view, b.view, first.resource, Resolution::kResolved);
        if (interaction.changes.size() < 2) continue;
        interaction.severity = Severity::kMedium;
        interaction.advice.cures = {"land one, then leave " + Describe(first.resource) +
                                    " out of the other's migration: it would fail, or be passed "
                                    "over"};
        gatherer->Add(std::move(interaction),
                      EvidenceOf(snapshot, a.view, *a.delta, Describe(first)),
                      EvidenceOf(snapshot, b.view, *b.delta, Describe(second)));
      }
    }
  }
}

}  // namespace interlock
