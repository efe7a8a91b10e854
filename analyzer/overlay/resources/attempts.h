// How often a call is tried, all in all: 1 + retries, multiplied along the path of calls.
#pragma once

#include <vector>

#include "analyzer/overlay/resources/arithmetic.h"

namespace interlock {

// 0 when the quantity says nothing of attempts.
double AttemptsOf(const std::string& quantity, double value);
// The most that the effect's quantities say; 0 when they say nothing.
double AttemptsOf(const Effect& effect);
bool IsOfAttempts(const ShownSign& sign);

// Do two services, or two functions of one, each ask by themselves? Then neither multiplies the
// attempts of the other.
bool AskSideBySide(const Snapshot& snapshot, const HazardHalf& one, const HazardHalf& other);

// Calls of the base that are tried more than once: of what calls `one`'s service most often, of
// what calls that, and so on; without those that the halves themselves alter.
std::vector<const Effect*> CallersAbove(const Snapshot& snapshot, const HazardHalf& one,
                                        const HazardHalf& other);

}  // namespace interlock
