// Exposure in words: who meets a change, and who meets several changes at once, as reports say it.
// The numbers come from the cohorts (analyzer/exposure/ramp.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/exposure/ramp.h"
#include "interlock/interaction.h"

namespace interlock {

// Who meets all of the changes at `now` (seconds since 1970), and at most at any time from their
// present stages on. The order of the changes alters the wording of the basis only.
// REQUIRES: at least one change.
Exposure GroupExposure(const std::vector<Ramp>& changes, std::int64_t now);

// "5 % of user_id in eu-west now, 100 % at most (rollout product-page-profile, stage 1 of 3)", or
// "everyone when deployed (no rollout is tied to it)".
std::string DescribeExposure(const std::vector<Tie>& ties, std::int64_t now);

// "5 %", "0.02 %", "less than 0.01 %"; nothing but none is 0 %, nothing but all is 100 %.
std::string SharePercent(double share);

// "5 %", "5 % to 20 %"
std::string ShareRange(double least, double most);

// The same with the ids that lists name: "5 % and at most 3 named ids".
std::string ShareText(const Overlap& overlap);

// Of a stage, wherever and whenever it is active: "5 %", "up to 5 %".
std::string ShareOfStage(const Tie& tie, const Stage& stage, std::int64_t now);

// What marks the present stage in a list: " (now)", " (not open yet)" while its window has not
// begun, " (window over)"; of any other stage nothing. Short, because it stands in a label.
std::string StageMark(const Rollout& rollout, std::uint32_t stage, std::int64_t now);

// "now until 2027-01-02T00:00:00Z: year end (rollouts.yaml:3)"
std::string DescribeFreeze(const Freeze& freeze, std::int64_t now);

// What freezes do to the rollouts at a moment, a sentence for each that stands still then.
std::vector<std::string> DescribeFrozen(const std::vector<Ramp>& changes, const RampMoment& moment);

// "when rollout search is at stage 2 (20 %), from 2026-03-04T09:00:00Z on": what differs from now.
std::string DescribeMoment(const std::vector<Ramp>& changes, const RampMoment& moment,
                           std::int64_t now);

}  // namespace interlock
