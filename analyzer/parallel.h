// The one place where work runs on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace interlock {

// Calls `task(i)` for i in [0, count), on up to `threads` threads (0: all the machine has). Tasks
// must be independent and write to their own place only; then the result is the same for any number
// of threads. The first exception, by index, is rethrown after all have ended.
void ParallelFor(std::size_t count, int threads, const std::function<void(std::size_t)>& task);

}  // namespace interlock
