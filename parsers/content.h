// What can be said of a file's bytes before any parser sees them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace interlock {

// A NUL among the first 8000 bytes: git's own rule.
bool IsBinary(std::string_view bytes);

// Strict UTF-8: no surrogates, no overlong forms.
bool IsUtf8(std::string_view bytes);

// A Git LFS pointer file stands in for content that is not in the repository.
bool IsLfsPointer(std::string_view bytes);

// Why the text is taken to be written by a minifier or a bundler; nothing when it is not. Its lines
// are of more than 500 bytes on average and one is of more than 5000; or most of it is code in long
// lines, with templates or a licence between them. A normal file may hold one long line of data,
// and a tiny file one long statement.
std::optional<std::string> WhyMinified(std::string_view text);

}  // namespace interlock
