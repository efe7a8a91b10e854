// Statements in SQL do something to tables and columns.
#include <doctest/doctest.h>

#include "tests/graph/effects_of_internal.h"

namespace interlock {
namespace {

using Lines = std::vector<std::string>;

Lines Of(std::string_view text, std::string_view path = "a.sql") {
  static const Catalog none;
  return tests::EffectLines(text, path, none);
}

TEST_CASE("reading and writing have no lock; a definition of data has") {
  CHECK(Of("=== a.sql\n"
           "SELECT id FROM orders;\n"
           "ALTER TABLE orders ADD note text NOT NULL, DROP code;\n"
           "ALTER TABLE orders RENAME COLUMN a TO b;\n"
           "CREATE INDEX CONCURRENTLY i ON orders (id);\n"
           "TRUNCATE orders;\n"
           "ALTER TABLE orders RENAME TO bills;\n") ==
        Lines{"1 column orders.id: read", "1 table orders: read",
              "2 column orders.code: drop column [ACCESS EXCLUSIVE]",
              "2 column orders.note: add column >text! [ACCESS EXCLUSIVE]",
              "2 table orders: alter [ACCESS EXCLUSIVE]",
              "3 column orders.a: rename column >b [ACCESS EXCLUSIVE]",
              "3 table orders: alter [ACCESS EXCLUSIVE]", "4 column orders.id: read",
              "4 table orders: add index [SHARE UPDATE EXCLUSIVE, online]",
              "5 table orders: truncate [ACCESS EXCLUSIVE]",
              "6 table orders: rename >bills [ACCESS EXCLUSIVE]"});
}

TEST_CASE("a new table is locked for nobody; what its key refers to is") {
  CHECK(Of("=== a.sql\nCREATE TABLE lines (order_id int REFERENCES orders);\n") ==
        Lines{"1 column lines.order_id: add column >integer", "1 table lines: create",
              "1 table orders: lock [SHARE ROW EXCLUSIVE]"});
}

TEST_CASE("a column that may be of several tables is of each by name only") {
  CHECK(Of("=== a.sql\nSELECT note FROM orders, users\n") ==
        Lines{"1 column orders.note: read (name-only)", "1 column users.note: read (name-only)",
              "1 table orders: read", "1 table users: read"});
}

TEST_CASE("one name for one table") {
  CHECK(Of("=== a.sql\nSELECT * FROM public.\"Orders\"; SELECT * FROM Shop.Lines\n") ==
        Lines{"1 column lines.*: read", "1 column orders.*: read", "1 table lines: read",
              "1 table orders: read"});
}

TEST_CASE("two schemas that have a table of one name keep theirs apart") {
  CHECK(Of("=== b.sql\nDROP TABLE old.lines;\n"
           "=== a.sql\nDROP TABLE shop.lines; DROP TABLE lines;\n") ==
        Lines{"1 table lines: drop [ACCESS EXCLUSIVE]",
              "1 table shop.lines: drop [ACCESS EXCLUSIVE]"});
}

}  // namespace
}  // namespace interlock
