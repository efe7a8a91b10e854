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
  const char* root = std::getenv("INTERLOCK_SUITES");
  if (root == nullptr) return std::nullopt;
  for (const fs::path& path : {fs::path(root) / repository / "repo", fs::path(root) / repository}) {
    if (fs::exists(path / "HEAD") || fs::exists(path / ".git")) return path;
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
