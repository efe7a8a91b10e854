// Gradle scripts, in Groovy or Kotlin, as far as they can be read without being run: words, strings
// and the blocks they stand in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {

struct GradleToken {
  enum class Kind : std::uint8_t { kWord, kString, kSign, kLineEnd };
  Kind kind = Kind::kSign;
  std::string_view text;  // of a string what is between its quotes; of words the dots between, too
  std::uint32_t line = 0;

  bool IsWord(std::string_view word) const { return kind == Kind::kWord && text == word; }
  bool IsSign(char sign) const { return kind == Kind::kSign && text[0] == sign; }
};

// Comments are left out; "a.b.c" is one word. The views are into `script`.
std::vector<GradleToken> ReadGradleTokens(std::string_view script);

// The statement that begins at `at`: up to the end of a line outside parentheses, or up to a brace.
// Line ends are left out. Moves `at` behind it, to the brace if there is one.
std::vector<GradleToken> TakeGradleStatement(std::span<const GradleToken> tokens, std::size_t* at);

}  // namespace interlock
