// The metrics that an expression of Prometheus names.
#pragma once

#include <vector>

#include "parsers/manifest_entries_internal.h"

namespace interlock {

// Adds, behind each value whose last key is "expr", its metrics: ".metrics.0" in the place of
// ".expr".
void AddMetrics(std::vector<ManifestEntry>& entries);

}  // namespace interlock
