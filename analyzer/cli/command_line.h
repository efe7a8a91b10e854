// Reads the command line: which command, with which options, or what to print instead.
#pragma once

#include <string>
#include <vector>

#include "analyzer/cli/command.h"

namespace interlock {

struct CommandLine {
  const Command* command = nullptr;  // null: print `text` and be done
  Arguments arguments;
  std::string text;  // help or version
};

// Throws Error{kUsage}, naming the nearest command or option, when it cannot be understood.
CommandLine ReadCommandLine(const std::vector<std::string>& words,
                            const std::vector<const Command*>& commands);

std::string ProgramVersion();

}  // namespace interlock
