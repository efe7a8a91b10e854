// What programs are told when they are started.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest_entries_internal.h"

namespace interlock {

// "--workers=4", "--timeout 30" and "-c max_connections=200" as {"workers", "4"} and so on; what
// has no value has the empty one, and options of one letter are left out.
std::vector<std::pair<std::string, std::string>> ArgumentsIn(std::string_view command);

// Adds ".arguments.NAME" beside every "command", "args" and "entrypoint", a text or a list of
// them.
void AddArguments(std::vector<ManifestEntry>& entries);

}  // namespace interlock
