#include <algorithm>
#include <array>
#include <utility>

#include "interlock/error.h"
#include "parsers/node_internal.h"
#include "parsers/query_internal.h"

namespace interlock {
namespace {

// std::regex backtracks, on patterns that are ours and text that is not: a longer text never
// matches.
constexpr std::size_t kLongestMatchedText = 256;

// Patterns that are in progress at once. Far above what a source file needs (hundreds).
constexpr std::uint32_t kMatchLimit = 65'536;

class QuerySource {
 public:
  QuerySource(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  [[noreturn]] void Fail(std::uint32_t byte, const std::string& what) const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + byte, '\n');
    throw Error(ErrorCode::kInput,
                file_ + ": bad query at line " + std::to_string(line) + ": " + what,
                "the captures and predicates are listed in parsers/languages/README.md");
  }

  std::string WordAt(std::uint32_t byte) const {
    const std::size_t end = text_.find_first_of(" \t\r\n()[]:\"", byte);
    return std::string(text_.substr(byte, std::min(end, text_.size()) - byte));
  }

  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  std::string file_;
};

[[noreturn]] void FailAsTreeSitter(const QuerySource& source, std::uint32_t byte,
                                   TSQueryError error) {
  const std::string word = "\"" + source.WordAt(byte) + "\"";
  switch (error) {
    case TSQueryErrorNodeType:
      source.Fail(byte, "no node is called " + word);
    case TSQueryErrorField:
      source.Fail(byte, "no field is called " + word);
    case TSQueryErrorCapture:
      source.Fail(byte, "no capture is called " + word);
    case TSQueryErrorStructure:
      source.Fail(byte, "the grammar never builds this pattern");
    default:
      source.Fail(byte, "not a pattern");
  }
}

std::vector<CaptureMeaning> ReadCaptures(const TSQuery* query, const QuerySource& source) {
  std::vector<CaptureMeaning> captures(ts_query_capture_count(query));
  for (std::uint32_t id = 0; id < captures.size(); ++id) {
    std::uint32_t length = 0;
    const char* name_start = ts_query_capture_name_for_id(query, id, &length);
    const std::string_view name(name_start, length);
    if (name.starts_with('_')) continue;
    captures[id] = {RoleByName(name), PartByName(name)};
    if (captures[id].role || captures[id].part) continue;
    const std::string written = "@" + std::string(name);
    const std::size_t at = source.text().find(written);
    source.Fail(static_cast<std::uint32_t>(at), "no capture is called " + written);
  }
  return captures;
}

struct Operand {
  bool is_capture = false;
  std::uint32_t capture = 0;
  std::string text;
};

class PredicateReader {
 public:
  PredicateReader(const TSQuery* query, std::uint32_t pattern, const QuerySource& source)
      : query_(query), source_(source), at_(ts_query_start_byte_for_pattern(query, pattern)) {
    steps_ = ts_query_predicates_for_pattern(query, pattern, &step_count_);
  }

  std::vector<Predicate> ReadAll() {
    std::vector<Predicate> all;
    std::vector<Operand> operands;
    for (std::uint32_t i = 0; i < step_count_; ++i) {
      if (steps_[i].type != TSQueryPredicateStepTypeDone) {
        operands.push_back(ReadOperand(steps_[i]));
        continue;
      }
      all.push_back(Make(operands));
      operands.clear();
    }
    return all;
  }

 private:
  Operand ReadOperand(const TSQueryPredicateStep& step) const {
    if (step.type == TSQueryPredicateStepTypeCapture) return {true, step.value_id, ""};
    std::uint32_t length = 0;
    const char* text = ts_query_string_value_for_id(query_, step.value_id, &length);
    return {false, 0, std::string(text, length)};
  }

  Predicate Make(const std::vector<Operand>& operands) const {
    std::string name = operands.at(0).text;
    Predicate predicate;
    predicate.negated = name.starts_with("not-");
    if (predicate.negated) name.erase(0, 4);
    if (operands.size() < 3 || !operands[1].is_capture) {
      source_.Fail(at_, "#" + operands[0].text + " needs a capture and a text");
    }
    predicate.capture = operands[1].capture;
    if (name == "eq?") {
      MakeEqual(operands, predicate);
    } else if (name == "match?") {
      MakeMatch(operands, predicate);
    } else if (name == "any-of?") {
      predicate.kind = Predicate::Kind::kAnyOf;
      for (std::size_t i = 2; i < operands.size(); ++i) predicate.texts.push_back(operands[i].text);
    } else {
      source_.Fail(at_, "no predicate is called #" + operands[0].text);
    }
    return predicate;
  }

  void MakeEqual(const std::vector<Operand>& operands, Predicate& predicate) const {
    if (operands[2].is_capture) {
      predicate.kind = Predicate::Kind::kEqualCapture;
      predicate.other = operands[2].capture;
    } else {
      predicate.kind = Predicate::Kind::kEqualText;
      predicate.texts = {operands[2].text};
    }
  }

