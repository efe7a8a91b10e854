#include "analyzer/reader/repository_pool.h"

namespace interlock {

RepositoryPool::Handle RepositoryPool::Borrow() {
  std::unique_ptr<GitRepository> handle;
  {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      handle = std::make_unique<GitRepository>(repository_.Clone());
    } else {
      handle = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  return Handle(handle.release(), [this](GitRepository* returned) {
    const std::lock_guard lock(mutex_);
    idle_.emplace_back(returned);
  });
}

}  // namespace interlock
