// What is deployed together: a configuration file that takes whole objects from others, and patches
// them, with everything that it takes. Which formats do so is data (links of the catalogue with
// `same`).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/world.h"
#include "interlock/catalog.h"

namespace interlock {

struct Assembly {
  std::string root;  // that nothing else takes from: "overlays/prod/kustomization.yaml"
  std::map<std::string, int> files;  // all that it leads to, itself too, by how far they are
};

// In order of their roots. Bounded: at most a few hundred, of a few hundred files each.
std::vector<Assembly> Assemblies(const World& world, const Catalog& catalog);

}  // namespace interlock
