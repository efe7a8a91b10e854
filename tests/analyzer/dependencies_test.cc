// How versions, packages, manifests and test files are told from their text and paths.
#include "analyzer/overlay/dependencies.h"

#include <doctest/doctest.h>

#include "analyzer/overlay/test_files.h"

namespace interlock {
namespace {

TEST_CASE("a step that may break is a major one, or below 1.0 a minor one") {
  CHECK(IsBreakingStep("^16.8.0", "^17.0.0"));
  CHECK(IsBreakingStep("v0.104.0", "v0.105.0"));
  CHECK(IsBreakingStep(">=1.2,<2", ">=2.0"));
  CHECK_FALSE(IsBreakingStep("^16.8.0", "^16.9.0"));
  CHECK_FALSE(IsBreakingStep("v0.104.0", "v0.104.1"));
  CHECK_FALSE(IsBreakingStep("*", "2.0"));
  CHECK(VersionOf("99999999999999999999") == VersionOf("1000000"));
}

TEST_CASE("a range admits versions above the one it names") {
  for (const char* range : {"^1.2.0", "~> 1.2", ">=1", "1.*", "workspace:1.0", ""}) {
    CHECK(IsRange(range));
  }
  for (const char* pin : {"v0.104.0", "==3.2.1", "1.0.0"}) CHECK_FALSE(IsRange(pin));
}

TEST_CASE("an import leads to a package by its own name or what lies below it") {
  CHECK(IsFromPackage("golang.org/x/net/html", "golang.org/x/net"));
  CHECK(IsFromPackage("react-dom/server", "@types/react-dom"));
  CHECK(IsFromPackage("@shop/ui", "@types/shop__ui"));
  CHECK(IsFromPackage("typing_extensions", "typing-extensions"));
  CHECK(IsFromPackage("Newtonsoft.Json.Linq", "Newtonsoft.Json"));
  CHECK_FALSE(IsFromPackage("golang.org/x/network", "golang.org/x/net"));
  CHECK_FALSE(IsFromPackage("react", "react-dom"));
}

TEST_CASE("coordinates lead to packages by their group and the words of the artifact") {
  CHECK(IsFromPackage("org.apache.commons.lang3", "org.apache.commons:commons-lang3"));
  CHECK(IsFromPackage("org.junit.jupiter.api", "org.junit.jupiter:junit-jupiter-api"));
  CHECK(IsFromPackage("com.fasterxml.jackson.databind.node",
                      "com.fasterxml.jackson.core:jackson-databind"));
  CHECK(IsFromPackage("okhttp3.internal", "com.squareup.okhttp3:okhttp"));
  CHECK(IsFromPackage("kotlinx.coroutines.flow", "org.jetbrains.kotlinx:kotlinx-coroutines-core"));
  CHECK(IsFromPackage("org.mockito.stubbing", "org.mockito:mockito-core"));
  CHECK(IsFromPackage("Symfony.Component.HttpFoundation", "symfony/http-foundation"));
  CHECK(IsFromPackage("Monolog.Handler", "monolog/monolog"));
  CHECK_FALSE(IsFromPackage("org.apache.commons.io", "org.apache.commons:commons-lang3"));
  CHECK_FALSE(IsFromPackage("com.fasterxml.jackson.annotation",
                            "com.fasterxml.jackson.core:jackson-databind"));
  CHECK_FALSE(
      IsFromPackage("kotlinx.serialization", "org.jetbrains.kotlinx:kotlinx-coroutines-core"));
  CHECK_FALSE(IsFromPackage("org.apache.http", "org.apache:commons"));
  CHECK_FALSE(IsFromPackage("Symfony.Component.Console", "symfony/http-foundation"));
  CHECK(PackageFit("org.shop.web.client", "org.shop:web-client") >
        PackageFit("org.shop.web.client", "org.shop:shop-core"));
}

TEST_CASE("tests are known by their folder or their name") {
  for (const char* path :
       {"shop/tests/cart.py", "src/__tests__/cart.ts", "app/src/androidTest/java/Cart.kt",
        "Shop.Tests/Cart.cs", "shop/test_cart.py", "shop/cart_test.go", "src/cart.spec.ts",
        "src/CartTest.java", "spec/models/cart_spec.rb", "core/test/sectionTests.tsx"}) {
    CHECK_MESSAGE(IsTestPath(path), path);
  }
  for (const char* path : {"shop/contest.py", "shop/latest/cart.py", "src/attest.ts",
                           "src/LATEST.java", "inspector/cart.go"}) {
    CHECK_MESSAGE(!IsTestPath(path), path);
  }
}

TEST_CASE("golden files are known by their ending or their folder") {
  CHECK(IsGoldenPath("src/__snapshots__/cart.test.ts.snap"));
  CHECK(IsGoldenPath("format/testdata/golden/a.txt"));
  CHECK(IsGoldenPath("format/a.expected.json"));
  CHECK(IsGoldenPath("generator/src/test/resources/rules.md"));
  CHECK_FALSE(IsGoldenPath("docs/unexpected.md"));
  CHECK_FALSE(IsGoldenPath("tests/README.md"));
  CHECK_FALSE(IsGoldenPath("tests/ftest/pool.yaml"));
}

}  // namespace
}  // namespace interlock
