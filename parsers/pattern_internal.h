// The patterns of facts.scm, compiled for RunQuery (query_internal.h).
//
// A pattern asks for a node and, among its children, for a sequence of nodes, each of which may ask
// the same of its own children. Each sequence is an automaton over siblings without empty moves
// (Glushkov, 1961): a step is one node that is asked for, with the steps that may follow it.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/flat_tree_internal.h"

namespace interlock {

// The text of a query, for messages.
class QuerySource {
 public:
  QuerySource(std::string_view text, std::string file);

  // Throws Error with the file and the line of `byte`.
  [[noreturn]] void Fail(std::size_t byte, const std::string& what) const;

  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  std::string file_;
};

struct PatternStep {
  struct Next {
    std::uint16_t step = 0;
    bool at_once = false;  // only the very next sibling will do, whatever it is

    bool operator==(const Next&) const = default;
  };

  TSSymbol symbol = 0;  // 0: any
  TSFieldId field = 0;  // 0: any
  bool named = false;   // of any symbol: no token
  std::uint8_t supertypes = 0;
  bool next_named = false;       // no named sibling stands before it
  bool last_named = false;       // none behind it
  bool captures_inside = false;  // it or what it asks of its children
  bool asks_children = false;
  bool children_optional = false;
  bool may_end = false;  // nothing need follow it
  bool waits = false;    // another sibling that matches it may do where this one does not
  std::vector<std::uint16_t> captures;
  std::vector<TSFieldId> absent;
  std::vector<ChildKinds> needs;     // of each at least one bit must be among its children's kinds
  std::vector<std::uint16_t> first;  // of the steps of its children
  std::vector<Next> next;
};

struct PatternOperand {
  bool is_capture = false;
  std::uint16_t capture = 0;
  std::string text;
};

struct PatternPredicate {
  std::string name;  // without '#'
  std::vector<PatternOperand> operands;
};

struct Pattern {
  std::uint32_t start = 0;           // byte
  std::vector<std::uint16_t> roots;  // alternatives
  std::vector<std::uint16_t> captures;
  std::vector<PatternPredicate> predicates;
};

struct PatternSet {
  struct Root {
    std::uint16_t step = 0;
    std::uint16_t pattern = 0;
  };

  std::vector<PatternStep> steps;
  std::vector<Pattern> patterns;
  std::vector<std::string> captures;         // names, by id
  std::vector<TSSymbol> supertypes;          // for Flatten
  std::vector<std::vector<Root>> by_symbol;  // in the order of patterns
};

// Throws Error naming file and line. A pattern that the grammar never builds is not noticed.
PatternSet ReadPatterns(const TSLanguage* grammar, const QuerySource& source);

}  // namespace interlock
