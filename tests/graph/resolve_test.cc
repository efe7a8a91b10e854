#include "graph/resolve.h"

#include <doctest/doctest.h>

#include "tests/graph/facts_of.h"

namespace interlock::tests {

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
    std::string receiver = "node";
    for (int i = 0; i < 5'000; ++i) receiver += link;
    use.receiver = receiver;
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

TEST_CASE("a package has what its files define, not what each of them imports") {
  CHECK(FailuresOf(R"(
=== lib/Tool.java
package lib;
public class Tool { public static void sharpen() {} }
=== shop/Shop.java
package shop;
import lib.*;
public class Shop { public void open() { Tool.sharpen(); } }  // Tool.sharpen -> lib/Tool.java:Tool.sharpen typed
=== shop/Stand.java
package shop;
import lib.Tool;
public class Stand { }
=== app/Main.java
package app;
import shop.*;
class Main {
  void run() {
    new Shop().open();  // open -> shop/Shop.java:Shop.open typed
    Tool.sharpen();     // Tool.sharpen -> external
  }
}
)") == "");
}

}  // namespace interlock::tests
