#include <algorithm>
#include <memory>
#include <utility>

#include "parsers/query_internal.h"

namespace interlock {
namespace {

std::vector<CaptureMeaning> ReadCaptures(const PatternSet& patterns, const QuerySource& source) {
  std::vector<CaptureMeaning> captures;
  for (const std::string& name : patterns.captures) {
    CaptureMeaning& meaning = captures.emplace_back();
    if (name.starts_with('_')) continue;
    meaning = {RoleByName(name), PartByName(name)};
    if (meaning.role || meaning.part) continue;
    const std::string written = "@" + name;
    source.Fail(source.text().find(written), "no capture is called " + written);
  }
  return captures;
}

class PredicateMaker {
 public:
  PredicateMaker(const Pattern& pattern, const QuerySource& source)
      : pattern_(pattern), source_(source) {}

  std::vector<Predicate> MakeAll() const {
    std::vector<Predicate> all;
    for (const PatternPredicate& predicate : pattern_.predicates) all.push_back(Make(predicate));
    return all;
  }

 private:
  Predicate Make(const PatternPredicate& written) const {
    const std::vector<PatternOperand>& operands = written.operands;
    std::string name = written.name;
    Predicate predicate;
    predicate.negated = name.starts_with("not-");
    if (predicate.negated) name.erase(0, 4);
    if (operands.size() < 2 || !operands[0].is_capture) {
      source_.Fail(pattern_.start, "#" + written.name + " needs a capture and a text");
    }
    predicate.capture = operands[0].capture;
    if (name == "eq?") {
      MakeEqual(operands, predicate);
    } else if (name == "match?") {
      MakeMatch(operands, predicate);
    } else if (name == "any-of?") {
      predicate.kind = Predicate::Kind::kAnyOf;
      for (std::size_t i = 1; i < operands.size(); ++i) predicate.texts.push_back(operands[i].text);
    } else {
      source_.Fail(pattern_.start, "no predicate is called #" + written.name);
    }
    return predicate;
  }

  static void MakeEqual(const std::vector<PatternOperand>& operands, Predicate& predicate) {
    if (operands[1].is_capture) {
      predicate.kind = Predicate::Kind::kEqualCapture;
      predicate.other = operands[1].capture;
    } else {
      predicate.kind = Predicate::Kind::kEqualText;
      predicate.texts = {operands[1].text};
    }
  }

  void MakeMatch(const std::vector<PatternOperand>& operands, Predicate& predicate) const {
    predicate.kind = Predicate::Kind::kMatch;
    try {
      predicate.pattern.assign(operands[1].text, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error&) {
      source_.Fail(pattern_.start, "not a regular expression: " + operands[1].text);
    }
  }

  const Pattern& pattern_;
  const QuerySource& source_;
};

// A pattern that yields no fact is a slip of the author: a misspelt role would otherwise be silent.
void RequireRole(const Query& query, const Pattern& pattern, const QuerySource& source) {
  for (const std::uint16_t capture : pattern.captures) {
    if (query.captures[capture].role) return;
  }
  source.Fail(pattern.start, "the pattern has no role");
}

struct QueryDeleter {
  void operator()(TSQuery* query) const { ts_query_delete(query); }
};

}  // namespace

Query CompileQuery(const TSLanguage* grammar, std::string_view source, const std::string& file) {
  const QuerySource place(source, file);
  Query query;
  query.patterns = ReadPatterns(grammar, place);
  query.captures = ReadCaptures(query.patterns, place);
  for (const Pattern& pattern : query.patterns.patterns) {
    RequireRole(query, pattern, place);
    query.predicates.push_back(PredicateMaker(pattern, place).MakeAll());
  }
  return query;
}

void CheckPatterns(const TSLanguage* grammar, std::string_view source, const std::string& file) {
  std::uint32_t byte = 0;
  TSQueryError error = TSQueryErrorNone;
  const std::unique_ptr<TSQuery, QueryDeleter> query(ts_query_new(
      grammar, source.data(), static_cast<std::uint32_t>(source.size()), &byte, &error));
  if (query != nullptr) return;
  QuerySource(source, file)
      .Fail(byte, error == TSQueryErrorStructure ? "the grammar never builds this pattern"
                                                 : "not a pattern");
}

}  // namespace interlock
