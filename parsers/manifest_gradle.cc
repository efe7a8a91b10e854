#include <algorithm>
#include <cctype>

#include "parsers/manifest_gradle_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxBytes = 500'000;  // no script written by hand comes near

bool IsWordPart(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || c == '.';
}

class GradleLexer {
 public:
  explicit GradleLexer(std::string_view script) : script_(script.substr(0, kMaxBytes)) {}

  std::vector<GradleToken> Read() {
    while (at_ < script_.size()) Step();
    return std::move(tokens_);
  }

 private:
  using Kind = GradleToken::Kind;

  void Step() {
    const char c = script_[at_];
    const std::string_view rest = script_.substr(at_);
    if (c == '\n') {
      tokens_.push_back({Kind::kLineEnd, rest.substr(0, 1), line_});
      Advance(1);
    } else if (rest.starts_with("//")) {
      Advance(std::min(rest.find('\n'), rest.size()));
    } else if (rest.starts_with("/*")) {
      const std::size_t end = rest.find("*/", 2);
      Advance(end == rest.npos ? rest.size() : end + 2);
    } else if (c == '"' || c == '\'') {
      ReadString(rest);
    } else if (IsWordPart(c) && c != '.') {
      const auto end = std::find_if_not(rest.begin(), rest.end(), IsWordPart);
      const auto size = static_cast<std::size_t>(end - rest.begin());
      tokens_.push_back({Kind::kWord, rest.substr(0, size), line_});
      Advance(size);
    } else {
      if (std::isspace(static_cast<unsigned char>(c)) == 0) {
        tokens_.push_back({Kind::kSign, rest.substr(0, 1), line_});
      }
      Advance(1);
    }
  }

  // One with single quote signs ends with its line, whatever is missing.
  void ReadString(std::string_view rest) {
    const std::string_view triple = rest.substr(0, 3);
    const std::uint32_t line = line_;
    if (triple == "\"\"\"" || triple == "'''") {
      const std::size_t end = std::min(rest.find(triple, 3), rest.size());
      tokens_.push_back({Kind::kString, rest.substr(3, end - 3), line});
      return Advance(std::min(end + 3, rest.size()));
    }
    std::size_t end = 1;
    while (end < rest.size() && rest[end] != rest[0] && rest[end] != '\n') {
      end += rest[end] == '\\' ? 2u : 1u;
    }
    end = std::min(end, rest.size());
    tokens_.push_back({Kind::kString, rest.substr(1, end - 1), line});
    const bool closed = end < rest.size() && rest[end] == rest[0];
    Advance(end + (closed ? 1 : 0));
  }

  void Advance(std::size_t count) {
    const std::string_view passed = script_.substr(at_, count);
    line_ += static_cast<std::uint32_t>(std::count(passed.begin(), passed.end(), '\n'));
    at_ += count;
  }

  std::string_view script_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::vector<GradleToken> tokens_;
};

}  // namespace

std::vector<GradleToken> ReadGradleTokens(std::string_view script) {
  return GradleLexer(script).Read();
}

std::vector<GradleToken> TakeGradleStatement(std::span<const GradleToken> tokens, std::size_t* at) {
  std::vector<GradleToken> statement;
  int depth = 0;
  for (; *at < tokens.size(); ++*at) {
    const GradleToken& token = tokens[*at];
    if (token.IsSign('{') || token.IsSign('}')) break;
    if (token.IsSign('(') || token.IsSign('[')) ++depth;
    if (token.IsSign(')') || token.IsSign(']')) --depth;
    const bool goes_on = depth > 0 || (!statement.empty() && statement.back().IsSign(','));
    const bool ends = token.kind == GradleToken::Kind::kLineEnd || token.IsSign(';');
    if (ends && (!goes_on || token.IsSign(';')) && !statement.empty()) {
      ++*at;
      break;
    }
    if (!ends) statement.push_back(token);
  }
  return statement;
}

}  // namespace interlock
