// Keys of settings, and the patterns that a catalogue writes over them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {

// What stands for the parts that a pattern names: "{service}" is "web".
using KeyParts = std::map<std::string, std::string, std::less<>>;

// "services.{service}.deploy.replicas": "{x}" stands for one part and names it, "{x**}" for any
// number of them, none included, "*" for one; a part that a pattern names twice is the same twice.
class KeyPattern {
 public:
  explicit KeyPattern(std::string_view pattern);

  // Adds what the named parts stand for to `parts`, and to nothing else; false when it does not
  // fit.
  bool Fits(std::string_view key, KeyParts* parts) const;

 private:
  std::vector<std::string> pieces_;
};

// `text` with "{x}" replaced by that part; "{x:lower}", "{x:upper}" and "{x:snake}" (words joined
// by underscores) alter it. Braces around anything else stay.
std::string FilledIn(std::string_view text, const KeyParts& parts);

// "redis:*" and "*/redis@*": '*' stands for any text. Linear in the text for each '*'.
bool FitsWildcard(std::string_view pattern, std::string_view text);

}  // namespace interlock
