// Calls that take only some of what a function gives: `id, _ := open()`.
#pragma once

#include "analyzer/overlay/uses.h"

namespace interlock {

// Does the use keep none of the results whose type is altered? Only where the function still gives
// as many, and every such call is seen to bind one of the others.
bool DropsAltered(const UseMeeting& meeting, const SignatureDifference& result);

}  // namespace interlock
