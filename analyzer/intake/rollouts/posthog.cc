// PostHog flags for local evaluation:
//
//   {"flags": [{"key", "active", "filters": {"groups": [{"properties": [...], "rollout_percentage",
//     "variant"}], "multivariate": {"variants": [{"key", "rollout_percentage"}]}},
//     "ensure_experience_continuity"}], "group_type_mapping": {"0": "company"}, "cohorts": {...}}
//
// The first group whose properties and share take a user decides. Users are sorted by SHA-1 of
// "key.id"; variants by that of "key.idvariant". The key is part of it, so no two flags share
// buckets. A person is hashed by `distinct_id` (or `$device_id`), a group by `groups.<type>`; the
// properties of a group are `group_properties.<type>.<name>`.
//
// Before all that, `filters.holdout` ({"id": 7, "exclusion_percentage": 10}, or as it was written
// before, `holdout_groups`) keeps users out of experiments: by the hash of "holdout-id", so all
// holdouts are nested in one another, and earlier assignments do not count.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/hashes.h"
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

constexpr const char* kOn = "true";
constexpr const char* kOff = "false";

// What a reader of one flag or cohort needs.
struct Reader : RuleReader {
  const std::set<std::string>* segments;               // cohorts of the file
  std::string prefix;                                  // of the properties: empty for a person's
  Rollout* rollout;                                    // of a flag; null: of a cohort
  const std::map<std::string, std::string>* holdouts;  // the variant of who is held out, by flag
};

// ---- properties

bool IsAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// A condition that no value of another type, and no absent one, satisfies. The negated ones leave
// an absent value to the server: it is unknown.
Condition Comparing(const Reader& reader, const JsonValue& property, Operator op, bool negate) {
  Condition condition;
  condition.attribute = reader.prefix + property["key"].Text();
  condition.op = op;
  condition.negate = negate;
  condition.items = ListItems::kNone;
  condition.if_missing = negate ? Otherwise::kUnknown : Otherwise::kNo;
  condition.if_mismatch = negate ? Otherwise::kYes : Otherwise::kNo;
  return condition;
}

std::vector<AttributeValue> ValuesOf(const JsonValue& property) {
  const JsonValue value = property["value"];
  if (value.IsList()) return ValueOf(value).items;
  return {ValueOf(value)};
}

struct TextOperator {
  Operator op;
  bool negate;
};

CohortId ReadText(const Reader& reader, const JsonValue& property, const TextOperator& named) {
  Condition condition = Comparing(reader, property, named.op, named.negate);
  condition.ignore_case = true;
  for (const AttributeValue& value : ValuesOf(property)) {
    const std::string text = ScriptText(value);
    if (!IsAscii(text)) {
      return reader.Unknown(property, "case of letters beyond ASCII in " + Quoted(text));
    }
    condition.values.push_back(AttributeValue::OfText(text));
  }
  return reader.cohorts().Add(condition);
}

CohortId ReadPattern(const Reader& reader, const JsonValue& property, bool negate) {
  const std::string pattern = ScriptText(ValueOf(property["value"]));
  const PatternKind kind = KindOfPattern(pattern);
  if (kind == PatternKind::kBroken) {
    reader.Note(property, "the pattern " + Quoted(pattern) + " is broken, so it never holds");
    return kNobody;
  }
  if (kind == PatternKind::kForeign) {
    return reader.Unknown(property, "the pattern " + Quoted(pattern) + " cannot be matched here");
  }
  Condition condition = Comparing(reader, property, Operator::kMatches, negate);
  condition.values = {AttributeValue::OfText(pattern)};
  return reader.cohorts().Add(condition);
}

CohortId ReadNumber(const Reader& reader, const JsonValue& property, Operator op) {
  const std::optional<double> number = property["value"].Number();
  if (!number) {
    return reader.Unknown(property,
                          "compares with " + property["value"].Shown() + ", expected a number");
  }
  Condition condition = Comparing(reader, property, op, false);
  condition.values = {AttributeValue::OfNumber(*number)};
  return reader.cohorts().Add(condition);
}

CohortId ReadDate(const Reader& reader, const JsonValue& property, Operator op) {
  if (!ParseInstant(property["value"].Text())) {
    return reader.Unknown(property,
                          "the date " + property["value"].Shown() + " is relative or no date");
  }
  Condition condition = Comparing(reader, property, op, false);
  condition.values = {AttributeValue::OfText(property["value"].Text())};
  condition.if_mismatch = Otherwise::kUnknown;
  return reader.cohorts().Add(condition);
}

