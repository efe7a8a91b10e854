// Statements by PostgreSQL's own grammar (libpg_query).
//
// The library keeps its state per thread and writes nothing. Its recursion is as deep as the
// statement is long (15,000 tokens overrun a stack of 1 MB, measured), hence the limit here: longer
// statements are mostly rows of data, whose clauses are read all the same.
//
// Locks: PostgreSQL documentation, "Explicit Locking", and of each form of ALTER TABLE the page of
// that name.
#include <pg_query.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/sql_internal.h"
#include "parsers/sql_tree_internal.h"

namespace interlock {
namespace {

using namespace sql_tree;  // what this file reads

constexpr std::size_t kMostTokens = 2'000;
constexpr std::size_t kMostBytes = 64'000;

constexpr std::string_view kAccessExclusive = "ACCESS EXCLUSIVE";
constexpr std::string_view kShareRowExclusive = "SHARE ROW EXCLUSIVE";
constexpr std::string_view kShareUpdateExclusive = "SHARE UPDATE EXCLUSIVE";

// What a name in an expression may stand for.
struct Source {
  std::string alias;
  std::string table;  // empty: a subquery or function
};

struct Scope {
  std::vector<Source> sources;
  std::vector<std::string> outputs;  // names that the statement itself gives
  const Scope* outer = nullptr;
};

class Reader {
 public:
  explicit Reader(SqlDraft& draft) : draft_(draft) {}

  void Statement(const std::string& kind, const Json& node);

 private:
  using Handler = void (Reader::*)(const Json&);

  void Verb(std::string_view verb) { draft_.statement.verb = verb; }

  // Any node: what is not known by name is searched for what is.
  void Walk(const Json& node, Scope& scope) {
    if (node.is_array()) {
      for (const Json& item : node) Walk(item, scope);
    }
    if (!node.is_object()) return;
    for (const auto& [key, value] : node.items()) {
      if (key == "ColumnRef") {
        Column(value, scope);
      } else if (!Query(key, value, &scope)) {
        Walk(value, scope);
      }
    }
  }

  bool Query(const std::string& kind, const Json& node, const Scope* outer) {
    if (kind == "SelectStmt") {
      Select(node, outer);
    } else if (kind == "InsertStmt") {
      Insert(node, outer);
    } else if (kind == "UpdateStmt") {
      Update(node, outer);
    } else if (kind == "DeleteStmt") {
      Delete(node, outer);
    } else if (kind == "MergeStmt") {
      Merge(node, outer);
    } else {
      return false;
    }
    return true;
  }

  // Names of WITH are known from where they stand to the end of the statement.
  std::size_t With(const Json& node, Scope& scope) {
    const std::size_t before = passing_.size();
    const Json& with = Field(node, "withClause");
    const bool recursive = Flag(with, "recursive");
    const Json& expressions = Field(with, "ctes");
    if (!expressions.is_array()) return before;
    for (const Json& item : expressions) {
      const Json& expression = Field(item, "CommonTableExpr");
      const std::string name = Text(expression, "ctename");
      if (recursive) passing_.push_back(name);
      Walk(Field(expression, "ctequery"), scope);
      if (!recursive) passing_.push_back(name);
    }
    return before;
  }

  // Adds a table of FROM to the scope.
  void Relation(const Json& range, std::string_view access, Scope& scope) {
    const std::string table = TableName(range);
    if (table.empty()) draft_.statement.partial = true;
    const bool passing = Text(range, "schemaname").empty() &&
                         std::find(passing_.begin(), passing_.end(), table) != passing_.end();
    const bool shared = !table.empty() && !passing && draft_.AddTable(table, access);
    std::string alias = Text(Field(range, "alias"), "aliasname");
    if (alias.empty()) alias = Text(range, "relname");
    scope.sources.push_back({alias, shared ? table : ""});
  }

  void From(const Json& node, Scope& scope, std::vector<const Json*>& conditions) {
    if (node.is_array()) {
      for (const Json& item : node) From(item, scope, conditions);
      return;
    }
    if (!node.is_object()) return;
    for (const auto& [kind, value] : node.items()) {
      if (kind == "RangeVar") {
        Relation(value, "read", scope);
      } else if (kind == "JoinExpr") {
        From(Field(value, "larg"), scope, conditions);
        From(Field(value, "rarg"), scope, conditions);
        conditions.push_back(&Field(value, "quals"));
      } else {
        scope.sources.push_back({Text(Field(value, "alias"), "aliasname"), ""});
        Walk(value, scope);
      }
    }
  }

