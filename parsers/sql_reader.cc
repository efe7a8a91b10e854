// Takes text apart into statements and gives each to the reader that can read it.
#include "parsers/sql_reader.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/content.h"
#include "parsers/sql_internal.h"

namespace interlock {
namespace {

constexpr std::size_t kMostTokens = 1'000'000;        // of a text: dumps hold little but rows
constexpr std::size_t kMostStatementTokens = 20'000;  // behind it there are only rows
constexpr std::size_t kMostUses = 1'000;              // of one statement
constexpr std::size_t kMostStatements = 20'000;       // of a text; only dumps have more
constexpr std::size_t kMostValue = 100;               // characters of what is set
constexpr int kMostBodies = 3;                        // functions in functions

// A database's own catalogues, and names that are no tables.
bool IsCatalogue(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "dual",   "sqlite_master",  "sqlite_schema", "sqlite_sequence", "deleted", "inserted",
      "values", "schema_columns", "unnest",        "excluded",        "new",     "old"};
  static constexpr std::array<std::string_view, 6> kSchemas = {
      "information_schema.", "pg_catalog.", "sys.", "mysql.", "performance_schema.", "syscat."};
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::find(kNames.begin(), kNames.end(), lower) != kNames.end() ||
         std::any_of(kSchemas.begin(), kSchemas.end(),
                     [&](std::string_view schema) { return lower.starts_with(schema); }) ||
         lower.starts_with("pg_") || lower.starts_with("tempdb.");
}

// How much a lock keeps others out.
int Strength(std::string_view lock) {
  static constexpr std::array<std::string_view, 8> kLocks = {
      "ACCESS SHARE", "ROW SHARE",           "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE",
      "SHARE",        "SHARE ROW EXCLUSIVE", "EXCLUSIVE",     "ACCESS EXCLUSIVE"};
  const auto found = std::find(kLocks.begin(), kLocks.end(), lock);
  return found == kLocks.end() ? -1 : static_cast<int>(found - kLocks.begin());
}

class TextReader {
 public:
  TextReader(std::string_view text, std::uint32_t line, std::int32_t scope, FileFacts& facts)
      : facts_(facts), scope_(scope), lines_{.line = line} {
    context_.text = text;
  }

  void Run() { Read(ReadSqlTokens(context_.text, kMostTokens), 0); }

 private:
  struct Lines {
    std::uint32_t line = 0;  // of what stands at `counted`
    std::size_t counted = 0;
  };

  void Read(const SqlTokens& read, int depth) {
    context_.back_quotes = read.back_quotes;
    templated_ = read.template_tags;
    const SqlSpan tokens = read.tokens;
    std::size_t start = 0;
    bool slashes = false;  // DELIMITER //
    for (std::size_t i = 0; i <= tokens.size(); ++i) {
      if (i < tokens.size() && i == start && tokens[i].Is("delimiter")) {
        slashes = At(tokens, i + 1, "/");
        do ++i;
        while (i < tokens.size() && !tokens[i].starts_line && !tokens[i].dollar);
        start = i;
        if (i < tokens.size() && !tokens[i].dollar) --i;
        continue;
      }
      const std::size_t width = i == tokens.size() ? 1 : Separates(tokens, i, start, slashes);
      if (width == 0 && !(i > start && StartsAnother(tokens, i))) continue;
      One(tokens.subspan(start, i - start), depth);
      start = i + width;
      if (width > 1) i += width - 1;
    }
  }

  // How many tokens at `i` separate two statements.
  std::size_t Separates(SqlSpan tokens, std::size_t i, std::size_t start, bool slashes) const {
    if (tokens[i].Is(";")) return 1;
    if (slashes && tokens[i].Is("/") && At(tokens, i + 1, "/") && tokens[i + 1].glued) return 2;
    const bool alone =
        tokens[i].starts_line && (i + 1 >= tokens.size() || tokens[i + 1].starts_line);
    if (alone && (tokens[i].Is("go") || tokens[i].Is("/"))) return 1;
    // what is between the words of a function
    const bool word = tokens[i].Is("begin") || tokens[i].Is("then") || tokens[i].Is("else") ||
                      tokens[i].Is("loop");
    return word && InBody(tokens, i, start) ? 1 : 0;
  }

  // CASE has THEN and ELSE, too: only statements may follow those of a body. MERGE has "WHEN
  // MATCHED THEN UPDATE".
  static bool InBody(SqlSpan tokens, std::size_t i, std::size_t start) {
    if (i + 1 >= tokens.size() || tokens[i + 1].kind != SqlTokenKind::kWord ||
        !StartsStatement(tokens[i + 1].text)) {
      return false;
    }
    constexpr std::size_t kFarthest = 40;
    for (std::size_t back = i; back > start && i - back < kFarthest; --back) {
      if (tokens[back].Is("matched")) return false;
    }
    return true;
  }

