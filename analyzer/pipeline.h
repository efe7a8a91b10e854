// The pipeline: from a repository and its in-flight changes to a report. One direction, stage by
// stage; nothing later is called by anything earlier.
#pragma once

#include "analyzer/scan_options.h"
#include "interlock/report.h"

namespace interlock {

// Throws Error when the run cannot go on. Deterministic: equal inputs give equal reports for any
// number of threads and any order of changes.
Report RunScan(const ScanOptions& options, const Progress& progress);

}  // namespace interlock
