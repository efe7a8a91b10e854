// Manifests and lock files of Maven, Gradle, NuGet, Composer and Bundler.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/parsers/manifest_reading_internal.h"

namespace interlock {
namespace {

std::vector<std::string> Roots(const FileFacts& facts) {
  std::vector<std::string> words;
  for (const ModuleRoot& root : facts.roots) words.push_back(root.name + "=" + root.directory);
  return words;
}

bool Reads(std::string_view path) {
  const auto& formats = AllManifestFormats();
  return std::any_of(formats.begin(), formats.end(),
                     [&](const ManifestFormat* format) { return format->reads(path); });
}

TEST_CASE("pom.xml: a module, its parent, and versions as far as the file gives them") {
  const FileFacts facts = ReadFacts("web/pom.xml", R"(<?xml version="1.0"?>
<project>
  <parent>
    <groupId>shop</groupId>
    <artifactId>parent</artifactId>
    <version>1.4.0-SNAPSHOT</version>
  </parent>
  <artifactId>web</artifactId>
  <properties>
    <guava.version>31.1</guava.version>
    <java.version>17</java.version>
  </properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>com.google.guava</groupId><artifactId>guava</artifactId>
      <version>${guava.version}-jre</version></dependency>
    <dependency><groupId>bom</groupId><artifactId>all</artifactId><version>2</version>
      <type>pom</type><scope>import</scope></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>${project.groupId}</groupId><artifactId>core</artifactId>
      <version>${project.version}</version></dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId>
      <version>4.13</version><scope>test</scope></dependency>
  </dependencies>
  <build><plugins><plugin><artifactId>maven-jar-plugin</artifactId><version>3</version>
  </plugin></plugins></build>
  <profiles><profile><dependencies>
    <dependency><groupId>x</groupId><artifactId>y</artifactId><scope>compile</scope></dependency>
  </dependencies></profile></profiles>
</project>)");
  CHECK(Roots(facts) == Expected{"shop:web=."});
  CHECK(Words(facts.dependencies) ==
        Expected{"3 shop:parent 1.4.0-SNAPSHOT (parent)", "20 shop:core ",
                 "22 junit:junit 4.13 (test)", "14 com.google.guava:guava 31.1-jre (managed)",
                 "16 bom:all 2 (import)", "25 org.apache.maven.plugins:maven-jar-plugin 3 (plugin)",
                 "28 x:y "});
  CHECK(facts.settings[1] == Setting{"properties.java.version", "17", 11});
}

TEST_CASE("pom.xml: properties that use themselves have no value; other XML is no manifest") {
  const FileFacts facts = ReadFacts("pom.xml", R"(<project>
  <properties><a>${b}</a><b>${a}</b></properties>
  <dependencies>
    <dependency><groupId>g</groupId><artifactId>n</artifactId><version>${a}</version></dependency>
    <dependency><groupId>${a}</groupId><artifactId>n</artifactId></dependency>
  </dependencies>
</project>)");
  CHECK(Words(facts.dependencies) == Expected{"4 g:n "});
  CHECK_FALSE(Reads("web/pom.xml.bak"));
  FileFacts broken;
  std::string problem;
  for (const ManifestFormat* format : AllManifestFormats()) {
    if (!format->reads("pom.xml")) continue;
    CHECK_FALSE(format->extract("<project>\n<a></project>", broken, problem));
  }
  CHECK(problem == "line 2: not XML");
}

TEST_CASE("build.gradle: what a dependencies block asks for, however it is written") {
  const FileFacts facts = ReadFacts("core/build.gradle", R"(plugins {
  id 'java-library'
  id "com.example.shadow" version "7.1"  // why
}
ext.jacksonVersion = '2.15.0'
def unused = "x:y:1"
dependencies {
  api project(':api')
  implementation "com.fasterxml.jackson.core:jackson-databind:$jacksonVersion"
  implementation ('a.b:c:1.0') {
    exclude group: 'd', module: 'e'
  }
  /* compile 'old:old:1' */
  compile 'f:g:2:sources@jar', 'h:i'
  runtimeOnly group: 'j', name: 'k', version: "${jacksonVersion}"
  testImplementation platform(libs.junit.bom)
  testImplementation "l:m:${unknown}"
  testImplementation project(path: ':fixtures', configuration: 'tests')
  runtimeOnly files('libs/x.jar')
  constraints {
    implementation 'n:o:3'
  }
}
task copy { from 'p:q:4' }
)");
  CHECK(Roots(facts) == Expected{":=."});
  CHECK(Words(facts.dependencies) ==
        Expected{"2 java-library  (plugin)", "3 com.example.shadow 7.1 (plugin)", "8 :api  (api)",
                 "9 com.fasterxml.jackson.core:jackson-databind 2.15.0 (implementation)",
                 "10 a.b:c 1.0 (implementation)", "14 f:g 2 (compile)", "14 h:i  (compile)",
                 "15 j:k 2.15.0 (runtimeOnly)", "16 libs.junit.bom  (testImplementation)",
                 "17 l:m  (testImplementation)", "18 :fixtures  (testImplementation)",
                 "21 n:o 3 (managed)"});
}

TEST_CASE("build.gradle.kts: the same in Kotlin, in blocks of source sets, too") {
  const FileFacts facts = ReadFacts("build.gradle.kts", R"(plugins {
    alias(libs.plugins.kotlin)
    kotlin("jvm") version "1.9.0"
}
val ktor = "2.3.0"
kotlin {
    sourceSets {
        commonMain.dependencies {
            implementation(projects.coreApi)
        }
    }
}
dependencies {
    implementation(kotlin("stdlib"))
    testImplementation(testFixtures(project(":core")))
    "kapt"(libs.dagger.compiler.get())
    implementation("io.ktor:ktor-client:$ktor")
    implementation(
        "a:b:1"
    )
}
)");
  CHECK(Words(facts.dependencies) ==
        Expected{"2 libs.plugins.kotlin  (plugin)", "3 org.jetbrains.kotlin.jvm 1.9.0 (plugin)",
                 "9 projects.coreApi  (implementation)",
                 "14 org.jetbrains.kotlin:kotlin-stdlib  (implementation)",
                 "15 :core  (testImplementation)", "16 libs.dagger.compiler  (kapt)",
                 "17 io.ktor:ktor-client 2.3.0 (implementation)", "19 a:b 1 (implementation)"});
}

