// Requests and schemas in GraphQL, as they stand in files and in strings.
#include "parsers/graphql_reader.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace interlock {
namespace {

std::vector<std::string> Asked(std::string_view text) {
  FileFacts facts;
  ReadGraphqlText(text, 1, -1, facts);
  std::vector<std::string> asked;
  for (const SqlStatement& statement : facts.statements) {
    for (const ColumnUse& use : statement.columns) {
      asked.push_back(std::to_string(statement.line) + " " + use.access + " " + use.table + " " +
                      use.column + (use.to.empty() ? "" : " " + use.to));
    }
  }
  return asked;
}

using Lines = std::vector<std::string>;

TEST_CASE("a request names the way to each field") {
  CHECK(Asked("query Q($id: ID!) { order(id: $id, at: [1, {x: 2}]) { total: sum ...P } }") ==
        Lines{"1 read query order", "1 read query order(id)", "1 read query order(at)",
              "1 read query/order sum"});
  CHECK(Asked("\nfragment P on Order @live { ... on Gift { note } lines { id } }") ==
        Lines{"2 read :Gift note", "2 read :Order lines", "2 read :Order/lines id"});
}

TEST_CASE("a schema in a program declares its fields") {
  CHECK(Asked("type Query { orders(first: Int = 10): [Order!]! }\ntype Order { id: ID! }") ==
        Lines{"1 declare Query orders [Order!]!", "1 declare Query orders(first) Int = …",
              "2 declare Order id ID!"});
}

TEST_CASE("what is not all a document says nothing") {
  CHECK(Asked("query {orders} of the day").empty());
  CHECK(Asked("query Q { orders").empty());
  CHECK(!LooksLikeGraphql("querying { it }"));
  CHECK(!LooksLikeGraphql("type Order = { id: string }"));
  CHECK(LooksLikeGraphql("# all\n  query { orders }"));
}

TEST_CASE("reading ends however deep a stranger goes") {
  std::string deep = "query ";
  for (int i = 0; i < 5'000; ++i) deep += "{ a ";
  for (int i = 0; i < 5'000; ++i) deep += "}";
  CHECK(Asked(deep).size() < 100);
}

}  // namespace
}  // namespace interlock
