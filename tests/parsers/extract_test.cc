#include "parsers/extract.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "interlock/error.h"
#include "parsers/builtin_languages.h"
#include "parsers/thread_clock_internal.h"
#include "tests/harness/sanitized.h"

namespace interlock {
namespace {

const Languages& Builtin() {
  const Languages& languages = Languages::Builtin();
  return languages;
}

ParseOutcome Extract(const std::string& path, const std::string& text,
                     const ParseLimits& limits = {}) {
  const Language* language = Builtin().ForPath(path);
  REQUIRE(language != nullptr);
  return ExtractFacts(*language, text, limits);
}

FileFacts Python(const std::string& text) { return Extract("x.py", text).facts; }

const Definition& Named(const FileFacts& facts, const std::string& name) {
  const auto found = std::find_if(facts.definitions.begin(), facts.definitions.end(),
                                  [&](const Definition& d) { return d.name == name; });
  REQUIRE(found != facts.definitions.end());
  return *found;
}

// Facts without the lines, which layout moves.
FileFacts WithoutLines(FileFacts facts) {
  for (Definition& definition : facts.definitions) definition.first_line = definition.last_line = 0;
  for (Binding& binding : facts.bindings) binding.line = 0;
  for (Reference& reference : facts.references) reference.line = 0;
  for (Import& import : facts.imports) import.line = 0;
  for (Inheritance& inheritance : facts.inheritance) inheritance.line = 0;
  for (Literal& literal : facts.literals) literal.line = 0;
  for (Site& site : facts.sites) site.line = 0;
  for (Guard& guard : facts.guards) guard.first_line = guard.last_line = 0;
  return facts;
}

std::uint64_t Body(const std::string& text, const std::string& name = "f") {
  return Named(Python(text), name).body_hash;
}

std::uint64_t Signature(const std::string& text, const std::string& name = "f") {
  return Named(Python(text), name).signature_hash;
}

TEST_CASE("a field that is repeated in a struct without its end is read") {
  const ParseOutcome outcome = Extract("query.h",
                                       "struct Query {\n"
                                       "  std::vector<Clause> clauses_;\n"
                                       "  std::vector<Clause> clauses_;\n");
  CHECK(outcome.partial);
  CHECK(outcome.facts.error_count > 0);
}

TEST_CASE("comments, layout and documentation change no fact") {
  const FileFacts plain = Python(
      "import os\n"
      "LIMIT = [1, 2]\n"
      "class Cart(Base):\n"
      "    size: Dict[str, int] = {}\n"
      "    def add(self, item, n=1):\n"
      "        self.items = post(item, n)\n");
  const FileFacts laid_out = Python(
      "# a comment\n"
      "import os\n\n\n"
      "LIMIT = [\n    1,  # one\n    2,\n]\n"
      "class Cart(Base):\n"
      "  \"\"\"What it is.\"\"\"\n\n"
      "  size: Dict[str,int] = { }\n"
      "  def add(\n        self,\n        item,\n        n = 1,\n  ):\n"
      "      \"\"\"What it does.\"\"\"\n"
      "      # why\n"
      "      self.items = post( item,\n            n )\n");
  FileFacts expected = WithoutLines(plain);
  FileFacts actual = WithoutLines(laid_out);
  Named(expected, "size");
  for (FileFacts* facts : {&expected, &actual}) {
    for (Definition& definition : facts->definitions) definition.type_text = "";
  }
  CHECK(actual == expected);
}

TEST_CASE("a renamed function keeps its body and its signature") {
  const std::string first = "def f(a, b=1):\n    return f(a - 1) + b\n";
  const std::string second = "def g(a, b=1):\n    return g(a - 1) + b\n";
  CHECK(Body(first, "f") == Body(second, "g"));
  CHECK(Signature(first, "f") == Signature(second, "g"));
}

TEST_CASE("a body hash sees what runs") {
  const std::string base = "def f(a):\n    if a:\n        b()\n    c()\n";
  CHECK(Body(base) != Body("def f(a):\n    if a:\n        b()\n        c()\n"));
  CHECK(Body(base) != Body("def f(a):\n    if a:\n        c()\n    b()\n"));
  CHECK(Body(base) != Body("@cache\n" + base));
  CHECK(Body("def f():\n    return 'a b'\n") != Body("def f():\n    return 'a  b'\n"));
  CHECK(Body("def f():\n    return (a,)\n") != Body("def f():\n    return (a)\n"));
  CHECK(Body("def f():\n    return g(a,)\n") == Body("def f():\n    return g(a)\n"));
  CHECK(Body("X = 1\n", "X") != Body("X = 2\n", "X"));
}

TEST_CASE("a signature is what callers see of a function") {
  const std::string base = "def f(a, b=1):\n    return a\n";
  CHECK(Signature(base) == Signature("def f(a, b=2):\n    return b\n"));
  CHECK(Signature(base) == Signature("@cache\ndef f(a, b=1):\n    return a\n"));
  CHECK(Signature(base) != Signature("def f(a, b):\n    return a\n"));
  CHECK(Signature(base) != Signature("def f(a, c=1):\n    return a\n"));
  CHECK(Signature(base) != Signature("def f(a, *, b=1):\n    return a\n"));
  CHECK(Signature(base) != Signature("def f(a: int, b=1):\n    return a\n"));
  CHECK(Signature(base) != Signature("def f(a, b=1) -> int:\n    return a\n"));
  CHECK(Signature(base) != Signature("async def f(a, b=1):\n    return a\n"));
  CHECK(Signature("class C:\n    def f(self): ...\n") ==
        Signature("class C:\n    def f(this): ...\n"));
  CHECK(Signature("class C:\n    def f(self): ...\n") !=
        Signature("class C:\n    @property\n    def f(self): ...\n"));
}

TEST_CASE("a type's body leaves out its members") {
  const std::string base = "class C(B):\n    x = 1\n    def m(self):\n        return 1\n    go()\n";
  CHECK(Body(base, "C") == Body("class C(B):\n    x = 2\n    def m(self):\n        return 2\n"
                                "    def n(self): ...\n    go()\n",
                                "C"));
  CHECK(Body(base, "C") == Body("class C(B):\n    x = 1\n    y = 1\n    go()\n", "C"));
  CHECK(Body(base, "C") != Body("class C(B):\n    x = 1\n    stop()\n", "C"));
  CHECK(Body(base, "m") == Body("class D:\n    def m(self):\n        return 1\n", "m"));
  CHECK(Signature(base, "C") != Signature("class C(A): ...\n", "C"));
}

TEST_CASE("equal uses are kept once, with their number and first line") {
  const FileFacts facts = Python("def f(a):\n    g(1)\n    g(2)\n    g(1, 2)\n");
  REQUIRE(facts.references.size() == 2);
  CHECK(facts.references[0].count == 2);
  CHECK(facts.references[0].line == 2);
  CHECK(facts.references[1].arguments == 2);
}

TEST_CASE("what stands beside a syntax error is still told") {
  const ParseOutcome outcome =
      Extract("x.py", "def f(:\n    pass\n\ndef g():\n    return post(1)\n");
  CHECK(outcome.gap == GapReason::kSyntaxErrors);
  CHECK(outcome.partial);
  CHECK(outcome.facts.error_count > 0);
  CHECK(outcome.facts.first_error_line == 1);
  CHECK(Named(outcome.facts, "g").callable);
}

TEST_CASE("files are found by name and by their longest extension") {
  CHECK(Builtin().ForPath("a/b.py") == Builtin().ForId("python"));
  CHECK(Builtin().ForPath("b.test.py") == Builtin().ForId("python"));
  CHECK(Builtin().ForPath("a.py/b.txt") == nullptr);
  CHECK(Builtin().ForPath("py") == nullptr);
  CHECK(Builtin().ForId("cobol") == nullptr);
  CHECK(Version(*Builtin().ForId("python")).starts_with("python/"));
}

TEST_CASE("a file beyond the limits is a gap with its numbers") {
  const ParseOutcome large = Extract("x.py", "abcdef", {.max_bytes = 5});
  CHECK(large.gap == GapReason::kTooLarge);
  CHECK(large.detail == "6 bytes, the limit is 5");
  CHECK_FALSE(large.partial);
  CHECK(Extract("x.py", "a = '\xE9'\n").gap == GapReason::kNotUtf8);
  const std::string slow(400'000, '(');
  CHECK(Extract("x.py", slow, {.time = std::chrono::milliseconds(0)}).gap == GapReason::kTooDeep);
  CHECK(Extract("x.py", "a = ((((((1))))))\n", {.max_depth = 4}).gap == GapReason::kTooDeep);
}

std::string Repeat(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

std::string Indented(const std::string& line, int levels) {
  std::string result;
  for (int i = 0; i < levels; ++i) result += std::string(static_cast<std::size_t>(i), ' ') + line;
  return result;
}

// Shapes that make careless readers recurse, or look at everything for everything.
std::vector<std::string> NastyTexts() {
  const int n = 6'000;
  return {
      Repeat("(", 50'000) + Repeat(")", 50'000),
      Repeat("[", n),
      Repeat("{", n),
      Repeat("a.", n) + "b",
      Repeat("a().b[", n),
      "x = " + Repeat("a + ", n) + "b\n",
      "x = " + Repeat("not ", n) + "b\n",
      "x = " + Repeat("lambda: ", n) + "b\n",
      Repeat("[x for x in ", n) + "y" + Repeat("]", n),
      "def f(" + Repeat("a, ", n) + "): pass\n",
      "def f(" + Repeat("a=1, ", n) + "*, b): pass\n",
      "f(" + Repeat("a, ", n) + ")\n",
      "f(" + Repeat("a=1, ", n) + ")\n",
      "from m import (" + Repeat("a, ", n) + ")\n",
      "from " + Repeat("m.", n) + "m import (" + Repeat("a, ", 1000) + ")\n",
      "x = [" + Repeat("('a', 'b'), ", n) + "]\n",
      Repeat("a, ", n) + "b = c\n",
      Repeat("a = ", n) + "c\n",
      "x: " + Repeat("List[", n) + "int" + Repeat("]", n) + "\n",
      "x: " + Repeat("A | ", n) + "B\n",
      Repeat("@d\n", n) + "def f(): pass\n",
      Repeat("if a: pass\nel", n) + "se: pass\n",
      Repeat("x = 1\n", n),
      Repeat("def f(): pass\n", n),
      Indented("def f():\n", 1000),
      Indented("class C:\n", 1000),
      Repeat("\"\"\"", n),
      "x = f'" + Repeat("{f'", n),
      std::string(500'000, 'a'),
      std::string(500'000, ' '),
      std::string(500'000, '\n'),
      std::string(500'000, '"'),
      std::string(500'000, '\\'),
      Repeat("\xF0\x9F\x98\x80", 100'000),
      "match x:\n    case " + Repeat("[", n),
      "with " + Repeat("a as b, ", n) + "c: pass\n",
  };
}

TEST_CASE("a small file has less time than a large one, and none more than the limit") {
  using std::chrono::milliseconds;
  CHECK(TimeFor(500, {}) == milliseconds(1'025));
  CHECK(TimeFor(100'000, {}) == milliseconds(6'000));
  CHECK(TimeFor(2'000'000, {}) == milliseconds(10'000));
  CHECK(TimeFor(500, {.time = milliseconds(50)}) == milliseconds(50));
}

TEST_CASE("a file's limit counts what its own thread works, not what it waits") {
  const ThreadClock::time_point start = ThreadClock::now();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  CHECK(ThreadClock::now() - start < std::chrono::milliseconds(100));
  Extract("x.py", Repeat("a = f(b)\n", 10'000));
  CHECK(ThreadClock::now() - start > std::chrono::milliseconds(1));
}

TEST_CASE("no input makes extraction crash, hang or throw") {
  Builtin().CompileAll();
  const ParseLimits limits{.time = std::chrono::milliseconds(50)};
  for (const std::string& text : NastyTexts()) {
    for (const auto& [id, traits] : Builtin().traits()) {
      const auto start = ThreadClock::now();
      const ParseOutcome outcome = ExtractFacts(*Builtin().ForId(id), text, limits);
      const auto spent = ThreadClock::now() - start;
      INFO(id << ": " << text.substr(0, 40) << " gave " << outcome.detail);
      CHECK(spent < std::chrono::seconds(10));
    }
  }
}

TEST_CASE("a list of many thousand is read in time") {
  const auto n = static_cast<std::size_t>(Repeated(20'000));
  const std::vector<std::pair<std::string, std::string>> wide = {
      {"a.py", "def f(" + Repeat("a, ", n) + "b): pass\n"},
      {"a.ts", "const x = {" + Repeat("a: (b) => c, ", n) + "};\n"},
      {"a.rb",
       "class A\n" + Repeat("  attr_reader :a\n", n) + "end\nf " + Repeat(":a, ", n) + "b\n"},
      {"a.go", "package a\n\nfunc f(" + Repeat("a, ", n) + "b int) {}\n"},
      {"a.kt", "class A(" + Repeat("val a: Int = 1, ", n) + "b: Int)\n"},
      {"a.cc", "enum E {" + Repeat("A = 1, ", n) + "B};\n"},
  };
  for (const auto& [path, text] : wide) {
    const ParseOutcome outcome = Extract(path, text, {.time = std::chrono::seconds(5)});
    CHECK_MESSAGE(!outcome.gap, path << ": " << outcome.detail);
  }
}

TEST_CASE("threads share languages and agree") {
  const std::string text = "class C:\n    def f(self, a):\n        return self.g(a, b=[1])\n";
  const FileFacts expected = Python(text);
  std::vector<FileFacts> facts(8);
  std::vector<std::thread> threads;
  for (FileFacts& result : facts) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) result = ExtractFacts(*Builtin().ForId("python"), text).facts;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const FileFacts& result : facts) CHECK(result == expected);
}

std::string CompileFailure(std::string_view facts_scm, std::string_view json = "") {
  std::vector<BuiltinLanguageSource> sources = BuiltinLanguageSources();
  const auto python = std::find_if(sources.begin(), sources.end(),
                                   [](const auto& source) { return source.id == "python"; });
  REQUIRE(python != sources.end());
  sources = {*python};
  BuiltinLanguageSource& source = sources.front();
  if (!facts_scm.empty()) source.facts = facts_scm;
  if (!json.empty()) source.json = json;
  try {
    Languages::Read(sources).CheckPatterns();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a call that is given nothing but a comment gives no amount") {
  const ParseOutcome outcome = Extract("wait.go", "package a\n\nvar wait = after(/* none */)\n");
  CHECK_FALSE(outcome.gap.has_value());
  REQUIRE(outcome.facts.definitions.size() == 1);
  CHECK(outcome.facts.definitions[0].value == "after()");
}

TEST_CASE("the queries of all languages are right") { CHECK_NOTHROW(Builtin().CheckPatterns()); }

TEST_CASE("a wrong query is refused with its place") {
  CHECK(CompileFailure("(identifier) @reference.read\n") == "");
  CHECK(CompileFailure("\n\n(functon) @binding\n") ==
        "python/facts.scm: bad query at line 3: no node is called \"functon\"");
  CHECK(CompileFailure("(call funktion: (_)) @binding\n") ==
        "python/facts.scm: bad query at line 1: no field is called \"funktion\"");
  CHECK(CompileFailure("(call (block)) @binding\n") ==
        "python/facts.scm: bad query at line 1: the grammar never builds this pattern");
  CHECK(CompileFailure("\n(call) @binding @nmae\n") ==
        "python/facts.scm: bad query at line 2: no capture is called @nmae");
  CHECK(CompileFailure("(call) @name\n") ==
        "python/facts.scm: bad query at line 1: the pattern has no role");
  CHECK(CompileFailure("((call) @binding (#is? @binding \"x\"))\n") ==
        "python/facts.scm: bad query at line 1: no predicate is called #is?");
  CHECK(CompileFailure("((call) @binding (#match? @binding \"[\"))\n") ==
        "python/facts.scm: bad query at line 1: not a regular expression: [");
}

TEST_CASE("a wrong manifest is refused with its field") {
  const auto failure = [](const std::string& member) {
    return CompileFailure("",
                          R"({"id": "python", "comment": "#", "exported": "all", "extensions": [],
        "traits": {"family": "x", "module_style": "dotted", "import_binds": "first-part"}, )" +
                              member + "}");
  };
  CHECK(failure(R"("filenames": [])") == "");
  CHECK(failure(R"("string_joins": ["strnig"])") ==
        "python/language.json: string_joins: no node is called \"strnig\"");
  CHECK(failure(R"("expressions": {"call": {"call": "funktion"}})") ==
        "python/language.json: expressions.call: no field is called \"funktion\"");
  CHECK(failure(R"("exported": "some")") == "python/language.json: exported cannot be \"some\"");
  CHECK(failure(R"("traits": {"famly": "x"})") ==
        "python/language.json: traits: no trait is called \"famly\"");
}

}  // namespace
}  // namespace interlock
