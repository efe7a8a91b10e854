// docker-compose files. Lists of "NAME=value" become keys, as maps have them:
// "services.web.environment.NAME"; so does what a service waits for, "services.web.depends_on.db";
// what a command is told stands beside it, too: "services.web.arguments.workers".
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_arguments_internal.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_compose_yaml;

namespace {

bool RecognisesCompose(std::string_view bytes) {
  return HasTopLevelKey(bytes, "services") || HasTopLevelKey(bytes, "include");
}

// services . name . field . number
bool IsListed(const ManifestEntry& entry, std::string_view field) {
  return entry.path.size() == 4 && entry.path[0] == "services" && entry.path[2] == field &&
         entry.path[3].find_first_not_of("0123456789") == std::string::npos;
}

bool ExtractCompose(std::string_view bytes, FileFacts& facts, std::string& problem) {
  std::vector<ManifestEntry> entries;
  const bool whole = ReadYamlEntries(bytes, entries, problem);
  for (ManifestEntry& entry : entries) {
    if (IsListed(entry, "environment")) {
      const std::size_t sign = std::min(entry.value.find('='), entry.value.size());
      entry.path[3] = entry.value.substr(0, sign);
      entry.value.erase(0, std::min(sign + 1, entry.value.size()));
    } else if (IsListed(entry, "depends_on") || IsListed(entry, "links")) {
      entry.path[3] = entry.value.substr(0, entry.value.find(':'));
      entry.value.clear();
    }
  }
  AddArguments(entries);
  AddSettings(entries, facts);
  return whole;
}

}  // namespace

const ManifestFormat manifest_compose_yaml = {"compose", IsComposePath, ExtractCompose,
                                              RecognisesCompose};

}  // namespace interlock
