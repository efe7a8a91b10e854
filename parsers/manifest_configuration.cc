#include <algorithm>
#include <array>

#include "parsers/manifest_configuration_internal.h"

namespace interlock {

namespace {

constexpr std::array<std::string_view, 14> kSampleFolders = {
    "testdata", "test-data", "fixtures", "__fixtures__", "__snapshots__", "snapshots", "cassettes",
    "locales",  "locale",    "i18n",     "translations", "node_modules",  "vendor",    "golden"};

constexpr std::array<std::string_view, 4> kComposeNames = {"docker-compose", "compose",
                                                           "docker-stack", "podman-compose"};

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 == 0
}

// Settings of tools that check code and files that lock versions have readers of their own.
constexpr std::array<std::string_view, 3> kOthers = {"detekt", "pnpm-lock", "pubspec"};

}  // namespace

bool IsInSampleFolder(std::string_view path) {
  while (true) {
    const std::size_t slash = path.find('/');
    if (slash == path.npos) return false;
    const std::string_view folder = path.substr(0, slash);
    if (std::find(kSampleFolders.begin(), kSampleFolders.end(), folder) != kSampleFolders.end()) {
      return true;
    }
    path.remove_prefix(slash + 1);
  }
}

bool IsHidden(std::string_view path) {
  if (path.starts_with("./")) path.remove_prefix(2);
  return path.starts_with('.') || path.find("/.") != path.npos;
}

bool IsConfigurationYaml(std::string_view path) {
  if (!path.ends_with(".yaml") && !path.ends_with(".yml")) return false;
  if (IsHidden(path)) return false;
  const std::string_view name = BaseName(path);
  return !IsInSampleFolder(path) &&
         std::none_of(kOthers.begin(), kOthers.end(),
                      [&](std::string_view other) { return name.starts_with(other); });
}

// "docker-compose.yml", "compose.prod.yaml", "docker-compose-dev.yml", "web.compose.yml"; a further
// word must be set off: "composer.yaml" is none.
bool IsComposePath(std::string_view path) {
  if (!IsConfigurationYaml(path)) return false;
  const std::string_view name = BaseName(path);
  if (name.find(".compose.") != name.npos || name.find("-compose.") != name.npos) return true;
  return std::any_of(kComposeNames.begin(), kComposeNames.end(), [&](std::string_view known) {
    return name.starts_with(known) && std::string_view(".-_").find(name[known.size()]) != name.npos;
  });
}

bool IsHelmValuesPath(std::string_view path) {
  if (!IsConfigurationYaml(path)) return false;
  std::string_view name = BaseName(path);
  name = name.substr(0, name.rfind('.'));
  return name == "values" || name.starts_with("values-") || name.starts_with("values.") ||
         name.starts_with("values_") || name.ends_with("-values") || name.ends_with(".values");
}

bool IsKustomizationPath(std::string_view path) {
  const std::string_view name = BaseName(path);
  return name == "kustomization.yaml" || name == "kustomization.yml";
}

bool IsSpringPath(std::string_view path) {
  if (!IsConfigurationYaml(path)) return false;
  const std::string_view name = BaseName(path);
  return name.starts_with("application.") || name.starts_with("application-") ||
         name.starts_with("bootstrap.") || name.starts_with("bootstrap-");
}

// "config/database.yml", "apps/shop/config/sidekiq.yml", and what sidekiq-cron runs
bool IsRailsPath(std::string_view path) {
  const std::string_view folder = path.substr(0, std::min(path.rfind('/'), path.size()));
  if (folder != "config" && !folder.ends_with("/config")) return false;
  const std::string_view name = BaseName(path);
  const bool is_told = name == "database.yml" || name == "sidekiq.yml" || name == "schedule.yml";
  return is_told && IsConfigurationYaml(path);
}

std::vector<std::span<ManifestEntry>> Documents(std::vector<ManifestEntry>& entries) {
  std::vector<std::span<ManifestEntry>> documents;
  for (std::size_t begin = 0; begin < entries.size();) {
    std::size_t end = begin;
    while (end < entries.size() && entries[end].document == entries[begin].document) ++end;
    documents.emplace_back(entries.data() + begin, end - begin);
    begin = end;
  }
  return documents;
}

std::string_view ValueAt(std::span<const ManifestEntry> document,
                         std::initializer_list<std::string_view> path) {
  for (const ManifestEntry& entry : document) {
    if (entry.path.size() == path.size() && StartsWith(entry, path)) return entry.value;
  }
  return {};
}

}  // namespace interlock
