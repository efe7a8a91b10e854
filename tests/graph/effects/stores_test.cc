// Repositories, sets and sessions: objects through which the table of a model is queried.
#include <doctest/doctest.h>

#include "analyzer/intake/catalog.h"
#include "graph/effects/model_stores.h"
#include "tests/graph/effects_of_internal.h"

namespace interlock {
namespace {

using Lines = std::vector<std::string>;

Lines Of(std::string_view text, std::string_view path) {
  static const Catalog catalog = ReadBuiltinCatalog();
  return tests::EffectLines(text, path, catalog, {"table", "column"});
}

TEST_CASE("type arguments as they are written") {
  CHECK(TypeArguments("Repository<shop::Order, Map<A, B>>", "Repository") ==
        Lines{"shop.Order", "Map"});
  CHECK(TypeArguments("Optional<Repo[Order]>", "Repo") == Lines{"Order"});
  CHECK(TypeArguments("MyRepo<Order>", "Repo").empty());
  CHECK(TypeArguments("Repo", "Repo").empty());
  CHECK(TypeArguments("Repo<", "Repo").empty());
  CHECK(TypeArguments("Repo<Order", "").empty());
}

constexpr const char* kSpring = R"(
=== shop/Base.java
package shop;
import jakarta.persistence.*;
@MappedSuperclass
public class Base {
  private Long id;
}
=== shop/Plain.java
package shop;
public class Plain extends Base {
  private String name;
}
=== shop/GiftOrder.java
package shop;
import jakarta.persistence.*;
@Entity
public class GiftOrder extends Base {
  private String status;
  @Column(name = "note_text")
  private String note;
}
=== shop/BaseRepository.java
package shop;
import org.springframework.data.jpa.repository.JpaRepository;
public interface BaseRepository<T extends Base> extends JpaRepository<T, Long> {}
=== shop/GiftOrders.java
package shop;
import java.util.List;
import org.springframework.data.jpa.repository.Query;
public interface GiftOrders extends BaseRepository<GiftOrder> {
  List<GiftOrder> findByStatusAndNoteContaining(String status, String note);
  @Query("SELECT o FROM GiftOrder o WHERE o.note = ?1")
  List<GiftOrder> findByPhrase(String phrase);
  default GiftOrder firstByStatus() { return null; }
}
=== shop/Service.java
package shop;
import jakarta.persistence.EntityManager;
import java.util.List;
public class Service {
  private final GiftOrders orders;
  private final EntityManager em;
  private final List<GiftOrder> kept;
  Service(GiftOrders orders, EntityManager em) {
    this.orders = orders;
    this.em = em;
  }
  void place(GiftOrder order, Plain plain) {
    orders.save(order);
    em.persist(order);
    em.persist(plain);
    kept.stream();
    kept.remove(order);
  }
  GiftOrder find(Long id) {
    em.find(GiftOrder.class, id);
    orders.toString();
    return this.orders.findById(id).orElse(null);
  }
  void drop(List<GiftOrder> all) {
    orders.findByStatusAndNoteContaining("a", "b").stream();
    orders.deleteAll(all);
    orders.findOpenOnes();
    all.clear();
  }
}
)";

TEST_CASE("an interface that gives a repository its entity, through one of the repository's own") {
  CHECK(Of(kSpring, "shop/GiftOrders.java") ==
        Lines{"5 column gift_order.note_text: read in GiftOrders.findByStatusAndNoteContaining",
              "5 column gift_order.status: read in GiftOrders.findByStatusAndNoteContaining",
              "5 table gift_order: read in GiftOrders.findByStatusAndNoteContaining",
              "6 column gift_order.*: read in GiftOrders.findByPhrase",
              "6 column gift_order.note_text: read in GiftOrders.findByPhrase",
              "6 table gift_order: read in GiftOrders.findByPhrase"});
  CHECK(Of(kSpring, "shop/BaseRepository.java").empty());
}

TEST_CASE("calls on a repository are of its entity's table; on other objects they are not") {
  CHECK(Of(kSpring, "shop/Service.java") == Lines{"13 table gift_order: write in Service.place",
                                                  "14 table gift_order: write in Service.place",
                                                  "20 table gift_order: read in Service.find",
                                                  "22 table gift_order: read in Service.find",
                                                  "25 table gift_order: read in Service.drop",
                                                  "26 table gift_order: delete in Service.drop",
                                                  "27 table gift_order: read in Service.drop"});
}

TEST_CASE(
    "columns of a mapped base are those of what derives from it, if that says it is an entity") {
  CHECK(Of(kSpring, "shop/Base.java").empty());
  CHECK(Of(kSpring, "shop/Plain.java").empty());
  CHECK(Of(kSpring, "shop/GiftOrder.java") ==
        Lines{"4 column gift_order.id: map >Long in GiftOrder",
              "4 table gift_order: map in GiftOrder",
              "5 column gift_order.status: map >String in GiftOrder",
              "7 column gift_order.note_text: map >String in GiftOrder"});
}

TEST_CASE("the same in Kotlin") {
  CHECK(Of(R"(
=== a.kt
package shop
import jakarta.persistence.Entity
import org.springframework.data.repository.CrudRepository

@Entity
class Owner(val lastName: String)

interface Owners : CrudRepository<Owner, Int> {
    fun findByLastName(lastName: String): List<Owner>
}

class Registry(private val owners: Owners, private val other: Set<Owner>) {
    fun add(owner: Owner) {
        owners.save(owner)
        other.count()
    }
}
)",
           "a.kt") == Lines{"6 column owner.last_name: map >String in Owner",
                            "6 table owner: map in Owner",
                            "9 column owner.last_name: read in Owners.findByLastName",
                            "9 table owner: read in Owners.findByLastName",
                            "14 table owner: write in Registry.add"});
}

