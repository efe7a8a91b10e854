// Calls that take only some of what a function gives: `id, _ := open()`.
#pragma once

#include "analyzer/overlay/uses.h"

namespace interlock {

// Does the use keep none of the results whose type is altered? Only where the function still gives
// as many, and the calls of it around the use are seen to bind others, and none of these.
bool DropsAltered(const UseMeeting& meeting, const SignatureDifference& result);

}  // namespace interlock
