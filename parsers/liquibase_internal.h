// Liquibase's changes, however the changelog is written, as statements.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/facts.h"

namespace interlock {

using LiquibaseAttributes = std::map<std::string, std::string, std::less<>>;

// One change of a changeset: `addColumn` with its attributes, and those of each of its columns. Of
// a column, constraints are among its own.
struct LiquibaseChange {
  std::string kind;
  LiquibaseAttributes attributes;
  std::vector<LiquibaseAttributes> columns;
  std::string text;  // of `sql`
  std::uint32_t line = 0;
};

// Source: Liquibase documentation, "Change Types". No locks: the database is not known.
void AddLiquibaseChange(const LiquibaseChange& change, FileFacts& facts);

// Whether a file of that name may be a changelog: its content says whether it is.
bool MayBeChangelog(std::string_view path);

}  // namespace interlock
