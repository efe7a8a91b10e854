// Exposure: who meets a change, and who meets several changes at once.
//
// Shares are shares of the bucketing space in the places that the stages name. Two rollouts with
// the same space and key fill the same buckets from the same end, so the smaller share lies inside
// the larger: the overlap is exact. Different spaces or keys are hashed independently: the product
// is what to expect. Where the space or key is unknown, or one change hangs on several rollouts,
// only a bound can be given; the basis says which of the three it is ("expected", "at most").
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interlock/interaction.h"
#include "interlock/rollout.h"

namespace interlock {

// One change and what it is tied to; no rollouts: everyone meets it when it is deployed.
// REQUIRES: each rollout has a stage and `current` lies within the stages.
struct ChangeRollouts {
  std::string change;  // id, for the basis
  std::vector<const Rollout*> rollouts;
};

// Who meets all of the changes at `now` (seconds since 1970), and at most at any time from their
// present stages on. The order of the changes alters the wording of the basis only.
// REQUIRES: at least one change.
Exposure GroupExposure(const std::vector<ChangeRollouts>& changes, std::int64_t now);

// The same for two changes without ids: the basis calls them by their rollouts' `change`, else "the
// first change" and "the second change".
Exposure PairExposure(const std::vector<const Rollout*>& of_a,
                      const std::vector<const Rollout*>& of_b, std::int64_t now);

// "5 % of user_id in eu-west now, 100 % at most (rollout product-page-profile, stage 1 of 3)", or
// "everyone when deployed (no rollout is tied to it)".
std::string DescribeExposure(const std::vector<const Rollout*>& rollouts, std::int64_t now);

}  // namespace interlock
