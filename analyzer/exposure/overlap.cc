#include "analyzer/exposure/overlap.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <utility>

#include "analyzer/exposure/atom_text.h"
#include "analyzer/exposure/buckets.h"
#include "analyzer/exposure/cohorts.h"
#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/fallbacks.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/one_id.h"
#include "analyzer/exposure/slices.h"
#include "interlock/check.h"

namespace interlock {
namespace {

// Nodes looked at before an answer is given up for the bound: well under a second.
constexpr std::size_t kMaxWork = 20'000'000;

// Where independent hashes would let fewer of the made-up ids than this into both cohorts, none
// says little; and this many may well be missed (with a probability of 5 %).
constexpr double kFewIds = 20;
constexpr double kMissedIds = 3;

// What is asked. NOTE(ref: present-units): `present` are the attributes that are hashed with
// nothing to fall back on.
struct Formula {
  Cohorts cohorts;
  CohortId root = kNobody;
  std::set<std::string> present;
  bool falls_back = false;  // somewhere, from one attribute to another
};

Formula FormulaOf(Cohorts cohorts, CohortId root) {
  Formula formula;
  for (const Atom& atom : cohorts.atoms()) {
    const auto* slice = std::get_if<Slice>(&atom);
    if (slice == nullptr) continue;
    for (const InputPart& part : slice->space.input) {
      if (part.attributes.size() == 1) formula.present.insert(part.attributes.front());
    }
  }
  formula.root = root;
  formula.falls_back = HasFallbacks(cohorts);
  formula.cohorts = WithoutFallbacks(std::move(cohorts), &formula.root);
  return formula;
}

class Solver {
 public:
  Solver(const Formula& formula, const OverlapAt& at, bool all_sound = false)
      : formula_(formula),
        cohorts_(formula.cohorts),
        root_(formula.root),
        answers_(cohorts_.atoms().size(), Truth::kUnknown),
        groups_(BucketsOf(cohorts_.atoms(), all_sound)),
        group_of_(cohorts_.atoms().size(), kNoGroup),
        parts_(root_ + 1, false),
        used_(groups_.size(), false),
        requests_(at.requests) {
    for (std::uint32_t g = 0; g < groups_.size(); ++g) {
      for (const std::uint32_t atom : groups_[g].atoms) group_of_[atom] = g;
    }
    parts_[root_] = true;
    for (CohortId id = root_ + 1; id-- > 0;) {
      if (!parts_[id]) continue;
      for (const CohortId child : Node(id).children) parts_[child] = true;
    }
    for (std::uint32_t atom = 0; atom < answers_.size(); ++atom) Settle(atom, at);
  }

  Shares Solve() {
    const std::vector<Truth> truths = Evaluate();
    if (truths[root_] != Truth::kUnknown) return Certain(truths[root_]);
    if (work_ > kMaxWork) return {0, 1};
    const std::optional<std::uint32_t> open = OpenCase(truths);
    if (!open) {
      const double share = SolveGroups(truths);
      return {share, share};
    }
    cases_.insert(*open);
    Shares shares{1, 0};
    for (const Truth answer : {Truth::kYes, Truth::kNo}) {
      answers_[*open] = answer;
      if (Feasible(*open)) {
        const Shares of = Solve();
        shares.least = std::min(shares.least, of.least);
        shares.most = std::max(shares.most, of.most);
      }
    }
    answers_[*open] = Truth::kUnknown;
    if (shares.least > shares.most) return {0, 0};  // this case cannot be
    return shares;
  }

