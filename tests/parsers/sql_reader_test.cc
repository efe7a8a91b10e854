// Statements in SQL: what they touch and how.
#include "parsers/sql_reader.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace interlock {
namespace {

std::string Written(const SqlStatement& s) {
  std::string text =
      std::to_string(s.line) + " " + s.verb + (s.value.empty() ? "" : " " + s.value) + ":";
  for (const TableUse& use : s.tables) {
    text += " " + use.access + " " + use.table + (use.to.empty() ? "" : ">" + use.to);
  }
  std::string separator = " |";
  for (const ColumnUse& use : s.columns) {
    text += separator + " " + use.access + " " + (use.table.empty() ? "?" : use.table) + "." +
            use.column + (use.to.empty() ? "" : ">" + use.to) + (use.required ? "!" : "");
    separator = ",";
  }
  if (!s.lock.empty()) text += " [" + s.lock + (s.online ? ", online" : "") + "]";
  if (s.partial) text += " (partial)";
  return text;
}

using Lines = std::vector<std::string>;

Lines Read(std::string_view text) {
  FileFacts facts;
  ReadSql(text, 1, -1, facts);
  Lines lines;
  for (const SqlStatement& statement : facts.statements) lines.push_back(Written(statement));
  return lines;
}

std::string One(std::string_view text) {
  const Lines lines = Read(text);
  return lines.size() == 1 ? lines[0] : std::to_string(lines.size()) + " statements";
}

TEST_CASE("how long a statement waits for a lock") {
  CHECK(One("SET lock_timeout = '5s'") == "1 set lock_timeout 5s:");
  CHECK(One("SET LOCAL statement_timeout TO 2000;") == "1 set statement_timeout 2000:");
  CHECK(Read("SET search_path TO shop; SET lock_timeout; SET;").empty());
  CHECK(LooksLikeSql("set session lock_timeout to '1min'"));
  CHECK_FALSE(LooksLikeSql("Set the lock_timeout to five seconds"));
  CHECK_FALSE(LooksLikeSql("set lock_timeout carefully"));
}

TEST_CASE("a query reads its tables, and columns as far as it says whose they are") {
  CHECK(One("SELECT id, total FROM orders WHERE status = 1 ORDER BY total") ==
        "1 select: read orders | read orders.id, read orders.total, read orders.status");
  CHECK(
      One("select o.id, c.* from shop.Orders o join \"Customer\" c on c.id = o.customer_id") ==
      "1 select: read shop.orders read Customer | read Customer.id, read shop.orders.customer_id, "
      "read shop.orders.id, read Customer.*");
  CHECK(One("SELECT a FROM x, y") == "1 select: read x read y | read ?.a");
  CHECK(One("SELECT count(*) AS n FROM x GROUP BY kind ORDER BY n") ==
        "1 select: read x | read x.kind");
  CHECK(One("SELECT * FROM x WHERE EXISTS (SELECT 1 FROM y WHERE y.x_id = x.id)") ==
        "1 select: read x read y | read x.*, read y.x_id, read x.id");
  CHECK(One("SELECT EXTRACT(epoch FROM at) FROM x WHERE a IS DISTINCT FROM b") ==
        "1 select: read x | read x.at, read x.a, read x.b");
}

TEST_CASE("what lives only as long as the text is no table") {
  CHECK(One("WITH recent AS (SELECT id FROM orders) SELECT recent.id FROM recent") ==
        "1 select: read orders | read orders.id");
  CHECK(One("WITH orders AS (SELECT id FROM orders) SELECT id FROM orders") ==
        "1 select: read orders | read orders.id");
  CHECK(One("SELECT s.a FROM (SELECT a FROM t) s") == "1 select: read t | read t.a");
  CHECK(Read("CREATE TEMP TABLE gathered AS SELECT id FROM t; DELETE FROM gathered;") ==
        Lines{"1 create table: read t | read t.id"});
  CHECK(Read("SELECT relname FROM pg_class; SELECT 1 FROM information_schema.tables").empty());
}

TEST_CASE("what writes") {
  CHECK(One("INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = excluded.b") ==
        "1 insert: write t | write t.a, write t.b, read t.a");
  CHECK(One("INSERT INTO t SELECT a FROM u") == "1 insert: write t read u | write t.*, read u.a");
  CHECK(One("UPDATE t SET a = b + 1 FROM u WHERE u.id = t.u_id RETURNING c") ==
        "1 update: write t read u | write t.a, read ?.b, read u.id, read t.u_id, read ?.c");
  CHECK(One("DELETE FROM t USING u WHERE t.id = u.t_id") ==
        "1 delete: delete t read u | read t.id, read u.t_id");
  CHECK(One("MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN UPDATE SET a = u.b") ==
        "1 merge: write t read u | read t.id, read u.id, write t.a, read u.b");
  CHECK(One("WITH gone AS (DELETE FROM t RETURNING id) INSERT INTO log (id) SELECT id FROM gone") ==
        "1 insert: delete t write log | read t.id, write log.id");
}

TEST_CASE("definitions of data take the locks that PostgreSQL's documentation says") {
  CHECK(One("CREATE TABLE t (id bigserial PRIMARY KEY, a varchar(20) NOT NULL, b int NOT NULL "
            "DEFAULT 0, u_id bigint REFERENCES u (id))") ==
        "1 create table: create t lock u | add t.id>bigserial, add t.a>varchar(20)!, add "
        "t.b>integer, add t.u_id>bigint [SHARE ROW EXCLUSIVE]");
  CHECK(
      One("ALTER TABLE IF EXISTS ONLY t ADD COLUMN a text, DROP COLUMN b, ALTER c TYPE int8 USING "
          "c::int8, ALTER d SET NOT NULL") ==
      "1 alter table: alter t | add t.a>text, drop t.b, alter t.c>bigint, alter t.d! "
      "[ACCESS EXCLUSIVE]");
  CHECK(One("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u NOT VALID") ==
        "1 alter table: alter t lock u [SHARE ROW EXCLUSIVE, online]");
  CHECK(One("ALTER TABLE t ADD CONSTRAINT f CHECK (a > 0) NOT VALID") ==
        "1 alter table: alter t [ACCESS EXCLUSIVE, online]");
  CHECK(One("ALTER TABLE t VALIDATE CONSTRAINT f") ==
        "1 alter table: alter t [SHARE UPDATE EXCLUSIVE, online]");
  CHECK(One("ALTER TABLE t VALIDATE CONSTRAINT f, DROP COLUMN a") ==
        "1 alter table: alter t | drop t.a [ACCESS EXCLUSIVE]");
  CHECK(One("ALTER TABLE t RENAME COLUMN a TO b") ==
        "1 alter table: alter t | rename t.a>b [ACCESS EXCLUSIVE]");
  CHECK(One("ALTER TABLE s.t RENAME TO u") == "1 alter table: rename s.t>u [ACCESS EXCLUSIVE]");
  CHECK(One("CREATE UNIQUE INDEX i ON t (a, lower(b)) WHERE c") ==
        "1 create index: alter t | read t.a, read t.b, read t.c [SHARE]");
  CHECK(One("CREATE INDEX CONCURRENTLY i ON t (a)") ==
        "1 create index: alter t | read t.a [SHARE UPDATE EXCLUSIVE, online]");
  CHECK(One("DROP TABLE a, s.b") == "1 drop table: drop a drop s.b [ACCESS EXCLUSIVE]");
  CHECK(One("TRUNCATE a, b CASCADE") == "1 truncate: delete a delete b [ACCESS EXCLUSIVE]");
  CHECK(One("LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE") ==
        "1 lock table: lock t [SHARE ROW EXCLUSIVE]");
  CHECK(One("VACUUM FULL t") == "1 vacuum full: lock t [ACCESS EXCLUSIVE]");
  CHECK(Read("VACUUM t; COMMENT ON TABLE t IS 'x'; GRANT SELECT ON t TO u").empty());
}

TEST_CASE("holes for values do no harm; a hole for a name is not guessed") {
  CHECK(One("SELECT a FROM t WHERE b = %s AND c IN {ids} AND d = :d AND e = $1 AND f = ?") ==
        "1 select: read t | read t.a, read t.b, read t.c, read t.d, read t.e, read t.f");
  CHECK(One("SELECT a FROM t JOIN {other} ON true") == "1 select: read t | read ?.a (partial)");
  CHECK(Read("DELETE FROM orders_{year} WHERE a = 1").empty());
  CHECK(One("SELECT o.a FROM {schema}.orders o") == "1 select: read orders | read orders.a");
  CHECK(One("select a from t {% if x %} where b = {{ b }} {% endif %}") ==
        "1 select: read t | read t.a, read t.b (partial)");
  CHECK(One("INSERT INTO {{ ref('x') }} SELECT a FROM t") ==
        "1 insert: read t | read t.a (partial)");
}

TEST_CASE("dialects that PostgreSQL does not know are read by their clauses") {
  CHECK(One("SELECT `o`.`id`, o.total FROM `orders` `o` WHERE o.state = \"open\"") ==
        "1 select: read orders | read orders.id, read orders.total, read orders.state");
  CHECK(One("SELECT o.note FROM Order o WHERE o.open = :x ORDER BY o.id") ==
        "1 select: read order | read order.note, read order.open, read order.id");
  CHECK(One("REPLACE INTO t (a, b) VALUES (1, 2)") == "1 insert: write t | write t.a, write t.b");
  CHECK(One("INSERT IGNORE INTO t SET a = 1") == "1 insert: write t | write t.a");
  CHECK(One("UPDATE t, u SET t.a = u.b WHERE t.id = u.id") ==
        "1 update: write t read u | write t.a, read u.b, read t.id, read u.id");
  CHECK(One("SELECT TOP 10 [Id], [Name] FROM [dbo].[Orders] WITH (NOLOCK) WHERE [Open] = 1") ==
        "1 select: read dbo.Orders | read dbo.Orders.Id, read dbo.Orders.Name, read "
        "dbo.Orders.Open");
  CHECK(One("SELECT a FROM t USE INDEX (by_day) WHERE b = ? AND c > ?") ==
        "1 select: read t | read t.a, read t.b, read t.c");
  CHECK(One("SELECT t.a FROM t x FORCE KEY FOR ORDER BY (by_day, by_name) WHERE x.b = ?") ==
        "1 select: read t | read t.a, read t.b");
  CHECK(One("SELECT use.a FROM t use WHERE use.b = ?") == "1 select: read t | read t.a, read t.b");
  CHECK(One("INSERT INTO t (a) VALUES (?) ON DUPLICATE KEY UPDATE a = VALUES(a)") ==
        "1 insert: write t | write t.a, read t.a");
  CHECK(One("DELETE o FROM orders o JOIN users u ON u.id = o.user_id WHERE u.gone = 1") ==
        "1 delete: delete orders read users | read users.id, read orders.user_id, read "
        "users.gone");
}

TEST_CASE("definitions of other dialects name no lock") {
  CHECK(One("CREATE TABLE `t` (`id` int(11) unsigned NOT NULL AUTO_INCREMENT, `a` varchar(20) NOT "
            "NULL, PRIMARY KEY (`id`), KEY `k` (`a`)) ENGINE=InnoDB") ==
        "1 create table: create t | add t.id>int(11) unsigned, add t.a>varchar(20)!");
  CHECK(
      One("ALTER TABLE t ADD COLUMN a int AFTER b, MODIFY c bigint NOT NULL, CHANGE d e text, DROP "
          "INDEX i") ==
      "1 alter table: alter t | add t.a>int, alter t.c>bigint!, rename t.d>e, alter t.e>text");
  CHECK(One("ALTER TABLE t ADD a NVARCHAR(20) NULL, b INT IDENTITY(1,1)") ==
        "1 alter table: alter t | add t.a>nvarchar(20), add t.b>int");
  CHECK(One("RENAME TABLE a TO b, c TO d") == "1 alter table: rename a>b rename c>d");
  CHECK(One("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)") ==
        "1 create table: create t | add t.id>integer, add t.a>text");
}

TEST_CASE("statements are told apart, and their lines known") {
  CHECK(Read("-- a remark; with a semicolon\n"
             "CREATE TABLE a (x int);\n"
             "\n"
             "/* INSERT INTO nothing */ INSERT INTO a VALUES ('it''s; not two');\n"
             "CREATE TABLE b (y int)\n"
             "GO\n"
             "DROP TABLE c") == Lines{"2 create table: create a | add a.x>integer",
                                      "4 insert: write a | write a.*",
                                      "5 create table: create b | add b.y>integer",
                                      "7 drop table: drop c [ACCESS "
                                      "EXCLUSIVE]"});
}

TEST_CASE("what writes all rows of a table is told from what has a condition") {
  CHECK(Read("UPDATE t SET a = 1;") == Lines{"1 update all: write t | write t.a"});
  CHECK(Read("DELETE FROM t") == Lines{"1 delete all: delete t"});
  CHECK(Read("UPDATE t SET a = %s") == Lines{"1 update all: write t | write t.a"});
  CHECK(Read("UPDATE t SET a = (SELECT 1 WHERE true)") ==
        Lines{"1 update all: write t | write t.a"});
  CHECK(Read("UPDATE t SET a = 1 WHERE b = 2").at(0).starts_with("1 update:"));
  CHECK(Read("UPDATE t SET a = 1 LIMIT 100").at(0).starts_with("1 update:"));
  CHECK(Read("UPDATE t SET a = 1 {where}").at(0).starts_with("1 update:"));
  CHECK(Read("DELETE FROM t {}").at(0).starts_with("1 delete:"));
  CHECK(Read("DELETE FROM t USING u").at(0).starts_with("1 delete:"));
  CHECK(Read("UPDATE t SET a = u.a FROM u").at(0).starts_with("1 update:"));
}

TEST_CASE("functions are read for what they read and write; DO is run at once") {
  CHECK(Read("CREATE FUNCTION f() RETURNS trigger AS $$\n"
             "DECLARE n int;\n"
             "BEGIN\n"
             "  SELECT a INTO n FROM t WHERE id = NEW.id;\n"
             "  IF n > 1 THEN\n"
             "    UPDATE u SET b = n;\n"
             "  END IF;\n"
             "  CREATE TABLE made_later (x int);\n"
             "  RETURN NEW;\n"
             "END $$ LANGUAGE plpgsql;\n"
             "DO $$ BEGIN ALTER TABLE t DROP COLUMN c; END $$;") ==
        Lines{"4 select: read t | read t.a, read t.id", "6 update: write u | write u.b, read u.n",
              "11 alter table: alter t | drop t.c [ACCESS EXCLUSIVE]"});
  CHECK(Read("DELIMITER //\nCREATE PROCEDURE p()\nBEGIN\n  DELETE FROM t;\nEND //\nDELIMITER ;\n"
             "SELECT a FROM u;") == Lines{"4 delete: delete t", "7 select: read u | read u.a"});
}

TEST_CASE("constants are SQL only when they have what a statement must have") {
  for (const char* sql : {"SELECT 1 FROM t",
                          "select * from users",
                          "select id from users",
                          "select id, name from users",
                          "SELECT name FROM users WHERE id = %s",
                          "  \n  SELECT a\n  FROM b\n",
                          "select count(*) from x",
                          "INSERT INTO t (a) VALUES (?)",
                          "insert into t values (1)",
                          "INSERT INTO {table} SELECT 1",
                          "UPDATE t SET a = 1",
                          "update users set name = :name where id = :id",
                          "DELETE FROM t",
                          "delete from users where id = ?",
                          "WITH x AS (SELECT 1) SELECT * FROM x",
                          "CREATE TABLE t (a int)",
                          "create table if not exists t (a int)",
                          "ALTER TABLE t ADD a int",
                          "DROP TABLE t",
                          "drop table if exists t",
                          "TRUNCATE TABLE t",
                          "truncate table orders",
                          "CREATE INDEX CONCURRENTLY i ON t (a)",
                          "MERGE INTO a USING b ON 1=1 WHEN MATCHED THEN DELETE",
                          "SELECT o.id FROM {schema}.orders o",
                          "-- name: get\nSELECT id FROM t"}) {
    CAPTURE(sql);
    CHECK(LooksLikeSql(sql));
  }
  for (const char* prose : {"select an item from the list",
                            "Select an item from the list.",
                            "update available",
                            "Update the settings and set the value = 1?",
                            "delete from the list",
                            "Delete from cart",
                            "create table",
                            "Create a table (optional)",
                            "drop table here",
                            "Select file from disk",
                            "select one from several options",
                            "Select all from this page",
                            "insert into the list",
                            "Insert into document",
                            "with care",
                            "With a view as (sort of) proof",
                            "truncate text",
                            "alter table settings to taste",
                            "replace into place",
                            "merge into main using rebase",
                            "lock table",
                            "Drop table files here",
                            "select color from palette to continue",
                            "UPDATE",
                            "DELETE",
                            "SELECT",
                            "select from menu",
                            "Update profile set",
                            "Create view",
                            "drop index finger",
                            "Select country from dropdown",
                            "",
                            "(((",
                            "select (from (x"}) {
    CAPTURE(prose);
    CHECK_FALSE(LooksLikeSql(prose));
  }
}

std::string Repeated(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

TEST_CASE("hostile text is read to its end") {
  const std::vector<std::string> hostile = {
      Repeated("(", 300'000),
      "SELECT 1" + Repeated("+(1", 100'000),
      "SELECT 1" + Repeated("+1", 300'000) + " FROM t",
      "SELECT " + Repeated("(SELECT ", 100'000),
      "SELECT 1 FROM a" + Repeated(" JOIN a ON true", 60'000),
      "SELECT 1" + Repeated(" UNION SELECT 1", 60'000),
      Repeated("UPDATE a SET b = 1 ", 50'000),
      Repeated("DELETE ", 150'000),
      Repeated("WITH a AS (", 100'000),
      "INSERT INTO t VALUES " + Repeated("(1, 'x'), ", 100'000),
      "CREATE TABLE t (" + Repeated("a int, ", 100'000),
      "ALTER TABLE t " + Repeated("ADD (a int, ", 50'000),
      Repeated("/*", 300'000),
      Repeated("'", 299'999),
      Repeated("\"", 299'999),
      Repeated("`a", 199'999),
      Repeated("{{", 200'000),
      Repeated("%(", 200'000),
      Repeated("[a", 200'000),
      Repeated("DO $$ SELECT 1 FROM t; $$;", 20'000),
      Repeated("DO $a$ DO $b$ DO $c$ DO $d$ DO $e$ ", 5'000),
      Repeated("DELIMITER ", 100'000),
      Repeated("BEGIN SELECT ", 100'000),
      std::string("SELECT a FROM t\0WHERE b", 23),
      "SELECT \xff FROM t",
      "SELECT a FROM \xf0\x9f\x98\x80",
  };
  std::string tags;
  for (int i = 0; i < 60'000; ++i) tags += "$t" + std::to_string(i) + "$ ";
  FileFacts facts;
  for (const std::string& text : hostile) {
    ReadSql(text, 1, -1, facts);
    LooksLikeSql(text);
  }
  ReadSql(tags, 1, -1, facts);
  CHECK(facts.statements.size() > 10);
}

TEST_CASE("many threads read at once") {
  const std::string good = "SELECT a FROM t WHERE b = 1", bad = "SELECT FROM WHERE (";
  const std::string expected = One(good);
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        if (One(i % 3 == 0 ? bad : good) != (i % 3 == 0 ? One(bad) : expected)) ++wrong[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

}  // namespace
}  // namespace interlock
