// What a run is asked, and to whom it says how far it is.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/intake/change_list.h"
#include "analyzer/intake/rollout_files.h"

namespace interlock {

struct ScanOptions {
  std::string repository_path = ".";
  std::string base;                        // revision; empty: origin's HEAD, main or master
  std::vector<RequestedChange> changes;    // from --change and --changes
  std::vector<std::string> ref_globs;      // from --refs
  std::string database_path;               // empty: in memory, nothing is kept
  std::string config_path;                 // empty: interlock.yaml of the base commit
  std::vector<RolloutPath> rollout_files;  // from --rollouts
  std::int64_t now = 0;                    // seconds since 1970
  std::string time;                        // the same as RFC 3339, for the history
  std::string program_version;
  // Megabytes for what landed since changes began, beside what the base and the changes need. Where
  // that is more, changes are compared in several rounds. It alters no report.
  int memory = 800;
  int threads = 0;                   // 0: as many as the machine has
  bool afresh = false;               // works out again what the database has an answer to
  std::optional<std::string> focus;  // only pairs with this change are decided
  // The process ends after this run: what takes long to give back is left to the system.
  bool is_last = false;
};

// Receives one line for each stage as it begins; never part of the report.
using Progress = std::function<void(const std::string& line)>;

}  // namespace interlock
