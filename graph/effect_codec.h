// The effects of one file in the compact form of graph/packed.h.
//
// Thread-safe: both are pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interlock/effect.h"
#include "interlock/effect_delta.h"

namespace interlock {

// REQUIRES: all effects are of one path; it is not kept.
std::string EncodeEffects(const std::vector<Effect>& effects);

// False when the bytes are damaged or of another format: work the effects out again. Then `effects`
// holds nothing of use. `path` is given to each of them.
bool DecodeEffects(std::string_view bytes, const std::string& path, std::vector<Effect>* effects);

// The same of what changes do to resources, each with its own path.
std::string EncodeEffectDeltas(const std::vector<EffectDelta>& deltas);
bool DecodeEffectDeltas(std::string_view bytes, std::vector<EffectDelta>* deltas);

}  // namespace interlock
