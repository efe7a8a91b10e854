// Whether a string constant is SQL. Words alone prove nothing ("select an item from the list"):
// what a statement of that verb must have is looked for, and, where English has the same words,
// something that only SQL has.
#include <algorithm>
#include <array>
#include <string_view>

#include "parsers/sql_internal.h"
#include "parsers/sql_reader.h"

namespace interlock {
namespace {

constexpr std::size_t kMostTokens = 400;  // what comes later changes nothing
constexpr std::size_t kShortest = 10;     // "DROP TABLE"

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The first letter of the text, behind blanks, comments and parentheses; the end when it begins
// otherwise.
std::size_t FirstLetter(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("--")) {
      i = std::min(text.find('\n', i), text.size());
    } else if (rest.starts_with("/*")) {
      const std::size_t end = text.find("*/", i + 2);
      i = end == std::string_view::npos ? text.size() : end + 2;
    } else if (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r' ||
               text[i] == '(') {
      ++i;
    } else {
      break;
    }
  }
  return i;
}

bool StartsWithVerb(std::string_view text) {
  static constexpr std::array<std::string_view, 15> kVerbs = {
      "select",   "insert",  "update", "delete", "with",   "create",  "alter", "drop",
      "truncate", "replace", "merge",  "lock",   "rename", "explain", "set"};
  std::array<char, 9> word{};
  std::size_t length = 0;
  for (; length < word.size() && length < text.size(); ++length) {
    char c = text[length];
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c < 'a' || c > 'z') break;
    word[length] = c;
  }
  const std::string_view first(word.data(), length);
  return std::find(kVerbs.begin(), kVerbs.end(), first) != kVerbs.end();
}

class Judge {
 public:
  Judge(std::string_view text, SqlSpan tokens) : text_(text), tokens_(tokens) {}

  bool Looks() {
    std::size_t i = 0;
    while (Is(i, "(")) ++i;
    if (i >= tokens_.size() || tokens_[i].kind != SqlTokenKind::kWord) return false;
    first_ = i;
    if (Is(i, "explain")) ++i;
    if (Is(i, "analyze")) ++i;
    const std::string_view verb = i < tokens_.size() ? tokens_[i].text : std::string_view();
    if (verb == "select") return Select(i);
    if (verb == "with") return With(i);
    if (verb == "insert" || verb == "replace") return Insert(i);
    if (verb == "update") return Update(i);
    if (verb == "delete") return Delete(i);
    if (verb == "merge") return Is(i + 1, "into") && Has(i, "using") && Has(i, "matched");
    if (verb == "create") return Create(i);
    if (verb == "alter") return Alter(i);
    if (verb == "drop") return Drop(i);
    if (verb == "truncate") return Truncate(i);
    if (verb == "set") return Set(i);
    if (verb == "lock") return Is(i + 1, "table") && Has(i, "mode");
    return verb == "rename" && Is(i + 1, "table") && Has(i, "to") && Shouts(i);
  }

 private:
  bool Is(std::size_t i, std::string_view word) const { return At(tokens_, i, word); }

  std::size_t Find(std::size_t i, std::string_view word) const {
    while (i < tokens_.size() && !Is(i, word)) ++i;
    return i;
  }
  bool Has(std::size_t i, std::string_view word) const { return Find(i, word) < tokens_.size(); }

