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

// The parser asks between its steps, and one step may read all that is left of a text that it does
// not understand: texts are handed out in pieces, and past the deadline none is.
constexpr std::size_t kPiece = 16'384;

// tree-sitter asks every few microseconds, and the clock of a thread is a call of the system.
constexpr std::uint32_t kAsksBetweenClocks = 64;

// A text that is parsed up to a byte, and what is read after it.
struct Reading {
  std::string_view text;
  std::size_t end;
  std::string_view after;
  Deadline deadline;
  std::uint32_t asked = 0;
  bool late = false;

  bool IsLate() { return late = late || ThreadClock::now() > deadline; }
};

const char* Piece(void* payload, std::uint32_t byte, TSPoint, std::uint32_t* length) {
  Reading& reading = *static_cast<Reading*>(payload);
  std::string_view piece;
  if (byte < reading.end && !reading.IsLate()) {
    piece = reading.text.substr(byte, std::min(kPiece, reading.end - byte));
  } else if (byte == reading.end) {
    piece = reading.after;
  }
  *length = static_cast<std::uint32_t>(piece.size());
  return piece.empty() ? "" : piece.data();
}

bool PastDeadline(TSParseState* state) {
  Reading& reading = *static_cast<Reading*>(state->payload);
  return ++reading.asked % kAsksBetweenClocks == 0 ? reading.IsLate() : reading.late;
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

std::string_view WithLastLineEnded(std::string_view text, std::string& room) {
  if (text.empty() || text.back() == '\n') return text;
  room.reserve(text.size() + 1);
  room = text;
  return room += '\n';
}

Syntax::Syntax(const Language& language, std::string_view text, Deadline deadline)
    : language_(language),
      text_(WithLastLineEnded(text, ended_)),
      deadline_(deadline),
      parser_(ts_parser_new()) {
  ts_parser_set_language(parser_.get(), language.grammar);
}

Tree Syntax::Parse() { return ParseTo(text_.size(), "", PastDeadline); }

Tree Syntax::ParseTo(std::size_t end, std::string_view after, bool (*stops)(TSParseState*)) {
  Reading reading{text_, end, after, deadline_};
  const TSInput input{&reading, Piece, TSInputEncodingUTF8, nullptr};
  const TSParseOptions options{&reading, stops};
  Tree tree(ts_parser_parse_with_options(parser_.get(), nullptr, input, options));
  if (reading.late) tree.reset();  // it may be of the pieces before the deadline
  if (tree == nullptr) ts_parser_reset(parser_.get());
  return tree;
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
  return ParseTo(end, language_.again_end, PastDeadlineOrWrong);
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
