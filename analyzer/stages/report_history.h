// Scans that the database's history keeps, as reports again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "analyzer/stages/answers.h"
#include "interlock/report.h"

namespace interlock {

struct StoredScan {
  std::int64_t id = 0;
  std::string time;             // RFC 3339
  std::string repository_path;  // as the user gave it
  Report report;
};

// The latest scan, or the one of that number. Throws Error{kDatabase} when there is no database, no
// scan in it, or none of that number.
StoredScan LoadScan(const std::string& database_path, std::optional<std::int64_t> number);

// What was asked in the latest scan, without what was found; nothing when there is none.
std::optional<KeptScan> FindKeptScan(const std::string& database_path);
[[noreturn]] void RefuseMissingScan(const std::string& database_path);  // as LoadScan does

}  // namespace interlock