  // Whether the one unit that has this id, of which nothing else is known, is in it. Unknown past
  // the work that is allowed.
  Truth AskNamed(const std::string& attribute, const AttributeValue& id) {
    if (work_ > kMaxWork) return Truth::kUnknown;
    const std::vector<Truth> others = answers_;
    Subject subject;
    subject.attributes[attribute] = id;
    for (std::uint32_t atom = 0; atom < answers_.size(); ++atom) {
      if (const auto* condition = std::get_if<Condition>(&cohorts_.atoms()[atom])) {
        const bool about_it = condition->attribute == attribute;
        if (about_it) answers_[atom] = Holds(*condition, &id);
        if (!about_it && condition->names_units) answers_[atom] = Truth::kUnknown;
      } else if (const auto* slice = std::get_if<Slice>(&cohorts_.atoms()[atom])) {
        answers_[atom] = AskSlice(*slice, attribute, subject);
      }
    }
    const Truth answer = Evaluate()[root_];
    answers_ = others;
    return answer;
  }

  // The ids that lists in the formula name, by attribute.
  std::map<std::string, std::map<std::string, AttributeValue>> Ids() const {
    std::map<std::string, std::map<std::string, AttributeValue>> ids;
    for (CohortId id = 0; id <= root_; ++id) {
      if (!parts_[id] || Node(id).kind != CohortKind::kAtom) continue;
      const auto* condition = std::get_if<Condition>(&cohorts_.atoms()[Node(id).atom]);
      if (condition == nullptr || !condition->names_units) continue;
      if (condition->values.size() > kMostNamedUnits) continue;
      for (const AttributeValue& value : condition->values) {
        if (value.kind < ValueKind::kList)
          ids[condition->attribute].emplace(ScalarText(value), value);
      }
    }
    return ids;
  }

  bool gave_up() const { return work_ > kMaxWork; }
  bool per_request() const { return per_request_; }
  const std::set<std::uint32_t>& cases() const { return cases_; }

  std::vector<const BucketGroup*> UsedGroups() const {
    std::vector<const BucketGroup*> used;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      if (used_[g]) used.push_back(&groups_[g]);
    }
    return used;
  }

 private:
  static constexpr std::uint32_t kNoGroup = 0xFFFFFFFF;

  const CohortNode& Node(CohortId id) const { return cohorts_.nodes()[id]; }
  static Shares Certain(Truth truth) {
    const double share = truth == Truth::kYes ? 1 : 0;
    return {share, share};
  }

  // A hash of the id alone is known, any other is not.
  static Truth AskSlice(const Slice& slice, const std::string& attribute, const Subject& subject) {
    const bool of_it =
        std::all_of(slice.space.input.begin(), slice.space.input.end(), [&](const InputPart& part) {
          return part.attributes.empty() || part.attributes.front() == attribute;
        });
    if (!of_it || slice.remembered) return Truth::kUnknown;
    const std::optional<std::uint64_t> raw = RawOf(slice, subject);
    return raw ? TruthOf(Contains(slice.set, *raw)) : Truth::kUnknown;
  }

  // Windows and places are settled by the question, lists of ids for all whom none names, and what
  // is hashed is there.
  void Settle(std::uint32_t atom, const OverlapAt& at) {
    if (const auto* condition = std::get_if<Condition>(&cohorts_.atoms()[atom])) {
      const bool present = formula_.present.contains(condition->attribute);
      const AttributeValue some = AttributeValue::OfText("some");
      if (condition->names_units) answers_[atom] = HoldsForUnnamed(*condition, present);
      if (condition->op == Operator::kExists && present) answers_[atom] = Holds(*condition, &some);
    }
    if (const auto* window = std::get_if<Window>(&cohorts_.atoms()[atom]); window && at.time) {
      answers_[atom] = TruthOf((window->from == 0 || window->from <= *at.time) &&
                               (window->until == 0 || *at.time < window->until));
    }
    if (const auto* places = std::get_if<InPlaces>(&cohorts_.atoms()[atom]); places && at.place) {
      answers_[atom] =
          TruthOf(std::binary_search(places->names.begin(), places->names.end(), *at.place));
    }
  }

