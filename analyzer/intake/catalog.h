// Reads the catalogue (include/interlock/catalog.h): the files of parsers/catalog that hold one,
// and the section `catalog:` of a repository's own configuration, which has the same form. The form
// is described in parsers/catalog/README.md.
//
// Every complaint is an Error{kInput} with file, line and, where a word is unknown, the nearest
// known one: "catalog/caches.yaml:14: unknown kind 'cachee', did you mean 'cache'?".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/intake/yaml_reader.h"
#include "interlock/catalog.h"

namespace interlock {

struct CatalogText {
  std::string name;  // of the file, for messages
  std::string_view text;
};

// The catalogue of these files together, in that order. Words and handles of one may be used in any
// other. Files that hold none of `vocabulary`, `handles` and `entries` are left out. REQUIRES: each
// file is YAML.
Catalog ReadCatalog(const std::vector<CatalogText>& texts);

// The one that is compiled in; read once.
const Catalog& ReadBuiltinCatalog();

// Adds the handles and entries of a section of a configuration file; it cannot add words.
void AddToCatalog(const YamlValue& section, const std::string& file, Catalog* catalog);

}  // namespace interlock
