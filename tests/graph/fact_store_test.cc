#include "graph/fact_store.h"

#include <doctest/doctest.h>

#include "interlock/error.h"
#include "tests/graph/random_facts.h"
#include "tests/graph/temporary_folder.h"

namespace interlock {
namespace {

FactRow Row(const std::string& blob, const std::string& version, std::uint32_t seed) {
  return {{blob, version}, {.facts = RandomFacts(seed).Make(3)}};
}

TEST_CASE("facts are found by blob and language version") {
  Database database(":memory:", OpenMode::kReadWrite);
  FactStore store(database);
  const FactRow a1 = Row("aa", "v1", 1), a2 = Row("aa", "v2", 2), b2 = Row("bb", "v2", 3);
  store.Store(std::vector{a1, a2});
  store.Store(std::vector{b2});
  const std::vector<FactKey> keys = {b2.key, {"aa", "v3"}, a1.key, {"cc", "v1"}, a2.key, a1.key};
  const auto found = store.Lookup(keys);
  REQUIRE(found.size() == keys.size());
  CHECK(found[0] == b2.value);
  CHECK_FALSE(found[1]);
  CHECK(found[2] == a1.value);
  CHECK_FALSE(found[3]);
  CHECK(found[4] == a2.value);
  CHECK(found[5] == a1.value);
}

TEST_CASE("a failure is an entry with its reason, and a reservation keeps its facts") {
  Database database(":memory:", OpenMode::kReadWrite);
  FactStore store(database);
  const FactRow failed = {{"aa", "v"}, {.gap = GapReason::kTooLarge, .detail = "2.4 MB"}};
  FactRow partial = Row("bb", "v", 1);
  partial.value.gap = GapReason::kSyntaxErrors;
  partial.value.partial = true;
  store.Store(std::vector{failed, partial});
  const auto found = store.Lookup(std::vector{failed.key, partial.key});
  CHECK(found[0] == failed.value);
  CHECK(found[1] == partial.value);
}

TEST_CASE("a damaged row is not there, and is replaced") {
  Database database(":memory:", OpenMode::kReadWrite);
  FactStore store(database);
  const FactRow row = Row("aa", "v", 1);
  for (const char* damage : {"UPDATE fact SET data = substr(data, 1, 20)",
                             "UPDATE fact SET data = x''", "UPDATE fact SET reason = 200"}) {
    store.Store(std::vector{row});
    database.Execute(damage);
    CHECK_FALSE(store.Lookup(std::vector{row.key})[0]);
    store.Store(std::vector{row});
    CHECK(store.Lookup(std::vector{row.key})[0] == row.value);
  }
}

TEST_CASE("an outline is found without its facts, and is not there when it is damaged") {
  Database database(":memory:", OpenMode::kReadWrite);
  FactStore store(database);
  const FactRow row = Row("aa", "v", 1);
  const FactRow failed = {{"bb", "v"}, {.gap = GapReason::kTooLarge, .detail = "2.4 MB"}};
  store.Store(std::vector{row, failed});
  database.Execute("UPDATE fact SET data = x''");
  const auto found = store.LookupOutlines(std::vector{row.key, failed.key});
  REQUIRE(found[0]);
  CHECK(DecodeOutline(*found[0])->outline == OutlineOf(row.value.facts));
  REQUIRE(found[1]);
  CHECK(DecodeOutline(*found[1])->gap == GapReason::kTooLarge);
  database.Execute("UPDATE fact SET outline = substr(outline, 1, 9) WHERE length(outline) > 9");
  CHECK_FALSE(DecodeOutline(*store.LookupOutlines(std::vector{row.key})[0]));
}

TEST_CASE("the union of two stores is a store, whatever the order of their versions") {
  const TemporaryFolder folder;
  const FactRow mine = Row("aa", "v1", 1), both = Row("bb", "v2", 2), theirs = Row("cc", "v1", 3),
                other = Row("dd", "v3", 4);
  const std::string path = folder / "other 100%?.db";
  {
    Database database(path, OpenMode::kReadWrite);
    FactStore(database).Store(std::vector{other, both, theirs});
  }
  Database database(folder / "mine.db", OpenMode::kReadWrite);
  FactStore store(database);
  store.Store(std::vector{mine, both});
  for (int times = 0; times < 2; ++times) {
    CHECK(store.MergeFrom(path) == (times == 0 ? 2 : 0));
    const auto found = store.Lookup(std::vector{mine.key, both.key, theirs.key, other.key});
    CHECK(found[0] == mine.value);
    CHECK(found[1] == both.value);
    CHECK(found[2] == theirs.value);
    CHECK(found[3] == other.value);
  }
  CHECK_FALSE(store.Lookup(std::vector{FactKey{"dd", "v1"}})[0]);
}

TEST_CASE("a store that cannot be merged changes nothing, and leaves this one usable") {
  const TemporaryFolder folder;
  Database database(folder / "mine.db", OpenMode::kReadWrite);
  FactStore store(database);
  CHECK_THROWS_AS(store.MergeFrom(folder / "none.db"), Error);
  WriteFile(folder / "text.db", "hello");
  CHECK_THROWS_AS(store.MergeFrom(folder / "text.db"), Error);
  CHECK_FALSE(std::filesystem::exists(folder / "none.db"));
  const FactRow row = Row("aa", "v", 1);
  store.Store(std::vector{row});
  CHECK(store.Lookup(std::vector{row.key})[0] == row.value);
}

}  // namespace
}  // namespace interlock
