#include "tests/harness/vectors.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace interlock {

std::optional<std::filesystem::path> VectorsFolder(const std::string& name) {
  std::vector<std::filesystem::path> roots;
  if (const char* root = std::getenv("INTERLOCK_VECTORS")) roots.emplace_back(root);
  roots.push_back(std::filesystem::path(INTERLOCK_SOURCE_DIR) / "../shared/data/vectors");
  for (const std::filesystem::path& root : roots) {
    if (std::filesystem::is_directory(root / name)) return root / name;
  }
  MESSAGE("skipped: there is no folder with the suite of " << name << " (set INTERLOCK_VECTORS)");
  return std::nullopt;
}

std::vector<std::filesystem::path> JsonFilesIn(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ReadWhole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.is_open());
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

}  // namespace interlock
