// Statsig specs, as a server SDK gets them from download_config_specs:
//
//   {"feature_gates": [...], "dynamic_configs": [...], "layer_configs": [...], "id_lists": {...}}
//   spec: {"name", "salt", "enabled", "defaultValue", "rules": [{"id", "salt", "groupName",
//     "passPercentage", "idType", "returnValue", "configDelegate", "conditions": [{"type",
//     "targetValue", "operator", "field", "additionalValues", "idType"}]}]}
//
// (lists by name or objects; conditions there or in "condition_map".) The first rule whose
// conditions hold decides: a user in its share is served its value, anybody else the default. Users
// are sorted by SHA-256 (64 bits) of "salt.rule salt.unit" % 10,000, and in a condition
// `user_bucket` of "salt.unit" % 1,000: experiments of one layer name disjoint buckets of one salt.
// A user is userID, email, ip, userAgent, country, locale, appVersion, custom.<field>,
// customIDs.<type> and statsigEnvironment.<field>.
#include <algorithm>
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

constexpr const char* kDefault = "default";
constexpr const char* kOn = "true";

enum class SpecKind : std::uint8_t { kGate, kConfig, kLayer };

// What the whole file says.
struct Specs {
  std::map<std::string, JsonValue> gates;
  std::map<std::string, JsonValue> configs;
  std::map<std::string, JsonValue> layers;
  std::map<std::string, JsonValue> conditions;
  std::set<std::string> redirected;  // specs that another one may stand in for
};

struct Reader : RuleReader {
  const Specs* specs;
  Rollout* rollout;
};

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string UnitOf(const JsonValue& id_type) {
  const std::string& type = id_type.Text();
  return type.empty() || Lower(type) == "userid" ? "userID" : "customIDs." + type;
}

std::string FieldOf(const JsonValue& field) {
  static const std::map<std::string, std::string> known = {
      {"userid", "userID"},         {"user_id", "userID"},
      {"email", "email"},           {"ip", "ip"},
      {"country", "country"},       {"locale", "locale"},
      {"appversion", "appVersion"}, {"app_version", "appVersion"},
      {"useragent", "userAgent"},   {"user_agent", "userAgent"}};
  const auto found = known.find(Lower(field.Text()));
  return found == known.end() ? "custom." + field.Text() : found->second;
}

// ---- conditions

struct Named {
  Operator op;
  bool negate;
  bool ignore_case;
};

const Named* TextOperator(const std::string& name) {
  static const std::map<std::string, Named> operators = {
      {"any", {Operator::kIn, false, true}},
      {"none", {Operator::kIn, true, true}},
      {"any_case_sensitive", {Operator::kIn, false, false}},
      {"none_case_sensitive", {Operator::kIn, true, false}},
      {"str_starts_with_any", {Operator::kStarts, false, true}},
      {"str_ends_with_any", {Operator::kEnds, false, true}},
      {"str_contains_any", {Operator::kContains, false, true}},
      {"str_contains_none", {Operator::kContains, true, true}},
  };
  const auto found = operators.find(name);
  return found == operators.end() ? nullptr : &found->second;
}

const Operator* OrderOperator(const std::string& name) {
  static const std::map<std::string, Operator> operators = {
      {"gt", Operator::kMore},
      {"gte", Operator::kAtLeast},
      {"lt", Operator::kLess},
      {"lte", Operator::kAtMost},
      {"version_gt", Operator::kVersionMore},
      {"version_gte", Operator::kVersionAtLeast},
      {"version_lt", Operator::kVersionLess},
      {"version_lte", Operator::kVersionAtMost},
      {"version_eq", Operator::kVersionIs},
      {"version_neq", Operator::kVersionIs},
  };
  const auto found = operators.find(name);
  return found == operators.end() ? nullptr : &found->second;
}

