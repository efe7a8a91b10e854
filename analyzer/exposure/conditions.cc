#include "analyzer/exposure/conditions.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <utility>

#include "analyzer/exposure/script_values.h"
#include "analyzer/exposure/times.h"
#include "interlock/blanks.h"

namespace interlock {
namespace {

enum class Family : std::uint8_t {
  kExists,
  kEqual,
  kText,
  kNumber,
  kTime,
  kVersion,
  kNetwork,
  kKind,
  kItem,
};

Family FamilyOf(Operator op) {
  switch (op) {
    case Operator::kExists:
      return Family::kExists;
    case Operator::kIn:
      return Family::kEqual;
    case Operator::kStarts:
    case Operator::kEnds:
    case Operator::kContains:
    case Operator::kMatches:
      return Family::kText;
    case Operator::kLess:
    case Operator::kAtMost:
    case Operator::kMore:
    case Operator::kAtLeast:
      return Family::kNumber;
    case Operator::kBefore:
    case Operator::kNotAfter:
    case Operator::kAfter:
    case Operator::kNotBefore:
      return Family::kTime;
    case Operator::kVersionIs:
    case Operator::kVersionLess:
    case Operator::kVersionAtMost:
    case Operator::kVersionMore:
    case Operator::kVersionAtLeast:
      return Family::kVersion;
    case Operator::kInNetwork:
      return Family::kNetwork;
    case Operator::kKindIs:
      return Family::kKind;
    case Operator::kHasItem:
      return Family::kItem;
  }
  return Family::kExists;
}

// What the order of two values must be for the operator.
bool OrderFits(Operator op, int order) {
  switch (op) {
    case Operator::kLess:
    case Operator::kBefore:
    case Operator::kVersionLess:
      return order < 0;
    case Operator::kAtMost:
    case Operator::kNotAfter:
    case Operator::kVersionAtMost:
      return order <= 0;
    case Operator::kMore:
    case Operator::kAfter:
    case Operator::kVersionMore:
      return order > 0;
    case Operator::kAtLeast:
    case Operator::kNotBefore:
    case Operator::kVersionAtLeast:
      return order >= 0;
    default:
      return order == 0;
  }
}

template <typename T>
int Order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

std::optional<double> ParseNumber(std::string_view text) {
  text = Trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<double> NumberOf(const AttributeValue& value, Conversion conversion) {
  if (value.kind == ValueKind::kNumber) return value.number;
  if (value.kind != ValueKind::kText || conversion == Conversion::kStrict) return std::nullopt;
  return ParseNumber(value.text);
}

std::optional<std::string> TextOf(const AttributeValue& value, Conversion conversion) {
  if (value.kind == ValueKind::kText) return value.text;
  if (conversion == Conversion::kStrict) return std::nullopt;
  if (conversion == Conversion::kScript) return ScriptText(value);
  if (value.kind == ValueKind::kNull || value.kind >= ValueKind::kList) return std::nullopt;
  return ScalarText(value);
}

std::optional<std::int64_t> InstantOf(const AttributeValue& value, bool time_of_day) {
  constexpr std::size_t kDate = 10;  // "2006-01-02"
  if (value.kind == ValueKind::kText && time_of_day && value.text.size() <= kDate) {
    return std::nullopt;
  }
  if (value.kind == ValueKind::kText) return ParseInstant(value.text);
  constexpr double kMost = 8.64e15;  // what ECMAScript's dates can say
  if (value.kind != ValueKind::kNumber || !(std::fabs(value.number) <= kMost)) return std::nullopt;
  return static_cast<std::int64_t>(value.number);
}

// ASCII only: two vendors' rules for other letters differ, and no rule was seen that needs them.
std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// A population is held against the same few patterns again and again: each thread keeps some.
const RE2& Compiled(const std::string& pattern, bool ignore_case) {
  constexpr std::int64_t kMemory = 1 << 20;
  constexpr std::size_t kMostKept = 64;
  thread_local std::map<std::pair<bool, std::string>, std::unique_ptr<const RE2>> kept;
  std::pair key(ignore_case, pattern);
  const auto found = kept.find(key);
  if (found != kept.end()) return *found->second;
  if (kept.size() >= kMostKept) kept.clear();
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMemory);
  options.set_case_sensitive(!ignore_case);
  return *kept.emplace(std::move(key), std::make_unique<const RE2>(pattern, options)).first->second;
}

std::optional<bool> Matches(const std::string& text, const std::string& pattern, bool ignore_case) {
  constexpr std::size_t kLongest = 10'000;
  if (pattern.size() > kLongest) return std::nullopt;
  const RE2& expression = Compiled(pattern, ignore_case);
  if (!expression.ok()) return std::nullopt;
  return RE2::PartialMatch(text, expression);
}

std::optional<bool> CompareTexts(const Condition& condition, std::string text, std::string with) {
  if (condition.op == Operator::kMatches) return Matches(text, with, condition.ignore_case);
  if (condition.ignore_case) {
    text = Lower(std::move(text));
    with = Lower(std::move(with));
  }
  switch (condition.op) {
    case Operator::kStarts:
      return text.starts_with(with);
    case Operator::kEnds:
      return text.ends_with(with);
    case Operator::kContains:
      return text.find(with) != std::string::npos;
    default:
      return text == with;
  }
}

std::optional<bool> Equal(const Condition& condition, const AttributeValue& value,
                          const AttributeValue& with) {
  if (condition.conversion == Conversion::kScript && !condition.ignore_case) {
    return ScriptEqual(value, with);
  }
  if (value.kind == with.kind && value.kind != ValueKind::kText) return value == with;
  const auto a = TextOf(value, condition.conversion);
  const auto b = TextOf(with, condition.conversion);
  if (!a || !b) return false;
  return CompareTexts(condition, *a, *b);
}

template <typename T>
std::optional<bool> Ordered(Operator op, const std::optional<T>& a, const std::optional<T>& b) {
  if (!a || !b) return std::nullopt;
  return OrderFits(op, Order(*a, *b));
}

std::string_view KindName(ValueKind kind) {
  static constexpr std::string_view kNames[] = {"null", "truth", "number", "text", "list", "map"};
  return kNames[static_cast<std::size_t>(kind)];
}

// One value with one value of the rule. None: they cannot be compared.
std::optional<bool> Compare(const Condition& condition, const AttributeValue& value,
                            const AttributeValue& with) {
  switch (FamilyOf(condition.op)) {
    case Family::kExists:
      return true;
    case Family::kEqual:
      return Equal(condition, value, with);
    case Family::kKind:
      return KindName(value.kind) == with.text;
    case Family::kItem:
      return std::nullopt;
    case Family::kNumber:
      if (condition.conversion == Conversion::kScript) {
        const std::optional<int> order = ScriptOrder(value, with);
        return order && OrderFits(condition.op, *order);
      }
      return Ordered(condition.op, NumberOf(value, condition.conversion),
                     NumberOf(with, condition.conversion));
    case Family::kTime:
      return Ordered(condition.op, InstantOf(value, condition.time_of_day),
                     InstantOf(with, condition.time_of_day));
    case Family::kVersion:
      if (condition.padded_version) {
        return OrderFits(condition.op, PaddedVersion(value).compare(PaddedVersion(with)));
      }
      break;
    case Family::kText:
    case Family::kNetwork:
      break;
  }
  const auto a = TextOf(value, condition.conversion);
  const auto b = TextOf(with, condition.conversion);
  if (!a || !b) return std::nullopt;
  if (FamilyOf(condition.op) == Family::kNetwork) return InNetwork(*a, *b);
  if (FamilyOf(condition.op) == Family::kText) return CompareTexts(condition, *a, *b);
  if (condition.dotted_version) {
    const std::optional<int> order = CompareDotted(*a, *b);
    return order ? std::optional(OrderFits(condition.op, *order)) : std::nullopt;
  }
  const auto shown = [&](const std::string& version) {
    return condition.core_version ? version.substr(0, version.find_first_of("-+")) : version;
  };
  const std::optional<int> order =
      CompareVersions(shown(*a), shown(*b), condition.loose_version, condition.short_version);
  if (!order) return std::nullopt;
  return OrderFits(condition.op, *order);
}

// One item with the values of the rule.
std::optional<bool> CompareItem(const Condition& condition, const AttributeValue& item) {
  bool compared = false;
  for (const AttributeValue& with : condition.values) {
    const std::optional<bool> holds = Compare(condition, item, with);
    if (!holds) continue;
    compared = true;
    if (*holds != condition.every_value) return *holds;
  }
  if (compared || condition.values.empty()) return condition.every_value;
  return std::nullopt;
}

Truth Fallback(Otherwise otherwise) {
  return otherwise == Otherwise::kUnknown ? Truth::kUnknown : TruthOf(otherwise == Otherwise::kYes);
}

}  // namespace

PatternKind KindOfPattern(const std::string& pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 expression(pattern, options);
  switch (expression.error_code()) {
    case RE2::NoError:
      return PatternKind::kGood;
    case RE2::ErrorMissingBracket:
    case RE2::ErrorMissingParen:
    case RE2::ErrorUnexpectedParen:
    case RE2::ErrorTrailingBackslash:
    case RE2::ErrorRepeatArgument:
    case RE2::ErrorRepeatOp:
    case RE2::ErrorBadCharRange:
      return PatternKind::kBroken;
    default:
      return PatternKind::kForeign;
  }
}

Truth HoldsForUnnamed(const Condition& condition, bool present) {
  if (condition.values.size() > kMostNamedUnits) return Truth::kUnknown;
  // No list that people write has it.
  const AttributeValue other = AttributeValue::OfText("\x1F nobody in particular \x1F");
  const Truth of_other = Holds(condition, &other);
  return present || Holds(condition, nullptr) == of_other ? of_other : Truth::kUnknown;
}

std::string ScalarText(const AttributeValue& value) {
  switch (value.kind) {
    case ValueKind::kNull:
      return "null";
    case ValueKind::kTruth:
      return value.truth ? "true" : "false";
    case ValueKind::kNumber:
      return NumberText(value.number);
    case ValueKind::kText:
      return value.text;
    case ValueKind::kList:
    case ValueKind::kMap:
      break;
  }
  return "";
}

std::string NumberText(double number) {
  std::array<char, 32> buffer{};
  constexpr double kPlain = 1e15;
  const auto [end, error] =
      number == std::floor(number) && std::fabs(number) < kPlain
          ? std::to_chars(buffer.begin(), buffer.end(), static_cast<std::int64_t>(number))
          : std::to_chars(buffer.begin(), buffer.end(), number);
  return {buffer.begin(), end};
}

namespace {

// The value at the path inside an item: of maps, and of lists by position.
const AttributeValue* AtPath(const AttributeValue& item, std::string_view path) {
  const AttributeValue* at = &item;
  while (!path.empty()) {
    const std::string_view step = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(step.size() + 1, path.size()));
    const AttributeValue* next = nullptr;
    for (std::size_t i = 0; i < at->items.size(); ++i) {
      const bool here =
          at->kind == ValueKind::kMap ? at->names[i] == step : std::to_string(i) == step;
      if (here) next = &at->items[i];
    }
    if (next == nullptr) return nullptr;
    at = next;
  }
  return at;
}

Truth HasItem(const Condition& condition, const AttributeValue& list) {
  Truth some = Truth::kNo;
  for (const AttributeValue& item : list.items) {
    if (!IsTruthy(item)) continue;
    Truth all = Truth::kYes;
    for (const Condition& part : condition.parts) {
      const Truth one = Holds(part, AtPath(item, part.attribute));
      if (one == Truth::kNo || all == Truth::kYes) all = one;
      if (all == Truth::kNo) break;
    }
    if (all == Truth::kYes) return all;
    if (all == Truth::kUnknown) some = all;
  }
  return some;
}

}  // namespace