  std::vector<Truth> Evaluate() {
    std::vector<Truth> truths(root_ + 1, Truth::kUnknown);
    for (CohortId id = 0; id <= root_; ++id) {
      if (!parts_[id]) continue;
      const CohortNode& node = Node(id);
      work_ += 1 + node.children.size();
      switch (node.kind) {
        case CohortKind::kFalse:
        case CohortKind::kTrue:
          truths[id] = TruthOf(node.kind == CohortKind::kTrue);
          break;
        case CohortKind::kAtom:
          truths[id] = answers_[node.atom];
          break;
        case CohortKind::kNot:
          truths[id] = Negated(truths[node.children.front()]);
          break;
        case CohortKind::kAll:
        case CohortKind::kAny: {
          const Truth final = TruthOf(node.kind == CohortKind::kAny);
          truths[id] = Negated(final);
          for (const CohortId child : node.children) {
            if (truths[child] == Truth::kUnknown) truths[id] = Truth::kUnknown;
            if (truths[child] != final) continue;
            truths[id] = final;
            break;
          }
          break;
        }
      }
    }
    return truths;
  }

  // The atoms that the open answer still hangs on, in the order of the formula.
  std::vector<std::uint32_t> OpenAtoms(const std::vector<Truth>& truths) const {
    std::vector<bool> open(root_ + 1, false);
    std::vector<std::uint32_t> atoms;
    open[root_] = true;
    for (CohortId id = root_ + 1; id-- > 0;) {
      if (!open[id]) continue;
      if (Node(id).kind == CohortKind::kAtom) atoms.push_back(Node(id).atom);
      for (const CohortId child : Node(id).children) {
        open[child] = open[child] || truths[child] == Truth::kUnknown;
      }
    }
    std::reverse(atoms.begin(), atoms.end());
    return atoms;
  }

  // An atom that is in no group: it has to be tried both ways.
  std::optional<std::uint32_t> OpenCase(const std::vector<Truth>& truths) const {
    for (const std::uint32_t atom : OpenAtoms(truths)) {
      if (group_of_[atom] == kNoGroup) return atom;
    }
    return std::nullopt;
  }

  // Whether the answers about the atom's attribute can be true of one value.
  bool Feasible(std::uint32_t atom) const {
    const auto* condition = std::get_if<Condition>(&cohorts_.atoms()[atom]);
    if (condition == nullptr) return true;
    std::vector<Assumption> assumptions;
    for (std::uint32_t other = 0; other < answers_.size(); ++other) {
      const auto* one = std::get_if<Condition>(&cohorts_.atoms()[other]);
      if (one == nullptr || answers_[other] == Truth::kUnknown) continue;
      if (one->attribute != condition->attribute) continue;
      assumptions.push_back({one, answers_[other] == Truth::kYes});
    }
    return CanHoldTogether(assumptions);
  }

  // Only buckets are open: cell by cell of one group, then of the next. Draws come last, because
  // they are repeated with each request of a user whose other buckets stay.
  double SolveGroups(const std::vector<Truth>& truths) {
    if (truths[root_] != Truth::kUnknown) return Certain(truths[root_]).most;
    if (work_ > kMaxWork) return 1;
    const std::vector<std::uint32_t> open = OpenAtoms(truths);
    ILK_CHECK(!open.empty(), "an open answer hangs on an atom");
    for (const std::uint32_t atom : open) {
      const std::uint32_t g = group_of_[atom];
      if (groups_[g].basis == BucketBasis::kDraw) continue;
      return SolveCells(g, [&](const std::vector<Truth>& inner) { return SolveGroups(inner); });
    }
    per_request_ = true;
    const double once = SolveDraws(truths);
    return requests_ == 1 ? once : 1 - std::pow(1 - once, requests_);
  }

  double SolveDraws(const std::vector<Truth>& truths) {
    if (truths[root_] != Truth::kUnknown) return Certain(truths[root_]).most;
    if (work_ > kMaxWork) return 1;
    return SolveCells(group_of_[OpenAtoms(truths).front()],
                      [&](const std::vector<Truth>& inner) { return SolveDraws(inner); });
  }

