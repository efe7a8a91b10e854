// The tolerant reader of clauses: what reads and writes, in any dialect.
//
// FROM, JOIN and USING name what is read; INSERT INTO, UPDATE, DELETE FROM and MERGE INTO what is
// written. Everything between is passed over, so that what one dialect has and another has not does
// no harm. Aliases are not scoped: one that stands for two tables stands for none.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/sql_internal.h"

namespace interlock {
namespace {

// Clauses of one statement that assign: each is looked at to its end.
constexpr std::size_t kMostAssignments = 50;

// What an open parenthesis is.
struct Frame {
  bool function = false;   // of EXTRACT(x FROM y): FROM names no table
  bool from_item = false;  // a subquery in FROM: an alias and further tables may follow
};

class ClauseReader {
 public:
  ClauseReader(SqlSpan tokens, SqlDraft& draft)
      : tokens_(tokens), draft_(draft), named_(tokens.size(), false) {}

  void Run() {
    ReadCommonTables();
    frames_.push_back({});
    for (std::size_t i = 0; i < tokens_.size();) i = Step(i);
    ReadColumns();
  }

 private:
  bool Is(std::size_t i, std::string_view word) const { return At(tokens_, i, word); }
  bool Before(std::size_t i, std::string_view word) const { return i > 0 && Is(i - 1, word); }

  // WITH a AS (...), b (x, y) AS (...): names that are no tables here.
  void ReadCommonTables() {
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
      const bool starts = Is(i, "with") || (Is(i, ",") && Before(i, ")"));
      std::size_t at = i + 1;
      if (Is(at, "recursive")) ++at;
      if (!starts || at >= tokens_.size() || !tokens_[at].IsName()) continue;
      const std::size_t name = at++;
      if (Is(at, "(")) at = BehindColumns(at);
      if (!Is(at, "as")) continue;
      ++at;
      while (Is(at, "not") || Is(at, "materialized")) ++at;
      if (Is(at, "(")) passing_.insert(tokens_[name].text);
    }
  }

  // Behind "(a, b)"; `open` itself when that is not all there is.
  std::size_t BehindColumns(std::size_t open) const {
    std::size_t at = open + 1;
    while (at < tokens_.size() && (tokens_[at].IsName() || Is(at, ","))) ++at;
    return Is(at, ")") ? at + 1 : open;
  }

  std::size_t Step(std::size_t i) {
    const SqlToken& token = tokens_[i];
    if (token.Is("(")) {
      static constexpr std::array<std::string_view, 6> kWithFrom = {
          "extract", "substring", "trim", "overlay", "position", "substr"};
      const bool function = i > 0 && std::find(kWithFrom.begin(), kWithFrom.end(),
                                               tokens_[i - 1].text) != kWithFrom.end();
      frames_.push_back({.function = function});
      return i + 1;
    }
    if (token.Is(")")) return Close(i);
    if (token.kind != SqlTokenKind::kWord) return i + 1;
    if (token.text == "from") return From(i);
    if (token.text == "join" || token.text == "straight_join") return Tables(i + 1, "read", false);
    if (token.text == "using" && (verb_ == "delete" || verb_ == "merge")) {
      return Tables(i + 1, "read", true);
    }
    if (token.text == "select" || token.text == "perform") return Start(i, "select");
    if (token.text == "insert" || token.text == "replace") return Insert(i);
    if (token.text == "update") return Update(i);
    if (token.text == "delete") return Delete(i);
    if (token.text == "merge" && Is(i + 1, "into")) {
      Start(i, "merge");
      return Tables(i + 2, "write", false);
    }
    return i + 1;
  }

  std::size_t Start(std::size_t i, std::string_view verb) {
    verb_ = verb;
    if (draft_.statement.verb.empty()) draft_.statement.verb = verb;
    return i + 1;
  }

  std::size_t Close(std::size_t i) {
    Frame closed;
    if (frames_.size() > 1) {
      closed = frames_.back();
      frames_.pop_back();
    }
    if (!closed.from_item) return i + 1;
    std::size_t at = Alias(i + 1, "");
    return Is(at, ",") ? Tables(at + 1, "read", true) : at;
  }

