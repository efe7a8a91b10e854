#include "graph/effect_store.h"

#include <doctest/doctest.h>

#include "graph/effect_codec.h"
#include "graph/graph_store.h"

namespace interlock {
namespace {

// Every member differs from what it is without being set.
Effect Full(const std::string& path, std::uint32_t line) {
  return {.resource = {"cache", "profile:{}"},
          .access = "write",
          .resolution = Resolution::kResolved,
          .quantities = {{"ttl", 43200, "60 * 60 * 12", false}, {"pool", -0.25, "", true}},
          .to = "new",
          .lock = "ACCESS EXCLUSIVE",
          .online = true,
          .required = true,
          .in_loop = true,
          .transaction = "tx",
          .guard = "!new-profile",
          .service = "web",
          .path = path,
          .line = line,
          .in = "Profile.save",
          .entry = "redis.set",
          .joined = "KEY, set in compose.yaml:3",
          .sources = {"compose.yaml", "settings.py"}};
}

TEST_CASE("effects come back as they were, in their order") {
  const std::vector<Effect> effects = {Full("b.py", 9), Full("b.py", 4), {.path = "a.py"}};
  Database database(":memory:", OpenMode::kReadWrite);
  EffectStore store(database);
  store.Replace("c1", "key", effects);
  CHECK(store.Load("c1", "key") == effects);
  store.Replace("c2", "key", {});
  CHECK(store.Load("c2", "key") == std::vector<Effect>{});
}

TEST_CASE("effects of another base, another key or a damaged row are not taken") {
  Database database(":memory:", OpenMode::kReadWrite);
  EffectStore store(database);
  CHECK_FALSE(store.Load("c1", "key"));
  store.Replace("c1", "key", {Full("a.py", 1)});
  CHECK_FALSE(store.Load("c2", "key"));
  CHECK_FALSE(store.Load("c1", "other"));
  database.Execute("UPDATE base_effects SET data = substr(data, 1, 30)");
  CHECK_FALSE(store.Load("c1", "key"));
}

TEST_CASE("a graph of the same base leaves the effects where they are") {
  Database database(":memory:", OpenMode::kReadWrite);
  EffectStore effects(database);
  effects.Replace("c1", "key", {Full("a.py", 1)});
  GraphStore(database).ReplaceGraph("c1", "key", {});
  CHECK(effects.Load("c1", "key"));
}

TEST_CASE("a part of the bytes of effects, or a flipped bit, is refused") {
  const std::string bytes = EncodeEffects({Full("a.py", 1), Full("a.py", 2)});
  std::vector<Effect> effects;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(DecodeEffects(std::string_view(bytes).substr(0, size), &effects));
    std::string flipped = bytes;
    flipped[size] = static_cast<char>(flipped[size] ^ 1);
    CHECK_FALSE(DecodeEffects(flipped, &effects));
  }
}

std::vector<EffectDelta> Deltas() {
  EffectDelta altered;
  altered.change = EffectChange::kAlters;
  altered.before = Full("a.py", 7);
  altered.after = Full("b.py", 1);
  altered.quantities = {{"ttl", "s", 43200, 7200, "12 * 3600", "2 * 3600", true, false}};
  altered.gained_loop = altered.reached = true;
  return {altered, {.change = EffectChange::kRemoves, .before = Full("c.py", 3)}};
}

TEST_CASE("what changes do comes back as it was") {
  std::vector<EffectDelta> deltas;
  CHECK(DecodeEffectDeltas(EncodeEffectDeltas(Deltas()), &deltas));
  CHECK(deltas == Deltas());
  const std::string bytes = EncodeEffectDeltas(Deltas());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(DecodeEffectDeltas(std::string_view(bytes).substr(0, size), &deltas));
  }
}

TEST_CASE("rows are kept while base and ground are the same") {
  Database database(":memory:", OpenMode::kReadWrite);
  for (const std::string table : {"view_effects", "replay", "landed"}) {
    RowStore store(database, table);
    store.KeepFor("c1", "ground");
    store.Store({{"one", "1"}, {"two", std::string("2\0", 2)}});
    store.KeepFor("c1", "ground");
    CHECK(store.Load("two") == std::string("2\0", 2));
    CHECK_FALSE(store.Load("three"));
    store.KeepFor("c2", "ground");
    CHECK_FALSE(store.Load("one"));
    store.Store({{"one", "1"}});
    store.KeepFor("c2", "other");
    CHECK_FALSE(store.Load("one"));
  }
}

TEST_CASE("of two that work for different bases at a time, none reads the other's rows") {
  Database database(":memory:", OpenMode::kReadWrite);
  RowStore one(database, "replay"), other(database, "replay");
  one.KeepFor("c1", "ground");
  other.KeepFor("c2", "ground");
  one.Store({{"change", "over c1"}});
  CHECK_FALSE(other.Load("change"));
  other.Store({{"change", "over c2"}});
  CHECK(one.Load("change") == "over c1");
  one.Clear();
  CHECK_FALSE(one.Load("change"));
}

TEST_CASE("a damaged row is none") {
  Database database(":memory:", OpenMode::kReadWrite);
  RowStore store(database, "replay");
  store.KeepFor("c1", "ground");
  store.Store({{"one", "1"}});
  database.Execute("UPDATE replay SET data = x'0102'");
  CHECK_FALSE(store.Load("one"));
}

}  // namespace
}  // namespace interlock
