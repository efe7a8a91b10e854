// Configuration of tools that check code, written in YAML. Which settings make a tool stricter is
// said in catalog/checks.yaml.
#include <array>
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_settings_yaml;

namespace {

constexpr std::array<NamePattern, 7> kNames = {{
    {".eslintrc", ".yml"},
    {".eslintrc", ".yaml"},
    {".golangci", ".yml"},
    {".golangci", ".yaml"},
    {".rubocop", ".yml"},
    {"detekt", ".yml"},
    {".clang-tidy", ".clang-tidy"},
}};

bool ReadsSettings(std::string_view path) { return HasNameOf(path, kNames); }

bool ExtractEntries(std::string_view bytes, FileFacts& facts, std::string& problem) {
  return ExtractSettings(ReadYamlEntries, bytes, facts, problem);
}

}  // namespace

const ManifestFormat manifest_settings_yaml = {"settings-yaml", ReadsSettings, ExtractEntries};

}  // namespace interlock
