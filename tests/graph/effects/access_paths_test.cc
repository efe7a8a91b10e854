// What stands behind "is" at the end of a line is the access path of a name used on it:
//
//   self.client.get("k")  # get is redis.Redis().get
//
// with "guess" behind it when it is one, and the modules that may bring its first name.
#include "graph/effects/access_paths.h"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/graph/facts_of.h"

namespace interlock::tests {
namespace {

std::string Describe(const AccessPath& path) {
  if (!path.found()) return "nothing";
  std::string text = path.path + (path.is_guess ? " guess" : "") + (path.unbound ? " unbound" : "");
  for (const std::string& module : path.around) text += " " + module;
  return text;
}

std::string Failures(std::string_view text) {
  const Sources sources(text);
  const World world({&sources.layer()});
  Resolver resolver(world);
  AccessPaths paths(world, resolver);
  std::string failures;
  int count = 0;
  for (const SourceFile& file : sources.files()) {
    std::istringstream lines(sources.text(file));
    std::uint32_t number = 1;
    for (std::string line; std::getline(lines, line); ++number) {
      const std::size_t is = line.find(" is ");
      const std::size_t comment = std::max(line.rfind("# ") + 2, line.rfind("// ") + 3);
      if (is == line.npos || comment > is) continue;
      const std::string name = line.substr(comment, is - comment), wanted = line.substr(is + 4);
      std::string found = "no such use";
      for (const Reference& use : file.facts().references) {
        if (use.line != number || use.name != name) continue;
        found = Describe(paths.Of(file, use.scope, PathOf(use), use.line));
        if (found == wanted) break;
      }
      ++count;
      if (found != wanted) {
        failures += file.path() + ":" + std::to_string(number) + " " + name + " is " + found +
                    ", not " + wanted + "\n";
      }
    }
  }
  return count == 0 ? "the text expects nothing" : failures;
}

TEST_CASE("access paths: imports, fields, results and values of other files") {
  CHECK(Failures(R"(
=== app/store.py
import redis
from redis import Redis as R
client = redis.Redis(host="x")
def connect():
    return R.from_url("redis://x")
def typed() -> R: ...
class Store:
    def __init__(self, given: R):
        self.own = redis.Redis()
        self.given = given
    def get(self):
        self.own.get("a")    # get is redis.Redis().get
        self.given.mget("a") # mget is redis.Redis().mget
        connect().set("a")   # set is redis.Redis.from_url().set
        typed().hget("a")    # hget is redis.Redis().hget
        self.none.get("a")   # get is nothing
=== app/__init__.py
from .store import client as shared
from redis import from_url
=== main.py
import os.path
import app.store as s
from app import shared, from_url
from app.store import Store
def use(unknown):
    shared.get("k")          # get is redis.Redis().get
    s.client.get("k")        # get is redis.Redis().get
    from_url("x").get("k")   # get is redis.from_url().get
    Store(1).own.get("k")    # get is redis.Redis().get
    os.path.join("a")        # join is os.path.join
    unknown.get("k")         # get is ^unknown.get
    with shared.pipeline() as p:
        p.get("k")           # get is redis.Redis().pipeline().get
)") == "");
}

TEST_CASE("access paths: a name that holds several values is a guess") {
  CHECK(Failures(R"(
=== main.py
import redis, memcache
def use(fast):
    c = memcache.Client()
    if fast:
        c = redis.Redis()
    c.get("k")               # get is redis.Redis().get guess
def again():
    c = None
    c = redis.Redis()
    c.get("k")               # get is redis.Redis().get
def third(given):
    c = redis.Redis()
    if given: c = given
    c.get("k")               # get is redis.Redis().get
)") == "");
}

TEST_CASE("access paths: what a type has from a base outside") {
  CHECK(Failures(R"(
=== main.py
from locust import HttpUser
class Visitor(HttpUser):
    def browse(self):
        self.client.get("/")  # get is locust.HttpUser().client.get
)") == "");
}

TEST_CASE("access paths: ECMAScript's modules and constructors") {
  CHECK(Failures(R"(
=== a.ts
import Redis, { Cluster } from "ioredis";
import * as pg from "pg";
const axios = require("axios");
const { createClient } = require("redis");
export const store = new Redis();
class A {
  private pool = new pg.Pool();
  constructor(private given: Redis) {}
  async run() {
    await this.given.get("k");   // get is ioredis().get
    await this.pool.query("q");  // query is pg.Pool().query
    new Cluster().get("k");      // get is ioredis.Cluster().get
    axios.get("u");              // get is axios.get
    createClient().get("k");     // get is redis.createClient().get
    fetch("u");                  // fetch is fetch unbound
    process.env.HOME;            // HOME is process.env.HOME unbound
  }
}
=== b.ts
import { store } from "./a";
store.set("k");                  // set is ioredis().set
)") == "");
}

TEST_CASE("access paths: modules that are filled by a loop, and what is put into them by name") {
  CHECK(Failures(R"(
=== all/index.js
const db = {};
for (const file of files) db[file] = require(file)(pool);
db.user = require("./user")(pool);
db.own = own();
module.exports = db;
=== all/user.js
const redis = require("ioredis");
module.exports = (pool) => { const user = new redis(pool); return user; };
=== use.js
const db = require("./all");
const { Order } = require("./all");
async function run() {
  db.user.get("k");      // get is ioredis().get
  db.Order.get("k");     // get is ^.Order.get guess
  Order.get("k");        // get is ^.Order.get guess
}
)") == "");
}

TEST_CASE("access paths: declared types, and modules whose names are all imported") {
  CHECK(Failures(R"(
=== A.java
package a.b;
import org.lib.KafkaTemplate;
import org.spring.annotation.*;
class A {
  private KafkaTemplate<String, String> template;
  @Listener(topics = "x")
  void f(KafkaTemplate<String, String> other) {
    template.send("t");        // send is org.lib.KafkaTemplate().send
    this.template.send("t");   // send is org.lib.KafkaTemplate().send
    other.send("t");           // send is org.lib.KafkaTemplate().send
    System.getenv("X");        // getenv is System.getenv unbound org.spring.annotation
  }
}
=== A.cs
using StackExchange.Redis;
namespace Cart;
public class A {
  private readonly IConnectionMultiplexer _mux;
  void F() {
    var db = _mux.GetDatabase();
    db.StringGet("k");         // StringGet is IConnectionMultiplexer().GetDatabase().StringGet unbound StackExchange.Redis
  }
}
=== main.go
package main
import (
  "database/sql"
  "github.com/redis/go-redis/v9"
)
type S struct { db *sql.DB; rdb *redis.Client }
func main() {
  db, err := sql.Open("postgres", "x")
  db.Query("q")                // Query is database/sql.Open().Query
  s := &S{db: db}
  s.db.Exec("q")               // Exec is database/sql.DB().Exec
  s.rdb.Get(1, "k")            // Get is github.com/redis/go-redis/v9.Client().Get
}
=== w.rb
class Worker
  def perform
    r = Redis.new(url: 1)
    r.get("a")                 # get is Redis().get unbound
  end
end
=== main.rs
use redis::Client;
fn main() {
  let c = Client::open("x").unwrap();
  c.get_connection();          // get_connection is redis.Client.open().get_connection
  std::env::var("X");          // var is std.env.var unbound
}
)") == "");
}

}  // namespace
}  // namespace interlock::tests
