#include "analyzer/rollouts/overlap_report.h"

#include <algorithm>
#include <deque>
#include <tuple>
#include <utility>

#include "analyzer/exposure/freezes.h"
#include "analyzer/parallel.h"
#include "analyzer/text/exposure.h"
#include "analyzer/text/report_text.h"

namespace interlock {
namespace {

constexpr double kSame = 1e-12;
// Two million pairs, which take seconds where hashes are sound.
constexpr std::size_t kMostRollouts = 2'000;

// Whether all of one are in both.
bool IsInside(const OverlapNumbers& one, const OverlapNumbers& both) {
  return both.most >= one.most - kSame && both.certain >= one.named;
}

OverlapKind KindOf(const OverlapNumbers& both, const OverlapNumbers& a, const OverlapNumbers& b) {
  const bool inside = IsInside(a, both) || IsInside(b, both);
  if (inside && both.basis != OverlapBasis::kBound) return OverlapKind::kNested;
  switch (both.basis) {
    case OverlapBasis::kExpected:
      return OverlapKind::kIndependent;
    case OverlapBasis::kCounted:
      return OverlapKind::kRelated;
    case OverlapBasis::kBound:
      return OverlapKind::kUnknown;
    case OverlapBasis::kExact:
    case OverlapBasis::kSampled:
      break;
  }
  return both.most <= 0 ? OverlapKind::kApart : OverlapKind::kPart;
}

const char* WordOf(OverlapKind kind) {
  static constexpr const char* kWords[] = {"apart",    "nested",  "partly",
                                           "expected", "counted", "bound"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string Cell(const std::string& text, std::size_t width) {
  const std::size_t used = DisplayWidth(text);
  return used < width ? text + std::string(width - used, ' ') : text;
}

std::string ShareOf(const OverlapNumbers& numbers) {
  if (numbers.most <= 0 || numbers.most > kNamedShare) {
    return ShareRange(numbers.least, numbers.most);
  }
  const std::string few =
      numbers.certain < numbers.named ? std::to_string(numbers.certain) + " to " : std::string();
  return few + CountOf(numbers.named, "named id");
}

bool DrawsRequests(const OverlapRow& row) {
  return row.a->key == "request" || row.b->key == "request";
}

// Rollouts of several files may have one name.
std::string NameIn(const Rollout& rollout, const Rollout& other) {
  return rollout.id == other.id ? rollout.id + " of " + rollout.source : rollout.id;
}

auto Order(const OverlapRow& row) {
  return std::tie(row.a->id, row.b->id, row.a->source, row.b->source);
}

bool Before(const OverlapRow& x, const OverlapRow& y) {
  if (x.numbers.most != y.numbers.most) return x.numbers.most > y.numbers.most;
  if (x.numbers.least != y.numbers.least) return x.numbers.least > y.numbers.least;
  return Order(x) < Order(y);
}

// Any of its stages may be the present one, or none yet.
CohortId AnyStage(const Rollout& rollout, Cohorts* cohorts) {
  *cohorts = rollout.cohorts;
  std::vector<CohortId> stages;
  for (const Stage& stage : rollout.stages) stages.push_back(stage.cohort);
  const CohortId unknown = cohorts->Add(Opaque{"the stage that it is at"});
  return cohorts->All({unknown, cohorts->Any(std::move(stages))});
}

// The largest of one rollout with those after it.
std::vector<OverlapRow> RowsOf(const OverlapTable& table,
                               const std::vector<const Rollout*>& rollouts, std::size_t first,
                               std::size_t most_rows) {
  std::vector<OverlapRow> rows;
  for (std::size_t second = first + 1; second < rollouts.size(); ++second) {
    const OverlapNumbers both = table.Of(first, second);
    rows.push_back({rollouts[first], rollouts[second], both,
                    KindOf(both, table.Alone(first), table.Alone(second))});
  }
  std::sort(rows.begin(), rows.end(), Before);
  rows.resize(std::min(rows.size(), most_rows));
  return rows;
}

}  // namespace

const char* Name(OverlapKind kind) {
  static constexpr const char* kNames[] = {"apart",       "nested",  "part",
                                           "independent", "related", "unknown"};
  return kNames[static_cast<std::size_t>(kind)];
}

OverlapList OverlapsOf(const RolloutView& view, std::int64_t now, std::size_t most_rows,
                       int threads) {
  OverlapList list;
  OverlapAt at;
  at.time = now * 1000;
  std::vector<const Rollout*> rollouts;
  std::vector<CohortOf> cohorts;
  std::deque<Cohorts> own;  // of those whose file does not say their stage, and of frozen ones
  for (const auto& source : view.knowledge.rollouts) {
    for (const Rollout& rollout : source->file.rollouts) {
      CohortOf cohort{&source->index, &rollout.cohorts, CurrentCohort(rollout), rollout.id};
      if (rollout.current == kStageUnknown) {
        cohort.cohorts = &own.emplace_back();
        cohort.cohort = AnyStage(rollout, &own.back());
      } else {
        const FormulaAt formula =
            AtScheduleTime(rollout, cohort.cohort, {now, std::nullopt, false}, &own);
        cohort.cohorts = formula.cohorts;
        cohort.cohort = formula.cohort;
      }
      const Overlap alone = OverlapOf({cohort}, at);
      const bool nobody = alone.most <= 0;
      const bool everybody = alone.least >= 1;
      list.nobody += nobody ? 1 : 0;
      list.everybody += everybody ? 1 : 0;
      if (nobody || everybody) continue;
      if (rollouts.size() >= kMostRollouts) {
        ++list.beyond;
        continue;
      }
      rollouts.push_back(&rollout);
      cohorts.push_back(cohort);
    }
  }
  list.active = rollouts.size();
  list.pairs = rollouts.empty() ? 0 : rollouts.size() * (rollouts.size() - 1) / 2;
  const OverlapTable table(std::move(cohorts), at);
  std::vector<std::vector<OverlapRow>> by_first(rollouts.size());
  ParallelFor(rollouts.size(), threads, [&](std::size_t first) {
    by_first[first] = RowsOf(table, rollouts, first, most_rows);
  });
  for (std::vector<OverlapRow>& rows : by_first) {
    list.rows.insert(list.rows.end(), rows.begin(), rows.end());
    if (list.rows.size() < 4 * most_rows && &rows != &by_first.back()) continue;
    std::sort(list.rows.begin(), list.rows.end(), Before);
    list.rows.resize(std::min(list.rows.size(), most_rows));
  }
  return list;
}

void WriteOverlaps(const OverlapList& list, Page* page) {
  constexpr std::size_t kShare = 17;  // columns
  page->Write(0, "Overlaps of " + CountOf(list.active, "rollout") + " now", Ink::kBold);
  if (list.rows.empty()) page->Write(3, "fewer than two reach some and not all");
  bool requests = false;
  for (const OverlapRow& row : list.rows) {
    const OverlapNumbers& numbers = row.numbers;
    page->Write(3, Cell(ShareOf(numbers), kShare),
                std::string(WordOf(row.kind)) + ": " + NameIn(*row.a, *row.b) + " and " +
                    NameIn(*row.b, *row.a));
    requests = requests || DrawsRequests(row);
  }
  if (list.pairs > list.rows.size()) {
    page->Write(3, CountOf(list.pairs - list.rows.size(), "more pair") + ", none of them larger");
  }
  if (list.nobody > 0) {
    page->Write(3, "left out: " + std::to_string(list.nobody) + " that nobody meets");
  }
  if (list.everybody > 0) {
    page->Write(3, "left out: " + std::to_string(list.everybody) + " that everybody meets");
  }
  if (list.beyond > 0) {
    page->Write(3, "left out: " + std::to_string(list.beyond) + " beyond the first " +
                       std::to_string(kMostRollouts));
  }
  if (!list.rows.empty()) {
    page->Write(3,
                "expected: independent, so multiplied; counted: of a hash that relates them; "
                "bound: something is not known. 'interlock exposure A B' tells more.");
  }
  if (requests)
    page->Write(3, "Where a rollout is drawn for each request, shares are of requests.");
  page->Blank();
}

}  // namespace interlock