// "1.2.3" as three numbers; later ones may be missing, and a pre-release is not looked at.
std::optional<std::vector<std::uint64_t>> NumbersOf(std::string text) {
  while (!text.empty() && (text.front() == 'v' || text.front() == 'V')) text.erase(0, 1);
  text = text.substr(0, text.find_first_of("-+"));
  std::vector<std::uint64_t> numbers;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('.', at), text.size());
    const std::string part = text.substr(at, end - at);
    constexpr std::size_t kDigits = 9;
    if (part.empty() || part.size() > kDigits ||
        part.find_first_not_of("0123456789") != std::string::npos) {
      return std::nullopt;
    }
    numbers.push_back(std::stoull(part));
    at = end + 1;
  }
  if (numbers.empty() || numbers.size() > 3) return std::nullopt;
  return numbers;
}

CohortId VersionIs(const Reader& reader, const JsonValue& property, Operator op, bool negate,
                   std::vector<std::uint64_t> numbers) {
  numbers.resize(3);
  Condition condition = Comparing(reader, property, op, negate);
  condition.loose_version = condition.core_version = true;
  condition.if_mismatch = Otherwise::kUnknown;
  condition.values = {AttributeValue::OfText(std::to_string(numbers[0]) + "." +
                                             std::to_string(numbers[1]) + "." +
                                             std::to_string(numbers[2]))};
  return reader.cohorts().Add(condition);
}

// From the version to the one where the number at `place` is one higher and later ones are 0.
CohortId VersionsFrom(const Reader& reader, const JsonValue& property,
                      const std::vector<std::uint64_t>& numbers, std::size_t place) {
  std::vector<std::uint64_t> end(numbers.begin(),
                                 numbers.begin() + static_cast<std::ptrdiff_t>(place) + 1);
  ++end.back();
  return reader.cohorts().All(
      {VersionIs(reader, property, Operator::kVersionAtLeast, false, numbers),
       VersionIs(reader, property, Operator::kVersionLess, false, std::move(end))});
}

CohortId ReadVersion(const Reader& reader, const JsonValue& property, const std::string& name) {
  static const std::map<std::string, Operator> operators = {
      {"semver_eq", Operator::kVersionIs},       {"semver_neq", Operator::kVersionIs},
      {"semver_gt", Operator::kVersionMore},     {"semver_gte", Operator::kVersionAtLeast},
      {"semver_lt", Operator::kVersionLess},     {"semver_lte", Operator::kVersionAtMost},
      {"semver_tilde", Operator::kVersionIs},    {"semver_caret", Operator::kVersionIs},
      {"semver_wildcard", Operator::kVersionIs},
  };
  std::string text = ScriptText(ValueOf(property["value"]));
  if (name == "semver_wildcard") {
    while (!text.empty() && (text.back() == '*' || text.back() == '.')) text.pop_back();
  }
  auto numbers = NumbersOf(text);
  const auto op = operators.find(name);
  if (!numbers || op == operators.end()) {
    return reader.Unknown(property, name + " " + property["value"].Shown() + " is not understood");
  }
  if (name == "semver_wildcard") {
    return VersionsFrom(reader, property, *numbers, numbers->size() - 1);
  }
  numbers->resize(3);
  if (name == "semver_tilde") return VersionsFrom(reader, property, *numbers, 1);
  if (name == "semver_caret") {
    std::size_t place = 0;
    while (place < 2 && (*numbers)[place] == 0) ++place;
    return VersionsFrom(reader, property, *numbers, place);
  }
  return VersionIs(reader, property, op->second, name == "semver_neq", *numbers);
}

