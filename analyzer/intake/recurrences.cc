#include "analyzer/intake/recurrences.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iterator>

namespace interlock {
namespace {

using Offsets = std::vector<std::pair<std::int64_t, std::int32_t>>;

constexpr const char* kZones = "/usr/share/zoneinfo/";
constexpr std::size_t kMostZoneBytes = 1'000'000;
constexpr int kLastYear = 2100;

std::optional<int> NumberOf(std::string_view text) {
  int number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole && !text.empty() ? std::optional<int>(number) : std::nullopt;
}

// ---- cron

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {"sun", "mon", "tue", "wed",
                                                       "thu", "fri", "sat"};

template <std::size_t kCount>
std::optional<int> NamedOr(std::string_view text, const std::array<std::string_view, kCount>& names,
                           int first) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  const auto* const found = std::find(names.begin(), names.end(), lower);
  if (found != names.end()) return first + static_cast<int>(found - names.begin());
  return NumberOf(text);
}

struct Field {
  int least = 0, most = 0;

  std::optional<int> Value(std::string_view text) const {
    if (most == 12) return NamedOr(text, kMonths, 1);
    if (most == 7) return NamedOr(text, kWeekdays, 0);
    return NumberOf(text);
  }
};

// One part of a list: "*", "*/15", "3", "1-5", "1-20/2".
bool TakePart(std::string_view part, const Field& field, std::uint64_t* bits, bool* any) {
  int step = 1;
  const std::size_t slash = part.find('/');
  if (slash != std::string_view::npos) {
    const auto number = NumberOf(part.substr(slash + 1));
    if (!number || *number < 1) return false;
    step = *number;
    part = part.substr(0, slash);
  }
  int first = field.least, last = field.most;
  if (part == "*" || part == "?") {
    *any = *any || step == 1;
  } else {
    const std::size_t dash = part.find('-');
    const auto from = field.Value(part.substr(0, dash));
    const auto to = dash == std::string_view::npos ? from : field.Value(part.substr(dash + 1));
    if (!from || !to) return false;
    first = *from;
    // "5/15" goes on to the end.
    last = dash == std::string_view::npos && slash != std::string_view::npos ? field.most : *to;
  }
  if (first < field.least || last > field.most || first > last) return false;
  for (int value = first; value <= last; value += step) *bits |= std::uint64_t{1} << value;
  return true;
}

std::optional<std::uint64_t> TakeField(std::string_view text, const Field& field, bool* any) {
  std::uint64_t bits = 0;
  while (true) {
    const std::size_t comma = text.find(',');
    if (!TakePart(text.substr(0, comma), field, &bits, any)) return std::nullopt;
    if (comma == std::string_view::npos) return bits;
    text = text.substr(comma + 1);
  }
}

// ---- time zones

// "+02:00", "-0530", "Z"
std::optional<std::int32_t> FixedOffset(const std::string& name) {
  if (name == "UTC" || name == "Z" || name == "GMT" || name == "Etc/UTC") return 0;
  if (name.size() < 5 || (name[0] != '+' && name[0] != '-')) return std::nullopt;
  const auto hours = NumberOf(std::string_view(name).substr(1, 2));
  const auto minutes = NumberOf(std::string_view(name).substr(name[3] == ':' ? 4 : 3));
  if (!hours || !minutes || *hours < 0 || *hours > 14 || *minutes < 0 || *minutes > 59) {
    return std::nullopt;
  }
  return (name[0] == '-' ? -1 : 1) * (*hours * 3600 + *minutes * 60);
}

bool IsZoneName(const std::string& name) {
  return !name.empty() && name.size() < 100 && name.front() != '/' &&
         name.find("..") == std::string::npos &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/") ==
             std::string::npos;
}

std::int64_t BigEndian(std::string_view bytes) {
  std::uint64_t value = static_cast<unsigned char>(bytes[0]) >= 0x80 ? ~std::uint64_t{0} : 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

// The numbers of a TZif header, RFC 8536: 44 bytes.
struct ZoneHeader {
  std::size_t utc = 0, standard = 0, leaps = 0, times = 0, types = 0, letters = 0;
};

std::optional<ZoneHeader> HeaderOf(std::string_view text) {
  if (text.size() < 44 || text.substr(0, 4) != "TZif") return std::nullopt;
  const auto count = [&](std::size_t at) {
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>(BigEndian(text.substr(at, 4)), 0, kMostZoneBytes));
  };
  return ZoneHeader{count(20), count(24), count(28), count(32), count(36), count(40)};
}

// "M3.5.0/2" of a POSIX rule: month, week (5: the last), day of the week, and the local time.
struct RuleDay {
  int month = 0, week = 0, weekday = 0, seconds = 7200;