Truth Holds(const Condition& condition, const AttributeValue* value) {
  const bool missing = value == nullptr || value->kind == ValueKind::kNull;
  if (condition.op == Operator::kExists) return TruthOf(missing == condition.negate);
  if (missing) return Fallback(condition.if_missing);
  AttributeValue length;
  if (condition.length) {
    if (value->kind != ValueKind::kList) return Fallback(condition.if_mismatch);
    length = AttributeValue::OfNumber(static_cast<double>(value->items.size()));
    value = &length;
  }
  if (condition.op == Operator::kHasItem) {
    if (value->kind != ValueKind::kList) return Fallback(condition.if_mismatch);
    const Truth some = HasItem(condition, *value);
    return condition.negate ? Negated(some) : some;
  }
  std::optional<bool> holds;
  if (value->kind != ValueKind::kList || condition.items == ListItems::kWhole) {
    if (condition.items != ListItems::kAnyOfList) holds = CompareItem(condition, *value);
  } else if (condition.items != ListItems::kNone) {
    const bool all = condition.items == ListItems::kAll;
    holds = all;
    for (const AttributeValue& item : value->items) {
      if (CompareItem(condition, item).value_or(false) != all) holds = !all;
    }
  }
  if (!holds) return Fallback(condition.if_mismatch);
  return TruthOf(*holds != condition.negate);
}

