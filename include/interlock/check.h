// Checks that stay on in every build. A failed check is a bug in Interlock itself: it prints where
// and what was assumed, and aborts. Never used for anything a user or an input can cause.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace interlock {

[[noreturn]] inline void CheckFailed(const char* file, int line, const char* condition,
                                     const char* assumption) {
  std::fprintf(stderr, "interlock: bug at %s:%d: %s (assumed: %s)\n", file, line, condition,
               assumption);
  std::abort();
}

}  // namespace interlock

#define ILK_CHECK(condition, assumption) \
  ((condition) ? static_cast<void>(0)    \
               : ::interlock::CheckFailed(__FILE__, __LINE__, #condition, assumption))
