// What `interlock graph` prints.
#include "analyzer/inspect/resource_graph.h"

#include <doctest/doctest.h>

#include <sstream>

#include "analyzer/intake/catalog.h"
#include "tests/graph/effects_of_internal.h"

namespace interlock::tests {
namespace {

TEST_CASE("graph: a service that is built at the root is built in '.'") {
  const Sources sources(R"(
=== compose.yaml
services:
  shop:
    build: .
  mail:
    build: ./mail
=== mail/app.py
import os
os.environ["PORT"]
)");
  const World world({&sources.layer()});
  const Catalog catalog = ReadBuiltinCatalog();
  std::ostringstream out;
  WriteGraphText(MakeResourceGraph(world, catalog, {}), out);
  CHECK(out.str().find("service shop, built in .\n") != std::string::npos);
  CHECK_MESSAGE(out.str().find("service mail, built in mail\n") != std::string::npos, out.str());
}

TEST_CASE("graph: what is done to a column is said once") {
  const Sources sources(R"(
=== db/migrate/20260101000000_add_price.rb
class AddPrice < ActiveRecord::Migration[7.1]
  def change
    add_column :products, :price, :integer
  end
end
)");
  const World world({&sources.layer()});
  const Catalog catalog = ReadBuiltinCatalog();
  std::ostringstream out;
  WriteGraphText(MakeResourceGraph(world, catalog, {}), out);
  CHECK_MESSAGE(out.str().find("add column products.price") != std::string::npos, out.str());
}

}  // namespace
}  // namespace interlock::tests
