// Figures and groups of interlock.yaml that nothing in the repository answers to: a name spelled in
// another way would be without any effect, and nobody would know.
#pragma once

#include <string>
#include <vector>

#include "analyzer/overlay/snapshot.h"

namespace interlock {

// One notice each, in the order in which they are written: "interlock.yaml:7: nothing in the
// repository is table 'ordrs'; …". What only one of the changes brings is there; nothing is said
// when no change has to do with resources, since then the base is not read for them.
std::vector<std::string> UnknownResources(const Snapshot& snapshot);

}  // namespace interlock
