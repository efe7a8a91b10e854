#include "graph/database.h"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <vector>

#include "graph/report_store.h"
#include "interlock/error.h"
#include "tests/graph/temporary_folder.h"

namespace interlock {
namespace {

constexpr auto kReadOnly = OpenMode::kReadOnly;
constexpr auto kReadWrite = OpenMode::kReadWrite;

// "message | hint" of the database error that `action` throws.
std::string ErrorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kDatabase);
    return std::string(error.what()) + " | " + error.hint();
  }
  return "no error";
}

std::string OpenError(const std::string& path, OpenMode mode) {
  return ErrorOf([&] { Database(path, mode); });
}

bool Contains(const std::string& text, const std::string& part) {
  if (text.find(part) == std::string::npos) MESSAGE(text);
  return text.find(part) != std::string::npos;
}

std::int64_t Number(Database& database, const std::string& sql) {
  Statement statement(database, sql);
  statement.Start();
  REQUIRE(statement.Next());
  return statement.Integer(0);
}

// What another program, or another version of this one, does to a file.
void RunForeignSql(const std::string& path, const std::string& sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
}

// Runs `action` in another process, as a user without rights, and returns its answer.
std::string AsNobody(const std::function<std::string()>& action) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    if (getuid() == 0 && setuid(65534) != 0) _exit(1);
    std::string answer;
    try {
      answer = action();
    } catch (const std::exception& error) {
      answer = error.what();
    }
    _exit(write(ends[1], answer.data(), answer.size()) == static_cast<ssize_t>(answer.size()) ? 0
                                                                                              : 1);
  }
  close(ends[1]);
  std::string answer(4096, '\0');
  const ssize_t size = read(ends[0], answer.data(), answer.size());
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  answer.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return answer;
}

TEST_CASE("a database is created once and keeps what is written") {
  const TemporaryFolder folder;
  const std::string path = folder / "a b?c#d%20.db";
  {
    Database database(path, kReadWrite);
    Statement insert(database, "INSERT INTO meta VALUES (?, ?)");
    insert.Run("empty", "");
    insert.Run(std::string("key"), std::string_view("value"));
  }
  CHECK(std::filesystem::exists(path));
  Database database(path, kReadOnly);
  Statement find(database, "SELECT value FROM meta WHERE key = ?");
  find.Start("key");
  REQUIRE(find.Next());
  CHECK(find.Text(0) == "value");
  find.Start("empty");
  REQUIRE(find.Next());
  CHECK_FALSE(find.IsNull(0));
  find.Start("other");
  CHECK_FALSE(find.Next());
}

TEST_CASE("every kind of value comes back as it was bound") {
  Database database(":memory:", kReadWrite);
  Statement echo(database, "SELECT ?, ?, ?, ?, ?, ?");
  echo.Start(std::int64_t{-5}, 0.25, "text", Bytes{std::string_view("\0x", 2)}, nullptr, true);
  REQUIRE(echo.Next());
  CHECK(echo.Integer(0) == -5);
  CHECK(echo.Real(1) == 0.25);
  CHECK(echo.Text(2) == "text");
  CHECK(echo.Blob(3) == std::string_view("\0x", 2));
  CHECK(echo.IsNull(4));
  CHECK(echo.Integer(5) == 1);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  Database database(":memory:", kReadWrite);
  {
    Transaction transaction(database);
    database.Execute("INSERT INTO meta VALUES ('a', '')");
  }
  {
    Transaction kept(database);
    database.Execute("INSERT INTO meta VALUES ('b', '')");
    kept.Commit();
    Transaction next(database);  // while the committed one is still in scope
    database.Execute("INSERT INTO meta VALUES ('c', '')");
    next.Commit();
  }
  CHECK_THROWS_AS(
      [&] {
        Transaction transaction(database);
        database.Execute("INSERT INTO meta VALUES ('d', '')");
        database.Execute("INSERT INTO meta VALUES ('d', '')");
      }(),
      Error);
  CHECK(Number(database, "SELECT count(*) FROM meta") == 2);
}

