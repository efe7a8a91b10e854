// The overlaps of all rollouts that are under way, each with each, as `interlock rollouts
// --overlaps` lists them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/exposure/table.h"
#include "analyzer/rollouts/rollout_view.h"
#include "analyzer/text/report_page.h"

namespace interlock {

// How two cohorts lie to one another; anything but kRelated, kIndependent and kUnknown is exact.
enum class OverlapKind : std::uint8_t {
  kApart,        // nobody is in both
  kNested,       // the smaller one is inside the other
  kPart,         // one space, in part the same buckets
  kIndependent,  // hashes or draws that have nothing to do with one another
  kRelated,      // of a hash that relates its spaces, counted
  kUnknown,      // a bound
};

struct OverlapRow {
  const Rollout* a = nullptr;
  const Rollout* b = nullptr;
  OverlapNumbers numbers;
  OverlapKind kind = OverlapKind::kUnknown;
};

struct OverlapList {
  std::vector<OverlapRow> rows;  // those with the largest overlap first
  std::size_t pairs = 0;         // all that were computed
  std::size_t active = 0;        // rollouts that some meet and others do not
  std::size_t nobody = 0;        // left out: nobody meets them now
  std::size_t everybody = 0;     // left out: everybody does
  std::size_t beyond = 0;        // left out: there are too many
};

// At the present stages, in any place. At most `most_rows` of the pairs are kept.
OverlapList OverlapsOf(const RolloutView& view, std::int64_t now, std::size_t most_rows,
                       int threads);

// "apart", "nested", "part", "independent", "related", "unknown"
const char* Name(OverlapKind kind);

void WriteOverlaps(const OverlapList& list, Page* page);

}  // namespace interlock
