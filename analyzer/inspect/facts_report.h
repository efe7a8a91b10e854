// What one file says, printed for people who write queries for a language, and as JSON.
#pragma once

#include <iosfwd>
#include <string>

#include "interlock/facts.h"

namespace interlock {

// Each kind of fact is a table with the line first, in order of position.
void WriteFactsText(const std::string& path, const FileFacts& facts, std::ostream& out);

// Every field of FileFacts; hashes are hexadecimal text, since JSON numbers lose their last bits.
void WriteFactsJson(const std::string& path, const FileFacts& facts, std::ostream& out);

}  // namespace interlock
