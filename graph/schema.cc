#include "graph/schema.h"

namespace interlock {

const Schema& CurrentSchema() {
  static const Schema schema = {
      .version = 2,
      .sql = kSchemaSql,
      .history_tables = {"scan", "decision", "decision_change"},
      .history_migrations = {""},  // 2: effects of the base
  };
  return schema;
}

}  // namespace interlock
