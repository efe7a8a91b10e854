// Unleash client features, which GitLab's feature flags speak too:
//
//   {"version": 2, "features": [{"name", "enabled", "strategies": [...], "variants",
//   "dependencies"}],
//    "segments": [...]}          or {"events": [...]}, the delta form of the same
//
// A flag is on when one of its strategies holds; a strategy holds when its own condition, all of
// its constraints and all of its segments do. Users are sorted into buckets by
// murmur3(group:id) % 100 + 1 <= percentage, so flags of one group and stickiness are nested, not
// independent: GitLab's form writes the group 'default' into every percentage rollout. Variants
// have another seed and remainders of the sum of their weights; the first strategy that holds and
// has variants of its own chooses among those.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/slices.h"
#include "analyzer/exposure/times.h"
#include "analyzer/intake/rollouts/rollout_format.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"

namespace interlock {
namespace {

constexpr std::uint32_t kVariantSeed = 86028157;
constexpr const char* kNoVariant = "disabled";

// What a reader of one flag needs.
struct Reader : RuleReader {
  const std::map<std::string, JsonValue>* segments;
  Rollout* rollout;
};

std::string TextOr(const JsonValue& value, const std::string& otherwise) {
  return value.Text().empty() ? otherwise : value.Text();
}

std::string Trimmed(std::string text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// "a, b,c"
std::vector<AttributeValue> CommaSeparated(const std::string& text) {
  std::vector<AttributeValue> values;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    std::string part = Trimmed(text.substr(at, comma - at));
    if (!part.empty()) values.push_back(AttributeValue::OfText(std::move(part)));
    at = comma + 1;
  }
  return values;
}

// ---- constraints

std::optional<Operator> OperatorOf(const std::string& name) {
  static const std::map<std::string, Operator> operators = {
      {"IN", Operator::kIn},
      {"NOT_IN", Operator::kIn},
      {"STR_STARTS_WITH", Operator::kStarts},
      {"STR_ENDS_WITH", Operator::kEnds},
      {"STR_CONTAINS", Operator::kContains},
      {"REGEX", Operator::kMatches},
      {"NUM_EQ", Operator::kAtMost},  // with kAtLeast
      {"NUM_GT", Operator::kMore},
      {"NUM_GTE", Operator::kAtLeast},
      {"NUM_LT", Operator::kLess},
      {"NUM_LTE", Operator::kAtMost},
      {"DATE_AFTER", Operator::kAfter},
      {"DATE_BEFORE", Operator::kBefore},
      {"SEMVER_EQ", Operator::kVersionIs},
      {"SEMVER_GT", Operator::kVersionMore},
      {"SEMVER_GTE", Operator::kVersionAtLeast},
      {"SEMVER_LT", Operator::kVersionLess},
      {"SEMVER_LTE", Operator::kVersionAtMost},
      {"IN_CIDR", Operator::kInNetwork},
  };
  const auto found = operators.find(name);
  return found == operators.end() ? std::nullopt : std::optional(found->second);
}

std::vector<AttributeValue> ConstraintValues(const JsonValue& constraint) {
  std::vector<AttributeValue> values;
  if (!constraint["value"].IsNull())
    values.push_back(AttributeValue::OfText(constraint["value"].Text()));
  if (!constraint["values"].IsList()) return values;
  values.clear();
  for (const JsonValue& value : constraint["values"].Items()) {
    std::string text = Trimmed(value.Text());
    if (!text.empty()) values.push_back(AttributeValue::OfText(std::move(text)));
  }
  return values;
}

// The time of the call is no attribute but the time itself.
std::optional<CohortId> TimeWindow(const Condition& condition, Cohorts* cohorts) {
  const bool after = condition.op == Operator::kAfter;
  if (condition.attribute != "currentTime" || (!after && condition.op != Operator::kBefore) ||
      condition.values.size() != 1) {
    return std::nullopt;
  }
  const std::optional<std::int64_t> time = ParseInstant(condition.values.front().text);
  if (!time || *time <= 0) return std::nullopt;
  return cohorts->Add(after ? Window{*time + 1, 0} : Window{0, *time});
}

CohortId ReadConstraint(const Reader& reader, const JsonValue& constraint) {
  const std::string& name = constraint["operator"].Text();
  const std::optional<Operator> op = OperatorOf(name);
  if (!op) {
    reader.Note(constraint, "the operator " + Quoted(name) + " is not known, so it never holds");
    return kNobody;
  }
  // The clients test an inverted constraint as "not holds", whatever the value.
  const bool inverted = constraint["inverted"].Truth(false);
  Condition condition;
  condition.attribute = constraint["contextName"].Text();
  condition.op = *op;
  condition.values = ConstraintValues(constraint);
  condition.ignore_case = *op != Operator::kIn && constraint["caseInsensitive"].Truth(false);
  condition.items = ListItems::kNone;
  Cohorts& cohorts = reader.cohorts();
  CohortId holds = kNobody;
  if (*op == Operator::kMatches) {
    std::erase_if(condition.values, [&](const AttributeValue& pattern) {
      if (KindOfPattern(pattern.text) == PatternKind::kGood) return false;
      reader.Note(constraint, "the pattern " + Quoted(pattern.text) +
                                  " is none that RE2 takes, so it never holds");
      return true;
    });
  }
  if (const auto window = TimeWindow(condition, &cohorts)) {
    holds = *window;
  } else if (name == "NUM_EQ") {
    holds = cohorts.Add(condition);
    condition.op = Operator::kAtLeast;
    holds = cohorts.All({holds, cohorts.Add(condition)});
  } else {
    holds = cohorts.Add(condition);
  }
  return inverted != (name == "NOT_IN") ? cohorts.Not(holds) : holds;
}

CohortId ReadConstraints(const Reader& reader, const JsonValue& constraints) {
  std::vector<CohortId> all;
  for (const JsonValue& constraint : constraints.Items()) {
    all.push_back(ReadConstraint(reader, constraint));
  }
  return reader.cohorts().All(std::move(all));
}

CohortId ReadSegments(const Reader& reader, const JsonValue& ids) {
  std::vector<CohortId> all;
  for (const JsonValue& id : ids.Items()) {
    if (reader.segments->count(id.Text()) != 0) {
      all.push_back(reader.cohorts().Add(FlagReference{true, id.Text(), {}}));
    } else {
      reader.Note(id, "segment " + id.Shown() + " is not in the file, so its strategy never holds");
      all.push_back(kNobody);
    }
  }
  return reader.cohorts().All(std::move(all));
}

// ---- strategies

// The part of a space that a stickiness names. The variants' default has one attribute more.
Slice StickySlice(const std::string& stickiness, const std::string& group, bool variant) {
  Slice slice;
  slice.space.algorithm = HashAlgorithm::kMurmur3;
  slice.space.seed = variant ? kVariantSeed : 0;
  std::vector<std::string> attributes = {stickiness};
  if (stickiness == "default") attributes = {"userId", "sessionId"};
  if (stickiness == "default" && variant) attributes.emplace_back("remoteAddress");
  slice.space.input = {{group + ":", {}}, {"", attributes}};
  const bool random = stickiness == "default" || variant;
  slice.missing = random ? MissingUnit::kRandom : MissingUnit::kOutside;
  return slice;
}

// Everybody, when the whole of the space does and an absent attribute is drawn at random.
CohortId AddSlice(const Slice& slice, Cohorts* cohorts) {
  const bool whole = slice.set.ranges.size() == 1 && slice.set.ranges.front().first == 0 &&
                     slice.set.ranges.front().last + 1 == slice.set.modulus;
  return whole && slice.missing == MissingUnit::kRandom ? kEverybody : cohorts->Add(slice);
}

std::optional<double> Percentage(const JsonValue& value) {
  const std::optional<double> percent = value.Number();
  return percent && *percent >= 0 && *percent <= 100 ? percent : std::nullopt;
}

CohortId ReadShare(const Reader& reader, const JsonValue& strategy, const JsonValue& percentage,
                   const std::string& stickiness, const std::string& group) {
  const std::optional<double> percent = Percentage(percentage);
  if (!percent) {
    return reader.Unknown(
        percentage.exists() ? percentage : strategy,
        "the percentage is " + percentage.Shown() + ", expected a number from 0 to 100");
  }
  if (stickiness == "random") {
    return reader.cohorts().Add(Chance{*percent / 100, reader.rollout->id});
  }
  Slice slice = StickySlice(stickiness, group, false);
  slice.set = Remainders(
      100, [&](std::uint64_t rest) { return static_cast<double>(rest + 1) <= *percent; });
  return AddSlice(slice, &reader.cohorts());
}

CohortId Listed(const Reader& reader, const std::string& attribute, Operator op,
                const JsonValue& list) {
  Condition condition;
  condition.attribute = attribute;
  condition.op = op;
  condition.values = CommaSeparated(list.Text());
  condition.items = ListItems::kNone;
  return reader.cohorts().Add(condition);
}

// What the strategy asks apart from constraints and segments.
CohortId ReadActivation(const Reader& reader, const JsonValue& strategy) {
  const std::string& name = strategy["name"].Text();
  const JsonValue parameters = strategy["parameters"];
  const std::string& group = parameters["groupId"].Text();
  if (name == "default") return kEverybody;
  if (name == "userWithId") return Listed(reader, "userId", Operator::kIn, parameters["userIds"]);
  if (name == "remoteAddress") {
    return Listed(reader, "remoteAddress", Operator::kInNetwork, parameters["IPs"]);
  }
  if (name == "gradualRolloutUserId") {
    return ReadShare(reader, strategy, parameters["percentage"], "userId", group);
  }
  if (name == "gradualRolloutSessionId") {
    return ReadShare(reader, strategy, parameters["percentage"], "sessionId", group);
  }
  if (name == "gradualRolloutRandom") {
    return ReadShare(reader, strategy, parameters["percentage"], "random", "");
  }
  if (name == "flexibleRollout") {
    return ReadShare(reader, strategy, parameters["rollout"],
                     TextOr(parameters["stickiness"], "default"),
                     TextOr(parameters["groupId"], reader.rollout->flag));
  }
  return reader.Unknown(strategy, "the strategy " + Quoted(name) + " is not a built-in one");
}

CohortId ReadStrategy(const Reader& reader, const JsonValue& strategy) {
  return reader.cohorts().All({ReadActivation(reader, strategy),
                               ReadConstraints(reader, strategy["constraints"]),
                               ReadSegments(reader, strategy["segments"])});
}

// ---- variants

struct Served {
  std::string variation;
  CohortId cohort = kNobody;
};

CohortId Overrides(const Reader& reader, const JsonValue& variant) {
  std::vector<CohortId> any;
  for (const JsonValue& entry : variant["overrides"].Items()) {
    Condition condition;
    condition.attribute = entry["contextName"].Text();
    condition.values = ConstraintValues(entry);
    condition.items = ListItems::kNone;
    any.push_back(reader.cohorts().Add(condition));
  }
  return reader.cohorts().Any(std::move(any));
}

// Weights are whole and not negative; their sum has to stay countable.
std::optional<std::vector<std::uint64_t>> Weights(const Reader& reader,
                                                  const std::vector<JsonValue>& variants) {
  constexpr double kMost = 1e6;
  std::vector<std::uint64_t> weights;
  for (const JsonValue& variant : variants) {
    const std::optional<double> weight = variant["weight"].Number();
    if (!weight || !(*weight >= 0 && *weight <= kMost) || *weight != std::floor(*weight)) {
      reader.Note(variant, "the weight of variant " + variant["name"].Shown() + " is " +
                               variant["weight"].Shown() +
                               ", expected a whole number from 0 to 1000000");
      return std::nullopt;
    }
    weights.push_back(static_cast<std::uint64_t>(*weight));
  }
  return weights;
}

// Who gets which variant among those in `within`.
void ReadVariants(const Reader& reader, const JsonValue& list, const std::string& group,
                  const std::string& stickiness, CohortId within, std::vector<Served>* served) {
  Cohorts& cohorts = reader.cohorts();
  const std::vector<JsonValue> variants = list.Items();
  const auto weights = Weights(reader, variants);
  std::uint64_t sum = 0;
  for (const std::uint64_t weight : weights.value_or(std::vector<std::uint64_t>())) sum += weight;
  std::vector<CohortId> chosen, overrides;
  std::uint64_t from = 0;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    CohortId share = kNobody;
    if (!weights) {
      share = cohorts.Add(Opaque{"weights of variants"});
    } else if ((*weights)[i] > 0) {
      Slice slice = StickySlice(stickiness == "random" ? "default" : stickiness, group, true);
      slice.set = {sum, {{from, from + (*weights)[i] - 1}}};
      share = stickiness != "random" ? AddSlice(slice, &cohorts)
                                     : cohorts.Add(Opaque{"variants are drawn at random"});
      from += (*weights)[i];
    }
    const CohortId earlier = cohorts.Not(cohorts.Any(overrides));
    overrides.push_back(cohorts.All({earlier, Overrides(reader, variants[i])}));
    chosen.push_back(share);
  }
  const CohortId no_override = cohorts.Not(cohorts.Any(overrides));
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const CohortId gets = cohorts.Any({overrides[i], cohorts.All({no_override, chosen[i]})});
    served->push_back({variants[i]["name"].Text(), cohorts.All({within, gets})});
  }
}

