#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "parsers/sql_internal.h"

namespace interlock {
namespace {

constexpr std::size_t kLongestHole = 400;
constexpr std::size_t kMostOpenDollars = 100;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool StartsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool InWord(char c) { return StartsWord(c) || IsDigit(c) || c == '$'; }

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool HasHole(std::string_view quoted) {
  return quoted.find_first_of("{}%?$") != std::string_view::npos;
}

class Scanner {
 public:
  Scanner(std::string_view text, std::size_t limit) : text_(text), limit_(limit) {}

  SqlTokens Run() {
    while (at_ < text_.size() && out_.tokens.size() < limit_) {
      if (!SkipBlank()) ReadToken();
    }
    return std::move(out_);
  }

 private:
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool Starts(std::string_view with) const { return text_.substr(at_).starts_with(with); }

  bool SkipTo(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
    glued_ = false;
    return true;
  }

  bool SkipBlank() {
    const char c = Peek();
    if (IsBlank(c)) {
      if (c == '\n') starts_line_ = true;
      glued_ = false;
      ++at_;
      return true;
    }
    const bool remark = c == '#' && !glued_ && (IsBlank(Peek(1)) || starts_line_) && Peek(1) != '{';
    if (Starts("--") || remark) {
      const std::size_t end = text_.find('\n', at_);
      at_ = end == std::string_view::npos ? text_.size() : end;
      return true;
    }
    if (Starts("/*")) return SkipComment();
    if (Starts("{%")) {
      out_.template_tags = true;
      return SkipTo("%}");
    }
    if (Starts("{#")) return SkipTo("#}");
    return false;
  }

  // PostgreSQL's comments nest.
  bool SkipComment() {
    int depth = 0;
    do {
      if (Starts("/*")) {
        ++depth;
        at_ += 2;
      } else if (Starts("*/")) {
        --depth;
        at_ += 2;
      } else {
        ++at_;
      }
    } while (depth > 0 && at_ < text_.size());
    glued_ = false;
    return true;
  }

  void Push(SqlTokenKind kind, std::string text, std::size_t end) {
    const bool joins = glued_ && !out_.tokens.empty();
    if (joins && Merges(kind, out_.tokens.back())) {
      SqlToken& last = out_.tokens.back();
      last.kind = SqlTokenKind::kHole;
      last.end = end;
    } else {
      out_.tokens.push_back({.kind = kind,
                             .glued = joins,
                             .starts_line = starts_line_,
                             .text = std::move(text),
                             .begin = at_,
                             .end = end});
    }
    at_ = end;
    glued_ = true;
    starts_line_ = false;
  }

  // "orders_{year}" is one name that nobody knows.
  static bool Merges(SqlTokenKind kind, const SqlToken& last) {
    const auto in_name = [](SqlTokenKind k) {
      return k == SqlTokenKind::kWord || k == SqlTokenKind::kHole || k == SqlTokenKind::kNumber;
    };
    if (kind == SqlTokenKind::kHole) {
      return last.kind == SqlTokenKind::kHole ||
             (last.kind == SqlTokenKind::kWord && !IsSqlKeyword(last.text));
    }
    return last.kind == SqlTokenKind::kHole && in_name(kind);
  }

  void ReadToken() {
    const char c = Peek();
    if (StartsWord(c)) return ReadWord();
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) return ReadNumber();
    if (c == '\'') return ReadText();
    if (c == '"' || c == '`') return ReadQuoted(c);
    if (c == '[' && ReadBrackets()) return;
    if (c == '$' && ReadDollar()) return;
    if (ReadHole()) return;
    if (c == '#' && StartsWord(Peek(1))) return ReadWord();
    if (Starts("::")) return Push(SqlTokenKind::kMark, "::", at_ + 2);
    Push(SqlTokenKind::kMark, std::string(1, c), at_ + 1);
  }

  std::size_t EndOfWord(std::size_t from) const {
    while (from < text_.size() && InWord(text_[from])) ++from;
    return from;
  }

