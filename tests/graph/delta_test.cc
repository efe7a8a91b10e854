#include "graph/delta.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/graph/facts_of.h"

namespace interlock::tests {

namespace {

std::string Text(const SignatureDifference& difference) {
  const char* effect = "";
  switch (difference.effect) {
    case SignatureEffect::kRequiredParameterAdded:
      effect = "required";
      break;
    case SignatureEffect::kOptionalParameterAdded:
      effect = "optional";
      break;
    case SignatureEffect::kParameterRemoved:
      effect = "removed";
      break;
    case SignatureEffect::kParameterRenamed:
      effect = "renamed";
      break;
    case SignatureEffect::kParametersReordered:
      effect = "reordered";
      break;
    case SignatureEffect::kParameterBecameRequired:
      effect = "became-required";
      break;
    case SignatureEffect::kParameterTypeAltered:
      effect = "type";
      break;
    case SignatureEffect::kResultAltered:
      effect = "result";
      break;
    case SignatureEffect::kBecameStatic:
      effect = "static";
      break;
    case SignatureEffect::kBecameAsync:
      effect = "async";
      break;
    case SignatureEffect::kNarrowed:
      effect = "narrowed";
      break;
    case SignatureEffect::kTypeParametersAltered:
      effect = "type-parameters";
      break;
    case SignatureEffect::kOther:
      effect = "other";
      break;
  }
  return difference.parameter.empty() ? effect : std::string(effect) + ":" + difference.parameter;
}

Delta DeltaOf(const Sources& before, const Sources& after) {
  std::set<std::string> paths;
  for (const SourceFile& file : before.files()) paths.insert(file.path());
  for (const SourceFile& file : after.files()) paths.insert(file.path());
  std::vector<FileVersions> versions;
  for (const std::string& path : paths) {
    versions.push_back({before.Find(path), after.Find(path)});
  }
  return ComputeDelta("1", versions);
}

// "renames a.py:post b.py:record; …"
std::string EntitiesOf(std::string_view before_text, std::string_view after_text) {
  const Sources before(before_text), after(after_text);
  std::string text;
  for (const EntityDelta& entity : DeltaOf(before, after).entities) {
    text += (text.empty() ? "" : "; ") + std::string(EffectName(entity.effect));
    if (entity.old_index >= 0) text += " " + entity.old_path + ":" + entity.old_name;
    const bool moved = entity.old_path != entity.new_path || entity.old_name != entity.new_name;
    if (entity.new_index >= 0 && moved) text += " " + entity.new_path + ":" + entity.new_name;
    for (const SignatureDifference& difference : entity.signature) text += " " + Text(difference);
  }
  return text;
}

// Differences between two forms of the first definition of a file.
std::string SignatureOf(const std::string& path, const std::string& before,
                        const std::string& after) {
  const Sources old_one("=== " + path + "\n" + before), new_one("=== " + path + "\n" + after);
  std::string text;
  for (const SignatureDifference& difference :
       CompareSignatures(old_one.files()[0].definition(0), new_one.files()[0].definition(0))) {
    text += (text.empty() ? "" : " ") + Text(difference);
  }
  return text;
}

std::string Python(const std::string& before, const std::string& after) {
  return SignatureOf("a.py", "def f" + before + ": ...", "def f" + after + ": ...");
}

std::string Go(const std::string& before, const std::string& after) {
  return SignatureOf("a.go", "package a\nfunc f" + before + " {}",
                     "package a\nfunc f" + after + " {}");
}

std::string TypeScript(const std::string& before, const std::string& after) {
  return SignatureOf("a.ts", "function f" + before + " {}", "function f" + after + " {}");
}

// How the last call of the text fits the definition called f. `through_instance` as FitCall has it.
std::string FitOf(const std::string& path, const std::string& text, bool through_instance = true,
                  const std::string& name = "f") {
  const Sources sources("=== " + path + "\n" + text);
  const SourceFile& file = sources.files()[0];
  const Reference* call = nullptr;
  for (const Reference& use : file.facts().references) {
    if (use.name == name &&
        (use.kind == ReferenceKind::kCall || use.kind == ReferenceKind::kConstruct)) {
      call = &use;
    }
  }
  if (call == nullptr) return "no call";
  const Fit fit = FitCall(file.definition(file.Definitions(name).front()), *call, through_instance,
                          *file.traits());
  return fit.fits ? "fits" : fit.why;
}

constexpr const char* kBody = R"(
    total = 0
    for entry in entries:
        total = total + entry.amount * entry.rate - entry.fee
    return total
)";

}  // namespace

