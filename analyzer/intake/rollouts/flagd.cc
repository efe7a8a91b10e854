// flagd flag files (OpenFeature), whose targeting is JSONLogic:
//
//   {"flags": {"checkout": {"state": "ENABLED", "variants": {"on": true, "off": false},
//      "defaultVariant": "off", "targeting": {"if": [{"ends_with": [{"var": "email"},
//      "@a.example"]},
//         {"fractional": [["on", 25], ["off", 75]]}, null]}}},
//    "$evaluators": {"staff": {...}}}                    taken by {"$ref": "staff"}
//
// A targeting is evaluated for all users at once: every expression becomes a list of cases, which
// are cohorts apart from each other with the value they get, and the values of the whole are names
// of variants. `fractional` sorts by murmur3 of a text, by default the flag's key and the targeting
// key. How, changed twice, and a file does not say who reads it:
//
//   v1  before flagd 0.15: the absolute value of the hash as a signed number, in double precision
//   v2  since flagd 0.15: (hash * total weight) >> 32
//   v3  as v2, over the deterministic CBOR of the value
//
// --rollouts flagd-v2=FILE says it. Otherwise each is taken for possible, and an overlap is a bound
// wherever the answers differ. A boolean flag exposes those who get true, any other flag those who
// get something else than its default variant.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/exposure/buckets.h"
#include "analyzer/exposure/cbor.h"
#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/overlap.h"
#include "analyzer/exposure/script_values.h"
#include "analyzer/exposure/slices.h"
#include "analyzer/intake/json_logic.h"
#include "analyzer/intake/json_values.h"
#include "analyzer/intake/rollouts/rollout_format.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/error.h"

namespace interlock {
namespace {

constexpr std::uint64_t kRawValues = std::uint64_t{1} << 32;
constexpr double kMaxWeight = 2147483647;
constexpr const char* kTargetingKey = "targetingKey";

// Which of the raw values from 0 fall into the first `weight` parts of `total`.
std::uint64_t CutOf(int version, std::uint64_t weight, double percent, std::uint64_t total) {
  if (version != 1) return ((weight << 32) + total - 1) / total;
  const RawSet below = UpTo(kRawValues / 2, [&](std::uint64_t distance) {
    return static_cast<double>(distance) / kMaxWeight * 100 < percent;
  });
  return below.ranges.empty() ? 0 : below.ranges.front().last + 1;
}

// The values between two cuts; in version 1 those are distances from 0 of a signed number.
RawSet PieceOf(int version, std::uint64_t from, std::uint64_t until) {
  if (from >= until) return {};
  if (version != 1) return {0, {{from, until - 1}}};
  std::vector<RawRange> ranges;
  if (from < kRawValues / 2) {
    ranges.push_back({from, std::min(until - 1, kRawValues / 2 - 1)});
  }
  if (until > 1) {
    ranges.push_back({kRawValues - (until - 1), kRawValues - std::max<std::uint64_t>(from, 1)});
  }
  return Normalised(0, std::move(ranges));
}

// ---- fractional

class FractionalOperator {
 public:
  FractionalOperator(const std::string& flag, const std::vector<int>& versions, JsonLogic* logic)
      : flag_(flag), versions_(versions), logic_(*logic), cohorts_(logic->cohorts()) {}

  // One way to write the shares: variants with their weights.
  struct Ways {
    CohortId when = kEverybody;
    std::vector<std::uint64_t> weights;
    bool broken = false;  // no number, or too large: nobody is served
  };