Truth Holds(const Condition& condition, const Subject& subject) {
  const auto found = subject.attributes.find(condition.attribute);
  return Holds(condition, found == subject.attributes.end() ? nullptr : &found->second);
}

namespace {

// What equals one of the values once it is converted.
void AddScriptEquals(std::vector<AttributeValue>* candidates) {
  const std::size_t count = candidates->size();
  for (std::size_t i = 0; i < count; ++i) {
    const AttributeValue value = (*candidates)[i];
    candidates->push_back(AttributeValue::OfText(ScriptText(value)));
    candidates->push_back(AttributeValue::OfList({value}));
    const double number = ScriptNumber(value);
    if (std::isfinite(number)) candidates->push_back(AttributeValue::OfNumber(number));
  }
  candidates->push_back(AttributeValue::OfTruth(true));
  candidates->push_back(AttributeValue::OfTruth(false));
}

// The values of an attribute that can tell the conditions apart: those they name, numbers between
// and beside theirs, none of them, one of another type (a list), and absence (null).
std::vector<AttributeValue> Candidates(const std::vector<Assumption>& assumptions) {
  std::vector<AttributeValue> candidates = {AttributeValue(), AttributeValue::OfList({}),
                                            AttributeValue::OfText("\x01 none of the values")};
  std::vector<double> numbers;
  for (const Assumption& assumption : assumptions) {
    for (const AttributeValue& value : assumption.condition->values) {
      candidates.push_back(value);
      if (const auto number = NumberOf(value, Conversion::kText)) numbers.push_back(*number);
    }
  }
  const bool scripts =
      std::any_of(assumptions.begin(), assumptions.end(), [](const Assumption& assumption) {
        return assumption.condition->conversion == Conversion::kScript;
      });
  if (scripts) AddScriptEquals(&candidates);
  std::sort(numbers.begin(), numbers.end());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double next = i + 1 < numbers.size() ? numbers[i + 1] : numbers[i] + 2;
    candidates.push_back(AttributeValue::OfNumber((numbers[i] + next) / 2));
  }
  if (!numbers.empty()) candidates.push_back(AttributeValue::OfNumber(numbers.front() - 1));
  return candidates;
}

