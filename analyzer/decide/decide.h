// From interactions to decisions: one for each set of changes that meets, the strongest verdict any
// of its interactions earns, with every factor recorded where it was decided.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "interlock/decision.h"
#include "interlock/interaction.h"
#include "interlock/rule.h"

namespace interlock {

// What a repository's policy says of a rule: another verdict, or off.
struct RuleSetting {
  bool off = false;
  Verdict verdict = Verdict::kRetest;
};
using RuleSettings = std::map<std::string, RuleSetting>;

struct Decided {
  std::vector<Interaction> interactions;  // strongest first; rules that are off leave none
  std::vector<Decision> decisions;        // strongest first
};

// `rules` names each rule that may have found something. The same for any order of `found`.
Decided Decide(std::vector<Interaction> found, const std::vector<const Rule*>& rules,
               const RuleSettings& settings);

// A name for an interaction that stays the same from scan to scan: a hash of rule, changes, entity.
std::string StableId(const Interaction& interaction);

}  // namespace interlock
