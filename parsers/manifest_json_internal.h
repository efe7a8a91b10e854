// JSON manifests as people write them: comments and trailing commas are read over.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace interlock {

using ManifestJson = nlohmann::ordered_json;  // in the order of the file: earlier entries first

// The object that `bytes` hold, what is nested beyond reason left out; false, with the line in
// `problem`, when they hold none. Never throws for what the bytes are.
bool ParseManifestJson(std::string_view bytes, ManifestJson& json, std::string& problem);

// The text at `field`, "" when there is none.
std::string TextAt(const ManifestJson& object, const char* field);

// "./src/../lib/" as "lib": no dot segments, no slash at the ends; "." for the folder itself.
// Leading "../" stay.
std::string NormalManifestPath(std::string_view path);

}  // namespace interlock
