// The answer of the latest scan, kept in parts, so that a question about one change reads one row.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/database.h"

namespace interlock {

class AnswerStore {
 public:
  // REQUIRES: the database outlives it.
  explicit AnswerStore(Database& database) : database_(database) {}

  // One transaction: whoever reads sees all of the old answer or all of the new one. `head` is what
  // all questions need, `asked` what was said of the changes, `parts` belong to changes by id.
  void Replace(std::string_view head, std::string_view asked,
               const std::vector<std::pair<std::string, std::string>>& parts);

  // Nothing when no answer is kept, the change has no part in it, or the bytes are damaged.
  std::optional<std::string> Head();
  std::optional<std::string> Asked();
  std::optional<std::string> Part(std::string_view change);

 private:
  std::optional<std::string> Row(int kind, std::string_view change);

  Database& database_;
};

}  // namespace interlock