// One comparison of an attribute.
class Comparison {
 public:
  Comparison(const Reader& reader, const JsonValue& json, std::string attribute, bool derived)
      : reader_(reader), json_(json), target_(json["targetValue"]), derived_(derived) {
    base_.attribute = std::move(attribute);
    if (derived) base_.if_missing = Otherwise::kUnknown;
  }

  CohortId Read() const {
    const std::string& name = json_["operator"].Text();
    if (const Named* named = TextOperator(name)) return Texts(*named);
    if (const Operator* op = OrderOperator(name)) return Ordered(*op, name);
    if (name == "eq") return Equals();
    if (name == "neq") return reader_.cohorts().Not(Equals());
    if (name == "str_matches") return Pattern();
    if (name.starts_with("array_contains") || name == "not_array_contains_all") {
      return Items(name);
    }
    if (name == "before" || name == "after") return Time(name == "before");
    if (name == "in_segment_list" || name == "not_in_segment_list") {
      const CohortId in =
          reader_.Unknown(json_, "who is in the list " + target_.Shown() + " is not in the file");
      return name == "in_segment_list" ? in : reader_.cohorts().Not(in);
    }
    return reader_.Unknown(json_, "the operator " + Quoted(name) + " is not known");
  }

 private:
  // An absent value is compared as an empty text.
  CohortId Add(Condition condition) const {
    if (!derived_) {
      const AttributeValue empty = AttributeValue::OfText("");
      condition.if_missing =
          Holds(condition, &empty) == Truth::kYes ? Otherwise::kYes : Otherwise::kNo;
    }
    return reader_.cohorts().Add(condition);
  }

