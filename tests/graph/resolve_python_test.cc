#include <doctest/doctest.h>

#include "graph/resolve.h"
#include "tests/graph/facts_of.h"

namespace interlock::tests {

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

}  // namespace interlock::tests