  void MakeMatch(const std::vector<Operand>& operands, Predicate& predicate) const {
    predicate.kind = Predicate::Kind::kMatch;
    try {
      predicate.pattern.assign(operands[2].text, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error&) {
      source_.Fail(at_, "not a regular expression: " + operands[2].text);
    }
  }

  const TSQuery* query_;
  const QuerySource& source_;
  std::uint32_t at_;
  const TSQueryPredicateStep* steps_ = nullptr;
  std::uint32_t step_count_ = 0;
};

// A pattern that yields no fact is a slip of the author: a misspelt role would otherwise be silent.
void RequireRole(const Query& query, std::uint32_t pattern, const QuerySource& source) {
  const TSQuery* handle = query.handle.get();
  for (std::uint32_t id = 0; id < query.captures.size(); ++id) {
    if (!query.captures[id].role) continue;
    if (ts_query_capture_quantifier_for_id(handle, pattern, id) != TSQuantifierZero) return;
  }
  source.Fail(ts_query_start_byte_for_pattern(handle, pattern), "the pattern has no role");
}

const TSNode* FindCapture(const TSQueryMatch& match, std::uint32_t capture) {
  for (std::uint16_t i = 0; i < match.capture_count; ++i) {
    if (match.captures[i].index == capture) return &match.captures[i].node;
  }
  return nullptr;
}

bool TestText(const Predicate& predicate, std::string_view text) {
  if (predicate.kind != Predicate::Kind::kMatch) {
    return std::find(predicate.texts.begin(), predicate.texts.end(), text) != predicate.texts.end();
  }
  return text.size() <= kLongestMatchedText &&
         std::regex_search(text.begin(), text.end(), predicate.pattern);
}

// A predicate on a capture that the match lacks holds, negated or not, as in tree-sitter's
// bindings.
bool Holds(const Predicate& predicate, const TSQueryMatch& match, std::string_view text) {
  const TSNode* node = FindCapture(match, predicate.capture);
  if (node == nullptr) return true;
  if (predicate.kind != Predicate::Kind::kEqualCapture) {
    return TestText(predicate, TextOf(*node, text)) != predicate.negated;
  }
  const TSNode* other = FindCapture(match, predicate.other);
  return other == nullptr || (TextOf(*node, text) == TextOf(*other, text)) != predicate.negated;
}

bool AllHold(const std::vector<Predicate>& predicates, const TSQueryMatch& match,
             std::string_view text) {
  return std::all_of(predicates.begin(), predicates.end(),
                     [&](const Predicate& predicate) { return Holds(predicate, match, text); });
}

void Append(const Query& query, const TSQueryMatch& match, Matches& matches) {
  const auto first_part = static_cast<std::uint32_t>(matches.parts.size());
  for (std::uint16_t i = 0; i < match.capture_count; ++i) {
    const TSQueryCapture& capture = match.captures[i];
    const std::optional<Part>& part = query.captures[capture.index].part;
    if (part) matches.parts.push_back({*part, capture.node, TSNode{}});
  }
  const auto part_count = static_cast<std::uint32_t>(matches.parts.size()) - first_part;
  for (std::uint16_t i = 0; i < match.capture_count; ++i) {
    const TSQueryCapture& capture = match.captures[i];
    const std::optional<RoleCapture>& role = query.captures[capture.index].role;
    if (!role) continue;
    matches.all.push_back(
        {capture.node, role->role, role->detail, match.pattern_index, first_part, part_count});
  }
}

struct CursorDeleter {
  void operator()(TSQueryCursor* cursor) const { ts_query_cursor_delete(cursor); }
};

bool PastDeadline(TSQueryCursorState* state) {
  return ThreadClock::now() > *static_cast<const Deadline*>(state->payload);
}

}  // namespace

Query CompileQuery(const TSLanguage* grammar, std::string_view source, const std::string& file) {
  const QuerySource place(source, file);
  std::uint32_t error_byte = 0;
  TSQueryError error = TSQueryErrorNone;
  Query query;
  query.handle.reset(ts_query_new(grammar, source.data(), static_cast<std::uint32_t>(source.size()),
                                  &error_byte, &error));
  if (query.handle == nullptr) FailAsTreeSitter(place, error_byte, error);
  query.captures = ReadCaptures(query.handle.get(), place);
  const std::uint32_t patterns = ts_query_pattern_count(query.handle.get());
  for (std::uint32_t pattern = 0; pattern < patterns; ++pattern) {
    RequireRole(query, pattern, place);
    query.predicates.push_back(PredicateReader(query.handle.get(), pattern, place).ReadAll());
  }
  return query;
}

Matches RunQuery(const Query& query, TSNode root, std::string_view text, Deadline deadline) {
  const std::unique_ptr<TSQueryCursor, CursorDeleter> cursor(ts_query_cursor_new());
  ts_query_cursor_set_match_limit(cursor.get(), kMatchLimit);
  const TSQueryCursorOptions options{&deadline, PastDeadline};
  ts_query_cursor_exec_with_options(cursor.get(), query.handle.get(), root, &options);
  Matches matches;
  TSQueryMatch match;
  while (ts_query_cursor_next_match(cursor.get(), &match)) {
    if (AllHold(query.predicates[match.pattern_index], match, text)) {
      Append(query, match, matches);
    }
  }
  matches.complete = !ts_query_cursor_did_exceed_match_limit(cursor.get()) &&
                     ThreadClock::now() <= deadline;
  return matches;
}

}  // namespace interlock