  LogicCases Fractional(const JsonValue& of) {
    std::vector<JsonValue> entries = of.Items();
    if (entries.empty()) return {{kEverybody, LogicSymbol::Null()}};
    LogicCases by = {{kEverybody, LogicSymbol::Null()}};  // the value that is hashed
    const bool shorthand = entries.front().IsList();
    if (!shorthand) {
      by = logic_.Evaluate(entries.front());
      entries.erase(entries.begin());
    }
    std::vector<LogicCases> variants;
    std::vector<Ways> shares = {{}};
    for (const JsonValue& entry : entries) {
      if (!entry.IsList()) return logic_.Unknown(entry, "a share that is put together");
      const std::vector<JsonValue> parts = entry.Items();
      if (parts.empty()) return {{kEverybody, LogicSymbol::Null()}};
      variants.push_back(logic_.Evaluate(parts.front()));
      LogicCases weights = {{kEverybody, LogicSymbol::Constant(AttributeValue::OfNumber(1))}};
      if (parts.size() > 1 && !parts[1].IsNull()) weights = logic_.Evaluate(parts[1]);
      std::vector<Ways> longer;
      for (const Ways& one : shares) {
        for (const LogicCase& weight : weights) {
          if (weight.symbol.kind != SymbolKind::kConstant) {
            return logic_.Unknown(entry, "a weight that depends on a value of the user");
          }
          Ways with = one;
          with.when = cohorts_.All({one.when, weight.when});
          const AttributeValue& value = weight.symbol.constant;
          const bool fits = value.kind == ValueKind::kNumber &&
                            value.number == std::floor(value.number) && value.number <= kMaxWeight;
          if (!fits) {
            logic_.Note(entry, "a weight is " + ScalarText(value) +
                                   ", expected a whole number up to 2147483647; nobody is served");
          }
          with.broken = with.broken || !fits;
          const double number = with.broken ? 0 : std::max(0.0, value.number);
          with.weights.push_back(static_cast<std::uint64_t>(number));
          if (with.when != kNobody) longer.push_back(std::move(with));
        }
      }
      if (longer.size() > JsonLogic::kMaxCases) return logic_.Unknown(entry, "too many weights");
      shares = std::move(longer);
    }
    std::vector<LogicCases> by_version;
    for (const int version : versions_) {
      LogicCases served;
      for (const LogicCase& one : by) {
        for (const Ways& share : shares) {
          const CohortId when = cohorts_.All({one.when, share.when});
          logic_.AddWithin(when, Distributed(version, of, one.symbol, shorthand, share, variants),
                           &served);
        }
      }
      by_version.push_back(logic_.Merged(served));
    }
    return OfAnyVersion(by_version);
  }

  // What is served if the version is not known: what the version serves that it is, and besides,
  // so that it does not look unknown, what all of them serve.
  LogicCases OfAnyVersion(const std::vector<LogicCases>& by_version) {
    if (by_version.size() == 1) return by_version.front();
    LogicCases result;
    for (std::size_t i = 0; i < by_version.size(); ++i) {
      logic_.AddWithin(ReadBy(i), by_version[i], &result);
    }
    for (const LogicCase& one : by_version.front()) {
      std::vector<CohortId> all = {one.when};
      for (std::size_t i = 1; i < by_version.size(); ++i) {
        const auto same =
            std::find_if(by_version[i].begin(), by_version[i].end(),
                         [&](const LogicCase& other) { return other.symbol == one.symbol; });
        all.push_back(same == by_version[i].end() ? kNobody : same->when);
      }
      result.push_back({cohorts_.All(std::move(all)), one.symbol});
    }
    return result;
  }

  // The evaluator is of the version at this place; one of them, if it is not known which.
  CohortId ReadBy(std::size_t at) {
    std::vector<CohortId> all;
    for (std::size_t i = 0; i <= at && i + 1 < versions_.size(); ++i) {
      const CohortId is = cohorts_.Add(
          Opaque{"the file is read by flagd's version " + std::to_string(versions_[i]), true});
      all.push_back(i == at ? is : cohorts_.Not(is));
    }
    return cohorts_.All(std::move(all));
  }

