#include "graph/effects/patterns.h"

#include <algorithm>
#include <array>
#include <utility>

namespace interlock {
namespace {

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// "HTTPRequest" -> "http_request"
std::string Snake(std::string_view text) {
  std::string snake;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool after =
        i > 0 && (IsLowerOrDigit(text[i - 1]) || (IsUpper(text[i - 1]) && i + 1 < text.size() &&
                                                  text[i + 1] >= 'a' && text[i + 1] <= 'z'));
    if (IsUpper(text[i]) && after && snake.back() != '_') snake += '_';
    snake += text[i];
  }
  return Lower(snake);
}

// "user_id" -> "UserId", "shop.cart" -> "Shop.Cart"
std::string Pascal(std::string_view text) {
  std::string pascal;
  bool begins = true;
  for (const char c : text) {
    if (c == '_') {
      begins = true;
      continue;
    }
    pascal += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    begins = c == '.';
  }
  return pascal;
}

std::string Camel(std::string_view text) {
  std::string camel = Pascal(text);
  if (!camel.empty() && IsUpper(camel[0])) camel[0] = static_cast<char>(camel[0] - 'A' + 'a');
  return camel;
}

// "shop.cart.v1" -> "shop/cart/v1"; a word alone is no path.
std::string AsFolders(std::string_view text) {
  if (text.find('.') == text.npos) return "";
  std::string folders(text);
  std::replace(folders.begin(), folders.end(), '.', '/');
  return folders;
}

// The rules of English that inflectors share.
std::string Plural(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kIrregular = {{
      {"person", "people"},
      {"child", "children"},
      {"man", "men"},
      {"datum", "data"},
      {"medium", "media"},
      {"quiz", "quizzes"},
  }};
  static constexpr std::array<std::string_view, 8> kSame = {
      "equipment", "information", "series", "species", "news", "metadata", "media", "data"};
  const std::size_t start = word.rfind('_') == std::string_view::npos ? 0 : word.rfind('_') + 1;
  const std::string_view last = word.substr(start);
  const std::string head(word.substr(0, start));
  if (last.empty() || std::find(kSame.begin(), kSame.end(), last) != kSame.end()) {
    return std::string(word);
  }
  for (const auto& [one, many] : kIrregular) {
    if (last == one) return head + std::string(many);
  }
  const char end = word.back();
  const char before = word.size() > 1 ? word[word.size() - 2] : '\0';
  const bool vowel = std::string_view("aeiou").find(before) != std::string_view::npos;
  const std::string stem(word.substr(0, word.size() - 1));
  if (end == 'y' && !vowel) return stem + "ies";
  if (word.ends_with("sis")) return std::string(word.substr(0, word.size() - 2)) + "es";
  if (end == 's' || end == 'x' || end == 'z' || word.ends_with("ch") || word.ends_with("sh")) {
    return std::string(word) + "es";
  }
  return std::string(word) + "s";
}

// The other way round, as Rails does it; what is no plural is itself.
std::string Singular(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kIrregular = {{
      {"people", "person"},
      {"children", "child"},
      {"men", "man"},
      {"movies", "movie"},
      {"quizzes", "quiz"},
      {"data", "datum"},
  }};
  static constexpr std::array<std::string_view, 8> kWithEs = {"ss",     "sh",    "ch",  "x",
                                                              "status", "alias", "bus", "virus"};
  const std::size_t start = word.rfind('_') == std::string_view::npos ? 0 : word.rfind('_') + 1;
  for (const auto& [many, one] : kIrregular) {
    if (word.substr(start) == many) return std::string(word.substr(0, start)) + std::string(one);
  }
  if (Plural(word) == word || !word.ends_with('s') || word.ends_with("ss")) {
    return std::string(word);
  }
  if (word.ends_with("es")) {
    const std::string_view stem = word.substr(0, word.size() - 2);
    for (const std::string_view end : kWithEs) {
      if (stem.ends_with(end)) return std::string(stem);
    }
    if (word.ends_with("yses")) return std::string(stem) + "is";  // analyses
  }
  if (word.ends_with("ies") && word.size() > 4) {
    return std::string(word.substr(0, word.size() - 3)) + "y";
  }
  return std::string(word.substr(0, word.size() - 1));
}

}  // namespace

bool Has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (IsUpper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool MatchesPattern(std::string_view pattern, std::string_view text, char separator) {
  constexpr std::size_t kLongest = 500;
  if (text.size() > kLongest) return false;
  // The last star is tried again further on; a "**" is remembered beside a later '*'.
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, star_text = 0;
  std::size_t deep = std::string_view::npos, deep_text = 0;
  while (t < text.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      if (p + 1 < pattern.size() && pattern[p + 1] == '*') {
        p += 2;
        deep = p;
        deep_text = t;
        star = std::string_view::npos;
      } else {
        star = ++p;
        star_text = t;
      }
      continue;
    }
    if (p < pattern.size() && t < text.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos && star_text < text.size() &&
               text[star_text] != separator) {
      p = star;
      t = ++star_text;
    } else if (deep != std::string_view::npos && deep_text < text.size()) {
      p = deep;
      t = ++deep_text;
      star = std::string_view::npos;
    } else {
      return false;
    }
  }
  return true;
}

bool MatchesAny(const std::vector<std::string>& patterns, std::string_view text, char separator) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return MatchesPattern(pattern, text, separator);
  });
}

std::string NameByRule(std::string_view rule,
                       const std::vector<std::pair<std::string, std::string>>& values) {
  std::string name;
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const std::size_t close = rule[i] == '{' ? rule.find('}', i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      name += rule[i];
      continue;
    }
    std::string_view hole = rule.substr(i + 1, close - i - 1);
    i = close;
    const std::size_t colon = std::min(hole.find(':'), hole.size());
    const std::string_view of = hole.substr(0, colon);
    hole.remove_prefix(colon);
    std::string value;
    for (std::string_view names = of; value.empty() && !names.empty();) {
      const std::string_view one = names.substr(0, names.find('|'));
      names.remove_prefix(std::min(one.size() + 1, names.size()));
      const auto found =
          std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == one; });
      if (found != values.end()) value = found->second;
    }
    while (!hole.empty()) {
      hole.remove_prefix(1);
      const std::size_t end = std::min(hole.find(':'), hole.size());
      const std::string_view act = hole.substr(0, end);
      if (act == "lower") value = Lower(value);
      if (act == "snake") value = Snake(value);
      if (act == "plural") value = Plural(value);
      if (act == "singular") value = Singular(value);
      if (act == "pascal") value = Pascal(value);
      if (act == "camel") value = Camel(value);
      if (act == "folders") value = AsFolders(value);
      hole.remove_prefix(end);
    }
    name += value;
  }
  return name;
}

}  // namespace interlock
