// The tolerant reader of statements that define data, in any dialect. No locks: it is not known
// whose they would be.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/sql_internal.h"

namespace interlock {
namespace {

bool IsOneOf(SqlSpan tokens, std::size_t i, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return At(tokens, i, word); });
}

// What may stand where a column's name is wanted, and is none.
bool StartsConstraint(SqlSpan tokens, std::size_t i) {
  return IsOneOf(tokens, i,
                 {"constraint", "primary", "unique", "foreign", "check", "index", "key", "fulltext",
                  "spatial", "exclude", "like", "partition", "period", "partitions"});
}

class DefinitionReader {
 public:
  DefinitionReader(SqlSpan tokens, SqlDraft& draft) : tokens_(tokens), draft_(draft) {}

  bool Run() {
    if (Is(0, "create")) return Create();
    if (Is(0, "alter") && Is(1, "table"))
      return Alter(SkipWords(2, {"ignore", "if", "exists", "only"}));
    if (Is(0, "drop")) return Drop();
    if (Is(0, "truncate")) return Each(SkipWords(1, {"table", "only"}), "delete", "truncate");
    if (Is(0, "rename") && Is(1, "table")) return RenameTables();
    return false;
  }

 private:
  bool Is(std::size_t i, std::string_view word) const { return At(tokens_, i, word); }

  std::size_t SkipWords(std::size_t i, std::initializer_list<std::string_view> words) const {
    while (IsOneOf(tokens_, i, words)) ++i;
    return i;
  }

  // "if" and "not" are keywords, "exists" too: what follows them is the name.
  std::size_t SkipExistence(std::size_t i) const { return SkipWords(i, {"if", "not", "exists"}); }

  bool Each(std::size_t i, std::string_view access, std::string_view verb) {
    draft_.statement.verb = verb;
    while (const std::optional<SqlName> name = ReadSqlName(tokens_, i)) {
      if (name->text.empty()) {
        draft_.statement.partial = true;
      } else {
        draft_.AddTable(name->text, access);
      }
      i = name->end;
      if (!Is(i, ",")) break;
      ++i;
    }
    return true;
  }

  bool Create() {
    std::size_t i = SkipWords(1, {"or", "replace", "alter", "global", "local", "unlogged", "unique",
                                  "external", "editionable", "force", "fulltext", "clustered",
                                  "nonclustered", "spatial", "bitmap", "transient"});
    const bool passing = IsOneOf(tokens_, i, {"temp", "temporary"});
    if (passing) ++i;
    const bool materialized = Is(i, "materialized");
    if (materialized) ++i;
    if (Is(i, "table")) return CreateTable(SkipExistence(i + 1), passing);
    if (Is(i, "view")) return CreateView(SkipExistence(i + 1), materialized, passing);
    if (Is(i, "index")) return CreateIndex(i + 1);
    return false;
  }

  bool Make(const SqlName& name, bool passing) {
    if (name.text.empty()) {
      draft_.statement.partial = true;
      return false;
    }
    if (passing || name.text.starts_with('#')) {
      draft_.context.passing.insert(name.text);
      return false;
    }
    return draft_.AddTable(name.text, "create");
  }

  bool CreateTable(std::size_t i, bool passing) {
    draft_.statement.verb = "create table";
    const std::optional<SqlName> name = ReadSqlName(tokens_, i);
    if (!name) return true;
    const bool made = Make(*name, passing);
    std::size_t at = name->end;
    if (made && Is(at, "(") && !Is(at + 1, "select") && !Is(at + 1, "with")) {
      at = Columns(at + 1, name->text);
    }
    ReadSelect(at);
    return true;
  }

  // What stands behind AS is a query.
  void ReadSelect(std::size_t i) {
    while (i < tokens_.size() && !Is(i, "select") && !Is(i, "with")) ++i;
    if (i < tokens_.size()) ReadSqlClauses(tokens_.subspan(i), draft_);
  }

  // Definitions of columns with commas between, from `i` to the end of the list.
  std::size_t Columns(std::size_t i, const std::string& table) {
    while (i < tokens_.size() && !Is(i, ")")) {
      const std::size_t end = EndOfItem(i);
      Column(i, end, table, "add");
      i = Is(end, ",") ? end + 1 : end;
    }
    return i;
  }

  // The ',' or ')' that ends the item at `i`, or the end of the statement.
  std::size_t EndOfItem(std::size_t i) const {
    while (i < tokens_.size() && !Is(i, ",") && !Is(i, ")")) {
      i = Is(i, "(") ? BehindParentheses(tokens_, i) : i + 1;
    }
    return i;
  }