  template <typename SolveRest>
  double SolveCells(std::uint32_t g, const SolveRest& solve_rest) {
    used_[g] = true;
    const BucketGroup& group = groups_[g];
    double share = 0;
    for (const BucketCell& cell : group.cells) {
      for (std::size_t i = 0; i < group.atoms.size(); ++i) {
        answers_[group.atoms[i]] = TruthOf(cell.holds[i]);
      }
      share += cell.share * solve_rest(Evaluate());
    }
    for (const std::uint32_t atom : group.atoms) answers_[atom] = Truth::kUnknown;
    return std::min(share, 1.0);
  }

  const Formula& formula_;
  const Cohorts& cohorts_;
  CohortId root_;
  std::vector<Truth> answers_;  // by atom
  std::vector<BucketGroup> groups_;
  std::vector<std::uint32_t> group_of_;
  std::vector<bool> parts_;
  std::vector<bool> used_;
  std::set<std::uint32_t> cases_;  // atoms that were tried both ways
  double requests_ = 1;
  bool per_request_ = false;
  std::size_t work_ = 0;
};

void AddStep(StepKind kind, std::string text, Shares shares, Overlap* overlap) {
  overlap->steps.push_back({kind, std::move(text), shares.least, shares.most});
}

std::string Percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g %%", share * 100);
  return text;
}

// What is looked at of a group's buckets.
std::string ExplainBuckets(const Cohorts& cohorts, const BucketGroup& group) {
  if (group.atoms.size() > 1) {
    return group.name + ": " + std::to_string(group.atoms.size()) +
           " slices of its buckets, intersected exactly";
  }
  const auto& slice = std::get<Slice>(cohorts.atoms()[group.atoms.front()]);
  const std::uint64_t last = LastRaw(slice.space.algorithm);
  return group.name + ": " + Percent(Share(Count(slice.set, last), last)) + " of its buckets";
}

// NOTE(def: counted): made-up ids are UUIDs. How FNV relates two spaces does not hang on the form
// of the ids; with CRC it hangs on their length.
std::string ExplainCounting(const BucketGroup& group) {
  const HashAlgorithm algorithm = group.spaces.front()->algorithm;
  return std::to_string(group.spaces.size()) + " spaces of " +
         std::string(AlgorithmName(algorithm)) + ", which relates them, so shares are not " +
         "multiplied: " + std::to_string(kCountedIds) +
         " made-up UUIDs are counted (one standard deviation: 1 % is off by 0.02 %)" +
         (algorithm == HashAlgorithm::kCrc32 ? "; ids of another length may differ" : "");
}

void ExplainGroups(const Cohorts& cohorts, const std::vector<const BucketGroup*>& groups,
                   Overlap* overlap) {
  std::set<std::string> units;
  std::size_t counted = 0;
  for (const BucketGroup* group : groups) {
    if (group->basis == BucketBasis::kDraw) {
      AddStep(StepKind::kDraw, group->name + ": an independent draw for each request", {}, overlap);
    } else if (group->basis == BucketBasis::kCounted) {
      ++counted;
      AddStep(StepKind::kCount, ExplainCounting(*group), {}, overlap);
    } else {
      AddStep(StepKind::kSpace, ExplainBuckets(cohorts, *group), {}, overlap);
    }
    for (const Space* space : group->spaces) {
      overlap->spaces.push_back(SpaceName(*space));
      for (const InputPart& part : space->input) {
        if (!part.attributes.empty()) units.insert(part.attributes.front());
      }
    }
  }
  // NOTE(ref: present-units)
  std::string present;
  for (const std::string& unit : units) present += (present.empty() ? "" : " and ") + unit;
  if (!present.empty()) {
    AddStep(StepKind::kPresent, "shares are of those that have " + present, {}, overlap);
  }
  if (counted > 0) overlap->basis = OverlapBasis::kCounted;
  if (groups.size() < 2) return;
  AddStep(
      StepKind::kMultiply,
      std::to_string(groups.size()) + " independent groups of buckets, so shares are multiplied",
      {}, overlap);
  overlap->basis = OverlapBasis::kExpected;
}