  LogicCases Distributed(int version, const JsonValue& of, const LogicSymbol& by, bool shorthand,
                         const Ways& share, const std::vector<LogicCases>& variants) {
    std::uint64_t total = 0;
    for (const std::uint64_t weight : share.weights) total += weight;
    const LogicCases nothing = {{kEverybody, LogicSymbol::Null()}};
    if (share.broken || total == 0 || static_cast<double>(total) > kMaxWeight) return nothing;
    const HashInput text = version == 3 ? HashInput::kCborText : HashInput::kText;
    const auto key = [&]() {  // the flag's own space
      Slice slice = SliceOf(version == 3 ? HashInput::kCbor : HashInput::kText,
                            {{flag_, {}}, {"", {kTargetingKey}}});
      slice.accepts = UnitValues::kText;
      return Pieces(version, slice, share, total, variants, nothing);
    };
    if (shorthand) return key();
    switch (by.kind) {
      case SymbolKind::kConstant:
        if (by.constant.kind == ValueKind::kNull) return version == 3 ? nothing : key();
        if (!by.IsText())
          return version == 3 ? logic_.Unknown(of, "a constant is hashed") : nothing;
        return ServedTo(version, by.constant.text, share, total, variants);
      case SymbolKind::kAttribute: {
        Slice slice = SliceOf(version == 3 ? HashInput::kCbor : text, by.parts);
        if (version == 3) return Pieces(version, slice, share, total, variants, nothing);
        slice.accepts = UnitValues::kText;
        const CohortId exists = logic_.Exists(by.attribute());
        LogicCases rest = {{exists, LogicSymbol::Null()}};
        logic_.AddWithin(cohorts_.Not(exists), key(), &rest);
        return Pieces(version, slice, share, total, variants, rest);
      }
      case SymbolKind::kTemplate: {
        Slice slice = SliceOf(text, by.parts);
        slice.missing = MissingUnit::kEmpty;
        return Pieces(version, slice, share, total, variants, {});
      }
      case SymbolKind::kUnknown:
      case SymbolKind::kError:
        break;
    }
    return {{kEverybody, by}};
  }

  static Slice SliceOf(HashInput encoding, std::vector<InputPart> input) {
    Slice slice;
    slice.space.algorithm = HashAlgorithm::kMurmur3;
    slice.space.encoding = encoding;
    slice.space.input = std::move(input);
    return slice;
  }

  // Calls back with each variant's part of the raw values.
  static void ForEachPiece(int version, const Ways& share, std::uint64_t total,
                           const std::function<void(std::size_t, RawSet)>& take) {
    std::uint64_t sum = 0, from = 0;
    double percent = 0;
    for (std::size_t i = 0; i < share.weights.size(); ++i) {
      sum += share.weights[i];
      percent += 100 * static_cast<double>(share.weights[i]) / static_cast<double>(total);
      const std::uint64_t until = std::max(from, CutOf(version, sum, percent, total));
      take(i, PieceOf(version, from, until));
      from = until;
    }
  }

  // `rest` is for those who have no such value.
  LogicCases Pieces(int version, Slice slice, const Ways& share, std::uint64_t total,
                    const std::vector<LogicCases>& variants, const LogicCases& rest) {
    LogicCases cases;
    std::vector<CohortId> pieces;
    ForEachPiece(version, share, total, [&](std::size_t i, RawSet set) {
      slice.set = std::move(set);
      pieces.push_back(cohorts_.Add(slice));
      logic_.AddWithin(pieces.back(), variants[i], &cases);
    });
    logic_.AddWithin(cohorts_.Not(cohorts_.Any(std::move(pieces))), rest, &cases);
    return cases;
  }

  // A constant text puts everybody into one piece.
  LogicCases ServedTo(int version, const std::string& text, const Ways& share, std::uint64_t total,
                      const std::vector<LogicCases>& variants) {
    const std::uint32_t raw = Murmur3(version == 3 ? CborOfText(text) : text, 0);
    LogicCases cases;
    ForEachPiece(version, share, total, [&](std::size_t i, const RawSet& set) {
      if (Contains(set, raw)) cases = variants[i];
    });
    return cases;
  }

