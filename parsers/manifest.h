// Manifests say which names imports use and where those modules lie, what the project depends on
// and how strictly its tools check it. One format is one file in parsers/manifests/, found by the
// build.
#pragma once

#include <string>
#include <string_view>

#include "interlock/facts.h"

namespace interlock {

// One manifest format: which paths it reads and how bytes become roots,
// dependencies and settings of FileFacts. Input is untrusted:
// `extract` never throws for what the bytes are. When it returns false, `problem` says what could
// not be read ("line 7: no closing quote"), and what stood before it is in `facts` all the same.
struct ManifestFormat {
  const char* id;  // also FileFacts.language
  bool (*reads)(std::string_view path);
  bool (*extract)(std::string_view bytes, FileFacts& facts, std::string& problem);
  // Null: every file that it `reads`. Else whether the bytes are of this format at all: paths say
  // too little of what is written in YAML or JSON. What it does not recognise has no reader.
  bool (*recognises)(std::string_view bytes) = nullptr;
  // The file is code as well, which its language reads: `extract` only adds settings to its facts.
  bool beside_code = false;
  // What FileFacts.language may say instead of the id, with blanks between: a format of several.
  const char* languages = "";
};

// The format that reads a path, of those beside code or of the others; null when there is none.
const ManifestFormat* ManifestFor(std::string_view path, bool beside_code = false);

}  // namespace interlock