void ExplainCases(const Cohorts& cohorts, const std::set<std::uint32_t>& cases, Overlap* overlap) {
  constexpr std::size_t kShown = 20;
  std::size_t shown = 0;
  std::set<std::string> told;
  for (const std::uint32_t atom : cases) {
    if (++shown > kShown) {
      AddStep(StepKind::kUnknown, std::to_string(cases.size() - kShown) + " more", {}, overlap);
      return;
    }
    const Atom& of = cohorts.atoms()[atom];
    const bool condition = std::holds_alternative<Condition>(of);
    const std::string text = DescribeAtom(of);
    if (!told.insert(text).second) continue;
    AddStep(condition ? StepKind::kCondition : StepKind::kUnknown, text, {}, overlap);
  }
}

bool Counts(const std::vector<const BucketGroup*>& groups) {
  return std::any_of(groups.begin(), groups.end(), [](const BucketGroup* group) {
    return group->basis == BucketBasis::kCounted;
  });
}

// Counting found nobody. Where hardly anybody was to be found, small cohorts are the reason as
// likely as hashes that keep them apart. Slices of one space that exclude each other, and
// conditions that do, leave nobody here, too.
bool FoundTooFew(const Formula& formula, const OverlapAt& at,
                 const std::vector<const BucketGroup*>& groups) {
  if (!Counts(groups)) return false;
  const double expected = Solver(formula, at, true).Solve().most;
  return expected > 0 && expected * kCountedIds < kFewIds;
}

// Whether the subject is in one of them.
Truth AskAny(const std::vector<CohortOf>& any, const Subject& subject, const OverlapAt& at) {
  Truth truth = Truth::kNo;
  for (const CohortOf& cohort : any) {
    Evaluation evaluation(cohort.index, &subject);
    evaluation.SetPlaceAndTime(at.place, at.time);
    const Truth on = evaluation.Ask(*cohort.cohorts, cohort.cohort);
    const Truth one = cohort.off ? Negated(on) : on;
    if (one == Truth::kYes) return one;
    if (one == Truth::kUnknown) truth = one;
  }
  return truth;
}

Shares CountSample(const std::vector<std::vector<CohortOf>>& cohorts, const OverlapAt& at) {
  const std::vector<Subject>& population = *at.population;
  std::size_t yes = 0, open = 0;
  for (const Subject& subject : population) {
    Truth all = Truth::kYes;
    for (const std::vector<CohortOf>& any : cohorts) {
      const Truth one = AskAny(any, subject, at);
      if (one != Truth::kYes) all = one;
      if (all == Truth::kNo) break;
    }
    yes += all == Truth::kYes ? 1 : 0;
    open += all == Truth::kUnknown ? 1 : 0;
  }
  const auto size = static_cast<double>(population.size());
  return {static_cast<double>(yes) / size, static_cast<double>(yes + open) / size};
}

void Finish(Shares shares, Overlap* overlap) {
  overlap->least = shares.least;
  overlap->most = shares.most;
  if (shares.least < shares.most) overlap->basis = OverlapBasis::kBound;
  AddStep(StepKind::kResult, "", shares, overlap);
  if (overlap->named.empty() || shares.most > 0) return;
  overlap->most = kNamedShare;
  const bool certain = std::all_of(overlap->named.begin(), overlap->named.end(),
                                   [](const NamedUnit& unit) { return unit.certain; });
  if (!certain) overlap->basis = OverlapBasis::kBound;
}