  std::int64_t In(int year) const {
    namespace c = std::chrono;
    const c::year_month month_of{c::year(year), c::month(static_cast<unsigned>(month))};
    const c::weekday day(static_cast<unsigned>(weekday));
    const c::sys_days date = week == 5 ? c::sys_days(month_of / day[c::last])
                                       : c::sys_days(month_of / day[static_cast<unsigned>(week)]);
    return std::int64_t{86400} * date.time_since_epoch().count() + seconds;
  }
};

// "<+03>-3" and "CET-1CEST,M3.5.0,M10.5.0/3": reads from the front.
class PosixRule {
 public:
  explicit PosixRule(std::string_view text) : text_(text) {}

  // Adds the changes of the years after the last that is there; false: nothing alters any more,
  // or the rule is of another form.
  bool AddTo(Offsets* offsets) {
    const auto standard = Zone();
    const auto summer = standard && Name() ? Summer(*standard) : std::nullopt;
    const auto begins = summer ? Day() : std::nullopt;
    const auto ends = begins ? Day() : std::nullopt;
    if (!ends || !text_.empty()) return false;
    namespace c = std::chrono;
    const std::int64_t last = offsets->empty() ? 0 : offsets->back().first;
    const auto day = c::floor<c::days>(c::sys_seconds(c::seconds(last)));
    for (int year = std::max(1970, static_cast<int>(c::year_month_day(day).year()));
         year <= kLastYear; ++year) {
      Offsets of_year = {{begins->In(year) - *standard, *summer},
                         {ends->In(year) - *summer, *standard}};
      std::sort(of_year.begin(), of_year.end());
      for (const auto& change : of_year) {
        if (offsets->empty() || change.first > last) offsets->push_back(change);
      }
    }
    return true;
  }

 private:
  bool Name() {
    if (text_.starts_with('<')) {
      const std::size_t end = text_.find('>');
      if (end == std::string_view::npos) return false;
      text_.remove_prefix(end + 1);
      return true;
    }
    std::size_t letters = 0;
    while (letters < text_.size() && ((text_[letters] | 0x20) >= 'a') &&
           ((text_[letters] | 0x20) <= 'z')) {
      ++letters;
    }
    text_.remove_prefix(letters);
    return letters >= 3;
  }

  // "-1", "3:30": hours west of Greenwich.
  std::optional<std::int32_t> Clock() {
    const bool negative = text_.starts_with('-');
    if (negative || text_.starts_with('+')) text_.remove_prefix(1);
    std::int32_t seconds = 0;
    for (const std::int32_t unit : {3600, 60, 1}) {
      const std::size_t digits = std::min(text_.find_first_not_of("0123456789"), text_.size());
      const auto number = NumberOf(text_.substr(0, digits));
      if (!number || *number > 200) return std::nullopt;
      seconds += *number * unit;
      text_.remove_prefix(digits);
      if (!text_.starts_with(':')) break;
      text_.remove_prefix(1);
    }
    return negative ? -seconds : seconds;
  }

  std::optional<std::int32_t> Zone() {
    if (!Name()) return std::nullopt;
    const auto west = Clock();
    return west ? std::optional<std::int32_t>(-*west) : std::nullopt;
  }

  std::optional<std::int32_t> Summer(std::int32_t standard) {
    if (text_.starts_with(',')) return standard + 3600;
    const auto west = Clock();
    return west ? std::optional<std::int32_t>(-*west) : std::nullopt;
  }

