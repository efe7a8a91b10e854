#include "analyzer/intake/rollouts.h"

#include <algorithm>
#include <map>

#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/times.h"
#include "analyzer/intake/recurrences.h"
#include "analyzer/intake/yaml_reader.h"

namespace interlock {
namespace {

// No real rollout has more; exposure compares stages with stages.
constexpr std::size_t kMaxStages = 100;
constexpr std::size_t kMaxPlaces = 100;
constexpr std::size_t kMaxFreezes = 100;
constexpr std::size_t kMaxGlobs = 100;
constexpr std::int64_t kLongest = std::int64_t{8784} * 3'600'000;  // a leap year

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

void CheckOrder(const YamlMap& map, std::int64_t from, std::int64_t until) {
  if (until == 0 || until > from) return;
  map.Require("until").Expected("a time after 'from', " + map.Require("from").Text());
}

std::string TextOr(const YamlMap& map, std::string_view key, const std::string& otherwise) {
  const std::optional<YamlValue> value = map.Find(key);
  return value ? value->Text() : otherwise;
}

Stage ReadStage(const YamlValue& value) {
  const YamlMap map = value.Map({"percent", "places", "from", "until"});
  Stage stage;
  stage.share = map.Require("percent").Number(0, 100) / 100;
  stage.places = Places(map.Find("places"));
  stage.from = Time(map.Find("from"));
  stage.until = Time(map.Find("until"));
  CheckOrder(map, stage.from, stage.until);
  return stage;
}

std::vector<std::string> Globs(const std::optional<YamlValue>& value) {
  std::vector<std::string> globs;
  if (!value) return globs;
  const std::vector<YamlValue> entries = value->List();
  if (entries.empty()) value->Expected("at least one id, or no 'rollouts' for all");
  CheckCount(*value, "ids of rollouts", entries.size(), kMaxGlobs);
  for (const YamlValue& glob : entries) globs.push_back(glob.Text());
  return globs;
}

Recurrence ReadRecurrence(const YamlMap& map) {
  const YamlValue every = map.Require("every");
  std::optional<Recurrence> times = ParseCron(every.Text());
  if (!times) every.Expected("minute, hour, day, month and weekday such as 0 16 * * FRI");
  const YamlValue lasts = map.Require("lasts");
  const auto duration = ParseDuration(lasts.Text());
  if (!duration || *duration < 60'000 || *duration > kLongest) {
    lasts.Expected("a duration from 1m to 8784h, such as 64h");
  }
  times->lasts = *duration / 1000;
  if (const auto zone = map.Find("timezone")) {
    const auto offsets = OffsetsOfZone(zone->Text());
    if (!offsets) zone->Expected("a time zone such as Europe/Berlin, +02:00 or UTC");
    times->offsets = *offsets;
  }
  return *times;
}

Freeze ReadFreeze(const YamlValue& value, const std::string& name) {
  const YamlMap map =
      value.Map({"from", "until", "every", "lasts", "timezone", "reason", "rollouts", "places"});
  Freeze freeze;
  freeze.source = name;
  freeze.line = value.line();
  if (map.Has("every")) {
    for (const char* const key : {"from", "until"}) {
      if (map.Has(key)) map.Require(key).Fail("a freeze has 'from' or 'every', not both");
    }
    freeze.times.push_back(ReadRecurrence(map));
  } else {
    for (const char* const key : {"lasts", "timezone"}) {
      if (!map.Has(key)) continue;
      map.Require(key).Fail("a freeze has " + Quoted(key) + " with 'every' only");
    }
    freeze.from = Time(map.Require("from"));
    freeze.until = Time(map.Find("until"));
    CheckOrder(map, freeze.from, freeze.until);
  }
  freeze.reason = TextOr(map, "reason", "");
  freeze.rollouts = Globs(map.Find("rollouts"));
  freeze.places = Places(map.Find("places"));
  return freeze;
}

std::vector<Stage> ReadStages(const YamlValue& value) {
  const std::vector<YamlValue> entries = value.List();
  if (entries.empty()) value.Expected("at least one stage");
  CheckCount(value, "stages", entries.size(), kMaxStages);
  std::vector<Stage> stages;
  for (const YamlValue& stage : entries) stages.push_back(ReadStage(stage));
  return stages;
}

// The hash is the user's own; all that counts is that equal spaces and keys fill the same buckets
// from the same end.
CohortId CohortOf(const Rollout& rollout, const Stage& stage, Cohorts* cohorts) {
  const std::uint64_t last = LastRaw(HashAlgorithm::kNamed);
  const double buckets = stage.share * (static_cast<double>(last) + 1);
  Slice slice;
  slice.space.input = {{rollout.space, {}}, {"", {rollout.key}}};
  if (buckets >= 1) slice.set.ranges = {{0, static_cast<std::uint64_t>(buckets) - 1}};
  std::vector<CohortId> parts = {stage.share >= 1 ? kEverybody : cohorts->Add(slice)};
  if (!stage.places.empty()) {
    InPlaces places{stage.places};
    std::sort(places.names.begin(), places.names.end());
    parts.push_back(cohorts->Add(std::move(places)));
  }
  if (stage.from != 0 || stage.until != 0) {
    parts.push_back(cohorts->Add(Window{stage.from * 1000, stage.until * 1000}));
  }
  return cohorts->All(std::move(parts));
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
  MakeCohorts(&rollout);
  if (const auto current = map.Find("current")) {
    const auto last = static_cast<std::int64_t>(rollout.stages.size());
    rollout.current = static_cast<std::uint32_t>(current->Integer(0, last));
  }
  return rollout;
}

}  // namespace

void MakeCohorts(Rollout* rollout) {
  rollout->cohorts = Cohorts();
  for (Stage& stage : rollout->stages) stage.cohort = CohortOf(*rollout, stage, &rollout->cohorts);
}

std::optional<std::int64_t> ParseTime(std::string_view text) {
  constexpr std::size_t kDate = 10;  // a date alone is no moment
  const std::optional<std::int64_t> instant = ParseInstant(text);
  if (text.size() <= kDate || !instant || *instant < 0) return std::nullopt;
  return *instant / 1000;
}

RolloutFile ReadRollouts(std::string_view text, const std::string& name) {
  const YamlDocument document = ParseYaml(text, name);
  const YamlMap top = Root(document).Map({"version", "rollouts", "freezes"});
  top.Require("version").Integer(1, 1);
  RolloutFile file;
  std::map<std::string, std::uint32_t> lines;
  for (const YamlValue& entry : top.Require("rollouts").List()) {
    Rollout rollout = ReadRollout(entry, name);
    const auto [earlier, fresh] = lines.emplace(rollout.id, rollout.line);
    if (!fresh) {
      entry.Fail("duplicate rollout " + Quoted(rollout.id) + ", first in line " +
                 std::to_string(earlier->second));
    }
    file.rollouts.push_back(std::move(rollout));
  }
  if (const auto freezes = top.Find("freezes")) {
    const std::vector<YamlValue> entries = freezes->List();
    CheckCount(*freezes, "freezes", entries.size(), kMaxFreezes);
    for (const YamlValue& entry : entries) file.freezes.push_back(ReadFreeze(entry, name));
  }
  return file;
}

}  // namespace interlock
