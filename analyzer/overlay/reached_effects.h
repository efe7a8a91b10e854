// What a change newly reaches: a call that it adds leads to a function that uses a shared resource,
// itself or through further calls. Load is added at the call, wherever the resource is used.
#pragma once

#include <vector>

#include "analyzer/overlay/effect_deltas.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// One addition for each resource and access that the calls gained by `view` reach and that its own
// code does not use already, at the place of the call: the ones in loops and the shortest ways
// first. What calls or uses that `view` takes away did is not new. `did` and `does` are the effects
// of the view's files before and after, `base_effects` those of all others.
std::vector<EffectDelta> ReachedEffects(const ChangeView& view, const std::vector<Effect>& did,
                                        const std::vector<Effect>& does,
                                        const std::vector<Effect>& base_effects);

}  // namespace interlock
