// Who meets several changes while their rollouts go on: now, at most, and from when on. Each change
// is met by whom its rollouts expose; a rollout is at one of its stages, and may be at its present
// stage or any later one from now on.
//
// Windows are intervals and places are names, so only the moments at which a window begins or ends
// and the places that are named somewhere (and one that is not) have to be looked at. A rollout
// that a freeze holds stays at its present stage, and its windows neither open nor close; where
// somebody has to lift the freeze, both are looked at: before, and after.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/exposure/overlap.h"
#include "interlock/rollout.h"

namespace interlock {

// A rollout that decides who meets a change.
struct Tie {
  const Rollout* rollout = nullptr;
  const FlagIndex* index = nullptr;  // of its file; null: it refers to nothing
  bool off = false;                  // those meet it who are not in the rollout
  std::string how;                   // "named by line 12 of rollouts.yaml"
};

// One change. No ties: everybody meets it. Several: who is exposed by any of them may meet it, and
// whether they all do is not known.
// REQUIRES: each rollout has a stage, and `current` lies within the stages.
struct Ramp {
  std::string name;
  std::vector<Tie> ties;
};

// Where all rollouts stand.
struct RampMoment {
  std::int64_t time = 0;  // seconds since 1970
  std::string place;      // empty: one that nothing names
  bool lifted = false;    // the freezes that somebody has to lift are lifted
  // By ramp and tie, counted from 1; 0: not started; kStageUnknown: any that is left. Empty: any.
  std::vector<std::vector<std::uint32_t>> stages;
};

struct RampPeak {
  Overlap overlap;
  RampMoment at;
};

struct RampOverlap {
  RampPeak now;   // at the place where it is largest
  RampPeak most;  // over the stages, moments and places to come, the present ones among them
  // With nobody now and somebody at most: the earliest moment, and at it the fewest steps, at which
  // somebody meets all of them.
  std::optional<RampMoment> first;
};

// `now` in seconds since 1970. REQUIRES: at least one ramp.
RampOverlap OverlapOverTime(const std::vector<Ramp>& ramps, std::int64_t now);

// At one moment; `at` gives the population and the requests only.
Overlap OverlapAtMoment(const std::vector<Ramp>& ramps, const RampMoment& moment,
                        const OverlapAt& at);

// Whether anybody could meet all of them from now on if places, or times, did not matter; freezes
// that hold everywhere count with the times.
bool CouldMeet(const std::vector<Ramp>& ramps, std::int64_t now, bool any_place, bool any_time);

// Of every combination of stages that are left, where and when it is largest; none when there are
// too many to try.
std::vector<RampPeak> StageTable(const std::vector<Ramp>& ramps, std::int64_t now);

// The stages, counted from 1, at which the rollout may be now, or from now on; 0: not started.
std::vector<std::uint32_t> StagesNow(const Rollout& rollout);
std::vector<std::uint32_t> StagesLeft(const Rollout& rollout);

}  // namespace interlock