TEST_CASE("comments, layout and the order of functions are no delta") {
  CHECK(EntitiesOf(
            "=== a.py\ndef f(a, b=1):\n    return a + b\ndef g(): return 1\n",
            "=== a.py\n# new\ndef g():\n    '''Doc.'''\n    return 1\n\n\ndef f(\n    a,  # x\n"
            "    b=1,\n):\n    return (a\n            + b)\n") == "alters body a.py:f");
  CHECK(EntitiesOf(
            "=== a.py\ndef f(a, b=1):\n    return a + b\ndef g(): return 1\n",
            "=== a.py\n# new\ndef g():\n    '''Doc.'''\n    return 1\n\n\ndef f(\n    a,  # x\n"
            "    b=1,\n):\n    # why\n    return a + b\n") == "");
  CHECK(
      EntitiesOf(
          "=== a.go\npackage a\nfunc f(a int, b int) int { return a }\n",
          "=== a.go\npackage a\n\n// f.\nfunc f(\n\ta int,\n\tb int,\n) int {\n\treturn a\n}\n") ==
      "");
}

TEST_CASE("a file that moved as a whole has no delta") {
  const Sources before("=== a.py\nclass A:\n    x = 1\n    def f(self): return g()\n");
  const Sources after("=== b/c.py\nclass A:\n    x = 1\n    def f(self): return g()\n");
  const Delta delta = ComputeDelta("1", {{&before.files()[0], &after.files()[0]}});
  CHECK(delta.entities.empty());
  CHECK(delta.references.empty());
  CHECK(delta.imports.empty());
}

TEST_CASE("functions that moved, were renamed or both are known by their bodies") {
  const std::string f = "def f(entries):" + std::string(kBody);
  const std::string g = "def g(entries):" + std::string(kBody);
  CHECK(EntitiesOf("=== a.py\n" + f, "=== a.py\n" + g) == "renames a.py:f a.py:g");
  CHECK(EntitiesOf("=== a.py\n" + f, "=== b.py\n" + f) == "renames a.py:f b.py:f");
  CHECK(EntitiesOf("=== a.py\n" + f, "=== b.py\n" + g) == "renames a.py:f b.py:g");
  // Of two that look alike each keeps its name, whichever comes first.
  CHECK(EntitiesOf("=== a.py\n" + f + g, "=== b.py\n" + g) ==
        "removes a.py:f; renames a.py:g b.py:g");
  CHECK(EntitiesOf("=== a.py\n" + f, "=== a.py\ndef f(entries, more):" + std::string(kBody)) ==
        "alters signature a.py:f required:more");
  CHECK(EntitiesOf("=== a.py\n" + f, "=== a.py\ndef g(entries, more):" + std::string(kBody)) ==
        "renames a.py:f a.py:g required:more");
  // Small bodies prove nothing.
  CHECK(EntitiesOf("=== a.py\ndef f(): return 1\n", "=== a.py\ndef g(): return 1\n") ==
        "adds a.py:g; removes a.py:f");
}

