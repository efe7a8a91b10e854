// Slices that hash the first attribute that is there: "userId, else sessionId". Beside a slice that
// hashes userId alone they are no other space, but the same one for everybody who has a userId.
#pragma once

#include <vector>

#include "interlock/cohort.h"

namespace interlock {

// Whether one user can have the same raw value in both, although the spaces differ.
bool MayCoincide(const Space& a, const Space& b);

// Whether slices of the formula coincide for some: then what attributes others hash matters, too.
bool HasFallbacks(const Cohorts& cohorts);

// Replaces slices whose space may coincide with another of the formula by one slice for each
// attribute that may be the first, under the condition that it is. An attribute that some slice
// hashes with nothing to fall back on is there: NOTE(ref: present-units).
// Alters `root` to the same formula in the result.
Cohorts WithoutFallbacks(Cohorts cohorts, CohortId* root);

}  // namespace interlock
