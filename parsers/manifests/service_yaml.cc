// YAML whose name says nothing and whose first keys say all: Kubernetes objects and the templates
// that become them, Helm charts, Prometheus and Grafana alerts, Backstage entities, OpenAPI and
// AsyncAPI, declarations of feature flags, JSON patches, and Envoy's clusters and routes.
//
// FileFacts.language says which of them it is, by its first document. What is in no known document
// is not kept.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/json_patch_internal.h"
#include "parsers/liquibase_internal.h"
#include "parsers/manifest.h"
#include "parsers/manifest_arguments_internal.h"
#include "parsers/manifest_configuration_internal.h"
#include "parsers/manifest_openapi_internal.h"
#include "parsers/manifest_promql_internal.h"

namespace interlock {

extern const ManifestFormat manifest_service_yaml;

namespace {

using Document = std::span<ManifestEntry>;

// Descriptions of types, thousands of lines that configure nothing.
constexpr std::array<std::string_view, 2> kTypeKinds = {"CustomResourceDefinition", "APIService"};

bool HasKey(std::span<const ManifestEntry> document, std::string_view key) {
  return std::any_of(document.begin(), document.end(),
                     [&](const ManifestEntry& entry) { return entry.path[0] == key; });
}

// `at` is the number of the part: groups . 0 . rules
bool HasKeyAt(std::span<const ManifestEntry> document, std::size_t at, std::string_view key) {
  return std::any_of(document.begin(), document.end(), [&](const ManifestEntry& entry) {
    return entry.path.size() > at && entry.path[at] == key;
  });
}

std::string_view KubernetesFormat(std::span<const ManifestEntry> document) {
  const std::string_view version = ValueAt(document, {"apiVersion"});
  const std::string_view kind = ValueAt(document, {"kind"});
  if (version.starts_with("backstage.io/")) return "backstage";
  if (std::find(kTypeKinds.begin(), kTypeKinds.end(), kind) != kTypeKinds.end()) return {};
  return "kubernetes";
}

// The format of one document; empty when it is none of them.
std::string_view FormatOf(std::span<const ManifestEntry> document) {
  if (HasKey(document, "apiVersion") && HasKey(document, "kind")) return KubernetesFormat(document);
  if (HasKey(document, "openapi") || HasKey(document, "swagger")) return "openapi";
  if (HasKey(document, "asyncapi")) return "asyncapi";
  if (HasKey(document, "apiVersion") && HasKey(document, "name") && HasKey(document, "version")) {
    return "helm-chart";
  }
  if (HasKey(document, "groups") && HasKeyAt(document, 2, "rules")) {
    return HasKey(document, "apiVersion") ? "grafana-alerts" : "prometheus-rules";
  }
  if (HasKey(document, "flags") && HasKeyAt(document, 2, "variants")) return "flags";
  if (HasKey(document, "static_resources")) return "envoy";
  if (IsJsonPatch(document)) return "json-patch";
  return {};
}

void HideSecrets(Document document) {
  // A template may say it of one of two: `{{ if .a }}Secret{{ else }}ConfigMap{{ end }}`.
  const std::string_view kind = ValueAt(document, {"kind"});
  if (kind != "Secret" && !(kind.starts_with("{{") && kind.find("Secret") != kind.npos)) return;
  for (ManifestEntry& entry : document) {
    if (entry.path[0] == "data" || entry.path[0] == "stringData") entry.value.clear();
  }
}

// A list at the top, with operations on paths.
bool MayBePatch(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view line = TakeLine(bytes);
    if (line.empty() || line.starts_with('#') || line.starts_with("---")) continue;
    return line.starts_with('-') &&
           (line.find("op:") != line.npos || line.find("path:") != line.npos);
  }
  return false;
}

bool RecognisesService(std::string_view bytes) {
  const auto has = [&](std::string_view key) { return HasTopLevelKey(bytes, key); };
  if (has("apiVersion")) return has("kind") || has("groups") || (has("name") && has("version"));
  if (has("groups")) return bytes.find("rules:") != bytes.npos;
  if (has("flags")) return bytes.find("variants:") != bytes.npos;
  return has("openapi") || has("swagger") || has("asyncapi") || has("static_resources") ||
         MayBePatch(bytes);
}

bool ExtractService(std::string_view bytes, FileFacts& facts, std::string& problem) {
  std::vector<ManifestEntry> entries;
  const bool whole = ReadTemplatedYamlEntries(bytes, entries, problem);
  if (bytes.find("$patch:") != bytes.npos) RemoveDeleted(entries);
  if (bytes.find("expr:") != bytes.npos) AddMetrics(entries);
  if (bytes.find("kind:") != bytes.npos) AddArguments(entries);
  bool first = true;
  for (const Document document : Documents(entries)) {
    const std::string_view format = FormatOf(document);
    if (format.empty()) continue;
    if (first) facts.language = format;
    first = false;
    HideSecrets(document);
    if (format == "openapi") {
      AddOpenApiSettings(document, facts);
    } else if (format == "json-patch") {
      AddSettings(PatchedEntries(document), facts);
    } else {
      AddSettings(document, facts);
    }
  }
  return whole;
}

bool ReadsService(std::string_view path) {
  return IsConfigurationYaml(path) && !IsComposePath(path) && !IsHelmValuesPath(path) &&
         !IsKustomizationPath(path) && !IsSpringPath(path) && !IsRailsPath(path) &&
         !MayBeChangelog(path);
}

}  // namespace

const ManifestFormat manifest_service_yaml = {
    "service-yaml",
    ReadsService,
    ExtractService,
    RecognisesService,
    false,
    "kubernetes backstage openapi asyncapi helm-chart grafana-alerts prometheus-rules flags "
    "json-patch envoy"};

}  // namespace interlock
