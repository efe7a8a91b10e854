// What was read of rollouts, and what it is tied to, as `interlock rollouts` lists it.
#pragma once

#include <cstdint>
#include <iosfwd>

#include "analyzer/rollouts/overlap_report.h"
#include "analyzer/rollouts/rollout_view.h"
#include "interlock/report_format.h"

namespace interlock {

// `overlaps` may be null: then they were not asked for.
void WriteRolloutsText(const RolloutView& view, const OverlapList* overlaps, std::int64_t now,
                       const FormatOptions& options, std::ostream& out);
void WriteRolloutsJson(const RolloutView& view, const OverlapList* overlaps, std::int64_t now,
                       std::ostream& out);

}  // namespace interlock
