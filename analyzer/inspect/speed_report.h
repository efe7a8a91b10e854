// What reading costs against the least it could cost: for `interlock facts --speed`.
#pragma once

#include <iosfwd>
#include <string>

#include "parsers/extract.h"

namespace interlock {

// Parses every source file below the folder twice, once to forget it and once for its facts, and
// writes bytes, CPU seconds of both and their ratio by language. Throws Error when the folder
// cannot be read.
void WriteSpeed(const std::string& folder, const Languages& languages, int threads,
                std::ostream& out);

}  // namespace interlock
