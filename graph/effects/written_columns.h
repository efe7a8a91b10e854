// Columns as pieces of SQL name them, where no whole statement is there: "total > ? AND note IS
// NULL", "orders.total desc, count(*)".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interlock {

struct WrittenColumn {
  std::string table;  // as it is written before it; empty: none
  std::string column;

  bool operator==(const WrittenColumn&) const = default;
};

// What a condition compares: what stands before a sign, or before a word like IN; or the only name
// there is. Nothing of one in which a statement stands: that has tables of its own.
std::vector<WrittenColumn> ColumnsOfCondition(std::string_view text);

// What a list names, each by itself or as all that a function is given: total and note of "total
// desc, lower(note) as n".
std::vector<WrittenColumn> ColumnsOfList(std::string_view text);

}  // namespace interlock
