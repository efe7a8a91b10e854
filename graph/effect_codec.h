// Effects in the compact form of graph/packed.h.
//
// Thread-safe: both are pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interlock/effect.h"
#include "interlock/effect_delta.h"

namespace interlock {

std::string EncodeEffects(const std::vector<Effect>& effects);

// False when the bytes are damaged or of another format: work the effects out again. Then `effects`
// holds nothing of use.
bool DecodeEffects(std::string_view bytes, std::vector<Effect>* effects);

// The same of what changes do to resources.
std::string EncodeEffectDeltas(const std::vector<EffectDelta>& deltas);
bool DecodeEffectDeltas(std::string_view bytes, std::vector<EffectDelta>* deltas);

}  // namespace interlock
