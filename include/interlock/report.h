// The report: everything a scan found, ready to print. Formats may not compute; a number that two
// formats need belongs here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "interlock/change.h"
#include "interlock/decision.h"
#include "interlock/interaction.h"
#include "interlock/rollout.h"

namespace interlock {

inline constexpr int kReportSchemaVersion = 1;

// Who is affected by what a change alters: callers of its entities, directly or not.
struct BlastRadius {
  std::uint32_t altered = 0;   // entities that the change alters, renames or removes
  std::uint32_t entities = 0;  // entities that reach one of them
  std::uint32_t files = 0;     // files those entities lie in
  // Services that hold a file that is altered or so affected, or use a shared resource that the
  // change does something else to; and the owners of those files and uses. By name.
  std::vector<std::string> services, owners;
};

struct ChangeSummary {
  std::string id, title, author, url;
  ObjectId base;  // branch point
  ObjectId head;
  std::string landed;  // day on which it landed, "2026-10-02"; empty while it is open
  bool draft = false;
  std::uint32_t files = 0;
  std::uint32_t behind = 0;  // commits on the base since the branch point
  BlastRadius blast_radius;
  std::vector<std::string> rollouts;  // ids of rollouts it is tied to
  std::string
      exposure;  // in words: "5 % of user_id now, 100 % at most" or "everyone when deployed"
};

struct Report {
  std::string repository;
  std::string base_name;  // as the user wrote it
  ObjectId base_commit;
  std::string program_version;
  Coverage coverage;
  std::vector<ChangeSummary> changes;     // by id: numbers by value, then text
  std::vector<Interaction> interactions;  // strongest first
  std::vector<Decision> decisions;        // strongest first; clear pairs are not listed
  std::vector<Interaction> silenced;      // meetings that rules looked at and found harmless
  std::uint64_t pairs_possible = 0;       // n (n-1) / 2
  std::uint64_t pairs_examined = 0;       // pairs that shared an entity or a file
  std::optional<Verdict> fail_on;         // interlock.yaml's own line for the exit code
  std::vector<std::string> notices;       // what the reader must know: "no rollouts are configured"
};

}  // namespace interlock
