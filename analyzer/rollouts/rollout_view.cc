#include "analyzer/rollouts/rollout_view.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "analyzer/stages/grounds.h"
#include "analyzer/stages/reading.h"
#include "interlock/error.h"

namespace interlock {

namespace {

// Without changes neither the files of the base nor, with rollout files given, a repository is
// needed.
Knowledge ReadRolloutsOnly(const ScanOptions& options) {
  std::optional<GitRepository> repository;
  try {
    repository.emplace(GitRepository::Open(options.repository_path));
  } catch (const Error&) {
    if (options.rollout_files.empty()) throw;
    return ReadOutsideKnowledge(options.config_path, options.rollout_files);
  }
  const BaseFiles base_files(*repository, FindBase(*repository, options.base).commit);
  return ReadKnowledge(*repository, base_files.entries(), options.config_path,
                       options.rollout_files);
}

}  // namespace

RolloutView ReadRolloutView(const ScanOptions& options, const Progress& progress) {
  RolloutView view;
  const bool asks_for_changes = !options.changes.empty() || !options.ref_globs.empty();
  if (!asks_for_changes) {
    view.knowledge = ReadRolloutsOnly(options);
    return view;
  }
  Grounds grounds(options);
  grounds.FillKept();
  Reading reading(grounds, options, progress);
  reading.Lay(std::set<std::string>());
  for (const Change& change : reading.overlay().changes) {
    const auto ties = reading.ties().find(change.id);
    view.changes.push_back(
        {change.id, change.title, ties == reading.ties().end() ? ChangeTies() : ties->second});
  }
  view.knowledge = std::move(grounds.knowledge);
  return view;
}

}  // namespace interlock
