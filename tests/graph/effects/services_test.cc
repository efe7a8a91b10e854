#include "graph/effects/services.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "analyzer/intake/catalog.h"
#include "graph/effects/effects.h"
#include "tests/graph/facts_of.h"

namespace interlock::tests {
namespace {

struct Mapped {
  explicit Mapped(std::string_view text)
      : sources(text),
        world({&sources.layer()}),
        catalog(ReadBuiltinCatalog()),
        map(world, DeclaredEffects(world, catalog)) {}

  std::string Owners(std::string_view path) const {
    std::string text;
    for (const std::string& owner : map.OwnersOf(path)) text += (text.empty() ? "" : " ") + owner;
    return text;
  }
  std::string Needs(std::string_view service) const {
    std::string text;
    for (const std::string& other : map.DependsOn(service)) {
      text += (text.empty() ? "" : " ") + other;
    }
    return text;
  }

  Sources sources;
  World world;
  Catalog catalog;
  ServiceMap map;
};

TEST_CASE("a file belongs to the service that is built in the folder around it") {
  const Mapped mapped(R"(
=== deploy/compose.yaml
services:
  basket: {build: {context: .., dockerfile: src/cart/src/Dockerfile}, depends_on: [db]}
  ad: {build: ../src/ad}
  web: {image: shop/web}
  worker: {build: ../src/jobs}
  beat: {build: ../src/jobs}
  remote: {build: "https://example.org/x.git"}
  outside: {build: ../../elsewhere}
  db: {image: "postgres:16"}
=== src/cart/src/Dockerfile
FROM scratch
=== src/ad/Dockerfile
FROM scratch
=== src/ad/android/pom.xml
<project><groupId>g</groupId><artifactId>a</artifactId></project>
=== src/jobs/go.mod
module jobs
=== src/quote/Dockerfile
FROM scratch
=== src/web-service/package.json
{"name": "w", "dependencies": {"a": "1"}}
=== libs/money/go.mod
module money
=== go.mod
module all
)");
  CHECK(mapped.map.ServiceOf("src/cart/src/Program.cs") == "basket");
  CHECK(mapped.map.ServiceOf("src/cart/tests/cart.cs") == "basket");
  CHECK(mapped.map.ServiceOf("src/ad/android/Main.java") == "ad");
  CHECK(mapped.map.ServiceOf("src/jobs/main.go") == "");
  CHECK(mapped.map.ServiceOf("src/quote/index.php") == "quote");
  CHECK(mapped.map.ServiceOf("src/web-service/index.js") == "web");
  CHECK(mapped.map.ServiceOf("libs/money/money.go") == "money");
  CHECK(mapped.map.ServiceOf("main.go") == "");
  CHECK(mapped.map.ServiceOf("src/main.go") == "");
  CHECK(mapped.Needs("basket") == "db");
  CHECK(mapped.Needs("ad") == "");
  CHECK(mapped.Needs("nobody") == "");
  CHECK(mapped.map.services().at("basket").path == "deploy/compose.yaml");
  CHECK(mapped.map.services().at("basket").line == 2);
  CHECK(mapped.map.services().at("outside").folders.empty());
  CHECK(mapped.map.services().size() == 10);
}

TEST_CASE("a catalogue of services says whose a folder is") {
  const Mapped mapped(R"(
=== services/pay/catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: payments}
spec: {type: service, owner: group:money, dependsOn: ["component:ledger", "resource:pay-db"]}
)");
  CHECK(mapped.map.ServiceOf("services/pay/src/a.go") == "payments");
  CHECK(mapped.Owners("services/pay/src/a.go") == "money");
  CHECK(mapped.Owners("services/other/a.go") == "");
  CHECK(mapped.Needs("payments") == "ledger pay-db");
}

TEST_CASE("a repository may be one service, or be made into several") {
  const Mapped one(R"(
=== catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop}
spec: {type: service, owner: team-a}
=== libs/money/go.mod
module money
)");
  CHECK(one.map.ServiceOf("src/a.go") == "shop");
  CHECK(one.map.ServiceOf("a.go") == "shop");
  CHECK(one.map.ServiceOf("libs/money/a.go") == "money");
  CHECK(one.Owners("src/a.go") == "team-a");
  const Mapped several(R"(
=== compose.yaml
services:
  web: {build: .}
  worker: {build: .}
=== Dockerfile
FROM scratch
)");
  CHECK(several.map.ServiceOf("src/a.go") == "");
}

TEST_CASE("of CODEOWNERS, the last line that fits counts") {
  const Mapped mapped(R"(
=== .github/CODEOWNERS
* @org/all
*.js @org/web
/docs/ @org/writers a@example.org
/docs/private
apps/ @org/apps
=== CODEOWNERS
* @nobody
)");
  CHECK(mapped.Owners("main.go") == "@org/all");
  CHECK(mapped.Owners("a/b.js") == "@org/web");
  CHECK(mapped.Owners("docs/a.js") == "@org/writers a@example.org");
  CHECK(mapped.Owners("docs/private/a.md") == "");
  CHECK(mapped.Owners("x/docs/a.md") == "@org/all");
  CHECK(mapped.Owners("x/apps/a.md") == "@org/apps");
}

TEST_CASE("patterns of CODEOWNERS") {
  CHECK(IsOwned("docs/*", "docs/a.md"));
  CHECK_FALSE(IsOwned("docs/*", "docs/b/a.md"));
  CHECK_FALSE(IsOwned("docs/*", "x/docs/a.md"));
  CHECK(IsOwned("/docs/**", "docs/b/a.md"));
  CHECK(IsOwned("**/logs", "build/logs/a.txt"));
  CHECK(IsOwned("/scripts/", "scripts/a/b"));
  CHECK_FALSE(IsOwned("/scripts/", "x/scripts/a"));
  CHECK(IsOwned("src/cart", "src/cart/a.cs"));
  CHECK_FALSE(IsOwned("src/cart", "src/cart2/a.cs"));
  CHECK(IsOwned("/*", "a.md"));
  CHECK_FALSE(IsOwned("/*", "a/b.md"));
}

TEST_CASE("what is read from the environment is what the service's own deployment sets it to") {
  const Sources sources(R"(
=== src/checkout/main.py
import os
topic = os.environ["TOPIC"]
=== src/checkout/Dockerfile
FROM scratch
=== compose.yaml
services:
  checkout: {build: src/checkout, environment: {TOPIC: orders}}
  other: {image: x, environment: {TOPIC: others}}
)");
  const World world({&sources.layer()});
  const Catalog& catalog = ReadBuiltinCatalog();
  const EffectBasis basis(world.layers().front(), catalog);
  EffectContext context(world, basis);
  std::string services;
  for (const Effect& effect : EffectsOf(context, sources.files().front())) {
    if (effect.entry == "py.environ") services += effect.resource.name + " of " + effect.service;
  }
  CHECK(services == "TOPIC of checkout");
}

}  // namespace
}  // namespace interlock::tests
