// Text in SQL -> SqlStatement facts: which tables and columns it touches, how, and, of a definition
// of data, the lock it takes.
//
// PostgreSQL's own grammar reads what it can; a tolerant reader of clauses takes the rest: other
// dialects, and text with holes where the program puts something in ("{table}", "%s", ":id", "?",
// "$1", "{{ ref('x') }}"). A hole that stands for a value does no harm; where a name should be, the
// statement is `partial` and nothing is guessed. Tables that live only as long as the text
// (common table expressions, temporary tables) and a database's own catalogues are left out.
//
// All input is untrusted: whatever the text, reading ends, and never throws or aborts. Any number
// of threads may call these.
#pragma once

#include <cstdint>
#include <string_view>

#include "interlock/facts.h"

namespace interlock {

// Appends the statements of `text`, which starts in line `line`, to `facts.statements`. Those that
// touch no table are left out. Bodies of functions are read for what they read and write.
void ReadSql(std::string_view text, std::uint32_t line, std::int32_t scope, FileFacts& facts);

// Whether a string constant is one or more statements in SQL. Prose that begins like one ("select
// an item from the list", "update available") is not.
bool LooksLikeSql(std::string_view text);

}  // namespace interlock
