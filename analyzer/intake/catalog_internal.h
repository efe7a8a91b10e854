// What the readers of the catalogue's sections share.
#pragma once

#include <string>
#include <vector>

#include "analyzer/intake/yaml_reader.h"
#include "interlock/catalog.h"

namespace interlock {

// One text, or a list of them.
std::vector<std::string> Texts(const YamlValue& value);

// The same, with alternatives written out: "a.{b,c}" is "a.b" and "a.c".
std::vector<std::string> Patterns(const YamlValue& value);

// What stands at a key, when anything does.
void ReadPatterns(const YamlMap& map, const char* key, std::vector<std::string>* to);
void ReadFlag(const YamlMap& map, const char* key, bool* to);

// "catalog/models.yaml:14", for messages.
std::string OriginOf(const std::string& file, const YamlValue& value);

// The sections `models` and `schemas` (catalog_models.cc).
void ReadModelStyles(const YamlValue& section, const std::string& file, Catalog* catalog);
void ReadSchemaStyles(const YamlValue& section, const std::string& file, Catalog* catalog);

// The sections `transactions` and `dialects` (catalog_transactions.cc).
void ReadTransactionStyles(const YamlValue& section, const std::string& file, Catalog* catalog);
void ReadDialects(const YamlValue& section, const std::string& file, Catalog* catalog);

// The section `contracts` (catalog_contracts.cc).
void ReadContractStyles(const YamlValue& section, const std::string& file, Catalog* catalog);

// The section `links` (catalog_links.cc).
void ReadLinks(const YamlValue& section, const std::string& file, Catalog* catalog);

}  // namespace interlock
