// Configuration of Spring applications: "application.yml", "bootstrap-prod.yml".
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_configuration_internal.h"

namespace interlock {

extern const ManifestFormat manifest_spring_yaml;

namespace {

// Objects of Kubernetes go by such names, too.
bool RecognisesSpring(std::string_view bytes) { return !HasTopLevelKey(bytes, "apiVersion"); }

bool ExtractSpring(std::string_view bytes, FileFacts& facts, std::string& problem) {
  return ExtractSettings(ReadYamlEntries, bytes, facts, problem);
}

}  // namespace

const ManifestFormat manifest_spring_yaml = {"spring", IsSpringPath, ExtractSpring,
                                             RecognisesSpring};

}  // namespace interlock