// Where attributes of different names are hashed alike, they may hold one id or not. Those that one
// falls back to from another are different ids by what the file says.
void ConsiderOneId(const Formula& formula, const OverlapAt& at, Shares* shares, Overlap* overlap) {
  if (formula.falls_back) return;
  const std::optional<OneIdFormula> one_id = IfOneId(formula.cohorts, formula.root);
  if (!one_id) return;
  Formula joined = FormulaOf(one_id->cohorts, one_id->root);
  joined.present.insert(formula.present.begin(), formula.present.end());
  Solver solver(joined, at);
  const Shares if_one = solver.Solve();
  if (solver.gave_up()) return;
  constexpr double kSame = 1e-13;
  if (std::abs(if_one.least - shares->least) < kSame &&
      std::abs(if_one.most - shares->most) < kSame) {
    return;
  }
  AddStep(StepKind::kIds,
          one_id->names + " may hold one id: " + Percent(if_one.most) + " if they do, " +
              Percent(shares->most) + " if not ('same_ids' of interlock.yaml tells)",
          {}, overlap);
  shares->least = std::min(shares->least, if_one.least);
  shares->most = std::max(shares->most, if_one.most);
}

// One after the other: each id has a bucket, and is in the lists that name it.
void AddNamed(Solver* solver, bool single, Overlap* overlap) {
  constexpr std::size_t kShown = 5;
  const auto ids = solver->Ids();
  if (ids.empty()) return;
  std::string shown;
  for (const auto& [attribute, of_attribute] : ids) {
    overlap->listed += of_attribute.size();
    for (const auto& [text, id] : of_attribute) {
      const Truth answer = solver->AskNamed(attribute, id);
      if (answer == Truth::kNo) continue;
      overlap->named.push_back({attribute, text, answer == Truth::kYes});
      if (overlap->named.size() > kShown) continue;
      shown += (shown.empty() ? "" : ", ") + attribute + " \"" + text + "\"";
    }
  }
  const std::size_t count = overlap->named.size();
  if (count > kShown) shown += " and " + std::to_string(count - kShown) + " more";
  AddStep(StepKind::kNamed,
          count == 0
              ? std::string("none of the ids that lists name is in ") + (single ? "it" : "both")
              : "ids that lists name, which have no share of their own: " + shown,
          {}, overlap);
}

// The share of one cohort, from the arithmetic that the overlap comes from.
Shares SolveAlone(const Cohorts& all, CohortId root, OverlapAt at) {
  const Shares bounds = SharesOf(all, root);
  if (bounds.least == bounds.most) return bounds;
  at.requests = 1;
  Cohorts own;
  const CohortId copy =
      CopyFormula(all, root, &own, [&](const Atom& atom) { return own.Add(atom); });
  const Formula formula = FormulaOf(std::move(own), copy);
  Solver solver(formula, at);
  const Shares shares = solver.Solve();
  return solver.gave_up() ? bounds : shares;
}

}  // namespace

const char* Name(StepKind kind) {
  static constexpr const char* kNames[] = {"share",     "space",   "multiply", "count", "draw",
                                           "condition", "unknown", "present",  "named", "sample",
                                           "freeze",    "ids",     "gave-up",  "result"};
  return kNames[static_cast<std::size_t>(kind)];
}

const char* Name(OverlapBasis basis) {
  static constexpr const char* kNames[] = {"exact", "sampled", "counted", "expected", "bound"};
  return kNames[static_cast<std::size_t>(basis)];
}

ShareBounds AmongUsers(const Overlap& overlap, double users) {
  const auto certain =
      static_cast<double>(std::count_if(overlap.named.begin(), overlap.named.end(),
                                        [](const NamedUnit& unit) { return unit.certain; }));
  const auto named = static_cast<double>(overlap.named.size());
  const double others = std::max(0.0, users - static_cast<double>(overlap.listed));
  const double most = overlap.most <= kNamedShare ? 0 : overlap.most;
  // An id of a list need not be one of the population's, nor two ids of two kinds two users.
  const bool one_kind = std::all_of(
      overlap.named.begin(), overlap.named.end(),
      [&](const NamedUnit& unit) { return unit.attribute == overlap.named.front().attribute; });
  const double at_least = one_kind ? certain : 0;
  return {std::min(1.0, (overlap.least * others + at_least) / users),
          std::min(1.0, most + named / users)};
}