TEST_CASE("reading needs a database") {
  const TemporaryFolder folder;
  CHECK(OpenError(folder / "none.db", kReadOnly) ==
        "no database at '" + (folder / "none.db") + "' | run 'interlock scan' first");
  CHECK_FALSE(std::filesystem::exists(folder / "none.db"));
  WriteFile(folder / "empty.db", "");
  CHECK(OpenError(folder / "empty.db", kReadOnly) ==
        "the database '" + (folder / "empty.db") + "' is empty | run 'interlock scan' first");
  CHECK(OpenError(folder / "empty.db", kReadWrite) == "no error");
}

TEST_CASE("writing needs a folder, and a path that is no folder or pipe") {
  const TemporaryFolder folder;
  CHECK(Contains(OpenError(folder / "none/x.db", kReadWrite),
                 "there is no folder '" + (folder / "none") + "'"));
  CHECK(Contains(OpenError(folder.path(), kReadWrite), "is a folder where a database is expected"));
  CHECK(Contains(OpenError(folder.path(), kReadOnly), "is a folder where a database is expected"));
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(Contains(OpenError(folder / "pipe", kReadOnly), "is not a file"));
}

TEST_CASE("what is not a database of ours is left alone") {
  const TemporaryFolder folder;
  const std::string text = folder / "notes.txt";
  for (const std::string& content : {std::string("hello"), std::string(5000, 'x')}) {
    WriteFile(text, content);
    CHECK(Contains(OpenError(text, kReadWrite), "'" + text + "' is not a database | give"));
    CHECK(Contains(OpenError(text, kReadOnly), "'" + text + "' is not a database | give"));
    CHECK(ReadFile(text) == content);
  }
  const std::string foreign = folder / "foreign.db";
  for (const char* sql : {"CREATE TABLE t (x)", "PRAGMA application_id = 77"}) {
    RunForeignSql(foreign, sql);
    const std::string before = ReadFile(foreign);
    CHECK(Contains(OpenError(foreign, kReadWrite), "belongs to another program"));
    CHECK(Contains(OpenError(foreign, kReadOnly), "belongs to another program"));
    CHECK(ReadFile(foreign) == before);
  }
}

TEST_CASE("a damaged database says so") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  {
    Database database(path, kReadWrite);
    Statement insert(database, "INSERT INTO meta VALUES (?, ?)");
    for (int i = 0; i < 100; ++i) insert.Run(std::to_string(i), std::string(1000, 'x'));
  }
  const std::string whole = ReadFile(path);
  WriteFile(path, whole.substr(0, whole.size() / 2));
  CHECK(Contains(OpenError(path, kReadWrite), "the database '" + path + "' is damaged"));
  CHECK(Contains(OpenError(path, kReadOnly), "move it away and run 'interlock scan' again"));
  std::string wrong = whole;
  for (std::size_t i = 20 * 4096; i < wrong.size(); ++i) wrong[i] = '\x5a';
  WriteFile(path, wrong);
  CHECK(Contains(ErrorOf([&] {
                   Database database(path, kReadOnly);
                   Number(database, "SELECT sum(length(value)) FROM meta");
                 }),
                 "is damaged"));
}

TEST_CASE("a database with missing tables says so") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  { Database database(path, kReadWrite); }
  RunForeignSql(path, "DROP TABLE meta");
  Database database(path, kReadWrite);
  CHECK(Contains(ErrorOf([&] { Statement(database, "SELECT * FROM meta"); }), "no such table"));
}

TEST_CASE("a newer schema is refused") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  { Database database(path, kReadWrite); }
  RunForeignSql(path, "PRAGMA user_version = 99");
  for (const OpenMode mode : {kReadOnly, kReadWrite}) {
    const std::string error = OpenError(path, mode);
    CHECK(Contains(error, "has schema version 99, and this interlock reads version " +
                              std::to_string(CurrentSchema().version)));
    CHECK(Contains(error, "use the newer interlock"));
  }
}

