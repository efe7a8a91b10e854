// Building formulas: what is certain is folded away at once, so that "100 %" is everybody.
#include <algorithm>
#include <string_view>
#include <utility>

#include "interlock/check.h"
#include "interlock/cohort.h"

namespace interlock {
namespace {

// '*' at one of the ends is any text.
bool Fits(std::string_view attribute, std::string_view pattern) {
  if (pattern.starts_with('*')) return attribute.ends_with(pattern.substr(1));
  if (!pattern.ends_with('*')) return attribute == pattern;
  return attribute.starts_with(pattern.substr(0, pattern.size() - 1));
}

// One that compares with nothing. A list without items satisfies what is asked of all its items.
bool NeverHolds(const Condition& condition) {
  const bool compares = condition.op != Operator::kExists && condition.op != Operator::kHasItem;
  return compares && condition.values.empty() && !condition.every_value && !condition.negate &&
         condition.items != ListItems::kAll && condition.if_missing == Otherwise::kNo &&
         condition.if_mismatch == Otherwise::kNo;
}

}  // namespace

CohortId Cohorts::Push(CohortKind kind, std::uint32_t atom, std::vector<CohortId> children) {
  if (nodes_.size() >= kMaxNodes) {
    if (overflow_ == kNobody) {
      atoms_.emplace_back(Opaque{"too many rules"});
      overflow_ = static_cast<CohortId>(nodes_.size());
      nodes_.push_back({CohortKind::kAtom, static_cast<std::uint32_t>(atoms_.size() - 1), {}});
    }
    return overflow_;
  }
  nodes_.push_back({kind, atom, std::move(children)});
  return static_cast<CohortId>(nodes_.size() - 1);
}

CohortId Cohorts::Add(Atom atom) {
  if (const auto* slice = std::get_if<Slice>(&atom); slice && slice->set.ranges.empty()) {
    return kNobody;
  }
  if (const auto* chance = std::get_if<Chance>(&atom)) {
    if (chance->probability <= 0) return kNobody;
    if (chance->probability >= 1) return kEverybody;
  }
  if (const auto* condition = std::get_if<Condition>(&atom); condition && NeverHolds(*condition)) {
    return kNobody;
  }
  if (nodes_.size() >= kMaxNodes) return Push(CohortKind::kAtom, 0, {});
  atoms_.push_back(std::move(atom));
  return Push(CohortKind::kAtom, static_cast<std::uint32_t>(atoms_.size() - 1), {});
}

CohortId Cohorts::Not(CohortId of) {
  ILK_CHECK(of < nodes_.size(), "a formula is made of formulas of the same cohorts");
  if (of == kNobody) return kEverybody;
  if (of == kEverybody) return kNobody;
  if (nodes_[of].kind == CohortKind::kNot) return nodes_[of].children.front();
  return Push(CohortKind::kNot, 0, {of});
}

CohortId Cohorts::Join(CohortKind kind, std::vector<CohortId> of) {
  const CohortId neutral = kind == CohortKind::kAll ? kEverybody : kNobody;
  const CohortId final = kind == CohortKind::kAll ? kNobody : kEverybody;
  std::sort(of.begin(), of.end());
  of.erase(std::unique(of.begin(), of.end()), of.end());
  ILK_CHECK(of.empty() || of.back() < nodes_.size(),
            "a formula is made of formulas of the same cohorts");
  if (std::find(of.begin(), of.end(), final) != of.end()) return final;
  of.erase(std::remove(of.begin(), of.end(), neutral), of.end());
  if (of.empty()) return neutral;
  if (of.size() == 1) return of.front();
  return Push(kind, 0, std::move(of));
}

CohortId Cohorts::All(std::vector<CohortId> of) { return Join(CohortKind::kAll, std::move(of)); }

CohortId Cohorts::Any(std::vector<CohortId> of) { return Join(CohortKind::kAny, std::move(of)); }

void Cohorts::NameUnits(const std::vector<std::string>& attributes) {
  for (Atom& atom : atoms_) {
    auto* condition = std::get_if<Condition>(&atom);
    if (condition == nullptr || condition->op != Operator::kIn || condition->length) continue;
    for (const std::string& attribute : attributes) {
      condition->names_units = condition->names_units || Fits(condition->attribute, attribute);
    }
  }
}

bool Cohorts::RenameAttribute(const std::string& from, const std::string& to) {
  if (from == to) return false;
  bool any = false;
  for (Atom& atom : atoms_) {
    if (auto* condition = std::get_if<Condition>(&atom);
        condition && condition->attribute == from) {
      condition->attribute = to;
      any = true;
    }
    auto* slice = std::get_if<Slice>(&atom);
    if (slice == nullptr) continue;
    for (InputPart& part : slice->space.input) {
      std::vector<std::string> attributes;
      for (std::string& attribute : part.attributes) {
        any = any || attribute == from;
        if (attribute == from) attribute = to;
        // One that falls back to itself falls back to nothing.
        if (std::find(attributes.begin(), attributes.end(), attribute) == attributes.end()) {
          attributes.push_back(std::move(attribute));
        }
      }
      part.attributes = std::move(attributes);
    }
  }
  return any;
}

}  // namespace interlock