TEST_CASE("a class that moved takes its small members along") {
  const std::string members =
      "    size = 1\n    def tiny(self): return 1\n    def big(self, entries):\n" +
      std::string(
          "        total = 0\n        for e in entries:\n"
          "            total = total + e.amount * e.rate - e.fee\n"
          "        return total\n");
  CHECK(EntitiesOf("=== a.py\nclass A:\n" + members, "=== b.py\nclass A:\n" + members) ==
        "renames a.py:A b.py:A; renames a.py:A.size b.py:A.size; renames a.py:A.tiny b.py:A.tiny; "
        "renames a.py:A.big b.py:A.big");
  CHECK(EntitiesOf("=== a.py\nclass A:\n" + members, "=== a.py\nclass B:\n" + members) ==
        "renames a.py:A a.py:B; renames a.py:A.size a.py:B.size; renames a.py:A.tiny a.py:B.tiny; "
        "renames a.py:A.big a.py:B.big");
}

TEST_CASE("the body of a type is not that of its members") {
  CHECK(EntitiesOf("=== a.py\nclass A:\n    def f(self): return 1\n",
                   "=== a.py\nclass A:\n    def f(self): return 2\n") == "alters body a.py:A.f");
  CHECK(EntitiesOf("=== a.py\nclass A:\n    def f(self): return 1\n",
                   "=== a.py\nclass A(B):\n    def f(self): return 1\n") ==
        "alters signature a.py:A");
  CHECK(EntitiesOf("=== a.py\ndef f():\n    def g(): return 1\n    return g\n",
                   "=== a.py\ndef f():\n    def g(): return 2\n    return g\n") ==
        "alters body a.py:f");
  CHECK(EntitiesOf("=== a.ts\ninterface A {\n  x: number\n}\n",
                   "=== a.ts\ninterface A {\n  x: number\n  y: string\n}\n") == "adds a.ts:A.y");
}

TEST_CASE("alternatives are matched by form, not by position") {
  const std::string one = "function f(a: number): number;\n",
                    two = "function f(a: string): string;\n",
                    more = "function f(a: boolean): boolean;\n",
                    all = "function f(a: any): any { return a; }\n";
  CHECK(EntitiesOf("=== a.ts\n" + one + two + all, "=== a.ts\n" + two + one + all) == "");
  CHECK(EntitiesOf("=== a.ts\n" + one + two + all, "=== a.ts\n" + more + one + two + all) ==
        "adds a.ts:f");
  CHECK(EntitiesOf("=== a.ts\n" + one + two + all, "=== a.ts\n" + two + all) == "removes a.ts:f");
}

TEST_CASE("a signature that only accepts more gives way to an altered body") {
  CHECK(EntitiesOf("=== a.ts\nfunction f(a: string) { return one(a); }\n",
                   "=== a.ts\nfunction f(a: string | number) { return two(a); }\n") ==
        "alters body a.ts:f");
  CHECK(EntitiesOf("=== a.ts\nfunction f(a: string) { return one(a); }\n",
                   "=== a.ts\nfunction f(a: number) { return two(a); }\n") ==
        "alters signature a.ts:f type:a");
}

TEST_CASE("signatures: what breaks a caller, and what does not") {
  CHECK(Python("(a)", "(a, b)") == "required:b");
  CHECK(Python("(a)", "(a, b=1)") == "optional:b");
  CHECK(Python("(a)", "(a, *rest, **more)") == "optional:rest optional:more");
  CHECK(Python("(a, b)", "(a)") == "removed:b");
  CHECK(Python("(a, b)", "(a, c)") == "renamed:c");
  CHECK(Python("(a, b)", "(b, a)") == "reordered");
  CHECK(Python("(a, b=1)", "(a, b)") == "became-required:b");
  CHECK(Python("(a, b)", "(a, b=1)") == "");
  CHECK(Python("(a, b=1)", "(a, c=2, b=1)") == "reordered:c optional:c");
  CHECK(Python("(*, a, b)", "(*, b, a)") == "");
  CHECK(Python("(a, b)", "(a, *, b)") == "other:b");
  CHECK(Python("(a, *, b)", "(a, b)") == "");
  CHECK(Python("(a, b)", "(a, b, /)") == "other:a other:b");
  CHECK(Python("(a: int)", "(a: int | str)") == "");
  CHECK(Python("(a: int | str)", "(a: str)") == "type:a");
  CHECK(Python("(a: int)", "(a)") == "");
  CHECK(Python("(a: dict[str, int | None])", "(a: dict[str, int | None])") == "");
  CHECK(Python("() -> int", "() -> int | None") == "result");
  CHECK(Python("() -> int | None", "() -> int") == "");
  CHECK(TypeScript("(a: () => Map<string, A | B>)", "(a: (() => Map<string, A | B>) | null)") ==
        "type:a");
  CHECK(TypeScript("(a?: string)", "(a: string)") == "became-required:a");
  CHECK(TypeScript("({ a }: Props)", "({ a }: Props)") == "");
  CHECK(Go("(_ int, a string)", "(_ int, a int)") == "type:a");
  CHECK(Go("(a int) error", "(a int) (int, error)") == "result");
  CHECK(Go("(a int)", "(a int) error") == "result");
  CHECK(Go("(a int)", "(a ...int)") == "other:a");
  CHECK(SignatureOf("a.go", "package a\ntype I interface { Post(int, string) }",
                    "package a\ntype I interface { Post(int, string) }") == "");
}

