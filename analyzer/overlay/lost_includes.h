// New uses of what a file sees only through an include that another change takes out: of the file
// itself, or of a header that it includes, however far (C, C++).
#pragma once

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Gathers them as findings of `rule`. Told is what is known to be defined in what is included no
// longer; what a library's header would have declared is not.
void FindLostIncludes(const Snapshot& snapshot, const char* rule, Gatherer* gatherer);

}  // namespace interlock