CohortId ReadValue(const Reader& reader, const JsonValue& property) {
  static const std::map<std::string, TextOperator> texts = {
      {"exact", {Operator::kIn, false}},           {"is_not", {Operator::kIn, true}},
      {"icontains", {Operator::kContains, false}}, {"not_icontains", {Operator::kContains, true}},
      {"starts_with", {Operator::kStarts, false}}, {"not_starts_with", {Operator::kStarts, true}},
      {"ends_with", {Operator::kEnds, false}},     {"not_ends_with", {Operator::kEnds, true}},
  };
  static const std::map<std::string, Operator> numbers = {{"gt", Operator::kMore},
                                                          {"gte", Operator::kAtLeast},
                                                          {"lt", Operator::kLess},
                                                          {"lte", Operator::kAtMost}};
  const std::string name =
      property["operator"].Text().empty() ? "exact" : property["operator"].Text();
  if (const auto text = texts.find(name); text != texts.end()) {
    return ReadText(reader, property, text->second);
  }
  if (const auto number = numbers.find(name); number != numbers.end()) {
    return ReadNumber(reader, property, number->second);
  }
  if (name == "regex" || name == "not_regex") return ReadPattern(reader, property, name != "regex");
  if (name == "is_date_before") return ReadDate(reader, property, Operator::kBefore);
  if (name == "is_date_after") return ReadDate(reader, property, Operator::kAfter);
  if (name == "is_set" || name == "is_not_set") {
    Condition condition = Comparing(reader, property, Operator::kExists, name == "is_not_set");
    return reader.cohorts().Add(condition);
  }
  if (name.starts_with("semver_")) return ReadVersion(reader, property, name);
  return reader.Unknown(property, "the operator " + Quoted(name) + " is not known");
}

CohortId ReadCohort(const Reader& reader, const JsonValue& property) {
  const std::string id = ScriptText(ValueOf(property["value"]));
  if (reader.segments->count(id) == 0) {
    return reader.Unknown(
        property, "cohort " + id + " is not in the file: only the server knows who is in it");
  }
  if (!reader.prefix.empty())
    return reader.Unknown(property, "a cohort of persons in a group flag");
  const CohortId in = reader.cohorts().Add(FlagReference{true, id, {}});
  const std::string& name = property["operator"].Text();
  if (name == "not_in") return reader.cohorts().Not(in);
  if (name.empty() || name == "exact" || name == "in") return in;
  return reader.Unknown(property, "the operator " + Quoted(name) + " of a cohort is not known");
}

CohortId ReadDependency(const Reader& reader, const JsonValue& property) {
  const JsonValue value = property["value"];
  const std::string& flag = property["key"].Text();
  if (property["operator"].Text() != "flag_evaluates_to" || flag.empty() || value.IsNull()) {
    reader.Note(property, "a condition on a flag is malformed, so it never holds");
    return kNobody;
  }
  if (property["dependency_chain"].Items().empty()) {
    return reader.Unknown(property, "the flag " + Quoted(flag) + " depends on itself");
  }
  if (value.kind() != JsonKind::kTruth && !value.IsText()) return kNobody;
  FlagReference reference{false, flag, {}};
  if (value.IsText()) reference.variations = {value.Text()};
  CohortId on = reader.cohorts().Add(reference);
  const auto holdout = reader.holdouts->find(flag);
  if (!value.IsText() && holdout != reader.holdouts->end()) {
    // Who is held out has a variant, which counts as true.
    on = reader.cohorts().Any(
        {on, reader.cohorts().Add(FlagReference{false, flag, {holdout->second}})});
  }
  return value.kind() == JsonKind::kTruth && !value.Truth(true) ? reader.cohorts().Not(on) : on;
}

CohortId ReadProperty(const Reader& reader, const JsonValue& property) {
  const std::string& type = property["type"].Text();
  if (type == "cohort") return ReadCohort(reader, property);
  if (type == "flag") return ReadDependency(reader, property);
  return ReadValue(reader, property);
}

// {"type": "AND", "values": [...]}, one in the other.
CohortId ReadPropertyGroup(const Reader& reader, const JsonValue& group) {
  if (group.IsMap() && group.Items().empty()) return kEverybody;
  const std::string& type = group["type"].Text();
  if ((type != "AND" && type != "OR") || !group["values"].IsList()) {
    return reader.Unknown(group, "its groups of properties are not understood");
  }
  std::vector<CohortId> parts;
  for (const JsonValue& value : group["values"].Items()) {
    const bool nested = value["values"].exists() || value["type"].Text() == "AND" ||
                        value["type"].Text() == "OR" || (value.IsMap() && value.Items().empty());
    const CohortId holds = nested ? ReadPropertyGroup(reader, value) : ReadProperty(reader, value);
    parts.push_back(!nested && value["negation"].Truth(false) ? reader.cohorts().Not(holds)
                                                              : holds);
  }
  if (parts.empty()) return kEverybody;
  return type == "AND" ? reader.cohorts().All(std::move(parts))
                       : reader.cohorts().Any(std::move(parts));
}

