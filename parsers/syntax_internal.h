// From bytes to the matches of a language's query.
#pragma once

#include <tree_sitter/api.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/language_internal.h"
#include "parsers/left_out_internal.h"
#include "parsers/query_internal.h"

namespace interlock {

struct ParserDeleter {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct TreeDeleter {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using Parser = std::unique_ptr<TSParser, ParserDeleter>;
using Tree = std::unique_ptr<TSTree, TreeDeleter>;

// The text, in the room where it had to be copied for the end of its last line: scanners of
// grammars look for one without looking whether the text has ended (Kotlin's, after an annotation,
// for ever).
std::string_view WithLastLineEnded(std::string_view text, std::string& room);

// Keeps the trees that its nodes and matches point into.
class Syntax {
 public:
  Syntax(const Language& language, std::string_view text, Deadline deadline);

  // False when the deadline passed.
  bool Read();

  // Of the nodes: what had to be left out to read it is blank.
  std::string_view text() const { return text_; }
  const std::vector<TextSpan>& left_out() const { return left_out_; }

  TSNode root() const { return ts_tree_root_node(trees_.front().get()); }
  const FlatTree& flat() const { return flat_; }  // of root()
  const Matches& matches() const { return matches_; }

 private:
  // Null when the deadline passed.
  Tree Parse();
  Tree ParseTo(std::size_t end, std::string_view after, bool (*stops)(TSParseState*));
  // Reads a text that has errors once more, without what the grammar is known not to read.
  Tree ParseWithout(Tree whole);
  Tree ParsePart(TSNode node);
  FlatTree Flat(const Tree& tree) const;
  Matches Run(const FlatTree& tree) const;
  void ReadAgain(TSNode node);
  void DropReplaced();

  const Language& language_;
  std::string ended_;
  std::string_view text_;
  std::string text_without_;
  std::vector<TextSpan> left_out_;
  Deadline deadline_;
  Parser parser_;
  std::vector<Tree> trees_;  // of the whole text, then of what was read again
  FlatTree flat_;
  std::vector<TSNode> replaced_;
  std::size_t bytes_again_ = 0;
  Matches matches_;
};

}  // namespace interlock