  std::size_t From(std::size_t i) {
    const bool compares = Before(i, "distinct") && i > 1 && (Is(i - 2, "is") || Is(i - 2, "not"));
    if (compares || frames_.back().function) return i + 1;
    return Tables(i + 1, "read", true);
  }

  // One table, or with `list` several with commas between.
  std::size_t Tables(std::size_t i, std::string_view access, bool list) {
    while (true) {
      while (Is(i, "only") || Is(i, "lateral") || Is(i, "ignore") || Is(i, "low_priority")) ++i;
      if (Is(i, "(")) {
        frames_.push_back({.from_item = list});
        return i + 1;
      }
      const std::size_t end = Table(i, access);
      if (end == i) return i;
      i = end;
      if (!list || !Is(i, ",")) return i;
      ++i;
    }
  }

  // Behind the table at `i` and its alias; `i` when there is none.
  std::size_t Table(std::size_t i, std::string_view access) {
    const std::optional<SqlName> name = ReadSqlName(tokens_, i);
    if (!name) return i;
    for (std::size_t at = i; at < name->end; ++at) named_[at] = true;
    if (access == "read" && Is(name->end, "(")) return name->end;  // a function
    std::string table;
    const bool passing = name->text == name->last && passing_.contains(name->text);
    if (name->text.empty()) {
      draft_.statement.partial = true;
    } else if (!passing && !name->text.starts_with('#') && draft_.AddTable(name->text, access)) {
      table = name->text;
    }
    if (!table.empty()) Stand(name->last, table);
    tables_.push_back(table);
    const std::size_t end = Hints(Alias(name->end, table));
    // `FROM orders {joins} WHERE`: what is put in before a condition may bring further tables.
    const bool is_followed = end < tokens_.size() && tokens_[end].kind == SqlTokenKind::kHole;
    if (access == "read" && is_followed && Is(end + 1, "where")) tables_.emplace_back();
    return end;
  }

  // MySQL: USE INDEX (by_day), FORCE KEY FOR ORDER BY (by_day, by_name); `i` when there is none.
  std::size_t BehindIndexHint(std::size_t i) const {
    if (!Is(i, "use") && !Is(i, "force") && !Is(i, "ignore")) return i;
    std::size_t at = i + 1;
    if (!Is(at, "index") && !Is(at, "key")) return i;
    if (Is(++at, "for")) at += Is(at + 1, "join") ? 2U : 3U;
    const std::size_t end = Is(at, "(") ? BehindColumns(at) : at;
    return end == at ? i : end;
  }

  // SQL Server: WITH (NOLOCK)
  std::size_t Hints(std::size_t i) {
    const bool with = Is(i, "with") && Is(i + 1, "(");
    const std::size_t end = with ? BehindColumns(i + 1) : BehindIndexHint(i);
    if (end == i || (with && end == i + 1)) return i;
    for (std::size_t at = i; at < end; ++at) named_[at] = true;
    return std::max(i, end);
  }

  void Stand(const std::string& name, const std::string& table) {
    const auto [at, is_new] = stands_for_.emplace(name, table);
    if (!is_new && at->second != table) at->second.clear();
  }

  std::size_t Alias(std::size_t i, const std::string& table) {
    std::size_t at = i;
    const bool as = Is(at, "as");
    if (as) ++at;
    if (at >= tokens_.size() || !tokens_[at].IsName() || BehindIndexHint(at) != at) return i;
    if (tokens_[at].kind == SqlTokenKind::kWord && IsSqlKeyword(tokens_[at].text)) return i;
    if (Is(at + 1, ".") || (Is(at + 1, "(") && !as)) return i;
    named_[at] = true;
    Stand(tokens_[at].text, table);
    return at + 1;
  }

