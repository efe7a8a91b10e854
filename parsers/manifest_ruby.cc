#include <algorithm>
#include <cctype>

#include "parsers/manifest_ruby_internal.h"

namespace interlock {

namespace {

void SkipBlank(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::string_view TakeName(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  });
  const std::string_view name = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(name.size());
  return name;
}

// A string that stands alone: up to its closing quote sign, with its marks left out.
bool TakeString(std::string_view& text, std::string_view* string) {
  if (text.empty() || (text[0] != '"' && text[0] != '\'')) return false;
  const std::size_t end = text.find(text[0], 1);
  if (end == text.npos) return false;
  *string = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  return true;
}

}  // namespace

RubyCall ReadRubyCall(std::string_view line) {
  RubyCall call;
  SkipBlank(line);
  std::string_view name = TakeName(line);
  if (line.starts_with('.')) {
    call.receiver = name;
    line.remove_prefix(1);
    name = TakeName(line);
  }
  SkipBlank(line);
  if (line.starts_with('(')) line.remove_prefix(1);
  bool in_list = false;
  while (true) {
    SkipBlank(line);
    if (line.starts_with('[') && !call.strings.empty()) {
      in_list = true;
      line.remove_prefix(1);
      SkipBlank(line);
    }
    std::string_view string, rest = line;
    if (!TakeString(rest, &string)) break;
    constexpr std::string_view kFreeze = ".freeze";
    if (rest.starts_with(kFreeze)) rest.remove_prefix(kFreeze.size());
    SkipBlank(rest);
    if (rest.starts_with("=>")) break;  // a key, the first of the options
    call.strings.push_back(string);
    line = rest;
    if (in_list && line.starts_with(']')) {
      in_list = false;
      line.remove_prefix(1);
      SkipBlank(line);
    }
    if (!line.starts_with(',')) break;
    line.remove_prefix(1);
  }
  if (!call.strings.empty()) call.name = name;
  call.options = line;
  return call;
}

std::string JoinedRequirements(const std::vector<std::string_view>& strings) {
  std::string joined;
  for (std::size_t i = 1; i < strings.size(); ++i) {
    joined += (joined.empty() ? "" : ",") + std::string(strings[i]);
  }
  return joined;
}

}  // namespace interlock
