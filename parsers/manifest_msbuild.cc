#include <string_view>
#include <utility>

#include "parsers/manifest_msbuild_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxDependencies = 5'000;
constexpr std::size_t kMaxSettings = 2'000;

// A value is an attribute or an element inside.
std::string ValueOf(const pugi::xml_node& item, const char* name) {
  const std::string attribute = item.attribute(name).as_string();
  return attribute.empty() ? std::string(TrimmedText(item.child(name).text().as_string()))
                           : attribute;
}

class MsbuildReader {
 public:
  MsbuildReader(const ManifestXml& xml, FileFacts& facts) : xml_(xml), facts_(facts) {}

  void Read() {
    const pugi::xml_node project = xml_.Root("Project");
    for (const pugi::xml_node& group : project.children("PropertyGroup")) {
      for (const pugi::xml_node& property : group.children()) ReadProperty(property);
    }
    for (const pugi::xml_node& group : project.children("ItemGroup")) {
      for (const pugi::xml_node& item : group.children()) ReadItem(item);
    }
  }

 private:
  void ReadProperty(const pugi::xml_node& property) {
    std::string value(TrimmedText(property.text().as_string()));
    if (value.empty()) return;
    if (facts_.settings.size() < kMaxSettings) {
      facts_.settings.push_back({property.name(), value, xml_.LineOf(property)});
    }
    properties_.Set(property.name(), std::move(value));
  }

  void ReadItem(const pugi::xml_node& item) {
    const std::string_view what = item.name();
    std::string name = item.attribute("Include").as_string(), kind;
    if (what == "PackageVersion") {
      kind = "managed";
    } else if (what != "PackageReference" && what != "GlobalPackageReference") {
      return;
    } else if (name.empty()) {
      name = item.attribute("Update").as_string();
      kind = "managed";
    }
    if (name.empty() || facts_.dependencies.size() >= kMaxDependencies) return;
    std::string version = ValueOf(item, "VersionOverride");
    if (version.empty()) version = ValueOf(item, "Version");
    facts_.dependencies.push_back(
        {std::move(name), properties_.Expand(version), std::move(kind), xml_.LineOf(item)});
  }

  const ManifestXml& xml_;
  FileFacts& facts_;
  ManifestProperties properties_{"$(", ")"};
};

}  // namespace

void ReadMsbuild(const ManifestXml& xml, FileFacts& facts) { MsbuildReader(xml, facts).Read(); }

}  // namespace interlock
