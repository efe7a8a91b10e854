// What a change newly reaches: a call that it adds leads to a function that uses a shared resource,
// itself or through further calls. Load is added at the call, wherever the resource is used.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "analyzer/overlay/resources/effect_deltas.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// Which uses of resources stand in which function, those that cost something at run time. Points
// into the effects, which must outlive it. Safe to share between threads.
class UsesByFunction {
 public:
  explicit UsesByFunction(const EffectList& effects);

  // In the order of the effects.
  std::span<const Effect* const> In(std::string_view path, std::string_view function) const;

 private:
  std::vector<const Effect*> uses_;  // by path and function
};

// One addition for each resource and access that the calls gained by `view` reach and that its own
// code does not use already, at the place of the call: the ones in loops and the shortest ways
// first. What calls or uses that `view` takes away did is not new. `did` and `does` are the effects
// of the view's files before and after, `base_uses` those of the whole base.
std::vector<EffectDelta> ReachedEffects(const ChangeView& view, const EffectBasis& basis,
                                        const EffectList& did, const EffectList& does,
                                        const UsesByFunction& base_uses);

}  // namespace interlock