std::string StickinessOf(const JsonValue& variants, const std::string& otherwise) {
  for (const JsonValue& variant : variants.Items()) return TextOr(variant["stickiness"], otherwise);
  return otherwise;
}

// One variation for each name, and one for those who are on without a variant.
void SetVariations(std::vector<Served> served, CohortId on, Rollout* rollout) {
  std::map<std::string, std::vector<CohortId>> by_name;
  std::vector<CohortId> any;
  for (const Served& one : served) {
    by_name[one.variation].push_back(one.cohort);
    any.push_back(one.cohort);
  }
  for (auto& [name, cohorts] : by_name) {
    rollout->variations.push_back({name, rollout->cohorts.Any(std::move(cohorts))});
  }
  const CohortId none = rollout->cohorts.Not(rollout->cohorts.Any(std::move(any)));
  if (by_name.count(kNoVariant) == 0) {
    rollout->variations.push_back({kNoVariant, rollout->cohorts.All({on, none})});
  }
  rollout->otherwise = kNoVariant;
}

// ---- flags

// A parent must not have parents of its own, and must be there.
CohortId ReadDependencies(const Reader& reader, const JsonValue& feature,
                          const std::map<std::string, JsonValue>& features) {
  Cohorts& cohorts = reader.cohorts();
  std::vector<CohortId> all;
  for (const JsonValue& dependency : feature["dependencies"].Items()) {
    const std::string& name = dependency["feature"].Text();
    const auto parent = features.find(name);
    if (parent == features.end() || !parent->second["dependencies"].Items().empty()) {
      reader.Note(dependency, "it depends on " + Quoted(name) +
                                  (parent == features.end() ? ", which is not in the file"
                                                            : ", which depends on a flag itself") +
                                  ", so it is never on");
      all.push_back(kNobody);
      continue;
    }
    const CohortId on = cohorts.Add(FlagReference{false, name, {}});
    if (!dependency["enabled"].Truth(true)) {
      all.push_back(cohorts.Not(on));
      continue;
    }
    all.push_back(on);
    FlagReference served{false, name, {}};
    for (const JsonValue& variant : dependency["variants"].Items()) {
      served.variations.push_back(variant.Text());
    }
    if (!served.variations.empty()) all.push_back(cohorts.Add(served));
  }
  return cohorts.All(std::move(all));
}

