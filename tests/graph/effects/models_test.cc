// Types of object-relational mappers, and the calls that query their tables.
#include "graph/effects/models.h"

#include <doctest/doctest.h>

#include "analyzer/intake/catalog.h"
#include "parsers/sql_reader.h"
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

class Dated(models.Model):
    created = models.DateTimeField()

    class Meta:
        abstract = True

class Order(Dated):
    status = models.IntegerField(default=1)
    user = models.ForeignKey("users.User", on_delete=models.CASCADE)
    note = models.TextField(db_column="note_text")
    tags = models.ManyToManyField("Tag")

    def is_open(self):
        return self.status == 1

class Line(models.Model):
    class Meta:
        db_table = "order_lines"

class Big(Line):
    class Meta:
        proxy = True
=== shop/views.py
from shop.orders.models import Line, Order
from shop import cart

def show(request):
    for order in Order.objects.filter(status=1, user__name="x", total=2).order_by("-note", "?"):
        print(order)
    open_ones = Order.objects.exclude(user_id=3)
    open_ones.update(created=None)
    Line.objects.all().delete()
    Line.objects.get(id=1).order.delete()
    cart.objects.filter(status=1)
    Order.objects.active().values_list("created", flat=True)
)";

TEST_CASE("a model maps its table and columns, those of abstract bases included") {
  CHECK(Of(kDjango, "shop/orders/models.py") ==
        Lines{"4 column orders_order.created: map >DateTimeField in Order",
              "9 table orders_order: map in Order",
              "10 column orders_order.status: map >IntegerField in Order",
              "11 column orders_order.user_id: map >ForeignKey in Order",
              "12 column orders_order.note_text: map >TextField in Order",
              "16 column orders_order.status: read in Order.is_open",
              "18 table order_lines: map in Line"});
}

TEST_CASE("queries name columns by keyword and by text, as far as they are declared") {
  CHECK(Of(kDjango, "shop/views.py") ==
        Lines{"5 column orders_order.note_text: read in show",
              "5 column orders_order.status: read in show",
              "5 column orders_order.user_id: read in show", "5 table orders_order: read in show",
              "7 column orders_order.user_id: read in show", "7 table orders_order: read in show",
              "8 column orders_order.created: write in show", "8 table orders_order: write in show",
              "9 table order_lines: delete in show", "9 table order_lines: read in show",
              "10 table order_lines: read in show", "12 column orders_order.created: read in show",
              "12 table orders_order: read in show"});
}

TEST_CASE("declared tables of SQLAlchemy; members read off the type are columns") {
  CHECK(Of(R"(
=== base.py
from sqlalchemy.orm import declarative_base
Base = declarative_base()
=== a.py
import sqlalchemy as sa
from base import Base

class Order(Base):
    __tablename__ = "orders"
    id = sa.Column(sa.Integer, primary_key=True)
    note = sa.Column("note_text", sa.Text)

def find(session):
    return session.execute(sa.select(Order).where(Order.note == "x", Order.other == 1))
)",
           "a.py") ==
        Lines{"4 table orders: map in Order", "6 column orders.id: map >Column in Order",
              "7 column orders.note_text: map >Column in Order",
              "10 column orders.note_text: read in find", "10 table orders: read in find"});
}

TEST_CASE("Active Record: plural names, one table for all that derive, names given in the body") {
  CHECK(Of(R"(
=== models.rb
class ApplicationRecord < ActiveRecord::Base
  self.abstract_class = true
end
class OrderLine < ApplicationRecord
  belongs_to :order
  has_many :taxes
  def self.open
    where(state: 1, order: 2, taxes: 3).pluck(:note)
  end
end
class Vm < ApplicationRecord
  self.table_name = "machines"
end
class Cloud < Vm
end
class Odd < ApplicationRecord
  self.table_name = compute
end
=== use.rb
Cloud.where(name: 1).update_all(size: 2)
Odd.where(name: 1)
puts.where(name: 1)
)",
           "models.rb") == Lines{"4 table order_lines: map in OrderLine",
                                 "5 column order_lines.order_id: map in OrderLine",
                                 "8 column order_lines.note: read (likely) in OrderLine.open",
                                 "8 column order_lines.order_id: read in OrderLine.open",
                                 "8 column order_lines.state: read (likely) in OrderLine.open",
                                 "8 table order_lines: read in OrderLine.open",
                                 "11 table machines: map in Vm"});
}

