// What a change does to shared resources: effects of the files' old and new versions, compared use
// by use, never line by line. A use that only moves has none.
#pragma once

#include <string>
#include <vector>

#include "interlock/catalog.h"
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
};

// Pairs what both versions do; the rest is added or removed. Ordered by path and line.
std::vector<EffectDelta> CompareEffects(const Catalog& catalog, std::vector<Effect> before,
                                        std::vector<Effect> after);

// "ttl 12 h -> 2 h (down 6x)", "replicas 6 -> 3 (down 2x)".
std::string Describe(const QuantityDelta& delta);
// A value in a base unit as people write it: "12 h", "250 ms", "64 MiB", "6".
std::string AmountText(double value, const std::string& unit);
// The base unit of a quantity's word; empty for a count.
std::string UnitOf(const Catalog& catalog, const std::string& quantity);
// "reads cache profile:{} in a loop", "drops column orders.note".
std::string Describe(const Effect& effect);
// "adds a read of cache profile:{} in a loop", "alters cache profile:{}: ttl 12 h -> 2 h (down
// 6x)".
std::string Describe(const EffectDelta& delta);
// "cache profile:{}"
std::string Describe(const Resource& resource);

}  // namespace interlock
