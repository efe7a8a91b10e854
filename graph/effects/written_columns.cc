#include "graph/effects/written_columns.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <initializer_list>

namespace interlock {
namespace {

struct Token {
  enum class Kind { kName, kSign, kOther };
  Kind kind = Kind::kOther;
  std::string text;  // of a name: without quotes
};

bool IsNameByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// A name with those before it: `orders`."total". Moves `at` behind it.
std::string NameAt(std::string_view text, std::size_t* at) {
  std::string name;
  while (*at < text.size()) {
    const char c = text[*at];
    if (!IsNameByte(c) && c != '.' && c != '"' && c != '`') break;
    if (c != '"' && c != '`') name += c;
    ++*at;
  }
  return name;
}

std::vector<Token> TokensOf(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at;
    } else if (c == '\'') {
      const std::size_t end = text.find('\'', at + 1);
      at = end == text.npos ? text.size() : end + 1;
      tokens.push_back({});
    } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      while (at < text.size() && (IsNameByte(text[at]) || text[at] == '.')) ++at;
      tokens.push_back({});
    } else if (IsNameByte(c) || c == '"' || c == '`') {
      tokens.push_back({Token::Kind::kName, NameAt(text, &at)});
    } else {
      const bool compares = c == '=' || c == '<' || c == '>' || c == '!';
      tokens.push_back({compares ? Token::Kind::kSign : Token::Kind::kOther, std::string(1, c)});
      ++at;
      if (c == ':' || c == '@' || c == '$') NameAt(text, &at);  // a parameter
    }
  }
  return tokens;
}

bool EqualsWord(std::string_view name, std::string_view word) {
  return std::equal(name.begin(), name.end(), word.begin(), word.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
}

// `words` are in small letters.
bool IsWord(const Token& token, std::initializer_list<std::string_view> words) {
  return token.kind == Token::Kind::kName &&
         std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return EqualsWord(token.text, word); });
}

WrittenColumn ColumnIn(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos) return {"", name};
  return {name.substr(0, dot), name.substr(dot + 1)};
}

bool IsColumn(const Token& token) {
  if (token.kind != Token::Kind::kName || token.text.empty() || token.text.ends_with('.')) {
    return false;
  }
  return !IsWord(token, {"and", "or", "not", "is", "null", "in", "like", "ilike", "between", "exists",
                         "distinct", "case", "when", "then", "else", "end", "true", "false", "any",
                         "all", "asc", "desc", "as", "interval", "date", "timestamp", "collate"});
}

bool HoldsStatement(const std::vector<Token>& tokens) {
  return std::any_of(tokens.begin(), tokens.end(),
                     [](const Token& token) { return IsWord(token, {"select", "with"}); });
}

bool Compares(const Token& token) {
  return token.kind == Token::Kind::kSign ||
         IsWord(token, {"in", "is", "like", "ilike", "between", "not"});
}

// "total desc", "lower(note) as n"; nothing of an item that is no such thing.
void AddItem(const std::vector<Token>& tokens, std::size_t begin, std::size_t end,
             std::vector<WrittenColumn>* columns) {
  if (begin < end && IsWord(tokens[begin], {"distinct"})) ++begin;
  const auto is = [&](std::size_t i, std::string_view sign) {
    return i < end && tokens[i].text == sign;
  };
  std::size_t name = begin;
  if (is(begin + 1, "(") && is(begin + 3, ")")) name = begin + 2;
  if (name >= end || !IsColumn(tokens[name]) || is(name + 1, "(")) return;
  const std::size_t next = name == begin ? begin + 1 : begin + 4;
  const bool ends = next >= end || tokens[next].kind == Token::Kind::kName;
  if (ends) columns->push_back(ColumnIn(tokens[name].text));
}

}  // namespace

std::vector<WrittenColumn> ColumnsOfCondition(std::string_view text) {
  const std::vector<Token> tokens = TokensOf(text);
  std::vector<WrittenColumn> columns;
  if (HoldsStatement(tokens)) return columns;
  if (tokens.size() == 1 && IsColumn(tokens[0])) columns.push_back(ColumnIn(tokens[0].text));
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (IsColumn(tokens[i]) && Compares(tokens[i + 1])) columns.push_back(ColumnIn(tokens[i].text));
  }
  return columns;
}

std::vector<WrittenColumn> ColumnsOfList(std::string_view text) {
  const std::vector<Token> tokens = TokensOf(text);
  std::vector<WrittenColumn> columns;
  if (HoldsStatement(tokens)) return columns;
  int depth = 0;
  for (std::size_t i = 0, begin = 0; i <= tokens.size(); ++i) {
    const std::string_view sign = i < tokens.size() ? std::string_view(tokens[i].text) : ",";
    if (sign == "(") ++depth;
    if (sign == ")") --depth;
    if (sign != "," || (depth > 0 && i < tokens.size())) continue;
    AddItem(tokens, begin, i, &columns);
    begin = i + 1;
  }
  return columns;
}

}  // namespace interlock