  void ReadWord() {
    const std::size_t end = EndOfWord(at_ + 1);
    const std::string_view word = text_.substr(at_, end - at_);
    // E'...', N'...', B'...', X'...'
    if (word.size() == 1 && end < text_.size() && text_[end] == '\'' && HasPrefix(word[0])) {
      at_ = end;
      return ReadText(word[0] == 'e' || word[0] == 'E');
    }
    Push(SqlTokenKind::kWord, Lower(word), end);
  }

  static bool HasPrefix(char c) {
    return std::string_view("eEnNbBxX").find(c) != std::string_view::npos;
  }

  void ReadNumber() {
    std::size_t end = at_;
    while (end < text_.size() && (InWord(text_[end]) || text_[end] == '.')) ++end;
    Push(SqlTokenKind::kNumber, std::string(text_.substr(at_, end - at_)), end);
  }

  // A backslash before the quote escapes it in some dialects only: it does where the constant
  // cannot end.
  bool Escapes(std::size_t backslash, bool always) const {
    if (always) return true;
    if (backslash + 1 >= text_.size() || text_[backslash + 1] != '\'') return false;
    const char next = backslash + 2 < text_.size() ? text_[backslash + 2] : '\0';
    return next != '\0' && std::string_view(" ,);:\n\r\t").find(next) == std::string_view::npos;
  }

  void ReadText(bool escapes = false) {
    std::size_t end = at_ + 1;
    for (; end < text_.size(); ++end) {
      if (text_[end] == '\\' && Escapes(end, escapes)) {
        ++end;
      } else if (text_[end] == '\'') {
        if (end + 1 >= text_.size() || text_[end + 1] != '\'') break;
        ++end;
      }
    }
    end = std::min(end, text_.size());
    PushText(at_ + 1, end, std::min(end + 1, text_.size()));
  }

  void PushText(std::size_t inner, std::size_t inner_end, std::size_t end) {
    inner_end = std::max(inner, inner_end);
    glued_ = false;  // a constant is never part of a name
    Push(SqlTokenKind::kText, std::string(text_.substr(inner, inner_end - inner)), end);
    out_.tokens.back().inner = inner;
  }

  void ReadQuoted(char quote) {
    if (quote == '`') out_.back_quotes = true;
    std::string name;
    std::size_t end = at_ + 1;
    for (; end < text_.size(); ++end) {
      if (text_[end] == quote) {
        if (end + 1 >= text_.size() || text_[end + 1] != quote) break;
        ++end;
      }
      name += text_[end];
    }
    if (end >= text_.size()) return Push(SqlTokenKind::kMark, std::string(1, quote), at_ + 1);
    const bool is_hole = HasHole(name);
    Push(is_hole ? SqlTokenKind::kHole : SqlTokenKind::kQuoted, std::move(name), end + 1);
  }

  // [dbo].[Orders], but not an element of an array.
  bool ReadBrackets() {
    const bool after_dot = !out_.tokens.empty() && out_.tokens.back().Is(".");
    if (glued_ && !after_dot && !out_.tokens.empty() && !out_.tokens.back().Is("(") &&
        !out_.tokens.back().Is(",")) {
      return false;
    }
    std::size_t end = at_ + 1;
    if (end >= text_.size() || !(StartsWord(text_[end]) || text_[end] == '#')) return false;
    while (end < text_.size() && (InWord(text_[end]) || text_[end] == ' ' || text_[end] == '#')) {
      ++end;
    }
    if (end >= text_.size() || text_[end] != ']') return false;
    Push(SqlTokenKind::kQuoted, std::string(text_.substr(at_ + 1, end - at_ - 1)), end + 1);
    return true;
  }

