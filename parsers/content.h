// What can be said of a file's bytes before any parser sees them.
#pragma once

#include <string_view>

namespace interlock {

// A NUL among the first 8000 bytes: git's own rule.
bool IsBinary(std::string_view bytes);

// Strict UTF-8: no surrogates, no overlong forms.
bool IsUtf8(std::string_view bytes);

// A Git LFS pointer file stands in for content that is not in the repository.
bool IsLfsPointer(std::string_view bytes);

// Written by a minifier: lines of more than 500 bytes on average and one of more than 5000. Both
// are asked, since a normal file may hold one long data line, and a tiny file one long statement.
bool IsMinified(std::string_view bytes);

}  // namespace interlock
