// Cohorts as formulas: what they are worth at least and at most, and how those of several rollouts
// become one formula without references.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "analyzer/exposure/evaluate.h"
#include "interlock/cohort.h"

namespace interlock {

struct Shares {
  double least = 0;
  double most = 1;
};

// What holds whatever depends on what: bounds of Fréchet, from the leaves up. Only slices and draws
// have a share of their own, and lists of ids none; anything else may be nobody or everybody.
Shares SharesOf(const Cohorts& cohorts, CohortId cohort);

// Builds one formula from parts of several rollouts. Equal atoms become one, references are
// replaced by what they name, and a reference that is cyclic, too deep or names nothing becomes
// Opaque. Windows and places stay.
class Inliner {
 public:
  // `index` is of the file that `cohorts` came from; null: it has no references.
  CohortId Take(const FlagIndex* index, const Cohorts& cohorts, CohortId cohort,
                const std::string& rollout);

  Cohorts& cohorts() { return all_; }
  Cohorts Finish() && { return std::move(all_); }

 private:
  using Key = std::pair<const Cohorts*, CohortId>;

  CohortId TakeAtom(const FlagIndex* index, const Atom& atom, const std::string& rollout);
  CohortId TakeReference(const FlagIndex* index, const FlagReference& reference,
                         const std::string& rollout);
  CohortId Unknown(const std::string& reason);

  Cohorts all_;
  std::map<Key, CohortId> taken_;
  std::map<Key, bool> open_;
  std::map<std::string, CohortId> atoms_;  // by their text
  std::size_t depth_ = 0;
};

// Copies what `root` is made of from one arena to another, and answers where it is there. `take`
// says what stands for each atom; it may add to `to`, and is called for no atom outside of `root`.
CohortId CopyFormula(const Cohorts& from, CohortId root, Cohorts* to,
                     const std::function<CohortId(const Atom&)>& take);

}  // namespace interlock
