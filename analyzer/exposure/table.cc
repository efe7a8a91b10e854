#include "analyzer/exposure/table.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "analyzer/exposure/atom_text.h"
#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/fallbacks.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/slices.h"

namespace interlock {
namespace {

// Names of what cohorts hang on, as numbers.
class Names {
 public:
  std::uint32_t Of(const std::string& name) {
    return numbers_.emplace(name, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }

 private:
  std::map<std::string, std::uint32_t> numbers_;
};

std::string TextOf(const Space& space, bool with_attributes) {
  std::string text = "space " + std::to_string(static_cast<int>(space.algorithm)) + " " +
                     std::to_string(space.seed) + " " +
                     std::to_string(static_cast<int>(space.encoding));
  for (const InputPart& part : space.input) {
    text += " " + std::to_string(part.literal.size()) + ":" + part.literal;
    if (part.attributes.empty()) continue;
    text += " {";
    if (!with_attributes) continue;
    for (const std::string& attribute : part.attributes) {
      text += std::to_string(attribute.size()) + ":" + attribute;
    }
  }
  return text;
}

bool FallsBack(const Space& space) {
  return std::any_of(space.input.begin(), space.input.end(),
                     [](const InputPart& part) { return part.attributes.size() > 1; });
}

bool NamesUnits(const Condition& condition) {
  return condition.names_units && HoldsForUnnamed(condition, false) != Truth::kUnknown;
}

// What relates one atom to another: equal texts may depend on one another, different ones do not.
// Spaces that differ in their attributes only may coincide when one of them falls back.
std::string Footprint(const Atom& atom, const OverlapAt& at) {
  if (const auto* slice = std::get_if<Slice>(&atom)) {
    if (!IsSound(slice->space.algorithm)) {
      return "hash " + std::to_string(static_cast<int>(slice->space.algorithm));
    }
    return TextOf(slice->space, false);
  }
  if (const auto* condition = std::get_if<Condition>(&atom)) {
    // Lists of ids have no share, so what they name is looked at only where there is no other.
    return NamesUnits(*condition) ? "" : "attribute " + condition->attribute;
  }
  if (const auto* chance = std::get_if<Chance>(&atom)) return "draw " + chance->draw;
  if (std::holds_alternative<Window>(atom)) return at.time ? "" : "time";
  if (std::holds_alternative<InPlaces>(atom)) return at.place ? "" : "place";
  return AtomText(atom);
}

// Which atoms the formula is made of.
std::vector<const Atom*> AtomsOf(const Cohorts& cohorts, CohortId root) {
  std::vector<bool> parts(root + 1, false);
  parts[root] = true;
  std::vector<const Atom*> atoms;
  for (CohortId id = root + 1; id-- > 0;) {
    if (!parts[id]) continue;
    const CohortNode& node = cohorts.nodes()[id];
    if (node.kind == CohortKind::kAtom) atoms.push_back(&cohorts.atoms()[node.atom]);
    for (const CohortId child : node.children) parts[child] = true;
  }
  return atoms;
}

bool Share(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i] == b[j]) return true;
    (a[i] < b[j] ? i : j) += 1;
  }
  return false;
}

OverlapNumbers NumbersOf(const Overlap& overlap) {
  OverlapNumbers numbers{overlap.least, overlap.most, overlap.basis, overlap.named.size(), 0};
  for (const NamedUnit& unit : overlap.named) numbers.certain += unit.certain ? 1 : 0;
  return numbers;
}

bool IsCertain(const OverlapNumbers& numbers) { return numbers.most <= 0 || numbers.least >= 1; }

}  // namespace

OverlapTable::OverlapTable(std::vector<CohortOf> cohorts, OverlapAt at)
    : cohorts_(std::move(cohorts)), at_(std::move(at)) {
  at_.population = nullptr;
  Names names;
  formulas_.reserve(cohorts_.size());  // the only slices are pointed to
  for (const CohortOf& cohort : cohorts_) {
    const Overlap overlap = OverlapOf({cohort}, at_);
    One alone;
    alone.numbers = NumbersOf(overlap);
    Inliner inliner;
    const CohortId on = inliner.Take(cohort.index, *cohort.cohorts, cohort.cohort, cohort.name);
    const CohortId root = cohort.off ? inliner.cohorts().Not(on) : on;
    formulas_.push_back(std::move(inliner).Finish());
    const Cohorts& formula = formulas_.back();
    const std::vector<const Atom*> atoms = AtomsOf(formula, root);
    std::set<std::string> hashed;
    for (const Atom* atom : atoms) {
      const auto* slice = std::get_if<Slice>(atom);
      if (slice == nullptr) continue;
      for (const InputPart& part : slice->space.input) {
        if (part.attributes.size() == 1) hashed.insert(part.attributes.front());
      }
    }
    for (const std::string& attribute : hashed) {
      alone.hashed.push_back(names.Of("hashed " + attribute));
    }
    for (const Atom* atom : atoms) {
      const auto* condition = std::get_if<Condition>(atom);
      if (condition != nullptr && condition->op == Operator::kExists) {
        if (hashed.contains(condition->attribute)) continue;  // it is there, so nothing is asked
        alone.asks.push_back(names.Of("hashed " + condition->attribute));
      }
      const std::string footprint = Footprint(*atom, at_);
      if (!footprint.empty()) alone.hangs.push_back(names.Of(footprint));
      if (condition != nullptr && NamesUnits(*condition)) alone.names = true;
      alone.hashes = alone.hashes || std::holds_alternative<Slice>(*atom) ||
                     std::holds_alternative<Chance>(*atom);
    }
    alone.falls_back = HasFallbacks(formula);
    for (auto* list : {&alone.hangs, &alone.asks, &alone.hashed}) {
      std::sort(list->begin(), list->end());
    }
    const CohortNode& node = formula.nodes()[root];
    if (node.kind == CohortKind::kAtom) {
      const auto* slice = std::get_if<Slice>(&formula.atoms()[node.atom]);
      if (slice != nullptr && !slice->remembered && !FallsBack(slice->space)) {
        alone.only = slice;
        alone.space = names.Of(TextOf(slice->space, true));
      }
    }
    alone_.push_back(std::move(alone));
  }
}

OverlapNumbers OverlapTable::Of(std::size_t a, std::size_t b) const {
  const One& x = alone_[a];
  const One& y = alone_[b];
  const bool apart = !x.falls_back && !y.falls_back && !Share(x.hangs, y.hangs) &&
                     !Share(x.asks, y.hashed) && !Share(y.asks, x.hashed);
  const bool named = (x.names || y.names) && x.numbers.most * y.numbers.most <= kNamedShare;
  if (apart && !named) {
    OverlapNumbers both{x.numbers.least * y.numbers.least, x.numbers.most * y.numbers.most,
                        std::max(x.numbers.basis, y.numbers.basis), 0, 0};
    if (both.most <= 0) both.basis = OverlapBasis::kExact;
    const bool multiplied = x.hashes && y.hashes && !IsCertain(x.numbers) && !IsCertain(y.numbers);
    if (multiplied) both.basis = std::max(both.basis, OverlapBasis::kExpected);
    return both;
  }
  if (x.only != nullptr && y.only != nullptr && x.space == y.space) {
    const std::uint64_t last = LastRaw(x.only->space.algorithm);
    if (const auto common = Intersect({&x.only->set, &y.only->set}, last)) {
      const double share = interlock::Share(Count(*common), last);
      return {share, share, OverlapBasis::kExact, 0, 0};
    }
  }
  return NumbersOf(OverlapOf({cohorts_[a], cohorts_[b]}, at_));
}

}  // namespace interlock