  void Column(std::size_t i, std::size_t end, const std::string& table, std::string_view access) {
    if (i >= end || StartsConstraint(tokens_, i)) return;
    if (!tokens_[i].IsName()) {
      draft_.statement.partial |= tokens_[i].kind == SqlTokenKind::kHole;
      return;
    }
    ColumnUse use{.table = table, .column = tokens_[i].text, .access = std::string(access)};
    use.to = Type(i + 1, end);
    bool must = false, given = use.to.find("serial") != std::string::npos;
    for (std::size_t at = i + 1; at < end; ++at) {
      must |= (Is(at, "not") && Is(at + 1, "null")) || Is(at, "primary");
      given |= IsOneOf(tokens_, at,
                       {"default", "identity", "auto_increment", "autoincrement", "generated"}) &&
               !Is(at + 1, "null");
    }
    use.required = must && !given;
    draft_.AddColumn(std::move(use));
  }

  // "varchar(20)", "bigint unsigned": what stands before the first word about the column.
  std::string Type(std::size_t i, std::size_t end) const {
    std::string type;
    int depth = 0;
    for (std::size_t at = i; at < end; ++at) {
      const SqlToken& token = tokens_[at];
      if (depth == 0 &&
          IsOneOf(
              tokens_, at,
              {"not",      "null",      "default",        "primary",       "unique",  "references",
               "check",    "collate",   "auto_increment", "autoincrement", "comment", "generated",
               "identity", "as",        "constraint",     "after",         "first",   "on",
               "using",    "character", "charset",        "key",           "encode",  "invisible",
               "storage",  "codec"})) {
        break;
      }
      if (token.Is("(")) ++depth;
      if (token.Is(")")) --depth;
      const bool word = token.kind == SqlTokenKind::kWord || token.kind == SqlTokenKind::kQuoted;
      if (word && !type.empty() && depth == 0) type += ' ';
      type += token.kind == SqlTokenKind::kText ? "'" + token.text + "'" : token.text;
    }
    return type;
  }

  bool CreateView(std::size_t i, bool materialized, bool passing) {
    draft_.statement.verb = materialized ? "create materialized view" : "create view";
    const std::optional<SqlName> name = ReadSqlName(tokens_, i);
    if (!name) return true;
    Make(*name, passing);
    ReadSelect(name->end);
    return true;
  }

  bool CreateIndex(std::size_t i) {
    draft_.statement.verb = "create index";
    draft_.statement.online = Is(i, "concurrently");
    while (i < tokens_.size() && !Is(i, "on")) ++i;
    const std::optional<SqlName> name = ReadSqlName(tokens_, Is(i + 1, "only") ? i + 2 : i + 1);
    if (!name) return true;
    if (name->text.empty()) {
      draft_.statement.partial = true;
      return true;
    }
    if (!draft_.AddTable(name->text, "alter")) return true;
    const std::size_t open = name->end;
    if (!Is(open, "(")) return true;
    for (std::size_t at = open + 1; at < tokens_.size();) {
      const std::size_t end = EndOfItem(at);
      const bool plain = tokens_[at].IsName() && !Is(at + 1, "(");
      const bool prefix = tokens_[at].IsName() && Is(at + 1, "(") && at + 2 < tokens_.size() &&
                          tokens_[at + 2].kind == SqlTokenKind::kNumber;  // MySQL's name(20)
      if (plain || prefix) {
        draft_.AddColumn({.table = name->text, .column = tokens_[at].text, .access = "read"});
      }
      if (!Is(end, ",")) break;
      at = end + 1;
    }
    return true;
  }

  bool Drop() {
    std::size_t i = SkipWords(1, {"temporary", "materialized"});
    if (Is(i, "table")) return Each(SkipExistence(i + 1), "drop", "drop table");
    if (Is(i, "view")) return Each(SkipExistence(i + 1), "drop", "drop view");
    if (!Is(i, "index")) return false;
    while (i < tokens_.size() && !Is(i, "on")) ++i;  // MySQL, SQL Server: DROP INDEX i ON t
    return i >= tokens_.size() || Each(i + 1, "alter", "drop index");
  }

  // RENAME TABLE a TO b, c TO d
  bool RenameTables() {
    draft_.statement.verb = "alter table";
    std::size_t i = 2;
    while (const std::optional<SqlName> from = ReadSqlName(tokens_, i)) {
      const std::optional<SqlName> to = ReadSqlName(tokens_, from->end + 1);
      if (!Is(from->end, "to") || !to) break;
      if (!from->text.empty() && !to->text.empty()) {
        draft_.AddTable(from->text, "rename", to->text);
      } else {
        draft_.statement.partial = true;
      }
      i = Is(to->end, ",") ? to->end + 1 : tokens_.size();
    }
    return true;
  }

