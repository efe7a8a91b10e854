// What a parameter is where callers say nothing: a Site of kind kValue whose scope is the function
// and whose path is the parameter's name behind kDefaultOf. Its operand is the value.
#pragma once

#include <string_view>

namespace interlock {

inline constexpr std::string_view kDefaultOf = "<default>.";

}  // namespace interlock
