// Eppo flags, as a server SDK gets them ("universal flag configuration"):
//
//   {"format": "SERVER", "environment": {...}, "flags": {"checkout": {"key", "enabled",
//     "variationType", "totalShards", "variations": {"on": {"key", "value"}}, "allocations": [
//       {"key", "startAt", "endAt", "rules": [{"conditions": [...]}],
//        "splits": [{"variationKey", "shards": [{"salt", "ranges": [{"start", "end"}]}]}]}]}}}
//
// The first allocation that is open, has a rule that holds and a split that takes the subject,
// decides. A split asks all of its shards: MD5 of "salt-subject" (32 bits), of which the remainder
// of `totalShards` lies in one of the ranges. Equal salts are one space: flags can be nested or
// exclude each other. The subject's key is the attribute `subjectKey`.
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/script_values.h"
#include "analyzer/exposure/slices.h"
#include "analyzer/exposure/times.h"
#include "analyzer/intake/first_match.h"
#include "analyzer/intake/json_values.h"
#include "analyzer/intake/rollouts/rollout_format.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"

namespace interlock {
namespace {

constexpr const char* kSubject = "subjectKey";

using Reader = RuleReader;

// ---- rules

bool IsVersion(const std::string& text) { return CompareVersions(text, text, false).has_value(); }

// The comparison, still without an attribute; nothing where it is not understood.
std::optional<Condition> ReadComparison(const Reader& reader, const JsonValue& json) {
  static const std::map<std::string, std::pair<Operator, Operator>> orders = {
      {"GT", {Operator::kMore, Operator::kVersionMore}},
      {"GTE", {Operator::kAtLeast, Operator::kVersionAtLeast}},
      {"LT", {Operator::kLess, Operator::kVersionLess}},
      {"LTE", {Operator::kAtMost, Operator::kVersionAtMost}}};
  const std::string& name = json["operator"].Text();
  const JsonValue value = json["value"];
  Condition condition;
  condition.conversion = Conversion::kScript;
  condition.items = ListItems::kWhole;
  if (name == "ONE_OF" || name == "NOT_ONE_OF") {
    condition.negate = name == "NOT_ONE_OF";
    for (const JsonValue& item : value.Items()) {
      condition.values.push_back(AttributeValue::OfText(ScriptText(ValueOf(item))));
    }
    return condition;
  }
  if (name == "IS_NULL") {
    condition.op = Operator::kExists;
    condition.negate = value.Truth(true);
    return condition;
  }
  if (name == "MATCHES" || name == "NOT_MATCHES") {
    condition.op = Operator::kMatches;
    condition.negate = name == "NOT_MATCHES";
    condition.values = {AttributeValue::OfText(value.Text())};
    if (KindOfPattern(value.Text()) == PatternKind::kGood) return condition;
    reader.Note(json, "the pattern " + value.Shown() + " cannot be matched here");
    return std::nullopt;
  }
  const auto order = orders.find(name);
  if (order == orders.end()) {
    reader.Note(json, "the operator " + Quoted(name) + " is not known");
    return std::nullopt;
  }
  if (value.IsText() && IsVersion(value.Text())) {
    condition.op = order->second.second;
    condition.conversion = Conversion::kText;
    condition.items = ListItems::kNone;
    condition.values = {AttributeValue::OfText(value.Text())};
    return condition;
  }
  const double number = ScriptNumber(ValueOf(value));
  if (std::isnan(number)) {
    reader.Note(json, "compares with " + value.Shown() + ", expected a number or version");
    return std::nullopt;
  }
  condition.op = order->second.first;
  condition.values = {AttributeValue::OfNumber(number)};
  return condition;
}

CohortId ReadCondition(const Reader& reader, const JsonValue& json) {
  Cohorts& cohorts = reader.cohorts();
  std::optional<Condition> condition = ReadComparison(reader, json);
  if (!condition) return cohorts.Add(Opaque{"a condition on " + json["attribute"].Shown()});
  condition->attribute = json["attribute"].Text();
  if (condition->attribute != "id") return cohorts.Add(*condition);
  // The subject's key stands in for an attribute of that name.
  Condition given;
  given.attribute = "id";
  given.op = Operator::kExists;
  const CohortId has = cohorts.Add(given);
  const CohortId own = cohorts.Add(*condition);
  condition->attribute = kSubject;
  const CohortId key = cohorts.Add(*condition);
  return cohorts.Any({cohorts.All({has, own}), cohorts.All({cohorts.Not(has), key})});
}

CohortId ReadRules(const Reader& reader, const JsonValue& rules) {
  const std::vector<JsonValue> list = rules.Items();
  if (list.empty()) return kEverybody;
  std::vector<CohortId> any;
  for (const JsonValue& rule : list) {
    std::vector<CohortId> all;
    for (const JsonValue& condition : rule["conditions"].Items()) {
      all.push_back(ReadCondition(reader, condition));
    }
    any.push_back(reader.cohorts().All(std::move(all)));
  }
  return reader.cohorts().Any(std::move(any));
}

// Open from startAt to endAt, both inside.
CohortId ReadWindow(const Reader& reader, const JsonValue& allocation) {
  Window window;
  std::vector<CohortId> all;
  for (const char* const key : {"startAt", "endAt"}) {
    const JsonValue json = allocation[key];
    if (json.IsNull()) continue;
    const auto time = ParseInstant(json.Text());
    if (!time || *time <= 0) {
      all.push_back(
          reader.Unknown(json, std::string(key) + " is " + json.Shown() + ", expected a time"));
    } else if (std::string_view(key) == "startAt") {
      window.from = *time;
    } else {
      window.until = *time + 1;
    }
  }
  if (window.from != 0 || window.until != 0) all.push_back(reader.cohorts().Add(window));
  return reader.cohorts().All(std::move(all));
}

// ---- splits

CohortId ReadShard(const Reader& reader, const JsonValue& shard, std::uint64_t total) {
  Slice slice;
  slice.space.algorithm = HashAlgorithm::kMd5;
  slice.space.input = {{shard["salt"].Text() + "-", {}}, {"", {kSubject}}};
  std::vector<RawRange> ranges;
  for (const JsonValue& range : shard["ranges"].Items()) {
    const std::optional<double> start = range["start"].Number();
    const std::optional<double> end = range["end"].Number();
    const auto most = static_cast<double>(total);
    if (!start || !end || !(*start >= 0 && *end <= most) || std::floor(*start) != *start ||
        std::floor(*end) != *end) {
      return reader.Unknown(range, "a shard's range is from " + range["start"].Shown() + " to " +
                                       range["end"].Shown() + ", expected whole numbers up to " +
                                       std::to_string(total));
    }
    if (*start >= *end) continue;
    ranges.push_back({static_cast<std::uint64_t>(*start), static_cast<std::uint64_t>(*end) - 1});
  }
  if (ranges.empty()) return kNobody;
  slice.set = Normalised(total, std::move(ranges));
  const bool whole = slice.set.ranges.front() == RawRange{0, total - 1};
  return whole ? kEverybody : reader.cohorts().Add(slice);
}

std::optional<std::uint64_t> TotalShards(const Reader& reader, const JsonValue& flag) {
  constexpr double kMost = 1e9;
  const std::optional<double> total = flag["totalShards"].Number();
  if (!total || !(*total >= 1 && *total <= kMost) || std::floor(*total) != *total) {
    reader.Note(flag, "totalShards is " + flag["totalShards"].Shown() +
                          ", expected a whole number from 1 to 1000000000");
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(*total);
}

// A client takes no value of another type than the flag's, and falls back to its own.
bool FitsType(const std::string& type, const JsonValue& value) {
  if (type == "INTEGER") return value.IsNumber() && *value.Number() == std::floor(*value.Number());
  if (type == "NUMERIC") return value.IsNumber();
  if (type == "BOOLEAN") return value.kind() == JsonKind::kTruth;
  return value.IsText();
}

void AddAllocation(const Reader& reader, const JsonValue& allocation,
                   const std::optional<std::uint64_t>& total,
                   const std::map<std::string, JsonValue>& variations, const std::string& type,
                   FirstMatch* rules) {
  Cohorts& cohorts = reader.cohorts();
  const CohortId open =
      cohorts.All({ReadWindow(reader, allocation), ReadRules(reader, allocation["rules"])});
  for (const JsonValue& split : allocation["splits"].Items()) {
    std::vector<CohortId> all = {open};
    for (const JsonValue& shard : split["shards"].Items()) {
      all.push_back(total ? ReadShard(reader, shard, *total) : cohorts.Add(Opaque{"totalShards"}));
    }
    const std::string& name = split["variationKey"].Text();
    const auto variation = variations.find(name);
    const bool served = variation != variations.end() && FitsType(type, variation->second["value"]);
    if (!served) {
      reader.Note(split, "the variation " + Quoted(name) +
                             " is missing or has a value of another "
                             "type, so nothing is served");
    }
    const CohortId taken = cohorts.All(std::move(all));
    if (served) {
      rules->Add(taken, name);
    } else {
      rules->Add(taken, std::vector<std::pair<std::string, CohortId>>());
    }
  }
}

Rollout ReadFlag(const std::string& key, const JsonValue& flag, RolloutFile* file) {
  Rollout rollout;
  rollout.id = rollout.flag = key;
  rollout.line = flag.line();
  rollout.current = 1;
  const Reader reader{file, "flag " + Quoted(rollout.id), &rollout.cohorts};
  const std::string& type = flag["variationType"].Text();
  std::map<std::string, JsonValue> variations;
  for (const JsonValue& variation : flag["variations"].Items()) {
    variations.insert_or_assign(variation.key(), variation);
  }
  FirstMatch rules(&rollout.cohorts, flag["enabled"].Truth(false) ? kEverybody : kNobody);
  const auto total = TotalShards(reader, flag);
  for (const JsonValue& allocation : flag["allocations"].Items()) {
    AddAllocation(reader, allocation, total, variations, type, &rules);
  }
  rollout.variations = rules.Variations();
  std::vector<CohortId> on;
  for (const Variation& variation : rollout.variations) {
    const bool off = type == "BOOLEAN" && !variations.at(variation.name)["value"].Truth(false);
    if (!off) on.push_back(variation.cohort);
  }
  if (type != "BOOLEAN" && rollout.variations.size() > 1) {
    rollout.notes.push_back("which of its variations is the change is not in the file: all count");
  }
  Stage stage;
  stage.cohort = rollout.cohorts.Any(std::move(on));
  rollout.stages.push_back(stage);
  return rollout;
}

bool Recognises(const RolloutInput& input) {
  if (input.json == nullptr) return false;
  const JsonValue flags = input.json->Root()["flags"];
  if (!flags.IsMap()) return false;
  for (const JsonValue& flag : flags.Items()) {
    return flag["allocations"].IsList() && flag["variationType"].IsText();
  }
  return false;
}

RolloutFile Read(const RolloutInput& input) {
  if (input.json == nullptr || !input.json->Root()["flags"].IsMap()) {
    throw Error(ErrorCode::kInput, input.name + " has no object 'flags'",
                "save what /api/flag-config/v1/config answers");
  }
  const JsonValue root = input.json->Root();
  if (root["format"].Text() == "CLIENT") {
    throw Error(ErrorCode::kInput, input.name + " is obfuscated for clients",
                "save what a server SDK gets: it has \"format\": \"SERVER\"");
  }
  RolloutFile file;
  std::set<std::string> keys;
  for (const JsonValue& flag : root["flags"].Items()) {
    if (!keys.insert(flag.key()).second) {
      file.notices.push_back({"", flag.line(), Quoted(flag.key()) + " is there twice"});
      continue;
    }
    file.rollouts.push_back(ReadFlag(flag.key(), flag, &file));
  }
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_eppo = {
    "eppo", "Eppo flags of a server SDK (JSON)", Recognises, Read, false, "", "id subjectKey"};

}  // namespace interlock
