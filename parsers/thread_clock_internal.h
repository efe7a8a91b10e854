// How long a thread has worked.
#pragma once

#include <chrono>
#include <ctime>

namespace interlock {

// The processor time of the calling thread. A file's limit is counted in it, so that what is read
// of a repository does not depend on what else the machine does.
struct ThreadClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<ThreadClock>;
  static constexpr bool is_steady = true;

  static time_point now() noexcept {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return time_point(std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec));
  }
};

// Of the thread that asks: it is not passed on to another.
using Deadline = ThreadClock::time_point;

}  // namespace interlock