  std::size_t Insert(std::size_t i) {
    std::size_t at = i + 1;
    const bool replace = tokens_[i].text == "replace";
    while (Is(at, "ignore") || Is(at, "low_priority") || Is(at, "delayed") || Is(at, "overwrite") ||
           Is(at, "high_priority")) {
      ++at;
    }
    // INSERT OR REPLACE INTO
    if (Is(at, "or") && at + 2 < tokens_.size() && Is(at + 2, "into")) at += 2;
    const bool into = Is(at, "into");
    if (replace && !into) return i + 1;
    if (into) ++at;
    if (Is(at, "table")) ++at;
    if (!into && i > 0 && !Is(i - 1, ";") && !Before(i, "then") && !Before(i, "begin"))
      return i + 1;
    Start(i, "insert");
    const std::optional<SqlName> name = ReadSqlName(tokens_, at);
    if (!name) return at;
    Table(at, "write");
    const std::string table = tables_.back();
    at = name->end;
    if (!Is(at, "(")) {
      if (Is(at, "set")) Assignments(at + 1, table);
      if (!table.empty() && (Is(at, "values") || Is(at, "select"))) Use(table, "*", "write");
      return at;
    }
    const std::size_t end = BehindColumns(at);
    for (; at < end; ++at) {
      if (!tokens_[at].IsName()) continue;
      named_[at] = true;
      if (!table.empty()) Use(table, tokens_[at].text, "write");
    }
    return std::max(at, name->end);
  }

  std::size_t Update(std::size_t i) {
    // FOR UPDATE, ON UPDATE CASCADE; ON DUPLICATE KEY UPDATE a = ..., DO UPDATE SET a = ...
    if (Before(i, "key") || Before(i, "do")) {
      const std::size_t at = Is(i + 1, "set") ? i + 2 : i + 1;
      if (!tables_.empty()) Assignments(at, tables_.front());
      return i + 1;
    }
    if (Before(i, "for") || Before(i, "on") || Before(i, "or") || Before(i, "before") ||
        Before(i, "after") || Before(i, ",")) {
      return i + 1;
    }
    const std::optional<SqlName> name = ReadSqlName(tokens_, i + 1);
    if (!name) return i + 1;
    Start(i, "update");
    const std::size_t at = Tables(i + 1, "write", false);
    const std::string table = tables_.empty() ? "" : tables_.back();
    updated_.push_back({at, table});
    return Is(at, ",") ? Tables(at + 1, "read", true) : at;
  }

  std::size_t Delete(std::size_t i) {
    if (Before(i, "on") || Before(i, "or") || Before(i, "before") || Before(i, "after") ||
        Before(i, ",")) {
      return i + 1;
    }
    Start(i, "delete");
    if (Is(i + 1, "from")) return Tables(i + 2, "delete", false);
    // DELETE a FROM orders a JOIN ...: which of them is deleted from is said by alias
    std::size_t at = i + 1;
    while (at < std::min(tokens_.size(), i + 12) && !Is(at, "from") && !Is(at, "where")) ++at;
    if (Is(at, "from")) return Tables(at + 1, "delete", false);
    return Tables(i + 1, "delete", false);
  }

  // a = 1, t.b = 2 from `i` to the end of the clause.
  void Assignments(std::size_t i, const std::string& table) {
    if (++assignments_ > kMostAssignments) return;
    int depth = 0;
    bool wanted = true;
    for (; i < tokens_.size() && depth >= 0; ++i) {
      if (Is(i, "(")) ++depth;
      if (Is(i, ")")) --depth;
      if (depth != 0) continue;
      if (Is(i, "where") || Is(i, "from") || Is(i, "returning") || Is(i, "when")) return;
      if (wanted) {
        const std::optional<SqlName> name = ReadSqlName(tokens_, i);
        if (name && Is(name->end, "=")) {
          for (std::size_t at = i; at < name->end; ++at) named_[at] = true;
          if (!table.empty() && !name->last.empty()) Use(Owner(*name, table), name->last, "write");
          i = name->end;
        }
      }
      wanted = Is(i, ",");
    }
  }

