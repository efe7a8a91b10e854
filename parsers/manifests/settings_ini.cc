// Configuration of tools that check code, written as INI files. Which settings make a tool stricter
// is said in catalog/checks.yaml.
#include <array>
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_settings_ini;

namespace {

constexpr std::array<NamePattern, 7> kNames = {{
    {".editorconfig", ".editorconfig"},
    {".pylintrc", ".pylintrc"},
    {"pylintrc", "pylintrc"},
    {".flake8", ".flake8"},
    {"tox", "tox.ini"},
    {"mypy", "mypy.ini"},
    {".mypy", ".mypy.ini"},
}};

bool ReadsSettings(std::string_view path) { return HasNameOf(path, kNames); }

bool ExtractEntries(std::string_view bytes, FileFacts& facts, std::string& problem) {
  return ExtractSettings(ReadIniEntries, bytes, facts, problem);
}

}  // namespace

const ManifestFormat manifest_settings_ini = {"settings-ini", ReadsSettings, ExtractEntries};

}  // namespace interlock
