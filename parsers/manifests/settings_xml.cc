// Configuration of tools that check code, written in XML: what Checkstyle looks for. Each module is
// a value of "module"; those that are told not to say anything are none. Which settings make a tool
// stricter is said in catalog/checks.yaml.
#include <string>
#include <string_view>

#include "parsers/manifest.h"
#include "parsers/manifest_entries_internal.h"
#include "parsers/manifest_xml_internal.h"

namespace interlock {

extern const ManifestFormat manifest_settings_xml;

namespace {

constexpr std::size_t kMaxSettings = 5'000;
constexpr int kMaxNesting = 20;
constexpr NamePattern kNames[] = {{"checkstyle", ".xml"}};

bool ReadsSettings(std::string_view path) {
  return HasNameOf(path, kNames) && path.find("suppress") == path.npos;
}

std::string_view PropertyOf(const pugi::xml_node& module, std::string_view name) {
  for (const pugi::xml_node& property : module.children("property")) {
    if (property.attribute("name").as_string() == name) {
      return property.attribute("value").as_string();
    }
  }
  return {};
}

void ReadModules(const ManifestXml& xml, const pugi::xml_node& around, int depth,
                 FileFacts& facts) {
  for (const pugi::xml_node& module : around.children("module")) {
    const std::string name = module.attribute("name").as_string();
    if (PropertyOf(module, "severity") == "ignore") continue;
    if (!name.empty() && facts.settings.size() < kMaxSettings) {
      facts.settings.push_back({"module", name, xml.LineOf(module)});
    }
    if (const std::string_view max = PropertyOf(module, "max"); !max.empty()) {
      facts.settings.push_back({name + ".max", std::string(max), xml.LineOf(module)});
    }
    if (depth < kMaxNesting) ReadModules(xml, module, depth + 1, facts);
  }
}

bool ExtractModules(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_settings_xml.id;
  ManifestXml xml;
  if (!xml.Parse(bytes, problem)) return false;
  ReadModules(xml, xml.Root("module"), 0, facts);
  return true;
}

}  // namespace

const ManifestFormat manifest_settings_xml = {"settings-xml", ReadsSettings, ExtractModules};

}  // namespace interlock
