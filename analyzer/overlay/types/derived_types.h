// Alterations of types by which a form takes more than it took, or gives more than it gave: the
// one type derives from the other, by what the files say.
#pragma once

#include "analyzer/overlay/snapshot.h"
#include "interlock/delta.h"

namespace interlock {

// Is the parameter now of a type that the old one derives from, so that what was passed still can
// be? Or does what the form gives now derive from what it gave, so that who took that takes this?
bool DerivesAlike(const ChangeView& view, const EntityDelta& entity,
                  const SignatureDifference& difference);

}  // namespace interlock
