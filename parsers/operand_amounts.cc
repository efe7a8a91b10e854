// Numbers and the amounts that they are of: constant arithmetic, and where a number gets its unit.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "parsers/operands_internal.h"
#include "parsers/paths_internal.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxTerms = 8;  // of a sum whose terms have units of their own

// What units have in common that may be added up: "time" of "time.Minute".
std::string_view HolderOf(std::string_view unit) {
  const std::string_view path = unit.substr(0, unit.find('('));
  const std::size_t dot = path.rfind('.');
  return dot == path.npos ? std::string_view() : path.substr(0, dot);
}

// "500ms", "1'000us", "5_s": the number, and what stands behind it.
std::size_t NumberEnd(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789.'"), text.size());
}

}  // namespace

std::string Decimal(double value) {
  char digits[64];
  const auto result = std::to_chars(digits, digits + sizeof digits, value);
  return std::string(digits, result.ptr);
}

std::optional<double> NumberOf(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != '_' && c != '\'') plain += c;
  }
  if (plain.size() > 64) return std::nullopt;
  const bool hex = plain.starts_with("0x") || plain.starts_with("0X");
  const char* begin = plain.data() + (hex ? 2 : 0);
  const char* end = plain.data() + plain.size();
  double value = 0;
  const auto read =
      std::from_chars(begin, end, value, hex ? std::chars_format::hex : std::chars_format::general);
  if (read.ec != std::errc() || !std::isfinite(value)) return std::nullopt;
  const auto is_suffix = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (!std::all_of(read.ptr, end, is_suffix)) return std::nullopt;
  return value;
}

std::string OperandReader::Amount::Text() const {
  const auto term = [&](double number, const std::string& of) {
    return Decimal(number) + (of.empty() || is_suffix ? "" : " ") + of;
  };
  std::string text = term(value, unit);
  for (const auto& [number, of] : further) text += " + " + term(number, of);
  return text;
}

// `5.minutes + 30.seconds`: what units are worth is not known here, so the terms stay apart.
std::optional<OperandReader::Amount> OperandReader::Joined(const Amount& a, double sign,
                                                           const Amount& b) {
  // Plain numbers stand beside constants only: `readers + 1`.
  const auto may_be_plain = [](const Amount& amount) {
    return amount.unit.find_first_of(".(") == std::string::npos && !amount.is_suffix;
  };
  const bool is_alike = (a.is_suffix == b.is_suffix && !a.unit.empty() && !b.unit.empty()) ||
                        (may_be_plain(a) && may_be_plain(b));
  if (!is_alike || HolderOf(a.unit) != HolderOf(b.unit) ||
      a.further.size() + b.further.size() + 2 > kMaxTerms)
    return std::nullopt;
  Amount sum = a;
  sum.further.emplace_back(sign * b.value, b.unit);
  for (const auto& [number, of] : b.further) sum.further.emplace_back(sign * number, of);
  return sum;
}

std::optional<OperandReader::Amount> OperandReader::Computed(const Amount& a, std::string_view sign,
                                                             const Amount& b) {
  if (a.is_converted || b.is_converted) return std::nullopt;  // into yet another unit, perhaps
  const bool same = a.unit == b.unit && a.further.empty() && b.further.empty();
  if (!same && sign == "+") return Joined(a, 1, b);
  if (!same && sign == "-") return Joined(a, -1, b);
  double value = 0;
  std::string unit = a.unit.empty() ? b.unit : a.unit;
  auto further = a.has_unit() ? a.further : b.further;
  if (sign == "*" && !(a.has_unit() && b.has_unit())) {
    value = a.value * b.value;
    const double factor = a.has_unit() ? b.value : a.value;
    for (auto& [number, of] : further) number *= factor;
  } else if (sign == "/" && !b.has_unit() && b.value != 0) {
    value = a.value / b.value;
    for (auto& [number, of] : further) number /= b.value;
  } else if (sign == "+" && same) {
    value = a.value + b.value;
  } else if (sign == "-" && same) {
    value = a.value - b.value;
  } else if (sign == "<<" && same && b.value >= 0 && b.value < 63) {
    value = std::ldexp(a.value, static_cast<int>(b.value));
  } else if (sign == "**" && same && std::abs(b.value) < 64) {
    value = std::pow(a.value, b.value);
  } else {
    return std::nullopt;
  }
  const auto is_infinite = [](const auto& term) { return !std::isfinite(term.first); };
  if (!std::isfinite(value) || std::any_of(further.begin(), further.end(), is_infinite)) {
    return std::nullopt;
  }
  return Amount{.value = value,
                .unit = std::move(unit),
                .is_suffix = a.is_suffix || b.is_suffix,
                .further = std::move(further)};
}

