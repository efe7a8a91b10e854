#include "graph/report_store.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "graph/compress.h"
#include "interlock/error.h"

namespace interlock {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 31;

// Columns of a scan without those that may be large, in the order of ReadScan.
constexpr std::string_view kShort =
    "id, time, repository_path, base_name, base_commit, "
    "clears, notes, retests, orders, separates, holds";

using VerdictCounts = std::array<std::uint32_t, 6>;
static_assert(static_cast<std::size_t>(Verdict::kHold) + 1 == std::tuple_size_v<VerdictCounts>,
              "a new verdict needs a column");

// The history's own words. They outlive the program's, whose order may change from version to
// version.
constexpr std::array<std::string_view, 6> kVerdictWords = {"clear", "note",     "retest",
                                                           "order", "separate", "hold"};

std::string_view Word(Verdict verdict) { return kVerdictWords[static_cast<std::size_t>(verdict)]; }

// A word that there is not cannot be missed: it weighs most.
Verdict VerdictOf(std::string_view word) {
  const auto found = std::find(kVerdictWords.begin(), kVerdictWords.end(), word);
  if (found == kVerdictWords.end()) return Verdict::kHold;
  return static_cast<Verdict>(found - kVerdictWords.begin());
}

VerdictCounts Count(std::span<const Decision> decisions) {
  VerdictCounts counts = {};
  for (const Decision& decision : decisions) ++counts[static_cast<std::size_t>(decision.verdict)];
  return counts;
}

ScanRow ReadScan(const Statement& row) {
  ScanRow scan = {.id = row.Integer(0),
                  .time = std::string(row.Text(1)),
                  .repository_path = std::string(row.Text(2)),
                  .base_name = std::string(row.Text(3)),
                  .base_commit = std::string(row.Text(4))};
  for (std::size_t i = 0; i < scan.verdicts.size(); ++i)
    scan.verdicts[i] = static_cast<std::uint32_t>(row.Integer(5 + static_cast<int>(i)));
  return scan;
}

std::int64_t InsertScan(Database& database, const ScanRow& scan, const VerdictCounts& counts) {
  Statement insert(database,
                   "INSERT INTO scan (time, repository_path, base_name, base_commit, "
                   "clears, notes, retests, orders, separates, holds, "
                   "options_json, report_json, report) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?) RETURNING id");
  insert.Start(scan.time, scan.repository_path, scan.base_name, scan.base_commit, counts[0],
               counts[1], counts[2], counts[3], counts[4], counts[5], scan.options_json,
               Bytes{Compress(scan.report_json)});
  insert.Next();
  return insert.Integer(0);
}

void InsertDecisions(Database& database, std::int64_t scan, std::span<const Decision> decisions) {
  Statement insert(database, "INSERT INTO decision VALUES (?, ?, ?, ?, ?)");
  Statement insert_change(database, "INSERT INTO decision_change VALUES (?, ?, ?, ?)");
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const Decision& decision = decisions[i];
    insert.Run(scan, i, Word(decision.verdict), decision.score, Text(decision.advice));
    for (std::size_t j = 0; j < decision.changes.size(); ++j)
      insert_change.Run(scan, i, j, decision.changes[j]);
  }
}

template <typename... Values>
std::optional<ScanRow> ReadWholeScan(Database& database, std::string_view which,
                                     const Values&... values) {
  Statement row(database, std::string("SELECT ")
                              .append(kShort)
                              .append(", options_json, report_json, report FROM scan ")
                              .append(which));
  row.Start(values...);
  if (!row.Next()) return std::nullopt;
  ScanRow scan = ReadScan(row);
  scan.options_json = row.Text(11);
  scan.report_json = row.Text(12);
  if (scan.report_json.empty()) {
    auto report = Decompress(row.Blob(13), kMostBytes);
    if (!report) {
      throw Error(ErrorCode::kDatabase,
                  "the report of scan " + std::to_string(scan.id) + " is damaged",
                  "run 'interlock scan' again");
    }
    scan.report_json = *std::move(report);
  }
  return scan;
}

}  // namespace

std::int64_t ReportStore::AppendScan(const ScanRow& scan, std::span<const Decision> decisions) {
  Transaction transaction(database_);
  const std::int64_t id = InsertScan(database_, scan, Count(decisions));
  InsertDecisions(database_, id, decisions);
  transaction.Commit();
  return id;
}

std::int64_t ReportStore::LatestId() {
  Statement latest(database_, "SELECT coalesce(max(id), 0) FROM scan");
  latest.Start();
  return latest.Next() ? latest.Integer(0) : 0;
}

std::optional<ScanRow> ReportStore::LatestScan() {
  return ReadWholeScan(database_, "ORDER BY id DESC LIMIT 1");
}

std::optional<ScanRow> ReportStore::Scan(std::int64_t id) {
  return ReadWholeScan(database_, "WHERE id = ?", id);
}

std::vector<ScanRow> ReportStore::Scans() {
  std::vector<ScanRow> scans;
  Statement row(database_,
                std::string("SELECT ").append(kShort).append(" FROM scan ORDER BY id DESC"));
  for (row.Start(); row.Next();) scans.push_back(ReadScan(row));
  return scans;
}

std::vector<DecisionRow> ReportStore::DecisionsOn(std::string_view change) {
  std::vector<DecisionRow> decisions;
  Statement changes(database_,
                    "SELECT change FROM decision_change WHERE scan = ? AND decision = ? "
                    "ORDER BY position");
  Statement row(database_,
                "SELECT DISTINCT scan, decision.position, verdict, score, advice FROM decision "
                "JOIN decision_change USING (scan) WHERE decision_change.change = ? AND "
                "decision_change.decision = decision.position "
                "ORDER BY scan DESC, decision.position");
  for (row.Start(change); row.Next();) {
    decisions.push_back({.scan = row.Integer(0),
                         .verdict = VerdictOf(row.Text(2)),
                         .score = row.Real(3),
                         .advice = std::string(row.Text(4))});
    for (changes.Start(row.Integer(0), row.Integer(1)); changes.Next();)
      decisions.back().changes.emplace_back(changes.Text(0));
  }
  return decisions;
}

}  // namespace interlock
