// Reads the conditions that parts of the code stand behind.
#include <algorithm>

#include "parsers/guards_internal.h"
#include "parsers/names_internal.h"
#include "parsers/paths_internal.h"

namespace interlock {
namespace {

constexpr int kMaxDepth = 8;  // of conditions inside conditions
constexpr std::size_t kMaxGuards = 10'000;

// Of guards: the condition does not hold; leaving its body says nothing of what follows.
constexpr std::uint8_t kNegated = 1, kOnly = 2;

}  // namespace

GuardReader::GuardReader(Extraction& extraction)
    : extraction_(extraction),
      operands_(extraction.language, extraction.text),
      language_(extraction.language),
      text_(extraction.text) {
  for (const Located& use : extraction_.uses) {
    if (use.match.role == Role::kGuard) Note(use);
    if (use.match.role == Role::kExit) exits_.insert(ts_node_start_byte(use.match.node));
  }
  Make();
}

void GuardReader::Note(const Located& use) {
  const TSNode* on = extraction_.Find(use.match, Part::kValue);
  const TSNode* body = extraction_.Find(use.match, Part::kBody);
  if (on == nullptr || body == nullptr) return;
  std::vector<Condition> conditions;
  TakeApart(*on, (use.match.detail & kNegated) != 0, 0, conditions);
  for (const Condition& condition : conditions) AddGuard(use, *body, condition);
  if (conditions.size() != 1 || (use.match.detail & kOnly) != 0) return;
  const Condition opposite{conditions[0].node, !conditions[0].negated};
  if (const TSNode* otherwise = extraction_.Find(use.match, Part::kDefault)) {
    AddGuard(use, *otherwise, opposite);
  } else {
    later_.push_back({use, *body, opposite});
  }
}

void GuardReader::AddGuard(const Located& use, TSNode body, const Condition& condition) {
  guards_.push_back(
      {BytesOf(body), condition, use.region, LineOf(body), ts_node_end_point(body).row + 1});
}

// `a && b` holds when both do; of `a || b` nothing is known.
void GuardReader::TakeApart(TSNode node, bool negated, int depth,
                            std::vector<Condition>& conditions) const {
  if (ts_node_is_null(node) || depth > kMaxDepth) return;
  const SymbolTraits& symbol = language_.Of(node);
  if (symbol.value.form == ValueForm::kUnary) {
    const TSNode operand = ChildOf(node, symbol.value.first);
    const std::string_view sign = operands_.SignBefore(node, operand);
    if (sign == "!" || sign == "not") TakeApart(operand, !negated, depth + 1, conditions);
    return;
  }
  if (symbol.value.form == ValueForm::kBinary) {
    const TSNode left = ChildOf(node, symbol.value.first);
    const TSNode right = ChildOf(node, symbol.value.second);
    const std::string_view sign = operands_.SignBetween(left, right);
    if (!negated && (sign == "&&" || sign == "and")) {
      TakeApart(left, false, depth + 1, conditions);
      TakeApart(right, false, depth + 1, conditions);
    } else if (const auto constant = TruthOf(right)) {
      if (sign == "==" || sign == "===" || sign == "is") {
        conditions.push_back({left, negated == *constant});
      } else if (sign == "!=" || sign == "!==") {
        conditions.push_back({left, negated != *constant});
      }
    }
    return;
  }
  if (symbol.expression.form == ExpressionForm::kTransparent) {
    return TakeApart(ChildOf(node, symbol.expression.first), negated, depth + 1, conditions);
  }
  if (symbol.expression.form == ExpressionForm::kNone) return;
  conditions.push_back({node, negated != BeginsNegated(language_, node, text_)});
}

// What something that is compared with it is taken to be when they are equal; nothing when that
// says nothing of a flag.
std::optional<bool> GuardReader::TruthOf(TSNode node) const {
  if (ts_node_is_null(node)) return std::nullopt;
  const std::string_view text = TextOf(node, text_);
  if (text == "true" || text == "True") return true;
  if (text == "false" || text == "False") return false;
  if (language_.Of(node).string.is_string) return true;
  return std::nullopt;
}

// What ends the function early guards all that follows it in its block.
void GuardReader::FindEarlyExits() {
  for (const Early& early : later_) {
    if (!EndsWithExit(early.body)) continue;
    TSNode parent = ts_node_parent(early.use.match.node);
    if (ts_node_is_null(parent)) continue;
    // Where a condition is an expression, the statement that is nothing else lies between.
    if (language_.Of(parent).is_bare) {
      parent = ts_node_parent(parent);
      if (ts_node_is_null(parent)) continue;
    }
    const std::uint32_t end = ts_node_end_byte(early.use.match.node);
    guards_.push_back({{end, ts_node_end_byte(parent)},
                       early.condition,
                       early.use.region,
                       ts_node_end_point(early.use.match.node).row + 2,
                       ts_node_end_point(parent).row + 1});
  }
}

bool GuardReader::EndsWithExit(TSNode body) const {
  for (int depth = 0; depth < kMaxDepth && !ts_node_is_null(body); ++depth) {
    if (exits_.contains(ts_node_start_byte(body))) return true;
    const std::uint32_t count = ts_node_named_child_count(body);
    if (count == 0) return false;
    body = ts_node_named_child(body, count - 1);
  }
  return false;
}

void GuardReader::Make() {
  FindEarlyExits();
  std::erase_if(guards_, [&](const FoundGuard& guard) { return PathOf(guard) == "?"; });
  std::stable_sort(guards_.begin(), guards_.end(),
                   [](const FoundGuard& a, const FoundGuard& b) { return a.range < b.range; });
  if (guards_.size() > kMaxGuards) guards_.resize(kMaxGuards);
  std::vector<std::int32_t> open;
  for (std::size_t i = 0; i < guards_.size(); ++i) {
    const FoundGuard& found = guards_[i];
    while (!open.empty() && At(open.back()).range.end <= found.range.start) open.pop_back();
    Guard guard;
    guard.scope = extraction_.scopes[found.region].definition;
    guard.around = open.empty() ? -1 : open.back();
    guard.on = PathOf(found);
    guard.negated = found.condition.negated;
    guard.first_line = found.first_line;
    guard.last_line = found.last_line;
    extraction_.facts.guards.push_back(std::move(guard));
    open.push_back(static_cast<std::int32_t>(i));
  }
}

std::string GuardReader::PathOf(const FoundGuard& guard) const {
  return ExpressionPath(language_, guard.condition.node, text_);
}

void GuardReader::TieTo(const std::vector<std::uint32_t>& starts) const {
  for (std::size_t i = 0; i < guards_.size(); ++i) {
    const TSNode condition = guards_[i].condition.node;
    Guard& guard = extraction_.facts.guards[i];
    if (!guard.on.ends_with("()")) continue;
    auto at = std::lower_bound(starts.begin(), starts.end(), ts_node_start_byte(condition));
    for (; at != starts.end() && *at < ts_node_end_byte(condition); ++at) {
      const auto site = static_cast<std::size_t>(at - starts.begin());
      if (extraction_.facts.sites[site].path + "()" != guard.on) continue;
      guard.site = static_cast<std::int32_t>(site);
      break;
    }
  }
}

// Ranges are nested, so the last that begins before and ends behind is the innermost.
std::int32_t GuardReader::Around(std::uint32_t at) const {
  const auto after = std::upper_bound(
      guards_.begin(), guards_.end(), at,
      [](std::uint32_t start, const FoundGuard& guard) { return start < guard.range.start; });
  auto i = static_cast<std::int32_t>(after - guards_.begin()) - 1;
  while (i >= 0 && At(i).range.end <= at) {
    i = extraction_.facts.guards[static_cast<std::size_t>(i)].around;
  }
  return i;
}

std::int32_t GuardReader::Shared(std::int32_t a, std::int32_t b) const {
  // What lies around a guard comes before it.
  while (a != b) {
    std::int32_t& inner = a > b ? a : b;
    inner = extraction_.facts.guards[static_cast<std::size_t>(inner)].around;
  }
  return a;
}

}  // namespace interlock
