// LaunchDarkly SDK data, what /sdk/latest-all answers and a file data source holds:
//
//   {"flags": {"checkout": {"on", "variations", "offVariation", "prerequisites", "targets",
//                           "contextTargets", "rules", "fallthrough", "salt"}},
//    "segments": {"beta": {"included", "excluded", "rules", "salt"}}}
//
// What decides is, in order: off, prerequisites, targets, rules, fallthrough. A rollout sorts by
// SHA-1 of "flag.salt.value", or of "seed.value", so flags with one seed have one space; a
// percentage of a segment is sorted by the segment's key and salt. A unit that is missing is in
// bucket 0: the first variation that has a weight. The bucket is compared in single precision, as
// the server SDKs do; SDKs that use double precision may differ for one user in ten million.
//
// Attributes are called "<context kind>.<path>": "user.key", "org.address.city"; "kind" is the list
// of the kinds. A variation is called by its value where that tells it apart, else "#2". A
// boolean flag exposes those who get true, any other flag those who get something else than its off
// variation.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/slices.h"
#include "analyzer/intake/rollouts/rollout_format.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"

namespace interlock {
namespace {

constexpr float kScale = 100000;
constexpr std::uint64_t kLastRaw = 0xFFFFFFFFFFFFFFF;  // 60 bits

std::string KindOf(const JsonValue& kind) { return kind.Text().empty() ? "user" : kind.Text(); }

// "/address/city" with ~0 and ~1 for ~ and /; a name without a slash in front is itself. None: it
// is malformed.
std::optional<std::string> PathOf(const std::string& reference, bool literal) {
  if (reference.empty()) return std::nullopt;
  if (literal || reference.front() != '/') return reference;
  std::string path;
  bool empty = true;  // the component so far
  for (std::size_t at = 1; at < reference.size(); ++at) {
    const char c = reference[at];
    if (c == '/') {
      if (empty) return std::nullopt;
      path += '.';
      empty = true;
      continue;
    }
    empty = false;
    if (c != '~') {
      path += c;
      continue;
    }
    const char escaped = at + 1 < reference.size() ? reference[++at] : ' ';
    if (escaped != '0' && escaped != '1') return std::nullopt;
    path += escaped == '0' ? '~' : '/';
  }
  return empty ? std::nullopt : std::optional(path);
}

// Without a kind of context beside it a name is taken as it stands.
std::optional<std::string> AttributeOf(const JsonValue& reference, const JsonValue& kind) {
  const std::optional<std::string> path = PathOf(reference.Text(), kind.IsNull());
  return path ? std::optional(KindOf(kind) + "." + *path) : std::nullopt;
}

AttributeValue ValueOf(const JsonValue& json) {
  if (json.IsText()) return AttributeValue::OfText(json.Text());
  if (json.IsNumber()) return AttributeValue::OfNumber(*json.Number());
  if (json.kind() == JsonKind::kTruth) return AttributeValue::OfTruth(json.Truth(false));
  return json.IsNull() ? AttributeValue() : AttributeValue::OfList({});
}

std::vector<AttributeValue> ValuesOf(const JsonValue& list) {
  std::vector<AttributeValue> values;
  for (const JsonValue& value : list.Items()) values.push_back(ValueOf(value));
  return values;
}

std::optional<Operator> OperatorOf(const std::string& name) {
  static const std::map<std::string, Operator> operators = {
      {"in", Operator::kIn},
      {"startsWith", Operator::kStarts},
      {"endsWith", Operator::kEnds},
      {"matches", Operator::kMatches},
      {"contains", Operator::kContains},
      {"lessThan", Operator::kLess},
      {"lessThanOrEqual", Operator::kAtMost},
      {"greaterThan", Operator::kMore},
      {"greaterThanOrEqual", Operator::kAtLeast},
      {"before", Operator::kBefore},
      {"after", Operator::kAfter},
      {"semVerEqual", Operator::kVersionIs},
      {"semVerLessThan", Operator::kVersionLess},
      {"semVerGreaterThan", Operator::kVersionMore},
  };
  const auto found = operators.find(name);
  return found == operators.end() ? std::nullopt : std::optional(found->second);
}

using Named = std::map<std::string, JsonValue, std::less<>>;  // of equal keys the last counts

Named ByKey(const JsonValue& map) {
  Named named;
  for (const JsonValue& item : map.Items()) named.insert_or_assign(item.key(), item);
  return named;
}

std::string TextOf(const JsonValue& value) {
  if (value.kind() == JsonKind::kTruth) return value.Truth(false) ? "true" : "false";
  return value.Text();
}

// A variation is called by its value where that tells it apart.
std::vector<std::string> VariationNames(const JsonValue& flag) {
  constexpr std::size_t kLongest = 40;
  const std::vector<JsonValue> values = flag["variations"].Items();
  std::map<std::string, std::size_t> times;
  for (const JsonValue& value : values) ++times[TextOf(value)];
  std::vector<std::string> names;
  for (const JsonValue& value : values) {
    std::string text = TextOf(value);
    const bool apart = !text.empty() && text.size() <= kLongest && times[text] == 1;
    names.push_back(apart ? std::move(text) : "#" + std::to_string(names.size()));
  }
  return names;
}

// Flags (or segments) that name one another in a circle, or need one that does: what is left when
// those are taken away that need nothing that is left.
std::set<std::string, std::less<>> InCircles(const Named& all, bool segments) {
  std::map<std::string, std::set<std::string>> needs, needed_by;
  for (const auto& [key, one] : all) {
    std::set<std::string>& names = needs[key];
    for (const JsonValue& before : one["prerequisites"].Items()) names.insert(before["key"].Text());
    for (const JsonValue& rule : one["rules"].Items()) {
      for (const JsonValue& clause : rule["clauses"].Items()) {
        if (!segments || clause["op"].Text() != "segmentMatch") continue;
        for (const JsonValue& name : clause["values"].Items()) names.insert(name.Text());
      }
    }
    for (const std::string& name : names) needed_by[name].insert(key);
  }
  std::vector<std::string> free;
  for (auto& [name, names] : needs) {
    std::erase_if(names, [&](const std::string& of) { return !all.contains(of); });
    if (names.empty()) free.push_back(name);
  }
  while (!free.empty()) {
    const std::string name = std::move(free.back());
    free.pop_back();
    needs.erase(name);
    for (const std::string& by : needed_by[name]) {
      const auto waiting = needs.find(by);
      if (waiting == needs.end()) continue;
      waiting->second.erase(name);
      if (waiting->second.empty()) free.push_back(by);
    }
  }
  std::set<std::string, std::less<>> left;
  for (const auto& [name, names] : needs) left.insert(name);
  return left;
}

void NoteCircles(const Named& all, const std::set<std::string, std::less<>>& circles,
                 const std::string& what, RolloutFile* file) {
  for (const std::string& name : circles) {
    file->notices.push_back({"", all.find(name)->second.line(),
                             what + " " + Quoted(name) + ": what it needs goes round in a circle"});
  }
}

// What the file says, by key.
struct Data {
  Named flags;
  Named segments;
  std::map<std::string, std::vector<std::string>, std::less<>> variations;  // names by flag
  std::set<std::string, std::less<>> circles;                               // flags

