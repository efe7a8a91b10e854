// composer.json: `autoload` says in which folders the classes of a namespace lie, `require` what is
// asked for. A root's name is the namespace with '.' between its parts.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_json_internal.h"

namespace interlock {

extern const ManifestFormat manifest_composer_json;

namespace {

constexpr std::size_t kMaxRoots = 1'000;
constexpr std::size_t kMaxDependencies = 5'000;

// "Acme\\Billing\\" as "Acme.Billing".
std::string DottedNamespace(std::string name) {
  while (name.ends_with('\\')) name.pop_back();
  std::replace(name.begin(), name.end(), '\\', '.');
  return name;
}

class ComposerReader {
 public:
  explicit ComposerReader(FileFacts& facts) : facts_(facts) {}

  void Read(const ManifestJson& autoload) {
    if (!autoload.is_object()) return;
    ReadFolders(autoload, "psr-4", false);
    ReadFolders(autoload, "psr-0", true);
  }

 private:
  // {"Acme\\": "src/"} or {"Acme\\": ["src/", "lib/"]}; below a folder of psr-0 the whole name is
  // repeated.
  void ReadFolders(const ManifestJson& autoload, const char* standard, bool repeats) {
    const auto found = autoload.find(standard);
    if (found == autoload.end() || !found->is_object()) return;
    for (const auto& [name, folders] : found->items()) {
      if (folders.is_string()) Add(name, folders.get<std::string>(), repeats);
      if (!folders.is_array()) continue;
      for (const ManifestJson& folder : folders) {
        if (folder.is_string()) Add(name, folder.get<std::string>(), repeats);
      }
    }
  }

  void Add(const std::string& name, std::string folder, bool repeats) {
    ModuleRoot root{.name = DottedNamespace(name)};
    if (repeats) {
      std::string below = root.name;
      std::replace(below.begin(), below.end(), '.', '/');
      folder += "/" + below;
    }
    root.directory = NormalManifestPath(folder);
    if (facts_.roots.size() < kMaxRoots) facts_.roots.push_back(std::move(root));
  }

  FileFacts& facts_;
};

void ReadRequirements(std::string_view bytes, FileFacts& facts) {
  std::vector<ManifestEntry> entries;
  std::string ignored;
  if (!ReadJsonEntries(bytes, entries, ignored)) return;
  for (const ManifestEntry& entry : entries) {
    if (entry.path.size() != 2 || facts.dependencies.size() >= kMaxDependencies) continue;
    const bool is_dev = entry.path[0] == "require-dev";
    if (!is_dev && entry.path[0] != "require") continue;
    facts.dependencies.push_back({entry.path[1], entry.value, is_dev ? "dev" : "", entry.line});
  }
}

bool ReadsComposerJson(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == "composer.json";
}

bool ExtractComposerJson(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_composer_json.id;
  ManifestJson json;
  if (!ParseManifestJson(bytes, json, problem)) return false;
  ComposerReader reader(facts);
  for (const char* field : {"autoload", "autoload-dev"}) {
    if (const auto autoload = json.find(field); autoload != json.end()) reader.Read(*autoload);
  }
  ReadRequirements(bytes, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_composer_json = {"composer.json", ReadsComposerJson,
                                               ExtractComposerJson};

}  // namespace interlock
