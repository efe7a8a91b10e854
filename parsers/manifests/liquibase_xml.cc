// Liquibase changelogs in XML: each change is a statement. How to roll one back is not looked at.
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/liquibase_internal.h"
#include "parsers/manifest.h"
#include "parsers/manifest_xml_internal.h"

namespace interlock {

extern const ManifestFormat manifest_liquibase_xml;

namespace {

bool ReadsChangelog(std::string_view path) {
  return path.ends_with(".xml") && MayBeChangelog(path);
}

void AddAttributes(const pugi::xml_node& node, LiquibaseAttributes& attributes) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    attributes.emplace(attribute.name(), attribute.value());
  }
}

void ReadChange(const ManifestXml& xml, const pugi::xml_node& node, FileFacts& facts) {
  LiquibaseChange change{.kind = node.name(), .text = node.text().get(), .line = xml.LineOf(node)};
  AddAttributes(node, change.attributes);
  if (const pugi::xml_node where = node.child("where")) {
    change.attributes.emplace("where", where.text().get());
  }
  for (const pugi::xml_node& column : node.children("column")) {
    LiquibaseAttributes attributes;
    AddAttributes(column, attributes);
    AddAttributes(column.child("constraints"), attributes);
    change.columns.push_back(std::move(attributes));
  }
  AddLiquibaseChange(change, facts);
}

bool ExtractChanges(std::string_view bytes, FileFacts& facts, std::string& problem) {
  facts.language = manifest_liquibase_xml.id;
  ManifestXml xml;
  if (!xml.Parse(bytes, problem)) return false;
  for (const pugi::xml_node& set : xml.Root("databaseChangeLog").children("changeSet")) {
    for (const pugi::xml_node& node : set.children()) ReadChange(xml, node, facts);
  }
  return true;
}

}  // namespace

const ManifestFormat manifest_liquibase_xml = {"liquibase-xml", ReadsChangelog, ExtractChanges};

}  // namespace interlock
