// Liquibase changelogs: changes are statements.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/parsers/manifest_reading_internal.h"

namespace interlock {
namespace {

std::vector<std::string> Statements(std::string_view path, std::string_view bytes) {
  std::vector<std::string> lines;
  for (const SqlStatement& s : ReadFacts(path, bytes).statements) {
    std::string line = std::to_string(s.line) + " " + s.verb;
    for (const TableUse& use : s.tables) {
      line += " " + use.access + " " + use.table + (use.to.empty() ? "" : ">" + use.to);
    }
    for (const ColumnUse& use : s.columns) {
      line += ", " + use.access + " " + use.column + (use.to.empty() ? "" : ">" + use.to) +
              (use.required ? "!" : "");
    }
    lines.push_back(line);
  }
  return lines;
}

TEST_CASE("changes in XML; what rolls back is not done") {
  CHECK(Statements("db/changelog/a.xml", R"(<databaseChangeLog>
  <changeSet id="1" author="a">
    <createTable tableName="Orders" schemaName="shop">
      <column name="id" type="bigint" autoIncrement="true"><constraints primaryKey="true"/></column>
      <column name="note" type="TEXT"><constraints nullable="false"/></column>
    </createTable>
    <addColumn tableName="orders"><column name="x" type="int" defaultValueNumeric="0">
      <constraints nullable="false"/></column></addColumn>
    <rollback><dropTable tableName="orders"/></rollback>
  </changeSet>
  <changeSet id="2" author="a">
    <dropColumn tableName="orders" columnName="x"/>
    <renameColumn tableName="orders" oldColumnName="a" newColumnName="b"/>
    <renameTable oldTableName="a" newTableName="b"/>
    <addNotNullConstraint tableName="orders" columnName="c"/>
    <addForeignKeyConstraint baseTableName="lines" referencedTableName="orders"/>
    <dropTable tableName="${prefix}gone"/>
    <sql>UPDATE orders SET a = 1</sql>
  </changeSet>
</databaseChangeLog>)") ==
        Expected{"3 create table create shop.orders, add id>bigint, add note>text!",
                 "7 alter table alter orders, add x>int", "12 alter table alter orders, drop x",
                 "13 alter table alter orders, rename a>b", "14 alter table rename a>b",
                 "15 alter table alter orders, alter c!", "16 alter table alter lines lock orders",
                 "18 update all write orders, write a"});
}

TEST_CASE("changes in YAML") {
  CHECK(Statements("src/main/resources/db.changelog-1.yaml", R"(databaseChangeLog:
  - changeSet:
      id: 1
      author: a
      changes:
        - addColumn:
            tableName: orders
            columns:
              - column:
                  name: note
                  type: text
                  constraints:
                    nullable: false
              - column:
                  name: other
                  type: int
        - sql:
            sql: DELETE FROM orders
      rollback:
        - dropTable:
            tableName: orders
)") == Expected{"7 alter table alter orders, add note>text!, add other>int",
                "18 delete all delete orders"});
}

TEST_CASE("what is named like a changelog and is none says nothing") {
  CHECK(Statements("changelog.xml", "<releases><release>1</release></releases>").empty());
  CHECK(Statements("changelogs/changelog.yaml", "releases:\n  1.0.0:\n    changes: {}\n").empty());
}

}  // namespace
}  // namespace interlock
