#include "analyzer/parallel.h"

#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <mutex>

namespace interlock {

void ParallelFor(std::size_t count, int threads, const std::function<void(std::size_t)>& task) {
  std::mutex mutex;
  std::exception_ptr first;
  std::size_t first_index = std::numeric_limits<std::size_t>::max();
  const auto guarded = [&](std::size_t i) {
    try {
      task(i);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (i < first_index) {
        first_index = i;
        first = std::current_exception();
      }
    }
  };
  const int most = tbb::info::default_concurrency();
  tbb::task_arena arena(threads > 0 ? std::min(threads, most) : tbb::task_arena::automatic);
  arena.execute([&] { tbb::parallel_for(std::size_t{0}, count, guarded); });
  if (first) std::rethrow_exception(first);
}

}  // namespace interlock