TEST_CASE("TypeORM: repositories as fields, parameters and results, managers, Active Record") {
  CHECK(Of(R"(
=== user.ts
import { BaseEntity, Column, Entity } from "typeorm";

@Entity("users")
export class User extends BaseEntity {
  @Column() email: string;
}
=== service.ts
import { Repository, DataSource } from "typeorm";
import { User } from "./user";
import { Cache } from "./cache";

export class Users extends Repository<User> {
  byEmail(email: string) {
    return this.findOneBy({ email });
  }
}

export class Service {
  constructor(private readonly users: Repository<User>, private cache: Cache<User>, private source: DataSource) {}

  async run(given: Repository<User>, list: User[]) {
    await this.users.createQueryBuilder("u").where("u.id = 1").getMany();
    await this.cache.find("x");
    const repo = this.source.getRepository(User);
    await repo.update(1, {});
    await this.source.getRepository(User).delete(2);
    await given.save({});
    list.find((u) => u);
    await this.source.manager.insert(User, {});
    await User.count();
  }
}
)",
           "service.ts") ==
        Lines{"7 column users.email: read in Users.byEmail", "7 table users: read in Users.byEmail",
              "15 table users: read in Service.run", "18 table users: write in Service.run",
              "19 table users: delete in Service.run", "20 table users: write in Service.run",
              "22 table users: write in Service.run", "23 table users: read in Service.run"});
}

TEST_CASE("Entity Framework: sets name tables, unless a mapping does") {
  constexpr const char* kText = R"(
=== Shop.cs
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
namespace Shop;
public class Order { public int Id { get; set; } }
public class Line { public int Id { get; set; } }
public class Note { public int Id { get; set; } }
public class ShopContext : DbContext {
    public DbSet<Order> Orders { get; set; }
    public DbSet<Line> Lines { get; set; }
    public List<Note> Notes { get; set; }
}
class LineMapping : IEntityTypeConfiguration<Line> {
    public void Configure(EntityTypeBuilder<Line> mapping) { mapping.ToTable("order_lines"); }
}
=== Use.cs
namespace Shop;
public class Use {
    private readonly ShopContext _context;
    public async Task Run(Order order) {
        _context.Orders.Add(order);
        var open = await _context.Orders.Where(o => o.Id > 1).ToListAsync();
        _context.Lines.ExecuteDeleteAsync();
        _context.Notes.Where(n => n.Id > 1);
        open.Where(o => o.Id > 2);
    }
}
)";
  CHECK(Of(kText, "Shop.cs") == Lines{"4 column orders.id: map >int (likely) in Order",
                                      "4 table orders: map (likely) in Order",
                                      "5 column order_lines.id: map >int in Line",
                                      "5 table order_lines: map in Line"});
  CHECK(Of(kText, "Use.cs") == Lines{"5 table orders: write (likely) in Use.Run",
                                     "6 column orders.id: read (likely) in Use.Run",
                                     "6 table orders: read (likely) in Use.Run",
                                     "7 table order_lines: delete in Use.Run"});
}

}  // namespace
}  // namespace interlock
