// The words in which post-mortems speak about what a change does. A diff's own words are useless as
// a query (DESIGN.md, section 7): nobody writes "def settle(order)" into a root cause, but
// "NameError", "rolled back" and "argument" they do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interlock {

// Words of the two halves of an interaction; several words in one entry are a phrase.
struct FailureWords {
  std::vector<std::string> a;
  std::vector<std::string> b;
};

// Empty for a rule that the lexicon does not know.
FailureWords WordsOfRule(std::string_view rule);

// Words of one effect on a resource, such as "ttl-down" or "load-up"; empty when unknown.
std::vector<std::string> WordsOfEffect(std::string_view effect);

// The effects that the lexicon knows, in order.
std::vector<std::string> KnownEffects();

}  // namespace interlock
