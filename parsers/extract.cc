#include "parsers/extract.h"

#include <tree_sitter/api.h>

#include <utility>

#include "parsers/claims_internal.h"
#include "parsers/content.h"
#include "parsers/extraction_internal.h"
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

ParseOutcome TooSlow(const Language& language, const ParseLimits& limits) {
  return GapOf(language, GapReason::kTooDeep,
               "not read within " + std::to_string(limits.time.count()) + " ms");
}

ParseOutcome TooDeep(const Language& language, const ParseLimits& limits) {
  return GapOf(language, GapReason::kTooDeep,
               "nested deeper than " + std::to_string(limits.max_depth) + " nodes or " +
                   std::to_string(kMaxRegionDepth) + " definitions and blocks");
}

// Facts beside syntax errors are given all the same.
ParseOutcome Finish(Extraction& extraction) {
  ParseOutcome outcome;
  FileFacts& facts = extraction.facts;
  facts.language = extraction.language.traits.id;
  facts.error_count = extraction.hashes.error_count();
  facts.first_error_line = extraction.hashes.first_error_line();
  if (facts.error_count > 0) {
    outcome.gap = GapReason::kSyntaxErrors;
    outcome.partial = true;
    outcome.detail = std::to_string(facts.error_count) +
                     (facts.error_count == 1 ? " place, in line " : " places, the first in line ") +
                     std::to_string(facts.first_error_line);
  }
  outcome.facts = std::move(facts);
  return outcome;
}

}  // namespace

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
  const Deadline deadline = std::chrono::steady_clock::now() + limits.time;
  Syntax syntax(language, bytes, deadline);
  if (!syntax.Read()) return TooSlow(language, limits);
  const std::vector<Match> won = SettleClaims(language, syntax.matches());

  Extraction extraction(language, bytes, syntax.matches());
  ReadDefinitions(extraction, won);
  if (extraction.scopes.deepest() > kMaxRegionDepth) return TooDeep(language, limits);
  ReadBindings(extraction);
  if (!extraction.hashes.Measure(syntax.root(), limits.max_depth)) return TooDeep(language, limits);
  FillHashes(extraction);
  ReadReferences(extraction);
  ReadChoices(extraction);
  ReadEntries(extraction);
  ReadModuleFacts(extraction);
  if (flow != nullptr) *flow = ReadFlow(extraction, syntax.root());
  return Finish(extraction);
}

}  // namespace interlock
