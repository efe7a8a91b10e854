#include "analyzer/overlay/migrations/migrations.h"

#include <doctest/doctest.h>

#include <deque>

#include "analyzer/intake/builtin_documents.h"
#include "interlock/error.h"

namespace interlock {
namespace {

std::vector<MigrationFramework> Builtin() {
  return ReadMigrationFrameworks(BuiltinDocument("migrations"));
}

// A file with a type Migration, unless `type` is false, and constants in it.
FileFacts Facts(std::vector<Literal> literals, bool type = true) {
  FileFacts facts;
  if (type) {
    Definition definition;
    definition.kind = DefinitionKind::kClass;
    definition.name = "Migration";
    definition.first_line = 4;
    facts.definitions.push_back(definition);
  }
  facts.literals = std::move(literals);
  return facts;
}

// The one migration of a file; its framework is empty when there is none.
Migration Read(const std::string& path, const FileFacts* facts = nullptr) {
  static const std::vector<MigrationFramework> frameworks = Builtin();
  std::vector<Migration> migrations;
  if (facts != nullptr) {
    const SourceFile source(path, *facts, nullptr);
    ReadMigration(frameworks, path, &source, &migrations);
  } else {
    ReadMigration(frameworks, path, nullptr, &migrations);
  }
  CHECK(migrations.size() <= 1);
  return migrations.empty() ? Migration{} : migrations.front();
}

Migration Node(const std::string& id, std::vector<std::pair<std::string, std::string>> parents,
               std::vector<std::pair<std::string, std::string>> replaces = {}) {
  Migration migration;
  migration.framework = "django";
  migration.series = "shop/orders/migrations";
  migration.application = "orders";
  migration.id = id;
  migration.parents = std::move(parents);
  migration.replaces = std::move(replaces);
  return migration;
}

std::vector<const Migration*> Pointers(const std::vector<Migration>& migrations) {
  std::vector<const Migration*> pointers;
  for (const Migration& migration : migrations) pointers.push_back(&migration);
  return pointers;
}

using Ids = std::vector<std::string>;

TEST_CASE("a path template says which files it means and what they hold") {
  const PathTemplate django("{any}/{application}/migrations/{id}.py");
  const auto match = django.Match("services/checkout/orders/migrations/0003_gift_note.py");
  REQUIRE(match);
  CHECK(match->series == "services/checkout/orders/migrations");
  CHECK(match->application == "orders");
  CHECK(match->id == "0003_gift_note");
  CHECK(django.Match("orders/migrations/0003_x.py"));
  CHECK_FALSE(django.Match("migrations/0003_x.py"));
  CHECK_FALSE(django.Match("orders/migrations/__init__.py"));
  CHECK_FALSE(django.Match("orders/migrations/versions/0003_x.py"));
  CHECK_FALSE(django.Match("orders/migrations/0003_x.pyc"));
  CHECK_FALSE(django.Match("orders/migrations/.py"));

  const PathTemplate prisma("{any}/migrations/{timestamp}_{name}/migration.sql");
  const auto folder = prisma.Match("db/migrations/20240101120000_add_x/migration.sql");
  REQUIRE(folder);
  CHECK(folder->series == "db/migrations");
  CHECK(folder->id == "20240101120000_add_x");
  CHECK(folder->version == "20240101120000");
  CHECK(folder->name == "add_x");
  CHECK_FALSE(prisma.Match("db/migrations/2024_add_x/migration.sql"));

  CHECK_FALSE(PathTemplate("{number}_{name}.sql").Match("below/1_x.sql"));
  CHECK(PathTemplate("{any}/{number}_{name}.sql").Match("1_x.sql")->series.empty());
}

TEST_CASE("a version of Flyway ends at the second underscore") {
  const PathTemplate flyway("{any}/V{version}__{name}.sql");
  CHECK(flyway.Match("db/V1_2__add_x.sql")->version == "1_2");
  CHECK(flyway.Match("db/V1.10__add__x.sql")->version == "1.10");
  CHECK(flyway.Match("db/V1.10__add__x.sql")->name == "add__x");
  CHECK(flyway.Match("db/V3__2024_x.sql")->version == "3");
  CHECK_FALSE(flyway.Match("db/V__x.sql"));
  CHECK_FALSE(flyway.Match("db/V1_x.sql"));
}

TEST_CASE("a template that could be read two ways is refused") {
  CHECK(PathTemplate::Fault("{any}/{number}_{name}.sql").empty());
  CHECK(PathTemplate::Fault("{any}/{nmber}.sql") == "there is no hole {nmber}");
  CHECK(PathTemplate::Fault("{any}/{number") == "there is no hole {number}");
  CHECK(PathTemplate::Fault("db/{any}/{number}.sql") ==
        "{any} stands first and alone in its segment");
  CHECK(PathTemplate::Fault("{name}_{number}.sql") ==
        "{number} follows a hole that takes the rest of its segment");
  CHECK(PathTemplate::Fault("{any}//{id}") == "a segment is empty");
  CHECK_FALSE(PathTemplate::Fault("{any}/{name}.sql").empty());
  CHECK_FALSE(PathTemplate::Fault("").empty());
}

TEST_CASE("versions compare by their parts as numbers") {
  CHECK(CompareVersions("2", "10") < 0);
  CHECK(CompareVersions("1.9", "1.10") < 0);
  CHECK(CompareVersions("1_9", "1.10") < 0);
  CHECK(CompareVersions("1", "1.0") == 0);
  CHECK(CompareVersions("001", "1") == 0);
  CHECK(CompareVersions("1.0.1", "1") > 0);
  CHECK(CompareVersions("99999999999999999999999", "100000000000000000000000") < 0);
}

TEST_CASE("the catalogue is strict") {
  const auto error = [](const std::string& yaml) {
    try {
      ReadMigrationFrameworks(ParseYaml(yaml, "m.yaml"));
    } catch (const Error& failure) {
      return std::string(failure.what());
    }
    return std::string();
  };
  CHECK(error("frameworks:\n  - {id: a, title: A, paths: ['{any}/{id}.x']}\n").empty());
  CHECK(error("frameworks:\n  - {id: a, title: A, paths: ['{any}/{ident}.x']}\n")
            .find("m.yaml:2: '{any}/{ident}.x' is no path template") == 0);
  CHECK(error("frameworks:\n  - {id: a, title: A, paths: ['{id}'], regex: x}\n").find("regex") !=
        std::string::npos);
  CHECK(error("frameworks:\n  - {id: a, title: A, paths: ['{id}']}\n"
              "  - {id: a, title: B, paths: ['{id}']}\n") ==
        "m.yaml:3: framework 'a' is there twice");
  CHECK(error("frameworks:\n  - {id: a, title: A}\n").find("paths") != std::string::npos);
}

TEST_CASE("Django: parents of the same and other applications") {
  const FileFacts facts =
      Facts({{0, "dependencies", {{"auth", "0011_x"}, {"orders", "0002_currency"}, {"odd"}}, 5},
             {0, "replaces", {{"orders", "0001_initial"}}, 9},
             {-1, "dependencies", {{"orders", "wrong scope"}}, 1}});
  const Migration migration = Read("shop/orders/migrations/0003_gift.py", &facts);
  CHECK(migration.Key() == "django:shop/orders/migrations:0003_gift");
  CHECK(migration.application == "orders");
  CHECK(migration.line == 5);
  REQUIRE(migration.parents.size() == 2);
  CHECK(migration.parents[1] == std::pair<std::string, std::string>("orders", "0002_currency"));
  REQUIRE(migration.replaces.size() == 1);

  const FileFacts first = Facts({});
  CHECK(Read("shop/orders/migrations/0001_initial.py", &first).line == 4);
  const FileFacts plain = Facts({}, false);
  CHECK(Read("shop/orders/migrations/tools.py", &plain).framework.empty());
  CHECK(Read("shop/orders/migrations/0003_gift.py").framework == "numbered-files");
}

TEST_CASE("Alembic: known by its constants, wherever it lies") {
  const FileFacts one =
      Facts({{-1, "revision", {{"b2"}}, 8}, {-1, "down_revision", {{"a1"}}, 9}}, false);
  const Migration migration = Read("app/alembic/versions/b2_add_x.py", &one);
  CHECK(migration.framework == "alembic");
  CHECK(migration.series == "app/alembic/versions");
  CHECK(migration.id == "b2");
  CHECK(migration.line == 9);
  CHECK(migration.parents == std::vector<std::pair<std::string, std::string>>{{"", "a1"}});

  const FileFacts together =
      Facts({{-1, "revision", {{"m"}}, 8}, {-1, "down_revision", {{"a", "b"}}, 9}}, false);
  const FileFacts apart = Facts({{-1, "revision", {{"m"}}, 8},
                                 {-1, "down_revision", {{"a"}, {"b"}}, 9},
                                 {-1, "branch_labels", {{"side"}}, 10}},
                                false);
  CHECK(Read("versions/m.py", &together).parents == Read("versions/m.py", &apart).parents);
  CHECK(Read("versions/m.py", &together).parents.size() == 2);
  CHECK_FALSE(Read("versions/m.py", &together).starts_branch);
  CHECK(Read("versions/m.py", &apart).starts_branch);

  const FileFacts program = Facts({{-1, "revision", {{"r123"}}, 3}}, false);
  CHECK(Read("src/build_info.py", &program).framework.empty());
}

TEST_CASE("numbered migrations are known by their path") {
  CHECK(Read("db/migrate/20240102030405_add_rating.rb").framework == "rails");
  CHECK(Read("db/migrate/20240102030405_add_rating.rb").name == "add_rating");
  CHECK(Read("app/db/migration/V2__x.sql").framework == "flyway");
  CHECK(Read("app/db/migration/R__views.sql").framework.empty());
  CHECK(Read("app/db/migration/U2__x.sql").framework.empty());
  CHECK(Read("a/migrations/000004_x.up.sql").framework == "golang-migrate");
  CHECK(Read("a/migrations/000004_x.up.sql").id == "000004_x");
  CHECK(Read("a/migrations/000004_x.down.sql").framework.empty());
  CHECK(Read("a/migrations/00004_x.sql").framework == "numbered-sql");
  CHECK(Read("reports/2024_totals.sql").framework == "numbered-files");
  CHECK(Read("docs/adr/0007-queues.md").framework.empty());
  CHECK(Read("prisma/migrations/20240101120000_x/migration.sql").framework == "prisma");

  FileFacts goose;
  goose.imports.push_back({"github.com/pressly/goose/v3", "", "goose", false, -1, 3});
  CHECK(Read("db/00004_x.go", &goose).framework == "goose");
  const FileFacts plain;
  CHECK(Read("db/00004_x.go", &plain).framework == "numbered-files");
}

TEST_CASE("heads are the leaves within the application") {
  const std::vector<Migration> series = {Node("0001", {}), Node("0002", {{"orders", "0001"}}),
                                         Node("0003_a", {{"orders", "0002"}, {"auth", "0009"}}),
                                         Node("0003_b", {{"orders", "0002"}})};
  CHECK(MigrationHeads(Pointers(series), "orders") == Ids{"0003_a", "0003_b"});
  std::vector<Migration> merged = series;
  merged.push_back(Node("0004_merge", {{"orders", "0003_a"}, {"orders", "0003_b"}}));
  CHECK(MigrationHeads(Pointers(merged), "orders") == Ids{"0004_merge"});
  CHECK(MigrationHeads({}, "orders").empty());
}

TEST_CASE("a squashed migration stands for what it replaces") {
  std::vector<Migration> series = {
      Node("0001", {}), Node("0002", {{"orders", "0001"}}),
      Node("0001_squashed", {}, {{"orders", "0001"}, {"orders", "0002"}})};
  CHECK(MigrationHeads(Pointers(series), "orders") == Ids{"0001_squashed"});
  series.push_back(Node("0003", {{"orders", "0002"}}));
  CHECK(MigrationHeads(Pointers(series), "orders") == Ids{"0003"});
  // Two that replace each other are nonsense, and must not hang.
  const std::vector<Migration> cycle = {Node("a", {}, {{"orders", "b"}}),
                                        Node("b", {}, {{"orders", "a"}})};
  CHECK(MigrationHeads(Pointers(cycle), "orders").empty());
}

TEST_CASE("a series goes by the label that its migrations use") {
  const std::vector<Migration> usual = {Node("0001_initial", {{"auth", "0001_initial"}}),
                                        Node("0002", {{"orders", "0001_initial"}})};
  CHECK(SeriesLabel(Pointers(usual)) == "orders");
  const std::vector<Migration> single = {Node("0001_initial", {{"auth", "0001_initial"}})};
  CHECK(SeriesLabel(Pointers(single)) == "orders");
  const std::vector<Migration> other = {Node("0001_initial", {}),
                                        Node("0002", {{"shoporders", "0001_initial"}}),
                                        Node("0003", {{"shoporders", "0002"}})};
  CHECK(SeriesLabel(Pointers(other)) == "shoporders");
}

}  // namespace
}  // namespace interlock
