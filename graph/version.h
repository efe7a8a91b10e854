// What derived tables depend on beside facts: the program that made them.
#pragma once

#include <string_view>

namespace interlock {

// Differs between two programs whose resolution, effects or catalogue differ: a hash of the sources
// of graph/, include/ and parsers/catalog/, made by the build.
std::string_view GraphVersion();

}  // namespace interlock
