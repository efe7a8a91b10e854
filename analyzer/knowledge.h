// What a repository says about itself: configuration, rollouts, incident records. Read once, from
// the base commit (or from --config), never from a change's own head: no change can talk itself
// past its gate.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/decide/decide.h"
#include "analyzer/intake/config.h"
#include "analyzer/intake/git.h"
#include "interlock/incident.h"
#include "interlock/rollout.h"

namespace interlock {

struct Knowledge {
  Config config;
  std::vector<Rollout> rollouts;
  std::vector<Incident> incidents;
  std::vector<std::string> notices;  // what is not configured, as the report says it

  // Rollouts that name the change.
  std::vector<const Rollout*> RolloutsOf(const std::string& change) const;
  RuleSettings Settings() const;
};

// `config_path` names a file outside the repository; empty: interlock.yaml of the base, if any.
// `rollout_files` lie outside, too, and add to those that the configuration names.
Knowledge ReadKnowledge(const GitRepository& repository, const std::vector<TreeEntry>& base_tree,
                        const std::string& config_path,
                        const std::vector<RolloutPath>& rollout_files);

}  // namespace interlock