  void From(const Json& node, Scope& scope) {
    std::vector<const Json*> conditions;
    From(node, scope, conditions);
    for (const Json* condition : conditions) Walk(*condition, scope);
  }

  void Use(const std::string& table, const std::string& column, std::string_view access) {
    if (IsSqlHole(column)) {
      draft_.statement.partial = true;
    } else if (!column.empty()) {
      draft_.AddColumn({.table = table, .column = column, .access = std::string(access)});
    }
  }

  void Everything(const Scope& scope) {
    for (const Source& source : scope.sources) {
      if (!source.table.empty()) Use(source.table, "*", "read");
    }
  }

  void BareColumn(const std::string& name, const Scope& scope) {
    const auto is_it = [&](const Source& s) { return s.alias == name; };
    for (const Scope* at = &scope; at != nullptr; at = at->outer) {
      const auto row = std::find_if(at->sources.begin(), at->sources.end(), is_it);
      if (row == at->sources.end()) continue;
      if (!row->table.empty()) Use(row->table, "*", "read");
      return;
    }
    const Scope* at = &scope;
    while (at->sources.empty() && at->outer != nullptr) at = at->outer;
    const auto real = std::count_if(at->sources.begin(), at->sources.end(),
                                    [](const Source& s) { return !s.table.empty(); });
    if (real == 0) return;
    Use(at->sources.size() == 1 ? at->sources[0].table : "", name, "read");
  }

  void Column(const Json& reference, const Scope& scope) {
    const Json& fields = Field(reference, "fields");
    if (!fields.is_array() || fields.empty()) return;
    const bool all = fields.back().is_object() && fields.back().contains("A_Star");
    const std::vector<std::string> names = Strings(fields);
    if (all && names.empty()) return Everything(scope);
    if (!all && names.size() == 1) return BareColumn(names[0], scope);
    if (names.size() + (all ? 1 : 0) < 2) return;
    const std::string& owner = names[names.size() - (all ? 1 : 2)];
    for (const Scope* at = &scope; at != nullptr; at = at->outer) {
      for (const Source& source : at->sources) {
        if (source.alias != owner) continue;
        if (!source.table.empty()) Use(source.table, all ? "*" : names.back(), "read");
        return;
      }
    }
  }

  // ORDER BY and GROUP BY may name what the statement itself gives.
  void Sorting(const Json& clause, Scope& scope) {
    if (!clause.is_array()) return;
    for (const Json& item : clause) {
      const Json& sorted = Field(item, "SortBy");
      const Json& node = sorted.is_null() ? item : Field(sorted, "node");
      const std::vector<std::string> names = Strings(Field(Field(node, "ColumnRef"), "fields"));
      const bool own = names.size() == 1 && std::find(scope.outputs.begin(), scope.outputs.end(),
                                                      names[0]) != scope.outputs.end();
      if (!own) Walk(node, scope);
    }
  }

  void Select(const Json& node, const Scope* outer) {
    Scope scope{.outer = outer};
    const std::size_t before = With(node, scope);
    for (const char* side : {"larg", "rarg"}) {
      if (!Field(node, side).is_null()) Select(Field(node, side), outer);
    }
    From(Field(node, "fromClause"), scope);
    for (const Json& target : Field(node, "targetList")) {
      const std::string name = Text(Field(target, "ResTarget"), "name");
      if (!name.empty()) scope.outputs.push_back(name);
    }
    Into(Field(node, "intoClause"));
    Walk(Field(node, "targetList"), scope);
    for (const auto& [key, value] : node.items()) {
      if (key == "sortClause" || key == "groupClause") {
        Sorting(value, scope);
      } else if (key != "withClause" && key != "fromClause" && key != "larg" && key != "rarg" &&
                 key != "targetList" && key != "intoClause" && key != "lockingClause") {
        Walk(value, scope);
      }
    }
    passing_.resize(before);
  }

  // SELECT INTO makes a table; inside a function it fills a variable.
  void Into(const Json& into) {
    if (into.is_null() || draft_.context.in_body) return;
    Make(Field(into, "rel"));
  }

  // False when the table does not outlive the text.
  bool Make(const Json& range) {
    const std::string table = TableName(range);
    if (table.empty()) {
      draft_.statement.partial = true;
      return false;
    }
    if (Text(range, "relpersistence") == "t") {
      draft_.context.passing.insert(table);
      return false;
    }
    return draft_.AddTable(table, "create");
  }

