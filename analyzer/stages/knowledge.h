// What a repository says about itself: configuration, rollouts, incident records. Read once, from
// the base commit (or from --config), never from a change's own head: no change can talk itself
// past its gate.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/decide/decide.h"
#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/ramp.h"
#include "analyzer/intake/config.h"
#include "analyzer/intake/git.h"
#include "interlock/incident.h"
#include "interlock/rollout.h"

namespace interlock {

// One file of rollouts, with its flags by name. Its address stays.
struct RolloutSource {
  explicit RolloutSource(RolloutFile read) : file(std::move(read)), index(file) {}
  RolloutSource(const RolloutSource&) = delete;
  RolloutSource& operator=(const RolloutSource&) = delete;

  const RolloutFile file;
  const FlagIndex index;
};

struct Knowledge {
  Config config;
  std::vector<std::unique_ptr<const RolloutSource>> rollouts;  // in order of the files
  std::vector<Incident> incidents;
  std::string outside;               // rollout files from outside the repository, as they stand
  std::vector<std::string> notices;  // what is not configured, as the report says it

  RuleSettings Settings() const;

  // Whether any exposure may be another one at another time: some rollout has a window or a freeze.
  bool DependsOnTime() const;

  // The flags that are on for everybody, at any time and in every file that has them: what stands
  // behind their checks runs anyway.
  std::set<std::string> OpenFlags() const;
};

// `config_path` names a file outside the repository; empty: interlock.yaml of the base, if any.
// `rollout_files` lie outside, too, and add to those that the configuration names.
Knowledge ReadKnowledge(const GitRepository& repository, const std::vector<TreeEntry>& base_tree,
                        const std::string& config_path,
                        const std::vector<RolloutPath>& rollout_files);

// The same without a repository: nothing but the given files.
Knowledge ReadOutsideKnowledge(const std::string& config_path,
                               const std::vector<RolloutPath>& rollout_files);

}  // namespace interlock
