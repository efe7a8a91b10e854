// What is deployed together.
#include "graph/effects/assemblies.h"

#include <doctest/doctest.h>

#include <string>

#include "analyzer/intake/catalog.h"
#include "tests/graph/facts_of.h"

namespace interlock::tests {
namespace {

std::string Told(std::string_view text) {
  const Sources sources(text);
  const World world({&sources.layer()});
  std::string told;
  for (const Assembly& assembly : Assemblies(world, ReadBuiltinCatalog())) {
    told += assembly.root + ":";
    for (const auto& [file, far] : assembly.files) told += " " + file + "@" + std::to_string(far);
    told += "\n";
  }
  return told;
}

TEST_CASE("an overlay leads to its bases, their files and its patches") {
  CHECK(Told(R"(
=== base/kustomization.yaml
resources: [web.yaml, ../../../outside, missing.yaml]
=== base/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
=== overlays/prod/kustomization.yaml
bases: [../../base]
patches: [{path: more.yaml}]
=== overlays/prod/more.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
=== alone/kustomization.yaml
resources: [.]
)") == R"(alone/kustomization.yaml: alone/kustomization.yaml@0
overlays/prod/kustomization.yaml: base/kustomization.yaml@1 base/web.yaml@2 overlays/prod/kustomization.yaml@0 overlays/prod/more.yaml@1
)");
}

TEST_CASE("bases that take from one another are no deployment, and do not hang") {
  CHECK(Told(R"(
=== a/kustomization.yaml
resources: [../b]
=== b/kustomization.yaml
resources: [../a]
)")
            .empty());
}

}  // namespace
}  // namespace interlock::tests