std::optional<OperandReader::Amount> OperandReader::AmountOf(TSNode node, int depth) const {
  if (ts_node_is_null(node) || depth > kMaxOperandDepth) return std::nullopt;
  const SymbolTraits& symbol = language_.Of(node);
  switch (symbol.value.form) {
    case ValueForm::kNumber:
      if (const auto number = NumberOf(TextOf(node, text_))) return Amount{*number, ""};
      return std::nullopt;
    case ValueForm::kUnary: {
      const TSNode operand = ChildOf(node, symbol.value.first);
      if (SignBefore(node, operand) != "-") return std::nullopt;
      auto amount = AmountOf(operand, depth + 1);
      if (!amount) return std::nullopt;
      amount->value = -amount->value;
      for (auto& [number, of] : amount->further) number = -number;
      return amount;
    }
    case ValueForm::kBinary:
      return ComputedAmount(node, symbol.value, depth);
    case ValueForm::kCast:
      return AmountOf(ChildOf(node, symbol.value.first), depth + 1);
    case ValueForm::kUnited:
      return UnitedAmount(TextOf(node, text_));
    default:
      break;
  }
  if (const TSNode given = GivenAsNumber(node); !ts_node_is_null(given)) {
    auto amount = AmountOf(given, depth + 1);
    // A member that is given a number may be its unit: `TimeUnit.MINUTES.toMillis(5)`.
    const bool is_unit = amount && !amount->has_unit() &&
                         ts_node_start_byte(given) != ts_node_start_byte(node) &&
                         ExpressionPath(language_, node, text_).find('.') != std::string::npos;
    if (amount && !is_unit) {
      amount->is_converted = amount->has_unit();
      return amount;
    }
  }
  switch (symbol.expression.form) {
    case ExpressionForm::kTransparent:
      return AmountOf(ChildOf(node, symbol.expression.first), depth + 1);
    case ExpressionForm::kMember:
    case ExpressionForm::kMethodCall:
    case ExpressionForm::kCall:
    case ExpressionForm::kConstruct:
      return AmountWithUnit(node, depth);
    default:
      return std::nullopt;
  }
}

// A number with its unit behind it.
std::optional<OperandReader::Amount> OperandReader::UnitedAmount(std::string_view text) {
  const std::size_t end = NumberEnd(text);
  const auto number = NumberOf(text.substr(0, end));
  std::string_view unit = text.substr(end);
  if (unit.starts_with('_')) unit.remove_prefix(1);
  if (!number || unit.size() > kMaxOperandText) return std::nullopt;
  return Amount{.value = *number, .unit = std::string(unit), .is_suffix = true};
}

// 60 * 60, 5 * time.Minute, readers + writers
std::optional<OperandReader::Amount> OperandReader::ComputedAmount(TSNode node,
                                                                   const NodeForm<ValueForm>& form,
                                                                   int depth) const {
  const TSNode left = ChildOf(node, form.first), right = ChildOf(node, form.second);
  const std::string_view sign = SignBetween(left, right);
  auto a = AmountOf(left, depth + 1), b = AmountOf(right, depth + 1);
  const bool scales = sign == "*", adds = sign == "+" || sign == "-";
  if ((scales || adds) && (a || b) && !(a && b)) {
    const std::string unit = ExpressionPath(language_, a ? right : left, text_);
    const bool is_constant =
        unit.find_first_of("?()[]") == unit.npos && unit.size() <= kMaxOperandText;
    const bool is_named = unit.find('.') != unit.npos || IsConstant(unit);
    if (!is_constant || !is_named) return std::nullopt;
    Amount& known = a ? *a : *b;
    if (adds && HolderOf(known.unit) != HolderOf(unit)) return std::nullopt;  // `a.b + 1`
    if (scales && known.unit.ends_with("()")) known.unit.clear();             // time.Duration(5)
    (a ? b : a) = Amount{1, unit};
  }
  if (!a && !b && adds) {
    std::string first = ExpressionPath(language_, left, text_);
    std::string second = ExpressionPath(language_, right, text_);
    if (!IsConstant(first) || !IsConstant(second)) return std::nullopt;
    a = Amount{1, std::move(first)};
    b = Amount{1, std::move(second)};
  }
  if (!a || !b) return std::nullopt;
  return Computed(*a, sign, *b);
}

