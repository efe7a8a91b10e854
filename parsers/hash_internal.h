// Token hashes of definitions: equal when only layout, comments or the definition's own name
// differ.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "parsers/language_internal.h"
#include "parsers/node_internal.h"

namespace interlock {

// What a node means for hashing; bits.
enum HashTag : std::uint8_t {
  kHashDefinition = 1,  // the extent of a definition
  kHashMember = 2,      // of a definition whose parent is a type
  kHashMeasured = 4,    // its own hash is asked for: a body
  kHashUnsigned = 8,    // not part of the signature around it
  kHashDecorator = 16,  // added to the body of the definition around it
  kHashIgnored = 32,    // part of no hash
  kHashPart = 64,       // a definition that belongs to the signature around it, too
};

struct NodeHash {
  std::uint64_t full = 0;
  std::uint64_t lean = 0;  // without members of types
  std::uint32_t full_tokens = 0;
  std::uint32_t lean_tokens = 0;
  std::uint64_t signature = 0;   // of a definition
  std::uint64_t decorators = 0;  // of a definition; 0 when it has none
};

// Tag the nodes first, then measure the tree once, then ask.
class TokenHashes {
 public:
  TokenHashes(const Language& language, std::string_view text)
      : language_(language), text_(text), tagged_symbols_(language.symbols.size()) {}

  void Tag(TSNode node, std::uint8_t tags);
  void TagDefinition(TSNode node, std::string_view own_name, bool is_member);

  // Visits every node. False when the tree is deeper than `max_depth`.
  bool Measure(const FlatTree& tree, std::size_t max_depth);

  // REQUIRES: `node` was tagged as a definition or measured, and Measure() has returned true.
  const NodeHash& Of(TSNode node) const;

  std::uint32_t error_count() const { return error_count_; }
  std::uint32_t first_error_line() const { return first_error_line_; }

 private:
  struct Entry {
    std::uint8_t tags = 0;
    std::string_view own_name;
    NodeHash hash;
  };
  struct Separator {
    bool pending = false;
    std::uint64_t hash = 0;
  };
  struct Frame {
    std::int32_t entry = -1;
    std::uint32_t covered = 0;  // up to here the node's text is accounted for
    std::uint32_t end = 0;
    std::uint32_t last = 0;  // index of the node behind its last descendant
    std::uint64_t full = 0;
    std::uint64_t lean = 0;
    std::uint32_t full_tokens = 0;
    std::uint32_t lean_tokens = 0;
    Separator separator;
  };
  struct Signature {
    std::int32_t entry = -1;
    std::uint64_t hash = 0;
    std::uint64_t decorators = 0;
    std::uint32_t unsigned_depth = 0;
  };

  std::int32_t EntryOf(const FlatNode& node) const;
  std::uint8_t TagsOf(std::int32_t entry) const;
  bool Enter(const FlatTree& tree, std::uint32_t index);
  void Open(const FlatNode& node, std::int32_t entry);
  void Leave();
  void AddLeaf(const FlatNode& node, const SymbolTraits& symbol);
  void AddToken(std::uint64_t hash);
  void AddGap(std::uint32_t start);
  void SettleSeparator(const SymbolTraits& next);
  void AddToParent(const Frame& frame);
  void CountError(const FlatNode& node);

  const Language& language_;
  std::string_view text_;
  std::vector<bool> tagged_symbols_;
  NodeMap<std::int32_t> by_node_;
  std::vector<Entry> entries_;
  std::vector<Frame> frames_;
  std::vector<Signature> signatures_;
  bool has_errors_ = false;
  std::uint32_t error_count_ = 0;
  std::uint32_t first_error_line_ = 0;
};

}  // namespace interlock
