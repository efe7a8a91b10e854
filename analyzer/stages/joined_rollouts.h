// What files of rollouts say of one another's: freezes hold the rollouts of all files, and one id
// has one name in all of them, whatever a vendor calls it.
#pragma once

#include <memory>
#include <vector>

#include "analyzer/intake/config.h"
#include "analyzer/stages/knowledge.h"
#include "interlock/cohort.h"

namespace interlock {

// REQUIRES: nothing points to the rollouts yet.
void JoinRollouts(Knowledge* knowledge);

// Gives contexts that have an id under one of its names that by which rollouts ask for it.
void JoinIds(const std::vector<SameId>& ids, std::vector<Subject>* population);

}  // namespace interlock
