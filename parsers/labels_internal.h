// Texts beside a definition that label it: `gorm:"column:total;not null" json:"total,omitempty"`.
#pragma once

#include <string_view>
#include <vector>

#include "interlock/facts.h"

namespace interlock {

// A call for each label, with its name as the path and its parts as operands: the first at "0",
// what has a name of its own at that, everything else at "0[]".
std::vector<Site> ReadLabels(std::string_view text);

// The call of one, by its name and what it is given in brackets: `diesel(table_name = orders)`.
Site ReadLabel(std::string name, std::string_view given);

}  // namespace interlock
