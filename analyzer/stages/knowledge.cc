#include "analyzer/stages/knowledge.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <utility>

#include "analyzer/intake/incidents.h"
#include "analyzer/intake/rollout_files.h"
#include "analyzer/intake/yaml_reader.h"
#include "analyzer/rules/all_rules.h"
#include "analyzer/stages/joined_rollouts.h"
#include "interlock/error.h"

namespace interlock {

namespace {

constexpr const char* kConfigName = "interlock.yaml";

std::optional<std::string> ReadFromBase(const GitRepository& repository,
                                        const std::vector<TreeEntry>& tree,
                                        const std::string& path) {
  const auto found =
      std::lower_bound(tree.begin(), tree.end(), path,
                       [](const TreeEntry& entry, const std::string& p) { return entry.path < p; });
  if (found == tree.end() || found->path != path || found->mode == FileMode::kSubmodule) {
    return std::nullopt;
  }
  return repository.ReadBlob(found->blob);
}

std::string ReadOutside(const std::string& path, const std::string& what,
                        const std::string& option) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  // A folder opens and fails at the first read; an empty file gives nothing to write.
  if (!file.is_open() || file.bad() || std::filesystem::is_directory(path)) {
    throw Error(ErrorCode::kInput, "cannot read the " + what + " " + Quoted(path),
                "check the path given to " + option);
  }
  return std::move(text).str();
}

Config ReadConfiguration(const GitRepository& repository, const std::vector<TreeEntry>& tree,
                         const std::string& config_path) {
  if (!config_path.empty())
    return ReadConfig(ReadOutside(config_path, "configuration file", "--config"), config_path);
  if (const auto text = ReadFromBase(repository, tree, kConfigName)) {
    try {
      return ReadConfig(*text, kConfigName);
    } catch (const Error& error) {
      // Whoever mends it on a branch of theirs would see no difference.
      throw Error(error.code(), error.what(),
                  (error.hint().empty() ? "" : error.hint() + "; ") +
                      "the file of the base commit counts: --config FILE tries another");
    }
  }
  return {};
}

std::vector<Incident> ReadIncidents(const GitRepository& repository,
                                    const std::vector<TreeEntry>& tree, std::string folder) {
  if (!folder.ends_with('/')) folder += '/';
  std::vector<Incident> incidents;
  for (const TreeEntry& entry : tree) {
    if (!entry.path.starts_with(folder) || !entry.path.ends_with(".md")) continue;
    const auto text = repository.ReadBlob(entry.blob);
    if (!text) continue;
    if (auto incident = ReadIncident(entry.path, *text)) incidents.push_back(std::move(*incident));
  }
  return incidents;
}

void AddRollouts(RolloutFile file, Knowledge* knowledge) {
  constexpr std::size_t kShown = 20;
  for (std::size_t i = 0; i < file.notices.size() && i < kShown; ++i) {
    const RolloutNotice& notice = file.notices[i];
    knowledge->notices.push_back(notice.source + ":" + std::to_string(notice.line) + ": " +
                                 notice.message);
  }
  if (file.notices.size() > kShown) {
    knowledge->notices.push_back(file.source + ": " + std::to_string(file.notices.size() - kShown) +
                                 " more parts were not understood");
  }
  knowledge->rollouts.push_back(std::make_unique<const RolloutSource>(std::move(file)));
}

void AddOutsideRollouts(const std::vector<RolloutPath>& files, Knowledge* knowledge) {
  for (const RolloutPath& file : files) {
    const std::string text = ReadOutside(file.path, "rollout file", "--rollouts");
    AddRollouts(ReadRolloutFile(text, file.path, file.kind), knowledge);
    for (const std::string& part : {file.kind, file.path, text}) {
      knowledge->outside += std::to_string(part.size()) + ':' + part;
    }
  }
}

void ReadAllRollouts(const GitRepository& repository, const std::vector<TreeEntry>& base_tree,
                     const std::vector<RolloutPath>& outside, Knowledge* knowledge) {
  const Config& config = knowledge->config;
  if (config.rollouts.empty() && outside.empty()) {
    knowledge->notices.push_back(
        "no rollouts are configured: every change counts as reaching everyone when deployed");
  }
  for (const RolloutPath& file : config.rollouts) {
    const auto text = ReadFromBase(repository, base_tree, file.path);
    if (!text) {
      throw Error(
          ErrorCode::kInput,
          config.source + ": rollouts names " + file.path + ", which the base does not have",
          "add the file to the base or correct the path");
    }
    AddRollouts(ReadRolloutFile(*text, file.path, file.kind), knowledge);
  }
  AddOutsideRollouts(outside, knowledge);
}

std::vector<std::string> RuleIds() {
  std::vector<std::string> ids;
  for (const Rule* rule : AllRules()) ids.emplace_back(rule->id);
  return ids;
}

}  // namespace