double CountingError(double share) {
  if (share <= 0 || share >= 1) return kMissedIds / kCountedIds;
  return std::sqrt(share * (1 - share) / kCountedIds);
}

Overlap OverlapOf(const std::vector<CohortOf>& cohorts, const OverlapAt& at) {
  std::vector<std::vector<CohortOf>> all;
  for (const CohortOf& cohort : cohorts) all.push_back({cohort});
  return OverlapOf(all, at);
}

Overlap OverlapOf(const std::vector<std::vector<CohortOf>>& all, const OverlapAt& at) {
  ILK_CHECK(!all.empty(), "an overlap is asked of at least one cohort");
  Overlap overlap;
  Inliner inliner;
  std::vector<CohortId> roots;
  Shares alone{0, 1};  // no overlap is larger than the smallest cohort
  const bool single = all.size() == 1 && all.front().size() == 1;
  for (const std::vector<CohortOf>& any : all) {
    std::vector<CohortId> parts;
    for (const CohortOf& cohort : any) {
      const CohortId on = inliner.Take(cohort.index, *cohort.cohorts, cohort.cohort, cohort.name);
      parts.push_back(cohort.off ? inliner.cohorts().Not(on) : on);
      const Shares shares = single ? SharesOf(inliner.cohorts(), parts.back())
                                   : SolveAlone(inliner.cohorts(), parts.back(), at);
      AddStep(StepKind::kShare, (cohort.off ? "not " : "") + cohort.name, shares, &overlap);
      // Stages of which any may be the present one often reach the same.
      const std::size_t steps = overlap.steps.size();
      if (parts.size() > 1 && overlap.steps[steps - 2] == overlap.steps.back()) {
        overlap.steps.pop_back();
      }
    }
    roots.push_back(inliner.cohorts().Any(std::move(parts)));
    const double most = any.size() == 1 ? overlap.steps.back().most
                                        : SharesOf(inliner.cohorts(), roots.back()).most;
    alone.most = std::min(alone.most, most);
  }
  if (at.population != nullptr && !at.population->empty()) {
    const Shares counted = CountSample(all, at);
    overlap.basis = OverlapBasis::kSampled;
    AddStep(StepKind::kSample, "counted over a sample of " + std::to_string(at.population->size()),
            counted, &overlap);
    Finish(counted, &overlap);
    return overlap;
  }
  const CohortId root = inliner.cohorts().All(std::move(roots));
  const Formula formula = FormulaOf(std::move(inliner).Finish(), root);
  Solver solver(formula, at);
  Shares shares = solver.Solve();
  overlap.per_request = solver.per_request();
  ExplainGroups(formula.cohorts, solver.UsedGroups(), &overlap);
  ExplainCases(formula.cohorts, solver.cases(), &overlap);
  if (solver.gave_up()) {
    AddStep(StepKind::kGaveUp, "too many cases, so only the smallest cohort bounds it", {},
            &overlap);
    shares = alone;
  } else if (shares.most <= 0 && FoundTooFew(formula, at, solver.UsedGroups())) {
    shares.most = std::min(alone.most, kMissedIds / kCountedIds);
    AddStep(StepKind::kCount, "none of these ids is in both, but so few could be that users may",
            {}, &overlap);
  } else if (single) {
    overlap.steps.front().least = shares.least;
    overlap.steps.front().most = shares.most;
  }
  const bool apart = shares.most <= 0;
  if (!solver.gave_up()) ConsiderOneId(formula, at, &shares, &overlap);
  // What no combination of buckets leaves to anybody, independent or not, is none by arithmetic.
  if (apart && shares.most <= 0 && !Counts(solver.UsedGroups()))
    overlap.basis = OverlapBasis::kExact;
  if (shares.least < 1) AddNamed(&solver, single, &overlap);
  Finish(shares, &overlap);
  return overlap;
}

}  // namespace interlock
