// setup.cfg: where Python's packages begin.
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/python_roots_internal.h"

namespace interlock {

extern const ManifestFormat manifest_setup_cfg;

namespace {

bool ReadsSetupCfg(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == "setup.cfg";
}

bool ExtractSetupCfg(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_setup_cfg.id;
  std::vector<ManifestEntry> entries;
  const bool complete = ReadIniEntries(bytes, entries, problem);
  AddPythonRoots(entries, facts);
  return complete;
}

}  // namespace

const ManifestFormat manifest_setup_cfg = {"setup.cfg", ReadsSetupCfg, ExtractSetupCfg};

}  // namespace interlock
