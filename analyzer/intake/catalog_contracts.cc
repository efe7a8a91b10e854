// The section of the catalogue on what code generators make of contracts.
#include <string>
#include <utility>

#include "analyzer/intake/catalog_internal.h"

namespace interlock {

namespace {

constexpr int kMostArguments = 20;

ContractStyle::Given ReadGiven(const YamlValue& value) {
  const YamlMap map = value.Map({"call", "service", "members"});
  ContractStyle::Given given;
  given.call = map.Require("call").Text();
  given.service = static_cast<int>(map.Require("service").Integer(0, kMostArguments));
  if (const auto members = map.Find("members")) {
    given.members = static_cast<int>(members->Integer(0, kMostArguments));
  }
  return given;
}

}  // namespace

void ReadContractStyles(const YamlValue& section, const std::string& file, Catalog* catalog) {
  for (const YamlValue& value : section.List()) {
    const YamlMap map =
        value.Map({"id", "contracts", "languages", "generated", "modules", "clients", "servers",
                   "services", "given", "messages", "nesting", "methods", "results", "fields",
                   "setters", "passing", "request", "handled", "source"});
    ContractStyle style;
    style.id = map.Require("id").Text();
    style.origin = OriginOf(file, value);
    style.contracts = Texts(map.Require("contracts"));
    style.languages = Texts(map.Require("languages"));
    style.modules = Patterns(map.Require("modules"));
    ReadPatterns(map, "generated", &style.generated);
    ReadPatterns(map, "clients", &style.clients);
    ReadPatterns(map, "servers", &style.servers);
    ReadPatterns(map, "services", &style.services);
    ReadPatterns(map, "messages", &style.messages);
    ReadPatterns(map, "nesting", &style.nesting);
    ReadPatterns(map, "methods", &style.methods);
    ReadPatterns(map, "results", &style.results);
    ReadPatterns(map, "fields", &style.fields);
    ReadPatterns(map, "setters", &style.setters);
    ReadPatterns(map, "passing", &style.passing);
    ReadPatterns(map, "handled", &style.handled);
    if (const auto given = map.Find("given")) {
      for (const YamlValue& one : given->List()) style.given.push_back(ReadGiven(one));
    }
    if (const auto request = map.Find("request")) {
      style.request = static_cast<int>(request->Integer(0, kMostArguments));
    }
    catalog->contracts.push_back(std::move(style));
  }
}

}  // namespace interlock
