// Effects of a world that is written as text (facts_of.h), as lines of text.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "graph/effects/effects.h"
#include "tests/graph/facts_of.h"

namespace doctest {

template <>
struct StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += "\n  " + line;
    return String(text.c_str());
  }
};

}  // namespace doctest

namespace interlock::tests {

// "4 table orders: alter >to! [LOCK, online] (likely) in f"
inline std::string Written(const Effect& effect) {
  std::string text = std::to_string(effect.line) + " " + effect.resource.kind + " " +
                     effect.resource.name + ": " + effect.access;
  if (!effect.to.empty()) text += " >" + effect.to;
  if (effect.required) text += "!";
  if (!effect.lock.empty()) text += " [" + effect.lock + (effect.online ? ", online]" : "]");
  if (effect.lock.empty() && effect.online) text += " [online]";
  if (effect.resolution == Resolution::kLikely) text += " (likely)";
  if (effect.resolution == Resolution::kNameOnly) text += " (name-only)";
  if (!effect.in.empty()) text += " in " + effect.in;
  return text;
}

// Of one file of the world; of those kinds of resources alone that are named, if any are.
inline std::vector<std::string> EffectLines(std::string_view text, std::string_view path,
                                            const Catalog& catalog,
                                            const std::vector<std::string>& kinds = {}) {
  const Sources sources(text);
  const World world({&sources.layer()});
  const EffectBasis basis(world.layers().front(), catalog);
  EffectContext context(world, basis);
  std::vector<std::string> lines;
  for (const Effect& effect : EffectsOf(context, *sources.Find(path))) {
    const bool wanted =
        kinds.empty() || std::find(kinds.begin(), kinds.end(), effect.resource.kind) != kinds.end();
    if (wanted) lines.push_back(Written(effect));
  }
  return lines;
}

}  // namespace interlock::tests