TEST_CASE("a model that derives has the table of its base") {
  CHECK(Of(R"(
=== a.rb
class Vm < ActiveRecord::Base
  self.table_name = "machines"
end
class Cloud < Vm
end
Cloud.where(name: 1).update_all(size: 2)
Odd.where(name: 1)
)",
           "a.rb") == Lines{"1 table machines: map in Vm", "6 column machines.name: read (likely)",
                            "6 column machines.size: write (likely)", "6 table machines: read",
                            "6 table machines: write"});
}

TEST_CASE("entities that decorators mark") {
  CHECK(Of(R"(
=== Order.java
package shop;
import jakarta.persistence.*;
@Entity
@Table(name = "orders")
class Order {
  @Id private Long id;
  @Column(name = "note_text") private String customerNote;
  private String shipTo;
  @Transient private int cached;
  @ManyToOne private User user;
}
class Plain { private int x; }
)",
           "Order.java") == Lines{"5 table orders: map in Order",
                                  "6 column orders.id: map >Long in Order",
                                  "7 column orders.note_text: map >String in Order",
                                  "8 column orders.ship_to: map >String in Order",
                                  "10 column orders.user_id: map >User in Order"});
  CHECK(Of(R"(
=== order.ts
import { Entity, Column } from "typeorm";
@Entity("orders")
export class Order {
  @Column({ name: "note_text" }) note: string;
  helper: string;
}
@Injectable()
export class Other { @Column() x: string; }
)",
           "order.ts") ==
        Lines{"3 table orders: map in Order", "4 column orders.note_text: map >string in Order"});
}

TEST_CASE("statements may speak of entities and their fields") {
  Catalog catalog = ReadBuiltinCatalog();
  const tests::Sources sources(R"(
=== Order.java
package shop;
@Entity
@Table(name = "bills")
class Order {
  private String shipTo;
}
=== Orders.java
package shop;
class Orders { }
)");
  const World world({&sources.layer()});
  const EffectBasis basis(world.layers().front(), catalog);
  EffectContext context(world, basis);
  FileFacts facts = sources.Find("Orders.java")->facts();
  ReadSql("SELECT o.shipTo FROM Order o", 2, -1, facts);
  const SourceFile file("Orders.java", facts, sources.Find("Orders.java")->traits());
  Lines lines;
  for (const Effect& effect : StatementEffects(context, file)) {
    lines.push_back(tests::Written(effect));
  }
  CHECK(lines == Lines{"2 table bills: read", "2 column bills.ship_to: read"});
}

TEST_CASE("what a run keeps of the models of a base is what the next one would read") {
  static const Catalog catalog = ReadBuiltinCatalog();
  const tests::Sources sources(R"(
=== shop/models.py
from django.db import models

class Order(models.Model):
    status = models.IntegerField(default=1)
=== Store.cs
using Microsoft.EntityFrameworkCore;
class Line { public int Id { get; set; } }
class Store : DbContext { public DbSet<Line> Lines { get; set; } }
)");
  EffectBasis basis(&sources.layer(), catalog);
  CHECK(basis.Keep().models.empty());  // nobody has asked
  CHECK(basis.models().FieldsNamed("status") == 1);
  CHECK(basis.sets().size() == 1);
  const EffectBasis::Kept kept = basis.Keep();

  EffectBasis again(&sources.layer(), catalog);
  again.Recall(kept);
  CHECK(again.models().FieldsNamed("status") == 1);
  CHECK(again.models().Of(sources.Find("shop/models.py")).size() == 1);
  CHECK(again.sets().front().name == "Lines");
  CHECK(again.Keep().models.empty());  // it is kept already
  CHECK(again.Keep().sets.empty());

  EffectBasis damaged(&sources.layer(), catalog);
  damaged.Recall({kept.models.substr(0, kept.models.size() - 1), "x", ""});
  CHECK(damaged.models().FieldsNamed("status") == 1);  // read from the files
  CHECK(damaged.Keep().models == kept.models);

  const tests::Sources others("=== a.py\nx = 1\n");
  EffectBasis other(&others.layer(), catalog);
  other.Recall(kept);  // speaks of files that are not there
  CHECK(other.models().FieldsNamed("status") == 0);
}

