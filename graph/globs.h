// Globs over paths, as users write them to leave files out.
#pragma once

#include <string_view>

namespace interlock {

// '*' and '?' stay within a segment, '**' does not. A glob without '/' matches a name in any
// folder; one that ends with '/', or matches a folder, takes all that is in it. A leading '/' is
// the root.
bool MatchesGlob(std::string_view glob, std::string_view path);

}  // namespace interlock
