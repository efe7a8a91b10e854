// Effects of worlds from text (tests/graph/facts_of.h), with a catalogue from text, as lines:
//
//   main.py:4 write cache user:{} resolved, ttl 3600, if fast-path, in a loop, by TTL, main.py:1
//
// The resolution is left out when it is "resolved".
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "analyzer/intake/catalog.h"
#include "graph/effects/effects.h"
#include "tests/graph/facts_of.h"

namespace interlock::tests {

inline std::string Describe(const Effect& effect) {
  std::ostringstream line;
  line << effect.path << ":" << effect.line << " " << effect.access << " " << effect.resource.kind
       << " " << effect.resource.name;
  if (effect.resolution == Resolution::kLikely) line << " likely";
  if (effect.resolution == Resolution::kNameOnly) line << " name-only";
  for (const Quantity& quantity : effect.quantities) {
    line << ", " << quantity.name << " " << quantity.value
         << (quantity.is_default ? " (default)" : "");
  }
  if (!effect.guard.empty()) line << ", if " << effect.guard;
  if (effect.in_loop) line << ", in a loop";
  if (!effect.transaction.empty()) line << ", in one transaction (" << effect.transaction << ")";
  if (!effect.joined.empty()) line << ", by " << effect.joined;
  return line.str();
}

// REQUIRES: `catalog` holds no vocabulary: the words are those that are compiled in.
inline std::string EffectsText(std::string_view catalog, std::string_view text) {
  Catalog words = ReadBuiltinCatalog();
  if (!catalog.empty()) {
    words.entries.clear();
    words.handles.clear();
    const YamlDocument document = ParseYaml(catalog, "test.yaml");
    AddToCatalog(Root(document), "test.yaml", &words);
  }
  const Sources sources(text);
  const World world({&sources.layer()});
  const EffectBasis basis(world.layers().front(), words);
  EffectContext context(world, basis);
  std::string lines;
  for (const SourceFile& file : sources.files()) {
    for (const Effect& effect : EffectsOf(context, file)) lines += Describe(effect) + "\n";
  }
  return lines;
}

}  // namespace interlock::tests