  // SET a = ..., (b, c) = ...: the names that ResTarget gives.
  void Targets(const Json& list, const std::string& table, Scope& scope) {
    if (!list.is_array()) return;
    for (const Json& item : list) {
      const Json& target = Field(item, "ResTarget");
      if (!table.empty()) Use(table, Text(target, "name"), "write");
      Walk(Field(target, "val"), scope);
    }
  }

  std::string TargetTable(const Json& node, std::string_view access, Scope& scope) {
    Relation(Field(node, "relation"), access, scope);
    return scope.sources.back().table;
  }

  void Insert(const Json& node, const Scope* outer) {
    Scope scope{.outer = outer};
    const std::size_t before = With(node, scope);
    const std::string table = TargetTable(node, "write", scope);
    const Json& columns = Field(node, "cols");
    Targets(columns, table, scope);
    if (!columns.is_array() && !table.empty()) Use(table, "*", "write");
    Scope none{.outer = outer};
    Walk(Field(node, "selectStmt"), none);
    const Json& conflict = Field(node, "onConflictClause");
    for (const Json& element : Field(Field(conflict, "infer"), "indexElems")) {
      if (!table.empty()) Use(table, Text(Field(element, "IndexElem"), "name"), "read");
    }
    Targets(Field(conflict, "targetList"), table, scope);
    Walk(Field(conflict, "whereClause"), scope);
    Walk(Field(node, "returningList"), scope);
    passing_.resize(before);
  }

  void Update(const Json& node, const Scope* outer) {
    Scope scope{.outer = outer};
    const std::size_t before = With(node, scope);
    const std::string table = TargetTable(node, "write", scope);
    From(Field(node, "fromClause"), scope);
    Targets(Field(node, "targetList"), table, scope);
    Walk(Field(node, "whereClause"), scope);
    Walk(Field(node, "returningList"), scope);
    passing_.resize(before);
  }

  void Delete(const Json& node, const Scope* outer) {
    Scope scope{.outer = outer};
    const std::size_t before = With(node, scope);
    TargetTable(node, "delete", scope);
    From(Field(node, "usingClause"), scope);
    Walk(Field(node, "whereClause"), scope);
    Walk(Field(node, "returningList"), scope);
    passing_.resize(before);
  }

  void Merge(const Json& node, const Scope* outer) {
    Scope scope{.outer = outer};
    const std::size_t before = With(node, scope);
    const std::string table = TargetTable(node, "write", scope);
    From(Field(node, "sourceRelation"), scope);
    Walk(Field(node, "joinCondition"), scope);
    for (const Json& item : Field(node, "mergeWhenClauses")) {
      const Json& clause = Field(item, "MergeWhenClause");
      Targets(Field(clause, "targetList"), table, scope);
      Walk(Field(clause, "condition"), scope);
      Walk(Field(clause, "values"), scope);
    }
    passing_.resize(before);
  }

  // --- definitions of data

  // A reference takes a lock on the table that it refers to.
  void Constraint(const Json& constraint) {
    const std::string other = TableName(Field(constraint, "pktable"));
    if (other.empty()) return;
    draft_.AddTable(other, "lock");
    draft_.AddLock(kShareRowExclusive, Flag(constraint, "skip_validation"));
  }

  ColumnUse NewColumn(const std::string& table, const Json& column) {
    ColumnUse use{.table = table, .column = Text(column, "colname"), .access = "add"};
    use.to = TypeName(Field(column, "typeName"));
    bool must = false, given = use.to.find("serial") != std::string::npos;
    for (const Json& item : Field(column, "constraints")) {
      const Json& constraint = Field(item, "Constraint");
      const std::string kind = Text(constraint, "contype");
      must |= kind == "CONSTR_NOTNULL" || kind == "CONSTR_PRIMARY";
      given |= kind == "CONSTR_GENERATED" || kind == "CONSTR_IDENTITY";
      if (kind == "CONSTR_DEFAULT") {
        const Json& value = Field(Field(constraint, "raw_expr"), "A_Const");
        given |= !Flag(value, "isnull");
      }
    }
    use.required = must && !given;
    return use;
  }

  void AddNewColumn(const std::string& table, const Json& column) {
    ColumnUse use = NewColumn(table, column);
    if (IsSqlHole(use.column) || use.column.empty()) {
      draft_.statement.partial = true;
      return;
    }
    draft_.AddColumn(std::move(use));
  }

