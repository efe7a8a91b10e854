// Migrations that are written in code.
#include <doctest/doctest.h>

#include "analyzer/intake/catalog.h"
#include "tests/graph/effects_of_internal.h"

namespace interlock {
namespace {

using Lines = std::vector<std::string>;

Lines Of(std::string_view text, std::string_view path) {
  static const Catalog catalog = ReadBuiltinCatalog();
  return tests::EffectLines(text, path, catalog, {"table", "column"});
}

constexpr const char* kDjango = R"(
=== shop/orders/models.py
from django.db import models

class Order(models.Model):
    class Meta:
        db_table = "bills"
=== shop/orders/migrations/0001_initial.py
from django.db import migrations, models

class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.AutoField(primary_key=True)),
                ("user", models.ForeignKey("users.User", on_delete=models.CASCADE)),
                ("tags", models.ManyToManyField("Tag")),
            ],
            options={"db_table": "bills"},
        ),
        migrations.AddField("order", "state", models.CharField(max_length=10)),
        migrations.CreateModel(name="Gone", fields=[("x", models.IntegerField())]),
    ]
=== shop/orders/migrations/0002_more.py
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    operations = [
        migrations.AddField(model_name="order", name="note", field=models.TextField(default="")),
        migrations.AddField("order", "seen", models.DateTimeField(null=True)),
        migrations.AlterField("order", "state", models.CharField(max_length=10, choices=[("a", "b")])),
        migrations.AlterField("order", "state", models.CharField(max_length=20)),
        migrations.RemoveField("order", "user"),
        migrations.RenameField("order", "state", "status"),
        migrations.DeleteModel("Gone"),
        migrations.AlterField("order", "seen", models.DateTimeField(db_default={}, max_length=1)),
        migrations.AlterField("order", "user", models.ForeignKey("users.user", on_delete=models.PROTECT)),
        AddIndexConcurrently("order", models.Index(fields=["note"], name="i")),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("order", "kept")],
            database_operations=[migrations.RemoveField("order", "real")],
        ),
    ]
)";

TEST_CASE("Django: operations on models, as the migrations before them left those") {
  CHECK(Of(kDjango, "shop/orders/migrations/0002_more.py") ==
        Lines{"6 column bills.note: add column >TextField! [ACCESS EXCLUSIVE] in "
              "Migration.operations",
              "6 table bills: alter [ACCESS EXCLUSIVE] in Migration.operations",
              "7 column bills.seen: add column >DateTimeField [ACCESS EXCLUSIVE] in "
              "Migration.operations",
              "7 table bills: alter [ACCESS EXCLUSIVE] in Migration.operations",
              "9 column bills.state: alter column >CharField(20) [ACCESS EXCLUSIVE] in "
              "Migration.operations",
              "9 table bills: alter [ACCESS EXCLUSIVE] in Migration.operations",
              "10 column bills.user_id: drop column [ACCESS EXCLUSIVE] in Migration.operations",
              "10 table bills: alter [ACCESS EXCLUSIVE] in Migration.operations",
              "11 column bills.state: rename column >status [ACCESS EXCLUSIVE] in "
              "Migration.operations",
              "11 table bills: alter [ACCESS EXCLUSIVE] in Migration.operations",
              "12 table orders_gone: drop [ACCESS EXCLUSIVE] in Migration.operations",
              "13 column bills.seen: alter column >DateTimeField(1) [ACCESS EXCLUSIVE] in "
              "Migration.operations",
              "13 table bills: alter [ACCESS EXCLUSIVE] in Migration.operations",
              "15 table bills: add index [SHARE UPDATE EXCLUSIVE, online] in Migration.operations",
              "18 column bills.real: drop column [ACCESS EXCLUSIVE] in Migration.operations",
              "18 table bills: alter [ACCESS EXCLUSIVE] in Migration.operations"});
}

TEST_CASE("Django: a new model has columns, and nobody waits for its lock") {
  CHECK(Of(kDjango, "shop/orders/migrations/0001_initial.py") ==
        Lines{"5 column bills.id: add column >AutoField in Migration.operations",
              "5 column bills.user_id: add column >ForeignKey in Migration.operations",
              "5 table bills: create in Migration.operations",
              "14 column bills.state: add column >CharField(10)! in Migration.operations",
              "15 column orders_gone.x: add column >IntegerField in Migration.operations",
              "15 table orders_gone: create in Migration.operations"});
}

TEST_CASE("Django: statements that undo are not done") {
  CHECK(Of(R"(
=== app/migrations/0001_a.py
from django.db import migrations
AGAIN = "ALTER TABLE c ADD x int; ALTER TABLE c ADD y int"
class Migration(migrations.Migration):
    operations = [
        migrations.RunSQL("DROP TABLE lines; DROP TABLE bills", reverse_sql="CREATE TABLE lines (x int); CREATE TABLE bills (x int);"),
        migrations.RunSQL("ALTER TABLE c DROP x", AGAIN),
    ]
)",
           "app/migrations/0001_a.py") ==
        Lines{"5 table bills: drop [ACCESS EXCLUSIVE] in Migration.operations",
              "5 table lines: drop [ACCESS EXCLUSIVE] in Migration.operations",
              "6 column c.x: drop column [ACCESS EXCLUSIVE] in Migration.operations",
              "6 table c: alter [ACCESS EXCLUSIVE] in Migration.operations"});
}

