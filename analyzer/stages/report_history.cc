#include "analyzer/stages/report_history.h"

#include <filesystem>

#include "analyzer/reports/parts/report_reader.h"
#include "graph/database.h"
#include "graph/report_store.h"
#include "interlock/error.h"

namespace interlock {

namespace {

StoredScan FromRow(const ScanRow& row) {
  return {.id = row.id,
          .time = row.time,
          .repository_path = row.repository_path,
          .report = ReadReport(row.report_json)};
}

RequestedChange FromSummary(const ChangeSummary& summary) {
  RequestedChange change;
  change.id = summary.id;
  change.revision = summary.head;
  change.title = summary.title;
  change.author = summary.author;
  change.url = summary.url;
  change.draft = summary.draft;
  return change;
}

bool Exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

[[noreturn]] void RefuseMissing(const std::string& what) {
  throw Error(ErrorCode::kDatabase, what,
              "run 'interlock scan' first, or name its database with --db FILE (without it: "
              "interlock.db in the working folder)");
}

}  // namespace

void RefuseMissingScan(const std::string& database_path) {
  RefuseMissing(Exists(database_path) ? "no scan in the database '" + database_path + "'"
                                      : "no database at '" + database_path + "'");
}

StoredScan LoadScan(const std::string& database_path, std::optional<std::int64_t> number) {
  if (!Exists(database_path)) RefuseMissingScan(database_path);
  Database database(database_path, OpenMode::kReadOnly);
  ReportStore store(database);
  const std::optional<ScanRow> row = number ? store.Scan(*number) : store.LatestScan();
  if (row) return FromRow(*row);
  const std::optional<ScanRow> latest = number ? store.LatestScan() : row;
  if (!latest) RefuseMissingScan(database_path);
  throw Error(ErrorCode::kDatabase,
              "no scan " + std::to_string(*number) + " in the database '" + database_path + "'",
              "the latest one is " + std::to_string(latest->id));
}

std::optional<KeptScan> FindKeptScan(const std::string& database_path) {
  if (!Exists(database_path)) return std::nullopt;
  Database database(database_path, OpenMode::kReadOnly);
  if (std::optional<KeptScan> kept = Answers(database).LatestScan()) return kept;
  // A scan of before answers were kept: its report names the changes.
  const std::optional<ScanRow> row = ReportStore(database).LatestScan();
  if (!row) return std::nullopt;
  const StoredScan scan = FromRow(*row);
  KeptScan kept = {.repository_path = scan.repository_path,
                   .base_name = scan.report.base_name,
                   .time = scan.time};
  for (const ChangeSummary& summary : scan.report.changes) {
    if (summary.landed.empty()) kept.changes.push_back(FromSummary(summary));
  }
  return kept;
}

}  // namespace interlock
