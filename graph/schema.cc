#include "graph/schema.h"

namespace interlock {

const Schema& CurrentSchema() {
  static const Schema schema = {
      .version = 3,
      .sql = kSchemaSql,
      .history_tables = {"scan", "decision", "decision_change"},
      .history_migrations = {"", ""},  // 2: effects of the base; 3: of changes
  };
  return schema;
}

}  // namespace interlock
