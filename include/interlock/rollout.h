// Rollouts: how exposure grows. The native format is described in README.md; importers of other
// systems (analyzer/intake/rollouts/) produce the same structures.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "interlock/cohort.h"

namespace interlock {

struct Stage {
  double share = 0;                 // 0..1 of the bucketing space
  std::vector<std::string> places;  // empty: everywhere
  std::int64_t from = 0;            // seconds since 1970, 0: open
  std::int64_t until = 0;           // exclusive, 0: open
  // Who meets the change at this stage, places and window included, in the rollout's `cohorts`.
  CohortId cohort = kNobody;
  std::string name;   // as the vendor calls it: "setWeight 20"; empty: its number
  std::string enter;  // what starts it, "after 10 m", "by hand", "analysis success-rate"; or empty
};

// What a flag serves, and to whom (at the current stage).
struct Variation {
  std::string name;
  CohortId cohort = kNobody;
};

// A clock time of given days, in UTC or in a zone: minute, hour, day of the month, month and day of
// the week (0: Sunday) as bits. A day fits when both its day of the month and of the week do, or,
// when both are limited, one of them, as cron has it.
struct Recurrence {
  std::uint64_t minutes = 0;
  std::uint32_t hours = 0, days = 0, months = 0, weekdays = 0;
  bool any_day = false, any_weekday = false;
  std::int64_t lasts = 0;  // seconds
  // Seconds east of UTC from each moment on, in order; before the first it is that of the first.
  std::vector<std::pair<std::int64_t, std::int32_t>> offsets;
};

// A time in which rollouts stand still: what would begin or end inside of it does so at its end.
struct Freeze {
  std::int64_t from = 0;              // seconds since 1970, 0: always was
  std::int64_t until = 0;             // exclusive, 0: until somebody lifts it
  std::vector<Recurrence> times;      // instead of from and until: any of these
  bool outside = false;               // not in these times, but outside of all of them
  std::vector<std::string> places;    // sorted; empty: everywhere
  std::vector<std::string> rollouts;  // globs of ids; empty: all
  std::string reason;                 // "year end", "'spec.paused' is true"
  std::string source;                 // file it was read from
  std::uint32_t line = 0;
};

// The current stage is not written in the file.
inline constexpr std::uint32_t kStageUnknown = 0xFFFFFFFF;

struct Rollout {
  std::string id;      // unique in its file
  std::string change;  // tied to this change, or empty
  std::string flag;    // tied to this flag, or empty
  std::string key;     // what is hashed: user_id, request …
  std::string space;   // rollouts of one space and key put a user in the same bucket
  std::vector<Stage> stages;
  std::uint32_t current = 0;  // 1-based active stage, 0: not started, or kStageUnknown
  std::string source;         // file it was read from
  std::uint32_t line = 0;

  std::string format;                  // name of the importer
  std::vector<std::string> images;     // tied by "repository:tag" or "repository@digest"
  std::vector<std::string> revisions;  // tied by commit or revision
  // Of a deployment: the ids of its manifest and of the workload that it brings out, where that is
  // another one, "canary/shop/web" and "deployment/shop/web".
  std::string manifest, workload;
  Cohorts cohorts;
  // Of a flag: exclusive; who is in none of them gets `otherwise`. A flag that only turns on and
  // off has none.
  std::vector<Variation> variations;
  std::string otherwise;           // name of the default variation, or empty
  std::vector<std::string> notes;  // what a reader of its numbers must know
  std::vector<Freeze> freezes;     // those that hold it
};

// "rollout checkout"; the id of a manifest says what it is, "canary/shop/web".
inline std::string CalledRollout(const Rollout& rollout) {
  return rollout.manifest.empty() ? "rollout " + rollout.id : rollout.id;
}

// Whether both are one entry of one file, whatever stage each is at.
inline bool SameRollout(const Rollout& a, const Rollout& b) {
  return a.id == b.id && a.source == b.source;
}

// A named cohort that several rollouts of a file refer to.
struct Segment {
  std::string name;
  std::uint32_t line = 0;
  Cohorts cohorts;
  CohortId cohort = kNobody;
};

// One thing in a file that was not understood or looks wrong; the rest of the file counts.
struct RolloutNotice {
  std::string source;
  std::uint32_t line = 0;
  std::string message;  // "'percentage' is '110', expected a number from 0 to 100"
};

// What one file says.
struct RolloutFile {
  std::string source;
  std::string format;  // names of the importers, "argo, istio" where its documents are of several
  std::vector<Rollout> rollouts;
  std::vector<Segment> segments;
  std::vector<RolloutNotice> notices;
  std::vector<Freeze> freezes;  // of the rollouts of all files
};

}  // namespace interlock