  // $$ body $$, $tag$ body $tag$, $1, $name, ${...}
  bool ReadDollar() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (StartsWord(text_[end]) || IsDigit(text_[end]))) ++end;
    if (end < text_.size() && text_[end] == '$' && !IsDigit(Peek(1))) {
      const std::string_view tag = text_.substr(at_, end + 1 - at_);
      const std::size_t close =
          open_dollars_ < kMostOpenDollars ? text_.find(tag, end + 1) : std::string_view::npos;
      if (close == std::string_view::npos) ++open_dollars_;
      if (close != std::string_view::npos) {
        PushText(end + 1, close, close + tag.size());
        out_.tokens.back().dollar = true;
        return true;
      }
    }
    if (end > at_ + 1) {
      Push(SqlTokenKind::kHole, "", end);
      return true;
    }
    return Peek(1) == '{' && ReadBraces(1);
  }

  // A hole in braces that begins `ahead` characters further on.
  bool ReadBraces(std::size_t ahead) {
    const std::string_view rest = text_.substr(at_, kLongestHole);
    const std::string_view close = rest.substr(ahead).starts_with("{{") ? "}}" : "}";
    const std::size_t end = rest.find(close, ahead + 1);
    if (end == std::string_view::npos) return false;
    Push(SqlTokenKind::kHole, "", at_ + end + close.size());
    return true;
  }

  bool ReadPercent() {
    std::size_t end = at_ + 1;
    if (Peek(1) == '(') {
      const std::size_t close = text_.substr(0, at_ + kLongestHole).find(')', at_);
      if (close == std::string_view::npos) return false;
      end = close + 1;
    }
    if (end >= text_.size() ||
        std::string_view("sdivqrbtfxS").find(text_[end]) == std::string_view::npos) {
      return false;
    }
    if (end + 1 < text_.size() && StartsWord(text_[end + 1]) && text_[end + 1] != '_') return false;
    Push(SqlTokenKind::kHole, "", end + 1);
    return true;
  }

  bool ReadHole() {
    const char c = Peek(), next = Peek(1);
    if (c == '{') return ReadBraces(0);
    if (c == '#' && next == '{') return ReadBraces(1);
    if (c == '%') return ReadPercent();
    if (c == '?') {
      std::size_t end = at_ + 1;
      while (end < text_.size() && IsDigit(text_[end])) ++end;
      Push(SqlTokenKind::kHole, "", end);
      return true;
    }
    if ((c == ':' && (StartsWord(next) || IsDigit(next))) ||
        (c == '@' && (StartsWord(next) || next == '@'))) {
      glued_ = false;
      Push(SqlTokenKind::kHole, "", EndOfWord(at_ + 2));
      return true;
    }
    return false;
  }

  std::string_view text_;
  std::size_t limit_;
  std::size_t at_ = 0;
  bool glued_ = false;
  bool starts_line_ = true;
  std::size_t open_dollars_ = 0;  // tags that nothing closes; each costs a look at all the rest
  SqlTokens out_;
};

