// What an alteration of a form is called in a finding.
#pragma once

#include <string>

#include "interlock/delta.h"

namespace interlock {

// "Shop.post: adds the required parameter 'ledger', alters the type of its result from int to long".
// `new_one` is the altered definition.
std::string DescribeAlteration(const EntityDelta& entity, const Definition& new_one);

}  // namespace interlock