TEST_CASE("signatures: static, property, kind") {
  const auto member = [](const std::string& before, const std::string& after) {
    return EntitiesOf("=== a.py\nclass A:\n" + before, "=== a.py\nclass A:\n" + after);
  };
  CHECK(member("    def f(self): return 1\n", "    @staticmethod\n    def f(): return 1\n") ==
        "alters signature a.py:A.f static");
  CHECK(member("    def f(self): return 1\n", "    @property\n    def f(self): return 1\n") ==
        "alters signature a.py:A.f other");
  CHECK(EntitiesOf("=== a.py\ndef f(): ...\n", "=== a.py\nclass f: ...\n") ==
        "alters signature a.py:f other");
}

TEST_CASE("references are gained and lost by what they are, not where they stand") {
  const auto uses = [](std::string_view before_text, std::string_view after_text) {
    const Sources before(before_text), after(after_text);
    std::string text;
    for (const ReferenceDelta& use : DeltaOf(before, after).references) {
      const SourceFile& file = use.gained ? *after.Find(use.path) : *before.Find(use.path);
      text += (use.gained ? "+" : "-") +
              file.facts().references[static_cast<std::size_t>(use.index)].name + " ";
    }
    return text;
  };
  CHECK(uses("=== a.py\ndef f():\n    g(1)\n", "=== a.py\n\n\ndef f():\n    g(1)\n") == "");
  CHECK(uses("=== a.py\ndef f():\n    g(1)\n", "=== a.py\ndef f():\n    g(1)\n    g(1)\n") ==
        "+g ");
  CHECK(uses("=== a.py\ndef f():\n    g(1)\n    g(1)\n", "=== a.py\ndef f():\n    g(1)\n") ==
        "-g ");
  CHECK(uses("=== a.py\ndef f():\n    g(1)\n", "=== a.py\ndef f():\n    g(1, 2)\n") == "+g -g ");
  CHECK(uses("=== a.py\nfrom x import g\n", "=== a.py\nfrom x import g as h\n") == "");
}

