// The pages behind --help, made from the commands themselves.
#pragma once

#include <string>
#include <vector>

#include "analyzer/cli/command.h"

namespace interlock {

std::string ProgramHelp(const std::vector<const Command*>& commands);
std::string CommandHelp(const Command& command);

}  // namespace interlock
