// Kustomize: which files make up a deployment, and what is changed in them.
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_kustomization_yaml;

namespace {

bool ExtractKustomization(std::string_view bytes, FileFacts& facts, std::string& problem) {
  return ExtractSettings(ReadYamlEntries, bytes, facts, problem);
}

}  // namespace

const ManifestFormat manifest_kustomization_yaml = {"kustomize", IsKustomizationPath,
                                                    ExtractKustomization};

}  // namespace interlock
