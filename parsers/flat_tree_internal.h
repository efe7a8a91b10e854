// A syntax tree as an array, made by one walk: what patterns and hashes ask of a node stands beside
// it, and its children are found without searching.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <span>
#include <vector>

namespace interlock {

// Which kinds of child a node has, as bits of which several kinds share one: a bit that is not set
// proves that there is none.
struct ChildKinds {
  std::uint64_t symbols = 0;
  std::uint64_t fields = 0;  // of a field with a symbol, and of the field alone (symbol 0)

  static std::uint64_t OfSymbol(TSSymbol symbol) {
    return std::uint64_t{1} << (symbol * 0x9E3779B97F4A7C15u >> 58);
  }
  static std::uint64_t OfField(TSFieldId field, TSSymbol symbol) {
    return std::uint64_t{1} << ((field * 65'537u + symbol + 1u) * 0x9E3779B97F4A7C15u >> 58);
  }
};

struct FlatNode {
  const void* id = nullptr;  // TSNode::id
  std::uint32_t start = 0;   // byte
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::uint32_t size = 0;    // bytes
  std::uint32_t parent = 0;  // of the root: 0
  std::uint32_t end = 0;     // index behind its last descendant: its next sibling, if it has one
  TSSymbol symbol = 0;       // as ts_node_symbol gives it
  TSSymbol alias = 0;
  TSFieldId field = 0;
  std::uint8_t supertypes = 0;  // bit i: the i-th of those asked for, which is hidden, stands here
  bool named : 1 = false;
  bool extra : 1 = false;
  bool missing : 1 = false;
  bool has_error : 1 = false;
  ChildKinds children;

  bool is_error() const { return symbol == static_cast<TSSymbol>(-1); }
};

// All visible nodes of a tree in the order of its text, each before its children.
struct FlatTree {
  const TSTree* tree = nullptr;
  std::vector<FlatNode> nodes;

  TSNode At(std::uint32_t index) const {
    const FlatNode& node = nodes[index];
    return {{node.start, node.row, node.column, node.alias}, node.id, tree};
  }
};

// Of hidden supertypes of the grammar at most eight can be asked for.
FlatTree Flatten(const TSTree* tree, std::span<const TSSymbol> supertypes);

}  // namespace interlock