TEST_CASE("FitCall: positional, keywords, defaults, rest") {
  CHECK(FitOf("a.py", "def f(a, b): ...\nf(1, 2)") == "fits");
  CHECK(FitOf("a.py", "def f(a, b): ...\nf(1)") == "needs 'b', which the call does not pass");
  CHECK(FitOf("a.py", "def f(a, b): ...\nf(1, 2, 3)") ==
        "takes at most 2 arguments, the call passes 3");
  CHECK(FitOf("a.py", "def f(a, b): ...\nf(1, b=2)") == "fits");
  CHECK(FitOf("a.py", "def f(a, b): ...\nf(b=2, a=1)") == "fits");
  CHECK(FitOf("a.py", "def f(a, b): ...\nf(1, 2, c=3)") == "has no parameter 'c'");
  CHECK(FitOf("a.py", "def f(a, b): ...\nf(1, 2, a=3)") == "the call passes a twice");
  CHECK(FitOf("a.py", "def f(a, **more): ...\nf(1, a=3)") == "the call passes a twice");
  CHECK(FitOf("a.py", "def f(a, b=1): ...\nf(1)") == "fits");
  CHECK(FitOf("a.py", "def f(a, *rest): ...\nf(1, 2, 3)") == "fits");
  CHECK(FitOf("a.py", "def f(a, **more): ...\nf(1, c=2)") == "fits");
  CHECK(FitOf("a.py", "def f(a, *, b): ...\nf(1, 2)") == "needs 'b', which the call does not pass");
  CHECK(FitOf("a.py", "def f(a, *, b): ...\nf(1, b=2)") == "fits");
  CHECK(FitOf("a.py", "def f(a, /): ...\nf(a=1)") == "needs 'a', which the call does not pass");
  CHECK(FitOf("a.py", "def f(a, b): ...\nf(*all)") == "fits");
  CHECK(FitOf("a.py", "def f(a, b): ...\nf(**all)") == "fits");
}

TEST_CASE("FitCall: receivers, other languages, what is not called") {
  const std::string type = "class A:\n    def f(self, a): ...\n";
  CHECK(FitOf("a.py", type + "A().f(1)") == "fits");
  CHECK(FitOf("a.py", type + "A.f(a, 1)", false) == "fits");
  CHECK(FitOf("a.py", type + "A.f(1)", false) == "needs 'a', which the call does not pass");
  CHECK(FitOf("a.go", "package a\nfunc f(a int, b ...int) {}\nfunc g() { f(1, 2, 3) }") == "fits");
  CHECK(FitOf("a.go", "package a\nfunc f(int, string) {}\nfunc g() { f(1) }") ==
        "needs 2 arguments, which the call does not pass");
  CHECK(
      FitOf("a.go", "package a\ntype T struct{}\nfunc (t T) f(a int) {}\nfunc g(t T) { t.f(1) }") ==
      "fits");
  CHECK(FitOf("a.js", "function f(a, b = 1, ...rest) {}\nf(1, 2, 3, 4)") == "fits");
  CHECK(FitOf("a.ts", "function f(a: number, b?: number) {}\nf()") ==
        "needs 'a', which the call does not pass");
  CHECK(FitOf("a.ts", "function f(a: number) {}\nf(...all)") == "fits");
  CHECK(FitOf("a.rb", "def f(a, b = {}); end\nf(1, :c => 2, d: 3)") == "fits");
  CHECK(FitOf("a.rb", "def f(a); end\nf(1, c: 2)") ==
        "takes at most 1 argument, the call passes 2");
  CHECK(FitOf("a.rb", "def f(a, c:); end\nf(1)") == "needs 'c', which the call does not pass");
  CHECK(FitOf("a.rb", "def f(a, c: 1); end\nf(1, d: 2)") == "has no parameter 'd'");
  CHECK(FitOf("a.rb", "def f(a, b = 1, c); end\nf 1, 2") == "fits");
  CHECK(FitOf("a.rb", "def f(a, b = 1, c); end\nf 1") == "needs 'c', which the call does not pass");
  CHECK(FitOf("a.rb", "def f(a); end\nf(1, &block)") == "fits");
  CHECK(FitOf("a.tsx", "function F(props: P) { return null }\nconst x = <F a=\"1\" />;", true,
              "F") == "fits");
}

TEST_CASE("ten thousand functions that all moved are matched in no time") {
  std::string before = "=== a.py\n", after = "=== b.py\n";
  for (int i = 0; i < 10'000; ++i) {
    before += "def f" + std::to_string(i) + "(entries):" + kBody;
    after += "def g" + std::to_string(i) + "(entries):" + kBody;
  }
  const Sources old_one(before), new_one(after);
  const Delta delta = DeltaOf(old_one, new_one);
  REQUIRE(delta.entities.size() == 10'000);
  CHECK(delta.entities[0].new_name == "g0");
  CHECK(delta.entities[9'999].new_name == "g9999");
}

}  // namespace interlock::tests
