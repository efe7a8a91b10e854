// Conformance suites of vendors, which stay outside the repository: a test without its folder says
// that it is skipped, and passes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace interlock {

// INTERLOCK_VECTORS/<name>, by default ../shared/data/vectors/<name> beside the repository. None,
// said in the test's output, when there is no such folder.
std::optional<std::filesystem::path> VectorsFolder(const std::string& name);

// Sorted.
std::vector<std::filesystem::path> JsonFilesIn(const std::filesystem::path& folder);

std::string ReadWhole(const std::filesystem::path& path);

}  // namespace interlock
