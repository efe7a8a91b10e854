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
  database.Execute("UPDATE file_effects SET data = substr(data, 1, 30)");
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
    CHECK_FALSE(DecodeEffects(std::string_view(bytes).substr(0, size), "a.py", &effects));
    std::string flipped = bytes;
    flipped[size] = static_cast<char>(flipped[size] ^ 1);
    CHECK_FALSE(DecodeEffects(flipped, "a.py", &effects));
  }
}

}  // namespace
}  // namespace interlock
