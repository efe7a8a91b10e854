// Freezes in time: when a rollout stands still, and at what time its schedule is then.
//
// The clock of a frozen rollout's schedule stands still just before the freeze begins: windows that
// were open stay open, those that would open do not, and at the end of the freeze it is what it
// would be without.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "interlock/rollout.h"

namespace interlock {

// Beyond every time that is looked at.
inline constexpr std::int64_t kNeverEnds = std::numeric_limits<std::int64_t>::max();

// Where and when a rollout is looked at. Times are seconds since 1970.
struct FreezeAt {
  std::int64_t time = 0;
  std::optional<std::string> place;  // none: any, so freezes of single places do not count
  bool lifted = false;               // freezes that somebody has to lift are lifted
};

// One time at which a freeze holds.
struct FrozenTime {
  const Freeze* by = nullptr;
  std::int64_t since = 0;  // 0: always was
  std::int64_t until = 0;  // kNeverEnds: until somebody lifts it
};

// The freeze that holds the rollout, the longest of them; none: it goes on.
std::optional<FrozenTime> FrozenBy(const Rollout& rollout, const FreezeAt& at);

// The first moment, not before `at`, at which no freeze holds it.
std::int64_t GoesOn(const Rollout& rollout, const FreezeAt& at);

// Milliseconds since 1970 at which its windows are to be asked.
std::int64_t ScheduleTime(const Rollout& rollout, const FreezeAt& at);

// Whether one of its freezes has to be lifted by somebody.
bool WaitsForPeople(const Rollout& rollout);

// A formula of the rollout, with its windows as they are at its schedule's time. Its own where that
// is the time itself, else one in `made`.
struct FormulaAt {
  const Cohorts* cohorts = nullptr;
  CohortId cohort = kNobody;
};
FormulaAt AtScheduleTime(const Rollout& rollout, CohortId cohort, const FreezeAt& at,
                         std::deque<Cohorts>* made);

// '*' is any text, '?' any character.
bool FitsGlob(std::string_view glob, std::string_view text);

// Gives the freezes to those of the rollouts that they name that have anything to begin or end.
void ApplyFreezes(const std::vector<Freeze>& freezes, RolloutFile* file);

}  // namespace interlock
