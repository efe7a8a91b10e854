// What a change does to shared resources: effects of the files' old and new versions, compared use
// by use, never line by line. A use that only moves has none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interlock/catalog.h"
#include "interlock/effect.h"
#include "interlock/effect_delta.h"

namespace interlock {

// Effects that others hold.
using EffectList = std::vector<const Effect*>;

// Pairs what both versions do; the rest is added or removed. A number that one place no longer says
// (or says now) of what another made falls back to the library's own (or rises from it), where that
// is known. Ordered by path and line.
std::vector<EffectDelta> CompareEffects(const Catalog& catalog, const EffectList& before,
                                        const EffectList& after);

// Null where nobody says it.
const Quantity* FindQuantity(const Effect& effect, std::string_view name);

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
