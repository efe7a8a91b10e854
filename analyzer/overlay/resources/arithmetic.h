// The sums behind a hazard, with all their steps, so that whoever reads a finding can check them.
#pragma once

#include <string>
#include <vector>

#include "analyzer/overlay/resources/hazards.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// One half of a hazard.
struct HazardHalf {
  std::string phrase;  // of the change
  int view = 0;
  const EffectDelta* delta = nullptr;
  ShownSign sign;
  bool in_force = false;          // landed already: today's figures have it
  const Effect* asked = nullptr;  // where, if because something else is asked again
};

struct Sum {
  std::vector<std::string> steps;  // readable, in order
  bool known = false;              // every figure is
  bool harmless = false;           // every figure is known, and both together fit
  std::string why = "the figures are known, and both together fit";  // it is harmless
};

// `one` and `other` as the hazard names them, on `resource`.
//
// headroom     load factors / capacity factors <= 0.7 of the capacity (hazards, pattern P1)
// misses       rate x (1 - h). A cache whose entries live T and are asked for at random times has
//              h = LT / (1 + LT), L uses of an entry a second (Jung, Berger, Balakrishnan, INFOCOM
//              2003); so T/k makes h' = x / (k + x) with x = h / (1 - h)
// attempts     1 + retries, multiplied along the path
// connections  sum of pool x processes x replicas over the services <= 0.8 x limit (pattern P5)
// deadline     timeout >= 1.5 x p99.9 of the callee, which grows by the factor of the other half
// inversion    caller's timeout >= callee's timeout x attempts
// patience     a lock that gives up within ten seconds keeps nobody waiting for long, unless every
//              row is written anew under it
// idle         server's keep-alive > its caller's idle time
// refill       rate <= what is behind a cache, which nothing holds back while the cache fills anew
// allowance    what one asks for <= what the other allows
// entries      how many times more or fewer items a list has
// date         nothing to compute: the day on which it begins; one that is past does no harm
// dormant      nothing to compute: what stands behind the flag already
Sum Compute(Arithmetic arithmetic, const Snapshot& snapshot, const Resource& resource,
            const HazardHalf& one, const HazardHalf& other);

}  // namespace interlock
