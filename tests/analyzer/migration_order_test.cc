#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <initializer_list>
#include <string>
#include <vector>

#include "analyzer/intake/builtin_documents.h"
#include "analyzer/overlay/migrations/migrations.h"
#include "analyzer/overlay/snapshot.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_migration_order;

namespace {

using Ids = std::vector<std::pair<std::string, std::string>>;

// A snapshot by hand: files are put on the base or added by a view, and read as the overlay reads
// them.
class Lab {
 public:
  Lab() {
    snapshot_.frameworks = ReadMigrationFrameworks(BuiltinDocument("migrations"));
    snapshot_.repository = "shop";
    snapshot_.base_name = "main";
    changes_.resize(8);
  }

  struct File {
    std::string path;
    const SourceFile* source = nullptr;
  };

  File Django(const std::string& path, const Ids& parents, const Ids& replaces = {}) {
    FileFacts& facts = facts_.emplace_back();
    Definition type;
    type.kind = DefinitionKind::kClass;
    type.name = "Migration";
    type.first_line = 4;
    facts.definitions.push_back(type);
    AddLiteral(&facts, 0, "dependencies", parents);
    AddLiteral(&facts, 0, "replaces", replaces);
    return {path, &sources_.emplace_back(path, facts, nullptr)};
  }

  File Alembic(const std::string& path, const std::string& revision,
               const std::vector<std::string>& down, const std::string& label = "") {
    FileFacts& facts = facts_.emplace_back();
    facts.literals.push_back({-1, "revision", {{revision}}, 7});
    facts.literals.push_back({-1, "down_revision", {InternAll(down)}, 8});
    if (!label.empty()) facts.literals.push_back({-1, "branch_labels", {{label}}, 9});
    return {path, &sources_.emplace_back(path, facts, nullptr)};
  }

  void Base(std::initializer_list<File> files) {
    for (const File& file : files) {
      ReadMigration(snapshot_.frameworks, file.path, file.source, &snapshot_.base_migrations);
    }
  }

  void Change(const std::string& id, std::vector<File> added, int group = 0) {
    ChangeView view;
    view.group = group;
    view.id = view.phrase = id;
    interlock::Change& change = changes_[snapshot_.views.size()];
    change.id = id;
    view.change = &change;
    Add(std::move(view), added);
  }

  void Landed(std::vector<File> added, int group) {
    ChangeView view;
    view.group = group;
    view.id = view.phrase = "main";
    Add(std::move(view), added);
  }

  // The last view removes a file, or moves it away.
  void Remove(const File& file) {
    ChangeView& view = snapshot_.views.back();
    view.files.push_back({file.source, nullptr});
    std::vector<Migration> gone;
    ReadMigration(snapshot_.frameworks, file.path, file.source, &gone);
    for (const Migration& migration : gone) view.removed_migrations.push_back(migration.Key());
  }

  void Contain(const std::string& a, const std::string& b) { snapshot_.contained = {{a, b}}; }

  std::vector<Interaction> All() const {
    std::vector<Interaction> all;
    rule_migration_order.check(snapshot_, all);
    for (const Interaction& interaction : all) {
      CHECK(interaction.rule == "migration-order");
      CHECK(interaction.evidence.size() == 2);
      CHECK(interaction.on.repository == "shop");
      CHECK(interaction.advice.empty() == !interaction.silenced.empty());
    }
    return all;
  }

  std::vector<Interaction> Found() const {
    std::vector<Interaction> all = All();
    std::erase_if(all, [](const Interaction& i) { return !i.silenced.empty(); });
    return all;
  }

  // The one finding.
  Interaction One() const {
    const std::vector<Interaction> found = Found();
    REQUIRE(found.size() == 1);
    return found.front();
  }

  // Why the one meeting is harmless.
  std::string Silence() const {
    const std::vector<Interaction> all = All();
    REQUIRE(all.size() == 1);
    return all.front().silenced;
  }

 private:
  static void AddLiteral(FileFacts* facts, std::int32_t scope, const std::string& name,
                         const Ids& ids) {
    if (ids.empty()) return;
    Literal literal{scope, name, {}, 5};
    for (const auto& [application, id] : ids) literal.rows.push_back({application, id});
    facts->literals.push_back(std::move(literal));
  }

