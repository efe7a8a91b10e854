// Directory.Packages.props, Directory.Build.props and Directory.Build.targets: what the C# projects
// below their folder share, above all the versions of packages.
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_msbuild_internal.h"

namespace interlock {

extern const ManifestFormat manifest_msbuild_props;

namespace {

bool ReadsProps(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "Directory.Packages.props" || name == "Directory.Build.props" ||
         name == "Directory.Build.targets";
}

bool ExtractProps(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_msbuild_props.id;
  ManifestXml xml;
  if (!xml.Parse(bytes, problem)) return false;
  ReadMsbuild(xml, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_msbuild_props = {"msbuild-props", ReadsProps, ExtractProps};

}  // namespace interlock