  const std::string& flag_;
  const std::vector<int>& versions_;
  JsonLogic& logic_;
  Cohorts& cohorts_;
};

// ---- flags

// Who gets which variant. Nobody: the default in the code, after an error or without a default.
class Variants {
 public:
  Variants(const JsonValue& flag, Rollout* rollout)
      : flag_(flag), cohorts_(rollout->cohorts), otherwise_(flag["defaultVariant"].Text()) {
    for (const JsonValue& variant : flag["variants"].Items()) served_[variant.key()];
  }

  void Serve(const LogicCase& one, JsonLogic* logic) {
    switch (one.symbol.kind) {
      case SymbolKind::kConstant:
        if (one.symbol.constant.kind == ValueKind::kNull) return ServeDefault(one.when);
        return Serve(ScriptText(one.symbol.constant), one.when);
      case SymbolKind::kAttribute:
        return ServeNamed(one);
      case SymbolKind::kTemplate:
      case SymbolKind::kUnknown: {
        const CohortId unknown =
            one.symbol.kind == SymbolKind::kUnknown
                ? cohorts_.Add(Opaque{one.symbol.constant.text})
                : logic->UnknownCohort(flag_["targeting"], "the name of a variant is put together");
        for (auto& [name, cohorts] : served_) cohorts.push_back(cohorts_.All({one.when, unknown}));
        return;
      }
      case SymbolKind::kError:
        return;
    }
  }
  void ServeDefault(CohortId when) { Serve(otherwise_, when); }

  void Finish(Rollout* rollout) {
    std::vector<CohortId> exposed;
    for (auto& [name, cohorts] : served_) {
      const CohortId gets = cohorts_.Any(std::move(cohorts));
      rollout->variations.push_back({name, gets});
      const JsonValue value = flag_["variants"][name];
      const bool truth = value.kind() == JsonKind::kTruth;
      if (truth ? value.Truth(false) : name != otherwise_) exposed.push_back(gets);
    }
    Stage stage;
    stage.cohort = cohorts_.Any(std::move(exposed));
    rollout->stages.push_back(stage);
  }

 private:
  void Serve(const std::string& name, CohortId when) {
    const auto found = served_.find(name);
    if (found != served_.end()) found->second.push_back(when);
  }

  // The user brings the name.
  void ServeNamed(const LogicCase& one) {
    Condition is;
    is.attribute = one.symbol.attribute();
    is.items = ListItems::kNone;
    for (auto& [name, cohorts] : served_) {
      is.values = {AttributeValue::OfText(name)};
      cohorts.push_back(cohorts_.All({one.when, cohorts_.Add(is)}));
    }
    is.op = Operator::kExists;
    is.values.clear();
    ServeDefault(cohorts_.All({one.when, cohorts_.Not(cohorts_.Add(is))}));
  }