  std::string Owner(const SqlName& name, const std::string& table) const {
    if (name.text == name.last) return table;
    const auto found =
        stands_for_.find(name.text.substr(0, name.text.size() - name.last.size() - 1));
    return found == stands_for_.end() || found->second.empty() ? table : found->second;
  }

  void Use(const std::string& table, const std::string& column, std::string_view access) {
    draft_.AddColumn({.table = table, .column = column, .access = std::string(access)});
  }

  void ReadColumns() {
    for (const auto& [at, table] : updated_) {
      if (assignments_ >= kMostAssignments) break;
      std::size_t set = at;
      while (set < tokens_.size() && !Is(set, "set")) ++set;
      Assignments(set + 1, table);
    }
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!named_[i] && tokens_[i].IsName()) {
        i = Column(i);
      } else if (Is(i, "*")) {
        Star(i);
      }
    }
  }

  // The only table there is, if it is; else empty.
  std::string OnlyTable() const {
    const bool only = tables_.size() == 1 && stands_for_.size() <= 2 && passing_.empty();
    return only ? tables_[0] : "";
  }

  void Star(std::size_t i) {
    static constexpr std::array<std::string_view, 3> kBefore = {"select", "distinct", "all"};
    const bool starts = std::any_of(kBefore.begin(), kBefore.end(),
                                    [&](std::string_view word) { return Before(i, word); });
    if (!starts || (i > 2 && Is(i - 2, "(") && Is(i - 3, "exists"))) return;
    for (const std::string& table : tables_) {
      if (!table.empty()) Use(table, "*", "read");
    }
  }

  // Behind the name at `i`.
  std::size_t Column(std::size_t i) {
    const SqlToken& token = tokens_[i];
    if (token.kind == SqlTokenKind::kWord && IsSqlKeyword(token.text)) return i;
    if (Is(i + 1, ".")) return Qualified(i);
    if (Is(i + 1, "(") || Before(i, "as") || Before(i, "::") || Before(i, ")") ||
        (i > 0 && !named_[i - 1] && tokens_[i - 1].IsName() &&
         !(tokens_[i - 1].kind == SqlTokenKind::kWord && IsSqlKeyword(tokens_[i - 1].text)))) {
      return i;
    }
    // `SELECT o FROM orders o`: whole rows.
    if (const auto row = stands_for_.find(token.text); row != stands_for_.end()) {
      const bool is_asked = Before(i, "select") || Before(i, "distinct") || Before(i, "(") ||
                            Before(i, ",");
      if (is_asked && !row->second.empty()) Use(row->second, "*", "read");
      return i;
    }
    const std::string table = OnlyTable();
    if (!table.empty()) Use(table, token.text, "read");
    return i;
  }

  std::size_t Qualified(std::size_t i) {
    if (Is(i + 2, "*")) {
      const auto found = stands_for_.find(tokens_[i].text);
      if (found != stands_for_.end() && !found->second.empty()) Use(found->second, "*", "read");
      return i + 2;
    }
    const std::optional<SqlName> name = ReadSqlName(tokens_, i);
    if (!name) return i;
    const std::size_t end = name->end - 1;
    if (Is(name->end, "(") || name->last.empty() || name->text == name->last) return end;
    const auto found =
        stands_for_.find(name->text.substr(0, name->text.size() - name->last.size() - 1));
    if (found != stands_for_.end() && !found->second.empty()) {
      Use(found->second, name->last, "read");
    }
    return end;
  }

  SqlSpan tokens_;
  SqlDraft& draft_;
  std::vector<bool> named_;  // tokens that are spoken for
  std::vector<Frame> frames_;
  std::string verb_;                               // of the innermost statement, or the last one
  std::set<std::string> passing_;                  // common table expressions
  std::vector<std::string> tables_;                // in order; empty for what is none
  std::map<std::string, std::string> stands_for_;  // alias or name -> table
  std::vector<std::pair<std::size_t, std::string>> updated_;  // where SET is looked for
  std::size_t assignments_ = 0;
};

}  // namespace

void ReadSqlClauses(SqlSpan tokens, SqlDraft& draft) { ClauseReader(tokens, draft).Run(); }

}  // namespace interlock
