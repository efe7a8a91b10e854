// What manifests say about dependencies and settings, and the notations they are written in.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "tests/parsers/manifest_reading_internal.h"

namespace interlock {
namespace {

std::vector<std::string> Words(const std::vector<ManifestEntry>& entries) {
  std::vector<std::string> words;
  for (const ManifestEntry& e : entries) {
    words.push_back(std::to_string(e.line) + " " + JoinedPath(e) + "=" + e.value);
  }
  return words;
}

TEST_CASE("go.mod: required, indirect and replaced modules; the language's edition") {
  const FileFacts facts = ReadFacts("svc/go.mod", R"(module shop.dev/svc
go 1.21
require github.com/a/b v1.2.0
require (
	shop.dev/lib v0.3.0 // indirect
)
replace github.com/a/b => github.com/fork/b v1.3.0
replace shop.dev/lib => ../lib
)");
  CHECK(Words(facts.dependencies) == Expected{"3 github.com/a/b v1.2.0",
                                              "5 shop.dev/lib v0.3.0 (indirect)",
                                              "7 github.com/a/b v1.3.0 (replace)"});
  CHECK(Words(facts.settings) == Expected{"2 go=1.21"});
}

TEST_CASE("package.json: dependencies with their lines") {
  const FileFacts facts = ReadFacts("package.json", R"({
  "name": "ui",
  "dependencies": {
    "react": "^16.0.0"
  },
  "devDependencies": {
    "react": "16.1.0", "@types/react": "~16.0.2"
  },
  "engines": {"node": ">=18"}
})");
  CHECK(Words(facts.dependencies) ==
        Expected{"4 react ^16.0.0", "7 react 16.1.0 (dev)", "7 @types/react ~16.0.2 (dev)"});
  CHECK(Words(facts.settings) == Expected{"9 engines.node=>=18"});
}

TEST_CASE("requirements files: options, paths and comments are no packages") {
  const FileFacts facts = ReadFacts("requirements/base.txt", R"(-r other.txt
Django==3.2.1  # long term
requests[socks] >= 2.0, < 3 ; python_version < "3.8"
-e git+https://example.com/x.git#egg=x
./local
Foo_Bar.baz==1.0 --hash=sha256:abc
plain
)");
  CHECK(Words(facts.dependencies) ==
        Expected{"2 django ==3.2.1", "3 requests >=2.0,<3", "6 foo-bar-baz ==1.0", "7 plain "});
}

TEST_CASE("pyproject.toml: the standard's tables and Poetry's, and the settings of tools") {
  const FileFacts facts = ReadFacts("pyproject.toml", R"([project]
name = "shop"
dependencies = [
  "httpx>=0.20",
]
[tool.poetry.dependencies]
python = "^3.9"
django = {version = "^3.2", extras = ["bcrypt"]}
[tool.poetry.group.dev.dependencies]
pytest = "^7.0"
[tool.ruff]
select = ["E", "F401"]
)");
  CHECK(Words(facts.dependencies) ==
        Expected{"4 httpx >=0.20", "7 python ^3.9", "8 django ^3.2", "10 pytest ^7.0 (dev)"});
  CHECK(facts.settings.back() == Setting{"tool.ruff.select.1", "F401", 12});
}

TEST_CASE("Cargo.toml: versions in all tables, the workspace's too; edition and lints") {
  const FileFacts facts = ReadFacts("crates/a/Cargo.toml", R"([package]
name = "a"
edition = "2021"
[dependencies]
serde = "1.0"
tokio = { version = "1.2", features = ["rt"] }
inner = { path = "../inner" }
[dev-dependencies]
rand = "0.8"
chrono.workspace = true
[workspace.dependencies]
chrono = "0.4"
)");
  CHECK(Words(facts.dependencies) == Expected{"5 serde 1.0", "6 tokio 1.2", "9 rand 0.8 (dev)",
                                              "10 chrono  (dev)", "12 chrono 0.4 (managed)"});
  CHECK(facts.settings[1] == Setting{"package.edition", "2021", 3});
}

TEST_CASE("INI: values on lines of their own are items") {
  std::vector<ManifestEntry> entries;
  std::string problem;
  CHECK(ReadIniEntries(
      "[flake8]\nmax-line-length = 88\nignore =\n    E501\n    W503\n# c\n[b]\nx: 1\n", entries,
      problem));
  CHECK(Words(entries) == Expected{"2 flake8.max-line-length=88", "4 flake8.ignore.0=E501",
                                   "5 flake8.ignore.1=W503", "8 b.x=1"});
}

TEST_CASE("what is not TOML is said with its line") {
  std::vector<ManifestEntry> entries;
  std::string problem;
  CHECK_FALSE(ReadTomlEntries("[a]\nb = = 1\n", entries, problem));
  CHECK(problem == "line 2: not TOML");
}

std::vector<std::string> ScriptWords(std::string_view script) {
  std::vector<ManifestEntry> entries;
  ReadScriptEntries(script, entries);
  return Words(entries);
}

TEST_CASE("configuration that is code: what is written out of what the file offers") {
  CHECK(ScriptWords(R"(// what "it" is
const off = 'off';
module.exports = {
  root: true, 'extends': ["a", `b`, `${c}`],
  rules: {
    eqeqeq: ['error', 'always', { null: 0 }], // kept
    semi: off, quotes: isCI ? 'error' : 'off', [name]: 'warn', ...rest, run() { return [1, 2]; },
    "no-var": /* so */ 2
  }
};)") == Expected{"4 root=true", "4 extends.0=a", "4 extends.1=b", "6 rules.eqeqeq.0=error",
                  "6 rules.eqeqeq.1=always", "6 rules.eqeqeq.2.null=0", "8 rules.no-var=2"});
  CHECK(ScriptWords(R"(import x from 'x';
export default defineConfig(
  x.configs.recommended,
  [{ rules: { a: "warn" } }, ...more, { rules: { b: 1 } as const }],
);)") == Expected{"4 1.0.rules.a=warn", "4 1.2.rules.b=1"});
  CHECK(ScriptWords("const other = 1;\nconst config: Config[] = [\n  { a: true },\n];\nexport "
                    "default config;\n") == Expected{"3 0.a=true"});
  CHECK(ScriptWords("export default config") == Expected{});
  CHECK(ScriptWords("export const config = { a: 1 };") == Expected{});
  CHECK(ScriptWords("module.exports = { a: 'it") == Expected{});
  CHECK(ScriptWords("module.exports = " + std::string(100'000, '[')) == Expected{});
}

std::vector<std::string> BesideCode(std::string_view path, std::string_view bytes) {
  FileFacts facts;
  std::string problem;
  const ManifestFormat* format = ManifestFor(path, true);
  REQUIRE(format != nullptr);
  CHECK(format->extract(bytes, facts, problem));
  return Words(facts.settings);
}

TEST_CASE("lints at the top of a Rust crate; files beside which there is nothing to read") {
  CHECK(BesideCode("core/src/lib.rs", R"(//! The core.
#![deny(missing_docs, clippy::all, reason = "so")]
/* and */ #![cfg_attr(test, allow(dead_code))]
#![forbid(unsafe_code)]
#![feature(x)]
mod a;
#![warn(unused)]
)") == Expected{"2 crate.missing_docs=deny", "2 crate.clippy::all=deny",
                "4 crate.unsafe_code=forbid"});
  CHECK(BesideCode("src/main.rs", "#![deny(").empty());
  CHECK(ManifestFor("src/shop.rs", true) == nullptr);
  CHECK(ManifestFor("src/lib.rs") == nullptr);
  CHECK(ManifestFor("web/eslint.config.mjs", true) != nullptr);
  CHECK(ManifestFor("web/eslint.test.js", true) == nullptr);
}

TEST_CASE("how strict compilers are told to be") {
  CHECK(Words(ReadFacts("pom.xml", R"(<project><build><plugins><plugin>
  <artifactId>maven-compiler-plugin</artifactId>
  <configuration><compilerArgs>
    <arg>-Xlint:all</arg>
    <arg>-Xlint:-rawtypes</arg>
    <arg>-parameters</arg>
  </compilerArgs><failOnWarning>true</failOnWarning></configuration>
</plugin></plugins></build></project>)")
                  .settings) ==
        Expected{"4 compiler.flags=-Xlint:all", "7 compiler.failOnWarning=true"});
  CHECK(Words(ReadFacts("build.gradle", R"(tasks.withType(JavaCompile) {
  options.compilerArgs += ["-Xlint:unchecked", "-Werror", "-proc:none"]
}
compileKotlin { kotlinOptions.allWarningsAsErrors = true }
other { args += ["-Werror"] }
)")
                  .settings) == Expected{"2 compiler.flags=-Xlint:unchecked",
                                         "2 compiler.flags=-Werror",
                                         "4 compiler.allWarningsAsErrors=true"});
}

TEST_CASE("checkstyle.xml: the modules that speak") {
  CHECK(Words(ReadFacts("config/checkstyle/checkstyle.xml", R"(<?xml version="1.0"?>
<module name="Checker">
  <module name="TreeWalker">
    <module name="UnusedImports"/>
    <module name="MethodLength">
      <property name="max" value="100"/>
    </module>
    <module name="MagicNumber"><property name="severity" value="ignore"/></module>
  </module>
</module>)")
                  .settings) == Expected{"3 module=TreeWalker", "4 module=UnusedImports",
                                         "5 module=MethodLength", "5 MethodLength.max=100"});
}

}  // namespace
}  // namespace interlock
