#include "parsers/extract.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <utility>

#include "parsers/claims_internal.h"
#include "parsers/content.h"
#include "parsers/extraction_internal.h"
#include "parsers/guards_internal.h"
#include "parsers/syntax_internal.h"

namespace interlock {
namespace {

ParseOutcome GapOf(const Language& language, GapReason reason, std::string detail) {
  ParseOutcome outcome;
  outcome.facts.language = language.traits.id;
  outcome.gap = reason;
  outcome.detail = std::move(detail);
  return outcome;
}

ParseOutcome TooSlow(const Language& language, std::chrono::milliseconds time) {
  ParseOutcome outcome =
      GapOf(language, GapReason::kTooDeep,
            "not read within " + std::to_string(time.count()) + " ms of processor time");
  outcome.slow = true;
  return outcome;
}

ParseOutcome TooDeep(const Language& language, const ParseLimits& limits) {
  return GapOf(language, GapReason::kTooDeep,
               "nested deeper than " + std::to_string(limits.max_depth) + " nodes or " +
                   std::to_string(kMaxRegionDepth) + " definitions and blocks");
}

// "1 place, in line 4", "3 places, the first in line 4".
std::string Places(std::size_t count, std::uint32_t line) {
  const char* where = count == 1 ? " place, in line " : " places, the first in line ";
  return std::to_string(count) + where + std::to_string(line);
}

// Facts beside syntax errors are given all the same. What was left out counts as one.
ParseOutcome Finish(Extraction& extraction, const Syntax& syntax) {
  ParseOutcome outcome;
  FileFacts& facts = extraction.facts;
  facts.language = extraction.language.traits.id;
  facts.error_count = extraction.hashes.error_count();
  facts.first_error_line = extraction.hashes.first_error_line();
  if (facts.error_count > 0) outcome.detail = Places(facts.error_count, facts.first_error_line);
  if (const std::vector<TextSpan>& left_out = syntax.left_out(); !left_out.empty()) {
    const std::string_view before = extraction.text.substr(0, left_out.front().begin);
    const auto line =
        static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n'));
    if (facts.error_count > 0) outcome.detail += "; ";
    outcome.detail += Places(left_out.size(), line) + " left out";
    if (facts.error_count == 0 || line < facts.first_error_line) facts.first_error_line = line;
    facts.error_count += static_cast<std::uint32_t>(left_out.size());
  }
  if (facts.error_count > 0) {
    outcome.gap = GapReason::kSyntaxErrors;
    outcome.partial = true;
  }
  outcome.facts = std::move(facts);
  return outcome;
}

}  // namespace

std::chrono::milliseconds TimeFor(std::size_t bytes, const ParseLimits& limits) {
  constexpr std::chrono::milliseconds kAnyFile{1'000};
  constexpr std::size_t kBytesInMillisecond = 20;  // a hundredth of what is usual
  return std::min(limits.time, kAnyFile + std::chrono::milliseconds(bytes / kBytesInMillisecond));
}

bool ParseOnly(const Language& language, std::string_view bytes) {
  const Parser parser(ts_parser_new());
  ts_parser_set_language(parser.get(), language.grammar);
  std::string room;
  const std::string_view text = WithLastLineEnded(bytes, room);
  const Tree tree(ts_parser_parse_string(parser.get(), nullptr, text.data(),
                                         static_cast<std::uint32_t>(text.size())));
  return tree != nullptr && !ts_node_has_error(ts_tree_root_node(tree.get()));
}

ParseOutcome ExtractFacts(const Language& language, std::string_view bytes,
                          const ParseLimits& limits) {
  return ExtractFlow(language, bytes, nullptr, limits);
}

ParseOutcome ExtractFlow(const Language& language, std::string_view bytes, FlowFacts* flow,
                         const ParseLimits& limits) {
  if (bytes.size() > limits.max_bytes) {
    return GapOf(
        language, GapReason::kTooLarge,
        std::to_string(bytes.size()) + " bytes, the limit is " + std::to_string(limits.max_bytes));
  }
  if (!IsUtf8(bytes)) return GapOf(language, GapReason::kNotUtf8, "");
  language.query();  // compiled at the first file of a language: no time of that file
  const std::chrono::milliseconds time = TimeFor(bytes.size(), limits);
  const Deadline deadline = ThreadClock::now() + time;
  Syntax syntax(language, bytes, deadline);
  if (!syntax.Read()) return TooSlow(language, time);
  const std::vector<Match> won = SettleClaims(language, syntax.matches());

  Extraction extraction(language, syntax.text(), syntax.matches());
  ReadDefinitions(extraction, won);
  if (extraction.scopes.deepest() > kMaxRegionDepth) return TooDeep(language, limits);
  ReadBindings(extraction);
  if (!extraction.hashes.Measure(syntax.flat(), limits.max_depth)) return TooDeep(language, limits);
  FillHashes(extraction);
  const GuardReader guards(extraction);
  ReadReferences(extraction, guards);
  ReadChoices(extraction);
  ReadEntries(extraction);
  ReadRecords(extraction);
  ReadModuleFacts(extraction);
  ReadSites(extraction, guards, syntax.flat());
  if (flow != nullptr) *flow = ReadFlow(extraction, syntax.root());
  return Finish(extraction, syntax);
}

}  // namespace interlock
