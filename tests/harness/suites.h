// Public test suites of vendors, read from clones of their repositories that stay outside of ours:
// a test without its clone says that it is skipped, and passes.
#pragma once

#include <string>
#include <vector>

namespace interlock {

struct SuiteFile {
  std::string path;  // in the repository
  std::string text;
};

// The files of "owner/name" whose paths begin and end so, by path. The clone is
// INTERLOCK_SUITES/owner+name: a checkout or a bare repository, there or in its folder "repo", of
// which HEAD is read. None, said in the test's output, when there is no clone.
std::vector<SuiteFile> SuiteFiles(const std::string& repository, const std::string& prefix,
                                  const std::string& suffix);

}  // namespace interlock
