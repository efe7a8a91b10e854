// Columns in conditions and lists that are pieces of SQL.
#include "graph/effects/written_columns.h"

#include <doctest/doctest.h>

namespace interlock {
namespace {

using Columns = std::vector<WrittenColumn>;

TEST_CASE("a condition names what stands before a sign or a word that compares") {
  CHECK(ColumnsOfCondition("total > ? AND o.note IS NOT NULL OR `state` in (?)") ==
        Columns{{"", "total"}, {"o", "note"}, {"", "state"}});
  CHECK(ColumnsOfCondition("lower(name) = ? AND 5 < 6 AND @total = 'note = 1'").empty());
  CHECK(ColumnsOfCondition("id in (select order_id from lines where qty > 1)").empty());
  CHECK(ColumnsOfCondition("total") == Columns{{"", "total"}});
  CHECK(ColumnsOfCondition("").empty());
}

TEST_CASE("a list names each item, or all that a function is given") {
  CHECK(ColumnsOfList("total desc, orders.note AS n, sum(qty), count(*), 1") ==
        Columns{{"", "total"}, {"orders", "note"}, {"", "qty"}});
  CHECK(ColumnsOfList("DISTINCT \"State\"") == Columns{{"", "State"}});
  CHECK(ColumnsOfList("coalesce(a, b), a + b, case when a then b end").empty());
  CHECK(ColumnsOfList("(((((").empty());
}

}  // namespace
}  // namespace interlock
