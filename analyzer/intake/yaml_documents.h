// YAML files of other systems: one or more documents, read as the JSON values that they stand for,
// so that a reader need not know which of the two a file was written in. Unlike the strict reader
// of our own files (yaml_reader.h) it takes tags, merge keys and repeated keys as they come, as the
// tools do that these files are written for. The limits are those of json_document.h, an alias
// counts as often as it is used, and the size is smaller because reading YAML costs more.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/intake/json_document.h"

namespace interlock {

inline constexpr std::size_t kMaxYamlDocumentBytes = 20'000'000;

// The root is the list of the documents. Throws Error{kInput} "file:line: …" when it is not YAML or
// exceeds a limit.
JsonDocument ParseYamlDocuments(std::string_view text, const std::string& name);

}  // namespace interlock
