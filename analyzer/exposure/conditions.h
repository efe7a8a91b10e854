// Whether a condition holds for an attribute's value, and which conditions can hold together.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/cohort.h"

namespace interlock {

// Three answers: what is not known stays unknown through and, or and not.
enum class Truth : std::uint8_t { kNo, kYes, kUnknown };

inline Truth TruthOf(bool holds) { return holds ? Truth::kYes : Truth::kNo; }
inline Truth Negated(Truth truth) {
  return truth == Truth::kUnknown ? truth : TruthOf(truth == Truth::kNo);
}

// `value` is null when the attribute is absent. Patterns run in RE2: in time linear in the text.
Truth Holds(const Condition& condition, const AttributeValue* value);

// The same for one subject.
Truth Holds(const Condition& condition, const Subject& subject);

// A list of more ids than this is taken for a part of the population like any other.
inline constexpr std::size_t kMostNamedUnits = 1000;

// What a condition that names units is for everybody whom it does not name; unknown where that
// hangs on whether the attribute is there (`present`: it is), or where the list is long.
Truth HoldsForUnnamed(const Condition& condition, bool present);

// Whether a pattern can be matched here.
enum class PatternKind : std::uint8_t {
  kGood,
  kBroken,   // in any dialect: a bracket is missing
  kForeign,  // look-around, back references, or too large
};

PatternKind KindOfPattern(const std::string& pattern);

// The number as a vendor's text shows it: "12", "0.5".
std::string NumberText(double number);

// The same of any value but a list or map, of which it is empty: "null", "true", "12", a text as
// it is.
std::string ScalarText(const AttributeValue& value);

// Compares two semantic versions: negative, 0 or positive. None when one of them is not one; a
// short one, "1.2", is one when `shorter`, and a loose one, "v1.2" or "01.2", when `loose`.
std::optional<int> CompareVersions(std::string_view a, std::string_view b, bool loose,
                                   bool shorter = false);

// Compares numbers between dots, however many; one that is missing is 0, and what follows a '-' is
// not looked at. None when there is something else.
std::optional<int> CompareDotted(std::string_view a, std::string_view b);

// Whether an address or network lies in the network. None when the second is not one.
std::optional<bool> InNetwork(std::string_view address, std::string_view network);

// One condition and what it is assumed to be.
struct Assumption {
  const Condition* condition = nullptr;
  bool holds = false;
};

// False only when no value of the attribute (nor its absence) satisfies all assumptions;
// true, too, when that is not decidable or would take long.
// REQUIRES: all are about one attribute.
bool CanHoldTogether(const std::vector<Assumption>& assumptions);

}  // namespace interlock