  explicit Data(const JsonValue& root)
      : flags(ByKey(root["flags"])), segments(ByKey(root["segments"])) {
    for (const auto& [key, flag] : flags) variations[key] = VariationNames(flag);
    circles = InCircles(flags, false);
  }
};

// What a reader of one flag or segment needs.
struct Reader : RuleReader {
  const Data& data;
};

// ---- clauses

// Those whose context of the kind has one of the keys.
CohortId WithKey(const Reader& reader, const std::string& kind, const JsonValue& keys) {
  if (keys.Items().empty()) return kNobody;
  Condition condition;
  condition.attribute = kind + ".key";
  condition.values = ValuesOf(keys);
  condition.items = ListItems::kNone;
  condition.conversion = Conversion::kStrict;
  return reader.cohorts().Add(std::move(condition));
}

CohortId ReadSegmentMatch(const Reader& reader, const JsonValue& clause) {
  std::vector<CohortId> any;
  for (const JsonValue& name : clause["values"].Items()) {
    if (reader.data.segments.contains(name.Text())) {
      any.push_back(reader.cohorts().Add(FlagReference{true, name.Text(), {}}));
    } else {
      reader.Note(name, "segment " + name.Shown() + " is not in the file, so nobody is in it");
    }
  }
  const CohortId in = reader.cohorts().Any(std::move(any));
  return clause["negate"].Truth(false) ? reader.cohorts().Not(in) : in;
}

// Whether all can be matched here; the SDKs take one that is broken in any dialect for one that
// fits nothing.
bool CanMatch(const Reader& reader, const JsonValue& patterns) {
  for (const JsonValue& pattern : patterns.Items()) {
    const PatternKind kind = KindOfPattern(pattern.Text());
    if (kind == PatternKind::kForeign) return false;
    if (kind != PatternKind::kBroken) continue;
    reader.Note(pattern, "the pattern " + pattern.Shown() + " is broken, so it never holds");
  }
  return true;
}

// None: the clause is malformed, which ends the evaluation.
std::optional<CohortId> ReadClause(const Reader& reader, const JsonValue& clause) {
  const std::string& name = clause["op"].Text();
  if (name == "segmentMatch") return ReadSegmentMatch(reader, clause);
  const std::optional<std::string> attribute =
      AttributeOf(clause["attribute"], clause["contextKind"]);
  if (!attribute) {
    reader.Note(clause, "the attribute " + clause["attribute"].Shown() + " is malformed");
    return std::nullopt;
  }
  const std::optional<Operator> op = OperatorOf(name);
  Condition condition;
  if (!op) {  // as the SDKs do; newer ones may know it
    reader.Note(clause, "the operator " + Quoted(name) + " is not known, so it never holds");
  }
  const bool kind = clause["attribute"].Text() == "kind" || clause["attribute"].Text() == "/kind";
  condition.attribute = kind ? "kind" : *attribute;
  if (op) {
    condition.op = *op;
    condition.values = ValuesOf(clause["values"]);
    if (*op == Operator::kMatches && !CanMatch(reader, clause["values"])) {
      return reader.Unknown(clause, "a pattern of 'matches' cannot be matched here");
    }
  }
  condition.negate = clause["negate"].Truth(false);
  condition.short_version = true;
  condition.time_of_day = true;
  // An absent attribute fails a negated clause, too; one that cannot be compared does not.
  condition.if_mismatch = condition.negate ? Otherwise::kYes : Otherwise::kNo;
  condition.conversion = Conversion::kStrict;
  return reader.cohorts().Add(std::move(condition));
}

struct Matched {
  CohortId holds = kEverybody;
  CohortId fails = kNobody;  // a malformed clause is reached
};

Matched ReadClauses(const Reader& reader, const JsonValue& clauses) {
  Matched matched;
  std::vector<CohortId> all;
  for (const JsonValue& clause : clauses.Items()) {
    const std::optional<CohortId> one = ReadClause(reader, clause);
    if (!one) {
      matched.fails = reader.cohorts().All(all);
      matched.holds = kNobody;
      return matched;
    }
    all.push_back(*one);
  }
  matched.holds = reader.cohorts().All(std::move(all));
  return matched;
}

// ---- percentages

// How many raw values are below the sum of weights, in single precision.
std::uint64_t CountBelow(float sum) {
  const RawSet below = UpTo(kLastRaw, [&](std::uint64_t raw) {
    return static_cast<float>(raw) / static_cast<float>(kLastRaw) < sum;
  });
  return below.ranges.empty() ? 0 : below.ranges.front().last + 1;
}

Slice SliceOf(const std::string& group, const std::string& attribute) {
  Slice slice;
  slice.space.algorithm = HashAlgorithm::kSha1;
  slice.space.input = {{group + ".", {}}, {"", {attribute}}};
  slice.missing = MissingUnit::kZero;
  slice.accepts = UnitValues::kTextOrWhole;
  return slice;
}

// The raw values from <= raw < until.
CohortId AddPiece(const Reader& reader, Slice slice, std::uint64_t from, std::uint64_t until) {
  if (from >= until) return kNobody;
  if (from == 0 && until > kLastRaw) return kEverybody;
  slice.set = {0, {{from, until - 1}}};
  return reader.cohorts().Add(std::move(slice));
}

// ---- segments

// Segments are read once; which of them name themselves in the end is said with the flags.
Segment ReadSegment(const JsonValue& json, const Data& data, RolloutFile* file) {
  Segment segment;
  segment.name = json.key();
  segment.line = json.line();
  const Reader reader{{file, "segment " + Quoted(segment.name), &segment.cohorts}, data};
  Cohorts& cohorts = segment.cohorts;
  if (json["unbounded"].Truth(false)) {
    segment.cohort = reader.Unknown(json, "its members are stored elsewhere");
    return segment;
  }
  std::vector<CohortId> in = {WithKey(reader, "user", json["included"])};
  for (const JsonValue& target : json["includedContexts"].Items()) {
    in.push_back(WithKey(reader, KindOf(target["contextKind"]), target["values"]));
  }
  std::vector<CohortId> out = {WithKey(reader, "user", json["excluded"])};
  for (const JsonValue& target : json["excludedContexts"].Items()) {
    out.push_back(WithKey(reader, KindOf(target["contextKind"]), target["values"]));
  }
  std::vector<CohortId> rules;
  for (const JsonValue& rule : json["rules"].Items()) {
    const Matched matched = ReadClauses(reader, rule["clauses"]);
    if (matched.fails != kNobody) {
      rules.push_back(cohorts.All({matched.fails, cohorts.Add(Opaque{"a malformed clause"})}));
    }
    if (rule["weight"].IsNull()) {
      rules.push_back(matched.holds);
      continue;
    }
    const JsonValue kind = rule["rolloutContextKind"];
    const std::optional<std::string> attribute = rule["bucketBy"].Text().empty()
                                                     ? KindOf(kind) + ".key"
                                                     : AttributeOf(rule["bucketBy"], kind);
    const std::optional<double> weight = rule["weight"].Number();
    if (!attribute || !weight) {
      rules.push_back(reader.Unknown(rule, "its percentage is malformed"));
      continue;
    }
    Condition present;
    present.attribute = KindOf(kind) + ".key";
    present.op = Operator::kExists;
    const CohortId share =
        AddPiece(reader, SliceOf(segment.name + "." + json["salt"].Text(), *attribute), 0,
                 CountBelow(static_cast<float>(*weight) / kScale));
    rules.push_back(cohorts.All({matched.holds, cohorts.Add(std::move(present)), share}));
  }
  in.push_back(
      cohorts.All({cohorts.Not(cohorts.Any(std::move(out))), cohorts.Any(std::move(rules))}));
  segment.cohort = cohorts.Any(std::move(in));
  return segment;
}

// ---- flags

class Flag {
 public:
  Flag(const JsonValue& json, const Data& data, RolloutFile* file)
      : json_(json),
        names_(data.variations.find(json.key())->second),
        reader_{{file, "flag " + Quoted(json.key()), &rollout_.cohorts}, data},
        cohorts_(rollout_.cohorts),
        served_(names_.size()) {
    rollout_.id = rollout_.flag = json.key();
    rollout_.line = json.line();
    rollout_.current = 1;
  }
  Flag(const Flag&) = delete;  // the reader refers to it