bool Knowledge::DependsOnTime() const {
  const auto has_window = [](const Cohorts& cohorts) {
    return std::any_of(cohorts.atoms().begin(), cohorts.atoms().end(),
                       [](const Atom& atom) { return std::holds_alternative<Window>(atom); });
  };
  const auto timed = [&](const Rollout& rollout) {
    return !rollout.freezes.empty() || has_window(rollout.cohorts) ||
           std::any_of(rollout.stages.begin(), rollout.stages.end(),
                       [](const Stage& stage) { return stage.from != 0 || stage.until != 0; });
  };
  return std::any_of(rollouts.begin(), rollouts.end(), [&](const auto& source) {
    const RolloutFile& file = source->file;
    return !file.freezes.empty() ||
           std::any_of(file.rollouts.begin(), file.rollouts.end(), timed) ||
           std::any_of(file.segments.begin(), file.segments.end(),
                       [&](const Segment& segment) { return has_window(segment.cohorts); });
  });
}

std::set<std::string> Knowledge::OpenFlags() const {
  const auto is_open = [](const Rollout& rollout) {
    const bool has_stage = rollout.current != 0 && rollout.current != kStageUnknown &&
                           rollout.current <= rollout.stages.size();
    if (!has_stage || !rollout.freezes.empty()) return false;
    const Stage& stage = rollout.stages[rollout.current - 1];
    return stage.cohort == kEverybody && stage.from == 0 && stage.until == 0;
  };
  std::set<std::string> open, others;
  for (const auto& source : rollouts) {
    for (const Rollout& rollout : source->file.rollouts) {
      if (!rollout.flag.empty()) (is_open(rollout) ? open : others).insert(rollout.flag);
    }
  }
  std::erase_if(open, [&](const std::string& flag) { return others.contains(flag); });
  return open;
}

RuleSettings Knowledge::Settings() const {
  RuleSettings settings;
  for (const auto& [rule, policy] : config.policy) {
    settings[rule] =
        policy.verdict ? RuleSetting{false, *policy.verdict} : RuleSetting{true, Verdict::kClear};
  }
  return settings;
}

Knowledge ReadKnowledge(const GitRepository& repository, const std::vector<TreeEntry>& base_tree,
                        const std::string& config_path,
                        const std::vector<RolloutPath>& rollout_files) {
  Knowledge knowledge;
  knowledge.config = ReadConfiguration(repository, base_tree, config_path);
  const Config& config = knowledge.config;
  CheckPolicyRules(config, RuleIds());
  ReadAllRollouts(repository, base_tree, rollout_files, &knowledge);
  JoinRollouts(&knowledge);
  if (config.incidents.empty()) {
    knowledge.notices.push_back("no incident records are configured: history was not consulted");
  } else {
    knowledge.incidents = ReadIncidents(repository, base_tree, config.incidents);
    if (knowledge.incidents.empty()) {
      knowledge.notices.push_back("no incident records were found in " + config.incidents);
    }
  }
  return knowledge;
}

Knowledge ReadOutsideKnowledge(const std::string& config_path,
                               const std::vector<RolloutPath>& rollout_files) {
  Knowledge knowledge;
  if (!config_path.empty()) {
    knowledge.config =
        ReadConfig(ReadOutside(config_path, "configuration file", "--config"), config_path);
  }
  AddOutsideRollouts(rollout_files, &knowledge);
  JoinRollouts(&knowledge);
  return knowledge;
}

}  // namespace interlock
