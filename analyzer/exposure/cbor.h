// The deterministic CBOR (RFC 8949, 4.2.1) of what a space hashes.
#pragma once

#include <string>
#include <vector>

#include "interlock/cohort.h"

namespace interlock {

// One part: its value alone. Several parts: an array of them. `values` are those of the attribute
// parts in order; null for an absent one. A number without a fraction is an integer.
std::string CborOf(const std::vector<InputPart>& parts,
                   const std::vector<const AttributeValue*>& values);

std::string CborOfText(const std::string& text);

}  // namespace interlock
