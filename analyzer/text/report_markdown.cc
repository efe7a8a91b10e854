#include "analyzer/text/report_markdown.h"

#include <algorithm>
#include <cctype>

#include "analyzer/text/report_text.h"

namespace interlock {

namespace {

constexpr std::string_view kInvisible = "\u200B";  // zero-width space: parts what would be a link

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool StartsAt(std::string_view text, std::size_t at, std::string_view word) {
  return text.substr(at, word.size()) == word;
}

// Whether GitHub would make a link or a mention of what follows this character.
bool Links(std::string_view text, std::size_t at) {
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  switch (text[at]) {
    case '@':
      return true;
    case '#':
      return IsDigit(next);
    case ':':
      return StartsAt(text, at, "://");
    case '-':
      return IsDigit(next) && at >= 2 && StartsAt(text, at - 2, "GH");
    case '.':
      return at >= 3 && StartsAt(text, at - 3, "www");
    default:
      return false;
  }
}

// Where a character stands that is markup only where a line begins; npos when there is none.
std::size_t BlockMarker(std::string_view text) {
  const std::size_t at = text.find_first_not_of("0123456789");
  if (at == std::string_view::npos) return at;
  const std::string_view markers = at == 0 ? "#+-=:>" : ".)";
  return markers.find(text[at]) == std::string_view::npos ? std::string_view::npos : at;
}

void AppendEscaped(char c, std::string* escaped) {
  switch (c) {
    case '&':
      *escaped += "&amp;";
      break;
    case '<':
      *escaped += "&lt;";
      break;
    default:
      if (std::string_view("\\`*_[]|~$").find(c) != std::string_view::npos) *escaped += '\\';
      *escaped += c;
  }
}

std::size_t LongestRun(std::string_view text, char c) {
  std::size_t longest = 0, run = 0;
  for (const char here : text) {
    run = here == c ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

bool IsWebAddress(std::string_view address) {
  if (!address.starts_with("https://") && !address.starts_with("http://")) return false;
  return std::all_of(address.begin(), address.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-._~:/?#@!$&'*+,;=%").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string MarkdownText(std::string_view untrusted) {
  const std::string text = Printable(untrusted);
  const std::size_t marker = BlockMarker(text);
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == marker) escaped += '\\';
    AppendEscaped(text[i], &escaped);
    if (Links(text, i)) escaped += kInvisible;
  }
  return escaped;
}

std::string MarkdownCode(std::string_view untrusted, bool in_table) {
  std::string text = Printable(untrusted);
  if (text.empty()) return "";
  const std::string fence(LongestRun(text, '`') + 1, '`');
  if (text.front() == '`' || text.back() == '`') text = " " + text + " ";
  if (!in_table) return fence + text + fence;
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? "\\|" : std::string(1, c);
  return fence + escaped + fence;
}

std::string MarkdownLink(std::string_view text, std::string_view address) {
  if (!IsWebAddress(address)) return MarkdownText(text);
  return "[" + MarkdownText(text) + "](" + std::string(address) + ")";
}

}  // namespace interlock
