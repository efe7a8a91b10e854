#include "analyzer/exposure/times.h"

#include <chrono>

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

}  // namespace interlock
