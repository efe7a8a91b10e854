// Which of the matches become facts: see "Who wins" in languages/README.md.
#pragma once

#include <vector>

#include "parsers/language_internal.h"
#include "parsers/query_internal.h"

namespace interlock {

// The winning matches in order of position, outer nodes before inner ones; where a definition, a
// scope and others have one extent, in that order.
std::vector<Match> SettleClaims(const Language& language, const Matches& matches);

}  // namespace interlock
