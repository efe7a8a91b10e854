// Atoms as text: a key that tells them apart, and words for a reader.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "interlock/cohort.h"

namespace interlock {

// A text that is equal for equal atoms only.
std::string AtomText(const Atom& atom);

// What an atom asks, for derivations: long lists are cut, and how a vendor converts and compares
// is left out.
std::string DescribeAtom(const Atom& atom);

// A value with its texts (and the names of a map) in the given quotes, and `gap` behind each comma
// and colon.
std::string ValueText(const AttributeValue& value,
                      const std::function<std::string(const std::string&)>& in_quotes,
                      std::string_view gap);

}  // namespace interlock
