// Values that fit the new type of what they are given to as they did the old one, by what their
// language says of them: `None`, of one option and another.
#pragma once

#include "analyzer/overlay/uses.h"

namespace interlock {

// Is such a value all that the use, as often as it stands in its function, gives the parameter, or
// the field, whose type is altered?
bool GivesFitting(const UseMeeting& meeting, const Definition& new_one,
                  const SignatureDifference& difference);

}  // namespace interlock
