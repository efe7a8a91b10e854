// What calls are given.
#pragma once

#include <algorithm>
#include <string_view>

#include "interlock/facts.h"

namespace interlock {

// Null when nothing is known of what stands there.
inline const Operand* OperandAt(const Site& site, std::string_view place) {
  const auto found = std::find_if(site.operands.begin(), site.operands.end(),
                                  [&](const Operand& each) { return each.place == place; });
  return found == site.operands.end() ? nullptr : &*found;
}

}  // namespace interlock
