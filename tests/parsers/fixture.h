// Expectations that stand in comments of the tested language, under the token they are about:
//
//   def settle(order):
//   #   ^ definition.function settle
//       return post(order.total)
//   #          ^ reference.call post arity=1
//   #          ! reference.read post
//
// '^' says that the fact is there, '!' that it is not; '<-' and '<!' say the same of the token
// above the comment's own first column. The line meant is the nearest one above that is no
// expectation; the column is the token's, whose text must be the last name of the target. After the
// target come details ("arity=2", "type=" for none), flags ("local") and denied flags
// ("-local"), as observed_facts.h lists them. A detail's value holds no blank.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/parsers/observed_facts.h"

namespace interlock {

struct Expectation {
  std::uint32_t at = 0;    // line of the expectation itself
  std::uint32_t line = 0;  // line that it is about
  std::string token;       // what stands above the mark
  bool denied = false;
  std::string role;
  std::string target;
  std::vector<std::string> details;
};

inline bool IsTokenByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || c == '#' ||
         static_cast<unsigned char>(c) >= 0x80;
}

inline std::string TokenAt(std::string_view line, std::size_t column) {
  if (column >= line.size() || !IsTokenByte(line[column])) return "";
  std::size_t start = column;
  while (start > 0 && IsTokenByte(line[start - 1])) --start;
  std::size_t end = column;
  while (end < line.size() && IsTokenByte(line[end])) ++end;
  return std::string(line.substr(start, end - start));
}

struct Mark {
  std::size_t column = 0;
  bool denied = false;
  std::string_view rest;
};

inline std::optional<Mark> FindMark(std::string_view line, std::string_view comment) {
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == line.npos || line.substr(start, comment.size()) != comment) return std::nullopt;
  const std::size_t at = line.find_first_not_of(' ', start + comment.size());
  if (at == line.npos) return std::nullopt;
  const std::string_view mark = line.substr(at, line.find(' ', at) - at);
  const std::string_view rest = line.substr(at + mark.size());
  if (mark == "^" || mark == "!") return Mark{at, mark == "!", rest};
  if (mark == "<-" || mark == "<!") return Mark{start, mark == "<!", rest};
  return std::nullopt;
}

inline std::vector<Expectation> ReadExpectations(const std::string& text,
                                                 const std::string& comment) {
  std::vector<Expectation> expectations;
  std::istringstream lines(text);
  std::string above;
  std::uint32_t above_number = 0;
  std::string line;
  for (std::uint32_t number = 1; std::getline(lines, line); ++number) {
    const std::optional<Mark> mark = FindMark(line, comment);
    if (!mark) {
      above = line;
      above_number = number;
      continue;
    }
    Expectation expectation{
        number, above_number, TokenAt(above, mark->column), mark->denied, "", "", {}};
    std::istringstream words{std::string(mark->rest)};
    words >> expectation.role >> expectation.target;
    for (std::string word; words >> word;) expectation.details.push_back(word);
    expectations.push_back(std::move(expectation));
  }
  return expectations;
}

inline bool HasDetail(const ObservedFact& fact, const std::string& detail) {
  const std::size_t equals = detail.find('=');
  if (equals != detail.npos) {
    const auto found = fact.details.find(detail.substr(0, equals));
    return found != fact.details.end() && found->second == detail.substr(equals + 1);
  }
  if (detail.starts_with('-')) return !fact.flags.contains(detail.substr(1));
  return fact.flags.contains(detail);
}

inline bool Fits(const ObservedFact& fact, const Expectation& expected) {
  return fact.role == expected.role && fact.target == expected.target &&
         fact.first_line <= expected.line && expected.line <= fact.last_line &&
         std::all_of(expected.details.begin(), expected.details.end(),
                     [&](const std::string& detail) { return HasDetail(fact, detail); });
}

// A caret that has slipped to another token would make its reader believe something untested.
inline bool StandsUnderItsToken(const Expectation& expected) {
  if (expected.token.empty() || expected.denied) return true;
  if (!expected.role.starts_with("definition.") && !expected.role.starts_with("reference.") &&
      !expected.role.starts_with("parameter.") && expected.role != "binding") {
    return true;
  }
  const std::size_t dot = expected.target.rfind('.');
  std::string name = dot == std::string::npos ? expected.target : expected.target.substr(dot + 1);
  // Signs at the ends of a name are no part of the token: @total, empty?, close!.
  const auto is_sign = [](char c) { return c == '@' || c == '?' || c == '!'; };
  while (!name.empty() && is_sign(name.front())) name.erase(0, 1);
  while (!name.empty() && is_sign(name.back())) name.pop_back();
  return name == expected.token;
}

// What is wrong with the facts of a fixture; empty when nothing is.
inline std::vector<std::string> CheckFixture(const std::string& text, const std::string& comment,
                                             const FileFacts& facts) {
  const std::vector<ObservedFact> observed = FactObserver(facts).Observe();
  std::vector<std::string> failures;
  for (const Expectation& expected : ReadExpectations(text, comment)) {
    const bool found = std::any_of(observed.begin(), observed.end(),
                                   [&](const ObservedFact& fact) { return Fits(fact, expected); });
    if (!StandsUnderItsToken(expected)) {
      failures.push_back("line " + std::to_string(expected.at) + ": stands under " +
                         expected.token + ", is about " + expected.target);
    }
    if (found != expected.denied) continue;
    std::string failure = "line " + std::to_string(expected.at) + ": " +
                          (expected.denied ? "is there: " : "is not there: ") + expected.role +
                          " " + expected.target;
    for (const std::string& detail : expected.details) failure += " " + detail;
    failure += "; line " + std::to_string(expected.line) + " has";
    for (const ObservedFact& fact : observed) {
      if (fact.first_line == expected.line) failure += "\n    " + Spelled(fact);
    }
    failures.push_back(std::move(failure));
  }
  return failures;
}

}  // namespace interlock