// An attribute that has to be one of a list's values has no other candidates.
bool IsListed(const Assumption& assumption) {
  const Condition& condition = *assumption.condition;
  return condition.op == Operator::kIn && !condition.length &&
         (condition.items == ListItems::kNone || condition.items == ListItems::kWhole) &&
         assumption.holds != condition.negate;
}

// Where case is ignored, a value stands for all its spellings only when nothing tells them apart.
bool TellsCaseApart(const std::vector<Assumption>& assumptions) {
  const auto ignores = [](const Assumption& assumption) {
    return assumption.condition->ignore_case;
  };
  const auto tells = [](const Assumption& assumption) {
    const Family family = FamilyOf(assumption.condition->op);
    return !assumption.condition->ignore_case && family != Family::kExists &&
           family != Family::kNumber;
  };
  return std::any_of(assumptions.begin(), assumptions.end(), ignores) &&
         std::any_of(assumptions.begin(), assumptions.end(), tells);
}

bool CandidatesSuffice(const std::vector<Assumption>& assumptions) {
  if (TellsCaseApart(assumptions)) return false;
  if (std::any_of(assumptions.begin(), assumptions.end(), IsListed)) return true;
  return std::all_of(assumptions.begin(), assumptions.end(), [](const Assumption& assumption) {
    const Condition& condition = *assumption.condition;
    const Family family = FamilyOf(condition.op);
    if (condition.length) return false;
    if (family == Family::kNumber && condition.conversion == Conversion::kScript) return false;
    return (family == Family::kEqual || family == Family::kNumber || family == Family::kExists) &&
           (condition.items == ListItems::kNone || condition.items == ListItems::kWhole);
  });
}

}  // namespace

bool CanHoldTogether(const std::vector<Assumption>& assumptions) {
  constexpr std::size_t kMaxValues = 500;  // each is tried with each
  std::size_t values = 0;
  for (const Assumption& assumption : assumptions) values += assumption.condition->values.size();
  if (values > kMaxValues || !CandidatesSuffice(assumptions)) return true;
  const std::vector<AttributeValue> candidates = Candidates(assumptions);
  return std::any_of(candidates.begin(), candidates.end(), [&](const AttributeValue& candidate) {
    return std::all_of(assumptions.begin(), assumptions.end(), [&](const Assumption& assumption) {
      const Truth truth = Holds(*assumption.condition, &candidate);
      return truth == Truth::kUnknown || (truth == Truth::kYes) == assumption.holds;
    });
  });
}

}  // namespace interlock
