// Configuration of tools that check code, written as code: ESLint's. Which settings make a tool
// stricter is said in catalog/checks.yaml.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_settings_script;

namespace {

constexpr std::array<NamePattern, 6> kNames = {{
    {".eslintrc", ".js"},
    {".eslintrc", ".cjs"},
    {".eslintrc", ".mjs"},
    {"eslint.config", "js"},  // and .cjs, .mjs
    {"eslint.config", ".ts"},
    {"eslint.config", ".mts"},
}};

bool ReadsSettings(std::string_view path) { return HasNameOf(path, kNames); }

bool ExtractEntries(std::string_view bytes, FileFacts& facts, std::string&) {
  std::vector<ManifestEntry> entries;
  ReadScriptEntries(bytes, entries);
  AddSettings(entries, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_settings_script = {"settings-script", ReadsSettings, ExtractEntries,
                                                 nullptr, true};

}  // namespace interlock
