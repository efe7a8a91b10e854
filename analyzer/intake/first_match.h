// Rules in order, of which the first that takes a user decides what the user is served.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "interlock/rollout.h"

namespace interlock {

class FirstMatch {
 public:
  // Only users in `within` come to the rules at all.
  explicit FirstMatch(Cohorts* cohorts, CohortId within = kEverybody)
      : cohorts_(*cohorts), left_(within) {}

  // Users that no rule has taken so far.
  CohortId left() const { return left_; }

  // Those in `taken` are served the variation of their part of `served`; the parts lie apart.
  // Whoever is taken and in none of the parts is served nothing.
  void Add(CohortId taken, const std::vector<std::pair<std::string, CohortId>>& served) {
    for (const auto& [variation, cohort] : served) {
      served_[variation].push_back(cohorts_.All({left_, taken, cohort}));
    }
    left_ = cohorts_.All({left_, cohorts_.Not(taken)});
  }
  void Add(CohortId taken, const std::string& variation) { Add(taken, {{variation, kEverybody}}); }

  // Who is served one of the variations, apart from those that no rule took.
  CohortId Served(const std::string& variation) const {
    const auto found = served_.find(variation);
    return found == served_.end() ? kNobody : cohorts_.Any(found->second);
  }

  // Variations by name.
  std::vector<Variation> Variations() const {
    std::vector<Variation> variations;
    for (const auto& [name, cohorts] : served_) {
      variations.push_back({name, cohorts_.Any(cohorts)});
    }
    return variations;
  }

 private:
  Cohorts& cohorts_;
  CohortId left_;
  std::map<std::string, std::vector<CohortId>> served_;
};

}  // namespace interlock