  bool Alter(std::size_t i) {
    draft_.statement.verb = "alter table";
    const std::optional<SqlName> name = ReadSqlName(tokens_, i);
    if (!name) return true;
    if (name->text.empty()) {
      draft_.statement.partial = true;
      return true;
    }
    std::size_t at = name->end;
    const bool shared = draft_.IsShared(name->text);
    bool other = false;  // anything but a new name
    while (shared && at < tokens_.size()) {
      const std::size_t end = EndOfItem(at);
      other |= !AlterOne(at, end, name->text);
      at = end + 1;
    }
    if (other) draft_.AddTable(name->text, "alter");
    return true;
  }

  // True when it gives the table a new name.
  bool AlterOne(std::size_t i, std::size_t end, const std::string& table) {
    if (Is(i, "rename")) return Rename(i + 1, end, table);
    if (Is(i, "with")) i = SkipWords(i, {"with", "check", "nocheck"});
    if (Is(i, "add")) {
      last_ = "add";
      Add(i + 1, end, table);
    } else if (Is(i, "drop")) {
      last_ = "drop";
      DropColumn(i + 1, end, table);
    } else if (Is(i, "modify") || Is(i, "alter")) {
      last_ = "";
      AlterColumn(SkipWords(i + 1, {"column"}), end, table);
    } else if (Is(i, "change")) {
      last_ = "";
      Change(SkipWords(i + 1, {"column"}), end, table);
    } else if (last_ == "add" && !StartsConstraint(tokens_, i)) {
      Column(i, end, table, "add");  // SQL Server: ADD a int, b int
    } else if (last_ == "drop" && end == i + 1) {
      DropColumn(i, end, table);
    }
    return false;
  }

  void Add(std::size_t i, std::size_t end, const std::string& table) {
    i = SkipExistence(SkipWords(i, {"column"}));
    if (!Is(i, "(")) return Column(i, end, table, "add");
    Columns(i + 1, table);  // Oracle, MySQL: ADD (a int, b int)
  }

  void DropColumn(std::size_t i, std::size_t end, const std::string& table) {
    const bool said = Is(i, "column");
    i = SkipExistence(SkipWords(i, {"column"}));
    if (i >= end || (!said && (StartsConstraint(tokens_, i) || Is(i, "default")))) return;
    if (!tokens_[i].IsName()) {
      draft_.statement.partial = true;
      return;
    }
    draft_.AddColumn({.table = table, .column = tokens_[i].text, .access = "drop"});
  }

  void AlterColumn(std::size_t i, std::size_t end, const std::string& table) {
    if (Is(i, "(")) {  // Oracle: MODIFY (a NUMBER)
      if (i + 1 < tokens_.size()) Column(i + 1, EndOfItem(i + 1), table, "alter");
      return;
    }
    if (StartsConstraint(tokens_, i) || i >= end || !tokens_[i].IsName()) return;
    if (IsOneOf(tokens_, i + 1, {"set", "drop", "type"})) {
      ColumnUse use{.table = table, .column = tokens_[i].text, .access = "alter"};
      std::size_t type = end;
      if (Is(i + 1, "type")) type = i + 2;
      if (AtWords(tokens_, i + 1, {"set", "data", "type"})) type = i + 4;
      use.to = Type(type, end);
      use.required = AtWords(tokens_, i + 1, {"set", "not", "null"});
      draft_.AddColumn(std::move(use));
      return;
    }
    Column(i, end, table, "alter");
  }

  // MySQL: CHANGE old new definition
  void Change(std::size_t i, std::size_t end, const std::string& table) {
    if (i + 1 >= end || !tokens_[i].IsName() || !tokens_[i + 1].IsName()) return;
    if (tokens_[i].text != tokens_[i + 1].text) {
      draft_.AddColumn({.table = table,
                        .column = tokens_[i].text,
                        .access = "rename",
                        .to = tokens_[i + 1].text});
    }
    Column(i + 1, end, table, "alter");
  }

  bool Rename(std::size_t i, std::size_t end, const std::string& table) {
    if (IsOneOf(tokens_, i, {"to", "as"})) {
      const std::optional<SqlName> to = ReadSqlName(tokens_, i + 1);
      if (to && !to->text.empty()) draft_.AddTable(table, "rename", to->text);
      return true;
    }
    if (IsOneOf(tokens_, i, {"index", "key", "constraint"})) return false;
    i = SkipWords(i, {"column"});
    if (i + 2 < end && tokens_[i].IsName() && Is(i + 1, "to") && tokens_[i + 2].IsName()) {
      draft_.AddColumn({.table = table,
                        .column = tokens_[i].text,
                        .access = "rename",
                        .to = tokens_[i + 2].text});
    }
    return false;
  }

  SqlSpan tokens_;
  SqlDraft& draft_;
  std::string_view last_;  // what a list of several goes on with
};

}  // namespace

bool ReadSqlDefinition(SqlSpan tokens, SqlDraft& draft) {
  return DefinitionReader(tokens, draft).Run();
}

}  // namespace interlock
