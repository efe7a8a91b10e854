#include "analyzer/overlay/migrations/migration_codec.h"

#include "graph/packed.h"

namespace interlock {

namespace {

constexpr char kFormat = 1;

constexpr auto kMigrations = [](auto& coder, auto& migrations) {
  coder.List(migrations, [](auto& c, auto& migration) {
    auto& [framework, series, application, id, version, name, parents, replaces, starts_branch,
           path, line] = migration;
    for (auto* text : {&framework, &series, &application, &id, &version, &name, &path}) {
      c.Text(*text);
    }
    for (auto* others : {&parents, &replaces}) {
      c.List(*others, [](auto& pair, auto& other) {
        pair.Text(other.first);
        pair.Text(other.second);
      });
    }
    c.Bits(starts_branch);
    c.Number(line);
  });
};

}  // namespace

std::string EncodeMigrations(const std::vector<Migration>& migrations) {
  return PackedBytes(kFormat, migrations, kMigrations);
}

bool DecodeMigrations(std::string_view bytes, std::vector<Migration>* migrations) {
  const bool is_whole = ReadPacked(kFormat, bytes, migrations, kMigrations);
  if (!is_whole) migrations->clear();
  return is_whole;
}

}  // namespace interlock
