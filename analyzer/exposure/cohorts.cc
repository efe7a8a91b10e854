#include "analyzer/exposure/cohorts.h"

#include <algorithm>

#include "analyzer/exposure/atom_text.h"
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
  const auto* condition = std::get_if<Condition>(&atom);
  if (condition != nullptr && condition->names_units) {
    const Truth others = HoldsForUnnamed(*condition, false);
    if (others != Truth::kUnknown) return others == Truth::kYes ? Shares{1, 1} : Shares{0, 0};
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
    const bool of_file = opaque->of_file && index != nullptr;
    return Unknown(opaque->reason + " (" + (of_file ? index->source() : rollout) + ")");
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
