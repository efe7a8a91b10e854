#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/manifest_promql_internal.h"
#include "parsers/manifest_tokens_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxMetrics = 50;  // of one expression

// Words that are no metric, and those whose list in parentheses is one of labels.
constexpr std::array<std::string_view, 9> kWords = {"and",   "or",  "unless", "bool", "offset",
                                                    "atan2", "inf", "nan",    "start"};
constexpr std::array<std::string_view, 6> kOfLabels = {"by",       "without",    "on",
                                                       "ignoring", "group_left", "group_right"};

template <std::size_t Size>
bool IsOneOf(const std::array<std::string_view, Size>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsNumber(std::string_view word) { return word[0] >= '0' && word[0] <= '9'; }

std::vector<std::string> MetricsIn(std::string_view expression) {
  TokenReader tokens(ReadTokens(expression, {.hash_comments = true, .in_words = ":"}));
  std::vector<std::string> metrics;
  while (!tokens.AtEnd() && metrics.size() < kMaxMetrics) {
    const ManifestToken token = tokens.Take();
    if (token.text == "{" || token.text == "[") {
      tokens.SkipBracket();
    } else if (token.kind == TokenKind::kWord && IsOneOf(kOfLabels, token.text)) {
      if (tokens.TakeIf("(")) tokens.SkipBracket();
    } else if (token.kind == TokenKind::kWord && !IsNumber(token.text) && !tokens.At("(") &&
               !IsOneOf(kWords, token.text) && !IsOneOf(kOfLabels, tokens.Peek().text)) {
      std::string metric(token.text);
      if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end()) {
        metrics.push_back(std::move(metric));
      }
    }
  }
  return metrics;
}

}  // namespace

void AddMetrics(std::vector<ManifestEntry>& entries) {
  std::vector<ManifestEntry> with;
  with.reserve(entries.size());
  for (ManifestEntry& entry : entries) {
    std::vector<std::string> metrics;
    if (entry.path.back() == "expr") metrics = MetricsIn(entry.value);
    std::vector<std::string> path = entry.path;
    const std::uint32_t line = entry.line, document = entry.document;
    with.push_back(std::move(entry));
    path.back() = "metrics";
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      std::vector<std::string> of = path;
      of.push_back(std::to_string(i));
      with.push_back({std::move(of), std::move(metrics[i]), line, document});
    }
  }
  entries = std::move(with);
}

}  // namespace interlock
