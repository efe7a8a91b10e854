#include "graph/build.h"

#include <doctest/doctest.h>

#include "tests/graph/facts_of.h"

namespace interlock::tests {

namespace {

GraphRows GraphOf(const Sources& sources) {
  const World world({&sources.layer()});
  std::vector<FileUses> uses;
  for (const SourceFile* file : sources.layer().files()) {
    Resolver resolver(world);  // one each: no answer may depend on those before
    uses.push_back(ResolveFile(resolver, *file));
  }
  return AssembleGraph("shop", uses);
}

// "source kind target rule line", one a line.
std::string EdgesOf(const GraphRows& rows) {
  const auto name = [&](std::int64_t id) {
    const NodeRow& node = rows.nodes.at(static_cast<std::size_t>(id) - 1);
    return node.kind == "file" ? node.path : node.path + ":" + node.name;
  };
  std::string text;
  for (const EdgeRow& edge : rows.edges) {
    text += name(edge.source) + " " + edge.kind + " " + name(edge.target) + " " + edge.rule + " " +
            std::to_string(edge.line) + "\n";
  }
  return text;
}

constexpr const char* kShop = R"(
=== ledger.py
class Ledger:
    def post(self): ...
def use(): 
    class Local(Ledger): ...
    class Deeper(Local): ...
    return Deeper()
=== main.py
from ledger import Ledger
import requests
class Sub(Ledger):
    def run(self, other):
        def inner():
            self.post()
        inner()
        other.mystery()
        requests.get("x")
Sub()
)";

}  // namespace

TEST_CASE("nodes are files and what is not local in them, in order") {
  const Sources sources(kShop);
  const GraphRows rows = GraphOf(sources);
  std::string text;
  for (std::size_t i = 0; i < rows.nodes.size(); ++i) {
    CHECK(rows.nodes[i].id == static_cast<std::int64_t>(i) + 1);
    CHECK(rows.nodes[i].repository == "shop");
    text += rows.nodes[i].kind + " " + rows.nodes[i].name + "\n";
  }
  CHECK(text ==
        "file ledger\nclass Ledger\nmethod Ledger.post\nfunction use\n"
        "file main\nclass Sub\nmethod Sub.run\n");
}

TEST_CASE("edges lead from the entity around a use; what is unknown is a sink") {
  const Sources sources(kShop);
  const GraphRows rows = GraphOf(sources);
  const std::string edges = EdgesOf(rows);
  CHECK(edges.find("main.py:Sub.run call ledger.py:Ledger.post self 6\n") != std::string::npos);
  CHECK(edges.find("main.py:Sub inherits ledger.py:Ledger import 3\n") != std::string::npos);
  CHECK(edges.find("main.py call main.py:Sub file 10\n") != std::string::npos);
  CHECK(edges.find("ledger.py:use inherits ledger.py:Ledger file 4\n") != std::string::npos);
  for (const EdgeRow& edge : rows.edges) {
    CHECK(edge.source >= 1);
    CHECK(edge.target >= 1);
  }
  REQUIRE(rows.unresolved.size() == 1);
  CHECK(rows.unresolved[0].name == "mystery");
  CHECK(rows.unresolved[0].receiver == "other");
  CHECK(rows.unresolved[0].reason != "");
}

TEST_CASE("a file's answers do not depend on what the resolver was asked before") {
  const Sources sources(kShop);
  const World world({&sources.layer()});
  Resolver resolver(world);
  std::vector<FileUses> forwards, backwards;
  const auto& files = sources.layer().files();
  for (const SourceFile* file : files) forwards.push_back(ResolveFile(resolver, *file));
  for (std::size_t i = files.size(); i-- > 0;) {
    backwards.insert(backwards.begin(), ResolveFile(resolver, *files[i]));
  }
  CHECK(EdgesOf(AssembleGraph("shop", forwards)) == EdgesOf(AssembleGraph("shop", backwards)));
}

TEST_CASE("thousands of deriving classes all find their base") {
  std::string text = "=== base.py\nclass Base: ...\n=== many.py\nfrom base import Base\n";
  for (int i = 0; i < 3'000; ++i) text += "class C" + std::to_string(i) + "(Base): ...\n";
  const Sources sources(text);
  const GraphRows rows = GraphOf(sources);
  std::size_t inherits = 0;
  for (const EdgeRow& edge : rows.edges) inherits += edge.kind == "inherits" ? 1U : 0U;
  CHECK(inherits == 3'000);
}

}  // namespace interlock::tests
