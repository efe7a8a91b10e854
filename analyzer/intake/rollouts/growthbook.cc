// GrowthBook features, as an SDK gets them:
//
//   {"features": {"checkout": {"defaultValue": false, "rules": [
//      {"condition": {...}, "force": true, "coverage": 0.1, "hashAttribute": "id"},
//      {"variations": [...], "weights": [...], "namespace": ["ns", 0, 0.5]}]}},
//    "experiments": [...], "savedGroups": {...}}
//
// The first rule that takes a user decides. Users are sorted by FNV-1a over UTF-16: version 1 of
// the hash by the remainder of 1,000 of hash(id + seed), version 2 by the remainder of 10,000 of
// hash(text of hash(seed + id)). Names that look alike are related in version 1, so two of its
// spaces are counted and never multiplied. A share in a range [low, high) excludes its end; the
// coverage of a forced value includes it, so 10 % are 101 of 1,000. Experiments of one namespace
// with ranges apart exclude each other.
//
// A whole context, as a program gives it to an SDK, may switch experiments besides: `enabled`,
// `qaMode`, `forcedVariations`, and `url`, of which "?experiment=1" forces one.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/script_values.h"
#include "analyzer/exposure/slices.h"
#include "analyzer/intake/document_conditions.h"
#include "analyzer/intake/experiment_switches.h"
#include "analyzer/intake/first_match.h"
#include "analyzer/intake/json_values.h"
#include "analyzer/intake/rollouts/rollout_format.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"

namespace interlock {
namespace {

constexpr const char* kNothing = "null";  // what a flag serves that a prerequisite blocks

// What the whole file says.
struct Payload {
  ExperimentSwitches switches;
  std::map<std::string, JsonValue> features;
  std::map<std::string, JsonValue> bandits;
  std::map<std::string, std::vector<AttributeValue>> groups;
  std::map<std::string, std::map<std::string, AttributeValue>> values;  // by flag and variation
  std::set<std::string> cyclic;
};

// What a reader of one flag needs.
struct Reader : RuleReader {
  const Payload* payload;
  Rollout* rollout;
  std::size_t* values_left;  // of groups that conditions may still hold