  std::optional<RuleDay> Day() {
    if (!text_.starts_with(",M")) return std::nullopt;
    text_.remove_prefix(2);
    RuleDay day;
    for (int* const part : {&day.month, &day.week, &day.weekday}) {
      const std::size_t digits = std::min(text_.find_first_not_of("0123456789"), text_.size());
      const auto number = NumberOf(text_.substr(0, digits));
      if (!number) return std::nullopt;
      *part = *number;
      text_.remove_prefix(digits);
      if (part != &day.weekday && !text_.starts_with('.')) return std::nullopt;
      if (part != &day.weekday) text_.remove_prefix(1);
    }
    if (text_.starts_with('/')) {
      text_.remove_prefix(1);
      const auto clock = Clock();
      if (!clock) return std::nullopt;
      day.seconds = *clock;
    }
    const bool is =
        day.month >= 1 && day.month <= 12 && day.week >= 1 && day.week <= 5 && day.weekday <= 6;
    return is ? std::optional<RuleDay>(day) : std::nullopt;
  }

  std::string_view text_;
};

std::optional<Offsets> ReadZone(std::string_view text) {
  const auto old = HeaderOf(text);
  if (!old || text[4] < '2') return std::nullopt;
  const std::size_t skipped = 44 + old->times * 5 + old->types * 6 + old->letters + old->leaps * 8 +
                              old->standard + old->utc;
  if (skipped > text.size()) return std::nullopt;
  text.remove_prefix(skipped);
  const auto header = HeaderOf(text);
  if (!header || header->types == 0) return std::nullopt;
  const std::size_t indexes = 44 + header->times * 8;
  const std::size_t types = indexes + header->times;
  const std::size_t footer = types + header->types * 6 + header->letters + header->leaps * 12 +
                             header->standard + header->utc;
  if (footer > text.size()) return std::nullopt;
  const auto offset_of = [&](std::size_t type) {
    return static_cast<std::int32_t>(BigEndian(text.substr(types + type * 6, 4)));
  };
  Offsets offsets = {{std::int64_t{-1} << 40, offset_of(0)}};
  for (std::size_t i = 0; i < header->times; ++i) {
    const auto type = static_cast<unsigned char>(text[indexes + i]);
    if (type >= header->types) return std::nullopt;
    const std::int64_t time = BigEndian(text.substr(44 + i * 8, 8));
    if (time > offsets.back().first) offsets.emplace_back(time, offset_of(type));
  }
  std::string_view rule = text.substr(footer);
  if (rule.starts_with('\n')) rule.remove_prefix(1);
  PosixRule(rule.substr(0, rule.find('\n'))).AddTo(&offsets);
  return offsets;
}

}  // namespace

std::optional<Recurrence> ParseCron(std::string_view text) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    fields.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  if (fields.size() != 5) return std::nullopt;
  Recurrence times;
  bool any = false;
  const auto minutes = TakeField(fields[0], {0, 59}, &any);
  const auto hours = TakeField(fields[1], {0, 23}, &any);
  const auto days = TakeField(fields[2], {1, 31}, &times.any_day);
  const auto months = TakeField(fields[3], {1, 12}, &any);
  const auto weekdays = TakeField(fields[4], {0, 7}, &times.any_weekday);
  if (!minutes || !hours || !days || !months || !weekdays) return std::nullopt;
  times.minutes = *minutes;
  times.hours = static_cast<std::uint32_t>(*hours);
  times.days = static_cast<std::uint32_t>(*days);
  times.months = static_cast<std::uint32_t>(*months);
  times.weekdays = static_cast<std::uint32_t>(*weekdays | ((*weekdays >> 7) & 1U));  // 7 is Sunday
  return times;
}

std::optional<Offsets> OffsetsOfZone(const std::string& name) {
  if (const auto fixed = FixedOffset(name)) return Offsets{{0, *fixed}};
  if (!IsZoneName(name)) return std::nullopt;
  std::ifstream file(kZones + name, std::ios::binary);
  if (!file.is_open()) return std::nullopt;
  std::string text(kMostZoneBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return ReadZone(text);
}

}  // namespace interlock