TEST_CASE("Gradle scripts that break off are read up to there") {
  CHECK(
      Words(ReadFacts("build.gradle", "dependencies {\n  api 'a:b:1'\n  api(\"c:d").dependencies) ==
      Expected{"2 a:b 1 (api)", "3 c:d  (api)"});
  CHECK(ReadFacts("build.gradle", "dependencies { api \"$").dependencies.empty());
  CHECK(ReadFacts("build.gradle", std::string(100'000, '{') + "api 'a:b'").dependencies.empty());
}

TEST_CASE("settings.gradle: projects by path and by accessor, where they lie") {
  const FileFacts facts = ReadFacts("settings.gradle", R"(rootProject.name = "shop"
include ':api', "core:impl-jvm"
include("tools")
includeBuild("build-logic")
project(":tools").projectDir = file("support/tools")
)");
  CHECK(Roots(facts) == Expected{":api=api", "projects.api=api", ":core:impl-jvm=core/impl-jvm",
                                 "projects.core.implJvm=core/impl-jvm", ":tools=support/tools",
                                 "projects.tools=support/tools"});
}

TEST_CASE("libs.versions.toml: coordinates and accessors") {
  const FileFacts facts = ReadFacts("gradle/libs.versions.toml", R"([versions]
junit = "5.9.0"
[libraries]
junit-api = { module = "org.junit.jupiter:junit-jupiter-api", version.ref = "junit" }
guava = "com.google.guava:guava:31.1"
okio = { group = "com.squareup.okio", name = "okio", version = "3.0" }
[bundles]
test = ["junit-api", "guava"]
[plugins]
shadow = { id = "com.example.shadow", version = "7.1" }
)");
  CHECK(Words(facts.dependencies) ==
        Expected{"2 libs.versions.junit 5.9.0 (managed)",
                 "4 org.junit.jupiter:junit-jupiter-api 5.9.0 (managed)",
                 "4 libs.junit.api org.junit.jupiter:junit-jupiter-api (managed)",
                 "5 com.google.guava:guava 31.1 (managed)",
                 "5 libs.guava com.google.guava:guava (managed)",
                 "6 com.squareup.okio:okio 3.0 (managed)",
                 "6 libs.okio com.squareup.okio:okio (managed)", "8 libs.bundles.test  (managed)",
                 "10 com.example.shadow 7.1 (managed)",
                 "10 libs.plugins.shadow com.example.shadow (managed)"});
}

TEST_CASE("project files of C#: packages, their common versions, properties") {
  const FileFacts project = ReadFacts("App/App.csproj", R"xml(<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><Nullable>enable</Nullable><JsonVersion>13.0.1</JsonVersion></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Newtonsoft.Json" Version="$(JsonVersion)" />
    <PackageReference Include="Serilog" />
    <PackageReference Include="xunit"><Version>2.4.0</Version></PackageReference>
    <Compile Include="X.cs" />
  </ItemGroup>
</Project>)xml");
  CHECK(Words(project.dependencies) ==
        Expected{"4 Newtonsoft.Json 13.0.1", "5 Serilog ", "6 xunit 2.4.0"});
  CHECK(project.settings[0] == Setting{"Nullable", "enable", 2});
  const FileFacts shared = ReadFacts("Directory.Packages.props", R"(<Project>
  <ItemGroup>
    <PackageVersion Include="Serilog" Version="3.0.0" />
    <GlobalPackageReference Include="Analyzers" Version="1.0" />
  </ItemGroup>
</Project>)");
  CHECK(Words(shared.dependencies) == Expected{"3 Serilog 3.0.0 (managed)", "4 Analyzers 1.0"});
}

TEST_CASE("composer.json and composer.lock") {
  CHECK(Words(ReadFacts("composer.json", R"({
  "require": {
    "php": ">=8.1",
    "monolog/monolog": "^3.0"
  },
  "require-dev": {"phpunit/phpunit": "^10"}
})")
                  .dependencies) ==
        Expected{"3 php >=8.1", "4 monolog/monolog ^3.0", "6 phpunit/phpunit ^10 (dev)"});
  CHECK(Words(ReadFacts("composer.lock", R"({
  "packages": [
    {"name": "monolog/monolog", "version": "3.4.0", "source": {"name": "x"},
     "require": {"php": ">=8.1"}}
  ],
  "packages-dev": [
    {"name": "phpunit/phpunit",
     "version": "10.3.1"}
  ]
})")
                  .dependencies) ==
        Expected{"3 monolog/monolog 3.4.0 (locked)", "8 phpunit/phpunit 10.3.1 (locked)"});
}

TEST_CASE("Gemfile, gemspec and Gemfile.lock") {
  CHECK(Words(ReadFacts("Gemfile", R"(source "https://rubygems.org"
gemspec
gem "rails", "~> 7.0", ">= 7.0.3"
gem 'pg', group: :test, require: false
group :development, :test do
  if RUBY_VERSION > "3"
    gem "rubocop", require: false
  end
  gem "rspec"
end
gem "puma", :git => "https://example.com/puma"  # gem "no"
# gem "old"
)")
                  .dependencies) == Expected{"3 rails ~> 7.0,>= 7.0.3", "4 pg  (test)",
                                             "7 rubocop  (development)", "9 rspec  (development)",
                                             "11 puma "});
  CHECK(Words(ReadFacts("shop.gemspec", R"(Gem::Specification.new do |spec|
  spec.name = "shop"
  spec.add_dependency "rack", [">= 2.0", "< 4"]
  spec.add_runtime_dependency("json".freeze, "~> 2.0".freeze)
  spec.add_development_dependency 'rake'
end
)")
                  .dependencies) ==
        Expected{"3 rack >= 2.0,< 4", "4 json ~> 2.0", "5 rake  (dev)"});
  CHECK(Words(ReadFacts("Gemfile.lock", R"(GEM
  remote: https://rubygems.org/
  specs:
    rails (7.0.4)
      actionpack (= 7.0.4)
    nokogiri (1.15.0-x86_64-linux)

DEPENDENCIES
  rails (~> 7.0)
)")
                  .dependencies) ==
        Expected{"4 rails 7.0.4 (locked)", "6 nokogiri 1.15.0-x86_64-linux (locked)"});
}

TEST_CASE("lock files of Cargo, Poetry, Yarn and npm") {
  CHECK(Words(ReadFacts("Cargo.lock", R"(version = 3
[[package]]
name = "serde"
version = "1.0.160"
dependencies = ["x"]
[[package]]
name = "syn"
version = "2.0.0"
)")
                  .dependencies) == Expected{"4 serde 1.0.160 (locked)", "8 syn 2.0.0 (locked)"});
  CHECK(Words(ReadFacts("yarn.lock", R"(# yarn lockfile v1

"@scope/ui@^1.0.0", "@scope/ui@~1.1.0":
  version "1.1.2"
  dependencies:
    react "^17.0.0"

react@^17.0.0:
  version "17.0.2"
)")
                  .dependencies) ==
        Expected{"4 @scope/ui 1.1.2 (locked)", "9 react 17.0.2 (locked)"});
  CHECK(Words(ReadFacts("package-lock.json", R"({
  "name": "shop", "version": "1.0.0",
  "packages": {
    "": {"name": "shop", "version": "1.0.0"},
    "node_modules/a/node_modules/@scope/ui": {
      "version": "1.1.2"
    }
  }
})")
                  .dependencies) ==
        Expected{"4 shop 1.0.0 (locked)", "6 @scope/ui 1.1.2 (locked)"});
}

TEST_CASE("lock files of pnpm: keys of packages, in the forms of its versions") {
  CHECK(Words(ReadFacts("web/pnpm-lock.yaml", R"(lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      react:
        specifier: ^18.0.0
        version: 18.2.0
packages:
  '@babel/core@7.24.0':
    resolution: {integrity: sha512-x}
  react@18.2.0:
    resolution: {integrity: sha512-y}
  ui@file:packages/ui:
    resolution: {directory: packages/ui}
snapshots:
  react@18.2.0:
    dependencies:
      loose-envify: 1.4.0
)")
                  .dependencies) ==
        Expected{"9 @babel/core 7.24.0 (locked)", "11 react 18.2.0 (locked)"});
  CHECK(Words(ReadFacts("pnpm-lock.yaml", R"(packages:

  /@babel/core/7.12.3_supports-color@8.1.1:
    dev: true
  /lodash/4.17.21:
    dev: true
  /@types/node@18.0.0:
  /use@1.0.0(react@18.2.0):
)")
                  .dependencies) ==
        Expected{"3 @babel/core 7.12.3 (locked)", "5 lodash 4.17.21 (locked)",
                 "7 @types/node 18.0.0 (locked)", "8 use 1.0.0 (locked)"});
}

TEST_CASE("lock files of Bun, Pipenv, NuGet, Gradle, uv and newer Yarns") {
  CHECK(Words(ReadFacts("bun.lock", R"({
  "lockfileVersion": 1,
  "workspaces": {"": {"name": "shop", "dependencies": {"react": "^18.0.0"}}},
  "packages": {
    "react": ["react@18.2.0", "", {"dependencies": {"loose-envify": "^1.1.0"}}, "sha512-x"],
    "@shop/ui": ["@shop/ui@workspace:packages/ui"],
    "@types/node": ["@types/node@18.0.0", "", {}, "sha512-y"],
  },
})")
                  .dependencies) ==
        Expected{"5 react 18.2.0 (locked)", "7 @types/node 18.0.0 (locked)"});
  CHECK(Words(ReadFacts("Pipfile.lock", R"({
  "default": {
    "Django": {"hashes": [], "version": "==4.2"}
  },
  "develop": {
    "pytest": {"version": "==8.0"}
  }
})")
                  .dependencies) == Expected{"3 django 4.2 (locked)", "6 pytest 8.0 (locked)"});
  CHECK(Words(ReadFacts("src/Shop/packages.lock.json", R"x({
  "version": 1,
  "dependencies": {
    "net8.0": {
      "Polly": {"type": "Direct", "requested": "[8.0.0, )",
                "resolved": "8.2.1"
}
}
}
})x")
                  .dependencies) == Expected{"6 Polly 8.2.1 (locked)"});
  CHECK(Words(ReadFacts("core/gradle.lockfile", R"(# This is a Gradle generated file
junit:junit:4.13.2=testCompileClasspath,testRuntimeClasspath
org.slf4j:slf4j-api:2.0.0=runtimeClasspath
empty=annotationProcessor
)")
                  .dependencies) ==
        Expected{"2 junit:junit 4.13.2 (locked)", "3 org.slf4j:slf4j-api 2.0.0 (locked)"});
  CHECK(Words(ReadFacts("uv.lock", R"(version = 1
[[package]]
name = "anyio"
version = "4.3.0"
source = { registry = "https://pypi.org/simple" }
)")
                  .dependencies) == Expected{"4 anyio 4.3.0 (locked)"});
  CHECK(Words(ReadFacts("yarn.lock", R"(__metadata:
  version: 6

"react@npm:^17.0.0, react@npm:^17.0.2":
  version: 17.0.2
  resolution: "react@npm:17.0.2"
)")
                  .dependencies) == Expected{"5 react 17.0.2 (locked)"});
}

}  // namespace
}  // namespace interlock