// Words that are no names of tables or columns where a name may stand unquoted. Sorted.
constexpr std::array kKeywords = {"add",
                                  "after",
                                  "all",
                                  "alter",
                                  "analyze",
                                  "and",
                                  "any",
                                  "array",
                                  "as",
                                  "asc",
                                  "asof",
                                  "attach",
                                  "begin",
                                  "between",
                                  "by",
                                  "cascade",
                                  "case",
                                  "cast",
                                  "change",
                                  "check",
                                  "collate",
                                  "column",
                                  "commit",
                                  "concurrently",
                                  "constraint",
                                  "create",
                                  "cross",
                                  "current",
                                  "current_date",
                                  "current_time",
                                  "current_timestamp",
                                  "current_user",
                                  "database",
                                  "declare",
                                  "default",
                                  "delete",
                                  "desc",
                                  "distinct",
                                  "do",
                                  "drop",
                                  "duplicate",
                                  "else",
                                  "end",
                                  "escape",
                                  "except",
                                  "exec",
                                  "execute",
                                  "exists",
                                  "explain",
                                  "false",
                                  "fetch",
                                  "filter",
                                  "first",
                                  "following",
                                  "for",
                                  "force",
                                  "foreign",
                                  "from",
                                  "full",
                                  "function",
                                  "glob",
                                  "grant",
                                  "group",
                                  "having",
                                  "if",
                                  "ignore",
                                  "ilike",
                                  "in",
                                  "index",
                                  "inner",
                                  "insert",
                                  "intersect",
                                  "interval",
                                  "into",
                                  "is",
                                  "isnull",
                                  "join",
                                  "key",
                                  "last",
                                  "lateral",
                                  "left",
                                  "like",
                                  "limit",
                                  "lock",
                                  "match",
                                  "matched",
                                  "materialized",
                                  "merge",
                                  "minus",
                                  "modify",
                                  "natural",
                                  "not",
                                  "nothing",
                                  "notnull",
                                  "null",
                                  "nulls",
                                  "of",
                                  "offset",
                                  "on",
                                  "only",
                                  "or",
                                  "order",
                                  "outer",
                                  "over",
                                  "partition",
                                  "preceding",
                                  "primary",
                                  "procedure",
                                  "qualify",
                                  "range",
                                  "recursive",
                                  "references",
                                  "regexp",
                                  "rename",
                                  "replace",
                                  "returning",
                                  "returns",
                                  "revoke",
                                  "right",
                                  "rlike",
                                  "rollback",
                                  "row",
                                  "rows",
                                  "select",
                                  "set",
                                  "similar",
                                  "some",
                                  "straight_join",
                                  "table",
                                  "temp",
                                  "temporary",
                                  "then",
                                  "to",
                                  "top",
                                  "trigger",
                                  "true",
                                  "truncate",
                                  "unbounded",
                                  "union",
                                  "unique",
                                  "unknown",
                                  "update",
                                  "using",
                                  "values",
                                  "view",
                                  "when",
                                  "where",
                                  "window",
                                  "with",
                                  "within",
                                  "without"};
static_assert(std::is_sorted(kKeywords.begin(), kKeywords.end(),
                             [](std::string_view a, std::string_view b) { return a < b; }));

}  // namespace

bool IsSqlKeyword(std::string_view word) {
  return std::binary_search(kKeywords.begin(), kKeywords.end(), word,
                            [](std::string_view a, std::string_view b) { return a < b; });
}

SqlTokens ReadSqlTokens(std::string_view text, std::size_t limit) {
  return Scanner(text, limit).Run();
}

bool AtWords(SqlSpan tokens, std::size_t i, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (!At(tokens, i++, word)) return false;
  }
  return true;
}

std::size_t BehindParentheses(SqlSpan tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    if (tokens[i].Is("(")) ++depth;
    if (tokens[i].Is(")") && --depth == 0) return i + 1;
  }
  return tokens.size();
}

std::optional<SqlName> ReadSqlName(SqlSpan tokens, std::size_t i) {
  const auto is_part = [&](std::size_t at) {
    return at < tokens.size() && (tokens[at].IsName() || tokens[at].kind == SqlTokenKind::kHole);
  };
  // an entity may be called Order: only ORDER BY and GROUP BY are clauses
  const bool is_entity =
      (At(tokens, i, "order") || At(tokens, i, "group")) && !At(tokens, i + 1, "by");
  if (!is_part(i) ||
      (tokens[i].kind == SqlTokenKind::kWord && IsSqlKeyword(tokens[i].text) && !is_entity)) {
    return std::nullopt;
  }
  std::string before, last = tokens[i].IsName() ? tokens[i].text : "";
  ++i;
  while (At(tokens, i, ".") || At(tokens, i, "\\")) {
    const bool is_type = At(tokens, i, "\\");  // an entity with its namespace: App\Entity\Order
    std::size_t part = i + 1;
    if (At(tokens, part, tokens[i].text)) ++part;  // database..table
    if (!is_part(part)) break;
    before = is_type ? "" : std::move(last);
    last = tokens[part].IsName() ? tokens[part].text : "";
    i = part + 1;
  }
  SqlName name{.last = last, .end = i};
  if (!last.empty()) name.text = before.empty() ? last : before + "." + last;
  return name;
}

}  // namespace interlock
