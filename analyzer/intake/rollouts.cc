#include "analyzer/intake/rollouts.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "analyzer/intake/yaml_reader.h"

namespace interlock {
namespace {

// No real rollout has more; exposure compares stages with stages.
constexpr std::size_t kMaxStages = 100;
constexpr std::size_t kMaxPlaces = 100;

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
  if (!TakeOneOf(text, ".")) return true;
  if (!TakeOneOf(text, "0123456789")) return false;
  while (TakeOneOf(text, "0123456789")) {
  }
  return true;
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

std::int64_t Time(const std::optional<YamlValue>& value) {
  if (!value) return 0;
  const std::optional<std::int64_t> time = ParseTime(value->Text());
  if (!time) value->Expected("a time such as 2026-03-02T09:00:00Z");
  return *time;
}

void CheckCount(const YamlValue& value, const std::string& what, std::size_t count,
                std::size_t most) {
  if (count <= most) return;
  value.Fail(std::to_string(count) + " " + what + ", expected at most " + std::to_string(most));
}

std::vector<std::string> Places(const std::optional<YamlValue>& value) {
  std::vector<std::string> places;
  if (!value) return places;
  const std::vector<YamlValue> entries = value->List();
  // An empty list could mean "everywhere" or "nowhere": the writer must say which.
  if (entries.empty()) value->Expected("at least one place, or no 'places' for everywhere");
  CheckCount(*value, "places", entries.size(), kMaxPlaces);
  for (const YamlValue& place : entries) places.push_back(place.Text());
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

Stage ReadStage(const YamlValue& value) {
  const YamlMap map = value.Map({"percent", "places", "from", "until"});
  Stage stage;
  stage.share = map.Require("percent").Number(0, 100) / 100;
  stage.places = Places(map.Find("places"));
  stage.from = Time(map.Find("from"));
  stage.until = Time(map.Find("until"));
  if (stage.until != 0 && stage.until <= stage.from) {
    map.Require("until").Expected("a time after 'from', " + map.Require("from").Text());
  }
  return stage;
}

std::vector<Stage> ReadStages(const YamlValue& value) {
  const std::vector<YamlValue> entries = value.List();
  if (entries.empty()) value.Expected("at least one stage");
  CheckCount(value, "stages", entries.size(), kMaxStages);
  std::vector<Stage> stages;
  for (const YamlValue& stage : entries) stages.push_back(ReadStage(stage));
  return stages;
}

std::string TextOr(const YamlMap& map, std::string_view key, const std::string& otherwise) {
  const std::optional<YamlValue> value = map.Find(key);
  return value ? value->Text() : otherwise;
}

Rollout ReadRollout(const YamlValue& value, const std::string& name) {
  const YamlMap map = value.Map({"id", "change", "flag", "key", "space", "stages", "current"});
  Rollout rollout;
  rollout.source = name;
  rollout.line = value.line();
  rollout.id = map.Require("id").Text();
  if (map.Has("change") == map.Has("flag")) {
    const char* found =
        map.Has("change") ? "both 'change' and 'flag'" : "neither 'change' nor 'flag'";
    value.Fail("rollout " + Quoted(rollout.id) + " has " + found +
               ", expected exactly one of them");
  }
  rollout.change = TextOr(map, "change", "");
  rollout.flag = TextOr(map, "flag", "");
  rollout.key = TextOr(map, "key", "user_id");
  rollout.space = TextOr(map, "space", rollout.id);
  rollout.stages = ReadStages(map.Require("stages"));
  if (const auto current = map.Find("current")) {
    const auto last = static_cast<std::int64_t>(rollout.stages.size());
    rollout.current = static_cast<std::uint32_t>(current->Integer(0, last));
  }
  return rollout;
}

}  // namespace

std::optional<std::int64_t> ParseTime(std::string_view text) {
  std::int64_t seconds = 0;
  const bool valid = TakeDate(&text, &seconds) && TakeOneOf(&text, "Tt ") &&
                     TakeClock(&text, &seconds) && TakeOffset(&text, &seconds) && text.empty();
  if (!valid || seconds < 0) return std::nullopt;
  return seconds;
}

std::vector<Rollout> ReadRollouts(std::string_view text, const std::string& name) {
  const YamlDocument document = ParseYaml(text, name);
  const YamlMap top = Root(document).Map({"version", "rollouts"});
  top.Require("version").Integer(1, 1);
  std::vector<Rollout> rollouts;
  std::map<std::string, std::uint32_t> lines;
  for (const YamlValue& entry : top.Require("rollouts").List()) {
    Rollout rollout = ReadRollout(entry, name);
    const auto [earlier, fresh] = lines.emplace(rollout.id, rollout.line);
    if (!fresh) {
      entry.Fail("duplicate rollout " + Quoted(rollout.id) + ", first in line " +
                 std::to_string(earlier->second));
    }
    rollouts.push_back(std::move(rollout));
  }
  return rollouts;
}

}  // namespace interlock
