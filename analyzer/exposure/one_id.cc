#include "analyzer/exposure/one_id.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "analyzer/exposure/cohorts.h"
#include "analyzer/exposure/hashes.h"

namespace interlock {
namespace {

using Names = std::vector<std::string>;  // the first that is there

// What spaces with the same one have in common but the names. Spaces that are only called by a name
// are other hashes where another attribute is hashed.
std::optional<std::string> Kin(const Space& space) {
  if (space.algorithm == HashAlgorithm::kNamed) return std::nullopt;
  std::string text = std::to_string(static_cast<int>(space.algorithm));
  if (!IsSound(space.algorithm)) return text;
  text += " " + std::to_string(space.seed) + " " + std::to_string(static_cast<int>(space.encoding));
  for (const InputPart& part : space.input) {
    const bool names = !part.attributes.empty();
    text += names ? " {}" : " " + std::to_string(part.literal.size()) + ":" + part.literal;
  }
  return text;
}

// Which names stand for one another: those at the same place of spaces of one kin.
class Joined {
 public:
  void Add(const Space& space) {
    const std::optional<std::string> kin = Kin(space);
    if (!kin) return;
    std::size_t place = 0;
    for (const InputPart& part : space.input) {
      if (part.attributes.empty()) continue;
      const auto [first, fresh] = first_.emplace(std::pair(*kin, place++), part.attributes);
      if (!fresh) Join(first->second, part.attributes);
    }
  }

  const Names& Of(const Names& names) const {
    const Names* of = &names;
    for (auto at = into_.find(*of); at != into_.end(); at = into_.find(*of)) of = &at->second;
    return *of;
  }

  bool any() const { return !into_.empty(); }

 private:
  // The smaller one stays, so the order of the formula does not matter and no names lead in a
  // circle.
  void Join(const Names& a, const Names& b) {
    const Names x = Of(a), y = Of(b);
    if (x == y) return;
    into_[x < y ? y : x] = x < y ? x : y;
  }

  std::map<std::pair<std::string, std::size_t>, Names> first_;
  std::map<Names, Names> into_;
};

}  // namespace

std::optional<OneIdFormula> IfOneId(const Cohorts& cohorts, CohortId root) {
  Joined joined;
  std::vector<const Slice*> slices;
  Cohorts unused;
  CopyFormula(cohorts, root, &unused, [&](const Atom& atom) {
    if (const auto* slice = std::get_if<Slice>(&atom)) slices.push_back(slice);
    return kEverybody;
  });
  for (const Slice* slice : slices) joined.Add(slice->space);
  if (!joined.any()) return std::nullopt;
  OneIdFormula formula;
  std::set<std::string> names;
  formula.root = CopyFormula(cohorts, root, &formula.cohorts, [&](const Atom& atom) {
    const auto* slice = std::get_if<Slice>(&atom);
    if (slice == nullptr) return formula.cohorts.Add(atom);
    Slice one = *slice;
    for (InputPart& part : one.space.input) {
      const Names& of = joined.Of(part.attributes);
      if (of == part.attributes) continue;
      names.insert(part.attributes.front());
      names.insert(of.front());
      part.attributes = of;
    }
    return formula.cohorts.Add(std::move(one));
  });
  for (const std::string& name : names) {
    formula.names += (formula.names.empty() ? "" : " and ") + name;
  }
  return formula;
}

}  // namespace interlock
