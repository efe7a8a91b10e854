// One walk over the tree, leaves to root, gives every tagged node its hash: a node's hash combines
// its symbol with its children's, so that moving a statement out of a block shows though no token
// changed (in some languages only layout tells). Two sums run side by side. `full` takes in
// everything; `lean` leaves out the members of types, so that a type is not altered when its method
// is. A function keeps `full`, a type `lean`. Signatures are a third sum, of the plain tokens of
// the innermost definition that are not tagged as unsigned: wrapping a definition in a decorator
// changes the shape of the tree around it, and must not change its signature.
#include <algorithm>

#include "interlock/blanks.h"
#include "interlock/check.h"
#include "parsers/fingerprint_internal.h"
#include "parsers/hash_internal.h"

namespace interlock {
namespace {

constexpr std::uint64_t kOwnName = Fingerprint("the definition's own name");

}  // namespace

void TokenHashes::Tag(TSNode node, std::uint8_t tags) {
  const auto [entry, is_new] = by_node_.Insert(node, static_cast<std::int32_t>(entries_.size()));
  if (is_new) entries_.emplace_back();
  entries_[static_cast<std::size_t>(*entry)].tags |= tags;
  const TSSymbol symbol = ts_node_symbol(node);
  if (symbol < tagged_symbols_.size()) tagged_symbols_[symbol] = true;
}

void TokenHashes::TagDefinition(TSNode node, std::string_view own_name, bool is_member) {
  Tag(node, is_member ? kHashDefinition | kHashMember : kHashDefinition);
  Entry& entry = entries_[static_cast<std::size_t>(*by_node_.Find(node))];
  if (entry.own_name.empty()) entry.own_name = own_name;
}

const NodeHash& TokenHashes::Of(TSNode node) const {
  const std::int32_t* entry = by_node_.Find(node);
  ILK_CHECK(entry != nullptr, "only tagged nodes are asked for");
  return entries_[static_cast<std::size_t>(*entry)].hash;
}

std::int32_t TokenHashes::EntryOf(const FlatNode& node) const {
  if (node.symbol >= tagged_symbols_.size() || !tagged_symbols_[node.symbol]) return -1;
  const std::int32_t* entry = by_node_.Find(node.id);
  return entry == nullptr ? -1 : *entry;
}

std::uint8_t TokenHashes::TagsOf(std::int32_t entry) const {
  return entry < 0 ? 0 : entries_[static_cast<std::size_t>(entry)].tags;
}

bool TokenHashes::Measure(const FlatTree& tree, std::size_t max_depth) {
  has_errors_ = tree.nodes.front().has_error;
  frames_.assign(1, Frame{});  // stands for what is around the root
  const auto count = static_cast<std::uint32_t>(tree.nodes.size());
  for (std::uint32_t index = 0; index < count;) {
    while (frames_.size() > 1 && index >= frames_.back().last) Leave();
    const bool descend = Enter(tree, index);
    if (descend && frames_.size() > max_depth) return false;
    index = descend ? index + 1 : tree.nodes[index].end;
  }
  while (frames_.size() > 1) Leave();
  return true;
}

// Opens a frame for an inner node and adds a leaf. True when its children are to be visited.
bool TokenHashes::Enter(const FlatTree& tree, std::uint32_t index) {
  const FlatNode& node = tree.nodes[index];
  if (has_errors_) CountError(node);
  Frame& around = frames_.back();
  AddGap(node.start);
  around.covered = node.start + node.size;
  if (node.extra && !node.is_error()) return false;
  const std::int32_t entry = EntryOf(node);
  if ((TagsOf(entry) & kHashIgnored) != 0) return false;
  const SymbolTraits& symbol = language_.Of(node.symbol);
  SettleSeparator(symbol);
  const bool is_leaf = node.end == index + 1 || symbol.is_atom;
  if (is_leaf && entry < 0) {
    AddLeaf(node, symbol);
    return false;
  }
  Open(node, entry);
  if (!is_leaf) return true;
  AddLeaf(node, symbol);
  frames_.back().covered = frames_.back().end;
  Leave();
  return false;
}

void TokenHashes::Open(const FlatNode& node, std::int32_t entry) {
  Frame frame;
  frame.entry = entry;
  frame.covered = node.start;
  frame.end = node.start + node.size;
  frame.last = node.end;
  frame.full = frame.lean = language_.Of(node.symbol).hash;
  frames_.push_back(frame);
  const std::uint8_t tags = TagsOf(entry);
  if ((tags & kHashUnsigned) != 0 && !signatures_.empty()) ++signatures_.back().unsigned_depth;
  if ((tags & kHashDefinition) != 0) signatures_.push_back({entry, 0, 0, 0});
}

void TokenHashes::Leave() {
  AddGap(frames_.back().end);
  const Frame frame = frames_.back();
  frames_.pop_back();
  const std::uint8_t tags = TagsOf(frame.entry);
  if (frame.entry >= 0) {
    NodeHash& hash = entries_[static_cast<std::size_t>(frame.entry)].hash;
    hash.full = frame.full;
    hash.lean = frame.lean;
    hash.full_tokens = frame.full_tokens;
    hash.lean_tokens = frame.lean_tokens;
    if ((tags & kHashDefinition) != 0) {
      hash.signature = signatures_.back().hash;
      hash.decorators = signatures_.back().decorators;
      signatures_.pop_back();
      const bool passes = (tags & kHashPart) != 0 && !signatures_.empty();
      if (passes && signatures_.back().unsigned_depth == 0) {
        signatures_.back().hash = Combine(signatures_.back().hash, hash.signature);
      }
    }
  }
  if (!signatures_.empty()) {
    Signature& around = signatures_.back();
    if ((tags & kHashUnsigned) != 0) --around.unsigned_depth;
    if ((tags & kHashDecorator) != 0) around.decorators = Combine(around.decorators, frame.full);
  }
  AddToParent(frame);
}

void TokenHashes::AddToParent(const Frame& frame) {
  Frame& around = frames_.back();
  around.full = Combine(around.full, frame.full);
  around.full_tokens += frame.full_tokens;
  // What holds nothing but members (a statement around a field) is as absent as they are.
  if ((TagsOf(frame.entry) & kHashMember) != 0 || frame.lean_tokens == 0) return;
  around.lean = Combine(around.lean, frame.lean);
  around.lean_tokens += frame.lean_tokens;
}

void TokenHashes::AddLeaf(const FlatNode& node, const SymbolTraits& symbol) {
  const std::string_view text = text_.substr(node.start, node.size);
  if (text.empty() || kBlanks.find(text.front()) != kBlanks.npos) return;
  if (symbol.token == TokenForm::kSeparator) {
    frames_.back().separator = {true, symbol.hash};
    return;
  }
  if (!symbol.is_named) {
    AddToken(symbol.hash);
    return;
  }
  const bool is_own_name =
      !signatures_.empty() &&
      text == entries_[static_cast<std::size_t>(signatures_.back().entry)].own_name;
  AddToken(is_own_name ? kOwnName : Combine(symbol.hash, Fingerprint(text)));
}

void TokenHashes::AddToken(std::uint64_t hash) {
  Frame& frame = frames_.back();
  frame.full = Combine(frame.full, hash);
  frame.lean = Combine(frame.lean, hash);
  ++frame.full_tokens;
  ++frame.lean_tokens;
  if (!signatures_.empty() && signatures_.back().unsigned_depth == 0) {
    signatures_.back().hash = Combine(signatures_.back().hash, hash);
  }
}

// Some grammars keep text in tokens that the tree does not show: it stands between the children.
void TokenHashes::AddGap(std::uint32_t start) {
  Frame& frame = frames_.back();
  if (frames_.size() == 1 || start <= frame.covered) return;
  const std::string_view gap = Trimmed(text_.substr(frame.covered, start - frame.covered));
  if (!gap.empty()) AddToken(Fingerprint(gap));
}

void TokenHashes::SettleSeparator(const SymbolTraits& next) {
  Separator& separator = frames_.back().separator;
  if (!separator.pending) return;
  separator.pending = false;
  if (next.token != TokenForm::kCloser) AddToken(separator.hash);
}

void TokenHashes::CountError(const FlatNode& node) {
  if (!node.is_error() && !node.missing) return;
  if (error_count_++ == 0) first_error_line_ = node.row + 1;
}

}  // namespace interlock