// `5.minutes`, TimeSpan.FromMinutes(5), timedelta(hours=1)
std::optional<OperandReader::Amount> OperandReader::AmountWithUnit(TSNode node, int depth) const {
  const NodeForm<ExpressionForm>& form = language_.Of(node).expression;
  if (form.form == ExpressionForm::kMember || form.form == ExpressionForm::kMethodCall) {
    const TSNode object = ChildOf(node, form.first), name = ChildOf(node, form.second);
    if (!ts_node_is_null(object) && !ts_node_is_null(name)) {
      if (const auto held = AmountOf(object, depth + 1); held && !held->has_unit()) {
        const bool calls = form.form == ExpressionForm::kMethodCall;
        return Amount{held->value, std::string(TextOf(name, text_)) + (calls ? "()" : "")};
      }
    }
    if (form.form == ExpressionForm::kMember) return std::nullopt;
  }
  const TSNode* given = ArgumentsOf(node);
  if (given == nullptr) return std::nullopt;
  if (ts_node_named_child_count(*given) != 1) return AmountOfFields(node, *given, depth);
  const TSNode argument = FirstChild(*given);
  if (ts_node_is_null(argument)) return std::nullopt;  // a comment alone
  return AmountOfArgument(node, argument, depth);
}

// timedelta(hours=1, minutes=30)
std::optional<OperandReader::Amount> OperandReader::AmountOfFields(TSNode node, TSNode fields,
                                                                   int depth) const {
  const std::uint32_t count = ts_node_named_child_count(fields);
  if (count < 2 || count > kMaxTerms) return std::nullopt;
  std::optional<Amount> sum;
  bool is_whole = true;
  ForEachChild(fields, [&](TSNode field) {
    if (!is_whole) return;
    // Of other fields, `Retry(total=3, connect=2)`, nobody means the sum.
    const TSNode name = KeywordOf(field, language_.Of(field));
    const bool is_term =
        !ts_node_is_null(name) && language_.amount_keywords.contains(KeyText(name));
    const auto term = is_term ? AmountOfArgument(node, field, depth) : std::nullopt;
    if (!term) {
      is_whole = false;
    } else {
      sum = sum ? Computed(*sum, "+", *term) : term;
      is_whole = sum.has_value();
    }
  });
  return is_whole ? sum : std::nullopt;
}

// The number that a call is given, with what is called as its unit.
std::optional<OperandReader::Amount> OperandReader::AmountOfArgument(TSNode node, TSNode argument,
                                                                     int depth) const {
  const SymbolTraits& symbol = language_.Of(argument);
  const TSNode keyword = KeywordOf(argument, symbol);
  TSNode value = argument;
  if (symbol.argument == ArgumentForm::kKeyword) {
    value = symbol.keyword_has_value && !ts_node_is_null(keyword)
                ? ChildOf(argument, symbol.keyword_value)
                : LastChild(argument);
  }
  const auto amount = AmountOf(value, depth + 1);
  if (!amount || amount->has_unit()) return std::nullopt;
  std::string path = ExpressionPath(language_, node, text_);
  if (path.find('?') != path.npos || path.size() > kMaxOperandText) return std::nullopt;
  // A literal with one field is no amount: `Options{PoolSize: 20}`.
  const bool is_field = !ts_node_is_null(keyword) || symbol.value.form == ValueForm::kPair;
  if (is_field && path.ends_with("{}")) return std::nullopt;
  if (path.ends_with("{}")) path.replace(path.size() - 2, 2, "()");  // the unit is the same
  if (!ts_node_is_null(keyword) && path.ends_with("()")) {
    path.insert(path.size() - 1, KeyText(keyword));
  }
  return Amount{amount->value, std::move(path)};
}

}  // namespace interlock
