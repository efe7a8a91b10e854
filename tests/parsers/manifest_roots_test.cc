// pyproject.toml, setup.cfg, composer.json and project files: which folders they name.
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

// "name=directory" of each root, in order.
std::string Roots(std::string_view path, std::string_view bytes) {
  const Read read = ReadManifest(path, bytes);
  REQUIRE(read.known);
  CHECK(read.complete);
  std::string text;
  for (const ModuleRoot& root : read.roots) {
    if (!text.empty()) text += " ";
    text += root.name + "=" + root.directory;
  }
  return text;
}

TEST_CASE("setuptools says where packages begin") {
  CHECK(Roots("pyproject.toml", R"(
[project]
name = "shop"
[tool.setuptools]
package-dir = { "" = "lib", "shop.core" = "core/./src" }
[tool.setuptools.packages.find]
where = ["python", "lib"]
)") == "=lib shop.core=core/src =python =src =.");
}

TEST_CASE("so do poetry, hatch, pdm, uv, maturin and pytest") {
  CHECK(Roots("a/pyproject.toml", R"(
[tool.poetry]
packages = [{ include = "shop", from = "lib" }, { include = "flat" }]
)") == "=lib =src =.");
  CHECK(Roots("pyproject.toml", R"(
[tool.hatch.build.targets.wheel]
packages = ["backend/shop", "flat"]
[tool.hatch.build]
sources = ["code"]
)") == "=backend =. =code =src");
  CHECK(Roots("pyproject.toml", "[tool.pdm.build]\npackage-dir = 'p'") == "=p =src =.");
  CHECK(Roots("pyproject.toml", "[tool.uv.build-backend]\nmodule-root = ''") == "=. =src");
  CHECK(Roots("pyproject.toml", "[tool.maturin]\npython-source = 'py'") == "=py =src =.");
  CHECK(Roots("pyproject.toml", "[tool.pytest.ini_options]\npythonpath = ['t']") == "=t =src =.");
}

TEST_CASE("a project that says nothing is tried in src and where it lies") {
  CHECK(Roots("pyproject.toml", "[tool.black]\nline-length = 100") == "=src =.");
  CHECK(Roots("pyproject.toml", "") == "=src =.");
}

TEST_CASE("values of another shape are read over") {
  CHECK(Roots("pyproject.toml", R"(
tool.setuptools.package-dir = "src"
tool.setuptools.packages = ["a", "b"]
tool.poetry.packages = "shop"
tool.hatch.build.targets.wheel = 1979-05-27
tool.hatch.build.sources = [[ "deep" ]]
)") == "=src =.");
}

TEST_CASE("broken TOML is a problem with its line, never a crash") {
  const Read read = ReadManifest("pyproject.toml", "[tool]\nkey = = 1\n");
  CHECK(!read.complete);
  CHECK(read.problem == "line 2: not TOML");
  CHECK(!ReadManifest("pyproject.toml", std::string("a = ") + std::string(100'000, '[')).complete);
  CHECK(!ReadManifest("pyproject.toml", "a = \"\xff\xfe\"").complete);
}

TEST_CASE("setup.cfg gives the same in its own form") {
  CHECK(Roots("setup.cfg", R"(
# comment
[metadata]
name = shop
package_dir = not here
[options]
packages = find:
package-dir =
    =lib
    shop.core = core
[options.packages.find]
where = python
exclude =
    tests
[tool:pytest]
pythonpath = t u
)") == "=lib shop.core=core =python =t =u =src =.");
  CHECK(!ReadManifest("setup.cfg", "[options").complete);
  CHECK(!ReadManifest("tox.cfg", "").known);
}

TEST_CASE("composer names folders of namespaces") {
  CHECK(Roots("composer.json", R"({
    "autoload": {"psr-4": {"Acme\\Billing\\": "src/", "Acme\\": ["lib", "old/"], "": "rest"},
                 "psr-0": {"Old_": "legacy/"}, "classmap": ["x"], "files": ["functions.php"]},
    "autoload-dev": {"psr-4": {"Acme\\Tests\\": "tests/"}}})") ==
        "Acme.Billing=src Acme=lib Acme=old =rest Old_=legacy/Old_ Acme.Tests=tests");
  CHECK(Roots("composer.json", R"({"autoload": [], "autoload-dev": {"psr-4": "x"}})") == "");
  CHECK(!ReadManifest("composer.json", "[]").complete);
}

TEST_CASE("a project file names its namespace and what it refers to") {
  CHECK(Roots("src/Billing/Billing.csproj", R"(<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><RootNamespace>$(Company).Billing</RootNamespace></PropertyGroup>
  <PropertyGroup><AssemblyName>Acme.Billing</AssemblyName></PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="..\Core\Core.csproj" />
    <ProjectReference Include="$(Root)\Other\Other.csproj" />
    <PackageReference Include="Xunit" Version="2" />
  </ItemGroup>
</Project>)") == "Acme.Billing=. =../Core");
  CHECK(Roots("A.csproj", "<Project/>") == "=.");
  const Read read = ReadManifest("A.csproj", "<Project>\n<Item");
  CHECK(!read.complete);
  CHECK(read.problem.ends_with(": not XML"));
}

TEST_CASE("XML nested beyond reason is read") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  CHECK(!ReadManifest("A.csproj", deep).complete);
}

}  // namespace
}  // namespace interlock
