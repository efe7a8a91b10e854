// Which commit of the base did what evidence on its side tells.
#pragma once

#include <vector>

#include "analyzer/intake/git.h"
#include "analyzer/stages/grounds.h"
#include "interlock/change.h"
#include "interlock/interaction.h"

namespace interlock {

// Adds to each such statement the commit, " (commit 3f2a91c7d0, Drop the old pool)", found by where
// the line came or went; where that does not tell, the last that altered the file and how many did
// so before it.
void NameLandedCommits(const GitRepository& repository, const Base& base,
                       const std::vector<Change>& changes, std::vector<Interaction>* found);

}  // namespace interlock