Rollout ReadFeature(const JsonValue& feature, const std::map<std::string, JsonValue>& features,
                    const std::map<std::string, JsonValue>& segments, RolloutFile* file) {
  Rollout rollout;
  rollout.id = rollout.flag = feature["name"].Text();
  rollout.line = feature.line();
  rollout.current = 1;
  const Reader reader{{file, "flag " + Quoted(rollout.id), &rollout.cohorts}, &segments, &rollout};
  Cohorts& cohorts = rollout.cohorts;
  const CohortId may =
      feature["enabled"].Truth(false) ? ReadDependencies(reader, feature, features) : kNobody;
  std::vector<CohortId> earlier;  // strategies
  std::vector<Served> served;
  std::vector<CohortId> undecided;  // on by a strategy without variants of its own
  const std::vector<JsonValue> strategies = feature["strategies"].Items();
  for (const JsonValue& strategy : strategies) {
    const CohortId holds = ReadStrategy(reader, strategy);
    const CohortId first = cohorts.All({may, holds, cohorts.Not(cohorts.Any(earlier))});
    earlier = {cohorts.Any({earlier.empty() ? kNobody : earlier.front(), holds})};
    const JsonValue variants = strategy["variants"];
    if (variants.Items().empty()) {
      undecided.push_back(first);
      continue;
    }
    const JsonValue parameters = strategy["parameters"];
    ReadVariants(reader, variants, TextOr(parameters["groupId"], rollout.flag),
                 StickinessOf(variants, TextOr(parameters["stickiness"], "default")), first,
                 &served);
  }
  CohortId on = cohorts.All({may, cohorts.Any(earlier)});
  if (!feature["strategies"].IsList()) {
    on = cohorts.All({may, reader.Unknown(feature, "it has no list 'strategies'")});
  } else if (strategies.empty()) {
    on = may;
    undecided = {may};
  }
  ReadVariants(reader, feature["variants"], rollout.flag,
               StickinessOf(feature["variants"], "default"), cohorts.Any(undecided), &served);
  Stage stage;
  stage.cohort = on;
  rollout.stages.push_back(stage);
  if (!served.empty()) {
    SetVariations(std::move(served), on, &rollout);
  } else {
    rollout.variations = {{kNoVariant, on}};
    rollout.otherwise = kNoVariant;
  }
  return rollout;
}

