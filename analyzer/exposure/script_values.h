// Values as ECMAScript converts and compares them, which many vendors' rules inherit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interlock/cohort.h"

namespace interlock {

// What an `if` takes for true: no empty text, 0, null or false.
bool IsTruthy(const AttributeValue& value);

// String(value): a list is its items with commas between.
std::string ScriptText(const AttributeValue& value);

// Number(value); not a number when there is none.
double ScriptNumber(const AttributeValue& value);

// Whether the value equals that of a rule once it is converted to the kind of the latter. A list or
// map equals one with the same contents in the same order.
bool ScriptEqual(const AttributeValue& value, const AttributeValue& with);

// By bytes when both are texts, else by number; none when one of them has none.
std::optional<int> ScriptOrder(const AttributeValue& value, const AttributeValue& with);

// A version, of a text or number (anything else is "0"), as a text that compares by bytes: the
// parts between '.' and '-' without a leading 'v' and without the build, whole numbers padded with
// blanks to five digits; a release of three parts comes after its own pre-releases.
std::string PaddedVersion(const AttributeValue& value);

}  // namespace interlock
