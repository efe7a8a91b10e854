// Words, texts and signs of the small languages in which schemas and infrastructure are written:
// enough to read declarations, with no opinion on what is valid.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace interlock {

enum class TokenKind : std::uint8_t { kWord, kText, kSign, kEnd };

struct ManifestToken {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;  // of a text, what is between its quotes, escapes as they are written
  std::uint32_t line = 0;
  std::size_t begin = 0, end = 0;  // in the bytes
};

struct TokenRules {
  bool hash_comments = false;   // "# …"
  bool slash_comments = false;  // "// …" and "/* … */"
  bool heredocs = false;        // "<<EOT" up to a line "EOT": one text
  bool block_texts = false;     // """…""": one text
  std::string_view in_words;    // what is part of a word beside letters, digits and '_'
};

// All tokens, and one of kind kEnd behind them. A text that does not end takes the rest of its
// line. Never more than a limit that no file written by hand comes near: what is behind it is left
// out.
std::vector<ManifestToken> ReadTokens(std::string_view bytes, const TokenRules& rules);

// A place in them that never leaves them.
class TokenReader {
 public:
  explicit TokenReader(std::vector<ManifestToken> tokens) : tokens_(std::move(tokens)) {}

  const ManifestToken& Peek(std::size_t ahead = 0) const {
    return tokens_[at_ + ahead < tokens_.size() ? at_ + ahead : tokens_.size() - 1];
  }
  bool AtEnd() const { return Peek().kind == TokenKind::kEnd; }
  bool At(std::string_view text) const {
    return Peek().kind != TokenKind::kText && Peek().kind != TokenKind::kEnd && Peek().text == text;
  }
  const ManifestToken& Take() {
    const ManifestToken& token = Peek();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }
  bool TakeIf(std::string_view text) {
    if (!At(text)) return false;
    Take();
    return true;
  }
  // Past the bracket that closes the one that was just taken, whatever is between them; where that
  // ends in the bytes.
  std::size_t SkipBracket() {
    std::size_t end = Peek().begin;
    for (std::size_t depth = 1; depth > 0 && !AtEnd();) {
      const ManifestToken& token = Take();
      end = token.end;
      if (token.kind != TokenKind::kSign) continue;
      if (std::string_view("([{").find(token.text) != std::string_view::npos) ++depth;
      if (std::string_view(")]}").find(token.text) != std::string_view::npos) --depth;
    }
    return end;
  }

 private:
  std::vector<ManifestToken> tokens_;
  std::size_t at_ = 0;
};

}  // namespace interlock
