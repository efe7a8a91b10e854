// Interactions: two or more changes that meet, found by one rule, with proof.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "interlock/advice.h"
#include "interlock/decision.h"

namespace interlock {

// How sure an edge or a piece of evidence is.
enum class Resolution : std::uint8_t {
  kNameOnly,  // several candidates, or none
  kLikely,    // one definition of that name in the repository, receiver not proven external
  kResolved,  // proven to one target
};

enum class Severity : std::uint8_t { kLow, kMedium, kHigh };

struct Evidence {
  std::string change;  // id of the change, or of the base for what is there already
  std::string repository;
  std::string path;
  std::uint32_t line = 0;   // in that change's version of the file; 0: the whole file
  std::string statement;    // "removes post", "calls post with 2 arguments"
  bool is_of_body = false;  // tells of some line of what begins in that one
};

struct EntityRef {
  std::string kind;  // "function", "table" …
  std::string name;  // qualified: billing.ledger.post
  std::string repository;
};

// Exposure of an interaction: shares of users or requests that meet both changes.
struct Exposure {
  double now = 1.0;
  double most = 1.0;
  std::string basis;  // how it was derived, in one sentence
  // With nobody now: what has to come before somebody meets both, as far as that is known.
  std::string first;
};

struct IncidentRef {
  std::string id;  // path of the record
  std::string title;
  std::string because;  // the shared words that made it similar
};

// The known hazard that an interaction is.
struct HazardFound {
  std::string title;             // "P1: load grows while capacity shrinks"; empty: it is none
  std::vector<std::string> sum;  // the arithmetic, step by step, as far as figures are known
  std::string then;              // what it leads to
};

struct Interaction {
  std::string id;  // stable hash of rule, changes and entity
  std::string rule;
  std::vector<std::string> changes;  // two or more; one when the other side is the base
  Severity severity = Severity::kMedium;
  Resolution resolution = Resolution::kNameOnly;
  EntityRef on;
  std::vector<Evidence> evidence;  // at least one for each side
  std::vector<std::string> path;   // the steps through the graph that join the two, readable
  HazardFound hazard;
  Advice advice;                    // what clears it
  bool certain = false;             // the combined tree fails for certain, not only perhaps
  bool orders = false;              // clears when changes[0] lands before changes[1]
  std::optional<Verdict> proposes;  // what the rule proposes for this one; none: its usual verdict
  std::string silenced;             // why this meeting is harmless; such a one only feeds `why`
  Exposure exposure;                // filled by the overlay
  std::vector<IncidentRef> incidents;
};

inline const char* Name(Resolution resolution) {
  constexpr const char* kNames[] = {"name-only", "likely", "resolved"};
  return kNames[static_cast<int>(resolution)];
}

inline const char* Name(Severity severity) {
  constexpr const char* kNames[] = {"low", "medium", "high"};
  return kNames[static_cast<int>(severity)];
}

}  // namespace interlock
