// Configuration of tools that check code, written in JSON. Which settings make a tool stricter is
// said in catalog/checks.yaml.
#include <array>
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_settings_json;

namespace {

constexpr std::array<NamePattern, 6> kNames = {{
    {"biome", "biome.json"},
    {"biome", "biome.jsonc"},
    {"pyrightconfig", "pyrightconfig.json"},
    {".eslintrc", ".json"},
    {".eslintrc", ".eslintrc"},
    {"tslint", ".json"},
}};

bool ReadsSettings(std::string_view path) { return HasNameOf(path, kNames); }

bool ExtractEntries(std::string_view bytes, FileFacts& facts, std::string& problem) {
  return ExtractSettings(ReadJsonEntries, bytes, facts, problem);
}

}  // namespace

const ManifestFormat manifest_settings_json = {"settings-json", ReadsSettings, ExtractEntries};

}  // namespace interlock
