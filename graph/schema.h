// What a database of Interlock holds. schema.sql is the documentation of its tables.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace interlock {

struct Schema {
  std::int32_t version = 1;  // PRAGMA user_version; raise it with every alteration of schema.sql
  std::string_view sql;      // creates what is not there yet: every statement says IF NOT EXISTS
  // Tables that survive an alteration. All others are dropped and made anew.
  std::vector<std::string_view> history_tables;
  // SQL that brings the history tables from version i + 1 to i + 2; empty where they stay as they
  // are. It meets neither triggers nor indexes of their own: they are dropped before, and made
  // again by `sql` after.
  std::vector<std::string_view> history_migrations;
};

const Schema& CurrentSchema();

// schema.sql, embedded by CMake.
extern const char* const kSchemaSql;

}  // namespace interlock