TEST_CASE("Alembic: what downgrades is not done") {
  CHECK(Of(R"(
=== versions/a.py
from alembic import op
import sqlalchemy as sa

ORDERS = "orders"

def upgrade():
    op.drop_column(ORDERS, "z")
    op.drop_column(name(), "z")
    op.add_column("orders", sa.Column("x", sa.Text(), nullable=False))
    op.create_table("t", sa.Column("id", sa.Integer(), server_default="", nullable=False))
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_column("y")
    op.create_index("i", "orders", ["x"], postgresql_concurrently=True)

def downgrade():
    op.drop_column("orders", "x")
)",
           "versions/a.py") ==
        Lines{"7 column orders.z: drop column [ACCESS EXCLUSIVE] in upgrade",
              "7 table orders: alter [ACCESS EXCLUSIVE] in upgrade",
              "9 column orders.x: add column >Text! [ACCESS EXCLUSIVE] in upgrade",
              "9 table orders: alter [ACCESS EXCLUSIVE] in upgrade",
              "10 column t.id: add column >Integer in upgrade", "10 table t: create in upgrade",
              "12 column orders.y: drop column [ACCESS EXCLUSIVE] in upgrade",
              "12 table orders: alter [ACCESS EXCLUSIVE] in upgrade",
              "13 table orders: add index [SHARE UPDATE EXCLUSIVE, online] in upgrade"});
}

TEST_CASE("Rails: columns in blocks belong to the table around them") {
  CHECK(Of(R"(
=== db/migrate/1_a.rb
class A < ActiveRecord::Migration[7.0]
  def up
    create_table :lines do |t|
      t.bigint :a, :b
      t.references :user, null: false
    end
    change_table :orders do |t|
      t.rename :a, :b
      t.remove :c
    end
    add_column :orders, :note, :string, null: false, default: ""
    remove_columns :orders, :d, :e
    add_index :orders, :note, algorithm: :concurrently
    t.string :stray
  end
  def down
    drop_table :lines
  end
end
=== lib/a.rb
create_table :lines
)",
           "db/migrate/1_a.rb") ==
        Lines{"3 table lines: create in A.up", "4 column lines.a: add column >bigint in A.up",
              "4 column lines.b: add column >bigint in A.up",
              "5 column lines.user_id: add column! in A.up",
              "8 column orders.a: rename column >b [ACCESS EXCLUSIVE] in A.up",
              "8 table orders: alter [ACCESS EXCLUSIVE] in A.up",
              "9 column orders.c: drop column [ACCESS EXCLUSIVE] in A.up",
              "9 table orders: alter [ACCESS EXCLUSIVE] in A.up",
              "11 column orders.note: add column >string [ACCESS EXCLUSIVE] in A.up",
              "11 table orders: alter [ACCESS EXCLUSIVE] in A.up",
              "12 column orders.d: drop column [ACCESS EXCLUSIVE] in A.up",
              "12 column orders.e: drop column [ACCESS EXCLUSIVE] in A.up",
              "12 table orders: alter [ACCESS EXCLUSIVE] in A.up",
              "13 table orders: add index [SHARE UPDATE EXCLUSIVE, online] in A.up"});
}

TEST_CASE(
    "Knex, TypeORM and Sequelize take the locks that PostgreSQL takes, but for tables that they "
    "make") {
  CHECK(Of(R"(
=== migrations/a.ts
exports.up = (knex) =>
  knex.schema.createTable("users", (table) => { table.string("email", 80).notNullable(); })
    .alterTable("b", (t) => { t.dropColumn("c"); });
exports.down = (knex) => knex.schema.dropTable("users");
export class X {
  async up(queryRunner: QueryRunner) {
    await queryRunner.addColumn("t", new TableColumn({ name: "y", type: "text", isNullable: false }));
  }
  async down(queryRunner: QueryRunner) { await queryRunner.dropColumn("t", "y"); }
}
)",
           "migrations/a.ts") == Lines{"2 column users.email: add column >string(80)! in up",
                                       "2 table users: create in up",
                                       "3 column b.c: drop column [ACCESS EXCLUSIVE] in up",
                                       "3 table b: alter [ACCESS EXCLUSIVE] in up",
                                       "7 column t.y: add column >text! [ACCESS EXCLUSIVE] in X.up",
                                       "7 table t: alter [ACCESS EXCLUSIVE] in X.up"});
}

}  // namespace
}  // namespace interlock
