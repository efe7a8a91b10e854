#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "parsers/sql_internal.h"

namespace interlock {
namespace {

// Whether a name must stand here, so that a hole is one.
bool WantsName(SqlSpan tokens, std::size_t i) {
  if (At(tokens, i + 1, ".")) return true;
  if (i == 0) return false;
  static constexpr std::array<std::string_view, 14> kBefore = {
      "from", "join", "into",   "update", "table",    "only", "exists",
      ".",    "as",   "column", "rename", "truncate", "view", "to"};
  if (std::any_of(kBefore.begin(), kBefore.end(),
                  [&](std::string_view word) { return tokens[i - 1].Is(word); })) {
    return true;
  }
  // CREATE INDEX name ON table, and the name of the index itself
  return tokens[0].Is("create") &&
         (tokens[i - 1].Is("on") || tokens[i - 1].Is("index") || tokens[i - 1].Is("concurrently"));
}

std::string QuoteName(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string ComposePostgres(SqlSpan tokens, const SqlContext& context) {
  std::string text;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const SqlToken& token = tokens[i];
    const std::string_view written = context.text.substr(token.begin, token.end - token.begin);
    if (!token.glued) text += ' ';
    if (token.kind == SqlTokenKind::kHole) {
      text += WantsName(tokens, i) ? QuoteName(std::string(kSqlHoleName) + std::to_string(i))
              : i > 0 && tokens[i - 1].Is("in") ? "($1)"
                                                : "$1";
    } else if (token.kind == SqlTokenKind::kQuoted && written[0] == '"' && context.back_quotes) {
      text += "''";
    } else if (token.kind == SqlTokenKind::kQuoted) {
      text += QuoteName(token.text);
    } else if (token.kind == SqlTokenKind::kText && !token.dollar) {
      text += "''";  // what it says is of no interest
    } else {
      text += written;
    }
  }
  return text;
}

}  // namespace interlock