  void CreateTable(const Json& node) {
    Verb("create table");
    const Json& range = Field(node, "relation");
    const std::string table = TableName(range);
    const bool made = Make(range);
    for (const Json& parent : Field(node, "inhRelations")) {
      draft_.AddTable(TableName(Field(parent, "RangeVar")), "alter");
    }
    for (const Json& element : Field(node, "tableElts")) {
      const Json& column = Field(element, "ColumnDef");
      if (made && !column.is_null()) AddNewColumn(table, column);
      for (const Json& item : Field(column, "constraints")) Constraint(Field(item, "Constraint"));
      Constraint(Field(element, "Constraint"));
    }
  }

  void CreateTableAs(const Json& node) {
    const bool view = Text(node, "objtype") == "OBJECT_MATVIEW";
    Verb(view ? "create materialized view" : "create table");
    Make(Field(Field(node, "into"), "rel"));
    Scope scope;
    Walk(Field(node, "query"), scope);
  }

  void CreateView(const Json& node) {
    Verb("create view");
    Make(Field(node, "view"));
    Scope scope;
    Walk(Field(node, "query"), scope);
  }

  void CreateIndex(const Json& node) {
    Verb("create index");
    Scope scope;
    const bool online = Flag(node, "concurrent");
    Relation(Field(node, "relation"), "alter", scope);
    if (scope.sources.back().table.empty()) return;
    draft_.AddLock(online ? kShareUpdateExclusive : "SHARE", online);
    for (const Json& item : Field(node, "indexParams")) {
      const Json& element = Field(item, "IndexElem");
      Use(scope.sources.back().table, Text(element, "name"), "read");
      Walk(Field(element, "expr"), scope);
    }
    Walk(Field(node, "whereClause"), scope);
  }

  void Drop(const Json& node) {
    const std::string type = Text(node, "removeType");
    const Json& objects = Field(node, "objects");
    if (type == "OBJECT_TRIGGER" || type == "OBJECT_POLICY" || type == "OBJECT_RULE") {
      Verb("alter table");
      for (const Json& object : objects) {
        std::vector<std::string> names = Strings(Field(Field(object, "List"), "items"));
        if (names.size() > 1) names.pop_back();
        DropOne(names, "alter");
      }
      return;
    }
    if (type == "OBJECT_VIEW") {
      Verb("drop view");
    } else if (type == "OBJECT_MATVIEW") {
      Verb("drop materialized view");
    } else if (type == "OBJECT_TABLE" || type == "OBJECT_FOREIGN_TABLE") {
      Verb("drop table");
    } else {
      return;
    }
    for (const Json& object : objects) {
      DropOne(Strings(Field(Field(object, "List"), "items")), "drop");
    }
  }

  void DropOne(const std::vector<std::string>& names, std::string_view access) {
    if (names.empty()) return;
    const std::string table =
        JoinName(names.size() > 1 ? names[names.size() - 2] : "", names.back());
    if (table.empty()) {
      draft_.statement.partial = true;
    } else if (draft_.AddTable(table, access)) {
      draft_.AddLock(kAccessExclusive, false);
    }
  }

  void Rename(const Json& node) {
    const std::string type = Text(node, "renameType");
    const std::string table = TableName(Field(node, "relation"));
    const bool column = type == "OBJECT_COLUMN";
    if (table.empty() || IsSqlHole(Text(node, "newname"))) {
      draft_.statement.partial = true;
      return;
    }
    if (column || type == "OBJECT_TABCONSTRAINT") {
      Verb("alter table");
      if (!draft_.AddTable(table, "alter")) return;
    } else if (type == "OBJECT_TABLE" || type == "OBJECT_VIEW" || type == "OBJECT_MATVIEW") {
      Verb(type == "OBJECT_TABLE" ? "alter table" : "alter view");
      if (!draft_.AddTable(table, "rename", Text(node, "newname"))) return;
    } else {
      return;
    }
    draft_.AddLock(kAccessExclusive, false);
    if (!column || IsSqlHole(Text(node, "subname"))) return;
    draft_.AddColumn({.table = table,
                      .column = Text(node, "subname"),
                      .access = "rename",
                      .to = Text(node, "newname")});
  }

  void AlterTable(const Json& node) {
    const std::string type = Text(node, "objtype");
    if (type != "OBJECT_TABLE" && type != "OBJECT_FOREIGN_TABLE" && type != "OBJECT_MATVIEW") {
      return;
    }
    Verb("alter table");
    const std::string table = TableName(Field(node, "relation"));
    if (table.empty()) {
      draft_.statement.partial = true;
      return;
    }
    if (!draft_.AddTable(table, "alter")) return;
    for (const Json& item : Field(node, "cmds")) Alter(table, Field(item, "AlterTableCmd"));
  }

