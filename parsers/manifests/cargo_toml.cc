// Cargo.toml: the crate that lies here and the names of crates that lie elsewhere in the
// repository, what a crate depends on, and its settings: edition, rust-version, lints.
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_cargo_toml;

namespace {

// [dependencies], [dev-dependencies], [build-dependencies], the same below
// [target.'cfg(...)']: `name = "1"` or `name = {version = "1"}`. What a crate takes from its
// workspace (`name.workspace = true`) has the version that stands there, which is "managed".
void AddDependency(const ManifestEntry& entry, FileFacts& facts) {
  const auto table =
      std::find_if(entry.path.begin(), entry.path.end(), [](const std::string& part) {
        return part == "dependencies" || part.ends_with("-dependencies");
      });
  const auto left = entry.path.end() - table;
  if (table - entry.path.begin() > 2 || left < 2) return;
  const bool inherits = left == 3 && table[2] == "workspace" && entry.value == "true";
  if (left > 2 && !inherits && !(left == 3 && table[2] == "version")) return;
  std::string kind = *table == "dependencies" ? "" : table->substr(0, table->find('-'));
  if (table != entry.path.begin() && entry.path[0] == "workspace") kind = "managed";
  facts.dependencies.push_back(
      {table[1], inherits ? "" : entry.value, std::move(kind), entry.line});
}

// Code cannot write the dash of a crate's name.
std::string CrateName(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

// The library of the package: [lib] may give it another name and place.
void AddLibrary(std::span<const ManifestEntry> entries, FileFacts& facts) {
  std::string package, name, path = "src/lib.rs";
  for (const ManifestEntry& entry : entries) {
    if (entry.path == std::vector<std::string>{"package", "name"}) package = entry.value;
    if (entry.path == std::vector<std::string>{"lib", "name"}) name = entry.value;
    if (entry.path == std::vector<std::string>{"lib", "path"}) path = entry.value;
  }
  if (name.empty()) name = CrateName(package);
  if (!name.empty()) facts.roots.push_back({.name = name, .directory = ".", .entries = {path}});
}

// `name = {path = "../other"}`: how the crates below speak of what lies there. No entries: those
// are said there.
void AddNeighbour(const ManifestEntry& entry, FileFacts& facts) {
  const std::size_t depth = entry.path.size();
  if (depth < 3 || entry.path[depth - 1] != "path" || entry.value.empty()) return;
  const std::string& table = entry.path[depth - 3];
  if (table != "dependencies" && !table.ends_with("-dependencies")) return;
  facts.roots.push_back({.name = CrateName(entry.path[depth - 2]), .directory = entry.value});
}

bool ReadsCargoToml(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == "Cargo.toml";
}

bool ExtractCargoToml(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_cargo_toml.id;
  std::vector<ManifestEntry> entries;
  const bool complete = ReadTomlEntries(bytes, entries, problem);
  AddLibrary(entries, facts);
  for (const ManifestEntry& entry : entries) {
    AddNeighbour(entry, facts);
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
