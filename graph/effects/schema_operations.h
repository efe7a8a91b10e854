// Calls of migration frameworks that define data, as the catalogue describes them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/effects/effects.h"
#include "graph/effects/models.h"
#include "graph/effects/schema_history.h"

namespace interlock {

// Is it said to be a migration by its folder: migrations, db/migrate, versions? Liquibase has
// changelogs.
//
// The catalogue cannot say it instead. Its frameworks (migrations.yaml) know a migration by its name
// in any folder, "{number}_{name}.sql", and only the series around it shows that it is one: here one
// file is read alone. Its styles of code (migrations_code.yaml) know it by what it calls: SQL alone
// calls nothing, and those of Alembic and Entity Framework name no folder.
//
// So this is wrong of what merely lies there: a helper in migrations/, an interface in
// api/versions/: its statements count as run by a migration, with all rows of a table written at
// once and within its transaction. And of migrations that lie elsewhere (db/V7__orders.sql, a
// folder "schema"): their sweeps and transactions are not seen. What they define is seen either way.
bool LiesAmongMigrations(std::string_view path);

class SchemaOperations {
 public:
  SchemaOperations(EffectContext& context, Models& models) : context_(context), models_(models) {}

  std::vector<Effect> Read(const SourceFile& file);

  // Statements in SQL that the file runs only to undo itself.
  std::set<std::int32_t> Undone(const SourceFile& file);

  // Functions that it runs only to undo itself, by their qualified names: `downgrade`, what
  // RunPython is given as its reverse. `in` is in one of them.
  bool IsUndoing(const SourceFile& file, std::string_view in);

  // How long all migrations of its framework wait for a lock, and which file says so.
  struct Wait {
    double seconds = 0;
    std::string path;
    std::uint32_t line = 0;
  };
  std::optional<Wait> WaitOf(const SourceFile& file) const;

  // The framework in whose transaction all runs that the migration does there; empty when there is
  // none, or it is no migration.
  std::string TransactionOf(const SourceFile& file, const Site& site);

 private:
  class FileReader;

  const SchemaHistory& HistoryOf(const SchemaStyle& style);
  // Is the last name of any operation's path this one?
  bool IsNameOfOperation(const SchemaStyle& style, std::string_view name);
  const ModelStyle* ModelsOf(const SchemaStyle& style) const;
  std::vector<const SchemaStyle*> StylesOf(const SourceFile& file) const;

  EffectContext& context_;
  Models& models_;
  std::map<const SchemaStyle*, std::unique_ptr<SchemaHistory>> histories_;
  // Of each name that was asked for.
  std::map<const SchemaStyle*, std::unordered_map<std::string, bool>> operation_names_;
};

}  // namespace interlock
