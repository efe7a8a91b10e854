// What makes two methods exchangeable for a caller who knows one of them.
#pragma once

#include <string>

#include "graph/world.h"

namespace interlock {

// "confmap.Retrieved" and, inside its package, "Retrieved" are one type.
std::string WithoutQualifiers(const std::string& type);

// Types where the language checks them, else names, kinds and defaults.
std::string MethodShape(const SourceFile& file, const Definition& method);

}  // namespace interlock
