#include "analyzer/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace interlock {

FormatOptions LookAtTerminal() {
  FormatOptions options;
  if (isatty(STDOUT_FILENO) == 0) return options;
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    options.width = std::clamp<int>(size.ws_col, 60, 100);
  }
  const char* terminal = std::getenv("TERM");
  const char* no_colour = std::getenv("NO_COLOR");
  options.colour = terminal != nullptr && std::string_view(terminal) != "dumb" &&
                   (no_colour == nullptr || *no_colour == '\0');
  return options;
}

}  // namespace interlock