TEST_CASE("an older schema loses all but its history") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  const Schema first = {.version = 1,
                        .sql =
                            "CREATE TABLE IF NOT EXISTS fact (a TEXT) STRICT;"
                            "CREATE TABLE IF NOT EXISTS gone (a TEXT) STRICT;"
                            "CREATE VIEW IF NOT EXISTS seen AS SELECT a FROM gone;"
                            "CREATE TABLE IF NOT EXISTS scan (a TEXT) STRICT;"
                            "CREATE TRIGGER IF NOT EXISTS kept BEFORE UPDATE ON scan "
                            "BEGIN SELECT RAISE(ABORT, 'kept'); END;",
                        .history_tables = {"scan"}};
  const Schema third = {.version = 3,
                        .sql =
                            "CREATE TABLE IF NOT EXISTS fact (a TEXT, b TEXT) STRICT;"
                            "CREATE TABLE IF NOT EXISTS scan (a TEXT, b TEXT) STRICT;"
                            "CREATE TRIGGER IF NOT EXISTS kept BEFORE UPDATE ON scan "
                            "BEGIN SELECT RAISE(ABORT, 'still kept'); END;",
                        .history_tables = {"scan"},
                        .history_migrations = {"ALTER TABLE scan ADD COLUMN b TEXT;",
                                               "UPDATE scan SET b = a || '!'"}};
  {
    Database database(path, kReadWrite, first);
    database.Execute("INSERT INTO fact VALUES ('f'); INSERT INTO scan VALUES ('s')");
  }
  CHECK(
      Contains(ErrorOf([&] { Database(path, kReadOnly, third); }),
               "has schema version 1, and this interlock reads version 3 | run 'interlock scan'"));
  {
    Database database(path, kReadWrite, third);
    CHECK(Number(database, "SELECT count(*) FROM fact") == 0);
    CHECK(Number(database, "SELECT count(*) FROM scan WHERE b = 's!'") == 1);
    CHECK(Number(database, "SELECT count(*) FROM sqlite_schema WHERE name IN ('gone', 'seen')") ==
          0);
    CHECK(Contains(ErrorOf([&] { database.Execute("UPDATE scan SET a = ''"); }), "still kept"));
  }
  CHECK(ErrorOf([&] { Database(path, kReadOnly, third); }) == "no error");
}

TEST_CASE("a migration that fails leaves the older database as it was") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  const Schema first = {.version = 1,
                        .sql = "CREATE TABLE IF NOT EXISTS scan (a TEXT) STRICT;",
                        .history_tables = {"scan"}};
  Schema second = first;
  second.version = 2;
  second.history_migrations = {"UPDATE scan SET no_such_column = 1"};
  { Database(path, kReadWrite, first).Execute("INSERT INTO scan VALUES ('s')"); }
  CHECK(Contains(ErrorOf([&] { Database(path, kReadWrite, second); }), "no_such_column"));
  Database database(path, kReadOnly, first);
  CHECK(Number(database, "SELECT count(*) FROM scan") == 1);
}

TEST_CASE("the present schema keeps its history when it is made anew") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  {
    Database database(path, kReadWrite);
    database.Execute(
        "INSERT INTO decision VALUES (1, 0, 'hold', 0.5, '');"
        "INSERT INTO language_version VALUES (1, 'v')");
  }
  // As version 3 had it; its scans hold their reports as text.
  RunForeignSql(path,
                "ALTER TABLE scan DROP COLUMN report;"
                "INSERT INTO scan VALUES (1, '', '', '', '', 0, 0, 0, 0, 0, 0, '', 'text');"
                "PRAGMA user_version = 0");
  Database database(path, kReadWrite);
  CHECK(ReportStore(database).LatestScan()->report_json == "text");
  CHECK(Number(database, "SELECT count(*) FROM decision") == 1);
  CHECK(Number(database, "SELECT count(*) FROM language_version") == 0);
  CHECK(Number(database, "PRAGMA user_version") == CurrentSchema().version);
}

// schema.sql has three parts under headings; the code must agree on what is in the last.
TEST_CASE("the tables under the heading history are those that are kept") {
  const std::string_view sql = CurrentSchema().sql;
  const std::size_t heading = sql.find("\n-- history\n");
  REQUIRE(heading != std::string_view::npos);
  std::vector<std::string_view> tables;
  constexpr std::string_view kCreate = "CREATE TABLE IF NOT EXISTS ";
  for (std::size_t at = heading; (at = sql.find(kCreate, at)) != std::string_view::npos;) {
    at += kCreate.size();
    tables.push_back(sql.substr(at, sql.find(' ', at) - at));
  }
  CHECK(tables == CurrentSchema().history_tables);
}

