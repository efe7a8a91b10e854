// What Ruby's manifests write: method calls with strings. They are programs and are not run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interlock {

// `name "a", 'b', key: value` or `name("a", ...)`, on one line.
struct RubyCall {
  std::string_view receiver;              // "spec" of `spec.add_dependency`
  std::string_view name;                  // "" when the line is no such call
  std::vector<std::string_view> strings;  // leading arguments that are strings
  std::string_view options;               // what follows them
};

RubyCall ReadRubyCall(std::string_view line);

// "~> 7.0,>=7.0.3" of the strings from the second on.
std::string JoinedRequirements(const std::vector<std::string_view>& strings);

}  // namespace interlock
