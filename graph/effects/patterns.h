// Patterns over names in parts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interlock {

// '*' stands for any text within one part, "**" for any text at all. Parts end with `separator`.
bool MatchesPattern(std::string_view pattern, std::string_view text, char separator);

bool MatchesAny(const std::vector<std::string>& patterns, std::string_view text, char separator);

bool Has(const std::vector<std::string>& words, std::string_view word);

// Letters of ASCII only.
std::string Lower(std::string_view text);

// A name by a rule: "{application}_{class:lower}" with the values of those names, or the first that
// has one, "{a|b}". ":lower", ":snake", ":plural", ":pascal", ":camel" and ":folders" are done in
// the order they stand in.
std::string NameByRule(std::string_view rule,
                       const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace interlock
