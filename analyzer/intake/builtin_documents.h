// The YAML files of parsers/catalog, which are parsed when the program is built and compiled in.
#pragma once

#include <string_view>
#include <vector>

#include "analyzer/intake/yaml_reader.h"

namespace interlock {

struct PackedDocument {
  std::string_view name;   // the file's name without .yaml
  std::string_view bytes;  // see yaml_codec.h
};

// Sorted by name. The views live as long as the program; safe to call from any thread. The
// definition is written by analyzer/build_tools/pack_documents.cc: a new file there is a new row.
const std::vector<PackedDocument>& PackedDocuments();

YamlDocument Unpack(const PackedDocument& packed);

// REQUIRES: there is one of that name.
YamlDocument BuiltinDocument(std::string_view name);

}  // namespace interlock