TEST_CASE("a struct that computes the name of its table has none that anybody knows") {
  CHECK(Of(R"(
=== m.go
package m

import "gorm.io/gorm"

type OrderLine struct {
	gorm.Model
	ShipTo string
}

type Odd struct {
	gorm.Model
}

func (Odd) TableName() string { return prefix + suffix() }
type Said struct {
	ID uint
}
func (*Said) TableName() string { return "said_orders" }
)",
           "m.go") == Lines{"5 table order_lines: map in OrderLine",
                            "7 column order_lines.ship_to: map >string in OrderLine",
                            "15 table said_orders: map in Said",
                            "16 column said_orders.id: map >uint in Said"});
}

TEST_CASE("calls of a session are given what is made of a model") {
  const char* const kStores = R"(
=== Shop/Orders.cs
using Microsoft.EntityFrameworkCore;
namespace Shop;
[Table("orders")]
class Order {
    [Column("order_id")]
    public int Id { get; set; }
    public int Total { get; set; }
}
class Plain { }
class ShopContext : DbContext { }
class Uses {
    void Save(System.Collections.Generic.List<Order> list) {
        using var context = new ShopContext();
        var order = new Order { Id = 1 };
        context.Add(order);
        list.Add(order);
        context.Remove(order);
        context.Add(new Plain());
    }
}
=== go.mod
module shop
=== shop/store.go
package shop
import "gorm.io/gorm"
type Order struct {
	gorm.Model
	Total int
}
func use(db *gorm.DB, other *Other) {
	order := Order{}
	db.Create(&order)
	var all []Order
	db.Where("total > ?", 1).Find(&all)
	db.Delete(&Order{}, 1)
	other.Create(&order)
}
=== app/Models/Order.php
<?php
namespace App\Models;
use Illuminate\Database\Eloquent\Model;
class Order extends Model {
    protected $table = 'shop_orders';
}
class Line extends Model {
    public function open() { return Line::query()->where('status', 1)->get(); }
}
class Helper {
    public static function create() {}
}
class Uses {
    public function f() {
        Order::where('a', 1)->delete();
        Line::create(['x' => 1]);
        Helper::create();
    }
}
)";
  CHECK(Of(kStores, "Shop/Orders.cs") ==
        Lines{"4 table orders: map in Order", "6 column orders.order_id: map >int in Order",
              "7 column orders.total: map >int in Order", "15 table orders: write in Uses.Save",
              "17 table orders: delete in Uses.Save"});
  CHECK(Of(kStores, "shop/store.go") ==
        Lines{"3 table orders: map in Order", "5 column orders.total: map >int in Order",
              "9 table orders: write in use", "11 column orders.total: read in use",
              "11 table orders: read in use", "12 table orders: delete in use"});
  CHECK(Of(kStores, "app/Models/Order.php") ==
        Lines{"4 table shop_orders: map in Order", "7 table lines: map in Line",
              "8 column lines.status: read in Line.open", "8 table lines: read in Line.open",
              "15 column shop_orders.a: read in Uses.f", "15 table shop_orders: delete in Uses.f",
              "15 table shop_orders: read in Uses.f", "16 column lines.x: write in Uses.f",
              "16 table lines: write in Uses.f"});
}

TEST_CASE("a model of Eloquent has the table that the one it derives from names, and no other") {
  constexpr const char* kTree = R"(
=== app/Models/Orders.php
<?php
namespace App\Models;
use Illuminate\Database\Eloquent\Model;
class Order extends Model {
    protected $table = 'shop_orders';
}
class GiftOrder extends Order {}
class Line extends Model {}
class GiftLine extends Line {}
class Uses {
    public function f() {
        GiftOrder::create([]);
        GiftLine::create([]);
    }
}
)";
  CHECK(Of(kTree, "app/Models/Orders.php") ==
        Lines{"4 table shop_orders: map in Order", "8 table lines: map in Line",
              "9 table gift_lines: map in GiftLine", "12 table shop_orders: write in Uses.f",
              "13 table gift_lines: write in Uses.f"});
}

}  // namespace
}  // namespace interlock
