#include "graph/resolve.h"

#include <doctest/doctest.h>

#include "tests/graph/facts_of.h"

namespace interlock::tests {

// ---- Python

TEST_CASE("python: a package re-exports what its modules define") {
  CHECK(FailuresOf(R"(
=== shop/__init__.py
from .cart import Cart as Basket, total
from .deep import *
=== shop/cart.py
class Cart:
    def add(self, item): ...
def total(cart): ...
=== shop/deep/__init__.py
from .er import deepest
=== shop/deep/er.py
from .est import deepest
=== shop/deep/est.py
def deepest(): ...
=== main.py
from shop import Basket, total, cart, deepest
import shop
import shop.cart
import shop.cart as c

def run():
    basket = Basket()     # Basket -> shop/cart.py:Cart import
    basket.add(1)         # add -> shop/cart.py:Cart.add typed
    total(basket)         # total -> shop/cart.py:total import
    cart.total(basket)    # cart.total -> shop/cart.py:total module
    shop.Basket().add(2)  # shop.Basket -> shop/cart.py:Cart module; add -> shop/cart.py:Cart.add typed
    shop.cart.total(1)    # shop.cart.total -> shop/cart.py:total module
    c.total(2)            # c.total -> shop/cart.py:total module
    deepest()             # deepest -> shop/deep/est.py:deepest import
)") == "");
}

TEST_CASE("python: relative imports climb folders, and not out of the repository") {
  CHECK(FailuresOf(R"(
=== a/__init__.py
=== a/util.py
def help(): ...
=== a/b/__init__.py
=== a/b/c.py
from ..util import help
from .. import util
from . import d
from ......far import away
def run():
    help()       # help -> a/util.py:help import
    util.help()  # util.help -> a/util.py:help module
    d.work()     # d.work -> a/b/d.py:work module
    away()       # away -> local
=== a/b/d.py
def work(): ...
=== far.py
def away(): ...
)") == "");
}

TEST_CASE("python: star imports, also of whole submodules") {
  CHECK(FailuresOf(R"(
=== pkg/__init__.py
=== pkg/sub.py
def run(): ...
=== names.py
from pkg.sub import *
from nowhere import *
=== main.py
from pkg import *
from names import *
sub.run()    # sub.run -> pkg/sub.py:run module
run()        # run -> pkg/sub.py:run import
unknown()    # unknown -> local
=== all.py
from pkg.sub import *
run()        # run -> pkg/sub.py:run import
)") == "");
}

TEST_CASE("python: a source root below the repository, and tests beside it") {
  CHECK(FailuresOf(R"(
=== services/billing/src/billing/__init__.py
=== services/billing/src/billing/ledger.py
def post(entry): ...
=== services/billing/tests/test_ledger.py
from billing.ledger import post
post(1)    # post -> services/billing/src/billing/ledger.py:post import
=== services/other/src/billing/__init__.py
=== services/other/src/billing/ledger.py
def post(entry, more): ...
=== services/other/tests/test_ledger.py
from billing.ledger import post
post(1)    # post -> services/other/src/billing/ledger.py:post import
)") == "");
}

TEST_CASE("python: members through self, cls, super and inherited ones in order") {
  CHECK(FailuresOf(R"(
=== base.py
class Root:
    def close(self): ...
    def both(self): ...
class Left(Root):
    def left(self): ...
class Right(Root):
    def both(self): ...
    @classmethod
    def make(cls):
        cls.register()   # cls.register -> :Right.register self
        return cls()
    @staticmethod
    def register(): ...
=== main.py
from base import Left, Right
class Both(Left, Right):
    def run(self):
        self.left()      # self.left -> base.py:Left.left self
        self.close()     # self.close -> base.py:Root.close self
        self.own()       # self.own -> :Both.own self
        super().close()  # close -> base.py:Root.close self
        Right.both(self)  # Right.both -> base.py:Right.both typed
        self.missing()   # self.missing -> nothing
        def inner():
            self.own()   # self.own -> :Both.own self
    def own(self): ...
)") == "");
}

TEST_CASE("python: fields know what the constructor puts into them") {
  CHECK(FailuresOf(R"(
=== ledger.py
class Ledger:
    def post(self): ...
    def child(self) -> "Ledger": ...
class Audit:
    def log_entry(self): ...
=== main.py
from ledger import Ledger, Audit
class Till:
    shared: Audit
    def __init__(self, given: Ledger, other: "Ledger" = None):
        self.own = Ledger()
        self.given = given
        self.other = other
        self.late = None
        self.chain = Ledger().child()
    def open(self, ledger: Audit):
        self.late = Ledger()
        self.audit = ledger
    def run(self):
        self.own.post()          # self.own.post -> ledger.py:Ledger.post typed
        self.given.post()        # self.given.post -> ledger.py:Ledger.post typed
        self.other.post()        # self.other.post -> ledger.py:Ledger.post typed
        self.chain.post()        # self.chain.post -> ledger.py:Ledger.post typed
        self.audit.log_entry()   # self.audit.log_entry -> ledger.py:Audit.log_entry typed
        self.shared.log_entry()  # self.shared.log_entry -> ledger.py:Audit.log_entry typed
)") == "");
}

TEST_CASE("python: annotations, results, properties, containers, context managers") {
  CHECK(FailuresOf(R"(
=== model.py
from typing import Optional
class Item:
    def weigh(self): ...
class Box:
    items: list[Item]
    @property
    def first(self) -> Item: ...
    def best(self): 
        return Item()
    def __enter__(self): ...
def boxes() -> list[Box]: ...
def pair() -> tuple[Item, Box]: ...
def maybe() -> Optional[Item]: ...
=== main.py
import model
from model import Box, boxes, pair, maybe
def run(box: Box, many: dict[str, Box], *rest: Box):
    box.first.weigh()         # box.first.weigh -> model.py:Item.weigh typed
    box.best().weigh()        # weigh -> model.py:Item.weigh typed
    for item in box.items:
        item.weigh()          # item.weigh -> model.py:Item.weigh typed
    boxes()[0].first          # first -> model.py:Box.first typed
    a, b = pair()
    a.weigh()                 # a.weigh -> model.py:Item.weigh typed
    b.best()                  # b.best -> model.py:Box.best typed
    maybe().weigh()           # weigh -> model.py:Item.weigh typed
    many["x"].best()          # best -> model.py:Box.best typed
    for r in rest:
        r.best()              # r.best -> model.py:Box.best typed
    [i.weigh() for i in box.items]  # i.weigh -> model.py:Item.weigh typed
    x: model.Item = find()
    x.weigh()                 # x.weigh -> model.py:Item.weigh typed
)") == "");
}

TEST_CASE("python: a local name hides what other files call the same") {
  CHECK(FailuresOf(R"(
=== ledger.py
def post(entry): ...
def open_book(): ...
=== main.py
import ledger
from ledger import post
def shadowed(ledger):
    ledger.post(1)      # ledger.post -> nothing
def assigned():
    post = print
    post(1)
def nested():
    def post(x): ...
    post(1)             # post -> :nested.post scope
def imported():
    from ledger import open_book as post
    post()              # post -> ledger.py:open_book import
def plain():
    post(1)             # post -> ledger.py:post import
)") == "");
}

TEST_CASE("python: a name bound to different things is a guess by the nearest line") {
  CHECK(FailuresOf(R"(
=== model.py
class A:
    def alpha(self): ...
    def same(self): ...
class B:
    def beta(self): ...
    def same(self): ...
=== main.py
from model import A, B
def either(flag):
    if flag:
        x = A()
    else:
        x = B()
    x.same()    # x.same -> model.py:B.same nearest
def one_after_the_other():
    y = A()
    y.alpha()   # y.alpha -> model.py:A.alpha nearest
    z = y
    z.alpha()   # z.alpha -> model.py:A.alpha nearest
    y = B()
    y.beta()    # y.beta -> model.py:B.beta nearest
def either_result(flag):
    if flag:
        return A()
    return B()
either_result().same()   # same -> nothing
def annotated():
    w: A = None
    w = B()
    w.same()    # w.same -> model.py:A.same typed
def nothing_first():
    x = None
    x = A()
    x.same()    # x.same -> model.py:A.same typed
def chain(node: A):
    x = A()
    while x:
        x = x.next_one()
    x.same()    # x.same -> model.py:A.same typed
)") == "");
}

TEST_CASE("python: imports under a condition") {
  CHECK(FailuresOf(R"(
=== fast.py
def dump(): ...
=== main.py
try:
    from fast import dump
except ImportError:
    def dump(): ...
if True:
    def pick(): ...
else:
    def pick(x): ...
dump()   # dump -> :dump file
pick()   # pick -> :pick+:pick file
)") == "");
}

TEST_CASE("python: cycles of imports and of values end") {
  CHECK(FailuresOf(R"(
=== a.py
from b import thing, real
from c import *
x = y
y = x
def loop():
    return loop()
class Self(Self):
    def go(self):
        self.nowhere()   # self.nowhere -> external
        super().go()     # go -> external
thing()          # thing -> local
real()           # real -> b.py:real import
x.run()          # x.run -> nothing
loop().run()     # run -> nothing
star()           # star -> nothing
=== b.py
from a import thing
def real(): ...
=== c.py
from a import *
)") == "");
}

TEST_CASE("python: what is outside stays outside") {
  CHECK(FailuresOf(R"(
=== alembic/env.py
def run_migrations(): ...
=== deploy/redis/setup.py
def from_env(): ...
def unique_warning(): ...
class Client:
    def unique_get(self): ...
=== app/main.py
import logging
import requests
from alembic import op
import redis
import numpy as np
from django.db import models
log = logging.getLogger("x")
class Row(models.Model):
    def run(self):
        self.unique_get()         # self.unique_get -> external
        super().unique_get()      # super().unique_get -> external
def run(r: requests.Response, s: redis.Redis):
    log.unique_warning("x")       # log.unique_warning -> external
    requests.get("x").unique_get()  # unique_get -> external
    op.run_migrations()           # op.run_migrations -> external
    redis.from_env()              # redis.from_env -> external
    np.array([1]).sum().unique_get()  # unique_get -> external
    r.unique_get()                # r.unique_get -> external
    s.unique_get()                # s.unique_get -> external
    print(1)                      # print -> external
    for row in requests.all():
        row.unique_get()          # row.unique_get -> external
    with requests.Session() as session:
        session.unique_get()      # session.unique_get -> external
    Row().unique_get()            # unique_get -> external
)") == "");
}

TEST_CASE("python: of two star imports of one name, the last holds") {
  CHECK(FailuresOf(R"(
=== one.py
def run(): ...
def only_one(): ...
=== two.py
def run(): ...
=== main.py
from one import *
from two import *
run()       # run -> two.py:run import
only_one()  # only_one -> one.py:only_one import
)") == "");
}

TEST_CASE("typescript: members of a default object, and of one that is declared to be of a type") {
  CHECK(FailuresOf(R"(
=== api.ts
export default {
  limit: 5,
  fetch(): Order { return load(); },
};
export class Order { pay() {} }
=== settings.ts
interface Settings { retries: number; }
export const settings: Settings = { retries: 3 };
export const loose: Record<string, number> = { retries: 3 };
=== main.ts
import api from "./api";
import { settings, loose } from "./settings";
api.fetch().pay();  // pay -> api.ts:Order.pay typed
api.limit;          // limit -> api.ts:default.limit typed
settings.retries;   // retries -> settings.ts:Settings.retries typed
loose.retries;      // retries -> settings.ts:loose.retries typed
)") == "");
}

TEST_CASE("typescript: what is offered under another name alone cannot be imported by its own") {
  CHECK(FailuresOf(R"(
=== cart.ts
export default class Cart {}
export class Item {}
export default Item;
function price() {}
export { price as cost };
=== main.ts
import { Cart } from "./cart";
import Default from "./cart";
import { Item, price, cost } from "./cart";
new Default();  // Default -> cart.ts:Cart import
new Cart();     // Cart -> local
new Item();     // Item -> cart.ts:Item import
price();        // price -> local
cost();         // cost -> cart.ts:price import
=== script.ts
function everywhere() {}
=== module.ts
function hidden() {}
export const limit = 3;
=== uses.ts
everywhere();  // everywhere -> script.ts:everywhere unique-name
hidden();      // hidden -> nothing
)") == "");
}

TEST_CASE("python: one definition of a name is a guess, an everyday name is none") {
  CHECK(FailuresOf(R"(
=== model.py
class A:
    def only_here(self): ...
    def get(self): ...
    def twice(self): ...
class B:
    def twice(self): ...
def free_function(): ...
=== main.py
def run(thing):
    thing.only_here()      # only_here -> model.py:A.only_here unique-name
    thing.get()            # get -> nothing
    thing.twice()          # twice -> nothing
    thing.free_function()  # free_function -> nothing
    thing.x.y().only_here()  # only_here -> model.py:A.only_here unique-name
    free_function()        # free_function -> nothing
    only_here()            # only_here -> nothing
)") == "");
}

TEST_CASE("python: a class through another name") {
  CHECK(FailuresOf(R"(
=== model.py
class Real:
    def work(self): ...
Alias = Real
shared = Real()
type Named = Real
=== main.py
import model
from model import Alias, shared, Named
class Child(Alias):
    def run(self):
        self.work()     # self.work -> model.py:Real.work self
def run(a: Alias, n: Named):
    a.work()            # a.work -> model.py:Real.work typed
    n.work()            # n.work -> model.py:Real.work typed
    shared.work()       # shared.work -> model.py:Real.work typed
    model.shared.work()  # model.shared.work -> model.py:Real.work typed
    Alias().work()      # work -> model.py:Real.work typed
)") == "");
}

TEST_CASE("python: members of a type do not name the types of its fields") {
  CHECK(FailuresOf(R"(
=== status.py
class Status:
    def open_it(self): ...
=== main.py
from status import Status
class Order:
    Status: Status
    status: Status
    class Line:
        def price(self): ...
    line: Line
    def run(self):
        self.Status.open_it()   # self.Status.open_it -> status.py:Status.open_it typed
        self.status.open_it()   # self.status.open_it -> status.py:Status.open_it typed
        self.line.price()       # self.line.price -> :Order.Line.price typed
)") == "");
}

// ---- Go

TEST_CASE("go: a package is all files of a folder, its external tests beside it") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
=== ledger/ledger.go
package ledger
type Ledger struct { entries []Entry }
func New() *Ledger { return &Ledger{} }
func (l *Ledger) Post(e Entry) error {
	l.check(e)      // l.check -> ledger/check.go:Ledger.check self
	return validate(e)  // validate -> ledger/check.go:validate file
}
=== ledger/check.go
package ledger
type Entry struct{}
func (l *Ledger) check(e Entry) {}
func validate(e Entry) error { return nil }
=== ledger/ledger_test.go
package ledger
func TestPost(t *T) {
	New().Post(Entry{})   // New -> ledger/ledger.go:New file; Post -> ledger/ledger.go:Ledger.Post typed
}
=== ledger/outside_test.go
package ledger_test
import "example.com/shop/ledger"
func helper() {}
func New() {}
func TestPost(t *T) {
	ledger.New().Post(ledger.Entry{})   // ledger.New -> ledger/ledger.go:New module; Post -> ledger/ledger.go:Ledger.Post typed
	helper()         // helper -> :helper file
	New()            // New -> :New file
}
=== main.go
package main
import (
	"fmt"
	"github.com/else/where"
	books "example.com/shop/ledger"
)
func main() {
	l := books.New()          // books.New -> ledger/ledger.go:New module
	l.Post(books.Entry{})     // l.Post -> ledger/ledger.go:Ledger.Post typed; books.Entry -> ledger/check.go:Entry module
	fmt.Println(l)            // fmt.Println -> external
	where.Post(1)             // where.Post -> external
	books.Missing()           // books.Missing -> nothing
}
)") == "");
}

TEST_CASE("go: roots of go.mod, replaced and nested modules") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
replace example.com/lib => ./third/lib
replace example.com/outside => ../outside
=== third/lib/lib.go
package lib
func Help() {}
=== outside.go
package main
func Root() {}
=== nested/go.mod
module example.com/shop/nested
=== nested/deep/deep.go
package deep
func Dig() {}
=== cmd/main.go
package main
import (
	"example.com/lib"
	"example.com/outside"
	"example.com/shop/nested/deep"
	"example.com/shopping"
)
func main() {
	lib.Help()        // lib.Help -> third/lib/lib.go:Help module
	outside.Root()    // outside.Root -> external
	deep.Dig()        // deep.Dig -> nested/deep/deep.go:Dig module
	shopping.Root()   // shopping.Root -> external
}
)") == "");
}

TEST_CASE("go: embedding, interfaces, several results, range, literals, assertions") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
=== store/store.go
package store
type Store interface { Load(id string) (Item, error) }
type Base struct { Name string }
func (b *Base) Ping() {}
type Disk struct {
	*Base
	Inner Store
	items []Item
	byName map[string]*Item
}
type Item struct { Owner Owner; owner owner }
type Owner struct{}
type owner struct{}
func (o Owner) Greet() {}
func (o owner) whisper() {}
func (i *Item) Weigh() {}
func Open() (*Disk, error) { return nil, nil }
type Alias = Disk
type Named Disk
=== main.go
package main
import "example.com/shop/store"
type item struct { store store.Store }
func run(s store.Store, d *store.Disk, many ...store.Item) {
	d.Ping()                      // d.Ping -> store/store.go:Base.Ping typed
	d.Inner.Load("x")             // d.Inner.Load -> store/store.go:Store.Load typed
	it, err := s.Load("x")        // s.Load -> store/store.go:Store.Load typed
	it.Weigh()                    // it.Weigh -> store/store.go:Item.Weigh typed
	err.Error()                   // err.Error -> external
	disk, _ := store.Open()
	disk.Ping()                   // disk.Ping -> store/store.go:Base.Ping typed
	for _, m := range many {
		m.Weigh()                 // m.Weigh -> store/store.go:Item.Weigh typed
	}
	list := []store.Item{{}}
	for i, n := range list {
		n.Weigh()                 // n.Weigh -> store/store.go:Item.Weigh typed
		list[i].Weigh()           // list[].Weigh -> store/store.go:Item.Weigh typed
	}
	table := map[string]store.Item{}
	if o, ok := table["x"]; ok {
		o.Weigh()                 // o.Weigh -> store/store.go:Item.Weigh typed
	}
	p := &store.Item{Owner: store.Owner{}}
	p.Owner.Greet()               // p.Owner.Greet -> store/store.go:Owner.Greet typed
	var a store.Alias
	a.Ping()                      // a.Ping -> store/store.go:Base.Ping typed
	x := s.(*store.Disk)
	x.Ping()                      // x.Ping -> store/store.go:Base.Ping typed
	var w item
	w.store.Load("y")             // w.store.Load -> store/store.go:Store.Load typed
}
=== store/inner.go
package store
func (i *Item) inner(owner owner, d Disk) {
	i.owner.whisper()   // i.owner.whisper -> store/store.go:owner.whisper typed
	owner.whisper()     // owner.whisper -> store/store.go:owner.whisper typed
	d.items[0].Weigh()  // Weigh -> store/store.go:Item.Weigh typed
	d.byName["x"].Weigh()  // Weigh -> store/store.go:Item.Weigh typed
	d.Base.Ping()       // d.Base.Ping -> store/store.go:Base.Ping typed
}
)") == "");
}

TEST_CASE("go: a local name hides a package, but not on the line that makes it") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
=== config/config.go
package config
type Config struct{}
func Load() *Config { return nil }
func (c *Config) Apply() {}
=== main.go
package main
import "example.com/shop/config"
func one() {
	config := config.Load()   // config.Load -> config/config.go:Load module
	config.Apply()            // config.Apply -> config/config.go:Config.Apply typed
}
func two(config *config.Config) {
	config.Apply()            // config.Apply -> config/config.go:Config.Apply typed
}
func four(all []*config.Config) {
	for _, c := range all {
		c.Apply()             // c.Apply -> config/config.go:Config.Apply nearest
		each(func(c string) bool { return c == "" })
	}
}
func three(config int) {
	config.Load()             // config.Load -> external
}
type holder struct { config *config.Config }
func (h holder) four() {
	h.config.Apply()          // h.config.Apply -> config/config.go:Config.Apply typed
}
)") == "");
}

TEST_CASE("go: files that are built under a condition hold alternatives") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
=== p/a_linux.go
//go:build linux
package p
func open() {}
func own() { open() }   // open -> :open file
=== p/b_windows.go
//go:build windows
package p
func open() {}
=== p/common.go
package p
func use() { open() }   // open -> p/a_linux.go:open+p/b_windows.go:open file
)") == "");
}

TEST_CASE("go: everyday names and generic types are no guesses") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
=== a/a.go
package a
type T struct{}
func (t T) Close() {}
func (t T) Unusual() {}
func Map[T any](x T, each func(T) error) {
	x.Unusual()     // x.Unusual -> :T.Unusual unique-name
	x.Close()       // x.Close -> nothing
}
func use(x interface{}) {
	undefinedHere()  // undefinedHere -> nothing
}
)") == "");
}

// ---- TypeScript and JavaScript

TEST_CASE("typescript: named, default and namespace imports, barrels and renamed re-exports") {
  CHECK(FailuresOf(R"(
=== src/cart.ts
export class Cart { add(item: string): Line { return new Line(); } }
export class Line { price(): number { return 1; } }
export default function total(cart: Cart): number { return 0; }
function hidden() {}
export { hidden as shown };
export const make = (): Cart => new Cart();
=== src/more.ts
export function extra() {}
=== src/index.ts
export * from "react";
export * from "./more";
export { Cart as Basket, default as sum, make } from "./cart";
export * as everything from "./cart";
export { extra as another } from "./more";
=== src/deep/index.ts
export * from "..";
=== app.ts
import { Basket, sum, extra, everything, make } from "./src";
import total, { Line, shown } from "./src/cart";
import * as all from "./src/index.js";
import { another } from "./src/deep";
import { hidden } from "./src/cart";
import { cart } from "./src";
const basket = new Basket();   // Basket -> src/cart.ts:Cart import
basket.add("x").price();       // basket.add -> src/cart.ts:Cart.add typed; price -> src/cart.ts:Line.price typed
sum(basket);                   // sum -> src/cart.ts:total import
total(basket);                 // total -> src/cart.ts:total import
extra();                       // extra -> src/more.ts:extra import
another();                     // another -> src/more.ts:extra import
all.extra();                   // all.extra -> src/more.ts:extra module
all.everything.make();         // all.everything.make -> src/cart.ts:make module
everything.make().add("y");    // everything.make -> src/cart.ts:make module; add -> src/cart.ts:Cart.add typed
make().add("z");               // add -> src/cart.ts:Cart.add typed
shown();                       // shown -> src/cart.ts:hidden import
cart.make();                   // cart.make -> nothing
)") == "");
}

TEST_CASE("typescript: styles and data beside a component are not the component") {
  CHECK(FailuresOf(R"(
=== Button.tsx
export default function Button(props: { label: string }) { return null; }
export class Styles { color() {} }
=== config.ts
export default function config() {}
=== index.ts
export function fromRoot() {}
=== app.tsx
import Button from "./Button";
import css from "./Button.css";
import data from "./config.json";
import config from "./config.js";
import { fromRoot } from "../..";
import { fromRoot as again } from ".";
export function App() {
  css();        // css -> local
  data();       // data -> local
  config();     // config -> config.ts:config import
  fromRoot();   // fromRoot -> local
  again();      // again -> index.ts:fromRoot import
  return <Button label="x" />;   // Button -> Button.tsx:Button import
}
)") == "");
}

TEST_CASE("typescript: workspace packages and path patterns, the nearest first") {
  CHECK(FailuresOf(R"(
=== packages/core/package.json roots
@shop/core . dist/index.js src/index.ts
=== packages/core/src/index.ts
export function core() {}
=== packages/core/src/deep.ts
export function deep() {}
=== tsconfig.json roots
@/* src/*
=== src/util.ts
export function rootUtil() {}
=== packages/web/tsconfig.json roots
@/* ./src/*
=== packages/web/src/util.ts
export function webUtil() {}
=== packages/web/src/app.ts
import { core } from "@shop/core";
import { deep } from "@shop/core/src/deep";
import { webUtil } from "@/util";
import { outside } from "@shop/corelib";
import { gone } from "@/gone";
core();      // core -> packages/core/src/index.ts:core import
deep();      // deep -> packages/core/src/deep.ts:deep import
webUtil();   // webUtil -> packages/web/src/util.ts:webUtil import
outside();   // outside -> external
=== src/main.ts
import { rootUtil } from "@/util";
rootUtil();  // rootUtil -> src/util.ts:rootUtil import
)") == "");
}

TEST_CASE("typescript: fields, this, interfaces, enums, parameter properties, namespaces") {
  CHECK(FailuresOf(R"(
=== api.ts
export interface Api { load(id: string): Promise<Item>; items: Item[]; }
export interface Item { weigh(): void }
export abstract class Base { protected close() {} abstract run(): void }
export enum Color { Red, Green }
export type Alias = Api;
=== app.ts
import { Api, Item, Base, Color, Alias } from "./api";
import { Outside } from "elsewhere";
class Service extends Base {
  private own = new Helper();
  cache: Item[] = [];
  helper: Helper;
  handler = handler();               // handler -> :handler file
  constructor(private readonly api: Api, plain: Api) {
    super();
    this.plain = plain;
  }
  again() {}
  async run() {
    this.close();                    // this.close -> api.ts:Base.close self
    this.own.help();                 // this.own.help -> :Helper.help typed
    this.helper.help();              // this.helper.help -> :Helper.help typed
    const item = await this.api.load("x");   // this.api.load -> api.ts:Api.load typed
    item.weigh();                    // item.weigh -> api.ts:Item.weigh typed
    this.cache[0].weigh();           // weigh -> api.ts:Item.weigh typed
    for (const i of this.api.items) {
      i.weigh();                     // i.weigh -> api.ts:Item.weigh typed
    }
    this.cache.forEach(() => this.again());  // this.again -> :Service.again self
  }
}
class Helper { help() {} }
function handler() {}
function use(c: Color, a: Alias, o: Outside) {
  Color.Red;          // Color.Red -> api.ts:Color.Red typed
  a.load("x");        // a.load -> api.ts:Api.load typed
  o.weigh();          // o.weigh -> external
  console.log(c);     // console.log -> external
  new Service(a, a).run();   // run -> :Service.run typed
}
class Child extends Outside {
  go() { this.weigh(); }   // this.weigh -> external
}
)") == "");
}

TEST_CASE("typescript: members of a type do not name the types of its fields") {
  CHECK(FailuresOf(R"(
=== order.ts
interface Status { open(): void }
interface Order { Status: Status; line: Line }
interface Line { Line: Line; price(): number }
function use(order: Order, Line: Line) {
  order.Status.open();     // order.Status.open -> :Status.open typed
  order.line.Line.price(); // order.line.Line.price -> :Line.price typed
  Line.price();            // Line.price -> :Line.price typed
}
)") == "");
}

TEST_CASE("javascript: modules of require and objects that are written out") {
  CHECK(FailuresOf(R"(
=== lib/cart.js
class Cart { add(x) {} }
function total(cart) {}
function secret() {}
module.exports = { Cart, total: total };
=== lib/one.js
exports.first = function (a) {};
=== lib/api.js
export const api = { load(id) {}, save: (x) => {} };
=== app.js
const { Cart, total } = require("./lib/cart");
const cart = require("./lib/cart");
const { first } = require("./lib/one");
const express = require("express");
import { api } from "./lib/api";
const basket = new Cart();   // Cart -> lib/cart.js:Cart import
basket.add(1);               // basket.add -> lib/cart.js:Cart.add typed
cart.total(basket);          // cart.total -> lib/cart.js:total module
first(1);                    // first -> lib/one.js:first import
express().get("/");          // get -> external
api.load(1);                 // api.load -> lib/api.js:api.load typed
cart.secret();               // cart.secret -> nothing
)") == "");
}

TEST_CASE("javascript and typescript import each other") {
  CHECK(FailuresOf(R"(
=== lib.ts
export function typed(a: number) {}
=== view.jsx
export function View() { return null; }
=== app.js
import { typed } from "./lib";
import { View } from "./view";
typed(1);     // typed -> lib.ts:typed import
View();       // View -> view.jsx:View import
=== main.ts
import { View } from "./view";
View();       // View -> view.jsx:View import
)") == "");
}

// ---- Worlds

TEST_CASE("a use that resolves with one change no longer does with the other as well") {
  const Sources base(R"(
=== ledger.py
def post(entry): ...
=== other/mod.py
def post(entry, more): ...
)"),
      removes("=== ledger.py\ndef record(entry): ...\n"), moves(R"(
=== ledger.py removed
=== books/__init__.py
=== books/ledger.py
def post(entry): ...
)"),
      adds(R"(
=== main.py
from ledger import post
post(1)
)");
  const SourceFile& main = *adds.Find("main.py");
  const auto uses = [&](std::vector<const Layer*> layers) {
    const World world(std::move(layers));
    Resolver resolver(world);
    return Describe(resolver.Resolve(main, main.facts().references.front()), main) + ", " +
           Describe(resolver.ResolveImport(main, main.facts().imports.front()), main);
  };
  CHECK(uses({&base.layer(), &adds.layer()}) == "ledger.py:post import, ledger.py:post import");
  CHECK(uses({&base.layer(), &removes.layer(), &adds.layer()}) == "local, nothing");
  // The file is in another package now, which no absolute import by the old name reaches.
  CHECK(uses({&base.layer(), &moves.layer(), &adds.layer()}) == "external, external");
}

TEST_CASE("alternatives come in one order, however the files are layered") {
  const char* const common = "=== go.mod\nmodule m\n=== p/c.go\npackage p\nfunc use() { open() }\n";
  const Sources base(common), a("=== p/a.go\n//go:build a\npackage p\nfunc open() {}\n"),
      b("=== p/b.go\n//go:build b\npackage p\nfunc open() {}\n");
  const SourceFile& user = *base.Find("p/c.go");
  for (const World& world : {World({&base.layer(), &a.layer(), &b.layer()}),
                             World({&b.layer(), &a.layer(), &base.layer()})}) {
    Resolver resolver(world);
    const Resolved resolved = resolver.Resolve(user, user.facts().references.front());
    REQUIRE(resolved.targets.size() == 2);
    CHECK(resolved.targets.front().file->path() == "p/a.go");
  }
}

TEST_CASE("RootBinds: what the file can see, and what cannot be excluded") {
  const Sources sources(R"(
=== star.py
from elsewhere import *
def f(): ...
=== plain.py
import os
from .gone import lost
def f(a):
    b = a
    def inner(): ...
=== cycle.py
from cycle2 import *
=== cycle2.py
from cycle import *
)");
  const World world({&sources.layer()});
  Resolver resolver(world);
  const SourceFile &star = *sources.Find("star.py"), &plain = *sources.Find("plain.py");
  CHECK(resolver.RootBinds(star, -1, "anything"));
  for (const char* name : {"a", "b", "inner", "f", "os", "lost", "print", "super"}) {
    CHECK_MESSAGE(resolver.RootBinds(plain, 0, name), name);
  }
  CHECK_FALSE(resolver.RootBinds(plain, -1, "b"));
  CHECK_FALSE(resolver.RootBinds(plain, 0, "nothing"));
  CHECK_FALSE(resolver.RootBinds(*sources.Find("cycle.py"), -1, "nothing"));
}

TEST_CASE("public questions: members, bases, constructors, and whether a type is the receiver") {
  const Sources sources(R"(
=== a.py
from elsewhere import Outside
class Root:
    def __init__(self, x): ...
    def stay(self): ...
class Mid(Root): ...
class Leaf(Mid, Outside):
    class Inner: ...
leaf = Leaf(1)
Leaf.stay(leaf)
leaf.stay()
Leaf.Inner()
)");
  const World world({&sources.layer()});
  Resolver resolver(world);
  const SourceFile& file = sources.files()[0];
  const Target leaf{&file, file.Definitions("Leaf").front()};
  bool open = false;
  REQUIRE(resolver.Bases(leaf, &open).size() == 1);
  CHECK(open);
  REQUIRE(resolver.Constructor(leaf).size() == 1);
  CHECK(resolver.Constructor(leaf).front().name() == "Root.__init__");
  CHECK(resolver.Member(leaf, "stay").front().name() == "Root.stay");
  CHECK(resolver.Member(leaf, "none").empty());
  std::string through;
  for (const Reference& use : file.facts().references) {
    if (use.kind == ReferenceKind::kCall && !use.receiver.empty()) {
      through +=
          use.receiver + "." + use.name + (resolver.Resolve(file, use).through_type ? "+ " : "- ");
    }
  }
  CHECK(through == "Leaf.stay+ leaf.stay- Leaf.Inner- ");
  // Asked over and over, the answer stays.
  for (int i = 0; i < 10'000; ++i) {
    open = false;
    if (resolver.Bases(leaf, &open).size() != 1) FAIL("the answer has changed after " << i);
    if (!resolver.ResolveType(file, -1, "Leaf").found()) FAIL("the type is gone after " << i);
  }
}

// ---- Input made to hurt

namespace {

std::string Number(int i) { return std::to_string(i); }

// How each use of a text ends; all of them must.
std::map<std::string, int> ResolveAll(const std::string& text) {
  const Sources sources(text);
  const World world({&sources.layer()});
  Resolver resolver(world);
  std::map<std::string, int> ends;
  for (const SourceFile& file : sources.files()) {
    for (const Reference& use : file.facts().references) {
      ++ends[Describe(resolver.Resolve(file, use), file)];
    }
  }
  return ends;
}

}  // namespace

TEST_CASE("ten thousand modules that import each other in a ring") {
  std::string text, stars;
  for (int i = 0; i < 10'000; ++i) {
    const std::string next = Number((i + 1) % 10'000);
    text += "=== m" + Number(i) + ".py\nfrom m" + next + " import thing\nthing()\n";
    stars += "=== m" + Number(i) + ".py\nfrom m" + next + " import *\nthing()\n";
  }
  CHECK(ResolveAll(text)["local"] == 10'000);
  CHECK(ResolveAll(stars)["local"] == 10'000);
}

TEST_CASE("a ring of two hundred types, aliases, variables and functions") {
  std::string text = "=== a.ts\n";
  for (int i = 0; i < 200; ++i) {
    const std::string a = Number(i), b = Number((i + 1) % 200);
    text += "type T" + a + " = T" + b + ";\ninterface I" + a + " extends I" + b + " {}\n";
    text += "const v" + a + " = v" + b + ";\nfunction f" + a + "() { return f" + b + "(); }\n";
    text += "function u" + a + "(t: T" + a + ", i: I" + a + ") { t.x(); i.x(); v" + a + ".x(); f" +
            a + "().x(); }\n";
  }
  CHECK(ResolveAll(text).size() > 1);
}

TEST_CASE("bases that are members of the class itself, and of each other") {
  const auto ends = ResolveAll(R"(
=== a.py
class A(A.x.Base):
    def run(self):
        self.y()
class B(C.inner):
    def run(self): self.z()
class C(B.inner):
    def run(self): self.z()
class D(D.d().e[0].f): 
    def run(self): self.d()
)");
  CHECK(ends.size() > 1);
}

TEST_CASE("every class derives from all before it") {
  std::string text = "=== a.py\nclass C0: ...\n";
  for (int i = 1; i < 60; ++i) {
    text += "class C" + Number(i) + "(";
    for (int base = i; base-- > 0;) text += "C" + Number(base) + (base > 0 ? ", " : "");
    text += "):\n    def run(self): self.missing()\n";
  }
  CHECK(ResolveAll(text).size() > 1);
}

TEST_CASE("attributes and calls thousands deep") {
  for (const char* link : {".next", ".next()", "[0]", ".items[0].first()"}) {
    std::string chain = "node";
    for (int i = 0; i < 1'000; ++i) chain += link;
    const auto ends = ResolveAll(
        "=== a.py\nclass Node:\n    next: 'Node'\n    items: 'list[Node]'\n    def first(self) -> "
        "'Node': ...\n"
        "def run(node: Node):\n    " +
        chain + ".first()\n");
    CHECK(ends.size() >= 1);
  }
  Reference use;
  use.name = "last";
  for (const char* link :
       {".next", "()", "[]", "{}", "#1", ".?", "#99999999999999999999", ".#", "("}) {
    const Sources sources("=== a.py\nclass node:\n    next: 'node'\n");
    const World world({&sources.layer()});
    Resolver resolver(world);
    use.receiver = "node";
    for (int i = 0; i < 5'000; ++i) use.receiver += link;
    CHECK_FALSE(resolver.Resolve(sources.files()[0], use).found());
  }
}

TEST_CASE("five thousand definitions of one name, and five thousand uses") {
  std::string text;
  for (int i = 0; i < 5'000; ++i) {
    text += "=== m" + Number(i) + ".py\nclass A:\n    def common_name(self): ...\n";
  }
  text += "=== main.py\n";
  for (int i = 0; i < 5'000; ++i)
    text += "def f" + Number(i) + "(x): x.common_name(" + Number(i) + ")\n";
  CHECK(ResolveAll(text)["nothing"] == 5'000);
}

TEST_CASE("a name bound five thousand times, each time by itself") {
  std::string text = "=== a.py\nclass A:\n    def go(self) -> 'A': ...\ndef f():\n    x = A()\n";
  for (int i = 0; i < 5'000; ++i) text += "    x = x.go()\n    y = x\n    x = y.go()\n";
  CHECK(ResolveAll(text)[":A.go typed"] > 0);
}

}  // namespace interlock::tests
