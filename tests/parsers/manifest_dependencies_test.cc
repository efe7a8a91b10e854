// What manifests say about dependencies and settings, and the notations they are written in.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

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

}  // namespace
}  // namespace interlock
