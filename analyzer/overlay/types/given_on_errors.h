// Calls whose error the function around gives on (`read()?`), when only the type of that error is
// altered: whether it still turns into an error that the function may give.
#pragma once

#include "analyzer/overlay/uses.h"

namespace interlock {

enum class GivenOn {
  kNotAsked,  // not such a call, or more is altered than the type of the error
  kFits,      // it does, or nothing here says that it does not
  kBreaks,    // the function's own error was or took the old one, and is seen to take no such other
};

// The results of the old and the new form, as written.
GivenOn JudgeGivenOn(const UseMeeting& meeting, const SignatureDifference& result);

}  // namespace interlock
