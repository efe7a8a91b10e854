#include "graph/effects/schedules.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cctype>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

namespace interlock {

namespace {

constexpr double kDay = 86400, kDaysOfYear = 365.25;
constexpr std::size_t kMaxText = 200;
constexpr int kMaxValue = 60;

constexpr std::array<std::pair<std::string_view, double>, 7> kNamed = {
    {{"@hourly", 3600},
     {"@daily", kDay},
     {"@midnight", kDay},
     {"@weekly", 7 * kDay},
     {"@monthly", kDaysOfYear / 12 * kDay},
     {"@yearly", kDaysOfYear* kDay},
     {"@annually", kDaysOfYear* kDay}}};
constexpr std::array<std::pair<std::string_view, double>, 5> kSpans = {
    {{"second", 1}, {"minute", 60}, {"hour", 3600}, {"day", kDay}, {"week", 7 * kDay}}};
constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

std::vector<std::string_view> Split(std::string_view text, char between) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(between), text.size());
    if (between != ' ' || end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::optional<int> NumberOf(std::string_view text) {
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (text == kMonths[i]) return static_cast<int>(i) + 1;
  }
  for (std::size_t i = 0; i < kDays.size(); ++i) {
    if (text == kDays[i]) return static_cast<int>(i);
  }
  int number = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = failure == std::errc() && stop == text.data() + text.size();
  return whole && number >= 0 && number <= kMaxValue ? std::optional(number) : std::nullopt;
}

struct Range {
  int first, last;
};

// "*", "5", "1-5", "*/15", "10-40/10"; false when it is none.
bool AddRange(std::string_view text, Range most, std::bitset<kMaxValue + 1>* chosen) {
  const std::size_t slash = text.find('/');
  const auto step = slash == text.npos ? std::optional(1) : NumberOf(text.substr(slash + 1));
  text = text.substr(0, slash);
  if (!step || *step == 0) return false;
  Range range = most;
  if (text != "*" && text != "?") {
    const std::size_t dash = text.find('-');
    const auto from = NumberOf(text.substr(0, dash));
    if (!from) return false;
    range.first = *from;
    if (dash != text.npos) {
      const auto to = NumberOf(text.substr(dash + 1));
      if (!to) return false;
      range.last = *to;
    } else if (slash == text.npos) {
      range.last = *from;
    }
  }
  if (range.first < most.first || range.last > most.last || range.first > range.last) return false;
  for (int i = range.first; i <= range.last; i += *step) chosen->set(static_cast<std::size_t>(i));
  return true;
}

// How many of a field's values are chosen; 0 when the text is no such field.
double Count(std::string_view field, Range most) {
  std::bitset<kMaxValue + 1> chosen;
  for (const std::string_view part : Split(field, ',')) {
    if (!AddRange(part, most, &chosen)) return 0;
  }
  return static_cast<double>(chosen.count());
}

bool IsAny(std::string_view field) { return field == "*" || field == "?"; }

std::optional<double> OfFields(const std::vector<std::string_view>& fields, double seconds) {
  const double minutes = Count(fields[0], {0, 59}), hours = Count(fields[1], {0, 23});
  const double dates = Count(fields[2], {1, 31}), months = Count(fields[3], {1, 12});
  // Sunday is 0, and 7 as well.
  const double weekdays = std::min(7.0, Count(fields[4], {0, 7}));
  if (minutes * hours * dates * months * weekdays * seconds == 0) return std::nullopt;
  double days = kDaysOfYear * months / 12;
  const double by_date = days * dates / (kDaysOfYear / 12), by_weekday = days * weekdays / 7;
  // Of two that are both chosen, either is enough.
  if (!IsAny(fields[2]) && !IsAny(fields[4])) {
    days = std::min(days, by_date + by_weekday);
  } else if (!IsAny(fields[2])) {
    days = std::min(days, by_date);
  } else if (!IsAny(fields[4])) {
    days = by_weekday;
  }
  return kDaysOfYear * kDay / (days * hours * minutes * seconds);
}

std::optional<double> OfRate(std::string_view inner) {
  const std::vector<std::string_view> words = Split(inner, ' ');
  if (words.size() != 2) return std::nullopt;
  double count = 0;
  const auto [stop, failure] =
      std::from_chars(words[0].data(), words[0].data() + words[0].size(), count);
  if (failure != std::errc() || count <= 0) return std::nullopt;
  for (const auto& [name, span] : kSpans) {
    if (words[1] == name || words[1] == std::string(name) + "s") return count * span;
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> MeanInterval(std::string_view schedule) {
  if (schedule.size() > kMaxText) return std::nullopt;
  std::string lower(schedule);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  std::string_view text = lower;
  for (const auto& [name, interval] : kNamed) {
    if (text == name) return interval;
  }
  if (text.starts_with("rate(") && text.ends_with(')')) {
    return OfRate(text.substr(5, text.size() - 6));
  }
  const bool is_aws = text.starts_with("cron(") && text.ends_with(')');
  if (is_aws) text = text.substr(5, text.size() - 6);
  std::vector<std::string_view> fields = Split(text, ' ');
  double seconds = 1;
  if (fields.size() == 6 && is_aws) {
    fields.pop_back();
  } else if (fields.size() == 6) {
    seconds = Count(fields[0], {0, 59});
    fields.erase(fields.begin());
  }
  return fields.size() == 5 ? OfFields(fields, seconds) : std::nullopt;
}

std::optional<double> MeanIntervalOfBoth(std::string_view schedule) {
  const std::vector<std::string_view> fields = Split(schedule, ' ');
  const bool both_choose = fields.size() == 5 && !IsAny(fields[2]) && !IsAny(fields[4]);
  return both_choose ? std::nullopt : MeanInterval(schedule);
}

}  // namespace interlock
