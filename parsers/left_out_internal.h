// Constructs that a grammar cannot read though the language has them (`left_out` of language.json).
// Those of `left_out_freely` say nothing that the facts keep, and are not told as missing.
// When a file has errors it is read once more with blanks where they stand, so that one annotation
// in an unusual place does not cost the class that it stands at. Only those are left out that it
// helps to leave out: what looks alike in a string, or was read well, stays.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {

// The text of one construct, token by token, whatever stands between them.
struct LeftOutForm {
  enum class Kind { kText, kName, kBrackets, kOptionalBrackets };
  struct Token {
    Kind kind = Kind::kText;
    std::string text;  // kText
  };
  std::vector<Token> tokens;
  std::size_t taken = 0;  // tokens from here on only have to follow
  bool is_free = false;   // nothing is missing without it
};

struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_free = false;
};

struct TextWithout {
  std::string text;                // every position is what it was, every line ends where it did
  std::vector<TextSpan> left_out;  // what is missing in it, in their order
};

// "@ NAME ()?": none when it takes nothing, or begins with what may be anything.
std::optional<LeftOutForm> ReadLeftOutForm(std::string_view spelling);

// How much of a text was not understood; none when there is no time left.
using CountErrors = std::function<std::optional<std::size_t>(std::string_view)>;

// The text with less in it that is not understood, of which there were `errors`; none when leaving
// out does not help. Reads a bounded number of times.
std::optional<TextWithout> LeaveOut(const std::vector<LeftOutForm>& forms, std::string_view text,
                                    std::size_t errors, const CountErrors& count);

}  // namespace interlock
