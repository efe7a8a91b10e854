#include "analyzer/exposure/evaluate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analyzer/exposure/cbor.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/script_values.h"
#include "analyzer/exposure/slices.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxDepth = 100;  // of references; vendors limit prerequisites to a few

const AttributeValue* Present(const Subject& subject, const std::string& attribute) {
  const auto found = subject.attributes.find(attribute);
  if (found == subject.attributes.end() || found->second.kind == ValueKind::kNull) return nullptr;
  return &found->second;
}

// The first that is there; where only truthy values count, the first such.
const AttributeValue* FirstPresent(const Subject& subject, const Slice& slice,
                                   const std::vector<std::string>& attributes) {
  for (const std::string& attribute : attributes) {
    const AttributeValue* value = Present(subject, attribute);
    if (value != nullptr && (slice.accepts != UnitValues::kTruthy || IsTruthy(*value))) {
      return value;
    }
  }
  return nullptr;
}

// A map has bytes of its own only as CBOR; a list cannot be told from a list of parts.
bool Accepts(const Slice& slice, const AttributeValue& value) {
  const UnitValues accepts = slice.accepts;
  if (value.kind == ValueKind::kText) return true;
  if (value.kind == ValueKind::kMap && slice.space.encoding == HashInput::kCbor) {
    return accepts == UnitValues::kAny;
  }
  if (accepts == UnitValues::kText || value.kind >= ValueKind::kList) return false;
  return accepts == UnitValues::kAny || accepts == UnitValues::kTruthy ||
         (value.kind == ValueKind::kNumber && value.number == std::floor(value.number));
}

bool WindowHolds(const Window& window, std::int64_t time) {
  return (window.from == 0 || window.from <= time) && (window.until == 0 || time < window.until);
}

Truth HoldsPlace(const InPlaces& place, const std::string& own,
                 const std::optional<std::string>& asked) {
  if (own.empty() && !asked) return Truth::kUnknown;
  const std::string& name = own.empty() ? *asked : own;
  return TruthOf(std::binary_search(place.names.begin(), place.names.end(), name));
}

Truth HoldsSlice(const Slice& slice, const Subject& subject) {
  if (slice.space.algorithm == HashAlgorithm::kNamed) return Truth::kUnknown;
  const std::optional<std::uint64_t> raw = RawOf(slice, subject);
  if (raw) return TruthOf(Contains(slice.set, *raw));
  return slice.missing == MissingUnit::kRandom ? Truth::kUnknown : Truth::kNo;
}

// The answer of a joint node from those of its children.
Truth Joined(const CohortNode& node, const std::vector<Truth>& answers) {
  const Truth final = node.kind == CohortKind::kAll ? Truth::kNo : Truth::kYes;
  Truth answer = Negated(final);
  for (const CohortId child : node.children) {
    if (answers[child] == final) return final;
    if (answers[child] == Truth::kUnknown) answer = Truth::kUnknown;
  }
  return answer;
}

// Which nodes the formula is made of.
std::vector<bool> PartsOf(const Cohorts& cohorts, CohortId root) {
  std::vector<bool> parts(root + 1, false);
  parts[root] = true;
  for (CohortId id = root + 1; id-- > 0;) {
    if (!parts[id]) continue;
    for (const CohortId child : cohorts.nodes()[id].children) parts[child] = true;
  }
  return parts;
}

}  // namespace

std::optional<std::string> HashInputOf(const Slice& slice, const Subject& subject) {
  std::vector<const AttributeValue*> values;
  std::string text;
  for (const InputPart& part : slice.space.input) {
    if (part.attributes.empty()) {
      text += part.literal;
      continue;
    }
    const AttributeValue* value = FirstPresent(subject, slice, part.attributes);
    const bool usable = value != nullptr && Accepts(slice, *value);
    if (!usable && slice.missing != MissingUnit::kEmpty) return std::nullopt;
    if (usable) text += ScalarText(*value);
    values.push_back(usable ? value : nullptr);
  }
  if (slice.space.encoding == HashInput::kText) return text;
  if (slice.space.encoding == HashInput::kCborText) return CborOfText(text);
  return CborOf(slice.space.input, values);
}

std::optional<std::uint64_t> RawOf(const Slice& slice, const Subject& subject) {
  if (slice.space.algorithm == HashAlgorithm::kNamed) return std::nullopt;
  const std::optional<std::string> input = HashInputOf(slice, subject);
  if (input) return RawHash(slice.space.algorithm, slice.space.seed, *input);
  return slice.missing == MissingUnit::kZero ? std::optional<std::uint64_t>(0) : std::nullopt;
}

