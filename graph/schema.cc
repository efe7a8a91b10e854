#include "graph/schema.h"

namespace interlock {

const Schema& CurrentSchema() {
  static const Schema schema = {
      .version = 7,
      .sql = kSchemaSql,
      .history_tables = {"scan", "decision", "decision_change"},
      // 2: effects of the base; 3: of changes; 4: compressed facts and reports, answers;
      // 5: changes as replayed; 6: outlines of facts; 7: reach in
      // one row, effects of the base in few
      .history_migrations = {"", "", "ALTER TABLE scan ADD COLUMN report BLOB NOT NULL DEFAULT x''",
                             "", "", ""},
  };
  return schema;
}

}  // namespace interlock
