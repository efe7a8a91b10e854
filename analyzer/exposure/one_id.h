// Attributes with different names may hold one id: `userId` here, `targetingKey` there. Where
// hashes are independent anyway that alters nothing; where spaces differ in the attribute only, or
// the hash relates all of its spaces, it does.
#pragma once

#include <optional>
#include <string>

#include "interlock/cohort.h"

namespace interlock {

// The formula as it is if they do.
struct OneIdFormula {
  Cohorts cohorts;
  CohortId root = kNobody;
  std::string names;  // "userId and targetingKey"
};

// None where no name of an attribute matters.
std::optional<OneIdFormula> IfOneId(const Cohorts& cohorts, CohortId root);

}  // namespace interlock
