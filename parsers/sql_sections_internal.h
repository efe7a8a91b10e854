// Files of SQL that hold more than statements to be run.
#pragma once

#include <string>
#include <string_view>

namespace interlock {

// The text with blanks for what is not run going forward: the undoing half of a migration that
// holds both (goose, sql-migrate, dbmate, rambler, MyBatis, Play), rows of COPY, and commands to
// psql. Lines keep their numbers.
std::string ForwardPart(std::string_view text);

// Whether the whole file undoes what another one does: golang-migrate's x.down.sql, Flyway's
// U1__x.sql, Diesel's down.sql, Sqitch's revert/x.sql.
bool IsUndoingSql(std::string_view path);

bool IsSql(std::string_view path);

}  // namespace interlock
