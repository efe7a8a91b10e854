#include <doctest/doctest.h>

#include "tests/graph/effects/effects_text.h"

namespace interlock::tests {
namespace {

const char* const kRedis = R"yaml(
handles:
  - {id: ~redis, from: ["redis.{Redis,from_url}()", "~redis.pipeline()"], types: [redis.Redis]}
entries:
  - {id: get, call: "~redis.get", kind: cache, access: read, name: [0, name]}
  - {id: set, call: "~redis.set", kind: cache, access: write, name: [0, name],
     quantities: {ttl: [{at: ex, unit: s}, {at: px, unit: ms}]}}
  - {id: setex, call: "~redis.setex", kind: cache, access: write, name: 0,
     quantities: {ttl: {at: 1, unit: s}}}
  - {id: env, call: ["os.getenv", "os.environ.get"], kind: environment variable, access: read,
     name: [0, key], default: [1, default]}
  - {id: environ, read: "os.environ[]", kind: environment variable, access: read, name: 0}
  - {id: publish, call: "broker.Producer().send", kind: topic, access: publish, name: [0, topic]}
  - {id: flag, call: "flags.client().enabled", kind: feature flag, access: evaluate, name: 0}
)yaml";

TEST_CASE("effects: names that are literal, templates, and constants of other files") {
  CHECK(EffectsText(kRedis, R"(
=== app/settings.py
PREFIX = "shop"
TTL = 60 * 60
LONG = 2
=== app/store.py
import redis
from datetime import timedelta
from app import settings
from app.settings import TTL
KEY = "news"
client = redis.Redis()
def use(id, unknown):
    client.get("plain")
    client.get(f"user:{id}")
    client.get(f"{settings.PREFIX}:cart:{id}")
    client.get(KEY)
    key = "local"
    client.get(key)
    client.set("a", 1, ex=TTL)
    client.set("b", 1, px=1500)
    client.setex("c", timedelta(hours=settings.LONG), 1)
    client.setex("d", timedelta(hours=3), 1)
    for i in range(9):
        client.get(f"item:{i}")
    with client.pipeline() as p:
        p.get("piped")
    client.get(unknown.name)
    unknown.get("k")
)") == R"(app/store.py:8 read cache plain
app/store.py:9 read cache user:{}
app/store.py:10 read cache shop:cart:{}, by PREFIX, app/settings.py:1
app/store.py:11 read cache news, by KEY, app/store.py:5
app/store.py:13 read cache local
app/store.py:14 write cache a, ttl 3600
app/store.py:15 write cache b, ttl 1.5
app/store.py:16 write cache c
app/store.py:17 write cache d, ttl 10800
app/store.py:19 read cache item:{}, in a loop
app/store.py:21 read cache piped
app/store.py:22 read cache ? name-only
)");
}

TEST_CASE(
    "effects: what a library makes for the repository goes by the repository's own name, too") {
  CHECK(EffectsText(R"yaml(
entries:
  - {id: client, call: "**.{service}ServiceClient", kind: rpc, access: call,
     name: {otherwise: "{service}Service"}}
)yaml",
                    R"(
=== protos/demo.ts
import { makeClient } from "@grpc/grpc-js";
export const CartServiceClient = makeClient("Cart") as any;
export const helper = makeClient("none");
=== gateways/cart.ts
import { CartServiceClient, helper } from "../protos/demo";
const client = new CartServiceClient("cart:80");
const other = new helper("cart:80");
)") == R"(gateways/cart.ts:2 call rpc CartService
)");
}

TEST_CASE("effects: environment variables, with their defaults, give names") {
  CHECK(EffectsText(kRedis, R"(
=== main.py
import os, broker
TOPIC = os.getenv("TOPIC", "orders")
OTHER = os.environ["OTHER"]
THIRD = os.getenv("THIRD") or "third"
producer = broker.Producer()
producer.send(TOPIC)
producer.send(OTHER)
producer.send(THIRD)
producer.send(topic=os.environ.get("FOURTH"))
)") == R"(main.py:2 read environment variable TOPIC
main.py:3 read environment variable OTHER
main.py:4 read environment variable THIRD
main.py:6 publish topic orders, by TOPIC, main.py:2, TOPIC, else "orders"
main.py:7 publish topic ${OTHER}, by OTHER, main.py:3, OTHER
main.py:8 publish topic third, by THIRD, main.py:4, THIRD, else "third"
main.py:9 read environment variable FOURTH
main.py:9 publish topic ${FOURTH}, by FOURTH
)");
}

TEST_CASE("effects: a wrapper's calls name what it hands on, three deep") {
  CHECK(EffectsText(kRedis, R"(
=== env.py
import os, redis
client = redis.Redis()
def must(key):
    value = os.environ.get(key)
    if value is None:
        raise ValueError(key)
    return value
def cached(key, value, seconds=60):
    client.setex(key, seconds, value)
def twice(name):
    cached(name, 1, 5)
def thrice(name):
    twice(name)
def four(name):
    thrice(name)
def five(name):
    four(name)
def own(key):
    client.get(f"own:{key}")
=== main.py
import broker
from env import must, cached, twice, thrice, four, five, own
ADDRESS = must("ADDRESS")
cached("a", 1, seconds=30)
twice("b")
thrice("c")
five("far")
own("x")
broker.Producer().send(must("TOPIC"))
)") == R"(env.py:19 read cache own:{}
main.py:3 read environment variable ADDRESS likely, by through must, env.py:4
main.py:4 write cache a likely, ttl 30, by through cached, env.py:9
main.py:5 write cache b likely, ttl 5, by through twice, env.py:11
main.py:6 write cache c likely, ttl 5, by through thrice, env.py:13
main.py:9 read environment variable TOPIC likely, by through must, env.py:4
main.py:9 publish topic ${TOPIC}, by TOPIC
)");
}

TEST_CASE("effects: code behind a flag") {
  CHECK(EffectsText(kRedis, R"(
=== main.py
import redis, flags
client = redis.Redis()
sdk = flags.client()
def on():
    return sdk.enabled("helper")
def mixed(x):
    if x:
        return 1
    return sdk.enabled("mixed")
def use(x):
    if sdk.enabled("direct"):
        client.get("a")
    fast = sdk.enabled("variable")
    if fast:
        client.get("b")
    else:
        client.get("c")
    if not on():
        client.get("d")
    if x:
        client.get("e")
    if on():
        if x:
            client.get("f")
def early():
    if not sdk.enabled("early"):
        return
    client.get("g")
)") == R"(main.py:5 evaluate feature flag helper
main.py:9 evaluate feature flag mixed
main.py:11 evaluate feature flag direct
main.py:12 read cache a, if direct
main.py:13 evaluate feature flag variable
main.py:15 read cache b, if variable
main.py:17 read cache c, if !variable
main.py:19 read cache d, if !helper
main.py:21 read cache e
main.py:24 read cache f, if helper
main.py:26 evaluate feature flag early
main.py:28 read cache g, if early
)");
}

TEST_CASE("effects: wrappers that are given one object take what they need out of it") {
  CHECK(EffectsText("", R"(
=== cache.ts
import { createClient } from "redis";
const client = createClient();
export async function put({ key, ttl = 60 }: Options, value: string) {
  await client.set(key, value, { EX: ttl });
}
export const get = async ({ key }) => client.get(key);
export async function late({ other }) {
  let key;
  key = compute(other);
  await client.get(key);
}
=== use.ts
import { get, late, put } from "./cache";
export async function use(options) {
  await put({ key: "cart:1", ttl: 5 }, "x");
  await get({ key: "cart:1" });
  await get(options);
  await late({ other: "no" });
}
)") == R"(use.ts:3 write cache cart:1 likely, ttl 5, by through put, cache.ts:4
use.ts:4 read cache cart:1 likely, by through get, cache.ts:6
)");
}

TEST_CASE("effects: each vendor's flags, in each of its languages") {
  CHECK(EffectsText("", R"(
=== a.go
package main

import gb "github.com/growthbook/growthbook-golang"

func f(client *gb.Client) {
	child, _ := client.WithAttributes(attrs)
	child.EvalFeature(ctx, "go-flag")
	child.Close(ctx, "no")
}
=== B.java
import growthbook.sdk.java.GrowthBook;
import io.getunleash.Unleash;
class B {
  private Unleash unleash;
  void f(GrowthBook gb, Other other) {
    if (gb.isOn("java-flag")) { unleash.isEnabled("java-two"); }
    other.isOn("no");
  }
}
=== C.cs
using GrowthBook;
using Unleash;
class C {
  void F(IGrowthBook gb, IUnleash unleash) {
    gb.IsOn("cs-flag");
    unleash.IsEnabled("cs-two");
  }
}
=== d.rb
gb = Growthbook::Context.new(features: features)
gb.on? :ruby_flag
other.on? :no
=== e.php
<?php
use OpenFeature\OpenFeatureAPI;
use Unleash\Client\UnleashBuilder;
use Growthbook\Growthbook;
class E {
  function f() {
    $client = OpenFeatureAPI::getInstance()->getClient();
    $client->getBooleanValue('php-flag', false);
    $unleash = UnleashBuilder::create()->withAppName('x')->build();
    $unleash->isEnabled('php-two');
    $growth = Growthbook::create();
    $growth->isOn('php-three');
    $ld = new \LaunchDarkly\LDClient('key');
    $ld->variation('php-four', $context, false);
  }
}
=== g.rs
use launchdarkly_server_sdk::Client;
fn f(client: &Client) {
    client.bool_variation(&context, "rust-flag", false);
}
)") == R"(a.go:7 evaluate feature flag go-flag
B.java:6 evaluate feature flag java-flag
B.java:6 evaluate feature flag java-two, if java-flag
C.cs:5 evaluate feature flag cs-flag
C.cs:6 evaluate feature flag cs-two
d.rb:2 evaluate feature flag ruby_flag
e.php:8 evaluate feature flag php-flag
e.php:10 evaluate feature flag php-two
e.php:12 evaluate feature flag php-three
e.php:14 evaluate feature flag php-four
g.rs:3 evaluate feature flag rust-flag
)");
}

TEST_CASE("effects: functions that make names, and typed ones that ask for a flag") {
  CHECK(EffectsText(kRedis, R"(
=== keys.py
PREFIX = "shop"
def key_of(user: str) -> str:
    return f"{PREFIX}:user:{user}"
def plain():
    return "news"
def either(x):
    if x:
        return "one"
    return "two"
=== main.py
import redis, flags
from keys import key_of, plain, either
client = redis.Redis()
def fast() -> bool:
    return flags.client().enabled("fast")
def use(id):
    key = key_of(id)
    client.get(key)
    client.get(plain())
    if fast():
        client.get("a")
)") == R"(main.py:5 evaluate feature flag fast
main.py:8 read cache shop:user:{}, by key_of, keys.py:2, PREFIX, keys.py:1
main.py:9 read cache news, by plain, keys.py:4
main.py:11 read cache a, if fast
)");
}

TEST_CASE("effects: a number without a unit is something else where one must be given") {
  CHECK(EffectsText(R"yaml(
entries:
  - {id: set, call: "lib.Values.set", kind: cache, access: write, name: 0,
     quantities: {ttl: {at: 2, unit: own}}}
)yaml",
                    R"(
=== A.java
package a;
import lib.Values;
import java.util.concurrent.TimeUnit;
import java.time.Duration;
class Profiles {
  void f(String value) {
    Values.set("a", value, 30);
    Values.set("b", value, 30, TimeUnit.SECONDS);
    Values.set("c", value, Duration.ofMinutes(5));
  }
}
)") == R"(A.java:7 write cache a
A.java:8 write cache b, ttl 30
A.java:9 write cache c, ttl 300
)");
}

TEST_CASE("effects: builders, and numbers whose unit is an argument of its own") {
  CHECK(EffectsText(R"yaml(
entries:
  - {id: caffeine, call: "lib.Caffeine.newBuilder().**.build", kind: cache, access: declare,
     name: receiver, quantities: {size: ".maximumSize(0)", ttl: {at: ".expireAfterWrite(0)", unit: s}}}
  - {id: pool, call: "lib.Pool", kind: pool, access: connect, name: {at: receiver},
     quantities: {pool: {at: 0.max, default: 10}, timeout: {at: 0.timeoutMillis, unit: ms, default: 500}}}
)yaml",
                    R"(
=== A.java
package a;
import lib.Caffeine;
import java.util.concurrent.TimeUnit;
import java.time.Duration;
class Profiles {
  private final Cache<String, String> cache = Caffeine.newBuilder()
      .maximumSize(10_000)
      .expireAfterWrite(10, TimeUnit.MINUTES)
      .build();
  void f() {
    Cache<String, String> other =
        Caffeine.newBuilder().expireAfterWrite(Duration.ofHours(2)).build();
  }
}
=== a.ts
import { Pool } from "lib";
const pool = new Pool({ max: 20 });
)") == R"(A.java:9 declare cache Profiles.cache, size 10000, ttl 600
A.java:12 declare cache Profiles.other, ttl 7200
a.ts:2 connect pool a.pool, pool 20, timeout 0.5 (default)
)");
}

TEST_CASE("effects: routes, jobs, constants with keys, and members that are read") {
  CHECK(EffectsText(R"yaml(
handles:
  - {id: ~router, from: ["web.{App,Router}()"]}
  - {id: ~task, from: ["work.task()"]}
entries:
  - {id: route, decorator: "~router.{get,post}", kind: endpoint, access: serve,
     name: {at: [0, path], via: url}, verb: path, prefix: {at: [".Router(prefix)"]}}
  - {id: client, call: "http.{get,post}", kind: endpoint, access: call, name: {at: 0, via: url},
     verb: path}
  - {id: task, decorator: "work.task", kind: job, access: consume,
     name: {at: [name], otherwise: "{module}.{decorated}"}}
  - {id: delay, call: ["work.task.{delay,later}", "work.task().{delay,later}"], kind: job,
     access: publish, name: target}
  - {id: worker, base: "work.Job", kind: job, access: consume, name: class,
     quantities: {retries: {at: ".options(retry)", default: 25}}}
  - {id: caches, constant: CACHES, kind: cache, access: declare, name: {otherwise: "{key}"},
     quantities: {ttl: {at: "{key}.TIMEOUT", unit: s, default: 300}}}
)yaml",
                    R"(
=== app/views.py
import web, http
from app.jobs import send, named
router = web.Router(prefix="/api")
@router.get("/items/<int:id>/")
def item(id):
    http.post(f"http://stock/reserve/{id}?x=1")
    http.get("https://api.example.com/v1/rates")
    send.delay(1)
    named.later(2)
=== app/jobs.py
import work
@work.task
def send(x): ...
@work.task(name="special")
def named(x): ...
class Cleaner(work.Job):
    options(retry=3)
class Plain(work.Job):
    pass
=== settings.py
CACHES = {"default": {"TIMEOUT": 60}, "slow": {"BACKEND": "x"}}
)") == R"(app/views.py:4 serve endpoint GET /api/items/{}
app/views.py:6 call endpoint POST /reserve/{}
app/views.py:7 call endpoint GET api.example.com/v1/rates
app/views.py:8 publish job app.jobs.send
app/views.py:9 publish job special
app/jobs.py:2 consume job app.jobs.send
app/jobs.py:4 consume job special
app/jobs.py:6 consume job Cleaner, retries 3
app/jobs.py:8 consume job Plain, retries 25 (default)
settings.py:1 declare cache default, ttl 60
settings.py:1 declare cache slow, ttl 300 (default)
)");
}

TEST_CASE("effects: the compiled catalogue, in several languages") {
  CHECK(EffectsText("", R"(
=== a/main.go
package main
import (
  "fmt"
  "os"
  "net/http"
  "time"
  "github.com/IBM/sarama"
  "github.com/redis/go-redis/v9"
)
var Topic = topic()
func topic() string {
  if t := os.Getenv("TOPIC"); t != "" {
    return t
  }
  return "orders"
}
func send(id string) {
  m := sarama.ProducerMessage{Topic: Topic}
  rdb := redis.NewClient(&redis.Options{PoolSize: 20})
  rdb.Set(ctx, fmt.Sprintf("user:%s:cart", id), m, 30*time.Second)
  client := http.Client{Timeout: 2 * time.Second}
  client.Get("http://cart:8080/cart/" + id)
}
=== b/main.kt
package b
import org.apache.kafka.clients.consumer.KafkaConsumer
fun main() {
    val topic = System.getenv("TOPIC") ?: "orders"
    val consumer = KafkaConsumer<String, String>(props).apply {
        subscribe(listOf(topic))
    }
}
=== c/W.rb
class Mailer
  include Sidekiq::Job
  sidekiq_options queue: "low", retry: 5
  def perform(id)
    Rails.cache.fetch("mail:#{id}", expires_in: 5.minutes) { 1 }
    Flipper.enabled?(:digest)
  end
end
Mailer.perform_async(1)
=== d/Api.java
package d;
import org.springframework.web.bind.annotation.*;
import org.springframework.cache.annotation.Cacheable;
@RestController
@RequestMapping("/api/v1")
class Api {
  @GetMapping("/items/{id}")
  @Cacheable("items")
  Item item(String id) { return null; }
}
)") == R"(a/main.go:12 read environment variable TOPIC
a/main.go:18 publish topic orders likely, by Topic, a/main.go:10, topic, a/main.go:11, TOPIC, else "orders"
a/main.go:19 connect pool main.rdb, pool 20, retries 3 (default)
a/main.go:20 write cache user:{}:cart, ttl 30
a/main.go:21 declare pool main.client, timeout 2
a/main.go:22 call endpoint GET /cart/{}
b/main.kt:4 read environment variable TOPIC
b/main.kt:6 consume topic orders likely, by TOPIC, else "orders"
c/W.rb:1 consume job Mailer, retries 5, backoff 15 (default)
c/W.rb:1 publish queue low
c/W.rb:5 read cache mail:{}, ttl 300
c/W.rb:5 write cache mail:{}, ttl 300
c/W.rb:6 evaluate feature flag digest
c/W.rb:9 publish job Mailer
d/Api.java:7 serve endpoint GET /api/v1/items/{}
d/Api.java:8 read cache items
d/Api.java:8 write cache items
)");
}

TEST_CASE("effects: functions of the repository that a repository's own entry names") {
  CHECK(EffectsText(R"yaml(
entries:
  - {id: own, call: "shop.storage.Store().load", kind: cache, access: read, name: 0}
)yaml",
                    R"(
=== shop/storage.py
class Store:
    def load(self, key): ...
=== main.py
from shop.storage import Store
def use(given: Store):
    Store().load("a")
    given.load("b")
)") == R"(main.py:3 read cache a
main.py:4 read cache b
)");
}

TEST_CASE("effects: members that are given a value") {
  CHECK(EffectsText("", R"(
=== web/server.ts
import http, { Server } from "node:http";
import express from "express";
import axios from "axios";
const server = http.createServer();
server.keepAliveTimeout = 65 * 1000;
server.requestTimeout = Number(process.env.REQUEST_TIMEOUT) || 30000;
server.keepAliveTimeout += 5;
server.keepAliveTimeout = limit;
server.keepAlive = 5;
const app = express();
const listening = app.listen(80);
listening.keepAliveTimeout = 61000;
export function tell(given: Server, options: Options) {
  given.headersTimeout = 66000;
  options.keepAliveTimeout = 66000;
}
axios.defaults.timeout = 2500;
const shop = axios.create();
shop.defaults.timeout = 1000;
shop.timeout = 1000;
=== main.go
package main

import (
	"net/http"
	"time"
)

type shop struct{ client *http.Client }

func run(s *shop, other Options) {
	server := &http.Server{WriteTimeout: 30 * time.Second, ReadHeaderTimeout: time.Second * 2}
	server.IdleTimeout = 2 * time.Minute
	http.DefaultClient.Timeout = 10 * time.Second
	s.client.Timeout = 5 * time.Second
	other.Timeout = 5 * time.Second
}
=== Shop.cs
using System.Net.Http;
class Shop {
  private readonly HttpClient client;
  Shop(HttpClient given, Options options) {
    client = given;
    client.Timeout = TimeSpan.FromSeconds(5);
    options.Timeout = TimeSpan.FromSeconds(5);
    var other = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
  }
}
=== shop.rb
def ask(uri, other)
  http = Net::HTTP.new(uri.host, uri.port)
  http.open_timeout = 2
  http.read_timeout = 10
  other.read_timeout = 10
  Net::HTTP.start(uri.host, uri.port, read_timeout: 4, open_timeout: 1) { |h| h.get("/") }
end
)") == R"(web/server.ts:4 declare listener web/server
web/server.ts:5 declare listener web/server, keep_alive 65
web/server.ts:6 read environment variable REQUEST_TIMEOUT
web/server.ts:6 declare listener web/server, receive_timeout 30
web/server.ts:12 declare listener web/server, keep_alive 61
web/server.ts:14 declare listener web/server, receive_timeout 66
web/server.ts:17 declare pool web/server.axios, timeout 2.5
web/server.ts:19 declare pool web/server.axios, timeout 1
main.go:11 declare listener main, receive_timeout 2, timeout 30
main.go:12 declare listener main, keep_alive 120
main.go:13 declare pool main.DefaultClient, timeout 10
main.go:14 declare pool main.client, timeout 5
Shop.cs:6 declare pool Shop.client, timeout 5
Shop.cs:8 declare pool Shop.other, timeout 120
shop.rb:3 declare pool shop.http, connect_timeout 2
shop.rb:4 declare pool shop.http, timeout 10
shop.rb:6 declare pool shop.ask, timeout 4, connect_timeout 1
)");
}

}  // namespace
}  // namespace interlock::tests