  static bool StartsStatement(std::string_view word) {
    static constexpr std::array<std::string_view, 16> kVerbs = {
        "select", "insert",   "update",  "delete",  "merge",  "with",   "create", "alter",
        "drop",   "truncate", "perform", "execute", "return", "rename", "lock",   "if"};
    return std::find(kVerbs.begin(), kVerbs.end(), word) != kVerbs.end();
  }

  // Where no ';' stands between (SQL Server), two words that begin no clause of another statement.
  static bool StartsAnother(SqlSpan tokens, std::size_t i) {
    if (!tokens[i].starts_line || tokens[i].kind != SqlTokenKind::kWord) return false;
    if (tokens[i - 1].Is("as")) return false;
    return AtWords(tokens, i, {"alter", "table"}) || AtWords(tokens, i, {"create", "table"}) ||
           AtWords(tokens, i, {"drop", "table"});
  }

  // Positions are asked for in order, so each line is counted once.
  std::uint32_t LineOf(std::size_t position) {
    const auto start = context_.text.begin();
    lines_.line +=
        static_cast<std::uint32_t>(std::count(start + static_cast<std::ptrdiff_t>(lines_.counted),
                                              start + static_cast<std::ptrdiff_t>(position), '\n'));
    lines_.counted = position;
    return lines_.line;
  }

  void One(SqlSpan tokens, int depth) {
    tokens = Trim(tokens);
    if (tokens.empty() || ++read_ > kMostStatements) return;
    Bodies(tokens, depth);
    const SqlSpan whole = tokens;
    tokens = tokens.first(std::min(tokens.size(), kMostStatementTokens));
    if (tokens[0].kind != SqlTokenKind::kWord && !tokens[0].Is("(")) return;
    if (DefinesRoutine(tokens)) {
      // Where no quotes stand around its body, nobody knows where that ends.
      const auto is_body = [](const SqlToken& token) { return token.dollar; };
      has_routine_ = has_routine_ || std::none_of(tokens.begin(), tokens.end(), is_body);
      return;
    }
    if (context_.in_body && !StartsStatement(tokens[0].text)) tokens = InnerQuery(tokens);
    if (tokens.empty()) return;

    SqlDraft draft(context_);
    draft.statement.scope = scope_;
    draft.statement.line = LineOf(tokens[0].begin);
    if (ReadPatience(tokens, &draft.statement)) {
      facts_.statements.push_back(std::move(draft.statement));
      return;
    }
    draft.statement.partial = templated_ || tokens.size() < whole.size();
    if (!ReadPostgresStatement(tokens, draft) && !ReadSqlDefinition(tokens, draft)) {
      ReadSqlClauses(tokens, draft);
    }
    if (draft.statement.tables.empty() && draft.statement.columns.empty()) return;
    if (draft.statement.verb == "alter table") draft.statement.value = Tuning(tokens);
    if (!context_.in_body && !has_routine_ && IsForAllRows(tokens, draft.statement))
      draft.statement.verb = draft.statement.verb + " all";
    facts_.statements.push_back(std::move(draft.statement));
  }

  // SET [SESSION | LOCAL] lock_timeout { TO | = } '5s', and how long statements may take; MySQL's
  // lock_wait_timeout; SET LOCK_TIMEOUT 5000 of SQL Server.
  static bool ReadPatience(SqlSpan tokens, SqlStatement* statement) {
    if (!tokens[0].Is("set")) return false;
    std::size_t at = At(tokens, 1, "local") || At(tokens, 1, "session") ? 2 : 1;
    const bool waits = At(tokens, at, "lock_timeout");
    if (!waits && !At(tokens, at, "statement_timeout") && !At(tokens, at, "lock_wait_timeout")) {
      return false;
    }
    const std::string& what = tokens[at++].text;
    const bool is_given = At(tokens, at, "to") || At(tokens, at, "=");
    at += is_given ? 1 : 0;
    if (at >= tokens.size() || (!is_given && !(waits && IsNumber(tokens[at].text)))) return false;
    statement->verb = "set " + what;
    statement->value = tokens[at].text.substr(0, kMostValue);
    return true;
  }

  static bool IsNumber(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  }

  // "autovacuum_enabled=false" of ALTER TABLE t SET (autovacuum_enabled = false, fillfactor = 70).
  static std::string Tuning(SqlSpan tokens) {
    std::string options;
    for (std::size_t i = 3; i + 2 < tokens.size(); ++i) {
      if (tokens[i].kind != SqlTokenKind::kWord || !tokens[i].text.starts_with("autovacuum_") ||
          !At(tokens, i + 1, "=") || options.size() > kMostValue) {
        continue;
      }
      options += (options.empty() ? "" : ",") + tokens[i].text + "=" +
                 tokens[i + 2].text.substr(0, kMostValue);
    }
    return options;
  }

