// Configuration of tools that check code, written in TOML. Which settings make a tool stricter is
// said in catalog/checks.yaml.
#include <array>
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_settings_toml;

namespace {

constexpr std::array<NamePattern, 5> kNames = {{
    {".golangci", ".toml"},
    {"ruff", "ruff.toml"},
    {".ruff", ".ruff.toml"},
    {"clippy", "clippy.toml"},
    {".clippy", ".clippy.toml"},
}};

bool ReadsSettings(std::string_view path) { return HasNameOf(path, kNames); }

bool ExtractEntries(std::string_view bytes, FileFacts& facts, std::string& problem) {
  return ExtractSettings(ReadTomlEntries, bytes, facts, problem);
}

}  // namespace

const ManifestFormat manifest_settings_toml = {"settings-toml", ReadsSettings, ExtractEntries};

}  // namespace interlock