  Rollout Read() && {
    CohortId left = kEverybody;
    if (json_["on"].Truth(false)) {
      const CohortId may = ReadPrerequisites();
      Serve(json_["offVariation"], cohorts_.Not(may));
      left = ReadTargets(may);
      for (const JsonValue& rule : json_["rules"].Items()) {
        const Matched matched = ReadClauses(reader_, rule["clauses"]);
        ReadServed(rule, cohorts_.All({left, matched.holds}));
        left = cohorts_.All({left, cohorts_.Not(matched.holds), cohorts_.Not(matched.fails)});
      }
      ReadServed(json_["fallthrough"], left);
    } else {
      Serve(json_["offVariation"], left);
    }
    Finish();
    return std::move(rollout_);
  }

 private:
  // The flag named has to be on, and to serve the variation.
  CohortId ReadPrerequisites() {
    std::vector<CohortId> all;
    for (const JsonValue& one : json_["prerequisites"].Items()) {
      const std::string& key = one["key"].Text();
      const auto flag = reader_.data.flags.find(key);
      if (flag == reader_.data.flags.end()) {
        reader_.Note(one, "its prerequisite " + one["key"].Shown() +
                              " is not in the file, so it is always off");
        return kNobody;
      }
      const std::vector<std::string>& names = reader_.data.variations.find(key)->second;
      const std::optional<std::size_t> index = IndexIn(one["variation"], names.size());
      if (!flag->second["on"].Truth(false) || !index) return kNobody;
      if (reader_.data.circles.contains(key)) {
        all.push_back(cohorts_.Add(Opaque{"prerequisites in a circle"}));
        continue;
      }
      all.push_back(cohorts_.Add(FlagReference{false, key, {names[*index]}}));
    }
    return cohorts_.All(std::move(all));
  }

