#include "graph/outline.h"

#include <doctest/doctest.h>

#include "graph/kept_facts.h"
#include "interlock/error.h"
#include "tests/graph/random_facts.h"

namespace interlock {
namespace {

Definition Named(const std::string& name, std::int32_t parent = -1, bool is_local = false) {
  Definition definition;
  definition.name = name;
  definition.parent = parent;
  definition.is_local = is_local;
  return definition;
}

TEST_CASE("an outline names what other files can name") {
  FileFacts facts;
  facts.definitions = {Named("Order"), Named("total", 0), Named("Row", 1, true), Named("cell", 2),
                       Named("last")};
  facts.definitions[1].parameters = {{.name = "of", .has_default = true}};
  facts.inheritance = {{.definition = 0, .base = "Base"}, {.owner = "Order", .base = "Display"}};
  const FileOutline outline = OutlineOf(facts);
  REQUIRE(outline.definitions.size() == 3);  // not what is inside a function
  CHECK(outline.definitions[1] == OutlinedDefinition{"total", "", 1, true});
  CHECK(outline.definitions[2] == OutlinedDefinition{"last", "", 4});
  REQUIRE(outline.bases.size() == 1);  // not what is written with the type
  CHECK(outline.bases[0] == OutlinedInheritance{"Order", 1});
}

TEST_CASE("an outline says what a file has, and what it only locks") {
  FileFacts facts;
  facts.dependencies = {{.name = "left", .requirement = "1.0", .kind = "locked"}};
  facts.imports = {{.module = "./b", .member = "*", .local = "b", .re_export = true}};
  CHECK(OutlineOf(facts) == FileOutline{});
  facts.dependencies.push_back({.name = "right", .requirement = "2.0", .kind = "dev"});
  facts.imports.push_back({.module = "./c", .member = "*", .re_export = true});
  facts.literals = {{.scope = -1, .name = "revision"}, {.scope = 0, .name = "inside"}};
  facts.settings.emplace_back();
  facts.statements.emplace_back();
  const FileOutline outline = OutlineOf(facts);
  CHECK(outline.literals == std::vector<std::string>{"revision"});
  CHECK(outline.asks_for_packages);
  CHECK(outline.shares);
  CHECK(outline.has_settings);
  CHECK(outline.has_statements);
}

TEST_CASE("an outline tells schemas of databases from those of GraphQL, and both from none") {
  const auto outline_of = [](const char* verb, const char* table) {
    FileFacts facts;
    facts.statements = {{.verb = verb, .tables = {{.table = table}}}};
    return OutlineOf(facts);
  };
  CHECK(outline_of("select", "billing.orders").has_schemas);
  CHECK_FALSE(outline_of("select", "orders").has_schemas);
  CHECK_FALSE(outline_of("graphql request", "Query.orders").has_schemas);
  CHECK_FALSE(outline_of("graphql request", "Query.orders").declares_graphql);
  CHECK(outline_of("graphql schema", "Query.orders").declares_graphql);
}

TEST_CASE("an outline is read as it was written, or not at all") {
  for (std::uint32_t seed = 1; seed < 20; ++seed) {
    const FileOutline outline = OutlineOf(RandomFacts(seed).Make(seed));
    const std::string bytes = EncodeOutline(outline);
    FileOutline read;
    REQUIRE(DecodeOutline(bytes, &read));
    CHECK(read == outline);
    for (std::size_t size = 0; size < bytes.size(); size += 7) {
      CHECK_FALSE(DecodeOutline(std::string_view(bytes).substr(0, size), &read));
    }
    CHECK_FALSE(DecodeOutline(bytes + '\0', &read));
  }
}

TEST_CASE("facts are read once, when they are first asked for") {
  const FileFacts all = RandomFacts(3).Make(2);
  int times = 0;
  const KeptFacts kept(StoredOutline{.outline = OutlineOf(all)}, [&] {
    if (++times == 1) throw Error(ErrorCode::kDatabase, "no", "");
    return all;
  });
  CHECK(kept.outline() == OutlineOf(all));
  CHECK(times == 0);
  CHECK_THROWS_AS(kept.facts(), Error);
  CHECK(kept.facts() == all);  // asked again after a failure
  CHECK(kept.facts() == all);
  CHECK(times == 2);
}

TEST_CASE("of a file that could not be read nothing is asked") {
  const KeptFacts kept(StoredOutline{.gap = GapReason::kTooLarge, .detail = "2.4 MB"}, [] {
    FAIL("asked");
    return FileFacts();
  });
  CHECK_FALSE(kept.usable());
  CHECK(kept.facts() == FileFacts{});
}

}  // namespace
}  // namespace interlock
