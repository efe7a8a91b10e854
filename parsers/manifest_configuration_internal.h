// What the readers of deployments and services have in common: which files of a notation are worth
// reading, and how entries of one document are found.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "parsers/manifest_entries_internal.h"

namespace interlock {

// "deploy/web.yaml", ".yml": not what is hidden, checks the code, or is a sample of something in a
// folder of tests, recordings, translations.
bool IsConfigurationYaml(std::string_view path);
bool IsInSampleFolder(std::string_view path);
bool IsHidden(std::string_view path);
// Those of them that are known by their names.
bool IsComposePath(std::string_view path);
bool IsHelmValuesPath(std::string_view path);
bool IsKustomizationPath(std::string_view path);
bool IsSpringPath(std::string_view path);
bool IsRailsPath(std::string_view path);

// The entries of one document each, in order.
std::vector<std::span<ManifestEntry>> Documents(std::vector<ManifestEntry>& entries);

// The value at a path; empty when there is none.
std::string_view ValueAt(std::span<const ManifestEntry> document,
                         std::initializer_list<std::string_view> path);

}  // namespace interlock
