// Rollouts in the native format, version 1:
//
//   version: 1
//   rollouts:
//     - id: product-page-profile
//       change: "106"            # or  flag: some-flag   (exactly one of them)
//       key: user_id             # default user_id
//       space: checkout          # default: the rollout's id
//       stages:
//         - percent: 5
//           places: [eu-west]                # default: everywhere
//           from: 2026-03-02T09:00:00Z       # default: open
//           until: 2026-03-04T09:00:00Z      # default: open
//         - percent: 100
//       current: 1               # 1-based; 0, the default: not started
//   freezes:                     # times in which rollouts of all files stand still
//     - from: 2026-12-19T00:00:00Z
//       until: 2027-01-02T00:00:00Z        # default: until this line is taken away
//       reason: year end
//       rollouts: ["checkout-*"]           # globs of ids; default: all
//       places: [eu-west]                  # default: everywhere
//     - {every: "0 16 * * FRI", lasts: 64h, timezone: Europe/Berlin, reason: weekends}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/rollout.h"

namespace interlock {

// In file order. Every stage list has at least one stage, and `current` lies within it.
RolloutFile ReadRollouts(std::string_view text, const std::string& name);

// Gives the stages their cohorts, from their shares, places and windows.
void MakeCohorts(Rollout* rollout);

// Seconds since 1970 of an RFC 3339 time with its offset, "2026-03-02T09:00:00+01:00"; a fraction
// of a second is dropped. None when it is not one, or lies before 1970.
std::optional<std::int64_t> ParseTime(std::string_view text);

}  // namespace interlock