FlagIndex::FlagIndex(const RolloutFile& file) : source_(file.source) {
  for (const Rollout& rollout : file.rollouts) {
    if (!rollout.flag.empty()) flags_.emplace(rollout.flag, &rollout);
  }
  for (const Segment& segment : file.segments) segments_.emplace(segment.name, &segment);
}

const Rollout* FlagIndex::FindFlag(std::string_view name) const {
  const auto found = flags_.find(name);
  return found == flags_.end() ? nullptr : found->second;
}

const Segment* FlagIndex::FindSegment(std::string_view name) const {
  const auto found = segments_.find(name);
  return found == segments_.end() ? nullptr : found->second;
}

CohortId CurrentCohort(const Rollout& rollout) {
  if (rollout.stages.empty() || rollout.current == 0) return kNobody;
  if (rollout.current == kStageUnknown) return rollout.stages.front().cohort;
  return rollout.stages[std::min<std::size_t>(rollout.current, rollout.stages.size()) - 1].cohort;
}

Truth Evaluation::Ask(const Cohorts& cohorts, CohortId cohort) {
  const std::vector<bool> parts = PartsOf(cohorts, cohort);
  std::vector<Truth> answers(cohort + 1, Truth::kUnknown);
  for (CohortId id = 0; id <= cohort; ++id) {
    if (!parts[id]) continue;
    const CohortNode& node = cohorts.nodes()[id];
    switch (node.kind) {
      case CohortKind::kFalse:
        answers[id] = Truth::kNo;
        break;
      case CohortKind::kTrue:
        answers[id] = Truth::kYes;
        break;
      case CohortKind::kAtom:
        answers[id] = AskAtom(cohorts.atoms()[node.atom]);
        break;
      case CohortKind::kNot:
        answers[id] = Negated(answers[node.children.front()]);
        break;
      case CohortKind::kAll:
      case CohortKind::kAny:
        answers[id] = Joined(node, answers);
        break;
    }
  }
  return answers[cohort];
}

Truth Evaluation::AskAtom(const Atom& atom) {
  if (const auto* slice = std::get_if<Slice>(&atom)) return HoldsSlice(*slice, *subject_);
  if (const auto* condition = std::get_if<Condition>(&atom)) return Holds(*condition, *subject_);
  if (const auto* reference = std::get_if<FlagReference>(&atom)) return AskReference(*reference);
  if (const auto* window = std::get_if<Window>(&atom)) {
    return TruthOf(WindowHolds(*window, time_.value_or(subject_->time)));
  }
  if (const auto* place = std::get_if<InPlaces>(&atom)) {
    return HoldsPlace(*place, subject_->place, place_);
  }
  return Truth::kUnknown;  // a draw, or not understood
}

Truth Evaluation::AskReference(const FlagReference& reference) {
  if (index_ == nullptr || depth_ >= kMaxDepth) return Truth::kUnknown;
  const auto ask = [&](const Cohorts& cohorts, CohortId cohort) {
    const auto [known, fresh] = referred_.emplace(std::pair(&cohorts, cohort), Truth::kUnknown);
    if (!fresh) return known->second;
    ++depth_;
    const Truth answer = Ask(cohorts, cohort);
    --depth_;
    return known->second = answer;
  };
  if (reference.segment) {
    const Segment* segment = index_->FindSegment(reference.name);
    return segment == nullptr ? Truth::kUnknown : ask(segment->cohorts, segment->cohort);
  }
  const Rollout* flag = index_->FindFlag(reference.name);
  if (flag == nullptr) return Truth::kUnknown;
  if (reference.variations.empty()) return ask(flag->cohorts, CurrentCohort(*flag));
  Truth answer = Truth::kNo;
  for (const Variation& variation : flag->variations) {
    if (std::find(reference.variations.begin(), reference.variations.end(), variation.name) ==
        reference.variations.end()) {
      continue;
    }
    const Truth one = ask(flag->cohorts, variation.cohort);
    if (one == Truth::kYes) return one;
    if (one == Truth::kUnknown) answer = one;
  }
  return answer;
}

std::optional<std::string> Evaluation::VariationOf(const Rollout& rollout) {
  for (const Variation& variation : rollout.variations) {
    const Truth truth = Ask(rollout.cohorts, variation.cohort);
    if (truth == Truth::kYes) return variation.name;
    if (truth == Truth::kUnknown) return std::nullopt;
  }
  return rollout.otherwise;
}

}  // namespace interlock