  // Who is left after targets.
  CohortId ReadTargets(CohortId left) {
    const auto read = [&](const JsonValue& kind, const JsonValue& keys,
                          const JsonValue& variation) {
      const CohortId targeted = WithKey(reader_, KindOf(kind), keys);
      Serve(variation, cohorts_.All({left, targeted}));
      left = cohorts_.All({left, cohorts_.Not(targeted)});
    };
    const std::vector<JsonValue> targets = json_["targets"].Items();
    const std::vector<JsonValue> kinds = json_["contextTargets"].Items();
    for (const JsonValue& target : kinds) {
      const bool users =
          KindOf(target["contextKind"]) == "user" && target["values"].Items().empty();
      if (!users) {
        read(target["contextKind"], target["values"], target["variation"]);
        continue;
      }
      // It stands for the place of the users' own target in the order.
      for (const JsonValue& own : targets) {
        if (own["variation"].Text() != target["variation"].Text()) continue;
        read(own["contextKind"], own["values"], own["variation"]);
        break;
      }
    }
    if (!kinds.empty()) return left;
    for (const JsonValue& target : targets) {
      read(target["contextKind"], target["values"], target["variation"]);
    }
    return left;
  }

  // A variation, or a rollout over several.
  void ReadServed(const JsonValue& json, CohortId who) {
    if (!json["variation"].IsNull()) return Serve(json["variation"], who);
    const JsonValue rollout = json["rollout"];
    const std::vector<JsonValue> pieces = rollout["variations"].Items();
    if (pieces.empty()) {
      if (who != kNobody) {
        reader_.Note(json.exists() ? json : json_, "neither a variation nor a rollout is served");
      }
      return;
    }
    const bool by_key =
        rollout["kind"].Text() == "experiment" || rollout["bucketBy"].Text().empty();
    const std::optional<std::string> attribute =
        by_key ? KindOf(rollout["contextKind"]) + ".key"
               : AttributeOf(rollout["bucketBy"], rollout["contextKind"]);
    if (!attribute) {
      reader_.Note(rollout, "the attribute " + rollout["bucketBy"].Shown() + " is malformed");
      return;
    }
    const std::string group = rollout["seed"].IsNull() ? json_.key() + "." + json_["salt"].Text()
                                                       : rollout["seed"].Text();
    const Slice slice = SliceOf(group, *attribute);
    float sum = 0;
    std::uint64_t from = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const std::optional<double> weight = pieces[i]["weight"].Number();
      if (!pieces[i]["weight"].IsNull() && (!weight || !(*weight >= 0 && *weight <= kScale))) {
        ServeUnknown(pieces[i], who);
        return;
      }
      sum += static_cast<float>(weight.value_or(0)) / kScale;
      std::uint64_t until = std::max(from, CountBelow(sum));
      if (i + 1 == pieces.size()) until = kLastRaw + 1;  // what is past the end
      Serve(pieces[i]["variation"], cohorts_.All({who, AddPiece(reader_, slice, from, until)}));
      from = until;
    }
  }