  CohortId Texts(const Named& named) const {
    if (!target_.IsList()) return named.negate ? kEverybody : kNobody;
    Condition condition = base_;
    condition.op = named.op;
    condition.negate = named.negate;
    condition.ignore_case = named.ignore_case;
    condition.items = ListItems::kWhole;
    if (named.negate) condition.if_mismatch = Otherwise::kYes;
    for (const JsonValue& item : target_.Items()) {
      const std::string text = ScriptText(ValueOf(item));
      const bool ascii = std::all_of(text.begin(), text.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
      if (named.ignore_case && !ascii) {
        return reader_.Unknown(item, "case of letters beyond ASCII in " + Quoted(text));
      }
      condition.values.push_back(AttributeValue::OfText(text));
    }
    return Add(condition);
  }

  CohortId Ordered(Operator op, const std::string& name) const {
    Condition condition = base_;
    condition.op = op;
    condition.items = ListItems::kNone;
    if (!derived_) condition.if_missing = Otherwise::kNo;
    if (name.starts_with("version_")) {
      condition.dotted_version = true;
      condition.negate = name == "version_neq";
      condition.values = {AttributeValue::OfText(ScriptText(ValueOf(target_)))};
    } else if (const auto number = target_.Number()) {
      condition.values = {AttributeValue::OfNumber(*number)};
    } else {
      return kNobody;
    }
    return reader_.cohorts().Add(condition);
  }

  CohortId Equals() const {
    Condition condition = base_;
    if (target_.IsNull()) {
      condition.op = Operator::kExists;
      condition.negate = true;
      return derived_ ? reader_.Unknown(json_, "whether a derived value is there")
                      : reader_.cohorts().Add(condition);
    }
    if (target_.IsList() || target_.IsMap()) {
      return reader_.Unknown(json_, "compares with " + target_.Shown());
    }
    condition.values = {ValueOf(target_)};
    condition.items = ListItems::kWhole;
    if (target_.IsNumber()) {
      condition.items = ListItems::kNone;
      condition.op = Operator::kAtMost;
      const CohortId at_most = reader_.cohorts().Add(condition);
      condition.op = Operator::kAtLeast;
      return reader_.cohorts().All({at_most, reader_.cohorts().Add(condition)});
    }
    if (!target_.IsText()) condition.conversion = Conversion::kStrict;
    return reader_.cohorts().Add(condition);
  }

  CohortId Pattern() const {
    if (KindOfPattern(target_.Text()) == PatternKind::kBroken) return kNobody;
    if (KindOfPattern(target_.Text()) == PatternKind::kForeign) {
      return reader_.Unknown(json_, "the pattern " + target_.Shown() + " cannot be matched here");
    }
    Condition condition = base_;
    condition.op = Operator::kMatches;
    condition.values = {AttributeValue::OfText(target_.Text())};
    condition.items = ListItems::kNone;
    return reader_.cohorts().Add(condition);
  }

  CohortId Items(const std::string& name) const {
    Condition list = base_;
    list.op = Operator::kKindIs;
    list.values = {AttributeValue::OfText("list")};
    list.items = ListItems::kWhole;
    Cohorts& cohorts = reader_.cohorts();
    const CohortId is_list = cohorts.Add(list);
    std::vector<CohortId> has;
    for (const JsonValue& item : target_.Items()) {
      Condition condition = base_;
      condition.items = ListItems::kAnyOfList;
      condition.values = {AttributeValue::OfText(ScriptText(ValueOf(item)))};
      has.push_back(cohorts.Add(condition));
    }
    const bool all = name == "array_contains_all" || name == "not_array_contains_all";
    const bool negate = name == "array_contains_none" || name == "not_array_contains_all";
    const CohortId holds = all ? cohorts.All(std::move(has)) : cohorts.Any(std::move(has));
    return cohorts.All({is_list, negate ? cohorts.Not(holds) : holds});
  }

  // A number is taken for seconds when it is too small for milliseconds.
  CohortId Time(bool before) const {
    constexpr double kSeconds = 1e10;
    const std::optional<std::int64_t> text = ParseInstant(target_.Text());
    const std::optional<double> number = target_.Number();
    if (!text && !number) return kNobody;
    const double time = number ? *number : static_cast<double>(*text);
    Cohorts& cohorts = reader_.cohorts();
    Condition small = base_;
    small.op = Operator::kLess;
    small.conversion = Conversion::kStrict;
    small.items = ListItems::kNone;
    small.values = {AttributeValue::OfNumber(kSeconds)};
    Condition seconds = small;
    seconds.op = before ? Operator::kLess : Operator::kMore;
    seconds.values = {AttributeValue::OfNumber(time / 1000)};
    Condition instant = base_;
    instant.op = before ? Operator::kBefore : Operator::kAfter;
    instant.items = ListItems::kNone;
    instant.values = {AttributeValue::OfNumber(time)};
    const CohortId is_small = cohorts.Add(small);
    return cohorts.Any({cohorts.All({is_small, cohorts.Add(seconds)}),
                        cohorts.All({cohorts.Not(is_small), cohorts.Add(instant)})});
  }

  const Reader& reader_;
  const JsonValue json_;
  const JsonValue target_;
  bool derived_;  // where the user has none, a client finds it out from the agent or the address
  Condition base_;
};

CohortId ReadBucket(const Reader& reader, const JsonValue& json) {
  constexpr std::uint64_t kBuckets = 1000;
  Slice slice;
  slice.space.algorithm = HashAlgorithm::kSha256;
  slice.space.input = {{json["additionalValues"]["salt"].Text() + ".", {}},
                       {"", {UnitOf(json["idType"])}}};
  slice.missing = MissingUnit::kEmpty;
  const JsonValue target = json["targetValue"];
  const std::string& name = json["operator"].Text();
  const std::optional<double> number = target.Number();
  if (name == "any" || name == "none") {
    std::set<double> listed;
    for (const JsonValue& item : target.Items()) {
      if (const auto bucket = item.Number()) listed.insert(*bucket);
    }
    slice.set = Remainders(kBuckets, [&](std::uint64_t bucket) {
      return (listed.count(static_cast<double>(bucket)) != 0) == (name == "any");
    });
  } else if (OrderOperator(name) != nullptr && !name.starts_with("version_") && number) {
    slice.set = Remainders(kBuckets, [&](std::uint64_t bucket) {
      const auto n = static_cast<double>(bucket);
      return name == "gt"    ? n > *number
             : name == "gte" ? n >= *number
             : name == "lt"  ? n < *number
                             : n <= *number;
    });
  } else {
    return reader.Unknown(json, "a bucket is compared by " + Quoted(name));
  }
  if (slice.set.ranges.empty()) return kNobody;
  const bool whole = slice.set.ranges.front() == RawRange{0, kBuckets - 1};
  return whole ? kEverybody : reader.cohorts().Add(slice);
}

CohortId ReadNow(const Reader& reader, const JsonValue& json) {
  constexpr double kMost = 8.64e15;
  constexpr std::int64_t kDay = 86'400'000;
  const JsonValue target = json["targetValue"];
  const std::string& name = json["operator"].Text();
  const double number =
      target.Number().value_or(static_cast<double>(ParseInstant(target.Text()).value_or(0)));
  if (!(number > 0 && number <= kMost)) {
    return reader.Unknown(json, "the time " + target.Shown() + " is none");
  }
  const auto time = static_cast<std::int64_t>(number);
  if (name == "before") return reader.cohorts().Add(Window{0, time});
  if (name == "after") return reader.cohorts().Add(Window{time + 1, 0});
  if (name == "on")
    return reader.cohorts().Add(Window{time / kDay * kDay, (time / kDay + 1) * kDay});
  return reader.Unknown(json, "the time is compared by " + Quoted(name));
}

CohortId ReadGateCondition(const Reader& reader, const JsonValue& json) {
  const std::string& gate = json["targetValue"].Text();
  const bool known = reader.specs->gates.count(gate) != 0;
  const CohortId passes =
      known ? reader.cohorts().Add(FlagReference{false, gate, {}})
            : reader.Unknown(json, "the gate " + Quoted(gate) + " is not in the file");
  return json["type"].Text() == "fail_gate" ? reader.cohorts().Not(passes) : passes;
}

CohortId ReadCondition(const Reader& reader, JsonValue json) {
  if (!json.IsMap()) {
    const auto found = reader.specs->conditions.find(ScriptText(ValueOf(json)));
    if (found == reader.specs->conditions.end()) {
      return reader.Unknown(json, "the condition " + json.Shown() + " is not in the file");
    }
    json = found->second;
  }
  const std::string type = Lower(json["type"].Text());
  if (type == "public") return kEverybody;
  if (type == "pass_gate" || type == "fail_gate") return ReadGateCondition(reader, json);
  if (type == "user_bucket") return ReadBucket(reader, json);
  if (type == "current_time") return ReadNow(reader, json);
  if (type == "unit_id") return Comparison(reader, json, UnitOf(json["idType"]), false).Read();
  if (type == "user_field") return Comparison(reader, json, FieldOf(json["field"]), false).Read();
  if (type == "environment_field") {
    return Comparison(reader, json, "statsigEnvironment." + json["field"].Text(), false).Read();
  }
  if (type == "ua_based" || type == "ip_based") {
    return Comparison(reader, json, FieldOf(json["field"]), true).Read();
  }
  return reader.Unknown(json, "the condition type " + Quoted(type) + " is not known");
}

// ---- specs

std::string VariationName(SpecKind kind, const JsonValue& rule) {
  if (kind == SpecKind::kGate) return rule["returnValue"].Truth(true) ? kOn : kDefault;
  const std::string& id = rule["id"].Text();
  const std::string& group = rule["groupName"].Text();
  return group.empty() ? id : group + " (" + id + ")";
}

CohortId ReadShare(const Reader& reader, const JsonValue& spec, const JsonValue& rule) {
  constexpr std::uint64_t kBuckets = 10'000;
  const JsonValue percentage = rule["passPercentage"];
  const std::optional<double> percent = percentage.Number();
  if (!percent || !(*percent >= 0 && *percent <= 100)) {
    return reader.Unknown(
        rule, "the percentage is " + percentage.Shown() + ", expected a number from 0 to 100");
  }
  if (*percent == 100) return kEverybody;
  Slice slice;
  slice.space.algorithm = HashAlgorithm::kSha256;
  const std::string& salt = rule["salt"].IsText() ? rule["salt"].Text() : rule["id"].Text();
  slice.space.input = {{spec["salt"].Text() + "." + salt + ".", {}},
                       {"", {UnitOf(rule["idType"])}}};
  slice.missing = MissingUnit::kEmpty;
  slice.set = Remainders(
      kBuckets, [&](std::uint64_t bucket) { return static_cast<double>(bucket) < *percent * 100; });
  return slice.set.ranges.empty() ? kNobody : reader.cohorts().Add(slice);
}

// A layer's rule that hands the user on to an experiment, which then serves its own variations.
std::vector<std::pair<std::string, CohortId>> Delegated(const Reader& reader,
                                                        const JsonValue& rule) {
  const std::string& name = rule["configDelegate"].Text();
  const JsonValue experiment = reader.specs->configs.at(name);
  const std::vector<JsonValue> rules = experiment["rules"].Items();
  constexpr std::size_t kMaxRules = 100;  // each becomes a variation of each rule that delegates
  const bool again = std::any_of(rules.begin(), rules.end(), [](const JsonValue& one) {
    return !one["configDelegate"].Text().empty();
  });
  if (again || rules.size() > kMaxRules || reader.specs->gates.count(name) != 0) {
    return {{name, reader.Unknown(rule, "the experiment " + Quoted(name) +
                                            " delegates, is too long, or is named as a gate is")}};
  }
  std::set<std::string> variations = {kDefault};
  for (const JsonValue& one : rules) variations.insert(VariationName(SpecKind::kConfig, one));
  std::vector<std::pair<std::string, CohortId>> served;
  for (const std::string& variation : variations) {
    served.emplace_back(name + ": " + variation,
                        reader.cohorts().Add(FlagReference{false, name, {variation}}));
  }
  return served;
}

// Variations that serve another value than the spec's default.
std::set<std::string> ChangedBy(SpecKind kind, const JsonValue& spec, const Specs& specs) {
  std::set<std::string> changed;
  const AttributeValue otherwise = ValueOf(spec["defaultValue"]);
  std::set<std::string> experiments;
  for (const JsonValue& rule : spec["rules"].Items()) {
    if (kind == SpecKind::kGate) {
      changed.insert(kOn);
    } else if (ValueOf(rule["returnValue"]) != otherwise) {
      changed.insert(VariationName(kind, rule));
    }
    const auto experiment = specs.configs.find(rule["configDelegate"].Text());
    if (experiment == specs.configs.end() || !experiments.insert(experiment->first).second) {
      continue;
    }
    changed.insert(experiment->first);
    for (const JsonValue& one : experiment->second["rules"].Items()) {
      if (ValueOf(one["returnValue"]) == otherwise) continue;
      changed.insert(experiment->first + ": " + VariationName(SpecKind::kConfig, one));
    }
  }
  return changed;
}

void AddRule(const Reader& reader, SpecKind kind, const JsonValue& spec, const JsonValue& rule,
             FirstMatch* rules) {
  Cohorts& cohorts = reader.cohorts();
  std::vector<CohortId> all;
  for (const JsonValue& condition : rule["conditions"].Items()) {
    all.push_back(ReadCondition(reader, condition));
  }
  const CohortId holds = cohorts.All(std::move(all));
  if (reader.specs->configs.count(rule["configDelegate"].Text()) != 0) {
    rules->Add(holds, Delegated(reader, rule));
    return;
  }
  const CohortId share = ReadShare(reader, spec, rule);
  rules->Add(holds, {{VariationName(kind, rule), share}, {kDefault, cohorts.Not(share)}});
}

Rollout ReadSpec(const Specs& specs, SpecKind kind, const std::string& name, const JsonValue& spec,
                 RolloutFile* file) {
  Rollout rollout;
  rollout.flag = name;
  rollout.id = kind == SpecKind::kGate     ? name
               : kind == SpecKind::kConfig ? "config " + name
                                           : "layer " + name;
  rollout.line = spec.line();
  rollout.current = 1;
  rollout.otherwise = kDefault;
  const Reader reader{{file, Quoted(rollout.id), &rollout.cohorts}, &specs, &rollout};
  FirstMatch rules(&rollout.cohorts);
  if (specs.redirected.count(name) != 0) {
    rules.Add(reader.Unknown(spec, "another spec may stand in for it"), kDefault);
  }
  if (spec["enabled"].Truth(true)) {
    if (spec["useNewLayerEval"].Truth(false)) {
      rules.Add(reader.Unknown(spec, "a layer that merges several experiments"), kDefault);
    }
    for (const JsonValue& rule : spec["rules"].Items()) AddRule(reader, kind, spec, rule, &rules);
  }
  rules.Add(kEverybody,
            kind == SpecKind::kGate && spec["defaultValue"].Truth(false) ? kOn : kDefault);
  rollout.variations = rules.Variations();
  std::set<std::string> changed = ChangedBy(kind, spec, specs);
  if (kind == SpecKind::kGate) changed.insert(kOn);
  std::vector<CohortId> on;
  for (const Variation& variation : rollout.variations) {
    if (changed.count(variation.name) != 0) on.push_back(variation.cohort);
  }
  Stage stage;
  stage.cohort = rollout.cohorts.Any(std::move(on));
  rollout.stages.push_back(stage);
  return rollout;
}

// ---- the file

// A list of specs that have a name, or an object of specs by name.
std::map<std::string, JsonValue> ByName(const JsonValue& json) {
  std::map<std::string, JsonValue> specs;
  for (const JsonValue& spec : json.Items()) {
    specs.insert_or_assign(json.IsMap() ? spec.key() : spec["name"].Text(), spec);
  }
  return specs;
}

bool Recognises(const RolloutInput& input) {
  if (input.json == nullptr) return false;
  const JsonValue root = input.json->Root();
  const auto holds_specs = [](const JsonValue& json) { return json.IsList() || json.IsMap(); };
  return holds_specs(root["feature_gates"]) && holds_specs(root["dynamic_configs"]);
}

RolloutFile Read(const RolloutInput& input) {
  if (input.json == nullptr || !Recognises(input)) {
    throw Error(ErrorCode::kInput, input.name + " has no 'feature_gates' and 'dynamic_configs'",
                "save what /v1/download_config_specs/<server key>.json answers");
  }
  const JsonValue root = input.json->Root();
  Specs specs{ByName(root["feature_gates"]),
              ByName(root["dynamic_configs"]),
              ByName(root["layer_configs"]),
              {},
              {}};
  for (const char* const key : {"overrides", "cmab_configs"}) {
    for (const JsonValue& spec : root[key].Items()) specs.redirected.insert(spec.key());
  }
  for (const JsonValue& condition : root["condition_map"].Items()) {
    specs.conditions.insert_or_assign(condition.key(), condition);
  }
  RolloutFile file;
  std::set<std::string> ids;
  const auto add = [&](const std::map<std::string, JsonValue>& by_name, SpecKind kind) {
    for (const auto& [name, spec] : by_name) {
      Rollout rollout = ReadSpec(specs, kind, name, spec, &file);
      if (ids.insert(rollout.id).second) {
        file.rollouts.push_back(std::move(rollout));
      } else {
        file.notices.push_back({"", spec.line(), Quoted(rollout.id) + " is there twice"});
      }
    }
  };
  add(specs.gates, SpecKind::kGate);
  add(specs.configs, SpecKind::kConfig);
  add(specs.layers, SpecKind::kLayer);
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_statsig = {
    "statsig",           "Statsig specs of a server SDK (JSON)", Recognises, Read, false, "",
    "userID customIDs.*"};

}  // namespace interlock
