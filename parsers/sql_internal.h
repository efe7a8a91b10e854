// How text in SQL is taken apart, shared by the readers of statements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/facts.h"

namespace interlock {

enum class SqlTokenKind : std::uint8_t {
  kWord,    // a keyword or a name; `text` is in lower case
  kQuoted,  // a quoted name; `text` is what stands between the quotes
  kText,    // a string constant; `text` is what stands between the quotes
  kNumber,
  kHole,  // what the program puts in
  kMark,  // any other character, or "::"
};

struct SqlToken {
  SqlTokenKind kind = SqlTokenKind::kMark;
  bool glued = false;        // nothing stands between it and the token before
  bool starts_line = false;  // the first of its line
  bool dollar = false;       // of kText: quoted as $$...$$
  std::string text;
  std::size_t begin = 0, end = 0;  // in the whole text
  std::size_t inner = 0;           // of kText: where `text` begins

  // For keywords and marks: quoted names are never either.
  bool Is(std::string_view word) const {
    return (kind == SqlTokenKind::kWord || kind == SqlTokenKind::kMark) && text == word;
  }
  bool IsName() const { return kind == SqlTokenKind::kWord || kind == SqlTokenKind::kQuoted; }
};

using SqlSpan = std::span<const SqlToken>;

struct SqlTokens {
  std::vector<SqlToken> tokens;
  bool back_quotes = false;    // MySQL: "x" is a string there
  bool template_tags = false;  // {% if ... %}: not all of it is there at once
};

// Comments are left out. At most `limit` tokens; what stands behind them is not read.
SqlTokens ReadSqlTokens(std::string_view text, std::size_t limit);

bool IsSqlKeyword(std::string_view word);

inline bool At(SqlSpan tokens, std::size_t i, std::string_view word) {
  return i < tokens.size() && tokens[i].Is(word);
}

// The words stand at `i`, one after the other.
bool AtWords(SqlSpan tokens, std::size_t i, std::initializer_list<std::string_view> words);

// Behind the ')' that closes the '(' at `open`; the end when there is none.
std::size_t BehindParentheses(SqlSpan tokens, std::size_t open);

// A name with what qualifies it. `text` is empty when its last part has a hole.
struct SqlName {
  std::string text;     // "public.orders"; at most its last two parts
  std::string last;     // "orders"
  std::size_t end = 0;  // behind it
};
std::optional<SqlName> ReadSqlName(SqlSpan tokens, std::size_t i);

// What is known while the statements of one text are read.
struct SqlContext {
  std::string_view text;
  bool back_quotes = false;
  bool in_body = false;                // inside a function: INTO names a variable
  std::set<std::string> passing = {};  // temporary tables made above
};

// A statement that is being read; uses are kept once each, in order of position.
class SqlDraft {
 public:
  explicit SqlDraft(SqlContext& around) : context(around) {}

  // False when the table is none that anybody shares: then nothing was added.
  bool AddTable(const std::string& name, std::string_view access, std::string to = "");
  void AddColumn(ColumnUse use);
  // The strongest of all that the statement takes; `is_online` when this one stops nobody for long.
  void AddLock(std::string_view lock, bool is_online);
  bool IsShared(const std::string& name) const;

  SqlContext& context;
  SqlStatement statement;

 private:
  bool locked_ = false;
};

// By PostgreSQL's grammar. False when that refuses the statement, or it is too long to ask.
bool ReadPostgresStatement(SqlSpan tokens, SqlDraft& draft);

// By clauses: what reads and writes.
void ReadSqlClauses(SqlSpan tokens, SqlDraft& draft);

// By clauses: what defines data. False when the statement is none of those.
bool ReadSqlDefinition(SqlSpan tokens, SqlDraft& draft);

// How names begin that stand for a hole where a name must be.
inline constexpr std::string_view kSqlHoleName = "interlock hole";
inline bool IsSqlHole(std::string_view name) { return name.starts_with(kSqlHoleName); }

// The statement as PostgreSQL would be given it: holes are parameters or names, other dialects'
// quotes are its own. Comments are gone.
std::string ComposePostgres(SqlSpan tokens, const SqlContext& context);

}  // namespace interlock
