// One name for one table, however it is written: case and quotes do not count, nor does the schema
// where the whole world knows a table of that name in one schema alone.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "graph/world.h"

namespace interlock {

class TableNames {
 public:
  explicit TableNames(const World& world);
  // Of a world over the base that `base` is of: only what is laid over it is read. REQUIRES: `base`
  // outlives it.
  TableNames(const TableNames& base, const World& world);

  // "public.Orders" -> "orders"; empty for what is no name.
  std::string Of(std::string_view written) const;

 private:
  // How many statements write a table with each schema, by the table's own name; less than none
  // where statements of the base are gone.
  using Schemas = std::map<std::string, std::map<std::string, int>, std::less<>>;

  void Count(const SourceFile& file, int step);

  Schemas schemas_;
  const TableNames* base_ = nullptr;
};

// Lower case, without quotes.
std::string ColumnName(std::string_view written);

}  // namespace interlock
