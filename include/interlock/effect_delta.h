// What a change does differently to a shared resource. Plain data.
#pragma once

#include <string>
#include <vector>

#include "interlock/effect.h"

namespace interlock {

// One quantity that a change sets, unsets or alters.
struct QuantityDelta {
  std::string quantity;  // a word of the catalogue
  std::string unit;      // its base unit: "s", "B", "" for a count
  double before = 0, after = 0;
  std::string written_before, written_after;     // as they stand there
  bool known_before = true, known_after = true;  // false: nobody says, not even the library

  bool up() const { return known_before && known_after && after > before; }
  bool down() const { return known_before && known_after && after < before; }
  // How many times more or less, at least 1; 0 when it starts or ends at nothing, or is not known.
  double factor() const;

  bool operator==(const QuantityDelta&) const = default;
};

enum class EffectChange : unsigned char { kAdds, kRemoves, kAlters };

struct EffectDelta {
  EffectChange change = EffectChange::kAdds;
  Effect before;                          // kRemoves, kAlters
  Effect after;                           // kAdds, kAlters
  std::vector<QuantityDelta> quantities;  // that differ
  bool gained_loop = false;               // stands in a loop now, and did not
  bool reached = false;                   // by a call that the change adds; stands at the call

  const Effect& effect() const { return change == EffectChange::kRemoves ? before : after; }

  bool operator==(const EffectDelta&) const = default;
};

}  // namespace interlock
