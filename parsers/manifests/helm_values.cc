// The values of Helm charts: "values.yaml", "values-production.yaml". What they mean is said by the
// chart's templates, which name them: "{{.Values.replicaCount}}".
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_helm_values;

namespace {

bool ExtractValues(std::string_view bytes, FileFacts& facts, std::string& problem) {
  return ExtractSettings(ReadTemplatedYamlEntries, bytes, facts, problem);
}

}  // namespace

const ManifestFormat manifest_helm_values = {"helm-values", IsHelmValuesPath, ExtractValues};

}  // namespace interlock
