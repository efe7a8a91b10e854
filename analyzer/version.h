// What a kept answer depends on beside its question: the program that gave it.
#pragma once

#include <string_view>

namespace interlock {

// Differs between two programs that may answer differently: a hash of all sources, made by the
// build.
std::string_view AnalyzerVersion();

}  // namespace interlock
