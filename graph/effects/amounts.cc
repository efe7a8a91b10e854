#include "graph/effects/amounts.h"

#include <charconv>
#include <cmath>

namespace interlock {

namespace {

std::optional<double> UnitOf(const Catalog& catalog, std::string_view unit) {
  if (unit.empty()) return 1.0;
  const auto found = catalog.units.find(std::string(unit));
  if (found == catalog.units.end()) return std::nullopt;
  return found->second;
}

// ISO 8601's "P1DT2H30M"; months and years have no length of their own. Nothing: it is none.
std::optional<double> IsoDuration(std::string_view text) {
  if (text.size() < 3 || text.size() > 40 || text.front() != 'P') return std::nullopt;
  double seconds = 0;
  bool is_time = false, any = false;
  for (text.remove_prefix(1); !text.empty(); text.remove_prefix(1)) {
    if (text.front() == 'T' && !is_time) {
      is_time = true;
      any = false;
      continue;
    }
    double number = 0;
    const auto [stop, failure] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    const bool is_amount = failure == std::errc() && std::isfinite(number) && !std::signbit(number);
    if (!is_amount || text.empty()) return std::nullopt;
    double factor = 0;
    if (!is_time && text.front() == 'W') factor = 604800;
    if (!is_time && text.front() == 'D') factor = 86400;
    if (is_time && text.front() == 'H') factor = 3600;
    if (is_time && text.front() == 'M') factor = 60;
    if (is_time && text.front() == 'S') factor = 1;
    if (factor == 0) return std::nullopt;
    seconds += number * factor;
    any = true;
  }
  return any ? std::optional(seconds) : std::nullopt;
}

// "00:05:00", "1.00:00:00": hours, minutes and seconds, behind days, as .NET writes a span of time.
std::optional<double> ClockDuration(std::string_view text) {
  if (text.size() < 8 || text.size() > 24) return std::nullopt;
  const auto whole = [&](std::size_t digits) -> std::optional<double> {
    int number = 0;
    const char* end = text.data() + std::min(digits, text.size());
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc() || stop != end || number < 0) return std::nullopt;
    text.remove_prefix(std::min(digits, text.size()));
    return number;
  };
  const std::size_t dot = text.find('.'), colon = text.find(':');
  double days = 0;
  if (dot < colon) {
    const auto read = whole(dot);
    if (!read) return std::nullopt;
    days = *read;
    text.remove_prefix(1);
  }
  const auto next = [&](char sign) {
    const bool is_one = !text.empty() && text.front() == sign;
    if (is_one) text.remove_prefix(1);
    return is_one;
  };
  const auto hours = whole(2);
  if (!hours || *hours > 23 || !next(':')) return std::nullopt;
  const auto minutes = whole(2);
  if (!minutes || *minutes > 59 || !next(':')) return std::nullopt;
  const auto seconds = whole(2);
  if (!seconds || *seconds > 59) return std::nullopt;
  double fraction = 0;
  if (!text.empty()) {
    const auto [stop, failure] =
        std::from_chars(text.data(), text.data() + text.size(), fraction, std::chars_format::fixed);
    const bool is_whole = failure == std::errc() && stop == text.data() + text.size();
    if (text.front() != '.' || !is_whole) return std::nullopt;
  }
  return ((days * 24 + *hours) * 60 + *minutes) * 60 + *seconds + fraction;
}

}  // namespace

std::optional<double> AmountOf(const Catalog& catalog, std::string_view text,
                               std::string_view unit) {
  if (const auto duration = IsoDuration(text)) return duration;
  if (const auto duration = ClockDuration(text)) return duration;
  double total = 0;
  bool any = false;
  while (!text.empty()) {
    double number = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || !std::isfinite(number)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    const bool is_path = text.starts_with(' ');
    if (is_path) text.remove_prefix(1);
    const std::size_t end =
        is_path ? text.size() : std::min(text.find_first_of("0123456789"), text.size());
    const std::string_view own = text.substr(0, end);
    const auto factor = UnitOf(catalog, own.empty() ? unit : own);
    if (!factor) return std::nullopt;
    total += number * *factor;
    any = true;
    text.remove_prefix(end);
  }
  if (!any) return std::nullopt;
  return total;
}

}  // namespace interlock
