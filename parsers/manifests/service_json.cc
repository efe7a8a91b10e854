// JSON that says something of services: OpenAPI descriptions, declarations of feature flags as
// flagd reads them, task definitions of ECS, and the settings of .NET applications.
// FileFacts.language says which.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"
#include "parsers/manifest_openapi_internal.h"

namespace interlock {

extern const ManifestFormat manifest_service_json;

namespace {

constexpr std::array<std::string_view, 6> kWords = {"openapi", "swagger",  "flag",
                                                    "feature", "api-docs", "task"};

bool IsAppSettings(std::string_view name) {
  return name == "appsettings.json" ||
         (name.starts_with("appsettings.") && name.ends_with(".json"));
}

// Most JSON is data, so that a name must say that this is not.
bool ReadsService(std::string_view path) {
  if (!path.ends_with(".json") || IsInSampleFolder(path)) return false;
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 == 0
  // Where workflows that deploy to ECS keep them.
  if (path.starts_with(".aws/")) return name.find("task") != name.npos;
  if (IsHidden(path)) return false;
  if (IsAppSettings(name)) return true;
  // Those of ECS lie in folders that say so, too: task-definitions/search.json.
  const std::string_view folder = path.substr(0, path.size() - name.size());
  if (folder.ends_with("ecs/") || folder.find("task-def") != folder.npos ||
      folder.find("taskdef") != folder.npos || name.starts_with("ecs")) {
    return true;
  }
  for (const std::string_view word : kWords) {
    if (name.find(word) != name.npos) return true;
  }
  return false;
}

bool IsFlags(std::string_view bytes) {
  return bytes.find("\"flags\"") != bytes.npos &&
         (bytes.find("\"variants\"") != bytes.npos || bytes.find("\"flagType\"") != bytes.npos);
}

bool IsOpenApi(std::string_view bytes) {
  return (bytes.find("\"openapi\"") != bytes.npos || bytes.find("\"swagger\"") != bytes.npos) &&
         bytes.find("\"paths\"") != bytes.npos;
}

bool IsSettings(std::string_view bytes) {
  return bytes.find("\"Logging\"") != bytes.npos ||
         bytes.find("\"ConnectionStrings\"") != bytes.npos ||
         bytes.find("\"AllowedHosts\"") != bytes.npos;
}

bool IsTaskDefinition(std::string_view bytes) {
  return bytes.find("\"containerDefinitions\"") != bytes.npos &&
         bytes.find("\"family\"") != bytes.npos;
}

bool RecognisesService(std::string_view bytes) {
  return IsFlags(bytes) || IsOpenApi(bytes) || IsSettings(bytes) || IsTaskDefinition(bytes);
}

bool ExtractService(std::string_view bytes, FileFacts& facts, std::string& problem) {
  std::vector<ManifestEntry> entries;
  const bool whole = ReadJsonEntries(bytes, entries, problem);
  if (IsOpenApi(bytes)) {
    facts.language = "openapi";
    AddOpenApiSettings(entries, facts);
  } else {
    facts.language = IsFlags(bytes)            ? "flags"
                     : IsTaskDefinition(bytes) ? "ecs-task"
                                               : "appsettings";
    AddSettings(entries, facts);
  }
  return whole;
}

}  // namespace

const ManifestFormat manifest_service_json = {"service-json", ReadsService,
                                              ExtractService, RecognisesService,
                                              false,          "openapi flags ecs-task appsettings"};

}  // namespace interlock
