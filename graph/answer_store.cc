#include "graph/answer_store.h"

#include "graph/compress.h"

namespace interlock {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;

// Kinds are stored by number.
constexpr int kHead = 0, kAsked = 1, kPart = 2;

}  // namespace

void AnswerStore::Replace(std::string_view head, std::string_view asked,
                          const std::vector<std::pair<std::string, std::string>>& parts) {
  Transaction transaction(database_);
  database_.Execute("DELETE FROM answer");
  Statement insert(database_, "INSERT INTO answer VALUES (?, ?, ?)");
  insert.Run(kHead, "", Bytes{Compress(head)});
  insert.Run(kAsked, "", Bytes{Compress(asked)});
  for (const auto& [change, part] : parts) insert.Run(kPart, change, Bytes{Compress(part)});
  transaction.Commit();
}

std::optional<std::string> AnswerStore::Head() { return Row(kHead, ""); }

std::optional<std::string> AnswerStore::Asked() { return Row(kAsked, ""); }

std::optional<std::string> AnswerStore::Part(std::string_view change) { return Row(kPart, change); }

std::optional<std::string> AnswerStore::Row(int kind, std::string_view change) {
  Statement row(database_, "SELECT data FROM answer WHERE kind = ? AND change = ?");
  row.Start(kind, change);
  if (!row.Next()) return std::nullopt;
  return Decompress(row.Blob(0), kMostBytes);
}

}  // namespace interlock
