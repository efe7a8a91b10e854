// The rollouts of a repository and of given files, beside the in-flight changes that they expose:
// what `interlock rollouts` and `interlock exposure` answer from.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/scan_options.h"
#include "analyzer/stages/knowledge.h"
#include "analyzer/stages/rollout_ties.h"

namespace interlock {

struct RolloutChange {
  std::string id, title;
  ChangeTies ties;
};

struct RolloutView {
  Knowledge knowledge;
  std::vector<RolloutChange> changes;  // ordered as the report orders them
};

// Reads the changes only when the options name some; a folder that is no repository will do when
// they name none and rollout files are given.
RolloutView ReadRolloutView(const ScanOptions& options, const Progress& progress);

// ---- what flags have to do with one another

enum class FlagRelation { kShared, kNested, kExclusive };

const char* Name(FlagRelation relation);  // "shared", "nested", "exclusive"

// Two in-flight changes whose rollouts have to do with one another.
struct RelatedChanges {
  std::string a, b;  // ids of changes
  FlagRelation relation = FlagRelation::kShared;
  const Rollout* of_a = nullptr;
  const Rollout* of_b = nullptr;
  std::string text;  // "both hang on rollout x", "all of x (5 %) are in y (20 %)"
};

// At the rollouts' present stages. In order of the changes.
std::vector<RelatedChanges> RelationsOf(const std::vector<RolloutChange>& changes,
                                        std::int64_t now);

}  // namespace interlock
