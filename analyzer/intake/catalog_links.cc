// The section of the catalogue on configuration files that take settings from others.
#include <string>
#include <utility>

#include "analyzer/intake/catalog_internal.h"

namespace interlock {

void ReadLinks(const YamlValue& section, const std::string& file, Catalog* catalog) {
  for (const YamlValue& value : section.List()) {
    const YamlMap map =
        value.Map({"id", "languages", "setting", "file", "in_folder", "from", "takes", "as", "when",
                   "unless", "yields", "apart", "with", "given", "same", "document", "source"});
    CatalogLink link;
    link.id = map.Require("id").Text();
    link.origin = file + ":" + std::to_string(value.line());
    link.languages = Texts(map.Require("languages"));
    const auto read = [&](const char* key, std::vector<std::string>* to) {
      if (const auto found = map.Find(key)) *to = Patterns(*found);
    };
    read("file", &link.file);
    read("in_folder", &link.in_folder);
    read("from", &link.from);
    read("takes", &link.takes);
    read("unless", &link.unless);
    read("same", &link.same);
    if (const auto as = map.Find("as")) link.as = as->Text();
    if (link.takes.empty() == link.same.empty() || link.takes.empty() != link.as.empty()) {
      value.Fail("a link has either 'takes' and 'as', or 'same'");
    }
    if (const auto when = map.Find("when")) {
      for (const auto& [key, values] : when->Entries()) link.when[key.Text()] = Texts(values);
    }
    if (const auto yields = map.Find("yields")) {
      for (const auto& [part, keys] : yields->Entries()) link.yields[part.Text()] = Patterns(keys);
    }
    if (const auto apart = map.Find("apart")) {
      if (apart->Text() != "true" && apart->Text() != "false") apart->Expected("true or false");
      link.apart = apart->Text() == "true";
    }
    if (const auto with = map.Find("with")) {
      for (const auto& [key, places] : with->Entries()) link.with[key.Text()] = Texts(places);
    }
    if (const auto document = map.Find("document")) {
      for (const auto& [key, places] : document->Entries()) {
        link.document[key.Text()] = Texts(places);
      }
    }
    if (const auto given = map.Find("given")) {
      for (const auto& [name, key] : given->Entries()) link.given[name.Text()] = key.Text();
    }
    for (const std::string& key : Patterns(map.Require("setting"))) {
      link.key = key;
      catalog->links.push_back(link);
    }
  }
}

}  // namespace interlock