  void Alter(const std::string& table, const Json& command) {
    const std::string type = Text(command, "subtype");
    const Json& definition = Field(command, "def");
    const std::string name = Text(command, "name");
    ColumnUse use{.table = table, .column = name, .access = "alter"};
    if (type == "AT_AddColumn") {
      AddNewColumn(table, Field(definition, "ColumnDef"));
      for (const Json& item : Field(Field(definition, "ColumnDef"), "constraints")) {
        Constraint(Field(item, "Constraint"));
      }
    } else if (type == "AT_DropColumn") {
      use.access = "drop";
    } else if (type == "AT_AlterColumnType") {
      use.to = TypeName(Field(Field(definition, "ColumnDef"), "typeName"));
    } else if (type == "AT_SetNotNull") {
      use.required = true;
    } else if (type != "AT_DropNotNull" && type != "AT_ColumnDefault") {
      use.column = "";
    }
    if (IsSqlHole(use.column)) {
      draft_.statement.partial = true;
    } else if (!use.column.empty()) {
      draft_.AddColumn(use);
    }
    AlterLock(type, definition);
  }

  void AlterLock(const std::string& type, const Json& definition) {
    static constexpr std::array<std::string_view, 8> kMild = {
        "AT_SetStatistics",      "AT_SetOptions",
        "AT_ResetOptions",       "AT_ClusterOn",
        "AT_DropCluster",        "AT_AttachPartition",
        "AT_ValidateConstraint", "AT_DetachPartitionFinalize"};
    const bool parted = Flag(Field(definition, "PartitionCmd"), "concurrent");
    const Json& constraint = Field(definition, "Constraint");
    if (std::find(kMild.begin(), kMild.end(), type) != kMild.end() || parted) {
      draft_.AddLock(kShareUpdateExclusive, true);
    } else if (type == "AT_SetRelOptions" || type == "AT_ResetRelOptions") {
      draft_.AddLock(kShareUpdateExclusive, true);
    } else if (type.starts_with("AT_EnableTrig") || type.starts_with("AT_DisableTrig")) {
      draft_.AddLock(kShareRowExclusive, false);
    } else if (Text(constraint, "contype") == "CONSTR_FOREIGN") {
      Constraint(constraint);
    } else {
      draft_.AddLock(kAccessExclusive, Flag(constraint, "skip_validation"));
    }
    const std::string part = TableName(Field(Field(definition, "PartitionCmd"), "name"));
    if (!part.empty()) draft_.AddTable(part, "alter");
  }

  void Truncate(const Json& node) {
    Verb("truncate");
    for (const Json& relation : Field(node, "relations")) {
      Scope scope;
      Relation(Field(relation, "RangeVar"), "delete", scope);
      if (!scope.sources.back().table.empty()) draft_.AddLock(kAccessExclusive, false);
    }
  }

  void Lock(const Json& node) {
    static constexpr std::array<std::string_view, 9> kModes = {
        "",      "ACCESS SHARE",        "ROW SHARE", "ROW EXCLUSIVE",   "SHARE UPDATE EXCLUSIVE",
        "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"};
    Verb("lock table");
    const Json& mode = Field(node, "mode");
    const std::size_t number = mode.is_number_unsigned() ? mode.get<std::size_t>() : 0;
    for (const Json& relation : Field(node, "relations")) {
      Scope scope;
      Relation(Field(relation, "RangeVar"), "lock", scope);
      if (!scope.sources.back().table.empty() && number < kModes.size()) {
        draft_.AddLock(kModes[number], false);
      }
    }
  }

  // Statements that have one table and one lock.
  void OneTable(const Json& relation, std::string_view access, std::string_view lock, bool online) {
    Scope scope;
    Relation(relation, access, scope);
    if (!scope.sources.back().table.empty() && !lock.empty()) draft_.AddLock(lock, online);
  }

