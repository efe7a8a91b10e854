// Modules that hand on one another's names by star exports, in circles.
#include <doctest/doctest.h>

#include <functional>

#include "tests/graph/facts_of.h"

namespace interlock::tests {

namespace {

std::string Number(int i) { return std::to_string(i); }

std::string Repeat(int count, const std::function<std::string(const std::string&)>& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text(Number(i));
  return all;
}

// How often the uses in one file end which way.
std::map<std::string, int> EndsIn(const Sources& sources, std::string_view path) {
  const World world({&sources.layer()});
  Resolver resolver(world);
  const SourceFile& file = *sources.Find(path);
  std::map<std::string, int> ends;
  for (const Reference& use : file.facts().references) {
    const Resolved resolved = resolver.Resolve(file, use);
    ++ends[resolved.found() ? resolved.rule : Describe(resolved, file)];
  }
  return ends;
}

}  // namespace

TEST_CASE("rust: two modules hand on each other's names") {
  CHECK(FailuresOf(R"(
=== roots.txt roots
app . src/lib.rs
=== src/lib.rs
mod one;
mod two;
mod far;
mod near;
=== src/one.rs
pub use crate::two::*;
pub fn of_one() {}
=== src/two.rs
pub use crate::one::*;
pub use crate::near::*;
pub use crate::far::*;
pub fn of_two() { of_one() }  // of_one -> src/one.rs:of_one import
=== src/near.rs
pub fn twice() {}
=== src/far.rs
pub fn twice() {}
pub fn deep() {}
=== src/main.rs
use app::one::*;
fn main() {
    of_one();   // of_one -> src/one.rs:of_one import
    of_two();   // of_two -> src/two.rs:of_two import
    deep();     // deep -> src/far.rs:deep import
    twice();    // twice -> src/near.rs:twice import
    absent();   // absent -> nothing
}
)") == "");
}

TEST_CASE("python and typescript: two modules hand on each other's names") {
  CHECK(FailuresOf(R"(
=== one.py
from two import *
def of_one(): ...
=== two.py
from one import *
from near import *
from far import *
def of_two(): ...
=== near.py
def twice(): ...
=== far.py
def twice(): ...
def deep(): ...
=== main.py
from one import *
of_one()   # of_one -> one.py:of_one import
of_two()   # of_two -> two.py:of_two import
deep()     # deep -> far.py:deep import
twice()    # twice -> near.py:twice import
absent()   # absent -> nothing
)") == "");
  CHECK(FailuresOf(R"(
=== one.ts
export * from "./two";
export function ofOne() {}
=== two.ts
export * from "./one";
export * from "./near";
export * from "./far";
export function ofTwo() {}
=== near.ts
export function twice() {}
=== far.ts
export function twice() {}
export function deep() {}
=== main.ts
import { ofOne, ofTwo, deep, twice, absent } from "./one";
ofOne();   // ofOne -> one.ts:ofOne import
ofTwo();   // ofTwo -> two.ts:ofTwo import
deep();    // deep -> far.ts:deep import
twice();   // twice -> near.ts:twice import
absent();  // absent -> local
)") == "");
}

TEST_CASE("rust: star imports do not hang on one another for the crates that they begin with") {
  constexpr int kCrates = 16;
  const std::string stars = Repeat(kCrates, [](auto i) { return "use c" + i + "::*;\n"; });
  const std::string roots =
      "=== roots.txt roots\napp app src/lib.rs\n" +
      Repeat(kCrates, [](auto i) { return "c" + i + " c" + i + " src/lib.rs\n"; });
  const std::string crates = Repeat(kCrates, [&](auto i) {
    return "=== c" + i + "/src/lib.rs\n" + stars + "pub fn f" + i + "() {}\n";
  });
  const std::string uses = Repeat(kCrates, [](auto i) { return "f" + i + "();\n"; });
  const Sources sources(roots + crates + "=== app/src/lib.rs\n" + stars + "fn run() {\n" + uses +
                        "}\n");
  const std::map<std::string, int> ends = EndsIn(sources, "app/src/lib.rs");
  CHECK(ends.size() == 1);
  CHECK(ends.at("import") == kCrates);
}

TEST_CASE("rust: star imports of crates that import one another's names") {
  constexpr int kCrates = 16;
  const std::string stars = Repeat(kCrates, [](auto i) { return "use c" + i + "::*;\n"; });
  const std::string crates = Repeat(kCrates, [&](auto i) {
    return "=== c" + i + "/src/lib.rs\n" + stars + "pub fn f" + i + "() {}\n";
  });
  const std::string roots =
      "=== roots.txt roots\napp app src/lib.rs\n" +
      Repeat(kCrates, [](auto i) { return "c" + i + " c" + i + " src/lib.rs\n"; });
  const Sources sources(roots + crates + "=== app/src/lib.rs\n" + stars + "fn run() {\n" +
                        Repeat(kCrates, [](auto i) { return "f" + i + "();\n"; }) +
                        Repeat(1'000, [](auto i) { return "absent" + i + "();\n"; }) + "}\n");
  const std::map<std::string, int> ends = EndsIn(sources, "app/src/lib.rs");
  CHECK(ends == std::map<std::string, int>{{"import", kCrates}, {"nothing", 1'000}});
}

TEST_CASE("two hundred modules that hand on the names of all others") {
  constexpr int kModules = 200, kAbsent = 5'000;
  const std::string uses = Repeat(kModules, [](auto i) { return "f" + i + "();\n"; }) +
                           Repeat(kAbsent, [](auto i) { return "absent" + i + "();\n"; });
  const std::map<std::string, int> expected{{"import", kModules}, {"nothing", kAbsent}};

  const std::string python = Repeat(kModules, [](auto i) { return "from m" + i + " import *\n"; });
  const Sources py(
      Repeat(kModules,
             [&](auto i) { return "=== m" + i + ".py\n" + python + "def f" + i + "(): ...\n"; }) +
      "=== main.py\nfrom m7 import *\n" + uses);
  CHECK(EndsIn(py, "main.py") == expected);

  const std::string rust =
      Repeat(kModules, [](auto i) { return "pub use crate::m" + i + "::*;\n"; });
  const Sources rs("=== roots.txt roots\napp . src/lib.rs\n=== src/lib.rs\n" +
                   Repeat(kModules, [](auto i) { return "mod m" + i + ";\n"; }) +
                   Repeat(kModules,
                          [&](auto i) {
                            return "=== src/m" + i + ".rs\n" + rust + "pub fn f" + i + "() {}\n";
                          }) +
                   "=== src/main.rs\nuse app::m7::*;\nfn main() {\n" + uses + "}\n");
  CHECK(EndsIn(rs, "src/main.rs") == expected);
}

}  // namespace interlock::tests
