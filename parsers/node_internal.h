// Small questions about one syntax node.
#pragma once

#include <tree_sitter/api.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace interlock {

inline std::string_view TextOf(TSNode node, std::string_view text) {
  const std::uint32_t start = ts_node_start_byte(node);
  return text.substr(start, ts_node_end_byte(node) - start);
}

inline std::uint32_t LineOf(TSNode node) { return ts_node_start_point(node).row + 1; }

inline bool Contains(TSNode outer, TSNode inner) {
  return ts_node_start_byte(outer) <= ts_node_start_byte(inner) &&
         ts_node_end_byte(inner) <= ts_node_end_byte(outer);
}

// Calls `visit` for every named child but comments, in linear time (ts_node_named_child is not).
template <typename Visit>
void ForEachChild(TSNode node, Visit visit) {
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  for (bool more = ts_tree_cursor_goto_first_child(&cursor); more;
       more = ts_tree_cursor_goto_next_sibling(&cursor)) {
    const TSNode child = ts_tree_cursor_current_node(&cursor);
    if (ts_node_is_named(child) && !ts_node_is_extra(child)) visit(child);
  }
  ts_tree_cursor_delete(&cursor);
}

inline std::vector<TSNode> ChildrenOf(TSNode node) {
  std::vector<TSNode> children;
  ForEachChild(node, [&](TSNode child) { children.push_back(child); });
  return children;
}

// Children that stand right to left at wide nodes are found by scanning; this many are enough for
// any node that a path or type goes through.
inline TSNode FirstChild(TSNode node) {
  for (std::uint32_t i = 0; i < 16; ++i) {
    const TSNode child = ts_node_named_child(node, i);
    if (ts_node_is_null(child) || !ts_node_is_extra(child)) return child;
  }
  return TSNode{};
}

// The node itself when it has none.
inline TSNode LastChild(TSNode node) {
  const std::uint32_t count = ts_node_named_child_count(node);
  return count == 0 ? node : ts_node_named_child(node, count - 1);
}

// Open-addressing map from node identity to T. Identities are addresses, so the order of entries is
// never exposed.
template <typename T>
class NodeMap {
 public:
  // The entry of `node` and whether it is new, in which case it holds `fresh`.
  std::pair<T*, bool> Insert(TSNode node, T fresh) {
    if (2 * (size_ + 1) > slots_.size()) Grow(slots_.empty() ? 64 : 2 * slots_.size());
    Slot& slot = slots_[Probe(slots_, node.id)];
    if (slot.id != nullptr) return {&slot.value, false};
    slot = {node.id, std::move(fresh)};
    ++size_;
    return {&slot.value, true};
  }

  void Reserve(std::size_t count) { Grow(std::bit_ceil(2 * count + 64)); }

  T* Find(TSNode node) { return const_cast<T*>(Find(node.id)); }
  const T* Find(TSNode node) const { return Find(node.id); }
  const T* Find(const void* id) const {
    if (slots_.empty()) return nullptr;
    const Slot& slot = slots_[Probe(slots_, id)];
    return slot.id == nullptr ? nullptr : &slot.value;
  }

 private:
  struct Slot {
    const void* id = nullptr;
    T value{};
  };

  static std::size_t Probe(const std::vector<Slot>& slots, const void* id) {
    const auto mixed = reinterpret_cast<std::uintptr_t>(id) * 0x9E3779B97F4A7C15u;
    std::size_t at = static_cast<std::size_t>(mixed >> 20) & (slots.size() - 1);
    while (slots[at].id != nullptr && slots[at].id != id) at = (at + 1) & (slots.size() - 1);
    return at;
  }

  void Grow(std::size_t slots) {
    std::vector<Slot> larger(slots);
    for (Slot& slot : slots_) {
      if (slot.id != nullptr) larger[Probe(larger, slot.id)] = std::move(slot);
    }
    slots_ = std::move(larger);
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace interlock
