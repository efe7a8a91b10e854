// One name for one table, however it is written: case and quotes do not count, nor does the schema
// where the whole world knows a table of that name in one schema alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "graph/world.h"

namespace interlock {

class TableNames {
 public:
  explicit TableNames(const World& world);

  // "public.Orders" -> "orders"; empty for what is no name.
  std::string Of(std::string_view written) const;

 private:
  std::map<std::string, std::set<std::string>, std::less<>> schemas_;  // by the table's own name
};

// Lower case, without quotes.
std::string ColumnName(std::string_view written);

}  // namespace interlock
