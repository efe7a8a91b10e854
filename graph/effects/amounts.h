// Numbers with units, as code and configuration write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interlock/catalog.h"

namespace interlock {

// In the base unit of what it measures: "30" in unit "ms" is 0.03; "30s", "512Mi", "1h30m" and
// "5 time.Minute" carry their own. Nothing when the text is no number, or its unit is unknown.
std::optional<double> AmountOf(const Catalog& catalog, std::string_view text,
                               std::string_view unit);

}  // namespace interlock