TEST_CASE("history refuses to be altered") {
  Database database(":memory:", kReadWrite);
  database.Execute(
      "INSERT INTO decision VALUES (1, 0, 'hold', 0.5, '');"
      "INSERT INTO decision_change VALUES (1, 0, 0, '12');"
      "INSERT INTO scan VALUES (1, '', '', '', '', 0, 0, 0, 0, 0, 0, '', '', x'')");
  for (const std::string table : {"scan", "decision", "decision_change"}) {
    CHECK(Contains(ErrorOf([&] { database.Execute("DELETE FROM " + table); }), "only added to"));
  }
  for (const std::string update : {"scan SET time = 'x'", "decision SET verdict = 'clear'",
                                   "decision_change SET change = '13'"})
    CHECK(Contains(ErrorOf([&] { database.Execute("UPDATE " + update); }), "only added to"));
}

TEST_CASE("a second writer gives up with advice, and a reader goes on") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  Database first(path, kReadWrite);
  const Transaction transaction(first);
  first.Execute("INSERT INTO meta VALUES ('a', '')");
  Database second(path, kReadWrite);
  second.WaitForLock(std::chrono::milliseconds(10));
  CHECK(Contains(ErrorOf([&] { Transaction other(second); }),
                 "the database '" + path + "' is locked by another process | wait"));
  Database reader(path, kReadOnly);
  CHECK(Number(reader, "SELECT count(*) FROM meta") == 0);
  CHECK(Contains(ErrorOf([&] { reader.Execute("DELETE FROM meta"); }), "cannot be written"));
}

TEST_CASE("a full disk is an error, and what was there stays") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  {
    Database database(path, kReadWrite);
    database.Execute("INSERT INTO meta VALUES ('a', '')");
    database.Execute("PRAGMA max_page_count = 1");  // SQLite makes it the present size
    CHECK(Contains(ErrorOf([&] {
                     Transaction transaction(database);
                     Statement insert(database, "INSERT INTO meta VALUES (?, ?)");
                     for (int i = 0; i < 1000; ++i) insert.Run(i, std::string(1000, 'x'));
                     transaction.Commit();
                   }),
                   "there is no space left to write the database '" + path + "' | free some"));
    database.Execute("PRAGMA max_page_count = 1000000");
    Transaction transaction(database);  // the one that failed is over
    transaction.Commit();
  }
  Database database(path, kReadOnly);
  CHECK(Number(database, "SELECT count(*) FROM meta") == 1);
}

TEST_CASE("who may not write is told so, and may read") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  { Database(path, kReadWrite).Execute("INSERT INTO meta VALUES ('a', '')"); }
  REQUIRE(chmod(folder.path().c_str(), 0555) == 0);
  REQUIRE(chmod(path.c_str(), 0444) == 0);
  CHECK(Contains(AsNobody([&] { return OpenError(path, kReadWrite); }),
                 "the database '" + path + "' cannot be written | make the file"));
  CHECK(AsNobody([&] {
          Database database(path, kReadOnly);
          return std::to_string(Number(database, "SELECT count(*) FROM meta"));
        }) == "1");
  CHECK(Contains(AsNobody([&] { return OpenError(folder / "new.db", kReadWrite); }),
                 "new.db' cannot be created | make its folder writable"));
  REQUIRE(chmod(path.c_str(), 0000) == 0);
  CHECK(Contains(AsNobody([&] { return OpenError(path, kReadOnly); }),
                 "cannot be opened: Permission denied | make the file"));
  REQUIRE(chmod(folder.path().c_str(), 0755) == 0);
}

TEST_CASE("many processes may create one database at once") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      try {
        Database database(path, kReadWrite);
        Transaction transaction(database);
        Statement(database, "INSERT INTO meta VALUES (?, '')").Run(std::to_string(i));
        transaction.Commit();
      } catch (const Error& error) {
        fprintf(stderr, "%s\n", error.what());
        _exit(1);
      }
      _exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  Database database(path, kReadOnly);
  CHECK(Number(database, "SELECT count(*) FROM meta") == 8);
}

}  // namespace
}  // namespace interlock
