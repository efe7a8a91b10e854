// Configuration of tools that check code, written in YAML. Which settings make a tool stricter is
// said in catalog/checks.yaml.
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_settings_yaml;

namespace {

// How base names begin and end.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kNames = {{
    {".eslintrc", ".yml"},
    {".eslintrc", ".yaml"},
    {".golangci", ".yml"},
    {".golangci", ".yaml"},
    {".rubocop", ".yml"},
    {"detekt", ".yml"},
    {".clang-tidy", ".clang-tidy"},
}};

bool ReadsSettings(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (const auto& [first, last] : kNames) {
    if (name.starts_with(first) && name.ends_with(last)) return true;
  }
  return false;
}

bool ExtractSettings(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_settings_yaml.id;
  std::vector<ManifestEntry> entries;
  const bool complete = ReadYamlEntries(bytes, entries, problem);
  AddSettings(entries, facts);
  return complete;
}

}  // namespace

const ManifestFormat manifest_settings_yaml = {"settings-yaml", ReadsSettings, ExtractSettings};

}  // namespace interlock