  JsonValue flag_;
  Cohorts& cohorts_;
  std::string otherwise_;
  std::map<std::string, std::vector<CohortId>> served_;
};

struct Document {
  JsonValue evaluators;
  std::vector<int> versions;  // those that may read the file
};

Rollout ReadFlag(const std::string& key, const JsonValue& flag, const Document& document,
                 RolloutFile* file) {
  Rollout rollout;
  rollout.id = rollout.flag = key;
  rollout.line = flag.line();
  rollout.current = 1;
  Variants variants(flag, &rollout);
  JsonLogic::Options options;
  options.what = "flag " + Quoted(key);
  options.variables["$flagd.flagKey"] = LogicSymbol::Constant(AttributeValue::OfText(key));
  options.time = "$flagd.timestamp";
  options.shared = &document.evaluators;
  options.apply = [&](JsonLogic* logic, const std::string& name,
                      const JsonValue& of) -> std::optional<LogicCases> {
    if (name != "fractional") return std::nullopt;
    return FractionalOperator(key, document.versions, logic).Fractional(of);
  };
  JsonLogic logic(std::move(options), file, &rollout.cohorts);
  const JsonValue targeting = flag["targeting"];
  if (flag["state"].Text() == "DISABLED") {
    // Nobody is served a variant.
  } else if (targeting.IsNull() || (targeting.IsMap() && targeting.Items().empty())) {
    variants.ServeDefault(kEverybody);
  } else {
    for (const LogicCase& one : logic.EvaluateWhole(targeting)) variants.Serve(one, &logic);
  }
  variants.Finish(&rollout);
  const auto& atoms = rollout.cohorts.atoms();
  const bool sorted = std::any_of(atoms.begin(), atoms.end(), [](const Atom& atom) {
    return std::holds_alternative<Slice>(atom);
  });
  if (sorted && document.versions.size() > 1) {
    rollout.notes.emplace_back(
        "flagd's versions sort users differently; name the one that reads the file with "
        "flagd-v1, flagd-v2 or flagd-v3");
    // Which version it is does not alter the share, which bounds part by part cannot see.
    Stage& stage = rollout.stages.front();
    stage.share = OverlapOf({{nullptr, &rollout.cohorts, stage.cohort, key}}, {}).most;
  }
  return rollout;
}

// Flags that hash the same text have one space, which their owners may not expect.
void NoteSharedTexts(RolloutFile* file) {
  std::map<std::string, std::set<Rollout*>> rollouts;  // by what they hash
  for (Rollout& rollout : file->rollouts) {
    for (const Atom& atom : rollout.cohorts.atoms()) {
      if (const auto* slice = std::get_if<Slice>(&atom)) {
        rollouts[SpaceName(slice->space)].insert(&rollout);
      }
    }
  }
  for (const auto& [space, sharing] : rollouts) {
    if (sharing.size() < 2) continue;
    for (Rollout* rollout : sharing) {
      rollout->notes.push_back(SharingNote(space, sharing.size(), "not independent"));
    }
  }
}

// The file, or the flags of a Kubernetes resource.
JsonValue FlagsIn(const JsonValue& root) {
  const bool resource = root["kind"].Text() == "FeatureFlag" && root["spec"].IsMap();
  return resource ? root["spec"]["flagSpec"] : root;
}

std::optional<JsonValue> RootOf(const RolloutInput& input) {
  if (input.json != nullptr) return FlagsIn(input.json->Root());
  if (input.yaml == nullptr) return std::nullopt;
  const std::vector<JsonValue> documents = input.yaml->Root().Items();
  return documents.size() == 1 ? std::optional(FlagsIn(documents.front())) : std::nullopt;
}

bool Recognises(const RolloutInput& input) {
  const std::optional<JsonValue> root = RootOf(input);
  if (!root) return false;
  for (const JsonValue& flag : (*root)["flags"].Items()) {
    return flag["state"].IsText() && flag["variants"].IsMap();
  }
  return (*root)["$evaluators"].IsMap();
}

RolloutFile Read(const RolloutInput& input) {
  const std::optional<JsonValue> root = RootOf(input);
  if (!root || !(*root)["flags"].exists()) {
    throw Error(ErrorCode::kInput, input.name + " has no 'flags', expected a flagd flag file",
                "name the file that flagd reads its flags from");
  }
  RolloutFile file;
  Document document{(*root)["$evaluators"], {1, 2, 3}};
  if (!input.edition.empty()) document.versions = {input.edition.back() - '0'};
  std::map<std::string, JsonValue> flags;
  for (const JsonValue& flag : (*root)["flags"].Items()) {
    const std::string& key = flag.key().empty() ? flag["key"].Text() : flag.key();
    flags.insert_or_assign(key, flag);
  }
  for (const auto& [key, flag] : flags) {
    file.rollouts.push_back(ReadFlag(key, flag, document, &file));
  }
  NoteSharedTexts(&file);
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_flagd = {
    "flagd",       "flagd flag files (JSON, YAML); -v1, -v2 or -v3 says who reads them",
    Recognises,    Read,
    false,         "v1 v2 v3",
    "targetingKey"};

}  // namespace interlock