  void Add(ChangeView view, const std::vector<File>& added) {
    for (const File& file : added) {
      ReadMigration(snapshot_.frameworks, file.path, file.source, &view.migrations);
      if (file.source != nullptr) view.files.push_back({nullptr, file.source});
    }
    snapshot_.views.push_back(std::move(view));
  }

  std::deque<FileFacts> facts_;
  std::deque<SourceFile> sources_;
  std::vector<interlock::Change> changes_;
  Snapshot snapshot_;
};

const char* const kOrders = "checkout/orders/migrations/";

// Two migrations of `orders` on the base.
struct Orders : Lab {
  Orders() { Base({first, second}); }

  File On(const std::string& name, const Ids& parents) { return Django(kOrders + name, parents); }

  File first = Django(std::string(kOrders) + "0001_initial.py", {});
  File second = Django(std::string(kOrders) + "0002_currency.py", {{"orders", "0001_initial"}});
};

using Names = std::vector<std::string>;

// ---- Django

TEST_CASE("two migrations on one parent are two heads") {
  Orders lab;
  lab.Change("110", {lab.On("0003_gift.py", {{"orders", "0002_currency"}})});
  lab.Change("111", {lab.On("0003_channel.py", {{"orders", "0002_currency"}, {"auth", "0001"}})});
  const Interaction found = lab.One();
  CHECK(found.changes == Names{"110", "111"});
  CHECK(found.on.kind == "migration");
  CHECK(found.on.name == "orders.0002_currency");
  CHECK(found.severity == Severity::kHigh);
  CHECK(found.resolution == Resolution::kResolved);
  CHECK(found.certain);
  CHECK_FALSE(found.orders);
  CHECK(found.evidence[0].change == "110");
  CHECK(found.evidence[0].path == "checkout/orders/migrations/0003_gift.py");
  CHECK(found.evidence[0].line == 5);
  CHECK(found.evidence[0].statement ==
        "adds migration orders.0003_gift on parent orders.0002_currency");
  CHECK(found.evidence[1].statement ==
        "adds migration orders.0003_channel on parent orders.0002_currency");
  CHECK(found.path[0] == "with both, orders has 2 heads: orders.0003_channel, orders.0003_gift");
  CHECK(Text(found.advice).find("land one of 110 and 111, then rebase the other on it and set") ==
        0);
}

TEST_CASE("three changes on one parent are three pairs") {
  Orders lab;
  for (const char* id : {"1", "2", "3"}) {
    lab.Change(id, {lab.On(std::string("0003_") + id + ".py", {{"orders", "0002_currency"}})});
  }
  CHECK(lab.Found().size() == 3);
}

TEST_CASE("different applications do not meet") {
  Orders lab;
  lab.Change("1", {lab.On("0003_x.py", {{"orders", "0002_currency"}})});
  lab.Change("2", {lab.Django("checkout/payments/migrations/0002_y.py",
                              {{"payments", "0001_initial"}, {"orders", "0002_currency"}})});
  CHECK(lab.All().empty());
}

TEST_CASE("applications of one name in two folders do not meet") {
  Orders lab;
  lab.Change("1", {lab.On("0003_x.py", {{"orders", "0002_currency"}})});
  lab.Change("2",
             {lab.Django("archive/orders/migrations/0003_y.py", {{"orders", "0002_currency"}})});
  CHECK(lab.All().empty());
}

TEST_CASE("a migration on top of the other's is no second head") {
  Orders lab;
  const auto gift = lab.On("0003_gift.py", {{"orders", "0002_currency"}});
  lab.Change("1", {gift});
  lab.Change("2", {lab.On("0004_more.py", {{"orders", "0003_gift"}})});
  CHECK(lab.Silence() == "orders.0004_more stands on orders.0003_gift");
}

TEST_CASE("a merge migration that names both is silent, and says so") {
  Orders lab;
  lab.Change("1", {lab.On("0003_a.py", {{"orders", "0002_currency"}})});
  lab.Change("2", {lab.On("0003_b.py", {{"orders", "0002_currency"}}),
                   lab.On("0004_merge.py", {{"orders", "0003_a"}, {"orders", "0003_b"}})});
  CHECK(lab.Silence() == "orders.0004_merge joins orders.0003_a");
}

TEST_CASE("the same file in both is silent, and what each puts on top is not") {
  Orders lab;
  const auto shared = lab.On("0003_shared.py", {{"orders", "0002_currency"}});
  SUBCASE("nothing else") {
    lab.Change("1", {shared});
    lab.Change("2", {shared});
    CHECK(lab.Silence() == "what one of them adds to orders, the other holds too");
  }
  SUBCASE("one adds more") {
    lab.Change("1", {shared});
    lab.Change("2", {shared, lab.On("0004_x.py", {{"orders", "0003_shared"}})});
    CHECK(lab.Found().empty());
  }
  SUBCASE("both add more") {
    lab.Change("1", {shared, lab.On("0004_x.py", {{"orders", "0003_shared"}})});
    lab.Change("2", {shared, lab.On("0004_y.py", {{"orders", "0003_shared"}})});
    CHECK(lab.One().on.name == "orders.0003_shared");
  }
}

TEST_CASE("a chain meets where it forks") {
  Orders lab;
  lab.Change("1", {lab.On("0003_a.py", {{"orders", "0002_currency"}}),
                   lab.On("0004_a.py", {{"orders", "0003_a"}})});
  lab.Change("2", {lab.On("0003_b.py", {{"orders", "0002_currency"}})});
  const Interaction found = lab.One();
  CHECK(found.on.name == "orders.0002_currency");
  CHECK(found.evidence[0].statement.find("0003_a on parent") != std::string::npos);
  CHECK(found.path[0] == "with both, orders has 2 heads: orders.0003_b, orders.0004_a");
}

TEST_CASE("changes on two heads of a base that has two already add none") {
  Orders lab;
  lab.Base({lab.On("0003_a.py", {{"orders", "0002_currency"}}),
            lab.On("0003_b.py", {{"orders", "0002_currency"}})});
  lab.Change("1", {lab.On("0004_a.py", {{"orders", "0003_a"}})});
  SUBCASE("different heads") {
    lab.Change("2", {lab.On("0004_b.py", {{"orders", "0003_b"}})});
    CHECK(lab.Silence() == "orders has no more heads with both than with one");
  }
  SUBCASE("the same head") {
    lab.Change("2", {lab.On("0004_c.py", {{"orders", "0003_a"}})});
    CHECK(lab.One().on.name == "orders.0003_a");
  }
}

TEST_CASE("a change that forks from an older migration is between it and the base") {
  Orders lab;
  lab.Change("1", {lab.On("0002_late.py", {{"orders", "0001_initial"}})});
  lab.Change("2", {lab.On("0003_x.py", {{"orders", "0002_currency"}})});
  lab.Change("3", {lab.On("0003_y.py", {{"orders", "0002_currency"}})});
  const Interaction found = lab.One();  // not 1 with 2 and 1 with 3 as well
  CHECK(found.changes == Names{"2", "3"});
}

TEST_CASE("the first migrations of a new application meet too") {
  Lab lab;
  lab.Change("1", {lab.Django("gifts/migrations/0001_initial.py", {})});
  lab.Change("2", {lab.Django("gifts/migrations/0001_start.py", {})});
  const Interaction found = lab.One();
  CHECK(found.on.name == "gifts");
  CHECK(found.evidence[0].statement ==
        "adds migration gifts.0001_initial without a parent in gifts");
}

TEST_CASE("a squash leaves the head where it was for the other") {
  Orders lab;
  lab.Change("1", {lab.Django(std::string(kOrders) + "0001_squashed.py", {},
                              {{"orders", "0001_initial"}, {"orders", "0002_currency"}})});
  lab.Change("2", {lab.On("0003_x.py", {{"orders", "0002_currency"}})});
  CHECK(lab.Found().empty());
}

TEST_CASE("an application whose label is not its folder") {
  Lab lab;
  const std::string folder = "contrib/orders/migrations/";
  lab.Base({lab.Django(folder + "0001_initial.py", {}),
            lab.Django(folder + "0002_x.py", {{"shoporders", "0001_initial"}})});
  lab.Change("1", {lab.Django(folder + "0003_a.py", {{"shoporders", "0002_x"}})});
  lab.Change("2", {lab.Django(folder + "0003_b.py", {{"shoporders", "0002_x"}})});
  CHECK(lab.One().on.name == "shoporders.0002_x");
}

TEST_CASE("a change that contains the other is silent") {
  Orders lab;
  lab.Change("1", {lab.On("0003_a.py", {{"orders", "0002_currency"}})});
  lab.Change("2", {lab.On("0003_b.py", {{"orders", "0002_currency"}})});
  lab.Contain("1", "2");
  CHECK(lab.All().empty());
}

TEST_CASE("a renamed migration is gone from under the other's") {
  Orders lab;
  lab.Change("1", {lab.On("0002_renamed.py", {{"orders", "0001_initial"}})});
  lab.Remove(lab.second);
  SUBCASE("a new one on it") {
    lab.Change("2", {lab.On("0003_x.py", {{"orders", "0002_currency"}})});
    const Interaction found = lab.One();
    CHECK(found.changes == Names{"1", "2"});
    CHECK(found.on.name == "orders.0002_currency");
    CHECK(found.evidence[0].statement == "removes migration orders.0002_currency");
    CHECK(found.evidence[1].statement ==
          "adds migration orders.0003_x on parent orders.0002_currency");
    CHECK(found.certain);
  }
  SUBCASE("from another application") {
    lab.Change("2", {lab.Django("checkout/payments/migrations/0001_initial.py",
                                {{"orders", "0002_currency"}})});
    CHECK(lab.One().evidence[1].statement ==
          "adds migration payments.0001_initial on parent orders.0002_currency");
  }
  SUBCASE("on one that is still there") {
    lab.Change("2", {lab.Django("checkout/payments/migrations/0001_initial.py",
                                {{"orders", "0001_initial"}})});
    CHECK(lab.Found().empty());
  }
}

TEST_CASE("a squash that removes what it replaces keeps the name alive") {
  Orders lab;
  lab.Change("1", {lab.Django(std::string(kOrders) + "0001_squashed.py", {},
                              {{"orders", "0001_initial"}, {"orders", "0002_currency"}})});
  lab.Remove(lab.second);
  lab.Change("2", {lab.On("0003_x.py", {{"orders", "0002_currency"}})});
  CHECK(lab.Found().empty());
}

// ---- What landed since the branch point

TEST_CASE("the base has gained a migration on the same parent") {
  Orders lab;
  const auto theirs = lab.On("0003_theirs.py", {{"orders", "0002_currency"}});
  const auto mine = lab.On("0003_mine.py", {{"orders", "0002_currency"}});
  lab.Base({theirs});
  lab.Change("7", {mine});
  lab.Landed({theirs}, 1);
  lab.Change("7", {mine}, 1);
  const Interaction found = lab.One();
  CHECK(found.changes == Names{"7"});
  CHECK(found.on.name == "orders.0002_currency");
  CHECK(found.evidence[0].change == "main");
  CHECK(found.evidence[1].change == "7");
  CHECK(Text(found.advice).find("rebase 7 on main and set the dependencies") == 0);
}

TEST_CASE("a file that has landed and that the change still holds is one file") {
  Orders lab;
  const auto shared = lab.On("0003_shared.py", {{"orders", "0002_currency"}});
  lab.Base({shared});
  lab.Landed({shared}, 1);
  lab.Change("7", {shared, lab.On("0004_mine.py", {{"orders", "0003_shared"}})}, 1);
  CHECK(lab.Found().empty());
}

// ---- Alembic

TEST_CASE("Alembic: two revisions on one") {
  Lab lab;
  lab.Base({lab.Alembic("app/versions/b.py", "b", {"a"})});
  lab.Change("1", {lab.Alembic("app/versions/c.py", "c", {"b"})});
  SUBCASE("the same parent") {
    lab.Change("2", {lab.Alembic("app/versions/d.py", "d", {"b"})});
    const Interaction found = lab.One();
    CHECK(found.on.name == "b");
    CHECK(found.evidence[0].statement == "adds migration c on parent b");
    CHECK(found.evidence[0].line == 8);
    CHECK(Text(found.advice).find("down_revision") != std::string::npos);
  }
  SUBCASE("a chain") {
    lab.Change("2", {lab.Alembic("app/versions/d.py", "d", {"c"})});
    CHECK(lab.Silence() == "d stands on c");
  }
  SUBCASE("a merge") {
    lab.Change("2", {lab.Alembic("app/versions/d.py", "d", {"b"}),
                     lab.Alembic("app/versions/m.py", "m", {"c", "d"})});
    CHECK(lab.Silence() == "m joins c");
  }
  SUBCASE("a branch on purpose") {
    lab.Change("2", {lab.Alembic("app/versions/d.py", "d", {"b"}, "side")});
    CHECK(lab.Silence() == "one of them starts a branch of its own on purpose");
  }
  SUBCASE("another folder") {
    lab.Change("2", {lab.Alembic("other/versions/d.py", "d", {"b"})});
    CHECK(lab.All().empty());
  }
}

// ---- Numbers

void Numbers(Lab* lab, const std::string& base, const std::string& a, const std::string& b) {
  if (!base.empty()) lab->Base({{base}});
  lab->Change("1", {{a}});
  lab->Change("2", {{b}});
}

TEST_CASE("golang-migrate: one number twice") {
  Lab lab;
  Numbers(&lab, "c/migrations/000003_s.up.sql", "c/migrations/000004_add_ratings.up.sql",
          "c/migrations/000004_add_restocked_at.up.sql");
  const Interaction found = lab.One();
  CHECK(found.changes == Names{"1", "2"});
  CHECK(found.on.name == "c/migrations/000004");
  CHECK(found.severity == Severity::kHigh);
  CHECK(found.certain);
  CHECK(found.evidence[0].statement == "adds migration 000004_add_ratings");
  CHECK(found.evidence[1].path == "c/migrations/000004_add_restocked_at.up.sql");
  CHECK(Text(found.advice).find("next free number") != std::string::npos);
}

TEST_CASE("golang-migrate: up and down of one migration are one") {
  Lab lab;
  const Lab::File up{"c/migrations/4_x.up.sql"}, down{"c/migrations/4_x.down.sql"};
  lab.Change("1", {down, up});
  lab.Change("2", {down, up});
  CHECK(lab.Found().empty());
}

TEST_CASE("golang-migrate: a lower number must land first") {
  Lab lab;
  Numbers(&lab, "c/000003_s.up.sql", "c/000005_b.up.sql", "c/000004_a.up.sql");
  const Interaction found = lab.One();
  CHECK(found.orders);
  CHECK(found.changes == Names{"2", "1"});
  CHECK(found.evidence[0].change == "2");
  CHECK(found.severity == Severity::kMedium);
  CHECK_FALSE(found.certain);
  CHECK(found.resolution == Resolution::kLikely);  // sqlx has the same names
  CHECK(Text(found.advice) == "land and deploy 2 before 1, or renumber 000004_a above 000005_b");
}

TEST_CASE("Flyway: versions compare by parts") {
  Lab lab;
  SUBCASE("late") {
    Numbers(&lab, "db/V1.8__s.sql", "db/V1.10__b.sql", "db/V1.9__a.sql");
    const Interaction found = lab.One();
    CHECK(found.orders);
    CHECK(found.changes == Names{"2", "1"});
    CHECK(found.resolution == Resolution::kResolved);
  }
  SUBCASE("one version in two spellings") {
    Numbers(&lab, "db/V1__s.sql", "db/V2.0__b.sql", "db/V2__a.sql");
    CHECK(lab.One().certain);
  }
  SUBCASE("repeatable ones have no order") {
    Numbers(&lab, "db/V1__s.sql", "db/R__b.sql", "db/R__a.sql");
    CHECK(lab.All().empty());
  }
  SUBCASE("other folders have their own") {
    Numbers(&lab, "db/mysql/V1__s.sql", "db/mysql/V2__a.sql", "db/postgres/V2__a.sql");
    CHECK(lab.All().empty());
  }
}

TEST_CASE("interleaved numbers have no order that helps") {
  Lab lab;
  lab.Base({{"db/V1__s.sql"}});
  lab.Change("1", {{"db/V2__a.sql"}, {"db/V4__a.sql"}});
  lab.Change("2", {{"db/V3__b.sql"}});
  const Interaction found = lab.One();
  CHECK_FALSE(found.orders);
  CHECK(Text(found.advice).find("renumber") == 0);
}

TEST_CASE("a number below the base's is not held against every other change") {
  Lab lab;
  Numbers(&lab, "db/V5__s.sql", "db/V4__a.sql", "db/V6__b.sql");
  CHECK(lab.Silence() == "V4__a is below the base's highest: that is between it and the base");
}

TEST_CASE("Flyway: a higher version has landed since") {
  Lab lab;
  lab.Base({{"db/V1__s.sql"}, {"db/V3__theirs.sql"}});
  SUBCASE("above mine") {
    lab.Landed({{"db/V3__theirs.sql"}}, 1);
    lab.Change("7", {{"db/V2__mine.sql"}}, 1);
    const Interaction found = lab.One();
    CHECK(found.changes == Names{"7"});
    CHECK_FALSE(found.orders);
    CHECK(Text(found.advice).find("rebase 7 on main") == 0);
  }
  SUBCASE("below mine") {
    lab.Landed({{"db/V3__theirs.sql"}}, 1);
    lab.Change("7", {{"db/V4__mine.sql"}}, 1);
    CHECK(lab.Silence() == "V4__mine is above all that has landed");
  }
  SUBCASE("the same as mine") {
    lab.Landed({{"db/V3__theirs.sql"}}, 1);
    lab.Change("7", {{"db/V3__mine.sql"}}, 1);
    CHECK(lab.One().certain);
  }
  SUBCASE("the same as that of two changes: once each, and not between the two") {
    lab.Change("7", {{"db/V3__mine.sql"}});
    lab.Change("8", {{"db/V3__other.sql"}});
    CHECK(lab.Silence() == "the base holds number 3: that is between it and each");
  }
}

TEST_CASE("Rails: versions and names must differ, the order is free") {
  Lab lab;
  const std::string base = "db/migrate/20240101000000_s.rb";
  SUBCASE("one version") {
    Numbers(&lab, base, "db/migrate/20240102000000_a.rb", "db/migrate/20240102000000_b.rb");
    CHECK(lab.One().path[1].find("DuplicateMigrationVersionError") != std::string::npos);
  }
  SUBCASE("one name") {
    Numbers(&lab, base, "db/migrate/20240102000000_add_x.rb", "db/migrate/20240103000000_add_x.rb");
    CHECK(lab.One().path[1].find("DuplicateMigrationNameError") != std::string::npos);
    CHECK(lab.One().on.name == "db/migrate/add_x");
  }
  SUBCASE("different versions") {
    Numbers(&lab, base, "db/migrate/20240102000000_a.rb", "db/migrate/20240103000000_b.rb");
    CHECK(lab.Found().empty());
  }
}

TEST_CASE("Prisma has nothing against either") {
  Lab lab;
  Numbers(&lab, "", "p/migrations/20240102000000_a/migration.sql",
          "p/migrations/20240102000000_b/migration.sql");
  CHECK(lab.Found().empty());
}

TEST_CASE("numbered SQL files of an unknown runner") {
  Lab lab;
  SUBCASE("one number is likely refused") {
    Numbers(&lab, "m/migrations/001_s.sql", "m/migrations/002_a.sql", "m/migrations/002_b.sql");
    CHECK(lab.One().resolution == Resolution::kLikely);
    CHECK_FALSE(lab.One().certain);
  }
  SUBCASE("but not where the base has such a pair") {
    lab.Base({{"m/migrations/001_t.sql"}});
    Numbers(&lab, "m/migrations/001_s.sql", "m/migrations/002_a.sql", "m/migrations/002_b.sql");
    CHECK(lab.Silence() == "the base holds two of one number already: nothing refuses them");
  }
  SUBCASE("and likely refused by now where it is long ago") {
    lab.Base({{"m/migrations/001_t.sql"}});
    for (int i = 100; i < 140; ++i) lab.Base({{"m/migrations/" + std::to_string(i) + "_x.sql"}});
    Numbers(&lab, "m/migrations/001_s.sql", "m/migrations/200_a.sql", "m/migrations/200_b.sql");
    CHECK(lab.One().resolution == Resolution::kLikely);
    CHECK(lab.One().path[1].find("its latest 40 do not") != std::string::npos);
  }
  SUBCASE("a late one is not known to be harmful") {
    Numbers(&lab, "m/migrations/001_s.sql", "m/migrations/002_a.sql", "m/migrations/003_b.sql");
    CHECK(lab.Found().empty());
  }
}

}  // namespace
}  // namespace interlock
