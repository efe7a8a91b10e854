#include <algorithm>
#include <cctype>

#include "parsers/manifest_tokens_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxTokens = 500'000;

class Tokenizer {
 public:
  Tokenizer(std::string_view bytes, const TokenRules& rules) : bytes_(bytes), rules_(rules) {}

  std::vector<ManifestToken> Run() {
    while (at_ < bytes_.size() && tokens_.size() < kMaxTokens) Step();
    tokens_.push_back({TokenKind::kEnd, {}, line_, bytes_.size(), bytes_.size()});
    return std::move(tokens_);
  }

 private:
  bool Ahead(std::string_view text) const { return bytes_.substr(at_).starts_with(text); }

  bool IsWord(char c) const {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80) != 0 ||
           rules_.in_words.find(c) != rules_.in_words.npos;
  }

  void Step() {
    const char c = bytes_[at_];
    if (c == '\n' || std::isspace(static_cast<unsigned char>(c)) != 0) return SkipTo(at_ + 1);
    if ((rules_.hash_comments && c == '#') || (rules_.slash_comments && Ahead("//"))) {
      return SkipTo(std::min(bytes_.find('\n', at_), bytes_.size()));
    }
    if (rules_.slash_comments && Ahead("/*")) return SkipTo(After("*/", at_ + 2));
    if (rules_.block_texts && Ahead("\"\"\"")) return BlockText();
    if (rules_.heredocs && Ahead("<<") && Heredoc()) return;
    if (c == '"' || c == '\'') return Text(c);
    if (IsWord(c)) {
      std::size_t end = at_;
      while (end < bytes_.size() && IsWord(bytes_[end])) ++end;
      return Add(TokenKind::kWord, at_, end, end);
    }
    Add(TokenKind::kSign, at_, at_ + 1, at_ + 1);
  }

  std::size_t After(std::string_view mark, std::size_t from) const {
    const std::size_t found = bytes_.find(mark, std::min(from, bytes_.size()));
    return found == bytes_.npos ? bytes_.size() : found + mark.size();
  }

  void SkipTo(std::size_t end) {
    line_ += static_cast<std::uint32_t>(
        std::count(bytes_.begin() + static_cast<std::ptrdiff_t>(at_),
                   bytes_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }

  // The token's text is [begin, end); reading goes on at `next`.
  void Add(TokenKind kind, std::size_t begin, std::size_t end, std::size_t next) {
    tokens_.push_back({kind, bytes_.substr(begin, end - begin), line_, at_, next});
    SkipTo(next);
  }

  void Text(char quote) {
    std::size_t end = at_ + 1;
    while (end < bytes_.size() && bytes_[end] != quote && bytes_[end] != '\n') {
      end += bytes_[end] == '\\' && end + 1 < bytes_.size() ? 2u : 1u;
    }
    end = std::min(end, bytes_.size());
    const bool closed = end < bytes_.size() && bytes_[end] == quote;
    Add(TokenKind::kText, at_ + 1, end, closed ? end + 1 : end);
  }

  void BlockText() {
    const std::size_t next = After("\"\"\"", at_ + 3);
    Add(TokenKind::kText, at_ + 3, std::max(at_ + 3, next - std::min(next, std::size_t{3})), next);
  }

  bool Heredoc() {
    std::size_t begin = at_ + 2;
    if (begin < bytes_.size() && bytes_[begin] == '-') ++begin;
    std::size_t end = begin;
    while (end < bytes_.size() && IsWord(bytes_[end])) ++end;
    const std::string_view mark = bytes_.substr(begin, end - begin);
    if (mark.empty()) return false;
    std::size_t row = std::min(bytes_.find('\n', end), bytes_.size());
    const std::size_t first = std::min(row + 1, bytes_.size());
    while (row < bytes_.size()) {
      const std::size_t start = row + 1;
      row = std::min(bytes_.find('\n', start), bytes_.size());
      std::string_view text = bytes_.substr(start, row - start);
      text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
      if (text.starts_with(mark) && text.find_first_not_of(" \t\r", mark.size()) == text.npos) {
        Add(TokenKind::kText, first, std::max(first, start), row);
        return true;
      }
    }
    Add(TokenKind::kText, first, bytes_.size(), bytes_.size());
    return true;
  }

  std::string_view bytes_;
  const TokenRules& rules_;
  std::vector<ManifestToken> tokens_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace

std::vector<ManifestToken> ReadTokens(std::string_view bytes, const TokenRules& rules) {
  return Tokenizer(bytes, rules).Run();
}

}  // namespace interlock
