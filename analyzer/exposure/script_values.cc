#include "analyzer/exposure/script_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "analyzer/exposure/conditions.h"

namespace interlock {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

double NumberOfText(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  if (text.empty()) return 0;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    std::uint64_t whole = 0;
    const auto [end, error] =
        std::from_chars(text.data() + 2, text.data() + text.size(), whole, 16);
    return error == std::errc() && end == text.data() + text.size() ? static_cast<double>(whole)
                                                                    : kNoNumber;
  }
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(number) ? number : kNoNumber;
}

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool IsTruthy(const AttributeValue& value) {
  switch (value.kind) {
    case ValueKind::kNull:
      return false;
    case ValueKind::kTruth:
      return value.truth;
    case ValueKind::kNumber:
      return value.number != 0 && !std::isnan(value.number);
    case ValueKind::kText:
      return !value.text.empty();
    case ValueKind::kList:
    case ValueKind::kMap:
      break;
  }
  return true;
}

std::string ScriptText(const AttributeValue& value) {
  if (value.kind == ValueKind::kMap) return "[object Object]";
  if (value.kind != ValueKind::kList) return ScalarText(value);
  std::string text;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (i > 0) text += ',';
    if (value.items[i].kind != ValueKind::kNull) text += ScriptText(value.items[i]);
  }
  return text;
}

double ScriptNumber(const AttributeValue& value) {
  switch (value.kind) {
    case ValueKind::kNull:
      return 0;
    case ValueKind::kTruth:
      return value.truth ? 1 : 0;
    case ValueKind::kNumber:
      return value.number;
    case ValueKind::kText:
    case ValueKind::kList:
    case ValueKind::kMap:
      break;
  }
  return NumberOfText(ScriptText(value));
}

bool ScriptEqual(const AttributeValue& value, const AttributeValue& with) {
  switch (with.kind) {
    case ValueKind::kNull:
      return value.kind == ValueKind::kNull;
    case ValueKind::kTruth:
      return value.kind != ValueKind::kNull && IsTruthy(value) == with.truth;
    case ValueKind::kNumber:
      return ScriptNumber(value) == with.number;
    case ValueKind::kText:
      return ScriptText(value) == with.text;
    case ValueKind::kList:
    case ValueKind::kMap:
      break;
  }
  return value == with;
}

std::optional<int> ScriptOrder(const AttributeValue& value, const AttributeValue& with) {
  if (value.kind == ValueKind::kText && with.kind == ValueKind::kText) {
    return value.text.compare(with.text);
  }
  const double a = ScriptNumber(value);
  const double b = ScriptNumber(with);
  if (std::isnan(a) || std::isnan(b)) return std::nullopt;
  return a < b ? -1 : b < a ? 1 : 0;
}

std::string PaddedVersion(const AttributeValue& value) {
  constexpr std::size_t kDigits = 5;
  const bool shown = value.kind == ValueKind::kText || value.kind == ValueKind::kNumber;
  const std::string whole = shown ? ScriptText(value) : "";
  std::string_view text = whole;
  if (text.empty()) text = "0";
  if (text.starts_with('v')) text.remove_prefix(1);
  text = text.substr(0, text.find('+'));
  std::string padded;
  std::size_t parts = 0;
  for (std::size_t at = 0; at <= text.size(); ++parts) {
    const std::size_t end = std::min(text.find_first_of("-.", at), text.size());
    const std::string_view part = text.substr(at, end - at);
    if (parts > 0) padded += '-';
    if (IsDigits(part) && part.size() < kDigits) padded.append(kDigits - part.size(), ' ');
    padded += part;
    at = end + 1;
  }
  return parts == 3 ? padded + "-~" : padded;
}

}  // namespace interlock
