// White space in text from files.
#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace interlock {

constexpr std::string_view kBlanks = " \t\r\n\f\v";

inline std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Every run of white space as one blank, none at the ends.
inline std::string WithSingleBlanks(std::string_view text) {
  std::string words;
  for (const char c : text) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!blank) {
      words += c;
    } else if (!words.empty() && words.back() != ' ') {
      words += ' ';
    }
  }
  if (words.ends_with(' ')) words.pop_back();
  return words;
}

}  // namespace interlock
