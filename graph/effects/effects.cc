#include "graph/effects/effects.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "graph/effects/models.h"
#include "graph/effects/schema_operations.h"
#include "graph/effects/sites_internal.h"
#include "graph/effects/table_names.h"

namespace interlock {

EffectContext::EffectContext(const World& world_of_files, const Catalog& words)
    : world(world_of_files),
      catalog(words),
      resolver(world_of_files),
      paths(world_of_files, resolver),
      index(words),
      sites(std::make_unique<SiteReader>(*this)),
      tables(std::make_unique<TableNames>(world_of_files)),
      models(std::make_unique<Models>(*this)),
      schemas(std::make_unique<SchemaOperations>(*this, *models)) {}

EffectContext::~EffectContext() = default;

const ServiceMap& EffectContext::services() {
  if (services_ == nullptr) {
    const std::vector<Effect> declared = DeclaredEffects(world, catalog);
    services_ = std::make_unique<ServiceMap>(world, declared);
    sites->environment().Add(declared);
  }
  return *services_;
}

std::vector<Effect> EffectsOf(EffectContext& context, const SourceFile& file) {
  std::vector<Effect> effects;
  context.paths.Begin();
  const std::string service = context.services().ServiceOf(file.path());
  for (const auto part : {SiteEffects, SettingEffects, StatementEffects, ModelEffects}) {
    std::vector<Effect> found = part(context, file);
    std::move(found.begin(), found.end(), std::back_inserter(effects));
  }
  for (Effect& effect : effects) {
    if (effect.service.empty()) effect.service = service;
  }
  const auto key = [](const Effect& effect) {
    return std::tie(effect.line, effect.resource, effect.access, effect.entry, effect.in,
                    effect.guard, effect.joined, effect.to);
  };
  std::stable_sort(effects.begin(), effects.end(),
                   [&](const Effect& a, const Effect& b) { return key(a) < key(b); });
  effects.erase(std::unique(effects.begin(), effects.end()), effects.end());
  return effects;
}

}  // namespace interlock