  // UPDATE or DELETE without a condition. What the program may put behind it, or between, may be
  // one.
  static bool IsForAllRows(SqlSpan tokens, const SqlStatement& statement) {
    static constexpr std::array<std::string_view, 8> kFewer = {
        "where", "limit", "top", "join", "using", "from", "output", "returning"};
    const bool deletes = statement.verb == "delete";
    if (!(deletes || statement.verb == "update") || statement.partial) return false;
    int depth = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const SqlToken& token = tokens[i];
      if (token.Is("(")) ++depth;
      if (token.Is(")")) --depth;
      if (token.kind == SqlTokenKind::kHole && (deletes || IsBehindValue(tokens, i))) return false;
      if (depth > 0 || token.kind != SqlTokenKind::kWord) continue;
      const bool names = deletes && token.Is("from") && At(tokens, i - 1, "delete");
      const bool is_fewer = std::find(kFewer.begin(), kFewer.end(), token.text) != kFewer.end();
      if (is_fewer && i > 0 && !names) return false;
    }
    return true;
  }

  static bool IsBehindValue(SqlSpan tokens, std::size_t i) {
    static constexpr std::array<std::string_view, 7> kWant = {"=", ",", "(", "+", "-", "*", "|"};
    return i == 0 || std::none_of(kWant.begin(), kWant.end(),
                                  [&](std::string_view sign) { return tokens[i - 1].Is(sign); });
  }

  static SqlSpan Trim(SqlSpan tokens) {
    const auto is_frame = [](const SqlToken& t) {
      return t.Is("begin") || t.Is("end") || t.Is("then") || t.Is("else") || t.Is("loop") ||
             t.Is("/");
    };
    while (!tokens.empty() && is_frame(tokens.front())) tokens = tokens.subspan(1);
    return tokens;
  }

  // FOR row IN SELECT ..., RETURN QUERY SELECT ..., IF EXISTS (SELECT ...)
  static SqlSpan InnerQuery(SqlSpan tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].Is("select") || tokens[i].Is("with")) return tokens.subspan(i);
    }
    return {};
  }

  static bool DefinesRoutine(SqlSpan tokens) {
    std::size_t i = 1;
    while (At(tokens, i, "or") || At(tokens, i, "replace")) ++i;
    return (tokens[0].Is("create") || tokens[0].Is("alter")) &&
           (At(tokens, i, "function") || At(tokens, i, "procedure") || At(tokens, i, "proc"));
  }

  // $$ ... $$ of DO is run now; of a function, later: then it only reads and writes.
  void Bodies(SqlSpan tokens, int depth) {
    if (depth >= kMostBodies) return;
    for (const SqlToken& token : tokens) {
      if (!token.dollar) continue;
      const std::size_t first = facts_.statements.size();
      const Lines around = lines_;
      lines_ = {.line = LineOf(token.inner)};
      const SqlContext outside = context_;
      context_.text = token.text;
      context_.in_body = true;
      Read(ReadSqlTokens(token.text, kMostTokens), depth + 1);
      context_ = outside;
      lines_ = around;
      if (DefinesRoutine(tokens)) KeepUses(first);
    }
  }

  void KeepUses(std::size_t first) {
    const auto defines = [](const SqlStatement& s) {
      return s.verb != "select" && s.verb != "insert" && s.verb != "update" && s.verb != "delete" &&
             s.verb != "merge";
    };
    auto& statements = facts_.statements;
    statements.erase(std::remove_if(statements.begin() + static_cast<std::ptrdiff_t>(first),
                                    statements.end(), defines),
                     statements.end());
  }

  FileFacts& facts_;
  SqlContext context_;
  std::int32_t scope_;
  Lines lines_;
  bool templated_ = false;
  bool has_routine_ = false;
  std::size_t read_ = 0;  // statements
};

}  // namespace

bool SqlDraft::IsShared(const std::string& name) const {
  return !name.empty() && !IsCatalogue(name) && !name.starts_with('#') &&
         !context.passing.contains(name);
}

bool SqlDraft::AddTable(const std::string& name, std::string_view access, std::string to) {
  if (!IsShared(name)) return false;
  TableUse use{.table = name, .access = std::string(access), .to = std::move(to)};
  auto& tables = statement.tables;
  if (std::find(tables.begin(), tables.end(), use) != tables.end()) return true;
  if (tables.size() >= kMostUses) {
    statement.partial = true;
    return true;
  }
  tables.push_back(std::move(use));
  return true;
}

void SqlDraft::AddColumn(ColumnUse use) {
  auto& columns = statement.columns;
  if (std::find(columns.begin(), columns.end(), use) != columns.end()) return;
  if (columns.size() >= kMostUses) {
    statement.partial = true;
    return;
  }
  columns.push_back(std::move(use));
}

void SqlDraft::AddLock(std::string_view lock, bool is_online) {
  statement.online = is_online && (statement.online || !locked_);
  locked_ = true;
  if (Strength(lock) > Strength(statement.lock)) statement.lock = lock;
}

void ReadSql(std::string_view text, std::uint32_t line, std::int32_t scope, FileFacts& facts) {
  if (IsUtf8(text)) TextReader(text, line, scope, facts).Run();
}

}  // namespace interlock