  void Maintain(const std::string& kind, const Json& node) {
    const auto has = [&](const char* list, std::string_view option) {
      for (const Json& item : Field(node, list)) {
        if (Text(Field(item, "DefElem"), "defname") == option) return true;
      }
      return false;
    };
    if (kind == "VacuumStmt") {
      if (!Flag(node, "is_vacuumcmd") || !has("options", "full")) return;
      Verb("vacuum full");
      for (const Json& item : Field(node, "rels")) {
        OneTable(Field(Field(item, "VacuumRelation"), "relation"), "lock", kAccessExclusive, false);
      }
    } else if (kind == "ReindexStmt") {
      Verb("reindex");
      const bool online = has("params", "concurrently");
      if (Text(node, "kind") == "REINDEX_OBJECT_TABLE") {
        OneTable(Field(node, "relation"), "lock", online ? kShareUpdateExclusive : "SHARE", online);
      }
    } else if (kind == "ClusterStmt") {
      Verb("cluster");
      OneTable(Field(node, "relation"), "lock", kAccessExclusive, false);
    } else {
      Verb("refresh materialized view");
      const bool online = Flag(node, "concurrent");
      OneTable(Field(node, "relation"), "write", online ? "EXCLUSIVE" : kAccessExclusive, online);
    }
  }

  void Copy(const Json& node) {
    Verb("copy");
    Scope scope;
    if (Field(node, "relation").is_null()) return Walk(Field(node, "query"), scope);
    const std::string_view access = Flag(node, "is_from") ? "write" : "read";
    Relation(Field(node, "relation"), access, scope);
    const std::string& table = scope.sources.back().table;
    if (table.empty()) return;
    const std::vector<std::string> columns = Strings(Field(node, "attlist"));
    for (const std::string& column : columns) Use(table, column, access);
    if (columns.empty()) Use(table, "*", access);
  }

  SqlDraft& draft_;
  std::vector<std::string> passing_;  // names of common table expressions, the innermost last
};

void Reader::Statement(const std::string& kind, const Json& node) {
  static constexpr std::array<std::pair<std::string_view, Handler>, 10> kHandlers = {{
      {"CreateStmt", &Reader::CreateTable},
      {"CreateTableAsStmt", &Reader::CreateTableAs},
      {"ViewStmt", &Reader::CreateView},
      {"IndexStmt", &Reader::CreateIndex},
      {"DropStmt", &Reader::Drop},
      {"RenameStmt", &Reader::Rename},
      {"AlterTableStmt", &Reader::AlterTable},
      {"TruncateStmt", &Reader::Truncate},
      {"LockStmt", &Reader::Lock},
      {"CopyStmt", &Reader::Copy},
  }};
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kVerbs = {{
      {"SelectStmt", "select"},
      {"InsertStmt", "insert"},
      {"UpdateStmt", "update"},
      {"DeleteStmt", "delete"},
      {"MergeStmt", "merge"},
  }};
  for (const auto& [name, verb] : kVerbs) {
    if (kind == name) Verb(verb);
  }
  if (Query(kind, node, nullptr)) return;
  for (const auto& [name, handler] : kHandlers) {
    if (kind == name) return (this->*handler)(node);
  }
  if (kind == "VacuumStmt" || kind == "ReindexStmt" || kind == "ClusterStmt" ||
      kind == "RefreshMatViewStmt") {
    return Maintain(kind, node);
  }
  if (kind == "CreateTrigStmt") {
    Verb("create trigger");
    return OneTable(Field(node, "relation"), "alter", kShareRowExclusive, false);
  }
  if (kind == "CreatePolicyStmt" || kind == "AlterPolicyStmt") {
    Verb("alter table");
    return OneTable(Field(node, "table"), "alter", kAccessExclusive, false);
  }
  if (kind == "ExplainStmt" || kind == "PrepareStmt" || kind == "DeclareCursorStmt") {
    Verb("select");
    Scope scope;
    Walk(node, scope);
  }
}

}  // namespace

bool ReadPostgresStatement(SqlSpan tokens, SqlDraft& draft) {
  if (tokens.size() > kMostTokens) return false;
  const std::string text = ComposePostgres(tokens, draft.context);
  if (text.size() > kMostBytes || text.find('\0') != std::string::npos) return false;
  const PgQueryParseResult result = pg_query_parse(text.c_str());
  Json tree;
  if (result.error == nullptr && result.parse_tree != nullptr) {
    tree = Json::parse(result.parse_tree, nullptr, false);
  }
  pg_query_free_parse_result(result);
  const Json& statements = Field(tree, "stmts");
  if (!statements.is_array()) return false;
  for (const Json& item : statements) {
    for (const auto& [kind, node] : Field(item, "stmt").items()) {
      Reader(draft).Statement(kind, node);
    }
  }
  return true;
}

}  // namespace interlock
