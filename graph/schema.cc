#include "graph/schema.h"

namespace interlock {

const Schema& CurrentSchema() {
  static const Schema schema = {
      .version = 1,
      .sql = kSchemaSql,
      .history_tables = {"scan", "decision", "decision_change"},
      .history_migrations = {},
  };
  return schema;
}

}  // namespace interlock
