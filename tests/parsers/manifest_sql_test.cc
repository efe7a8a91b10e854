// Files of SQL: only what goes forward counts.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/parsers/manifest_reading_internal.h"

namespace interlock {
namespace {

std::vector<std::string> Verbs(std::string_view path, std::string_view bytes) {
  std::vector<std::string> verbs;
  for (const SqlStatement& s : ReadFacts(path, bytes).statements) {
    verbs.push_back(std::to_string(s.line) + " " + s.verb + " " + s.tables.at(0).table);
  }
  return verbs;
}

TEST_CASE("of a migration that holds both directions only the forward half counts") {
  CHECK(Verbs("db/migrations/001_a.sql",
              "-- +goose Up\nCREATE TABLE a (x int);\n-- +goose Down\nDROP TABLE a;\n"
              "-- +goose up\nCREATE TABLE b (x int);\n") ==
        Expected{"2 create table a", "6 create table b"});
  CHECK(Verbs("001_a.sql", "--+migrate Up\nDROP TABLE a;\n--  +migrate  Down\nDROP TABLE b;") ==
        Expected{"2 drop table a"});
  CHECK(Verbs("001_a.sql", "-- migrate:up\nDROP TABLE a;\n-- migrate:down\nDROP TABLE b;") ==
        Expected{"2 drop table a"});
  CHECK(Verbs("conf/evolutions/1.sql", "# --- !Ups\nDROP TABLE a;\n# --- !Downs\nDROP TABLE b;") ==
        Expected{"2 drop table a"});
}

TEST_CASE("files that undo hold nothing that is done") {
  for (const char* path :
       {"m/000001_a.down.sql", "V/U1_2__a.sql", "migrations/2024_a/down.sql", "revert/a.sql"}) {
    CAPTURE(path);
    CHECK(Verbs(path, "DROP TABLE a").empty());
  }
  for (const char* path : {"m/000001_a.up.sql", "V1__a.sql", "Users__x.sql", "schema.ddl"}) {
    CAPTURE(path);
    CHECK(Verbs(path, "DROP TABLE a") == Expected{"1 drop table a"});
  }
}

TEST_CASE("rows and commands of a dump are no statements") {
  CHECK(Verbs("dump.sql",
              "\\connect shop\nCOPY public.a (x, y) FROM stdin;\n1\tDROP TABLE b;\n"
              "2\t'unclosed\n\\.\nDROP TABLE c;\n") ==
        Expected{"2 copy public.a", "6 drop table c"});
}

}  // namespace
}  // namespace interlock
