// Parsed YAML in the form of graph/packed.h: to decode it costs a fiftieth of parsing. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/intake/yaml_reader.h"

namespace interlock {

std::string EncodeYaml(const YamlDocument& document);

// False when the bytes are damaged or of another format. Then `document` holds nothing of use.
bool DecodeYaml(std::string_view bytes, YamlDocument* document);

}  // namespace interlock
