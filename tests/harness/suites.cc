#include "tests/harness/suites.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "analyzer/intake/git.h"

namespace interlock {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> CloneOf(std::string repository) {
  repository.replace(repository.find('/'), 1, "+");
  std::vector<fs::path> roots;
  if (const char* root = std::getenv("INTERLOCK_SUITES")) roots.emplace_back(root);
  roots.push_back(fs::path(INTERLOCK_SOURCE_DIR) / "../.mirror");
  for (const fs::path& root : roots) {
    for (const fs::path& path : {root / repository / "repo", root / repository}) {
      if (fs::exists(path / "HEAD") || fs::exists(path / ".git")) return path;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<SuiteFile> SuiteFiles(const std::string& repository, const std::string& prefix,
                                  const std::string& suffix) {
  const std::optional<fs::path> clone = CloneOf(repository);
  if (!clone) {
    MESSAGE("skipped: there is no clone of " << repository << " (set INTERLOCK_SUITES)");
    return {};
  }
  const GitRepository git = GitRepository::Open(clone->string());
  std::vector<SuiteFile> files;
  for (const TreeEntry& entry : git.ListTree(git.Resolve("HEAD"))) {
    if (!entry.path.starts_with(prefix) || !entry.path.ends_with(suffix)) continue;
    files.push_back({entry.path, git.ReadBlob(entry.blob).value_or("")});
  }
  CHECK_MESSAGE(!files.empty(), repository << " has no " << prefix << "*" << suffix);
  return files;
}

}  // namespace interlock
