// Cargo.toml: what a crate depends on, and its settings: edition, rust-version, lints.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_cargo_toml;

namespace {

// [dependencies], [dev-dependencies], [build-dependencies], the same below [workspace] and below
// [target.'cfg(...)']: `name = "1"` or `name = {version = "1"}`. What a crate takes from its
// workspace has the version that stands there.
void AddDependency(const ManifestEntry& entry, FileFacts& facts) {
  const auto table =
      std::find_if(entry.path.begin(), entry.path.end(), [](const std::string& part) {
        return part == "dependencies" || part.ends_with("-dependencies");
      });
  const auto left = entry.path.end() - table;
  if (table - entry.path.begin() > 2 || left < 2) return;
  const bool plain = left == 2;
  if (!plain && !(left == 3 && table[2] == "version")) return;
  std::string kind = *table == "dependencies" ? "" : table->substr(0, table->find('-'));
  facts.dependencies.push_back({table[1], entry.value, std::move(kind), entry.line});
}

bool ReadsCargoToml(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == "Cargo.toml";
}

bool ExtractCargoToml(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_cargo_toml.id;
  std::vector<ManifestEntry> entries;
  const bool complete = ReadTomlEntries(bytes, entries, problem);
  for (const ManifestEntry& entry : entries) {
    AddDependency(entry, facts);
    if (entry.path.size() > 1 &&
        (entry.path[0] == "package" || entry.path[0] == "workspace" || entry.path[0] == "lints")) {
      AddSettings({&entry, 1}, facts);
    }
  }
  return complete;
}

}  // namespace

const ManifestFormat manifest_cargo_toml = {"Cargo.toml", ReadsCargoToml, ExtractCargoToml};

}  // namespace interlock
