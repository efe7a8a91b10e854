// Parts of statements that stand in them only when a condition holds, and lists that a call makes
// one text of.
#include <algorithm>

#include "interlock/blanks.h"
#include "parsers/operands_internal.h"
#include "parsers/paths_internal.h"
#include "parsers/sql_reader.h"

namespace interlock {
namespace {

constexpr int kMostPasses = 4;  // of a list through calls that leave some of it out

bool SaysNothing(std::string_view text) {
  return text == "null" || text == "nil" || text == "None" || text == "undefined" ||
         text == "false" || text == "False";
}

}  // namespace

// The alternatives that a value may be: of `only && "AND a = 1"` the right side.
std::vector<TSNode> OperandReader::AlternativesOf(TSNode node) const {
  const SymbolTraits& symbol = language_.Of(node);
  if (symbol.flow.form != FlowForm::kChoice) return {};
  const TSNode first = ChildOf(node, symbol.flow.first), second = ChildOf(node, symbol.flow.second);
  if (ts_node_is_null(first) || ts_node_is_null(second)) return {};
  if (symbol.value.form != ValueForm::kBinary) return {first, second};
  const std::string_view sign = SignBetween(first, second);
  if (sign == "||" || sign == "??" || sign == "or") return {first, second};
  return sign == "&&" || sign == "and" ? std::vector<TSNode>{second} : std::vector<TSNode>();
}

// The text of a statement, with what stands in it by choice; it was `joined` without.
std::string OperandReader::WithClauses(TSNode node, std::string joined) const {
  if (with_clauses_ || joined.size() > kMaxPieceText || !LooksLikeSql(joined)) return joined;
  with_clauses_ = true;
  std::string whole;
  const bool is_text = Join(node, 0, &whole);
  with_clauses_ = false;
  return is_text && whole.size() <= kMaxPieceText ? whole : joined;
}

// What `only ? "AND a = 1" : ""` may stand for, one alternative below the other, where each is a
// clause: of mere names nobody knows which one it is.
bool OperandReader::HasClauses(TSNode node, std::string* text) const {
  const std::vector<TSNode> sides =
      choices_ < kMaxOperandDepth ? AlternativesOf(node) : std::vector<TSNode>();
  if (sides.empty()) return false;
  std::string clauses;
  for (const TSNode& side : sides) {
    ++choices_;
    std::string clause = SaysNothing(TextOf(side, text_)) ? "" : PieceText(side);
    --choices_;
    const std::string_view said = Trimmed(clause);
    if (!said.empty() && said.find_first_of(" \n") == said.npos) return false;
    if (!said.empty()) clauses += (clauses.empty() ? "" : "\n") + clause;
  }
  *text += clauses;
  return true;
}

// The list that a literal holds, or what a call leaves of it: `["a", only && "b"].filter(Boolean)`.
TSNode OperandReader::ListIn(TSNode node) const {
  for (int i = 0; i < kMostPasses && !ts_node_is_null(node); ++i) {
    node = WithoutBrackets(node);
    const SymbolTraits& symbol = language_.Of(node);
    if (symbol.value.form == ValueForm::kList) return node;
    TSNode member = node;
    if (symbol.expression.form == ExpressionForm::kCall) {
      member = ChildOf(node, symbol.expression.first);
    } else if (symbol.expression.form != ExpressionForm::kMethodCall) {
      const TSNode last = LastChild(node);  // `[]string{"a", "b"}`, `new[] {"a", "b"}`
      const bool is_list =
          !ts_node_is_null(last) && language_.Of(last).value.form == ValueForm::kList;
      return is_list ? last : TSNode{};
    }
    if (ts_node_is_null(member)) return TSNode{};
    const NodeForm<ExpressionForm>& form = language_.Of(member).expression;
    const TSNode name = ChildOf(member, form.second);
    const auto& passes = language_.list_passes;
    const bool is_passed_on =
        !ts_node_is_null(name) &&
        std::find(passes.begin(), passes.end(), TextOf(name, text_)) != passes.end();
    node = is_passed_on ? ChildOf(member, form.first) : TSNode{};
  }
  return TSNode{};
}

// `["SELECT id", "FROM orders"].join(" ")`, `" ".join([…])`, `implode(" ", […])`: the items, with
// what is put between them.
bool OperandReader::HasJoinedList(TSNode node, std::string* text) const {
  const std::vector<std::string>& joins = language_.list_joins;
  const NodeForm<ExpressionForm>& form = language_.Of(node).expression;
  const bool is_call = form.form == ExpressionForm::kCall;
  if (joins.empty() || (!is_call && form.form != ExpressionForm::kMethodCall)) return false;
  const TSNode callee = is_call ? ChildOf(node, form.first) : node;
  if (ts_node_is_null(callee)) return false;
  const NodeForm<ExpressionForm>& member = language_.Of(callee).expression;
  const bool has_object =
      member.form == ExpressionForm::kMember || member.form == ExpressionForm::kMethodCall;
  const TSNode name = has_object ? ChildOf(callee, member.second) : callee;
  const bool may = !ts_node_is_null(name) &&
                   std::find(joins.begin(), joins.end(), TextOf(name, text_)) != joins.end();
  const TSNode* arguments = may ? ArgumentsOf(node) : nullptr;
  if (arguments == nullptr || choices_ >= kMaxOperandDepth) return false;
  std::vector<TSNode> given = ChildrenOf(*arguments);
  if (has_object) given.insert(given.begin(), ChildOf(callee, member.first));
  TSNode list{};
  std::string between = "\n";
  for (TSNode each : given) {
    if (ts_node_is_null(each)) continue;
    if (language_.Of(each).argument == ArgumentForm::kKeyword) each = LastChild(each);
    if (const auto constant = StringText(language_, each, text_)) {
      between = *constant;
    } else if (const TSNode held = ListIn(each); ts_node_is_null(list)) {
      list = held;
    }
  }
  if (ts_node_is_null(list)) return false;
  std::string joined;
  bool has_text = false;
  ++choices_;
  ForEachChild(list, [&](TSNode item) {
    if (joined.size() > kMaxPieceText) return;
    const NodeForm<ValueForm>& pair = language_.Of(item).value;
    if (pair.form == ValueForm::kPair) {  // an item of what may have keys, too
      const TSNode value = ChildOf(item, pair.second);
      item = ts_node_is_null(value) ? ChildOf(item, pair.first) : value;
    }
    const std::string piece = ts_node_is_null(item) ? "" : PieceText(item, 1);
    has_text = has_text || piece.find_first_not_of("{?} ") != piece.npos;
    if (piece.empty()) return;  // one that a condition leaves out
    joined += (joined.empty() ? "" : between) + piece;
  });
  --choices_;
  if (has_text) *text += joined;
  return has_text;
}

// Statements in what is given by choice, or as the items of a list.
bool OperandReader::ReadComposedSql(TSNode node, const std::string& place, int depth,
                                    std::vector<Operand>& operands) {
  if (std::string joined; HasJoinedList(node, &joined)) {
    return ReadSqlText(joined, node, place, operands);
  }
  bool has_one = false;
  if (depth >= kMaxOperandDepth) return has_one;
  for (const TSNode& side : AlternativesOf(node)) {
    const TSNode plain = WithoutBrackets(side);
    const bool is_nested = ReadComposedSql(plain, place, depth + 1, operands);
    has_one = is_nested || ReadSqlText(PieceText(plain), plain, place, operands) || has_one;
  }
  return has_one;
}

}  // namespace interlock