// ---- flags

double ShareOfRaw(std::uint64_t raw) {
  return static_cast<double>(raw) / static_cast<double>(LastRaw(HashAlgorithm::kSha1));
}

Slice SliceOf(const std::string& key, const std::string& attribute, const std::string& salt,
              bool remembered) {
  Slice slice;
  slice.space.algorithm = HashAlgorithm::kSha1;
  slice.space.input = {{key + ".", {}}, {"", {attribute}}};
  if (!salt.empty()) slice.space.input.push_back({salt, {}});
  slice.remembered = remembered;
  return slice;
}

struct Flag {
  JsonValue json;
  const std::map<std::string, std::string>* group_types;
  bool kept = false;  // earlier assignments
};

// What is hashed, and where the properties are.
struct Unit {
  std::string attribute;
  std::string prefix;
};

std::optional<Unit> UnitOf(const Flag& flag, const JsonValue& group) {
  const JsonValue filters = flag.json["filters"];
  const JsonValue index = group["aggregation_group_type_index"].exists()
                              ? group["aggregation_group_type_index"]
                              : filters["aggregation_group_type_index"];
  if (index.IsNull()) {
    const std::string& own = flag.json["bucketing_identifier"].Text();
    const std::string& identifier = own.empty() ? filters["bucketing_identifier"].Text() : own;
    return Unit{identifier == "device_id" ? "$device_id" : "distinct_id", ""};
  }
  const auto type = flag.group_types->find(index.Text());
  if (type == flag.group_types->end()) return std::nullopt;
  return Unit{"groups." + type->second, "group_properties." + type->second + "."};
}

CohortId ReadShare(const Reader& reader, const Flag& flag, const JsonValue& group,
                   const Unit& unit) {
  const JsonValue percentage = group["rollout_percentage"];
  if (percentage.IsNull()) return kEverybody;
  const std::optional<double> percent = percentage.Number();
  if (!percent || !(*percent >= 0 && *percent <= 100)) {
    return reader.Unknown(percentage, "the percentage is " + percentage.Shown() +
                                          ", expected a number from 0 to 100");
  }
  if (*percent == 100) return kEverybody;
  Slice slice = SliceOf(flag.json["key"].Text(), unit.attribute, "", flag.kept);
  slice.set = UpTo(LastRaw(HashAlgorithm::kSha1),
                   [&](std::uint64_t raw) { return ShareOfRaw(raw) <= *percent / 100; });
  return reader.cohorts().Add(slice);
}

// Who gets which variant; beyond the last one there is none.
std::vector<std::pair<std::string, CohortId>> ReadVariants(const Reader& reader, const Flag& flag,
                                                           const Unit& unit) {
  const std::uint64_t last = LastRaw(HashAlgorithm::kSha1);
  std::map<std::string, std::vector<CohortId>> served;
  std::vector<CohortId> any;
  double low = 0;
  for (const JsonValue& variant : flag.json["filters"]["multivariate"]["variants"].Items()) {
    const std::optional<double> percent = variant["rollout_percentage"].Number();
    const std::string& name = variant["key"].Text();
    if (!percent || !(*percent >= 0 && *percent <= 100)) {
      served[name].push_back(reader.Unknown(variant, "the percentage of variant " + Quoted(name) +
                                                         " is " +
                                                         variant["rollout_percentage"].Shown() +
                                                         ", expected a number from 0 to 100"));
      continue;
    }
    const double high = low + *percent / 100;
    Slice slice = SliceOf(flag.json["key"].Text(), unit.attribute, "variant", flag.kept);
    const RawSet below = UpTo(last, [&](std::uint64_t raw) { return ShareOfRaw(raw) < high; });
    const RawSet before =
        Complement(UpTo(last, [&](std::uint64_t raw) { return ShareOfRaw(raw) < low; }), last);
    if (const auto both = Intersect({&below, &before}, last)) slice.set = both->plain;
    low = high;
    if (slice.set.ranges.empty()) continue;
    const CohortId cohort = reader.cohorts().Add(slice);
    served[name].push_back(cohort);
    any.push_back(cohort);
  }
  std::vector<std::pair<std::string, CohortId>> parts;
  for (auto& [name, cohorts] : served) {
    parts.emplace_back(name, reader.cohorts().Any(std::move(cohorts)));
  }
  parts.emplace_back(kOn, reader.cohorts().Not(reader.cohorts().Any(std::move(any))));
  return parts;
}

