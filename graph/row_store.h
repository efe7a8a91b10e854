// Rows that were worked out over one base and are asked for by a key: changes as they would be on
// it, effects of views. All are gone when the base is another one.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/database.h"
#include "interlock/change.h"

namespace interlock {

class RowStore {
 public:
  // `table` has the columns of view_effects. REQUIRES: the database outlives it.
  RowStore(Database& database, std::string table) : database_(database), table_(std::move(table)) {}

  // Called before anything else. `ground` stands for all that rows depend on beside the base. Other
  // processes may work for other bases meanwhile: none reads another's rows.
  void KeepFor(const ObjectId& base_commit, const std::string& ground);

  void Clear();

  // Nothing when there is none, or it is damaged.
  std::optional<std::string> Load(const std::string& key);
  // In one transaction.
  void Store(const std::vector<std::pair<std::string, std::string>>& rows);

 private:
  Database& database_;
  const std::string table_;
  std::string mark_;  // of base and ground, in every key
};

}  // namespace interlock
