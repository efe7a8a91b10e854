#include "analyzer/exposure/fallbacks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "analyzer/exposure/atom_text.h"
#include "analyzer/exposure/cohorts.h"

namespace interlock {
namespace {

// Attributes in one part, and slices that one becomes; no vendor comes near.
constexpr std::size_t kMaxMade = 64;

bool HasFallback(const Space& space) {
  return std::any_of(space.input.begin(), space.input.end(),
                     [](const InputPart& part) { return part.attributes.size() > 1; });
}

class Rewriter {
 public:
  explicit Rewriter(const Cohorts& from) : from_(from) {
    for (const Atom& atom : from.atoms()) {
      const auto* slice = std::get_if<Slice>(&atom);
      if (slice == nullptr) continue;
      if (std::none_of(spaces_.begin(), spaces_.end(),
                       [&](const Space* space) { return *space == slice->space; })) {
        spaces_.push_back(&slice->space);
      }
      for (const InputPart& part : slice->space.input) {
        if (part.attributes.size() == 1) present_.insert(part.attributes.front());
      }
    }
  }

  bool Needed() const {
    return std::any_of(spaces_.begin(), spaces_.end(), [&](const Space* space) {
      return HasFallback(*space) && Coincides(*space);
    });
  }

  CohortId Rewrite(CohortId root) {
    return CopyFormula(from_, root, &to_, [this](const Atom& atom) { return Take(atom); });
  }

  Cohorts Finish() && { return std::move(to_); }

 private:
  bool Coincides(const Space& space) const {
    return std::any_of(spaces_.begin(), spaces_.end(),
                       [&](const Space* other) { return MayCoincide(space, *other); });
  }

  CohortId Take(const Atom& atom) {
    const auto* slice = std::get_if<Slice>(&atom);
    if (slice == nullptr || !HasFallback(slice->space) || !Coincides(slice->space)) {
      return Once(atom);
    }
    std::size_t made = 0;
    return Expand(*slice, 0, &made);
  }

  // From one part of the input on: the parts before it have one attribute each.
  CohortId Expand(Slice slice, std::size_t part, std::size_t* made) {
    while (part < slice.space.input.size() && slice.space.input[part].attributes.size() < 2) ++part;
    if (part == slice.space.input.size()) return Once(std::move(slice));
    const std::vector<std::string> attributes = slice.space.input[part].attributes;
    std::vector<CohortId> ways;
    std::vector<CohortId> absent;  // those before
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      if (++*made > kMaxMade) return Once(Opaque{"too many attributes to fall back on"});
      const bool last = i + 1 == attributes.size() || present_.contains(attributes[i]);
      std::vector<CohortId> way = absent;
      Slice one = slice;
      one.space.input[part].attributes = {attributes[i]};
      way.push_back(Expand(std::move(one), part + 1, made));
      if (!last) {
        const CohortId exists = Once(Condition{attributes[i], Operator::kExists, {}});
        way.push_back(exists);
        absent.push_back(to_.Not(exists));
      }
      ways.push_back(to_.All(std::move(way)));
      if (last) break;
    }
    return to_.Any(std::move(ways));
  }

  // Equal atoms stay one.
  CohortId Once(Atom atom) {
    const auto [known, fresh] = atoms_.emplace(AtomText(atom), kNobody);
    if (fresh) known->second = to_.Add(std::move(atom));
    return known->second;
  }

  const Cohorts& from_;
  std::vector<const Space*> spaces_;
  std::set<std::string> present_;
  Cohorts to_;
  std::map<std::string, CohortId> atoms_;
};

}  // namespace

bool MayCoincide(const Space& a, const Space& b) {
  if (a.algorithm != b.algorithm || a.seed != b.seed || a.encoding != b.encoding) return false;
  if (a.input.size() != b.input.size() || a == b) return false;
  for (std::size_t i = 0; i < a.input.size(); ++i) {
    const InputPart& x = a.input[i];
    const InputPart& y = b.input[i];
    if (x.literal != y.literal || x.attributes.empty() != y.attributes.empty()) return false;
    if (!x.attributes.empty() &&
        std::find_first_of(x.attributes.begin(), x.attributes.end(), y.attributes.begin(),
                           y.attributes.end()) == x.attributes.end()) {
      return false;
    }
  }
  return true;
}

bool HasFallbacks(const Cohorts& cohorts) { return Rewriter(cohorts).Needed(); }

Cohorts WithoutFallbacks(Cohorts cohorts, CohortId* root) {
  Rewriter rewriter(cohorts);
  if (!rewriter.Needed()) return cohorts;
  *root = rewriter.Rewrite(*root);
  return std::move(rewriter).Finish();
}

}  // namespace interlock
