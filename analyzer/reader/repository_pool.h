// libgit2 handles are for one thread at a time: a few handles on one repository, handed round.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "analyzer/intake/git.h"

namespace interlock {

// Thread-safe. REQUIRES: outlives what it lends; `repository` is not used by another thread while a
// handle is cloned from it, which happens only inside Borrow().
class RepositoryPool {
 public:
  using Handle = std::unique_ptr<GitRepository, std::function<void(GitRepository*)>>;

  explicit RepositoryPool(const GitRepository& repository) : repository_(repository) {}

  Handle Borrow();

 private:
  const GitRepository& repository_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<GitRepository>> idle_;
};

}  // namespace interlock