  // Written in capitals.
  bool Shouts(std::size_t i) const {
    const std::string_view written =
        text_.substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
    return std::all_of(written.begin(), written.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }

  bool IsCapitalised(std::size_t i) const {
    const char c = text_[tokens_[i].begin];
    return c >= 'A' && c <= 'Z' && !Shouts(i);
  }

  // Words of English that name no table.
  static bool IsEnglish(std::string_view word) {
    return IsOneOf(word,
                   {"the",   "a",   "an",   "this",   "that",  "these", "those", "your", "our",
                    "its",   "all", "each", "any",    "one",   "my",    "his",   "her",  "their",
                    "which", "it",  "them", "within", "above", "below", "here",  "there"});
  }

  // Where a table's name is wanted: a name, a hole or a query. Sets `end_` behind it.
  bool Table(std::size_t i) {
    while (Is(i, "only") || Is(i, "lateral")) ++i;
    if (Is(i, "(")) {
      end_ = i + 1;
      return Is(i + 1, "select") || Is(i + 1, "with") || Is(i + 1, "values") || Is(i + 1, "(");
    }
    const std::optional<SqlName> name = ReadSqlName(tokens_, i);
    if (!name || (tokens_[i].kind == SqlTokenKind::kWord && IsEnglish(tokens_[i].text))) {
      return false;
    }
    end_ = name->end;
    return true;
  }

  // What English sentences do not have.
  bool HasMarks() const {
    for (std::size_t i = first_; i < tokens_.size(); ++i) {
      const SqlToken& token = tokens_[i];
      if (token.Is("*") || token.Is("=") || token.Is("<") || token.Is(">") || token.Is("::") ||
          token.kind == SqlTokenKind::kQuoted) {
        return true;
      }
      const bool dotted = token.Is(".") && token.glued && i + 1 < tokens_.size() &&
                          tokens_[i + 1].glued && tokens_[i + 1].IsName();
      const bool called = token.Is("(") && token.glued && i > 0 && tokens_[i - 1].IsName();
      const bool snake =
          token.kind == SqlTokenKind::kWord && token.text.find('_') < token.text.size();
      if (dotted || called || snake) return true;
    }
    return false;
  }

  // SELECT a, b FROM t: the list has no two words side by side, unless AS or a comma is due.
  bool Select(std::size_t i) {
    std::size_t from = i + 1;
    int depth = 0;
    for (; from < tokens_.size(); ++from) {
      if (Is(from, "(")) ++depth;
      if (Is(from, ")")) --depth;
      if (depth == 0 && Is(from, "from")) break;
      if (depth < 0) return false;
    }
    if (from >= tokens_.size()) return false;
    if (from == i + 1 || !Table(from + 1)) return false;
    if (Shouts(i) && Shouts(from)) return true;
    if (IsCapitalised(i) && !HasMarks()) return false;
    if (!PlainList(i + 1, from)) return false;
    // an alias of the table is where prose goes on ("select one from several options")
    if (end_ >= tokens_.size() || HasMarks()) return true;
    return tokens_[end_].kind == SqlTokenKind::kWord &&
           IsOneOf(tokens_[end_].text,
                   {"where", "order", "group", "limit", "join", "inner", "left"});
  }

  bool PlainList(std::size_t i, std::size_t end) const {
    bool after_name = false;
    for (; i < end; ++i) {
      const bool name = tokens_[i].kind == SqlTokenKind::kWord && !IsSqlKeyword(tokens_[i].text);
      if (name && (after_name || IsEnglish(tokens_[i].text))) return false;
      after_name = name;
    }
    return true;
  }

  bool With(std::size_t i) const {
    std::size_t at = i + 1;
    if (Is(at, "recursive")) ++at;
    const std::optional<SqlName> name = ReadSqlName(tokens_, at);
    if (!name) return false;
    at = name->end;
    if (Is(at, "(")) at = BehindParentheses(tokens_, at);
    if (!Is(at, "as")) return false;
    ++at;
    while (Is(at, "not") || Is(at, "materialized")) ++at;
    return Is(at, "(") && at + 1 < tokens_.size() &&
           (IsOneOf(tokens_[at + 1].text,
                    {"select", "insert", "update", "delete", "values", "with"}) ||
            tokens_[at + 1].kind == SqlTokenKind::kHole || Is(at + 1, "("));
  }

  bool Insert(std::size_t i) {
    std::size_t into = i + 1;
    while (into < tokens_.size() && into < i + 4 && !Is(into, "into")) ++into;
    if (!Is(into, "into") || !Table(into + 1)) return false;
    std::size_t at = end_;
    if (Is(at, "as")) at += 2;
    if (Is(at, "(")) {
      at = BehindParentheses(tokens_, at);
      if (at >= tokens_.size()) return Shouts(i);
    }
    return at < tokens_.size() &&
           (IsOneOf(tokens_[at].text, {"values", "select", "set", "default", "with", "overriding",
                                       "value", "output"}) ||
            (tokens_[at].kind == SqlTokenKind::kHole && Shouts(i)) ||
            (Is(at, "(") && Is(at + 1, "select")));
  }

  // UPDATE t SET a = ...
  bool Update(std::size_t i) {
    if (!Table(i + 1)) return false;
    const std::size_t set = Find(end_, "set");
    if (set > end_ + 30) return false;
    const std::optional<SqlName> name = ReadSqlName(tokens_, set + 1);
    if (name && Is(name->end, "=")) return true;
    return Is(set, "set") && Shouts(i) && Shouts(set);
  }

  bool Delete(std::size_t i) {
    const std::size_t from = Find(i, "from");
    if (from > i + 4 || !Table(from + 1)) return false;
    if (Shouts(i) && Shouts(from)) return true;
    return Is(end_, "where") && HasMarks();
  }

  bool Create(std::size_t i) {
    std::size_t at = i + 1;
    while (at < tokens_.size() &&
           IsOneOf(tokens_[at].text, {"or", "replace", "temp", "temporary", "unlogged", "unique",
                                      "materialized", "global", "local", "external"})) {
      ++at;
    }
    if (at >= tokens_.size()) return false;
    const std::string_view what = tokens_[at].text;
    const bool routine = IsOneOf(what, {"function", "trigger", "procedure"});
    if (!IsOneOf(what, {"table", "view", "index"}) && !routine) return false;
    ++at;
    while (Is(at, "if") || Is(at, "not") || Is(at, "exists") || Is(at, "concurrently")) ++at;
    if (what == "index") return Shouts(i) ? Has(at, "on") : Has(at, "on") && Has(at, "(");
    if (!Table(at)) return false;
    if (routine) return Shouts(i) && Shouts(at - 1);
    return Is(end_, "(") || Is(end_, "as") || (Shouts(i) && end_ < tokens_.size());
  }

  bool Alter(std::size_t i) {
    if (!Is(i + 1, "table")) return false;
    std::size_t at = i + 2;
    while (Is(at, "if") || Is(at, "exists") || Is(at, "only") || Is(at, "ignore")) ++at;
    if (!Table(at) || end_ >= tokens_.size()) return false;
    return IsOneOf(tokens_[end_].text,
                   {"add",    "drop",    "alter",   "rename",   "modify",  "change", "set",
                    "enable", "disable", "owner",   "validate", "attach",  "detach", "cluster",
                    "with",   "replica", "convert", "reset",    "inherit", "no",     "force"});
  }

  bool Drop(std::size_t i) {
    std::size_t at = i + 1;
    if (Is(at, "temporary") || Is(at, "materialized")) ++at;
    if (!Is(at, "table") && !Is(at, "view") && !Is(at, "index")) return false;
    const bool index = Is(at, "index");
    ++at;
    const bool checks = Is(at, "if") && Is(at + 1, "exists");
    while (Is(at, "if") || Is(at, "exists") || Is(at, "concurrently")) ++at;
    if (!Table(at)) return false;
    if (Shouts(i) || checks) return true;
    return !index && !IsCapitalised(i) && end_ >= tokens_.size();
  }

  // How long to wait for a lock; no other setting is of interest.
  bool Set(std::size_t i) const {
    const std::size_t at = Is(i + 1, "local") || Is(i + 1, "session") ? i + 2 : i + 1;
    const bool is_given = Is(at + 1, "to") || Is(at + 1, "=");
    if (Is(at, "lock_timeout") && Shouts(i)) return true;  // SET LOCK_TIMEOUT 5000
    return is_given &&
           (Is(at, "lock_timeout") || Is(at, "statement_timeout") || Is(at, "lock_wait_timeout"));
  }

  bool Truncate(std::size_t i) {
    const bool said = Is(i + 1, "table");
    if (!Table(said ? i + 2 : i + 1)) return false;
    if (Shouts(i)) return true;
    return said && !IsCapitalised(i) && (end_ >= tokens_.size() || Is(end_, ";"));
  }

  std::string_view text_;
  SqlSpan tokens_;
  std::size_t first_ = 0;
  std::size_t end_ = 0;
};

}  // namespace

bool LooksLikeSql(std::string_view text) {
  if (text.size() < kShortest) return false;
  const std::size_t first = FirstLetter(text);
  if (first >= text.size() || !StartsWithVerb(text.substr(first))) return false;
  const SqlTokens read = ReadSqlTokens(text, kMostTokens);
  return Judge(text, read.tokens).Looks();
}

}  // namespace interlock