  void ServeUnknown(const JsonValue& piece, CohortId who) {
    const CohortId unknown = reader_.Unknown(
        piece, "a weight is " + piece["weight"].Shown() + ", expected a number from 0 to 100000");
    for (std::vector<CohortId>& to : served_) to.push_back(cohorts_.All({who, unknown}));
  }

  static std::optional<std::size_t> IndexIn(const JsonValue& index, std::size_t size) {
    const std::optional<double> number = index.Number();
    if (!number || !(*number >= 0 && *number < static_cast<double>(size))) return std::nullopt;
    return static_cast<std::size_t>(*number);
  }

  // An absent off variation is the default in the code; a variation that is not there is an error,
  // which gives that default, too.
  void Serve(const JsonValue& index, CohortId who) {
    if (who == kNobody || index.IsNull()) return;
    if (const auto at = IndexIn(index, names_.size())) {
      served_[*at].push_back(who);
    } else {
      reader_.Note(index, "there is no variation " + index.Shown());
    }
  }

  void Finish() {
    const std::vector<JsonValue> values = json_["variations"].Items();
    const bool truths =
        !values.empty() && std::all_of(values.begin(), values.end(), [](const JsonValue& value) {
          return value.kind() == JsonKind::kTruth;
        });
    const std::optional<std::size_t> off = IndexIn(json_["offVariation"], names_.size());
    std::vector<CohortId> exposed;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const CohortId gets = cohorts_.Any(std::move(served_[i]));
      rollout_.variations.push_back({names_[i], gets});
      if (truths ? values[i].Truth(false) : i != off) exposed.push_back(gets);
    }
    Stage stage;
    stage.cohort = cohorts_.Any(std::move(exposed));
    rollout_.stages.push_back(stage);
  }

