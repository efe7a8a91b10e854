#include "analyzer/inspect/effects_report.h"

#include <nlohmann/json.hpp>
#include <ostream>

#include "analyzer/text/report_text.h"
#include "graph/effects/effects.h"

namespace interlock {

namespace {

using Json = nlohmann::ordered_json;

const char* Word(Resolution resolution) {
  switch (resolution) {
    case Resolution::kResolved:
      return "resolved";
    case Resolution::kLikely:
      return "likely";
    case Resolution::kNameOnly:
      break;
  }
  return "name-only";
}

template <typename Each>
void ForEachEffect(const World& world, const Catalog& catalog, Each each) {
  const EffectBasis basis(world.layers().front(), catalog);
  EffectContext context(world, basis);
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (world.Find(file->path()) != file) continue;
      for (const Effect& effect : EffectsOf(context, *file)) each(effect);
    }
  }
}

}  // namespace

void WriteEffectsText(const World& world, const Catalog& catalog, std::ostream& out) {
  ForEachEffect(world, catalog, [&](const Effect& effect) {
    out << Printable(effect.path) << ":" << effect.line << "  " << effect.access << " "
        << effect.resource.kind << " " << Printable(effect.resource.name) << "  "
        << Word(effect.resolution);
    for (const Quantity& quantity : effect.quantities) {
      out << "  " << quantity.name << " " << quantity.value
          << (quantity.is_default ? " by default" : "");
    }
    if (!effect.to.empty()) out << "  to " << Printable(effect.to);
    if (!effect.guard.empty()) out << "  if " << Printable(effect.guard);
    if (effect.in_loop) out << "  in a loop";
    if (!effect.service.empty()) out << "  of " << Printable(effect.service);
    if (!effect.joined.empty()) out << "  by " << Printable(effect.joined);
    out << "  (" << effect.entry << ")\n";
  });
}

void WriteEffectsJson(const World& world, const Catalog& catalog, std::ostream& out) {
  Json effects = Json::array();
  ForEachEffect(world, catalog, [&](const Effect& effect) {
    Json quantities = Json::array();
    for (const Quantity& quantity : effect.quantities) {
      quantities.push_back({{"name", quantity.name},
                            {"value", quantity.value},
                            {"written", quantity.written},
                            {"default", quantity.is_default}});
    }
    effects.push_back({{"kind", effect.resource.kind},
                       {"name", effect.resource.name},
                       {"access", effect.access},
                       {"resolution", Word(effect.resolution)},
                       {"quantities", quantities},
                       {"to", effect.to},
                       {"guard", effect.guard},
                       {"in_loop", effect.in_loop},
                       {"service", effect.service},
                       {"path", effect.path},
                       {"line", effect.line},
                       {"in", effect.in},
                       {"entry", effect.entry},
                       {"joined", effect.joined}});
  });
  const Json json = {{"schema_version", 1}, {"effects", effects}};
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace interlock
