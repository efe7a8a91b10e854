#include "analyzer/exposure/cohorts.h"

#include <algorithm>

#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/slices.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxReferences = 100;  // one inside the other

Shares AtomShares(const Atom& atom) {
  if (const auto* slice = std::get_if<Slice>(&atom)) {
    const std::uint64_t last = LastRaw(slice->space.algorithm);
    const double share = Share(Count(slice->set, last), last);
    // NOTE(ref: present-units): of those who have the attribute, whatever becomes of the others.
    return slice->remembered ? Shares{0, 1} : Shares{share, share};
  }
  if (const auto* chance = std::get_if<Chance>(&atom)) {
    return {chance->probability, chance->probability};
  }
  return {};
}

Shares JoinedShares(const CohortNode& node, const std::vector<Shares>& shares) {
  const bool all = node.kind == CohortKind::kAll;
  double sum_least = 0, sum_most = 0;
  double extreme_least = all ? 1 : 0, extreme_most = all ? 1 : 0;
  for (const CohortId child : node.children) {
    sum_least += shares[child].least;
    sum_most += shares[child].most;
    extreme_least = all ? std::min(extreme_least, shares[child].least)
                        : std::max(extreme_least, shares[child].least);
    extreme_most = all ? std::min(extreme_most, shares[child].most)
                       : std::max(extreme_most, shares[child].most);
  }
  const auto others = static_cast<double>(node.children.size() - 1);
  if (all) return {std::max(0.0, sum_least - others), extreme_most};
  return {extreme_least, std::min(1.0, sum_most)};
}

// In quotes, so that no name can look like another atom's text.
std::string InQuotes(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string InputText(const Space& space) {
  std::string text;
  for (const InputPart& part : space.input) {
    text += text.empty() ? "" : " + ";
    if (part.attributes.empty()) text += InQuotes(part.literal);
    for (std::size_t i = 0; i < part.attributes.size(); ++i) {
      text += (i == 0 ? "" : " or ") + part.attributes[i];
    }
  }
  return text;
}

std::string ValueText(const AttributeValue& value) {
  switch (value.kind) {
    case ValueKind::kNull:
      return "null";
    case ValueKind::kTruth:
      return value.truth ? "true" : "false";
    case ValueKind::kNumber:
      return NumberText(value.number);
    case ValueKind::kText:
      return InQuotes(value.text);
    case ValueKind::kList:
    case ValueKind::kMap:
      break;
  }
  std::string text;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    text += i == 0 ? "" : ", ";
    if (i < value.names.size()) text += InQuotes(value.names[i]) + ": ";
    text += ValueText(value.items[i]);
  }
  return value.kind == ValueKind::kMap ? "{" + text + "}" : "[" + text + "]";
}

std::string SetText(const RawSet& set) {
  std::string text = set.modulus == 0 ? "" : " mod " + std::to_string(set.modulus);
  for (const RawRange& range : set.ranges) {
    text += " " + std::to_string(range.first) + ".." + std::to_string(range.last);
  }
  return text;
}

const char* OperatorText(Operator op) {
  static constexpr const char* kTexts[] = {"exists",      "in",
                                           "starts with", "ends with",
                                           "contains",    "matches",
                                           "<",           "<=",
                                           ">",           ">=",
                                           "before",      "not after",
                                           "after",       "not before",
                                           "is version",  "version <",
                                           "version <=",  "version >",
                                           "version >=",  "in network",
                                           "is of kind",  "has an item that"};
  return kTexts[static_cast<std::size_t>(op)];
}

