#include "graph/modules.h"

#include <doctest/doctest.h>

#include "tests/graph/facts_of.h"

namespace interlock::tests {

namespace {

// "path path", "folder/" for one without files of its own, "external" or "nothing".
std::string Found(const Sources& sources, const std::string& importer,
                  const std::string& specifier) {
  const World world({&sources.layer()});
  const ModuleRef module = Modules(world).Find(*sources.Find(importer), specifier);
  if (module.external) return "external";
  if (!module.found()) return "nothing";
  std::string text;
  for (const SourceFile* file : module.files) text += (text.empty() ? "" : " ") + file->path();
  return text.empty() ? module.folder + "/" : text;
}

ModuleRef FindIn(const World& world, const SourceFile& importer, const std::string& specifier) {
  return Modules(world).Find(importer, specifier);
}

}  // namespace

TEST_CASE("every language names a module style that exists") {
  for (const auto& [id, traits] : BuiltinLanguages().traits()) {
    CAPTURE(id);
    CHECK(FindModuleStyle(traits.module_style) != nullptr);
  }
}

TEST_CASE("module trees") {
  const Sources sources(R"(
=== roots.txt roots
shop core src/shop.rs
app app src/main.rs
=== app/deps.txt roots
renamed ../core
=== core/src/shop.rs
mod build;
mod flat;
#[path = "odd/place.rs"]
mod odd;
=== core/src/build/mod.rs
mod rows;
=== core/src/build/rows.rs
=== core/src/flat.rs
mod deep;
=== core/src/flat/deep.rs
=== core/src/flat/orphan.rs
=== core/src/odd/place.rs
=== core/tests/all.rs
mod common;
=== core/tests/common/mod.rs
=== app/src/main.rs
)");
  CHECK(Found(sources, "core/src/build/rows.rs", "super") == "core/src/build/mod.rs");
  CHECK(Found(sources, "core/src/build/rows.rs", "self") == "core/src/build/rows.rs");
  CHECK(Found(sources, "core/src/flat/deep.rs", "super") == "core/src/flat.rs");
  // The root of the tree is where nothing declares it any more, whatever its name.
  CHECK(Found(sources, "core/src/flat/deep.rs", "crate") == "core/src/shop.rs");
  CHECK(Found(sources, "core/src/flat/deep.rs", "crate.build.rows") == "core/src/build/rows.rs");
  CHECK(Found(sources, "core/src/flat/deep.rs", "super.super.build") == "core/src/build/mod.rs");
  CHECK(Found(sources, "core/src/flat/deep.rs", "crate.none") == "nothing");
  CHECK(Found(sources, "core/src/flat/orphan.rs", "super") == "nothing");
  CHECK(Found(sources, "core/src/shop.rs", "odd/place.rs") == "core/src/odd/place.rs");
  CHECK(Found(sources, "core/src/shop.rs", "mod.flat") == "core/src/flat.rs");
  CHECK(Found(sources, "core/tests/all.rs", "mod.common") == "core/tests/common/mod.rs");
  CHECK(Found(sources, "core/tests/common/mod.rs", "super") == "core/tests/all.rs");
  // Other trees, under their own names and under those that a manifest around the importer gives.
  CHECK(Found(sources, "app/src/main.rs", "shop.build") == "core/src/build/mod.rs");
  CHECK(Found(sources, "app/src/main.rs", "renamed") == "core/src/shop.rs");
  CHECK(Found(sources, "core/tests/all.rs", "renamed") == "nothing");
  CHECK(Found(sources, "app/src/main.rs", "std.sync") == "nothing");
}

TEST_CASE("dotted modules") {
  const Sources sources(R"(
=== top.py
=== pkg/__init__.py
=== pkg/mod.py
=== pkg/both.py
=== pkg/both/__init__.py
=== pkg/json.py
=== bare/inside.py
=== one/common/util.py
=== two/common/util.py
=== two/main.py
=== three/main.py
=== src/lib/__init__.py
=== build/out/lib/__init__.py
)");
  CHECK(Found(sources, "top.py", "pkg") == "pkg/__init__.py");
  CHECK(Found(sources, "top.py", "pkg.mod") == "pkg/mod.py");
  CHECK(Found(sources, "top.py", "pkg.both") == "pkg/both/__init__.py");
  CHECK(Found(sources, "top.py", "pkg.none") == "external");
  CHECK(Found(sources, "top.py", "bare") == "bare/");
  CHECK(Found(sources, "top.py", "json") == "external");
  CHECK(Found(sources, "pkg/mod.py", ".") == "pkg/__init__.py");
  CHECK(Found(sources, "pkg/mod.py", ".both") == "pkg/both/__init__.py");
  CHECK(Found(sources, "pkg/mod.py", "..top") == "top.py");
  CHECK(Found(sources, "pkg/mod.py", "...top") == "nothing");
  CHECK(Found(sources, "top.py", "..top") == "nothing");
  CHECK(Found(sources, "top.py", "lib") == "src/lib/__init__.py");
  // The nearest; of several as near none.
  CHECK(Found(sources, "two/main.py", "common.util") == "two/common/util.py");
  CHECK(Found(sources, "three/main.py", "common.util") == "nothing");
  CHECK(Found(sources, "top.py", "") == "nothing");
  CHECK(Found(sources, "top.py", ".....") == "nothing");
  CHECK(Found(sources, "top.py", "a..b") == "external");
}

TEST_CASE("dotted modules begin where the manifest around the importer says") {
  const Sources sources(R"(
=== one/pyproject.toml
[tool.setuptools.packages.find]
where = ["lib"]
[tool.setuptools.package-dir]
"shop.extra" = "more"
=== one/lib/common/util.py
=== one/lib/common/__init__.py
=== one/src/common/util.py
=== one/src/tools.py
=== one/more/things.py
=== one/tests/test_util.py
=== two/setup.cfg
[options]
package_dir =
    = python
=== two/python/common/util.py
=== two/python/empty/data.txt
=== two/main.py
=== three/common/util.py
=== three/main.py
)");
  CHECK(Found(sources, "one/tests/test_util.py", "common.util") == "one/lib/common/util.py");
  CHECK(Found(sources, "one/tests/test_util.py", "common") == "one/lib/common/__init__.py");
  CHECK(Found(sources, "one/tests/test_util.py", "tools") == "one/src/tools.py");
  CHECK(Found(sources, "one/tests/test_util.py", "shop.extra.things") == "one/more/things.py");
  CHECK(Found(sources, "one/tests/test_util.py", "shop.extras.things") == "external");
  CHECK(Found(sources, "two/main.py", "common.util") == "two/python/common/util.py");
  CHECK(Found(sources, "two/main.py", "json") == "external");
  // Without a manifest around it: the nearest.
  CHECK(Found(sources, "three/main.py", "common.util") == "three/common/util.py");
}

TEST_CASE("package directories") {
  const Sources sources(R"(
=== go.mod
module example.com/shop
replace example.com/out => ../../out
=== main.go
package main
=== api/a.go
package api
=== api/b.go
package api
=== api/v2/go.mod
module example.com/shop/api/v2
=== api/v2/x/x.go
package x
)");
  CHECK(Found(sources, "main.go", "example.com/shop/api") == "api/a.go api/b.go");
  CHECK(Found(sources, "main.go", "example.com/shop") == "main.go");
  CHECK(Found(sources, "main.go", "example.com/shop/api/v2/x") == "api/v2/x/x.go");
  CHECK(Found(sources, "main.go", "example.com/shop/none") == "external");
  CHECK(Found(sources, "main.go", "example.com/shopper") == "external");
  CHECK(Found(sources, "main.go", "example.com/out") == "external");
  CHECK(Found(sources, "main.go", "fmt") == "external");
}

TEST_CASE("relative paths") {
  const Sources sources(R"(
=== index.ts
=== a.ts
=== lib/index.ts
=== lib.ts
=== lib/deep/x.ts
=== pkg/package.json roots
@s/pkg . ./main.ts
=== pkg/main.ts
=== fixtures/pkg/package.json roots
@s/pkg . ./fake.ts
=== fixtures/pkg/fake.ts
=== fixtures/pkg/user.ts
)");
  CHECK(Found(sources, "a.ts", "./lib") == "lib.ts");
  CHECK(Found(sources, "a.ts", "./lib/") == "lib/index.ts");
  CHECK(Found(sources, "a.ts", "./lib/deep/x.ts") == "lib/deep/x.ts");
  CHECK(Found(sources, "a.ts", "./lib/index") == "lib/index.ts");
  CHECK(Found(sources, "lib/deep/x.ts", "..") == "lib/index.ts");
  CHECK(Found(sources, "lib/deep/x.ts", "../..") == "index.ts");
  CHECK(Found(sources, "lib/deep/x.ts", "../../..") == "nothing");
  CHECK(Found(sources, "lib/deep/x.ts", "../../../a") == "nothing");
  CHECK(Found(sources, "a.ts", "./a.css") == "nothing");
  CHECK(Found(sources, "a.ts", "@s/pkg") == "pkg/main.ts");
  CHECK(Found(sources, "fixtures/pkg/user.ts", "@s/pkg") == "fixtures/pkg/fake.ts");
  CHECK(Found(sources, "a.ts", "@s/pkg/main") == "pkg/main.ts");
  CHECK(Found(sources, "a.ts", "@s/pkgs") == "external");
  CHECK(Found(sources, "a.ts", "react") == "external");
}

TEST_CASE("names of modules in reports") {
  const Sources sources(R"(
=== billing/ledger.py
=== billing/__init__.py
=== service/internal/x.go
package internal
=== main.go
package main
=== src/cart.ts
=== src/index.ts
)");
  const auto name = [&](const char* path) { return ModuleName(*sources.Find(path)); };
  CHECK(name("billing/ledger.py") == "billing.ledger");
  CHECK(name("billing/__init__.py") == "billing");
  CHECK(name("service/internal/x.go") == "service/internal");
  CHECK(name("main.go") == "main");
  CHECK(name("src/cart.ts") == "src/cart");
  CHECK(name("src/index.ts") == "src");
}

TEST_CASE("modules appear and vanish with a change") {
  const Sources base("=== pkg/__init__.py\n=== pkg/m.py\n=== main.py\n"),
      removes("=== pkg/__init__.py removed\n=== pkg/m.py removed\n"), adds("=== fresh/m.py\n");
  const SourceFile& main = *base.Find("main.py");
  CHECK(FindIn(World({&base.layer()}), main, "pkg.m").found());
  CHECK(FindIn(World({&base.layer(), &removes.layer()}), main, "pkg.m").external);
  CHECK(FindIn(World({&base.layer(), &removes.layer()}), main, "pkg").external);
  CHECK(FindIn(World({&base.layer()}), main, "fresh.m").external);
  CHECK(FindIn(World({&base.layer(), &adds.layer()}), main, "fresh.m").found());
}

TEST_CASE("global names: files are loaded from the roots") {
  const Sources sources(R"(
=== lib/shop/cart.rb
=== lib/json.rb
=== app/models/order.rb
=== spec/support/helper.rb
=== tools/shop/cart.rb
=== gems/a/lib/common.rb
=== gems/b/lib/common.rb
=== gems/a/lib/main.rb
=== main.rb
)");
  CHECK(Found(sources, "main.rb", "shop/cart") == "lib/shop/cart.rb");
  CHECK(Found(sources, "main.rb", "shop/cart.rb") == "lib/shop/cart.rb");
  CHECK(Found(sources, "main.rb", "order") == "app/models/order.rb");
  CHECK(Found(sources, "main.rb", "support/helper") == "spec/support/helper.rb");
  CHECK(Found(sources, "main.rb", "./lib/json") == "lib/json.rb");
  CHECK(Found(sources, "lib/shop/cart.rb", "../json") == "lib/json.rb");
  CHECK(Found(sources, "main.rb", "./json") == "nothing");
  CHECK(Found(sources, "main.rb", "cart") == "external");
  CHECK(Found(sources, "main.rb", "set") == "external");
  CHECK(Found(sources, "main.rb", "common") == "nothing");
  CHECK(Found(sources, "gems/a/lib/main.rb", "common") == "gems/a/lib/common.rb");
  CHECK(ModuleName(*sources.Find("lib/json.rb")) == "");
}

}  // namespace interlock::tests
