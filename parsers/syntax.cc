// Some grammars keep a macro's arguments as plain tokens, though most of them are expressions. What
// @again captures is parsed a second time, alone, in its place in the text; when that gives a tree
// without errors, its matches replace those of the tokens. It may hold more of its kind.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "parsers/names_internal.h"
#include "parsers/syntax_internal.h"

namespace interlock {
namespace {

// Every text is read again once for each macro around it: enough for real code, a bound for other.
constexpr std::size_t kMaxTreesAgain = 20'000;
constexpr std::size_t kMaxTimesAgain = 8;

const char* ReadAll(void* payload, std::uint32_t byte, TSPoint, std::uint32_t* length) {
  const auto& bytes = *static_cast<const std::string_view*>(payload);
  const std::string_view rest = byte < bytes.size() ? bytes.substr(byte) : std::string_view();
  *length = static_cast<std::uint32_t>(rest.size());
  return rest.empty() ? "" : rest.data();
}

// A part of a text, and the character that is read after it.
struct EndedText {
  std::string_view text;
  std::uint32_t end;
  const std::string& after;
};

const char* ReadEnded(void* payload, std::uint32_t byte, TSPoint, std::uint32_t* length) {
  const auto& part = *static_cast<const EndedText*>(payload);
  if (byte < part.end) {
    *length = part.end - byte;
    return part.text.data() + byte;
  }
  *length = byte == part.end ? static_cast<std::uint32_t>(part.after.size()) : 0;
  return part.after.c_str();
}

// tree-sitter asks every few microseconds, and the clock of a thread is a call of the system.
constexpr std::uint32_t kAsksBetweenClocks = 64;

struct Watch {
  Deadline deadline;
  std::uint32_t asked = 0;
};

bool PastDeadline(TSParseState* state) {
  Watch& watch = *static_cast<Watch*>(state->payload);
  return ++watch.asked % kAsksBetweenClocks == 0 && ThreadClock::now() > watch.deadline;
}

// What turns out to be no whole statement is not read to its end: recovering from errors is dear.
bool PastDeadlineOrWrong(TSParseState* state) { return state->has_error || PastDeadline(state); }

// How much of a tree is not understood: the bytes of its errors, and their number.
std::size_t ErrorsIn(TSNode root) {
  std::size_t errors = 0;
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  for (bool more = true; more;) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    const bool is_error = ts_node_is_error(node);
    if (is_error || ts_node_is_missing(node)) {
      errors += 1 + ts_node_end_byte(node) - ts_node_start_byte(node);
    }
    if (!is_error && ts_node_has_error(node) && ts_tree_cursor_goto_first_child(&cursor)) continue;
    while (!(more = ts_tree_cursor_goto_next_sibling(&cursor))) {
      if (!ts_tree_cursor_goto_parent(&cursor)) break;
    }
  }
  ts_tree_cursor_delete(&cursor);
  return errors;
}

// One statement, of which at most the end is missing.
bool IsWhole(TSNode root) {
  if (!ts_node_has_error(root)) return true;
  if (ts_node_named_child_count(root) != 1) return false;
  const TSNode statement = ts_node_named_child(root, 0);
  const std::uint32_t count = ts_node_child_count(statement);
  if (ts_node_is_error(statement) || count == 0) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const TSNode child = ts_node_child(statement, i);
    const bool missing_end = i + 1 == count && ts_node_is_missing(child);
    if (ts_node_has_error(child) && !missing_end) return false;
  }
  return true;
}

}  // namespace

Syntax::Syntax(const Language& language, std::string_view text, Deadline deadline)
    : language_(language), text_(text), deadline_(deadline), parser_(ts_parser_new()) {
  ts_parser_set_language(parser_.get(), language.grammar);
}

Tree Syntax::Parse() {
  const TSInput input{&text_, ReadAll, TSInputEncodingUTF8, nullptr};
  Watch watch{deadline_};
  const TSParseOptions options{&watch, PastDeadline};
  return Tree(ts_parser_parse_with_options(parser_.get(), nullptr, input, options));
}

