// The history: what earlier scans found and decided. Only ever added to, which the database itself
// enforces. A scan is there as a whole or not at all.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/database.h"
#include "interlock/decision.h"

namespace interlock {

struct ScanRow {
  std::int64_t id = 0;          // given by AppendScan
  std::string time;             // RFC 3339
  std::string repository_path;  // as the user gave it
  std::string base_name;        // as the user gave it: "main"
  std::string base_commit;
  std::array<std::uint32_t, 6> verdicts = {};  // number of decisions of each Verdict
  std::string options_json;                    // what the run was asked to do
  std::string report_json;

  bool operator==(const ScanRow&) const = default;
};

struct DecisionRow {
  std::int64_t scan = 0;
  std::vector<std::string> changes;
  Verdict verdict = Verdict::kClear;
  double score = 0;
  std::string advice;

  bool operator==(const DecisionRow&) const = default;
};

class ReportStore {
 public:
  // REQUIRES: the database outlives it.
  explicit ReportStore(Database& database) : database_(database) {}

  // Returns the new scan's id. Counts the verdicts itself: `verdicts` and `id` are not read.
  std::int64_t AppendScan(const ScanRow& scan, std::span<const Decision> decisions);

  std::int64_t LatestId();  // 0 when there is no scan
  std::optional<ScanRow> LatestScan();
  std::optional<ScanRow> Scan(std::int64_t id);

  // All scans, latest first, without their options and reports, which may be large.
  std::vector<ScanRow> Scans();

  // Every decision ever made on a change, latest scan first, strongest first within a scan.
  std::vector<DecisionRow> DecisionsOn(std::string_view change);

 private:
  Database& database_;
};

}  // namespace interlock