  const JsonValue& json_;
  const std::vector<std::string>& names_;  // of the variations
  Rollout rollout_;
  Reader reader_;
  Cohorts& cohorts_;
  std::vector<std::vector<CohortId>> served_;  // by variation
};

// ---- the file

// Flags with one seed have one space, which their owners may not expect.
void NoteSeeds(const Named& flags, RolloutFile* file) {
  std::map<std::string, std::set<std::size_t>> seeds;  // rollouts by seed
  const auto add = [&](const JsonValue& served, std::size_t at) {
    const JsonValue seed = served["rollout"]["seed"];
    if (!seed.IsNull()) seeds[seed.Text()].insert(at);
  };
  for (std::size_t i = 0; i < file->rollouts.size(); ++i) {
    const JsonValue flag = flags.find(file->rollouts[i].flag)->second;
    add(flag["fallthrough"], i);
    for (const JsonValue& rule : flag["rules"].Items()) add(rule, i);
  }
  for (const auto& [seed, rollouts] : seeds) {
    if (rollouts.size() < 2) continue;
    for (const std::size_t at : rollouts) {
      file->rollouts[at].notes.push_back(
          SharingNote("the seed " + seed, rollouts.size(), "not independent"));
    }
  }
}

bool Recognises(const RolloutInput& input) {
  if (input.json == nullptr) return false;
  const JsonValue root = input.json->Root();
  if (!root["flags"].IsMap()) return false;
  for (const JsonValue& flag : root["flags"].Items()) {
    return flag["variations"].IsList() && flag["on"].kind() == JsonKind::kTruth;
  }
  return root["segments"].IsMap();
}

RolloutFile Read(const RolloutInput& input) {
  RolloutFile file;
  if (input.json == nullptr || !input.json->Root()["flags"].IsMap()) {
    throw Error(ErrorCode::kInput, input.name + " has no object 'flags', expected SDK data",
                "save what /sdk/latest-all answers");
  }
  const Data data(input.json->Root());
  for (const auto& [key, segment] : data.segments) {
    file.segments.push_back(ReadSegment(segment, data, &file));
  }
  for (const auto& [key, flag] : data.flags) {
    file.rollouts.push_back(Flag(flag, data, &file).Read());
  }
  NoteCircles(data.flags, data.circles, "flag", &file);
  NoteCircles(data.segments, InCircles(data.segments, true), "segment", &file);
  NoteSeeds(data.flags, &file);
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_launchdarkly = {
    "launchdarkly", "LaunchDarkly SDK data (JSON)", Recognises, Read, false, "", "*.key"};

}  // namespace interlock
