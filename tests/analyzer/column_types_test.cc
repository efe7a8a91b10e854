#include "analyzer/overlay/types/column_types.h"

#include <doctest/doctest.h>

#include <string>

#include "analyzer/intake/builtin_documents.h"
#include "analyzer/overlay/resources/hazards.h"

namespace interlock {
namespace {

const HazardTable& Table() {
  static const HazardTable table = ReadHazards(BuiltinDocument("hazards"));
  return table;
}

Retyping From(const std::string& before, const std::string& after) {
  const auto was = ReadColumnType(Table(), before), is = ReadColumnType(Table(), after);
  return was && is ? Compare(*was, *is) : Retyping::kUnknown;
}

TEST_CASE("column types: what holds all that it did fits") {
  CHECK(From("integer", "bigint") == Retyping::kFits);
  CHECK(From("varchar(50)", "varchar(200)") == Retyping::kFits);
  CHECK(From("varchar(50)", "text") == Retyping::kFits);
  CHECK(From("character varying(50)", "VARCHAR(50)") == Retyping::kFits);
  CHECK(From("timestamp(6) without time zone", "DateTimeField") == Retyping::kFits);
  CHECK(From("numeric(10,2)", "decimal(12, 2)") == Retyping::kFits);
}

TEST_CASE("column types: what holds less is narrower") {
  CHECK(From("bigint", "integer") == Retyping::kNarrower);
  CHECK(From("bigint(20) unsigned", "int(11)") == Retyping::kNarrower);
  CHECK(From("String(200)", "varchar(40)") == Retyping::kNarrower);
  CHECK(From("text", "CharField(40)") == Retyping::kNarrower);
}

TEST_CASE("column types: values of another form") {
  CHECK(From("integer", "varchar(20)") == Retyping::kOther);
  CHECK(From("DateTimeField", "DateField") == Retyping::kOther);
  CHECK(From("text", "jsonb") == Retyping::kOther);
}

TEST_CASE("column types: a length that nobody writes is held against nobody") {
  CHECK(From("text", "string") == Retyping::kFits);
  CHECK(From("string", "string(40)") == Retyping::kFits);
  // four bytes or eight: a number behind an integer is a length in bytes, or digits shown
  CHECK(From("bigint", "integer(8)") == Retyping::kFits);
}

TEST_CASE("column types: what is not in the table is not known") {
  CHECK(From("integer", "mood") == Retyping::kUnknown);
  CHECK(From("integer[]", "bigint[]") == Retyping::kUnknown);
  CHECK(From("", "integer") == Retyping::kUnknown);
  CHECK(From("(", ")") == Retyping::kUnknown);
  CHECK(From(std::string(100000, ' '), "integer") == Retyping::kUnknown);
}

}  // namespace
}  // namespace interlock
