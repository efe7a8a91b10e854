#include "graph/row_store.h"

#include <cstdint>

#include "graph/compress.h"
#include "graph/meta.h"
#include "graph/packed.h"

namespace interlock {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;

}  // namespace

void RowStore::KeepFor(const ObjectId& base_commit, const std::string& ground) {
  mark_ = std::to_string(PackedChecksum(base_commit + "\n" + ground)) + " ";
  const std::string base_name = table_ + "_base", ground_name = table_ + "_key";
  if (Meta(database_, base_name) == base_commit && Meta(database_, ground_name) == ground) return;
  Transaction transaction(database_);
  database_.Execute("DELETE FROM " + table_);
  SetMeta(database_, base_name, base_commit);
  SetMeta(database_, ground_name, ground);
  transaction.Commit();
}

void RowStore::Clear() { database_.Execute("DELETE FROM " + table_); }

std::optional<std::string> RowStore::Load(const std::string& key) {
  Statement row(database_, "SELECT data FROM " + table_ + " WHERE key = ?");
  row.Start(mark_ + key);
  if (!row.Next()) return std::nullopt;
  return Decompress(row.Blob(0), kMostBytes);
}

void RowStore::Store(const std::vector<std::pair<std::string, std::string>>& rows) {
  if (rows.empty()) return;
  Transaction transaction(database_);
  Statement insert(database_, "INSERT OR REPLACE INTO " + table_ + " VALUES (?, ?)");
  for (const auto& [key, data] : rows) insert.Run(mark_ + key, Bytes{Compress(data)});
  transaction.Commit();
}

}  // namespace interlock
