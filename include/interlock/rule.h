// One interaction rule: a pure function of a const Snapshot. A rule is one file in analyzer/rules,
// found by the build; it sees no other rule, no git, no disk and no clock. It must attach evidence
// for each side. Ids are kebab-case and permanent.
#pragma once

#include <vector>

#include "interlock/decision.h"
#include "interlock/interaction.h"

namespace interlock {

class Snapshot;

struct Rule {
  const char* id;
  const char* summary;  // one line: "one change removes what another newly uses"
  Verdict verdict;      // proposed for resolved evidence of a certain failure; policy may change it
  bool at_merge;        // fails when both have landed, whoever is exposed; else only at run time
  bool stops_merge;     // what it finds keeps git from merging the two as they are
  void (*check)(const Snapshot& snapshot, std::vector<Interaction>& found);
  // What it finds between two changes depends on no third one. Then it asks Snapshot::Apart before
  // it compares two, and is told to leave out those that have been compared before.
  bool pairwise = true;
};

}  // namespace interlock
