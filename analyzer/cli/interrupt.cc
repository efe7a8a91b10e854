#include "analyzer/cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <string_view>

namespace interlock {

namespace {

// Only what a signal handler may call. Nothing is tidied up: another thread may be in the middle of
// a write, and SQLite's log makes that harmless. Raised again, so that a shell sees it too.
extern "C" void EndRun(int signal_number) {
  constexpr std::string_view kMessage =
      "interlock: interrupted, there is no answer; earlier scans are intact\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kMessage.data(), kMessage.size());
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

}  // namespace

void WatchForInterruption() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before = {};
    if (sigaction(number, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
    struct sigaction action = {};
    action.sa_handler = EndRun;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, nullptr);
  }
  signal(SIGXFSZ, SIG_IGN);
}

}  // namespace interlock
