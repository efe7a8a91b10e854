// MyBatis mappers: statements that are put together, and what is no mapper.
#include <doctest/doctest.h>

#include "parsers/manifest.h"

namespace interlock {
namespace {

FileFacts Read(const std::string& inside) {
  const ManifestFormat* format = ManifestFor("res/mapper/OrderMapper.xml", false);
  REQUIRE(format != nullptr);
  FileFacts facts;
  std::string problem;
  CHECK(format->extract("<mapper namespace=\"a\">\n" + inside + "</mapper>", facts, problem));
  return facts;
}

TEST_CASE("a statement holds its fragments and conditions, without what is trimmed off") {
  const FileFacts facts = Read(
      "<sql id=\"c\">id</sql>\n"
      "<select id=\"a\">SELECT <include refid=\"c\"/> FROM orders"
      "<where><if test=\"x\">and total = #{x}</if></where></select>\n"
      "<update id=\"b\">UPDATE orders <set><if test=\"n\">note = #{n},</if></set>"
      "<trim prefix=\"WHERE\" prefixOverrides=\"AND |OR \"> OR id = 1</trim></update>\n");
  REQUIRE(facts.statements.size() == 2);
  CHECK(facts.statements[0].line == 3);
  CHECK(facts.statements[0].columns.size() == 2);
  CHECK_FALSE(facts.statements[0].partial);
  CHECK(facts.statements[1].columns.size() == 2);
  CHECK_FALSE(facts.statements[1].partial);
}

TEST_CASE("fragments that take each other, and elements without end, are read to an end") {
  std::string many = "<sql id=\"a\">";
  for (int i = 0; i < 200; ++i) many += "<include refid=\"a\"/>";
  many += "</sql><select id=\"s\">SELECT id FROM orders <include refid=\"a\"/></select>";
  CHECK(Read(many).statements.empty());
  std::string deep = "<select id=\"s\">SELECT id FROM orders ";
  for (int i = 0; i < 5'000; ++i) deep += "<if>";
  for (int i = 0; i < 5'000; ++i) deep += "</if>";
  CHECK(Read(deep + "</select>").statements.size() == 1);
  CHECK(Read("<select id=\"s\">SELECT ${ FROM #{</select>").statements.empty());
}

}  // namespace
}  // namespace interlock
