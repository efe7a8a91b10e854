// Lock files in TOML: Cargo.lock, poetry.lock, uv.lock. Each [[package]] has a name and a version.
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_lock_toml;

namespace {

constexpr std::size_t kMaxDependencies = 20'000;

bool ReadsLock(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "Cargo.lock" || name == "poetry.lock" || name == "uv.lock" || name == "pdm.lock";
}

bool ExtractLock(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_lock_toml.id;
  std::vector<ManifestEntry> entries;
  const bool complete = ReadTomlEntries(bytes, entries, problem);
  const ManifestEntry* name = nullptr;
  for (const ManifestEntry& entry : entries) {
    if (entry.path.size() != 3 || entry.path[0] != "package") continue;
    if (entry.path[2] == "name") name = &entry;
    const bool is_of_it = name != nullptr && name->path[1] == entry.path[1];
    if (entry.path[2] != "version" || !is_of_it || facts.dependencies.size() >= kMaxDependencies) {
      continue;
    }
    facts.dependencies.push_back({name->value, entry.value, "locked", entry.line});
  }
  return complete;
}

}  // namespace

const ManifestFormat manifest_lock_toml = {"lock-toml", ReadsLock, ExtractLock};

}  // namespace interlock