// Flags that share a group have nested cohorts: worth saying, because their owners think of two
// independent percentages.
void NoteSharedGroups(RolloutFile* file) {
  std::map<std::string, std::vector<Rollout*>> groups;
  for (Rollout& rollout : file->rollouts) {
    std::vector<std::string> own;
    for (const Atom& atom : rollout.cohorts.atoms()) {
      const auto* slice = std::get_if<Slice>(&atom);
      if (slice == nullptr || slice->space.seed == kVariantSeed) continue;
      std::string group = slice->space.input.front().literal;
      group.pop_back();  // the colon
      own.push_back("group " + Quoted(group) + " of " +
                    slice->space.input.back().attributes.front());
    }
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
    for (const std::string& group : own) groups[group].push_back(&rollout);
  }
  for (const auto& [group, rollouts] : groups) {
    if (rollouts.size() < 2) continue;
    for (Rollout* rollout : rollouts) {
      rollout->notes.push_back(SharingNote(group, rollouts.size(), "nested, not independent"));
    }
  }
}

// ---- the file

// What the file says in the end, by name and id; the delta form is a list of changes to that.
struct State {
  std::vector<std::string> order;  // of the flags
  std::map<std::string, JsonValue> features;
  std::map<std::string, JsonValue> segments;

  void SetFeature(const JsonValue& feature) {
    const std::string& name = feature["name"].Text();
    if (features.insert_or_assign(name, feature).second) order.push_back(name);
  }
  void SetSegment(const JsonValue& segment) {
    segments.insert_or_assign(segment["id"].Text(), segment);
  }
  void SetAll(const JsonValue& root) {
    for (const JsonValue& feature : root["features"].Items()) SetFeature(feature);
    for (const JsonValue& segment : root["segments"].Items()) SetSegment(segment);
  }
};

