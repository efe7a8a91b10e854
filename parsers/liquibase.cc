#include <algorithm>
#include <array>
#include <utility>

#include "parsers/liquibase_internal.h"
#include "parsers/sql_reader.h"

namespace interlock {
namespace {

constexpr std::size_t kMostStatements = 20'000;

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string Of(const LiquibaseAttributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? "" : found->second;
}

// A name with a property in it ("${prefix}orders") is not known.
std::string NameOf(const LiquibaseAttributes& attributes, std::string_view name) {
  const std::string value = Of(attributes, name);
  return value.find_first_of("${}") == std::string::npos ? Lower(value) : "";
}

struct Form {
  std::string_view kind;
  std::string_view verb;
  std::string_view table_access;
  std::string_view column_access;  // of its columns
  std::string_view table = "tableName";
  std::string_view column = "columnName";
  std::string_view to = "";
};

constexpr std::array<Form, 24> kForms = {{
    {"createTable", "create table", "create", "add"},
    {"dropTable", "drop table", "drop", ""},
    {"renameTable", "alter table", "rename", "", "oldTableName", "", "newTableName"},
    {"addColumn", "alter table", "alter", "add"},
    {"dropColumn", "alter table", "alter", "drop"},
    {"renameColumn", "alter table", "alter", "rename", "tableName", "oldColumnName",
     "newColumnName"},
    {"modifyDataType", "alter table", "alter", "alter", "tableName", "columnName", "newDataType"},
    {"addNotNullConstraint", "alter table", "alter", "alter"},
    {"dropNotNullConstraint", "alter table", "alter", "alter"},
    {"addDefaultValue", "alter table", "alter", "alter"},
    {"dropDefaultValue", "alter table", "alter", "alter"},
    {"addAutoIncrement", "alter table", "alter", "alter"},
    {"createIndex", "create index", "alter", "read"},
    {"dropIndex", "drop index", "alter", ""},
    {"addPrimaryKey", "alter table", "alter", ""},
    {"dropPrimaryKey", "alter table", "alter", ""},
    {"addUniqueConstraint", "alter table", "alter", ""},
    {"dropUniqueConstraint", "alter table", "alter", ""},
    {"addForeignKeyConstraint", "alter table", "alter", "", "baseTableName"},
    {"dropForeignKeyConstraint", "alter table", "alter", "", "baseTableName"},
    {"insert", "insert", "write", "write"},
    {"update", "update", "write", "write"},
    {"delete", "delete", "delete", ""},
    {"dropView", "drop view", "drop", "", "viewName"},
}};

bool IsRequired(const LiquibaseAttributes& column) {
  const bool must = Of(column, "nullable") == "false" || Of(column, "primaryKey") == "true";
  const bool given = std::any_of(column.begin(), column.end(), [](const auto& attribute) {
    return attribute.first.starts_with("defaultValue") || attribute.first == "autoIncrement" ||
           attribute.first == "valueComputed";
  });
  return must && !given;
}

}  // namespace

void AddLiquibaseChange(const LiquibaseChange& change, FileFacts& facts) {
  if (facts.statements.size() >= kMostStatements) return;
  if (change.kind == "sql" || change.kind == "createView") {
    const std::string view = NameOf(change.attributes, "viewName");
    const std::size_t first = facts.statements.size();
    ReadSql(change.text, change.line, -1, facts);
    if (view.empty()) return;
    SqlStatement made{.verb = "create view", .tables = {{view, "create", ""}}, .line = change.line};
    facts.statements.insert(facts.statements.begin() + static_cast<std::ptrdiff_t>(first), made);
    return;
  }
  const auto form = std::find_if(kForms.begin(), kForms.end(),
                                 [&](const Form& f) { return f.kind == change.kind; });
  if (form == kForms.end()) return;
  std::string table = NameOf(change.attributes, form->table);
  if (table.empty()) return;
  if (const std::string schema = NameOf(change.attributes, "schemaName"); !schema.empty()) {
    table = schema + "." + table;
  }
  const bool writes = form->kind == "update" || form->kind == "delete";
  const bool is_of_all = writes && !change.attributes.contains("where");
  SqlStatement statement{.verb = std::string(form->verb) + (is_of_all ? " all" : ""),
                         .line = change.line};
  const std::string to = form->to == "newTableName" ? NameOf(change.attributes, form->to) : "";
  if (change.kind == "renameTable" && to.empty()) return;
  statement.tables.push_back({table, std::string(form->table_access), to});
  if (const std::string other = NameOf(change.attributes, "referencedTableName"); !other.empty()) {
    statement.tables.push_back({other, "lock", ""});
  }
  std::vector<LiquibaseAttributes> columns = change.columns;
  if (!form->column_access.empty() && change.attributes.contains(form->column)) {
    LiquibaseAttributes one{{"name", Of(change.attributes, form->column)}};
    if (change.kind == "addNotNullConstraint") one["nullable"] = "false";
    columns.push_back(std::move(one));
  }
  for (const LiquibaseAttributes& column : columns) {
    ColumnUse use{.table = table,
                  .column = NameOf(column, "name"),
                  .access = std::string(form->column_access)};
    if (use.column.empty() || use.access.empty()) continue;
    use.to = Lower(Of(column, "type"));
    if (!form->to.empty()) use.to = Lower(Of(change.attributes, form->to));
    use.required = (use.access == "add" || use.access == "alter") && IsRequired(column);
    statement.columns.push_back(std::move(use));
  }
  facts.statements.push_back(std::move(statement));
}

bool MayBeChangelog(std::string_view path) {
  const std::string lower = Lower(path);
  const std::size_t slash = lower.rfind('/');
  const std::string name = slash == std::string::npos ? lower : lower.substr(slash + 1);
  const auto is_in = [&](std::string_view folder) { return lower.find(folder) != lower.npos; };
  const bool in_folder = is_in("changelog/") || is_in("changelogs/") || is_in("liquibase/");
  return in_folder || name.find("changelog") != std::string::npos;
}

}  // namespace interlock