void AddGroup(const Reader& flag_reader, const Flag& flag, const JsonValue& group,
              FirstMatch* rules) {
  const JsonValue filters = flag.json["filters"];
  const auto unit = UnitOf(flag, group);
  if (!unit) {
    rules->Add(flag_reader.Unknown(group, "the type of its group is not in the file"), kOn);
    return;
  }
  Reader reader = flag_reader;
  reader.prefix = unit->prefix;
  std::vector<CohortId> all;
  for (const JsonValue& property : group["properties"].Items()) {
    all.push_back(ReadProperty(reader, property));
  }
  const CohortId targeted = reader.cohorts().All(std::move(all));
  const CohortId share = ReadShare(reader, flag, group, *unit);
  std::vector<std::pair<std::string, CohortId>> served = {{kOn, kEverybody}};
  const std::vector<JsonValue> variants = filters["multivariate"]["variants"].Items();
  const std::string& chosen = group["variant"].Text();
  const bool is_variant =
      !chosen.empty() && std::any_of(variants.begin(), variants.end(), [&](const JsonValue& one) {
        return one["key"].Text() == chosen;
      });
  if (is_variant) {
    served = {{chosen, kEverybody}};
  } else if (!variants.empty()) {
    served = ReadVariants(reader, flag, *unit);
  }
  rules->Add(reader.cohorts().All({targeted, share}), served);
  // Who is targeted and not in the share is off for good.
  if (IsTruthy(ValueOf(filters["early_exit"]))) rules->Add(targeted, kOff);
}

// The variant of who is held out of a flag; empty: nobody is. The server looks at the first of the
// groups only, and at none with properties.
std::string HoldoutVariant(const JsonValue& filters) {
  const JsonValue holdout = filters["holdout"];
  if (holdout.IsMap() && !holdout.Items().empty()) {
    return "holdout-" + ScriptText(ValueOf(holdout["id"]));
  }
  const std::vector<JsonValue> groups = filters["holdout_groups"].Items();
  if (groups.empty() || !groups.front()["properties"].Items().empty()) return "";
  const std::string& name = groups.front()["variant"].Text();
  return name.empty() ? "holdout" : name;
}

// Users that are held out, and the variant that says so; none where it holds nobody.
struct Holdout {
  CohortId cohort = kNobody;
  std::string variant;
};

std::optional<Holdout> ReadHoldout(const Reader& reader, const Flag& flag) {
  const JsonValue filters = flag.json["filters"];
  Holdout out;
  out.variant = HoldoutVariant(filters);
  if (out.variant.empty()) return std::nullopt;
  const bool grouped = !filters["holdout"].IsMap();
  const JsonValue holdout =
      grouped ? filters["holdout_groups"].Items().front() : filters["holdout"];
  const JsonValue percentage = holdout[grouped ? "rollout_percentage" : "exclusion_percentage"];
  reader.rollout->notes.emplace_back(
      "holds users out as PostHog's server does; clients that evaluate flags themselves and are "
      "older do not");
  if (percentage.IsNull()) {
    out.cohort = kEverybody;
    return out;
  }
  const auto unit = UnitOf(flag, filters);
  const std::optional<double> percent = percentage.Number();
  if (!unit || !percent || !(*percent >= 0 && *percent <= 100)) {
    out.cohort =
        reader.Unknown(holdout, !unit ? "the type of its group is not in the file"
                                      : "the percentage of its holdout is " + percentage.Shown() +
                                            ", expected a number from 0 to 100");
    return out;
  }
  Slice slice;
  slice.space.algorithm = HashAlgorithm::kSha1;
  slice.space.input = {{"holdout-", {}}, {"", {unit->attribute}}};
  slice.set = UpTo(LastRaw(HashAlgorithm::kSha1),
                   [&](std::uint64_t raw) { return ShareOfRaw(raw) <= *percent / 100; });
  out.cohort = *percent == 100 ? kEverybody : reader.cohorts().Add(slice);
  return out;
}

