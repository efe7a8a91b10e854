// What the files of a folder do to shared resources, as `interlock facts --effects` prints it: one
// line for each effect, for people who write a catalogue.
#pragma once

#include <iosfwd>

#include "graph/world.h"
#include "interlock/catalog.h"

namespace interlock {

// In order of path and line.
void WriteEffectsText(const World& world, const Catalog& catalog, std::ostream& out);
void WriteEffectsJson(const World& world, const Catalog& catalog, std::ostream& out);

}  // namespace interlock
