#include "analyzer/exposure/times.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <iterator>
#include <string_view>
#include <utility>

namespace interlock {
namespace {

// Takes exactly `digits` digits off the front.
bool TakeNumber(std::string_view* text, std::size_t digits, int* number) {
  if (text->size() < digits) return false;
  *number = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = (*text)[i];
    if (c < '0' || c > '9') return false;
    *number = *number * 10 + (c - '0');
  }
  text->remove_prefix(digits);
  return true;
}

bool TakeOneOf(std::string_view* text, std::string_view characters) {
  if (text->empty() || characters.find(text->front()) == std::string_view::npos) return false;
  text->remove_prefix(1);
  return true;
}

bool TakeDate(std::string_view* text, std::int64_t* seconds) {
  int year = 0, month = 0, day = 0;
  if (!TakeNumber(text, 4, &year) || !TakeOneOf(text, "-") || !TakeNumber(text, 2, &month) ||
      !TakeOneOf(text, "-") || !TakeNumber(text, 2, &day)) {
    return false;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  *seconds += std::int64_t{86400} * std::chrono::sys_days(date).time_since_epoch().count();
  return true;
}

bool TakeClock(std::string_view* text, std::int64_t* seconds) {
  int hour = 0, minute = 0, second = 0;
  if (!TakeNumber(text, 2, &hour) || !TakeOneOf(text, ":") || !TakeNumber(text, 2, &minute) ||
      !TakeOneOf(text, ":") || !TakeNumber(text, 2, &second)) {
    return false;
  }
  if (hour > 23 || minute > 59 || second > 60) return false;  // 60: a leap second
  *seconds += hour * 3600 + minute * 60 + second;
  return true;
}

// A fraction, if there is one; what is finer than a millisecond is dropped.
bool TakeFraction(std::string_view* text, std::int64_t* milliseconds) {
  if (!TakeOneOf(text, ".")) return true;
  std::int64_t unit = 100;
  bool any = false;
  for (int digit = 0; TakeNumber(text, 1, &digit); unit /= 10, any = true) {
    *milliseconds += unit * digit;
  }
  return any;
}

bool TakeOffset(std::string_view* text, std::int64_t* seconds) {
  if (TakeOneOf(text, "Zz")) return true;
  const bool ahead = !text->empty() && text->front() == '+';
  int hour = 0, minute = 0;
  if (!TakeOneOf(text, "+-") || !TakeNumber(text, 2, &hour) || !TakeOneOf(text, ":") ||
      !TakeNumber(text, 2, &minute)) {
    return false;
  }
  if (hour > 23 || minute > 59) return false;
  *seconds += (ahead ? -1 : 1) * (hour * 3600 + minute * 60);
  return true;
}

}  // namespace

std::optional<std::int64_t> ParseInstant(std::string_view text) {
  std::int64_t seconds = 0, milliseconds = 0;
  if (!TakeDate(&text, &seconds)) return std::nullopt;
  if (text.empty()) return seconds * 1000;
  const bool valid = TakeOneOf(&text, "Tt ") && TakeClock(&text, &seconds) &&
                     TakeFraction(&text, &milliseconds) && TakeOffset(&text, &seconds) &&
                     text.empty();
  if (!valid) return std::nullopt;
  return seconds * 1000 + milliseconds;
}

std::optional<std::int64_t> ParseDuration(std::string_view text) {
  constexpr double kMost = 100 * 366 * 86'400e3;
  static constexpr std::pair<std::string_view, double> kUnits[] = {
      {"ns", 1e-6}, {"us", 1e-3}, {"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}};
  const bool plain = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (text.empty()) return std::nullopt;
  double sum = 0;
  while (!text.empty()) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + digits, number);
    if (read.ec != std::errc() || read.ptr != text.data() + digits) return std::nullopt;
    text.remove_prefix(digits);
    const std::size_t letters = std::min(text.find_first_of("0123456789."), text.size());
    const auto* const unit =
        std::find_if(std::begin(kUnits), std::end(kUnits),
                     [&](const auto& one) { return one.first == text.substr(0, letters); });
    if (unit == std::end(kUnits) && !plain) return std::nullopt;
    sum += number * (plain ? 1e3 : unit->second);
    text.remove_prefix(letters);
  }
  if (sum > kMost) return std::nullopt;
  return static_cast<std::int64_t>(sum);
}

}  // namespace interlock
