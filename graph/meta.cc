#include "graph/meta.h"

namespace interlock {

void SetMeta(Database& database, std::string_view key, std::string_view value) {
  Statement(database, "INSERT OR REPLACE INTO meta VALUES (?, ?)").Run(key, value);
}

void DropMeta(Database& database, std::string_view key) {
  Statement(database, "DELETE FROM meta WHERE key = ?").Run(key);
}

std::optional<std::string> Meta(Database& database, std::string_view key) {
  Statement find(database, "SELECT value FROM meta WHERE key = ?");
  find.Start(key);
  if (!find.Next()) return std::nullopt;
  return std::string(find.Text(0));
}

}  // namespace interlock
