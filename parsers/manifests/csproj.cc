// A C# project file: everything below its folder is compiled together. The root's name is the
// namespace that its files are expected in, "" when the project does not say; further roots are the
// folders of the projects it refers to. Packages are its dependencies, properties its settings.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/manifest.h"
#include "parsers/manifest_json_internal.h"
#include "parsers/manifest_msbuild_internal.h"

namespace interlock {

extern const ManifestFormat manifest_csproj;

namespace {

constexpr std::size_t kMaxRoots = 200;

bool ReadsCsproj(std::string_view path) { return path.ends_with(".csproj"); }

// The first value that no property takes part in.
std::string PropertyOf(const pugi::xml_node& project, const char* name) {
  for (const pugi::xml_node& group : project.children("PropertyGroup")) {
    const std::string value = group.child(name).text().as_string();
    if (!value.empty() && value.find("$(") == std::string::npos) return value;
  }
  return "";
}

// "..\Core\Core.csproj" as "../Core"; "" for what is not written out.
std::string FolderOf(std::string reference) {
  if (reference.find("$(") != std::string::npos) return "";
  std::replace(reference.begin(), reference.end(), '\\', '/');
  const std::size_t slash = reference.rfind('/');
  return NormalManifestPath(slash == std::string::npos ? "." : reference.substr(0, slash));
}

void ReadProject(const pugi::xml_node& project, FileFacts& facts) {
  std::string name = PropertyOf(project, "RootNamespace");
  if (name.empty()) name = PropertyOf(project, "AssemblyName");
  facts.roots.push_back({.name = std::move(name), .directory = "."});
  for (const pugi::xml_node& group : project.children("ItemGroup")) {
    for (const pugi::xml_node& reference : group.children("ProjectReference")) {
      std::string folder = FolderOf(reference.attribute("Include").as_string());
      if (folder.empty() || folder == "." || facts.roots.size() >= kMaxRoots) continue;
      facts.roots.push_back({.name = "", .directory = std::move(folder)});
    }
  }
}

bool ExtractCsproj(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_csproj.id;
  ManifestXml xml;
  if (!xml.Parse(bytes, problem)) return false;
  ReadProject(xml.Root("Project"), facts);
  ReadMsbuild(xml, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_csproj = {"csproj", ReadsCsproj, ExtractCsproj};

}  // namespace interlock
