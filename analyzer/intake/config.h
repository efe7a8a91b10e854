// interlock.yaml, version 1: what a repository says about itself. Read from the base or --config,
// never from a change's own head.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/intake/rollout_files.h"
#include "interlock/catalog.h"
#include "interlock/decision.h"
#include "interlock/operations.h"

namespace interlock {

// The default verdict of one rule.
struct RulePolicy {
  std::optional<Verdict> verdict;  // none: the rule is off
  std::uint32_t line = 0;
};

// Attributes that hold one id of one user; rollouts are read as if all were the first.
struct SameId {
  std::vector<std::string> names;  // two or more
  std::uint32_t line = 0;
};

struct Config {
  std::string source;      // file it was read from
  std::string text;        // as it stands there: what is derived with it depends on all of it
  std::string repository;  // name; empty: the folder's name
  std::vector<RolloutPath> rollouts;  // paths in the repository
  std::vector<SameId> same_ids;
  std::string incidents;  // folder in the repository; empty: none
  std::uint64_t max_file_bytes = 2'000'000;
  std::vector<std::string> ignore;           // globs, in file order
  std::map<std::string, RulePolicy> policy;  // by rule id
  std::optional<Verdict> fail_on;
  Operations operations;           // figures of resources, redundancy groups
  std::optional<Catalog> catalog;  // the one that is compiled in, with the file's own entries
};

// The catalogue that holds in the repository.
Catalog CatalogOf(const Config& config);

Config ReadConfig(std::string_view text, const std::string& name);

// Refuses a policy for a rule that does not exist. Apart from reading, because reading a file
// should not need the table of rules.
void CheckPolicyRules(const Config& config, const std::vector<std::string>& rules);

}  // namespace interlock