// Null when the deadline passed, or when it is no whole statement.
Tree Syntax::ParsePart(TSNode node) {
  const std::uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  TSRange range{ts_node_start_point(node), ts_node_end_point(node), start, end};
  const bool ended = !language_.again_end.empty() && end < text_.size();
  if (ended) {
    ++range.end_byte;
    ++range.end_point.column;
  }
  ts_parser_set_included_ranges(parser_.get(), &range, 1);
  if (!ended) return Parse();
  EndedText part{text_, end, language_.again_end};
  const TSInput input{&part, ReadEnded, TSInputEncodingUTF8, nullptr};
  Watch watch{deadline_};
  const TSParseOptions options{&watch, PastDeadlineOrWrong};
  Tree tree(ts_parser_parse_with_options(parser_.get(), nullptr, input, options));
  if (tree == nullptr) ts_parser_reset(parser_.get());
  return tree;
}

FlatTree Syntax::Flat(const Tree& tree) const {
  return Flatten(tree.get(), language_.query().patterns.supertypes);
}

Matches Syntax::Run(const FlatTree& tree) const {
  return RunQuery(language_.query(), tree, text_, deadline_);
}

Tree Syntax::ParseWithout(Tree whole) {
  if (language_.left_out.empty()) return whole;
  const std::string_view original = text_;
  const CountErrors count = [&](std::string_view text) -> std::optional<std::size_t> {
    text_ = text;
    const Tree tree = Parse();
    text_ = original;
    if (tree == nullptr) return std::nullopt;
    return ErrorsIn(ts_tree_root_node(tree.get()));
  };
  std::optional<TextWithout> without =
      LeaveOut(language_.left_out, text_, ErrorsIn(ts_tree_root_node(whole.get())), count);
  if (!without) return whole;
  text_without_ = std::move(without->text);
  left_out_ = std::move(without->left_out);
  text_ = text_without_;
  return Parse();
}

bool Syntax::Read() {
  Tree whole = Parse();
  if (whole != nullptr && ts_node_has_error(ts_tree_root_node(whole.get()))) {
    whole = ParseWithout(std::move(whole));
  }
  if (whole == nullptr) return false;
  flat_ = Flat(whole);
  matches_ = Run(flat_);
  trees_.push_back(std::move(whole));
  for (std::size_t i = 0; i < matches_.all.size() && matches_.complete; ++i) {
    if (matches_.all[i].role == Role::kAgain) ReadAgain(matches_.all[i].node);
  }
  DropReplaced();
  UnwrapNames(language_, matches_);
  return matches_.complete;
}

void Syntax::ReadAgain(TSNode node) {
  const std::uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  bytes_again_ += end - start;
  if (trees_.size() > kMaxTreesAgain || bytes_again_ > kMaxTimesAgain * text_.size()) return;
  Tree tree = ParsePart(node);
  if (tree == nullptr) {
    matches_.complete = ThreadClock::now() <= deadline_;
    return;
  }
  if (!IsWhole(ts_tree_root_node(tree.get()))) return;
  Matches more = Run(Flat(tree));
  matches_.complete = matches_.complete && more.complete;
  const auto parts_before = static_cast<std::uint32_t>(matches_.parts.size());
  matches_.parts.insert(matches_.parts.end(), more.parts.begin(), more.parts.end());
  for (Match match : more.all) {
    // What is defined in a macro's arguments is the macro's affair.
    if (match.role == Role::kDefinition || match.role == Role::kModifier) continue;
    match.first_part += parts_before;
    matches_.all.push_back(match);
  }
  replaced_.push_back(node);
  trees_.push_back(std::move(tree));
}

// Matches inside a node that was read again, in the tree it belongs to. The nodes of one tree nest
// or lie apart, and none lies in another that was replaced.
void Syntax::DropReplaced() {
  std::map<const TSTree*, std::map<std::uint32_t, std::uint32_t>> ends;  // by start
  for (const TSNode node : replaced_) {
    ends[node.tree][ts_node_start_byte(node)] = ts_node_end_byte(node);
  }
  std::erase_if(matches_.all, [&](const Match& match) {
    if (match.role == Role::kAgain) return true;
    const auto tree = ends.find(match.node.tree);
    if (tree == ends.end()) return false;
    const auto after = tree->second.upper_bound(ts_node_start_byte(match.node));
    return after != tree->second.begin() &&
           ts_node_end_byte(match.node) <= std::prev(after)->second;
  });
}

}  // namespace interlock
