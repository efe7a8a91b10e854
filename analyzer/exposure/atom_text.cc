#include "analyzer/exposure/atom_text.h"

#include <algorithm>
#include <cstdio>

#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/slices.h"

namespace interlock {
namespace {

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

std::string QuotedText(const AttributeValue& value) { return ValueText(value, InQuotes, " "); }

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
    text += (i == 0 ? " " : ", ") + QuotedText(condition.values[i]);
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
  if (condition.names_units) text += ", by id";
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

// The first few of a list.
std::string SomeValues(const std::vector<AttributeValue>& values) {
  constexpr std::size_t kShown = 5;
  if (values.empty()) return "one of none";
  std::string text;
  for (std::size_t i = 0; i < std::min(values.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + QuotedText(values[i]);
  }
  if (values.size() > kShown) text += " and " + std::to_string(values.size() - kShown) + " more";
  return text;
}

std::string DescribeCondition(const Condition& condition) {
  std::string text = (condition.length ? "the length of " : "") + condition.attribute;
  const std::string no = condition.negate ? "not " : "";
  const bool several = condition.values.size() > 1;
  if (condition.op == Operator::kExists) return text + " is " + no + "there";
  if (condition.op == Operator::kIn) {
    text += " is " + no + (several ? "one of " : "") + SomeValues(condition.values);
  } else {
    text += (condition.negate ? " not " : " ") + std::string(OperatorText(condition.op)) + " " +
            (several ? condition.every_value ? "each of " : "one of " : "") +
            SomeValues(condition.values);
  }
  for (const Condition& part : condition.parts) text += "(" + DescribeCondition(part) + ")";
  if (condition.if_missing == Otherwise::kYes) text += ", or is not there";
  return text;
}

std::string DescribeSlice(const Slice& slice) {
  const std::uint64_t last = LastRaw(slice.space.algorithm);
  char share[32];
  std::snprintf(share, sizeof share, "%.4g", Share(Count(slice.set, last), last) * 100);
  std::string text = std::string(AlgorithmName(slice.space.algorithm)) + " of " +
                     InputText(slice.space) + " gives " + share + " %";
  if (slice.remembered) text += " today, but who was assigned earlier keeps that";
  return text;
}

}  // namespace

std::string ValueText(const AttributeValue& value,
                      const std::function<std::string(const std::string&)>& in_quotes,
                      std::string_view gap) {
  if (value.kind == ValueKind::kText) return in_quotes(value.text);
  if (value.kind < ValueKind::kList) return ScalarText(value);
  std::string text;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (i > 0) text.append(",").append(gap);
    if (i < value.names.size()) text.append(in_quotes(value.names[i])).append(":").append(gap);
    text += ValueText(value.items[i], in_quotes, gap);
  }
  return value.kind == ValueKind::kMap ? "{" + text + "}" : "[" + text + "]";
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

std::string DescribeAtom(const Atom& atom) {
  if (const auto* condition = std::get_if<Condition>(&atom)) return DescribeCondition(*condition);
  if (const auto* slice = std::get_if<Slice>(&atom)) return DescribeSlice(*slice);
  if (const auto* opaque = std::get_if<Opaque>(&atom)) return opaque->reason;
  return AtomText(atom);
}

}  // namespace interlock