Rollout ReadFlag(const Flag& flag, const std::set<std::string>& segments,
                 const std::map<std::string, std::string>* holdouts, RolloutFile* file) {
  Rollout rollout;
  rollout.id = rollout.flag = flag.json["key"].Text();
  rollout.line = flag.json.line();
  rollout.current = 1;
  rollout.otherwise = kOff;
  Cohorts& cohorts = rollout.cohorts;
  const Reader reader{
      {file, "flag " + Quoted(rollout.id), &cohorts}, &segments, "", &rollout, holdouts};
  const JsonValue filters = flag.json["filters"];
  FirstMatch rules(&cohorts, flag.json["active"].Truth(false) ? kEverybody : kNobody);
  if (!filters["super_groups"].Items().empty()) {
    rules.Add(reader.Unknown(filters["super_groups"], "super_groups are decided by the server"),
              kOff);
  }
  const std::optional<Holdout> holdout = ReadHoldout(reader, flag);
  if (holdout) rules.Add(holdout->cohort, holdout->variant);
  for (const JsonValue& group : filters["groups"].Items()) AddGroup(reader, flag, group, &rules);
  std::vector<CohortId> on;
  for (Variation& variation : rules.Variations()) {
    if (variation.name == kOff) continue;
    // Who is held out sees what there was before.
    if (!holdout || variation.name != holdout->variant) on.push_back(variation.cohort);
    rollout.variations.push_back(std::move(variation));
  }
  Stage stage;
  stage.cohort = cohorts.Any(std::move(on));
  rollout.stages.push_back(stage);
  if (flag.kept) {
    rollout.notes.push_back(
        "keeps who had it before signing in (experience continuity), so its "
        "share is a bound");
  }
  return rollout;
}

// ---- the file

bool Recognises(const RolloutInput& input) {
  if (input.json == nullptr) return false;
  const JsonValue flags = input.json->Root()["flags"];
  if (!flags.IsList()) return false;
  for (const JsonValue& flag : flags.Items())
    return flag["key"].IsText() && flag["filters"].IsMap();
  return input.json->Root()["group_type_mapping"].exists();
}

RolloutFile Read(const RolloutInput& input) {
  if (input.json == nullptr || !input.json->Root()["flags"].IsList()) {
    throw Error(ErrorCode::kInput, input.name + " has no list 'flags'",
                "save what /api/projects/<id>/feature_flags/local_evaluation?send_cohorts answers");
  }
  const JsonValue root = input.json->Root();
  RolloutFile file;
  std::set<std::string> segments;
  std::map<std::string, JsonValue> cohorts;
  std::map<std::string, std::string> holdouts;
  for (const JsonValue& json : root["flags"].Items()) {
    const std::string variant = HoldoutVariant(json["filters"]);
    if (!variant.empty()) holdouts.emplace(json["key"].Text(), variant);
  }
  for (const JsonValue& cohort : root["cohorts"].Items()) {
    segments.insert(cohort.key());
    cohorts.insert_or_assign(cohort.key(), cohort);
  }
  for (const auto& [id, cohort] : cohorts) {
    Segment segment{id, cohort.line(), {}, kNobody};
    const Reader reader{
        {&file, "cohort " + Quoted(id), &segment.cohorts}, &segments, "", nullptr, &holdouts};
    segment.cohort = ReadPropertyGroup(reader, cohort);
    file.segments.push_back(std::move(segment));
  }
  std::map<std::string, std::string> group_types;
  for (const JsonValue& type : root["group_type_mapping"].Items()) {
    group_types[type.key()] = type.Text();
  }
  std::set<std::string> keys;
  for (const JsonValue& json : root["flags"].Items()) {
    const std::string& key = json["key"].Text();
    if (key.empty() || !keys.insert(key).second) {
      file.notices.push_back(
          {"", json.line(), key.empty() ? "a flag has no 'key'" : Quoted(key) + " is there twice"});
      continue;
    }
    const Flag flag{json, &group_types, json["ensure_experience_continuity"].Truth(false)};
    file.rollouts.push_back(ReadFlag(flag, segments, &holdouts, &file));
  }
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_posthog = {"posthog",
                                                     "PostHog flags for local evaluation (JSON)",
                                                     Recognises,
                                                     Read,
                                                     false,
                                                     "",
                                                     "distinct_id $device_id"};

}  // namespace interlock
