// What standard output is connected to.
#pragma once

#include "interlock/report_format.h"

namespace interlock {

// Colour for a terminal only, and not where the user asks for none (no-color.org); its width,
// within what reads well. A file or a pipe gets plain text of 80 columns.
FormatOptions LookAtTerminal();

}  // namespace interlock