std::string ConditionText(const Condition& condition) {
  std::string text = (condition.length ? "length of " : "") + condition.attribute +
                     (condition.negate ? " not " : " ") + OperatorText(condition.op);
  for (std::size_t i = 0; i < condition.values.size(); ++i) {
    text += (i == 0 ? " " : ", ") + ValueText(condition.values[i]);
  }
  if (condition.every_value) text += ", each";
  if (condition.ignore_case) text += ", ignoring case";
  if (condition.loose_version) text += ", loosely";
  if (condition.core_version) text += ", without pre-releases";
  if (condition.dotted_version) text += ", of numbers and dots";
  if (condition.padded_version) text += ", padded";
  if (condition.short_version) text += ", short versions too";
  if (condition.time_of_day) text += ", with a time of day";
  if (condition.if_missing == Otherwise::kYes) text += ", or absent";
  if (condition.if_missing == Otherwise::kUnknown) text += ", unknown if absent";
  if (condition.if_mismatch == Otherwise::kYes) text += ", or of another type";
  if (condition.if_mismatch == Otherwise::kUnknown) text += ", unknown if of another type";
  if (condition.items == ListItems::kNone) text += ", no list";
  if (condition.items == ListItems::kAll) text += ", each item";
  if (condition.items == ListItems::kAnyOfList) text += ", an item of a list";
  if (condition.items == ListItems::kWhole) text += ", a list as a whole";
  if (condition.conversion == Conversion::kStrict) text += ", strictly";
  if (condition.conversion == Conversion::kScript) text += ", as scripts compare";
  for (const Condition& part : condition.parts) text += " (" + ConditionText(part) + ")";
  return text;
}

std::string SliceText(const Slice& slice) {
  std::string text =
      std::string(AlgorithmName(slice.space.algorithm)) + "(" + InputText(slice.space) + ")";
  if (slice.space.seed != 0) text += " seed " + std::to_string(slice.space.seed);
  if (slice.space.encoding == HashInput::kCborText) text += " as CBOR text";
  if (slice.space.encoding == HashInput::kCbor) text += " as CBOR";
  text += SetText(slice.set);
  if (slice.missing == MissingUnit::kZero) text += ", 0 if absent";
  if (slice.missing == MissingUnit::kEmpty) text += ", empty if absent";
  if (slice.missing == MissingUnit::kRandom) text += ", random if absent";
  if (slice.accepts == UnitValues::kTextOrWhole) text += ", texts and whole numbers";
  if (slice.accepts == UnitValues::kText) text += ", texts";
  if (slice.accepts == UnitValues::kTruthy) text += ", truthy";
  if (slice.remembered) text += ", remembered";
  return text;
}

}  // namespace

Shares SharesOf(const Cohorts& cohorts, CohortId cohort) {
  std::vector<Shares> shares(cohort + 1);
  for (CohortId id = 0; id <= cohort; ++id) {
    const CohortNode& node = cohorts.nodes()[id];
    switch (node.kind) {
      case CohortKind::kFalse:
        shares[id] = {0, 0};
        break;
      case CohortKind::kTrue:
        shares[id] = {1, 1};
        break;
      case CohortKind::kAtom:
        shares[id] = AtomShares(cohorts.atoms()[node.atom]);
        break;
      case CohortKind::kNot: {
        const Shares of = shares[node.children.front()];
        shares[id] = {1 - of.most, 1 - of.least};
        break;
      }
      case CohortKind::kAll:
      case CohortKind::kAny:
        shares[id] = JoinedShares(node, shares);
        break;
    }
  }
  return shares[cohort];
}

std::string AtomText(const Atom& atom) {
  if (const auto* slice = std::get_if<Slice>(&atom)) return SliceText(*slice);
  if (const auto* condition = std::get_if<Condition>(&atom)) return ConditionText(*condition);
  if (const auto* chance = std::get_if<Chance>(&atom)) {
    return "a draw of " + NumberText(chance->probability * 100) + " % for " + chance->draw;
  }
  if (const auto* window = std::get_if<Window>(&atom)) {
    return "from " + std::to_string(window->from) + " until " + std::to_string(window->until);
  }
  if (const auto* place = std::get_if<InPlaces>(&atom)) {
    std::string text = "in";
    for (const std::string& name : place->names) text += " " + name;
    return text;
  }
  if (const auto* opaque = std::get_if<Opaque>(&atom)) return "unknown: " + opaque->reason;
  const auto& reference = std::get<FlagReference>(atom);
  std::string text = (reference.segment ? "segment " : "flag ") + reference.name;
  for (const std::string& variation : reference.variations) text += " = " + variation;
  return text;
}

