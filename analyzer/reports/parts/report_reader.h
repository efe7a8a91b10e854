// The inverse of the JSON format: a stored scan as a Report again.
#pragma once

#include <string_view>

#include "interlock/report.h"

namespace interlock {

// Fields that are missing have their defaults, and unknown ones are passed over, so that a report
// of an older or slightly newer program can be read. Throws Error{kDatabase} when the text is no
// report, a field has another form, or the schema version is newer than this program's.
Report ReadReport(std::string_view json);

}  // namespace interlock
