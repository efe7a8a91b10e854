#include "graph/effects/setting_keys.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <span>

namespace interlock {

namespace {

constexpr std::size_t kMaxParts = 64;        // of one key
constexpr std::size_t kMaxAttempts = 2'000;  // to fit one pattern to one key

template <typename Text>
void Split(std::string_view text, std::vector<Text>* parts) {
  while (parts->size() < kMaxParts) {
    const std::size_t dot = text.find('.');
    parts->push_back(Text(text.substr(0, dot)));
    if (dot == text.npos) return;
    text.remove_prefix(dot + 1);
  }
}

bool IsNamed(std::string_view piece) { return piece.starts_with('{') && piece.ends_with('}'); }
bool IsLong(std::string_view piece) { return piece.ends_with("**}") || piece == "**"; }

std::string_view NameIn(std::string_view piece) {
  if (!IsNamed(piece)) return {};
  piece = piece.substr(1, piece.size() - 2);
  return piece.substr(0, piece.find('*'));
}

struct Fitting {
  std::span<const std::string> pieces;
  std::span<const std::string_view> parts;
  KeyParts* named;
  std::size_t attempts = 0;

  bool Bind(std::string_view piece, std::size_t from, std::size_t count) {
    const std::string_view name = NameIn(piece);
    if (name.empty()) return true;
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      text.append(i == 0 ? "" : ".").append(parts[from + i]);
    }
    const auto [found, fresh] = named->emplace(name, text);
    return fresh || found->second == text;
  }

  // As deep as the pattern is long.
  bool From(std::size_t piece, std::size_t part) {
    if (++attempts > kMaxAttempts) return false;
    if (piece == pieces.size()) return part == parts.size();
    const std::string& wanted = pieces[piece];
    if (IsLong(wanted)) {
      const KeyParts before = *named;
      for (std::size_t count = 0; part + count <= parts.size(); ++count) {
        if (Bind(wanted, part, count) && From(piece + 1, part + count)) return true;
        *named = before;
      }
      return false;
    }
    if (part == parts.size()) return false;
    if (IsNamed(wanted)) return Bind(wanted, part, 1) && From(piece + 1, part + 1);
    return (wanted == "*" || wanted == parts[part]) && From(piece + 1, part + 1);
  }
};

std::string Altered(const std::string& text, std::string_view how) {
  std::string altered;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (how == "colons") {
      altered += c == '.' ? ':' : c;
    } else if (how == "upper") {
      altered += static_cast<char>(std::toupper(byte));
    } else if (how == "snake" && std::isalnum(byte) == 0) {
      altered += '_';
    } else {
      if (how == "snake" && std::isupper(byte) != 0 && !altered.empty() && altered.back() != '_') {
        altered += '_';
      }
      altered += how.empty() ? c : static_cast<char>(std::tolower(byte));
    }
  }
  return altered;
}

}  // namespace

KeyPattern::KeyPattern(std::string_view pattern) { Split(pattern, &pieces_); }

bool KeyPattern::Fits(std::string_view key, KeyParts* parts) const {
  const std::string_view first = key.substr(0, key.find('.'));
  const std::string& wanted = pieces_.front();
  if (!IsNamed(wanted) && !IsLong(wanted) && wanted != "*" && wanted != first) return false;
  std::vector<std::string_view> split;
  Split(key, &split);
  KeyParts named = *parts;
  Fitting fitting{pieces_, split, &named};
  if (!fitting.From(0, 0)) return false;
  *parts = std::move(named);
  return true;
}

std::string FilledIn(std::string_view text, const KeyParts& parts) {
  std::string filled;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t close = text[at] == '{' ? text.find_first_of("{}", at + 1) : text.npos;
    if (close == text.npos || text[close] == '{') {
      filled += text[at];
      continue;
    }
    const std::string_view inner = text.substr(at + 1, close - at - 1);
    const std::size_t colon = inner.find(':');
    std::string_view name = inner.substr(0, colon);
    name = name.substr(0, name.find('*'));
    const auto found = parts.find(name);
    if (found == parts.end()) {
      filled += text[at];
      continue;
    }
    filled += Altered(found->second, colon == inner.npos ? "" : inner.substr(colon + 1));
    at = close;
    // No parts at all leave no dot behind: "{path**}.image" is "image".
    const bool is_long = inner.substr(0, colon).ends_with("**");
    if (is_long && found->second.empty() && text.substr(at + 1).starts_with('.')) ++at;
  }
  return filled;
}

bool FitsWildcard(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = pattern.npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p, ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace interlock
