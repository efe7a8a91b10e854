#include "graph/flow.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/graph/facts_of.h"

namespace interlock::tests {

namespace {

std::string NameIn(const FlowFile& file, std::int32_t scope) {
  const std::string name = ScopeName(file, scope);
  return name.empty() ? "(file)" : name;
}

// One line for each end of each call: "main.py:3 run -> pay flow likely".
std::string CallsOf(std::string_view text) {
  const Sources sources(text);
  const World world({&sources.layer()});
  std::vector<FlowFile> files;
  for (const SourceFile& file : sources.files()) {
    const Language* language = BuiltinLanguages().ForPath(file.path());
    if (language == nullptr) continue;
    files.push_back({&file, {}});
    ExtractFlow(*language, sources.text(file), &files.back().flow);
  }
  std::string lines = "\n";
  for (const CallSite& site : FindCalls(world, files)) {
    const FlowFile& file = files[site.file];
    const std::string start = file.file->path() + ":" + std::to_string(site.line) + " " +
                              NameIn(file, site.scope) + " -> ";
    for (const Callee& callee : site.callees) {
      lines += start + NameIn(files[callee.file], callee.scope) + " " + callee.rule + " " +
               Name(callee.resolution) + "\n";
    }
    for (const std::string& name : site.externals) lines += start + name + " outside\n";
    if (site.callees.empty() && site.externals.empty()) {
      lines += start + site.callee + " sink: " + site.reason + "\n";
    }
  }
  return lines;
}

}  // namespace

TEST_CASE("flow: a function that is passed is called through the parameter") {
  CHECK(CallsOf(R"(
=== main.py
def pay(): ...
def twice(step, last=pay):
    step()
    last()
twice(pay)
)") == R"(
main.py:3 twice -> pay flow likely
main.py:4 twice -> pay flow likely
main.py:5 (file) -> twice file resolved
)");
}

TEST_CASE("flow: several functions that reach one call are candidates") {
  CHECK(CallsOf(R"(
=== main.py
def a(): ...
def b(): ...
def run(steps):
    for step in steps:
        step()
run([a, b])
)") == R"(
main.py:5 run -> a flow name-only
main.py:5 run -> b flow name-only
main.py:6 (file) -> run file resolved
)");
}

TEST_CASE("flow: a rebound local name is what it was last") {
  CHECK(CallsOf(R"(
=== main.py
def a(): ...
def b(): ...
step = a
step()
step = b
step()
if step:
    step = a
step()
)") == R"(
main.py:4 (file) -> a flow likely
main.py:6 (file) -> b flow likely
main.py:9 (file) -> a flow name-only
main.py:9 (file) -> b flow name-only
)");
}

TEST_CASE("flow: a local variable is no name of an unknown star import") {
  CHECK(CallsOf(R"(
=== Shop/Cart.cs
namespace Shop;
public class Cart { public void Add() {} }
=== Shop/Program.cs
using System;
namespace Shop;
public class Program {
  public static void Main() {
    var cart = new Cart();
    cart.Add();
    Elsewhere.Add();
  }
}
)") == R"(
Shop/Program.cs:5 Program.Main -> Cart file resolved
Shop/Program.cs:6 Program.Main -> Cart.Add typed resolved
Shop/Program.cs:7 Program.Main -> System.Elsewhere.Add outside
)");
}

TEST_CASE("flow: a closure that is returned, a lambda, a decorator") {
  CHECK(CallsOf(R"(
=== main.py
def log(f):
    def inner(*args):
        return f(*args)
    return inner
@log
def pay(amount): ...
pay(1)
(lambda x: x())(pay)
)") == R"(
main.py:3 log.inner -> pay flow likely
main.py:5 (file) -> log flow likely
main.py:7 (file) -> log.inner flow likely
main.py:8 (file) -> <anonymous1> flow likely
main.py:8 <anonymous1> -> log.inner flow likely
)");
}

TEST_CASE("flow: dictionaries by key, unpacked and named arguments") {
  CHECK(CallsOf(R"(
=== main.py
def a(): ...
def b(): ...
table = {"a": a, "b": b}
table["a"]()
def run(x, y):
    y()
run(*[a, b])
run(y=b, x=a)
first, *rest, last = a, a, b, b
last()
rest[1]()
)") == R"(
main.py:4 (file) -> a flow likely
main.py:6 run -> b flow likely
main.py:7 (file) -> run file resolved
main.py:8 (file) -> run file resolved
main.py:10 (file) -> b flow likely
main.py:11 (file) -> b flow likely
)");
}

TEST_CASE("flow: bases in C3 order, super, static and class methods") {
  CHECK(CallsOf(R"(
=== main.py
class A:
    def go(self): ...
class B(A):
    def go(self):
        super().go()
class C(A):
    def go(self): ...
class D(B, C):
    @classmethod
    def make(cls):
        return cls()
D.make().go()
)") == R"(
main.py:5 B.go -> <builtin>.super outside
main.py:5 B.go -> C.go flow likely
main.py:11 D.make -> D flow likely
main.py:12 (file) -> D.make typed resolved
main.py:12 (file) -> B.go typed resolved
)");
}

TEST_CASE("flow: what calling, iterating and reading run unsaid") {
  CHECK(CallsOf(R"(
=== main.py
class Steps:
    def __init__(self):
        self.n = 0
    def __iter__(self):
        return self
    def __next__(self):
        return step
    def __call__(self): ...
    @property
    def size(self): ...
def step(): ...
for s in Steps():
    s()
Steps()()
Steps().size
)") == R"(
main.py:12 (file) -> Steps file resolved
main.py:12 (file) -> Steps.__init__ flow likely
main.py:12 (file) -> Steps.__iter__ flow name-only
main.py:12 (file) -> Steps.__next__ flow name-only
main.py:13 (file) -> step flow likely
main.py:14 (file) -> Steps file resolved
main.py:14 (file) -> Steps.__init__ flow likely
main.py:14 (file) -> Steps.__call__ flow likely
main.py:15 (file) -> Steps file resolved
main.py:15 (file) -> Steps.__init__ flow likely
main.py:15 (file) -> Steps.size flow likely
)");
}

TEST_CASE("flow: through modules, re-exports and names from outside") {
  CHECK(CallsOf(R"(
=== shop/__init__.py
from .cart import total
=== shop/cart.py
def total(f): f()
=== main.py
import json
import shop
from ext import Base, helper
class Own(Base): ...
def pay(): ...
shop.total(pay)
json.dumps(1)
Own().save()
helper.of().run()
unknown()
)") == R"(
shop/cart.py:1 total -> pay flow likely
main.py:6 (file) -> total module resolved
main.py:7 (file) -> json.dumps outside
main.py:8 (file) -> Own file resolved
main.py:8 (file) -> ext.Base.__init__ outside
main.py:8 (file) -> ext.Base.save outside
main.py:9 (file) -> ext.helper.of outside
main.py:9 (file) -> ext.helper.of().run outside
main.py:10 (file) -> unknown sink: no definition of that name is in sight
)");
}

TEST_CASE("flow: callbacks, bound functions and prototypes of JavaScript") {
  CHECK(CallsOf(R"(
=== main.js
function a() {}
function b() { this.go(); }
function Engine() {}
Engine.prototype.go = function () {};
Engine.prototype.b = b;
new Engine().b();
[a].forEach((f) => f());
const bound = a.bind(null);
bound();
b.call(new Engine());
const api = { a, run() { this.a(); } };
api.run();
)") == R"(
main.js:2 b -> Engine.go flow likely
main.js:6 (file) -> Engine file resolved
main.js:6 (file) -> b flow likely
main.js:7 (file) -> <anonymous1> flow name-only
main.js:7 (file) -> <list>.forEach outside
main.js:7 <anonymous1> -> a flow likely
main.js:8 (file) -> <function>.bind outside
main.js:9 (file) -> a flow likely
main.js:10 (file) -> b flow likely
main.js:10 (file) -> Engine file resolved
main.js:11 api.run -> a flow likely
main.js:12 (file) -> api.run typed resolved
)");
}

TEST_CASE("flow: a declared type stands for those below it") {
  CHECK(CallsOf(R"(
=== main.ts
interface Repo { find(): void }
class Memory implements Repo { find(): void {} }
class Service {
  constructor(private repo: Repo) {}
  run() { this.repo.find(); }
}
export function use(repo: Repo) { repo.find(); }
)") == R"(
main.ts:5 Service.run -> Repo.find typed resolved
main.ts:5 Service.run -> Memory.find dispatch likely
main.ts:7 use -> Repo.find typed resolved
main.ts:7 use -> Memory.find dispatch likely
)");
}

TEST_CASE("flow: methods, interfaces and function values of Go") {
  CHECK(CallsOf(R"(
=== a/a.go
package a
type Store interface { Save() }
type Disk struct{}
func (d *Disk) Save() {}
func helper(f func()) { f() }
func Use(s Store) { s.Save(); helper(func() {}); helper(other) }
=== a/b.go
package a
func other() {}
)") == R"(
a/a.go:5 helper -> Use.<anonymous1> flow name-only
a/a.go:5 helper -> other flow name-only
a/a.go:6 Use -> Store.Save typed resolved
a/a.go:6 Use -> Disk.Save dispatch likely
a/a.go:6 Use -> helper file resolved
a/a.go:6 Use -> helper file resolved
)");
}

TEST_CASE("flow: arguments in wrappers of their own, lists and closures of PHP") {
  CHECK(CallsOf(R"(
=== a.php
<?php
class A { function run() {} }
function once($x) { $x->run(); }
once(new A());
foreach ([new A()] as $each) { $each->run(); }
function apply($done) { $done(); }
apply(done: function () { return 1; });
)") == R"(
a.php:3 once -> A.run flow likely
a.php:4 (file) -> once file resolved
a.php:4 (file) -> A file resolved
a.php:5 (file) -> A file resolved
a.php:5 (file) -> A.run flow likely
a.php:6 apply -> <anonymous1> flow likely
a.php:7 (file) -> apply file resolved
)");
}

TEST_CASE("flow: values without a declared type in C#, Java and C++") {
  CHECK(CallsOf(R"(
=== a.cs
class A { public void Run() {} }
class M {
  object Make() { return new A(); }
  void Apply(System.Action f) { f(); }
  void Hello() {}
  void Go() { var y = Make(); y.Run(); Apply(Hello); }
}
)") == R"(
a.cs:3 M.Make -> A file resolved
a.cs:4 M.Apply -> M.Hello flow likely
a.cs:6 M.Go -> M.Make scope resolved
a.cs:6 M.Go -> A.Run flow likely
a.cs:6 M.Go -> M.Apply scope resolved
)");
  CHECK(CallsOf(R"(
=== a.java
class A { void run() {} }
class M {
  Object make() { return new A(); }
  void go() { Object y = make(); y.run(); Runnable r = () -> make(); r.run(); }
}
)") == R"(
a.java:3 M.make -> A file resolved
a.java:4 M.go -> M.make scope resolved
a.java:4 M.go -> A.run flow likely
a.java:4 M.go.<anonymous1> -> M.make scope resolved
a.java:4 M.go -> M.go.<anonymous1> flow likely
)");
  CHECK(CallsOf(R"(
=== a.cc
void hello() {}
void go() { auto h = [] { hello(); }; h(); }
)") == R"(
a.cc:2 go.<anonymous1> -> hello file resolved
a.cc:2 go -> go.<anonymous1> flow likely
)");
}

TEST_CASE("flow: what a type's own maker gives is one of it") {
  const std::string calls = CallsOf(R"(
=== a.rb
class A
  def run(times); end
end
def once(made)
  made.run(1)
end
once(A.new)
)");
  CHECK(calls.find("a.rb:5 once -> A.run flow likely") != calls.npos);
}

TEST_CASE("flow: a prototype leads to where the function is defined") {
  CHECK(CallsOf(R"(
=== store.h
int save(int id);
=== store.c
#include "store.h"
int save(int id) { return id; }
=== main.c
#include "store.h"
int main(void) { return save(1); }
)") == R"(
main.c:2 main -> save import resolved
)");
}

TEST_CASE("flow: what refers to itself ends") {
  CHECK(CallsOf(R"(
=== a.py
from b import *
from b import f
def g(x): return g(g)(x)
a = [f]
a.append(a)
for x in a: x()
class A(A): ...
A().m()
=== b.py
from a import *
from a import f
)") != "");
}

}  // namespace interlock::tests
