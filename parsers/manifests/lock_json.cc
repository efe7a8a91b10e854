// Lock files in JSON: composer.lock lists packages with a name and a version each,
// package-lock.json has them by the folder they are put in.
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_lock_json;

namespace {

constexpr std::size_t kMaxDependencies = 20'000;

// "@scope/ui" of "node_modules/a/node_modules/@scope/ui", "" for a folder of the project itself.
std::string_view InstalledName(std::string_view folder) {
  constexpr std::string_view kInstalled = "node_modules/";
  const std::size_t at = folder.rfind(kInstalled);
  return at == folder.npos ? std::string_view() : folder.substr(at + kInstalled.size());
}

bool ReadsLock(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "composer.lock" || name == "package-lock.json" || name == "npm-shrinkwrap.json";
}

bool ExtractLock(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_lock_json.id;
  std::vector<ManifestEntry> entries;
  if (!ReadJsonEntries(bytes, entries, problem)) return false;
  std::string_view name;
  for (const ManifestEntry& entry : entries) {
    if (entry.path.size() != 3 || facts.dependencies.size() >= kMaxDependencies) continue;
    if (entry.path[0] != "packages" && entry.path[0] != "packages-dev") continue;
    if (entry.path[2] == "name") name = entry.value;
    if (entry.path[2] != "version") continue;
    if (const std::string_view installed = InstalledName(entry.path[1]); !installed.empty()) {
      name = installed;
    }
    if (name.empty()) continue;
    facts.dependencies.push_back({std::string(name), entry.value, "locked", entry.line});
    name = {};
  }
  return true;
}

}  // namespace

const ManifestFormat manifest_lock_json = {"lock-json", ReadsLock, ExtractLock};

}  // namespace interlock
