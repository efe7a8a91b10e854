// package.json and tsconfig.json: which names they give to which folders and files.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "parsers/all_manifest_formats.h"

namespace interlock {
namespace {

struct Read {
  bool known = false;
  bool complete = false;
  std::string problem;
  std::vector<ModuleRoot> roots;
};

Read ReadManifest(std::string_view path, std::string_view bytes) {
  Read read;
  for (const ManifestFormat* format : AllManifestFormats()) {
    if (!format->reads(path)) continue;
    FileFacts facts;
    read.known = true;
    read.complete = format->extract(bytes, facts, read.problem);
    read.roots = facts.roots;
    CHECK(facts.language == format->id);
  }
  return read;
}

using Entries = std::vector<Interned>;

TEST_CASE("a package is found where its source lies, then where it says") {
  const Read read = ReadManifest("packages/core/package.json", R"({
    "name": "@shop/core", "main": "./lib/cjs/index.js", "types": "lib/esm/index.d.ts"})");
  REQUIRE(read.complete);
  REQUIRE(read.roots.size() == 3);
  CHECK(read.roots[0].name == "@shop/core");
  CHECK(read.roots[0].directory == ".");
  CHECK(read.roots[0].entries ==
        Entries{"src/index", "lib/esm/index.d.ts", "lib/cjs/index.js", "index"});
  CHECK(read.roots[1] == ModuleRoot{"@shop/core/lib/esm/*", "src/*", true, {}});
  CHECK(read.roots[2] == ModuleRoot{"@shop/core/lib/cjs/*", "src/*", true, {}});
}

TEST_CASE("a package that is not built is entered where it says") {
  const Read read = ReadManifest("package.json", R"({"name": "cli", "main": "server/start.js"})");
  REQUIRE(read.roots.size() == 1);
  CHECK(read.roots[0].entries == Entries{"server/start.js", "src/index", "index"});
}

TEST_CASE("exports name subpaths, by condition and by pattern") {
  const Read read = ReadManifest("package.json", R"({"name": "ui", "exports": {
    ".": {"browser": "./dist/web.js", "import": {"types": "./dist/main.d.ts"}},
    "./theme": "./dist/theme/index.js",
    "./icons/*": ["./dist/icons/*.js"],
    "./hidden": null}})");
  REQUIRE(read.complete);
  REQUIRE(read.roots.size() == 5);
  CHECK(read.roots[0].entries ==
        Entries{"src/main", "src/web", "dist/main.d.ts", "dist/web.js", "src/index", "index"});
  CHECK(read.roots[1] ==
        ModuleRoot{"ui/theme", ".", false, {"src/theme/index", "dist/theme/index.js"}});
  CHECK(read.roots[2] == ModuleRoot{"ui/icons/*", "src/icons/*", true, {}});
  CHECK(read.roots[3] == ModuleRoot{"ui/icons/*", "dist/icons/*", true, {}});
  CHECK(read.roots[4] == ModuleRoot{"ui/dist/*", "src/*", true, {}});
}

TEST_CASE("exports may be one file") {
  const Read read = ReadManifest("package.json", R"({"name": "a", "exports": "./main.mjs"})");
  REQUIRE(read.roots.size() == 1);
  CHECK(read.roots[0].entries.front() == "main.mjs");
}

TEST_CASE("a package without a name names nothing") {
  const Read read = ReadManifest("package.json", R"({"private": true, "main": 5})");
  CHECK(read.complete);
  CHECK(read.roots.empty());
}

TEST_CASE("paths of a tsconfig, with comments and trailing commas") {
  const Read read = ReadManifest("web/tsconfig.base.json", R"(// generated
{
  "extends": "./other", /* left alone */
  "compilerOptions": {
    "baseUrl": "./src",
    "paths": {
      "@app/*": ["app/*", "../generated/*",],
      "@config": ["config/index.ts"],
      "url": ["https://example.com/*"], // no star, then a star
    },
  },
})");
  REQUIRE(read.complete);
  REQUIRE(read.roots.size() == 4);
  CHECK(read.roots[0] == ModuleRoot{"@app/*", "src/app/*", true, {}});
  CHECK(read.roots[1] == ModuleRoot{"@app/*", "generated/*", true, {}});
  CHECK(read.roots[2] == ModuleRoot{"@config", ".", false, {"src/config/index.ts"}});
  CHECK(read.roots[3] == ModuleRoot{"*", "src/*", true, {}});
}

TEST_CASE("paths alone lie beside the tsconfig") {
  const Read read =
      ReadManifest("jsconfig.json", R"({"compilerOptions": {"paths": {"~/*": ["./*"]}}})");
  REQUIRE(read.roots.size() == 1);
  CHECK(read.roots[0] == ModuleRoot{"~/*", "*", true, {}});
}

TEST_CASE("broken manifests are a problem with its line, never a crash") {
  CHECK(ReadManifest("package.json", "{\n\"name\": \"a\",\n\"b\": }").problem ==
        "line 3: not JSON");
  CHECK(ReadManifest("package.json", "").problem == "line 1: not JSON");
  CHECK(ReadManifest("package.json", "[]").problem == "line 1: not a JSON object");
  CHECK(ReadManifest("package.json", "{\"name\": \"\xff\"}").problem == "line 1: not JSON");
  CHECK(ReadManifest("package.json", "{\"name\": \"open").problem == "line 1: not JSON");
  CHECK(ReadManifest("tsconfig.json", "{ /* open").problem == "line 1: not JSON");
  CHECK(ReadManifest("tsconfig.json", "{\"a\": 1e999}").problem == "a number is out of range");
  CHECK(ReadManifest("tsconfig.json", "{\"a\": \"\\").problem == "line 1: not JSON");
  CHECK(ReadManifest("tsconfig.json", std::string(2'000'001, ' ')).problem ==
        "2000001 bytes, the limit is 2000000");
}

TEST_CASE("nesting beyond reason is left out") {
  std::string deep = R"({"name": "deep", "exports": {".": )";
  for (int i = 0; i < 100'000; ++i) deep += R"({"import":)";
  deep += "\"./x.js\"" + std::string(100'000, '}') + "}}";
  const Read read = ReadManifest("package.json", deep);
  CHECK(read.complete);
  REQUIRE(read.roots.size() == 1);
  CHECK(read.roots[0].entries == Entries{"src/index", "index"});
}

TEST_CASE("only files of these names are read") {
  CHECK_FALSE(ReadManifest("src/package.json.bak", "{}").known);
  CHECK_FALSE(ReadManifest("my-tsconfig.json", "{}").known);
  CHECK(ReadManifest("a/b/tsconfig.json", "{}").known);
}

}  // namespace
}  // namespace interlock
