// The accounting invariant: every changed file is analysed or listed with the reason.
#pragma once

#include <span>

#include "analyzer/intake/change_set.h"
#include "analyzer/reader/fact_reader.h"
#include "interlock/change.h"

namespace interlock {

// Counts each changed file once, as analysed or as one gap, and checks that the two add up. A file
// analysed with a reservation (syntax errors, generated) is a partial gap. REQUIRES: the changes'
// versions have been extracted.
Coverage AccountFor(std::span<const ReadChange> changes, const FactReader& reader);

}  // namespace interlock
