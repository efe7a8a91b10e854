// Changes that set what a deployment's rollout brings out: another image in the manifest of the
// rollout, or in that of its workload, another revision, or a route to another version.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/stages/knowledge.h"

namespace interlock {

struct ManifestTie {
  const RolloutSource* source = nullptr;
  const Rollout* rollout = nullptr;
  // The rollout is not of this version yet: it begins once the change has landed.
  bool anew = false;
  std::string how;  // "sets image web:1.5 in its manifest, deploy/web.yaml:12"
};

// The rollouts that one file's change sets, in order of the sources. Manifests are joined by kind,
// namespace and name; where a rollout was read from this very path, only that one counts, because
// folders of several environments hold manifests of one name. A kustomization sets images for the
// manifests of its own folder and for those that it names as its resources, or whose folder it
// does. What is no YAML or JSON (a template) says nothing.
std::vector<ManifestTie> TiesOfManifests(const Knowledge& knowledge, const std::string& path,
                                         std::string_view before, std::string_view after);

}  // namespace interlock
