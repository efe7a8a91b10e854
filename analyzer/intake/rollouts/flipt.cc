// Flipt's declarative flags (features.yaml, or the same as JSON), one document for each namespace:
//
//   namespace: default
//   flags:
//   - key: checkout
//     type: BOOLEAN_FLAG_TYPE
//     enabled: false
//     rollouts: [{segment: {key: staff, value: true}}, {threshold: {percentage: 20, value: true}}]
//   - key: colour
//     variants: [{key: red, default: true}, {key: blue}]
//     rules: [{segment: everyone, distributions: [{variant: red, rollout: 50}, ...]}]
//   segments: [{key: staff, match_type: ALL_MATCH_TYPE, constraints: [...]}]
//
// The first rule or rollout that takes an entity decides. Entities are sorted by CRC-32: a switch
// by crc32(entity + flag) % 100, variants by crc32(flag + entity) % 1,000, both compared as
// float32. The hashes of two flags differ by a constant for all entities of one length, so they are
// counted and never multiplied. The entity is the attribute `entityId`; an empty value counts as
// absent.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/exposure/slices.h"
#include "analyzer/exposure/times.h"
#include "analyzer/intake/first_match.h"
#include "analyzer/intake/rollouts/rollout_format.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"

namespace interlock {
namespace {

constexpr const char* kEntity = "entityId";
constexpr const char* kOn = "true";
constexpr const char* kOff = "false";

// What a reader of one flag or segment needs.
struct Reader : RuleReader {
  const std::set<std::string>* segments;  // of the namespace, with its prefix
  std::string prefix;                     // "shop/", or nothing for the default namespace
};

// ---- constraints

Condition Comparing(const std::string& attribute, Operator op, std::vector<std::string> values) {
  Condition condition;
  condition.attribute = attribute;
  condition.op = op;
  condition.items = ListItems::kNone;
  for (std::string& value : values) {
    condition.values.push_back(AttributeValue::OfText(std::move(value)));
  }
  return condition;
}

// The text as a pattern that matches just it.
std::string QuotedPattern(const std::string& text) {
  std::string pattern;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       static_cast<unsigned char>(c) >= 0x80;
    if (!plain) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

// Absent, or nothing but blanks.
CohortId IsEmpty(const Reader& reader, const std::string& attribute) {
  Condition condition = Comparing(attribute, Operator::kMatches, {"^\\s*$"});
  condition.if_missing = Otherwise::kYes;
  return reader.cohorts().Add(condition);
}

// A list that is written as JSON in the constraint's text.
std::optional<std::vector<std::string>> Listed(const std::string& text) {
  try {
    const JsonDocument json = ParseJson(text, "value");
    if (!json.Root().IsList()) return std::nullopt;
    std::vector<std::string> values;
    for (const JsonValue& item : json.Root().Items()) values.push_back(item.Text());
    return values;
  } catch (const Error&) {
    return std::nullopt;
  }
}

CohortId ReadTextConstraint(const Reader& reader, const JsonValue& json,
                            const std::string& attribute, const std::string& op) {
  Cohorts& cohorts = reader.cohorts();
  const std::string& value = json["value"].Text();
  if (op == "empty") return IsEmpty(reader, attribute);
  if (op == "notempty") return cohorts.Not(IsEmpty(reader, attribute));
  // An empty value satisfies nothing, not even a negated comparison.
  const CohortId given =
      cohorts.All({cohorts.Add(Comparing(attribute, Operator::kExists, {})),
                   cohorts.Not(cohorts.Add(Comparing(attribute, Operator::kIn, {""})))});
  const auto of = [&](Operator named, const std::string& with, bool negate) {
    const CohortId holds = cohorts.Add(Comparing(attribute, named, {with}));
    return negate ? cohorts.All({given, cohorts.Not(holds)}) : holds;
  };
  if (op == "eq" || op == "neq") return of(Operator::kIn, value, op == "neq");
  if (op == "contains" || op == "notcontains") {
    return of(Operator::kContains, value, op == "notcontains");
  }
  if (op == "prefix") return of(Operator::kMatches, "^\\s*" + QuotedPattern(value), false);
  if (op == "suffix") return of(Operator::kMatches, QuotedPattern(value) + "\\s*$", false);
  const auto values = Listed(value);
  if ((op != "isoneof" && op != "isnotoneof") || !values) {
    return reader.Unknown(json, "the operator " + Quoted(op) + " with " + json["value"].Shown() +
                                    " is not understood");
  }
  const CohortId in = cohorts.Add(Comparing(attribute, Operator::kIn, *values));
  return op == "isoneof" ? in : cohorts.All({given, cohorts.Not(in)});
}

// Numbers and times: an order each way, of which equality and its negation are made.
struct Orders {
  Operator less, at_most, more, at_least;
};

CohortId ReadOrder(const Reader& reader, const JsonValue& json, const std::string& attribute,
                   const std::string& op, const Orders& orders, const AttributeValue& value) {
  Cohorts& cohorts = reader.cohorts();
  const auto of = [&](Operator named) {
    Condition condition = Comparing(attribute, named, {});
    condition.values = {value};
    return cohorts.Add(condition);
  };
  if (op == "lt") return of(orders.less);
  if (op == "lte") return of(orders.at_most);
  if (op == "gt") return of(orders.more);
  if (op == "gte") return of(orders.at_least);
  if (op == "eq") return cohorts.All({of(orders.at_most), of(orders.at_least)});
  if (op == "neq") return cohorts.Any({of(orders.less), of(orders.more)});
  return reader.Unknown(json, "the operator " + Quoted(op) + " is not known");
}

CohortId ReadNumberConstraint(const Reader& reader, const JsonValue& json,
                              const std::string& attribute, const std::string& op) {
  static const Orders orders = {Operator::kLess, Operator::kAtMost, Operator::kMore,
                                Operator::kAtLeast};
  Cohorts& cohorts = reader.cohorts();
  const JsonValue value = json["value"];
  if (op == "isoneof" || op == "isnotoneof") {
    std::vector<CohortId> parts;
    bool numbers = true;
    try {
      const JsonDocument list = ParseJson(value.Text(), "value");
      for (const JsonValue& item : list.Root().Items()) {
        const std::optional<double> number = item.Number();
        numbers = numbers && number.has_value();
        parts.push_back(ReadOrder(reader, json, attribute, op == "isoneof" ? "eq" : "neq", orders,
                                  AttributeValue::OfNumber(number.value_or(0))));
      }
    } catch (const Error&) {
      numbers = false;
    }
    if (!numbers) return reader.Unknown(json, value.Shown() + " is no list of numbers");
    return op == "isoneof" ? cohorts.Any(std::move(parts)) : cohorts.All(std::move(parts));
  }
  const std::optional<double> number = value.Number();
  if (!number)
    return reader.Unknown(json, "compares with " + value.Shown() + ", expected a number");
  return ReadOrder(reader, json, attribute, op, orders, AttributeValue::OfNumber(*number));
}

CohortId ReadConstraint(const Reader& reader, const JsonValue& json) {
  static const Orders times = {Operator::kBefore, Operator::kNotAfter, Operator::kAfter,
                               Operator::kNotBefore};
  const std::string& type = json["type"].Text();
  const std::string& attribute = json["property"].Text();
  const std::string& op = json["operator"].Text();
  if (type == "STRING_COMPARISON_TYPE") return ReadTextConstraint(reader, json, attribute, op);
  if (type == "ENTITY_ID_COMPARISON_TYPE") return ReadTextConstraint(reader, json, kEntity, op);
  if (op == "notpresent") return IsEmpty(reader, attribute);
  if (op == "present") return reader.cohorts().Not(IsEmpty(reader, attribute));
  if (type == "NUMBER_COMPARISON_TYPE") return ReadNumberConstraint(reader, json, attribute, op);
  if (type == "BOOLEAN_COMPARISON_TYPE" && (op == "true" || op == "false")) {
    const std::vector<std::string> values =
        op == "true" ? std::vector<std::string>{"1", "t", "T", "TRUE", "true", "True"}
                     : std::vector<std::string>{"0", "f", "F", "FALSE", "false", "False"};
    return reader.cohorts().Add(Comparing(attribute, Operator::kIn, values));
  }
  if (type == "DATETIME_COMPARISON_TYPE" && ParseInstant(json["value"].Text())) {
    return ReadOrder(reader, json, attribute, op, times,
                     AttributeValue::OfText(json["value"].Text()));
  }
  return reader.Unknown(json, "a constraint of type " + Quoted(type) + " with " +
                                  json["value"].Shown() + " is not understood");
}

CohortId ReadSegment(const Reader& reader, const JsonValue& segment) {
  std::vector<CohortId> parts;
  for (const JsonValue& constraint : segment["constraints"].Items()) {
    parts.push_back(ReadConstraint(reader, constraint));
  }
  const std::string& type = segment["match_type"].Text();
  if (type == "ANY_MATCH_TYPE") {
    return parts.empty() ? kEverybody : reader.cohorts().Any(std::move(parts));
  }
  if (type.empty() || type == "ALL_MATCH_TYPE") return reader.cohorts().All(std::move(parts));
  return reader.Unknown(segment, "the match type " + Quoted(type) + " is not known");
}

// A key, a list of keys, or {key | keys, operator}.
CohortId ReadSegments(const Reader& reader, const JsonValue& json) {
  std::vector<JsonValue> keys = {json};
  if (json.IsList()) keys = json.Items();
  if (json.IsMap()) {
    keys = {json["key"]};
    if (json["keys"].IsList()) keys = json["keys"].Items();
  }
  std::vector<CohortId> parts;
  for (const JsonValue& key : keys) {
    const std::string name = reader.prefix + key.Text();
    const bool known = !key.Text().empty() && reader.segments->count(name) != 0;
    parts.push_back(
        known ? reader.cohorts().Add(FlagReference{true, name, {}})
              : reader.Unknown(json, "the segment " + key.Shown() + " is not in the file"));
  }
  return json["operator"].Text() == "AND_SEGMENT_OPERATOR" ? reader.cohorts().All(std::move(parts))
                                                           : reader.cohorts().Any(std::move(parts));
}

// ---- flags

Slice EntitySlice(const std::string& flag, bool variants) {
  Slice slice;
  slice.space.algorithm = HashAlgorithm::kCrc32;
  slice.space.input = {{"", {kEntity}}, {flag, {}}};
  if (variants) std::swap(slice.space.input[0], slice.space.input[1]);
  slice.missing = MissingUnit::kEmpty;
  return slice;
}

CohortId ReadThreshold(const Reader& reader, const JsonValue& threshold, const std::string& flag) {
  constexpr std::uint64_t kBuckets = 100;
  const JsonValue percentage = threshold["percentage"];
  const std::optional<double> percent =
      percentage.exists() ? percentage.Number() : std::optional<double>(0);
  if (!percent || !(*percent >= 0 && *percent <= 100)) {
    return reader.Unknown(
        threshold, "the percentage is " + percentage.Shown() + ", expected a number from 0 to 100");
  }
  Slice slice = EntitySlice(flag, false);
  slice.set = Remainders(kBuckets, [&](std::uint64_t bucket) {
    return static_cast<float>(bucket) < static_cast<float>(*percent);
  });
  if (slice.set.ranges.empty()) return kNobody;
  const bool whole = slice.set.ranges.front() == RawRange{0, kBuckets - 1};
  return whole ? kEverybody : reader.cohorts().Add(slice);
}

void ReadRollouts(const Reader& reader, const JsonValue& flag, FirstMatch* rules) {
  for (const JsonValue& rollout : flag["rollouts"].Items()) {
    const JsonValue threshold = rollout["threshold"];
    const JsonValue segment = rollout["segment"];
    const JsonValue one = threshold.IsMap() ? threshold : segment;
    const CohortId taken = threshold.IsMap() ? ReadThreshold(reader, threshold, flag["key"].Text())
                                             : ReadSegments(reader, segment);
    rules->Add(taken, one["value"].Truth(false) ? kOn : kOff);
  }
  rules->Add(kEverybody, flag["enabled"].Truth(false) ? kOn : kOff);
}

struct Distribution {
  std::string variant;
  float rollout = 0;
};

// Who gets which variant: the shares as float32 sums of their part of the total, cut to
// thousandths.
std::vector<std::pair<std::string, CohortId>> Distribute(const Reader& reader,
                                                         const std::string& flag,
                                                         const std::vector<Distribution>& list) {
  constexpr std::uint64_t kBuckets = 1000;
  float total = 0;
  for (const Distribution& one : list) total += one.rollout;
  std::map<std::string, std::vector<CohortId>> served;
  float sum = 0;
  std::uint64_t from = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const float normalised = (list[i].rollout / total) * 100;
    sum += normalised;
    auto until = static_cast<std::uint64_t>(sum * 10);
    if (i + 1 == list.size() || until > kBuckets) until = kBuckets;
    if (from >= until) continue;
    Slice slice = EntitySlice(flag, true);
    slice.set = {kBuckets, {{from, until - 1}}};
    const bool whole = until - from == kBuckets;
    served[list[i].variant].push_back(whole ? kEverybody : reader.cohorts().Add(slice));
    from = until;
  }
  std::vector<std::pair<std::string, CohortId>> parts;
  for (auto& [variant, cohorts] : served) {
    parts.emplace_back(variant, reader.cohorts().Any(std::move(cohorts)));
  }
  return parts;
}

void ReadRules(const Reader& reader, const JsonValue& flag, const std::string& otherwise,
               FirstMatch* rules) {
  constexpr double kMost = 1e6;
  for (const JsonValue& rule : flag["rules"].Items()) {
    const CohortId taken = ReadSegments(reader, rule["segment"]);
    std::vector<Distribution> distributions;
    bool understood = true;
    for (const JsonValue& one : rule["distributions"].Items()) {
      const std::optional<double> rollout = one["rollout"].Number();
      understood = understood && rollout && *rollout >= 0 && *rollout <= kMost;
      if (understood && *rollout > 0) {
        distributions.push_back({one["variant"].Text(), static_cast<float>(*rollout)});
      }
    }
    if (!understood) {
      rules->Add(taken, {{otherwise, reader.Unknown(rule, "its distributions are no shares")}});
    } else if (distributions.empty()) {
      rules->Add(taken, otherwise);
    } else {
      rules->Add(taken, Distribute(reader, flag["key"].Text(), distributions));
    }
  }
}

Rollout ReadFlag(const Reader& file_reader, const JsonValue& flag) {
  Rollout rollout;
  rollout.flag = flag["key"].Text();
  rollout.id = file_reader.prefix + rollout.flag;
  rollout.line = flag.line();
  rollout.current = 1;
  Reader reader = file_reader;
  reader.name = "flag " + Quoted(rollout.id);
  reader.to = &rollout.cohorts;
  FirstMatch rules(&rollout.cohorts);
  if (flag["type"].Text() == "BOOLEAN_FLAG_TYPE") {
    rollout.otherwise = kOff;
    ReadRollouts(reader, flag, &rules);
  } else {
    for (const JsonValue& variant : flag["variants"].Items()) {
      if (variant["default"].Truth(false)) rollout.otherwise = variant["key"].Text();
    }
    if (flag["enabled"].Truth(false)) ReadRules(reader, flag, rollout.otherwise, &rules);
  }
  std::vector<CohortId> on;
  rollout.variations = rules.Variations();
  for (const Variation& variation : rollout.variations) {
    if (variation.name != rollout.otherwise) on.push_back(variation.cohort);
  }
  Stage stage;
  stage.cohort = rollout.cohorts.Any(std::move(on));
  rollout.stages.push_back(stage);
  return rollout;
}

// ---- the file

bool IsFeatures(const JsonValue& document) {
  if (!document["flags"].IsList()) return false;
  for (const JsonValue& flag : document["flags"].Items()) {
    return flag["key"].IsText() && !flag["filters"].exists() &&
           (flag["type"].Text().ends_with("_FLAG_TYPE") || flag["rollouts"].IsList() ||
            flag["rules"].IsList() || flag["variants"].IsList() || document["version"].exists());
  }
  return false;
}

std::vector<JsonValue> Documents(const RolloutInput& input) {
  if (input.yaml != nullptr) return input.yaml->Root().Items();
  if (input.json != nullptr) return {input.json->Root()};
  return {};
}

bool Recognises(const RolloutInput& input) {
  const std::vector<JsonValue> documents = Documents(input);
  return std::any_of(documents.begin(), documents.end(), IsFeatures);
}

void ReadDocument(const JsonValue& document, std::set<std::string>* ids, RolloutFile* file) {
  const JsonValue space = document["namespace"];
  const std::string name = space.IsMap() ? space["key"].Text() : space.Text();
  Reader reader{{file, "", nullptr}, nullptr, name.empty() || name == "default" ? "" : name + "/"};
  std::set<std::string> segments;
  for (const JsonValue& json : document["segments"].Items()) {
    const std::string key = reader.prefix + json["key"].Text();
    if (!segments.insert(key).second) continue;
    Segment segment{key, json.line(), {}, kNobody};
    reader.name = "segment " + Quoted(key);
    reader.to = &segment.cohorts;
    segment.cohort = ReadSegment(reader, json);
    file->segments.push_back(std::move(segment));
  }
  reader.segments = &segments;
  for (const JsonValue& flag : document["flags"].Items()) {
    const std::string key = reader.prefix + flag["key"].Text();
    if (flag["key"].Text().empty() || !ids->insert(key).second) {
      file->notices.push_back({"", flag.line(), "a flag has no key of its own"});
      continue;
    }
    file->rollouts.push_back(ReadFlag(reader, flag));
  }
}

RolloutFile Read(const RolloutInput& input) {
  if (!Recognises(input)) {
    throw Error(ErrorCode::kInput, input.name + " has no list 'flags' of flags with rules",
                "save the features.yaml that Flipt reads");
  }
  RolloutFile file;
  std::set<std::string> ids;
  for (const JsonValue& document : Documents(input)) ReadDocument(document, &ids, &file);
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_flipt = {
    "flipt", "Flipt's features.yaml", Recognises, Read, false, "", "entityId"};

}  // namespace interlock