CohortId Inliner::Unknown(const std::string& reason) {
  const auto [known, fresh] = atoms_.emplace(AtomText(Opaque{reason}), kNobody);
  if (fresh) known->second = all_.Add(Opaque{reason});
  return known->second;
}

CohortId Inliner::TakeReference(const FlagIndex* index, const FlagReference& reference,
                                const std::string& rollout) {
  const std::string name = (reference.segment ? "segment " : "flag ") + reference.name;
  if (index == nullptr || depth_ >= kMaxReferences) return Unknown(name + " of " + rollout);
  if (reference.segment) {
    const Segment* segment = index->FindSegment(reference.name);
    if (segment == nullptr) return Unknown(name + " is not in the file");
    return Take(index, segment->cohorts, segment->cohort, name);
  }
  const Rollout* flag = index->FindFlag(reference.name);
  if (flag == nullptr) return Unknown(name + " is not in the file");
  if (reference.variations.empty()) return Take(index, flag->cohorts, CurrentCohort(*flag), name);
  std::vector<CohortId> served;
  for (const Variation& variation : flag->variations) {
    const auto wanted =
        std::find(reference.variations.begin(), reference.variations.end(), variation.name);
    if (wanted == reference.variations.end()) continue;
    served.push_back(Take(index, flag->cohorts, variation.cohort, name));
  }
  return all_.Any(std::move(served));
}

CohortId Inliner::TakeAtom(const FlagIndex* index, const Atom& atom, const std::string& rollout) {
  if (const auto* reference = std::get_if<FlagReference>(&atom)) {
    return TakeReference(index, *reference, rollout);
  }
  if (const auto* opaque = std::get_if<Opaque>(&atom)) {
    return Unknown(opaque->reason + " (" + rollout + ")");
  }
  const auto [known, fresh] = atoms_.emplace(AtomText(atom), kNobody);
  if (fresh) known->second = all_.Add(atom);
  return known->second;
}

CohortId CopyFormula(const Cohorts& from, CohortId root, Cohorts* to,
                     const std::function<CohortId(const Atom&)>& take) {
  std::vector<bool> parts(root + 1, false);
  parts[root] = true;
  for (CohortId id = root + 1; id-- > 0;) {
    if (!parts[id]) continue;
    for (const CohortId child : from.nodes()[id].children) parts[child] = true;
  }
  std::vector<CohortId> made(root + 1, kNobody);
  for (CohortId id = 0; id <= root; ++id) {
    if (!parts[id]) continue;
    const CohortNode& node = from.nodes()[id];
    std::vector<CohortId> children;
    for (const CohortId child : node.children) children.push_back(made[child]);
    switch (node.kind) {
      case CohortKind::kFalse:
        break;
      case CohortKind::kTrue:
        made[id] = kEverybody;
        break;
      case CohortKind::kAtom:
        made[id] = take(from.atoms()[node.atom]);
        break;
      case CohortKind::kNot:
        made[id] = to->Not(children.front());
        break;
      case CohortKind::kAll:
        made[id] = to->All(std::move(children));
        break;
      case CohortKind::kAny:
        made[id] = to->Any(std::move(children));
        break;
    }
  }
  return made[root];
}

CohortId Inliner::Take(const FlagIndex* index, const Cohorts& cohorts, CohortId cohort,
                       const std::string& rollout) {
  const Key key{&cohorts, cohort};
  if (const auto taken = taken_.find(key); taken != taken_.end()) return taken->second;
  if (open_[key]) return Unknown(rollout + " refers to itself");
  open_[key] = true;
  ++depth_;
  const CohortId made = CopyFormula(
      cohorts, cohort, &all_, [&](const Atom& atom) { return TakeAtom(index, atom, rollout); });
  --depth_;
  open_[key] = false;
  return taken_[key] = made;
}

}  // namespace interlock
