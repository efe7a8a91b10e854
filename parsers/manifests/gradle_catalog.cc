// gradle/libs.versions.toml: the version catalog of a Gradle build. All it lists is "managed", by
// "group:artifact" and once more by the accessor that scripts use: "libs.junit.api" for the library
// "junit-api", "libs.plugins.x", "libs.bundles.x", "libs.versions.x".
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

extern const ManifestFormat manifest_gradle_catalog;

namespace {

constexpr std::size_t kMaxDependencies = 10'000;

// "junit-api" as "junit.api".
std::string Accessor(std::string alias) {
  std::replace(alias.begin(), alias.end(), '-', '.');
  std::replace(alias.begin(), alias.end(), '_', '.');
  return alias;
}

struct Library {
  std::string group, name, version;
  std::uint32_t line = 0;
};

class CatalogReader {
 public:
  explicit CatalogReader(FileFacts& facts) : facts_(facts) {}

  void Read(const std::vector<ManifestEntry>& entries) {
    for (const ManifestEntry& entry : entries) {
      if (entry.path.size() >= 2 && entry.path[0] == "versions") ReadVersion(entry);
    }
    std::map<std::string, Library> libraries, plugins;
    for (const ManifestEntry& entry : entries) {
      if (entry.path.size() < 2) continue;
      if (entry.path[0] == "libraries") ReadLibrary(entry, "module", &libraries[entry.path[1]]);
      if (entry.path[0] == "plugins") ReadLibrary(entry, "id", &plugins[entry.path[1]]);
      if (entry.path[0] == "bundles" && entry.path.size() == 3 && entry.path[2] == "0") {
        Add("libs.bundles." + Accessor(entry.path[1]), "", entry.line);
      }
    }
    for (const auto& [alias, library] : libraries) {
      if (library.group.empty() || library.name.empty()) continue;
      const std::string name = library.group + ":" + library.name;
      Add(name, library.version, library.line);
      Add("libs." + Accessor(alias), name, library.line);
    }
    for (const auto& [alias, plugin] : plugins) {
      Add(plugin.group, plugin.version, plugin.line);
      Add("libs.plugins." + Accessor(alias), plugin.group, plugin.line);
    }
    std::stable_sort(facts_.dependencies.begin(), facts_.dependencies.end(),
                     [](const Dependency& a, const Dependency& b) { return a.line < b.line; });
  }

 private:
  // junit = "5.9", or a table: strictly, prefer ...
  void ReadVersion(const ManifestEntry& entry) {
    std::string& version = versions_[entry.path[1]];
    if (!version.empty()) return;
    version = entry.value;
    Add("libs.versions." + Accessor(entry.path[1]), version, entry.line);
  }

  // `a = "g:n:1"`, {module = "g:n", version = "1"}, {group = "g", name = "n", version.ref = "v"};
  // of a plugin "id:1" or {id = "id", version.ref = "v"}.
  void ReadLibrary(const ManifestEntry& entry, std::string_view whole, Library* library) const {
    if (library->line == 0) library->line = entry.line;
    const std::string_view field = entry.path.size() > 2 ? entry.path[2] : whole;
    if (field == whole) {
      std::string_view text = entry.value;
      library->group = text.substr(0, text.find(':'));
      text.remove_prefix(std::min(library->group.size() + 1, text.size()));
      if (whole == "module") {
        library->name = text.substr(0, text.find(':'));
        text.remove_prefix(std::min(library->name.size() + 1, text.size()));
      }
      if (!text.empty()) library->version = text;
    } else if (field == "group") {
      library->group = entry.value;
    } else if (field == "name") {
      library->name = entry.value;
    } else if (field == "version" && entry.path.size() == 3) {
      library->version = entry.value;
    } else if (field == "version" && entry.path[3] == "ref") {
      const auto found = versions_.find(entry.value);
      if (found != versions_.end()) library->version = found->second;
    }
  }

  void Add(std::string name, std::string requirement, std::uint32_t line) {
    if (name.empty() || facts_.dependencies.size() >= kMaxDependencies) return;
    facts_.dependencies.push_back({std::move(name), std::move(requirement), "managed", line});
  }

  FileFacts& facts_;
  std::map<std::string, std::string> versions_;
};

bool ReadsCatalog(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == "libs.versions.toml";
}

bool ExtractCatalog(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_gradle_catalog.id;
  std::vector<ManifestEntry> entries;
  const bool complete = ReadTomlEntries(bytes, entries, problem);
  CatalogReader(facts).Read(entries);
  return complete;
}

}  // namespace

const ManifestFormat manifest_gradle_catalog = {"libs.versions.toml", ReadsCatalog, ExtractCatalog};

}  // namespace interlock
