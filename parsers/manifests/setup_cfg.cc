// setup.cfg: where Python's packages begin, what they depend on, and the settings of tools that
// check them.
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/python_roots_internal.h"

namespace interlock {

extern const ManifestFormat manifest_setup_cfg;

namespace {

void AddDependency(const ManifestEntry& entry, FileFacts& facts) {
  const bool needed = StartsWith(entry, {"options", "install_requires"});
  if (!needed && !StartsWith(entry, {"options.extras_require"})) return;
  Dependency dependency = ReadPythonRequirement(entry.value);
  if (dependency.name.empty()) return;
  dependency.kind = needed ? "" : "optional";
  dependency.line = entry.line;
  facts.dependencies.push_back(std::move(dependency));
}

bool ReadsSetupCfg(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == "setup.cfg";
}

bool ExtractSetupCfg(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_setup_cfg.id;
  std::vector<ManifestEntry> entries;
  const bool complete = ReadIniEntries(bytes, entries, problem);
  AddPythonRoots(entries, facts);
  for (const ManifestEntry& entry : entries) AddDependency(entry, facts);
  AddSettings(entries, facts);
  return complete;
}

}  // namespace

const ManifestFormat manifest_setup_cfg = {"setup.cfg", ReadsSetupCfg, ExtractSetupCfg};

}  // namespace interlock
