#include "graph/effects/effects.h"

#include <algorithm>
#include <iterator>
#include <tuple>

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
      tables(std::make_unique<TableNames>(world_of_files)) {}

EffectContext::~EffectContext() = default;

std::vector<Effect> EffectsOf(EffectContext& context, const SourceFile& file) {
  std::vector<Effect> effects;
  for (const auto part : {SiteEffects, SettingEffects, StatementEffects}) {
    std::vector<Effect> found = part(context, file);
    std::move(found.begin(), found.end(), std::back_inserter(effects));
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
