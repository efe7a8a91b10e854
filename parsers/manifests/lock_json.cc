// Lock files in JSON: composer.lock lists packages with a name and a version each,
// package-lock.json has them by the folder they are put in, bun.lock as "name@version",
// Pipfile.lock and packages.lock.json by name.
#include <string>
#include <string_view>
#include <utility>
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

// What one entry locks by itself; no name when it does not.
Dependency LockedBy(const ManifestEntry& entry) {
  const std::vector<std::string>& path = entry.path;
  Dependency locked{"", "", "locked", entry.line};
  if (path.size() == 3 && path[0] == "packages" && path[2] == "0") {
    const std::size_t at = entry.value.rfind('@');  // of bun; "@workspace:..." is no version
    if (at == entry.value.npos || at == 0 || entry.value.find(':', at) != entry.value.npos) {
      return locked;
    }
    locked.name = entry.value.substr(0, at);
    locked.requirement = entry.value.substr(at + 1);
  } else if (path.size() == 3 && (path[0] == "default" || path[0] == "develop") &&
             path[2] == "version") {
    locked.name = NormalPythonName(path[1]);
    locked.requirement = entry.value.substr(entry.value.starts_with("==") ? 2 : 0);
  } else if (path.size() == 4 && path[0] == "dependencies" && path[3] == "resolved") {
    locked.name = path[2];
    locked.requirement = entry.value;
  }
  return locked;
}

bool ReadsLock(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "composer.lock" || name == "package-lock.json" || name == "npm-shrinkwrap.json" ||
         name == "bun.lock" || name == "Pipfile.lock" || name == "packages.lock.json";
}

bool ExtractLock(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_lock_json.id;
  std::vector<ManifestEntry> entries;
  if (!ReadJsonEntries(bytes, entries, problem)) return false;
  std::string_view name;
  for (const ManifestEntry& entry : entries) {
    if (facts.dependencies.size() >= kMaxDependencies) break;
    if (Dependency locked = LockedBy(entry); !locked.name.empty()) {
      facts.dependencies.push_back(std::move(locked));
      continue;
    }
    if (entry.path.size() != 3) continue;
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
