// One way to read a file, wherever it comes from: a blob, a merged text, a work tree.
#pragma once

#include <string>
#include <string_view>

#include "graph/fact_store.h"
#include "parsers/extract.h"

namespace interlock {

// The reader that a path chooses.
struct FileReader {
  std::string version;                     // empty: there is none
  const LanguageTraits* traits = nullptr;  // null for a manifest
};
FileReader ReaderOf(const Languages& languages, const std::string& path);

// Facts, a gap, or both. `slow` is set when the limit of time ended it. REQUIRES: there is a
// reader. Thread-safe.
StoredFacts ExtractFile(const Languages& languages, const std::string& path, std::string_view bytes,
                        const ParseLimits& limits, bool* slow);

// A text that changes when any reader does: what derived tables depend on.
std::string ReadersKey(const Languages& languages);

}  // namespace interlock
