// pom.xml of Maven: the module that lies here, its parent, and what it depends on. A root's name,
// like a dependency's, is "group:artifact". What `dependencyManagement` lists is "managed"; a
// version that a parent gives, or that the build sets, is not known here.
#include <string>
#include <string_view>
#include <utility>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_xml_internal.h"

namespace interlock {

extern const ManifestFormat manifest_pom_xml;

namespace {

constexpr std::size_t kMaxDependencies = 5'000;
constexpr std::size_t kMaxSettings = 2'000;

std::string TextOf(const pugi::xml_node& node, const char* child) {
  return std::string(TrimmedText(node.child(child).text().as_string()));
}

class PomReader {
 public:
  PomReader(const ManifestXml& xml, FileFacts& facts) : xml_(xml), facts_(facts) {}

  void Read() {
    const pugi::xml_node project = xml_.Root("project");
    const pugi::xml_node parent = project.child("parent");
    std::string group = TextOf(project, "groupId");
    if (group.empty()) group = TextOf(parent, "groupId");
    if (!group.empty()) {
      for (const char* name : {"project.groupId", "pom.groupId", "groupId"}) {
        properties_.Set(name, group);
      }
    }
    if (const std::string above = TextOf(parent, "groupId"); !above.empty()) {
      properties_.Set("project.parent.groupId", above);
    }
    for (const pugi::xml_node& property : project.child("properties").children()) {
      ReadProperty(property);
    }
    const std::string artifact = TextOf(project, "artifactId");
    if (!artifact.empty()) {
      facts_.roots.push_back(
          {.name = properties_.Expand(group) + ":" + artifact, .directory = "."});
    }
    if (parent) Add(parent, "parent", false);
    ReadPlaces(project);
    for (const pugi::xml_node& profile : project.child("profiles").children("profile")) {
      ReadPlaces(profile);
    }
  }

 private:
  void ReadProperty(const pugi::xml_node& property) {
    std::string value(TrimmedText(property.text().as_string()));
    if (value.empty()) return;
    if (facts_.settings.size() < kMaxSettings) {
      facts_.settings.push_back(
          {std::string("properties.") + property.name(), value, xml_.LineOf(property)});
    }
    properties_.Set(property.name(), std::move(value));
  }

  // Of the project or of one of its profiles.
  void ReadPlaces(const pugi::xml_node& place) {
    for (const pugi::xml_node& dependency : place.child("dependencies").children("dependency")) {
      Add(dependency, "", false);
    }
    const pugi::xml_node managed = place.child("dependencyManagement").child("dependencies");
    for (const pugi::xml_node& dependency : managed.children("dependency")) {
      Add(dependency, "managed", false);
    }
    const pugi::xml_node build = place.child("build");
    for (const pugi::xml_node& plugin : build.child("plugins").children("plugin")) {
      Add(plugin, "plugin", true);
      ReadCompiler(plugin);
    }
    const pugi::xml_node plugins = build.child("pluginManagement").child("plugins");
    for (const pugi::xml_node& plugin : plugins.children("plugin")) ReadCompiler(plugin);
  }

  // How strict the compiler is: <compilerArgs><arg>-Werror</arg>…, <failOnWarning>.
  void ReadCompiler(const pugi::xml_node& plugin) {
    if (!TextOf(plugin, "artifactId").ends_with("-compiler-plugin")) return;
    ReadFlags(plugin.child("configuration"));
    for (const pugi::xml_node& run : plugin.child("executions").children("execution")) {
      ReadFlags(run.child("configuration"));
    }
  }

  void ReadFlags(const pugi::xml_node& configuration) {
    for (const pugi::xml_node& argument : configuration.child("compilerArgs").children()) {
      AddFlag(argument);
    }
    AddFlag(configuration.child("compilerArgument"));
    AddSetting("compiler.failOnWarning", configuration.child("failOnWarning"));
  }

  void AddFlag(const pugi::xml_node& node) {
    if (IsWarningFlag(TrimmedText(node.text().as_string()))) AddSetting("compiler.flags", node);
  }

  void AddSetting(std::string key, const pugi::xml_node& node) {
    const std::string_view value = TrimmedText(node.text().as_string());
    if (value.empty() || facts_.settings.size() >= kMaxSettings) return;
    facts_.settings.push_back({std::move(key), std::string(value), xml_.LineOf(node)});
  }

  void Add(const pugi::xml_node& node, std::string kind, bool is_plugin) {
    std::string group = properties_.Expand(TextOf(node, "groupId"));
    if (group.empty() && is_plugin) group = "org.apache.maven.plugins";  // Maven's own default
    const std::string artifact = properties_.Expand(TextOf(node, "artifactId"));
    if (group.empty() || artifact.empty() || facts_.dependencies.size() >= kMaxDependencies) return;
    if (kind.empty()) {
      kind = TextOf(node, "scope");
      if (kind == "compile") kind.clear();
    }
    // A bill of materials gives versions to what it lists, and is itself asked for.
    if (TextOf(node, "scope") == "import") kind = "import";
    facts_.dependencies.push_back({group + ":" + artifact,
                                   properties_.Expand(TextOf(node, "version")), std::move(kind),
                                   xml_.LineOf(node)});
  }

  const ManifestXml& xml_;
  FileFacts& facts_;
  ManifestProperties properties_{"${", "}"};
};

bool ReadsPom(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "pom.xml";
}

bool ExtractPom(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_pom_xml.id;
  ManifestXml xml;
  if (!xml.Parse(bytes, problem)) return false;
  PomReader(xml, facts).Read();
  return true;
}

}  // namespace

const ManifestFormat manifest_pom_xml = {"pom.xml", ReadsPom, ExtractPom};

}  // namespace interlock