State ReadState(const JsonValue& root) {
  State state;
  state.SetAll(root);
  for (const JsonValue& event : root["events"].Items()) {
    const std::string& type = event["type"].Text();
    if (type == "hydration") state.SetAll(event);
    if (type == "feature-updated") state.SetFeature(event["feature"]);
    if (type == "segment-updated") state.SetSegment(event["segment"]);
    if (type == "feature-removed") state.features.erase(event["featureName"].Text());
    if (type == "segment-removed") state.segments.erase(event["segmentId"].Text());
  }
  return state;
}

bool Recognises(const RolloutInput& input) {
  if (input.json == nullptr) return false;
  const JsonValue root = input.json->Root();
  if (root["events"].IsList()) {
    for (const JsonValue& event : root["events"].Items()) {
      return event["type"].IsText() && event["eventId"].IsNumber();
    }
  }
  if (!root["features"].IsList() || !root["version"].IsNumber()) return false;
  for (const JsonValue& feature : root["features"].Items()) {
    return feature["name"].IsText() && feature["strategies"].IsList();
  }
  return true;
}

RolloutFile Read(const RolloutInput& input) {
  RolloutFile file;
  if (input.json == nullptr || !input.json->Root().IsMap()) {
    throw Error(ErrorCode::kInput, input.name + " is no JSON object, expected Unleash features",
                "save what /api/client/features answers");
  }
  const State state = ReadState(input.json->Root());
  for (const auto& [id, segment] : state.segments) {
    Rollout holder;  // a segment's constraints are read as a flag's
    holder.id = "segment " + id;
    const Reader reader{
        {&file, "segment " + Quoted(id), &holder.cohorts}, &state.segments, &holder};
    const CohortId cohort = ReadConstraints(reader, segment["constraints"]);
    file.segments.push_back({id, segment.line(), std::move(holder.cohorts), cohort});
  }
  for (const std::string& name : state.order) {
    const auto feature = state.features.find(name);
    if (feature == state.features.end()) continue;
    if (name.empty()) {
      file.notices.push_back({"", feature->second.line(), "a flag has no 'name'"});
      continue;
    }
    file.rollouts.push_back(ReadFeature(feature->second, state.features, state.segments, &file));
  }
  NoteSharedGroups(&file);
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_unleash = {
    "unleash",
    "Unleash client features (JSON), GitLab's included",
    Recognises,
    Read,
    false,
    "",
    "userId sessionId"};

}  // namespace interlock
