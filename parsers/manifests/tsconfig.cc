// tsconfig.json and jsconfig.json: `paths` and `baseUrl` give names to folders of the same project.
// What a file `extends` is left alone: it is read where it lies. The other options are settings.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_json_internal.h"

namespace interlock {

extern const ManifestFormat manifest_tsconfig;

namespace {

constexpr std::size_t kMaxRoots = 1'000;

std::ptrdiff_t StarsIn(std::string_view text) { return std::count(text.begin(), text.end(), '*'); }

class TsconfigReader {
 public:
  TsconfigReader(const ManifestJson& options, FileFacts& facts)
      : options_(options), facts_(facts), base_(TextAt(options, "baseUrl")) {}

  void Read() {
    if (const auto paths = options_.find("paths"); paths != options_.end() && paths->is_object()) {
      for (const auto& [name, targets] : paths->items()) ReadTargets(name, targets);
    }
    if (!base_.empty()) Add({.name = "*", .directory = Below("*"), .is_pattern = true});
  }

 private:
  std::string Below(std::string_view path) const {
    return NormalManifestPath(base_ + "/" + std::string(path));
  }

  // "@app/*": ["src/app/*"]    "@app": ["src/app/index.ts"]
  void ReadTargets(const std::string& name, const ManifestJson& targets) {
    if (name.empty() || !targets.is_array()) return;
    ModuleRoot exact{.name = name, .directory = "."};
    for (const ManifestJson& target : targets) {
      if (!target.is_string()) continue;
      std::string path = Below(target.get<std::string>());
      if (StarsIn(name) == 0 && StarsIn(path) == 0) {
        exact.entries.push_back(std::move(path));
      } else if (StarsIn(name) == 1 && StarsIn(path) == 1) {
        Add({.name = name, .directory = std::move(path), .is_pattern = true});
      }
    }
    if (!exact.entries.empty()) Add(std::move(exact));
  }

  void Add(ModuleRoot root) {
    if (facts_.roots.size() < kMaxRoots) facts_.roots.push_back(std::move(root));
  }

  const ManifestJson& options_;
  FileFacts& facts_;
  std::string base_;
};

// tsconfig.json, tsconfig.base.json, jsconfig.json
bool ReadsTsconfig(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const bool starts = name.starts_with("tsconfig.") || name.starts_with("jsconfig.");
  return starts && name.ends_with(".json");
}

bool ExtractTsconfig(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_tsconfig.id;
  ManifestJson json;
  if (!ParseManifestJson(bytes, json, problem)) return false;
  const auto options = json.find("compilerOptions");
  if (options != json.end() && options->is_object()) TsconfigReader(*options, facts).Read();
  std::vector<ManifestEntry> entries;
  if (!ReadJsonEntries(bytes, entries, problem)) return false;
  std::erase_if(entries, [](const ManifestEntry& entry) {
    return StartsWith(entry, {"compilerOptions", "paths"});
  });
  AddSettings(entries, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_tsconfig = {"tsconfig.json", ReadsTsconfig, ExtractTsconfig};

}  // namespace interlock