  CohortId Condition(const JsonValue& condition) const {
    if (condition.exists() && !condition.IsMap()) {
      return Unknown(condition, "the condition is " + condition.Shown() + ", expected an object");
    }
    DocumentRules rules;
    rules.groups = &payload->groups;
    rules.values_left = values_left;
    rules.note = [this](const JsonValue& at, const std::string& message) { Note(at, message); };
    return ReadDocumentCondition(condition, rules, &cohorts());
  }
};

// ---- buckets

struct Range {
  double low = 0;
  double high = 0;
};

// Absent, null, false, 0 and "" count as not written.
bool IsWritten(const JsonValue& value) { return IsTruthy(ValueOf(value)); }

std::string TextOr(const JsonValue& value, const std::string& otherwise) {
  return IsWritten(value) ? ScriptText(ValueOf(value)) : otherwise;
}

// The first remainder of which `reached` holds; it holds for all larger ones.
template <typename Reached>
std::uint64_t FirstRest(std::uint64_t modulus, const Reached& reached) {
  std::uint64_t low = 0, high = modulus;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (reached(static_cast<double>(middle) / static_cast<double>(modulus))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

// low <= n < high, and [low, high] with `closed`.
RawSet RestsIn(std::uint64_t modulus, const Range& range, bool closed = false) {
  const std::uint64_t first = FirstRest(modulus, [&](double n) { return n >= range.low; });
  const std::uint64_t end =
      FirstRest(modulus, [&](double n) { return closed ? n > range.high : n >= range.high; });
  RawSet set{modulus, {}};
  if (first < end) set.ranges.push_back({first, end - 1});
  return set;
}

// The part of a space of one seed, version and attributes, still without a set; none for a version
// that no client knows.
std::optional<Slice> SliceOf(const std::string& seed, int version,
                             const std::vector<std::string>& attributes) {
  Slice slice;
  slice.accepts = UnitValues::kTruthy;
  if (version == 1) {
    slice.space.algorithm = HashAlgorithm::kFnv1aUtf16;
    slice.space.input = {{"", attributes}, {seed, {}}};
    slice.set.modulus = 1000;
    return slice;
  }
  if (version != 2) return std::nullopt;
  slice.space.algorithm = HashAlgorithm::kFnv1aUtf16Twice;
  slice.space.input = {{seed, {}}, {"", attributes}};
  slice.set.modulus = 10000;
  return slice;
}

int VersionOf(const JsonValue& rule, int otherwise) {
  const JsonValue version = rule["hashVersion"];
  if (!IsWritten(version)) return otherwise;
  const double number = ScriptNumber(ValueOf(version));
  return number == 1 ? 1 : number == 2 ? 2 : 0;
}

std::optional<Range> RangeOf(const JsonValue& json) {
  const std::vector<JsonValue> ends = json.Items();
  if (!json.IsList() || ends.size() != 2 || !ends[0].IsNumber() || !ends[1].IsNumber()) {
    return std::nullopt;
  }
  return Range{*ends[0].Number(), *ends[1].Number()};
}

std::optional<std::vector<Range>> RangesOf(const JsonValue& json) {
  std::vector<Range> ranges;
  for (const JsonValue& item : json.Items()) {
    const auto range = RangeOf(item);
    if (!range) return std::nullopt;
    ranges.push_back(*range);
  }
  return json.IsList() ? std::optional(ranges) : std::nullopt;
}

// The part of each variation, by the clients' own sums.
std::vector<Range> RangesOfWeights(std::size_t count, double coverage,
                                   const std::optional<std::vector<double>>& written) {
  coverage = std::min(std::max(coverage, 0.0), 1.0);
  const std::vector<double> equal(count, 1 / static_cast<double>(count));
  std::vector<double> weights = written.value_or(equal);
  if (weights.size() != count) weights = equal;
  double total = 0;
  for (const double weight : weights) total += weight;
  if (!(total >= 0.99 && total <= 1.01)) weights = equal;
  std::vector<Range> ranges;
  double sum = 0;
  for (const double weight : weights) {
    ranges.push_back({sum, sum + coverage * weight});
    sum += weight;
  }
  return ranges;
}

// Of ranges that overlap, the first has what they share.
std::vector<RawSet> SetsOf(std::uint64_t modulus, const std::vector<Range>& ranges) {
  std::vector<RawSet> sets;
  RawSet taken{modulus, {}};
  for (const Range& range : ranges) {
    const RawSet own = RestsIn(modulus, range);
    const RawSet free = Complement(taken, modulus - 1);
    const auto both = Intersect({&own, &free}, modulus - 1);
    sets.push_back(both && both->remainder ? *both->remainder : RawSet{modulus, {}});
    std::vector<RawRange> all = taken.ranges;
    all.insert(all.end(), own.ranges.begin(), own.ranges.end());
    taken = Normalised(modulus, std::move(all));
  }
  return sets;
}

// ---- who comes to a rule

CohortId ReadFilter(const Reader& reader, const JsonValue& filter) {
  const auto ranges = RangesOf(filter["ranges"]);
  auto slice =
      SliceOf(filter["seed"].Text(), VersionOf(filter, 2), {TextOr(filter["attribute"], "id")});
  if (!slice) return kNobody;
  if (!ranges) return reader.Unknown(filter, "the ranges of a filter are not pairs of numbers");
  std::vector<RawRange> rests;
  for (const Range& range : *ranges) {
    const RawSet set = RestsIn(slice->set.modulus, range);
    rests.insert(rests.end(), set.ranges.begin(), set.ranges.end());
  }
  slice->set = Normalised(slice->set.modulus, std::move(rests));
  return reader.cohorts().Add(*slice);
}

CohortId ReadFilters(const Reader& reader, const JsonValue& filters) {
  std::vector<CohortId> all;
  for (const JsonValue& filter : filters.Items()) all.push_back(ReadFilter(reader, filter));
  return reader.cohorts().All(std::move(all));
}

CohortId ReadNamespace(const Reader& reader, const JsonValue& json,
                       const std::vector<std::string>& attributes) {
  const std::vector<JsonValue> parts = json.Items();
  if (parts.size() != 3 || !parts[1].IsNumber() || !parts[2].IsNumber()) {
    return reader.Unknown(json, "the namespace is not a name and two numbers");
  }
  Slice slice = *SliceOf("__" + ScriptText(ValueOf(parts[0])), 1, attributes);
  slice.set = RestsIn(slice.set.modulus, {*parts[1].Number(), *parts[2].Number()});
  return reader.cohorts().Add(slice);
}

// A condition on {"value": ...}, for one value after the other.
class ValueCondition {
 public:
  ValueCondition(const JsonValue& condition, const Reader& reader) {
    DocumentRules rules;
    rules.groups = &reader.payload->groups;
    rules.values_left = reader.values_left;
    cohort_ = ReadDocumentCondition(condition, rules, &cohorts_);
  }

  Truth Holds(const AttributeValue& value) const {
    Subject subject;
    subject.attributes["value"] = value;
    return Evaluation(nullptr, &subject).Ask(cohorts_, cohort_);
  }

 private:
  Cohorts cohorts_;
  CohortId cohort_ = kNobody;
};

// The prerequisite's own flag serves a value that satisfies the condition.
CohortId ReadParent(const Reader& reader, const JsonValue& parent) {
  const std::string& name = parent["id"].Text();
  const ValueCondition condition(parent["condition"], reader);
  const auto values = reader.payload->values.find(name);
  if (values == reader.payload->values.end()) {
    reader.Note(parent, "the prerequisite " + Quoted(name) + " is not in the file");
    return condition.Holds(AttributeValue()) == Truth::kYes ? kEverybody : kNobody;
  }
  constexpr std::size_t kMaxValues = 200;  // each is asked the condition
  if (values->second.size() > kMaxValues) {
    return reader.Unknown(parent, "the prerequisite " + Quoted(name) + " has too many values");
  }
  FlagReference reference{false, name, {}};
  for (const auto& [variation, value] : values->second) {
    const Truth holds = condition.Holds(value);
    if (holds == Truth::kUnknown) {
      return reader.Unknown(parent, "the condition on prerequisite " + Quoted(name));
    }
    if (holds == Truth::kYes) reference.variations.push_back(variation);
  }
  if (reference.variations.empty()) return kNobody;
  if (reference.variations.size() == values->second.size()) return kEverybody;
  return reader.cohorts().Add(reference);
}

// ---- rules

// An earlier assignment may be kept: where a client stores them, it asks neither the conditions nor
// the hash again.
bool IsRemembered(const JsonValue& rule) {
  return !IsWritten(rule["disableStickyBucketing"]) &&
         (IsWritten(rule["fallbackAttribute"]) || rule["bucketVersion"].exists() ||
          rule["minBucketVersion"].exists());
}

std::vector<std::string> AttributesOf(const JsonValue& rule) {
  std::vector<std::string> attributes = {TextOr(rule["hashAttribute"], "id")};
  if (IsRemembered(rule) && IsWritten(rule["fallbackAttribute"])) {
    attributes.push_back(rule["fallbackAttribute"].Text());
  }
  return attributes;
}

CohortId ReadShare(const Reader& reader, const JsonValue& rule) {
  const JsonValue coverage = rule["coverage"];
  const bool ranged = IsWritten(rule["range"]);
  if (!ranged && !coverage.exists()) return kEverybody;
  const auto range = RangeOf(rule["range"]);
  if (ranged && !range) return reader.Unknown(rule["range"], "the range is not a pair of numbers");
  const double share = ScriptNumber(ValueOf(coverage));
  if (!ranged && coverage.IsNumber() && share == 0) return kNobody;
  if (!ranged && !(share >= 0 && share <= 1)) {
    return reader.Unknown(
        coverage, "the coverage is " + coverage.Shown() + ", expected a number from 0 to 1");
  }
  auto slice =
      SliceOf(TextOr(rule["seed"], reader.rollout->flag), VersionOf(rule, 1), AttributesOf(rule));
  if (!slice) return kNobody;
  slice->set =
      ranged ? RestsIn(slice->set.modulus, *range) : RestsIn(slice->set.modulus, {0, share}, true);
  return reader.cohorts().Add(*slice);
}

struct Part {
  std::size_t variation = 0;
  CohortId cohort = kNobody;
};

std::vector<Part> PartsByRanges(const Reader& reader, const JsonValue& rule, const Slice& space,
                                const std::vector<Range>& ranges, CohortId within,
                                std::size_t count) {
  std::vector<Part> parts;
  const std::vector<RawSet> sets = SetsOf(space.set.modulus, ranges);
  for (std::size_t i = 0; i < sets.size() && i < count; ++i) {
    if (sets[i].ranges.empty()) continue;
    Slice slice = space;
    slice.set = sets[i];
    slice.remembered = IsRemembered(rule);
    parts.push_back({i, reader.cohorts().All({within, reader.cohorts().Add(slice)})});
  }
  return parts;
}

std::optional<std::vector<double>> WeightsOf(const JsonValue& json) {
  if (!json.IsList()) return std::nullopt;
  std::vector<double> weights;
  for (const JsonValue& weight : json.Items()) weights.push_back(ScriptNumber(ValueOf(weight)));
  return weights;
}

// Who is in the experiment, by variation. `key` is hashed unless there is a seed.
std::vector<Part> ReadExperiment(const Reader& reader, const JsonValue& rule,
                                 const std::string& key, std::size_t count) {
  Cohorts& cohorts = reader.cohorts();
  const std::vector<std::string> attributes = AttributesOf(rule);
  const auto space = SliceOf(TextOr(rule["seed"], key), VersionOf(rule, 1), attributes);
  if (count < 2 || !space) return {};
  const CohortId reserved = rule["filters"].IsList() ? ReadFilters(reader, rule["filters"])
                            : IsWritten(rule["namespace"])
                                ? ReadNamespace(reader, rule["namespace"], attributes)
                                : kEverybody;
  const CohortId within = cohorts.All({reserved, reader.Condition(rule["condition"])});
  std::vector<Part> parts;
  const JsonValue coverage = rule["coverage"];
  const double share = coverage.exists() ? ScriptNumber(ValueOf(coverage)) : 1;
  const auto by_weights = [&](const JsonValue& weights, CohortId among) {
    const auto own =
        PartsByRanges(reader, rule, *space, RangesOfWeights(count, share, WeightsOf(weights)),
                      cohorts.All({within, among}), count);
    parts.insert(parts.end(), own.begin(), own.end());
  };
  if (IsWritten(rule["ranges"])) {
    const auto ranges = RangesOf(rule["ranges"]);
    if (!ranges) {
      reader.Note(rule["ranges"], "the ranges are not pairs of numbers");
      for (std::size_t i = 0; i < count; ++i) parts.push_back({i, cohorts.Add(Opaque{"ranges"})});
      return parts;
    }
    parts = PartsByRanges(reader, rule, *space, *ranges, within, count);
  } else {
    // A contextual bandit has weights of its own for the first of its contexts that holds.
    CohortId others = kEverybody;
    const auto bandit = reader.payload->bandits.find(rule["contextualBanditRef"].Text());
    const std::vector<JsonValue> contexts = bandit == reader.payload->bandits.end()
                                                ? std::vector<JsonValue>()
                                                : bandit->second["contexts"].Items();
    for (const JsonValue& context : contexts) {
      const CohortId holds = reader.Condition(context["condition"]);
      by_weights(context["weights"], cohorts.All({others, holds}));
      others = cohorts.All({others, cohorts.Not(holds)});
    }
    by_weights(rule["weights"], others);
  }
  if (IsRemembered(rule)) {
    reader.rollout->notes.push_back("experiment " + key +
                                    " keeps earlier assignments, so its share is a bound");
    const CohortId outside = within == kEverybody ? kNobody : cohorts.Not(within);
    const CohortId kept = cohorts.Add(Opaque{"an earlier assignment of " + key + " may be kept"});
    for (Part& part : parts) part.cohort = cohorts.Any({part.cohort, cohorts.All({outside, kept})});
  }
  return parts;
}

// ---- flags

// Who meets what the flag changes: a truthy value, and not the default unless it is a plain switch.
CohortId ExposedBy(const Payload& payload, const Rollout& rollout, Cohorts* cohorts) {
  const auto& values = payload.values.at(rollout.flag);
  std::vector<CohortId> exposed, others;
  const bool is_switch = std::all_of(values.begin(), values.end(), [](const auto& entry) {
    return entry.second.kind <= ValueKind::kTruth;
  });
  const bool by_default =
      values.count(rollout.otherwise) != 0 && is_switch && IsTruthy(values.at(rollout.otherwise));
  for (const Variation& variation : rollout.variations) {
    others.push_back(variation.cohort);
    if (variation.name == rollout.otherwise && !by_default) continue;
    if (IsTruthy(values.at(variation.name))) exposed.push_back(variation.cohort);
  }
  if (by_default) exposed.push_back(cohorts->Not(cohorts->Any(std::move(others))));
  return cohorts->Any(std::move(exposed));
}

SwitchedExperiment SwitchesOf(const Reader& reader, const JsonValue& experiment,
                              const std::string& key, std::size_t variations) {
  const ExperimentSwitches& switches = reader.payload->switches;
  const SwitchedExperiment switched =
      SwitchedTo(switches, key, variations, experiment["force"].exists());
  if (switched.variation) {
    reader.rollout->notes.push_back("the context forces variation " +
                                    std::to_string(*switched.variation) + " of experiment " +
                                    Quoted(key) + " for everybody");
  }
  return switched;
}

// A rule's own variations by name, of those parts that keep the user. Parts that pass on ("holdout
// groups") leave the user to the rules that follow.
void AddExperiment(const Reader& reader, const JsonValue& rule, CohortId within,
                   FirstMatch* rules) {
  const JsonValue list =
      rule["contextualVariations"].IsList() ? rule["contextualVariations"] : rule["variations"];
  const std::vector<JsonValue> variations = list.Items();
  const std::vector<JsonValue> meta = rule["meta"].Items();
  const auto passes_on = [&](std::size_t variation) {
    return variation < meta.size() && IsWritten(meta[variation]["passthrough"]);
  };
  const std::string key = TextOr(rule["key"], reader.rollout->flag);
  const SwitchedExperiment switched = SwitchesOf(reader, rule, key, variations.size());
  if (switched.settled) {
    if (!switched.variation || passes_on(*switched.variation)) return;
    rules->Add(within, NameOfValue(ValueOf(variations[*switched.variation])));
    return;
  }
  std::map<std::string, std::vector<CohortId>> served;
  std::vector<CohortId> taken;
  for (const Part& part : ReadExperiment(reader, rule, key, variations.size())) {
    if (passes_on(part.variation)) continue;
    served[NameOfValue(ValueOf(variations[part.variation]))].push_back(part.cohort);
    taken.push_back(part.cohort);
  }
  Cohorts& cohorts = reader.cohorts();
  std::vector<std::pair<std::string, CohortId>> parts;
  for (auto& [name, any] : served) parts.emplace_back(name, cohorts.Any(std::move(any)));
  rules->Add(cohorts.All({within, cohorts.Any(std::move(taken))}), parts);
}

void AddRule(const Reader& reader, const JsonValue& rule, FirstMatch* rules) {
  Cohorts& cohorts = reader.cohorts();
  CohortId within = kEverybody;
  for (const JsonValue& parent : rule["parentConditions"].Items()) {
    const CohortId holds = ReadParent(reader, parent);
    if (IsWritten(parent["gate"])) {
      rules->Add(cohorts.All({within, cohorts.Not(holds)}), kNothing);
    }
    within = cohorts.All({within, holds});
  }
  within = cohorts.All({within, ReadFilters(reader, rule["filters"])});
  if (!rule["force"].exists()) {
    AddExperiment(reader, rule, within, rules);
    return;
  }
  const CohortId takes =
      cohorts.All({within, reader.Condition(rule["condition"]), ReadShare(reader, rule)});
  rules->Add(takes, NameOfValue(ValueOf(rule["force"])));
}

// Worth saying, because the owners of two such flags think of independent percentages.
void NoteRelatedHashes(Rollout* rollout) {
  for (const Atom& atom : rollout->cohorts.atoms()) {
    const auto* slice = std::get_if<Slice>(&atom);
    if (slice == nullptr || slice->space.algorithm != HashAlgorithm::kFnv1aUtf16) continue;
    rollout->notes.push_back(
        "uses version 1 of the hash, which relates seeds that look alike: overlaps are counted");
    return;
  }
}

Rollout ReadFeature(const Payload& payload, const std::string& name, const JsonValue& feature,
                    RolloutFile* file, std::size_t* values_left) {
  Rollout rollout;
  rollout.id = rollout.flag = name;
  rollout.line = feature.line();
  rollout.current = 1;
  const Reader reader{
      {file, "flag " + Quoted(rollout.id), &rollout.cohorts}, &payload, &rollout, values_left};
  FirstMatch rules(&rollout.cohorts);
  if (payload.cyclic.count(name) != 0) {
    reader.Note(feature, "its prerequisites lead back to themselves, so it serves nothing");
    rules.Add(kEverybody, kNothing);
  } else {
    for (const JsonValue& rule : feature["rules"].Items()) AddRule(reader, rule, &rules);
  }
  rollout.otherwise = NameOfValue(ValueOf(feature["defaultValue"]));
  rules.Add(kEverybody, rollout.otherwise);
  rollout.variations = rules.Variations();
  Stage stage;
  stage.cohort = ExposedBy(payload, rollout, &rollout.cohorts);
  rollout.stages.push_back(stage);
  NoteRelatedHashes(&rollout);
  return rollout;
}

std::string IdOfExperiment(const JsonValue& experiment) {
  return "experiment " + experiment["key"].Text();
}

// Experiments that the page itself runs, without a flag.
Rollout ReadPageExperiment(const Payload& payload, const JsonValue& experiment, RolloutFile* file,
                           std::size_t* values_left) {
  Rollout rollout;
  rollout.id = IdOfExperiment(experiment);
  rollout.line = experiment.line();
  rollout.current = 1;
  const Reader reader{
      {file, "flag " + Quoted(rollout.id), &rollout.cohorts}, &payload, &rollout, values_left};
  Cohorts& cohorts = rollout.cohorts;
  const std::vector<JsonValue> variations = experiment["variations"].Items();
  const std::string& status = experiment["status"].Text();
  const bool active = experiment["active"].Truth(true) && status != "draft" && status != "stopped";
  const std::string name = experiment["key"].Text();
  const SwitchedExperiment switched = SwitchesOf(reader, experiment, name, variations.size());
  CohortId within = active || switched.settled ? kEverybody : kNobody;
  for (const char* const key : {"urlPatterns", "url", "groups", "include"}) {
    if (!experiment[key].IsNull()) {
      within = cohorts.All({within, reader.Unknown(experiment[key], std::string(key))});
    }
  }
  if (switched.settled) {
    Stage stage;
    if (switched.variation) {
      rollout.variations.push_back({std::to_string(*switched.variation), within});
      if (*switched.variation > 0) stage.cohort = within;
    }
    rollout.stages.push_back(stage);
    return rollout;
  }
  for (const JsonValue& parent : experiment["parentConditions"].Items()) {
    within = cohorts.All({within, ReadParent(reader, parent)});
  }
  std::vector<Part> parts = ReadExperiment(reader, experiment, name, variations.size());
  const JsonValue force = experiment["force"];
  FirstMatch rules(&cohorts, within);
  std::vector<CohortId> changed;
  for (const Part& part : parts) {
    std::size_t variation = part.variation;
    if (force.exists()) {
      const double index = ScriptNumber(ValueOf(force));
      if (!(index >= 0 && index < static_cast<double>(variations.size()))) continue;
      variation = static_cast<std::size_t>(index);
    }
    if (variation > 0) changed.push_back(part.cohort);
    rules.Add(part.cohort, std::to_string(variation));
  }
  rollout.variations = rules.Variations();
  Stage stage;
  stage.cohort = cohorts.All({within, cohorts.Any(std::move(changed))});
  rollout.stages.push_back(stage);
  NoteRelatedHashes(&rollout);
  return rollout;
}

// ---- the file

// Every value that the flag can serve, by the name of its variation.
std::map<std::string, AttributeValue> ValuesOf(const JsonValue& feature) {
  std::map<std::string, AttributeValue> values;
  const auto add = [&](const JsonValue& json) {
    AttributeValue value = ValueOf(json);
    std::string name = NameOfValue(value);
    values.emplace(std::move(name), std::move(value));
  };
  values.emplace(kNothing, AttributeValue());
  add(feature["defaultValue"]);
  for (const JsonValue& rule : feature["rules"].Items()) {
    if (rule["force"].exists()) add(rule["force"]);
    for (const char* const key : {"variations", "contextualVariations"}) {
      for (const JsonValue& variation : rule[key].Items()) add(variation);
    }
  }
  return values;
}

// Flags whose first question leads back to a flag on the way: nothing answers it, so all of them
// serve null. (Where rules come before, the reference itself finds out.)
std::set<std::string> CyclicFlags(const std::map<std::string, JsonValue>& features) {
  const auto next = [&](const std::string& name) -> std::string {
    const auto feature = features.find(name);
    if (feature == features.end()) return "";
    const std::vector<JsonValue> rules = feature->second["rules"].Items();
    if (rules.empty()) return "";
    const std::vector<JsonValue> parents = rules.front()["parentConditions"].Items();
    return parents.empty() ? "" : parents.front()["id"].Text();
  };
  std::map<std::string, bool> ends_in_cycle;
  for (const auto& [start, feature] : features) {
    std::vector<std::string> path;
    std::set<std::string> on_path;
    std::string at = start;
    while (!at.empty() && ends_in_cycle.count(at) == 0 && on_path.insert(at).second) {
      path.push_back(at);
      at = next(at);
    }
    const auto known = ends_in_cycle.find(at);
    const bool cyclic = !at.empty() && (known == ends_in_cycle.end() || known->second);
    for (const std::string& name : path) ends_in_cycle[name] = cyclic;
  }
  std::set<std::string> cyclic;
  for (const auto& [name, is] : ends_in_cycle) {
    if (is) cyclic.insert(name);
  }
  return cyclic;
}

bool Recognises(const RolloutInput& input) {
  if (input.json == nullptr) return false;
  const JsonValue root = input.json->Root();
  if (root["encryptedFeatures"].IsText()) return true;
  if (!root["features"].IsMap()) return false;
  for (const JsonValue& feature : root["features"].Items()) {
    if (!feature.IsMap()) return false;
    const std::vector<JsonValue> fields = feature.Items();
    return fields.empty() || feature["defaultValue"].exists() || feature["rules"].IsList();
  }
  return true;
}

RolloutFile Read(const RolloutInput& input) {
  if (input.json == nullptr || !input.json->Root()["features"].IsMap()) {
    throw Error(ErrorCode::kInput, input.name + " has no object 'features'",
                "save what /api/features/<client key> answers, decrypted");
  }
  const JsonValue root = input.json->Root();
  Payload payload;
  payload.switches = ReadExperimentSwitches(root);
  for (const JsonValue& bandit : root["contextualBandits"].Items()) {
    payload.bandits.insert_or_assign(bandit.key(), bandit);
  }
  for (const JsonValue& feature : root["features"].Items()) {
    payload.features.insert_or_assign(feature.key(), feature);
  }
  for (const JsonValue& group : root["savedGroups"].Items()) {
    std::vector<AttributeValue>& values = payload.groups[group.key()];
    values = ValueOf(group).items;
  }
  for (const auto& [name, feature] : payload.features) payload.values[name] = ValuesOf(feature);
  payload.cyclic = CyclicFlags(payload.features);
  std::size_t values_left = 5'000'000;  // a large group in many rules is copied into each of them
  RolloutFile file;
  for (const auto& [name, feature] : payload.features) {
    file.rollouts.push_back(ReadFeature(payload, name, feature, &file, &values_left));
  }
  std::set<std::string> ids;
  for (const Rollout& rollout : file.rollouts) ids.insert(rollout.id);
  for (const JsonValue& experiment : root["experiments"].Items()) {
    if (!ids.insert(IdOfExperiment(experiment)).second) {
      file.notices.push_back(
          {"", experiment.line(), "experiment " + experiment["key"].Shown() + " is there twice"});
      continue;
    }
    file.rollouts.push_back(ReadPageExperiment(payload, experiment, &file, &values_left));
  }
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_growthbook = {
    "growthbook", "GrowthBook features of an SDK (JSON)",  Recognises, Read, false,
    "",           "id userId user_id deviceId anonymousId"};

}  // namespace interlock
