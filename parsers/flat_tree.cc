// The only file that looks into tree-sitter's own structures, because its cursor costs several
// times as much for each node. What it gives is held against the public interface in
// tests/parsers/flat_tree_test.cc; the version is pinned in grammars/package.json.
#include <language.h>
#include <subtree.h>
#include <tree.h>

#include <algorithm>

#include "parsers/flat_tree_internal.h"

namespace interlock {
namespace {

// The children of one subtree that are still to come.
struct Level {
  const Subtree* child = nullptr;
  const Subtree* last = nullptr;  // behind the last child
  const TSSymbol* aliases = nullptr;
  const TSFieldMapEntry* fields = nullptr;
  const TSFieldMapEntry* last_field = nullptr;
  std::uint32_t structural = 0;  // the child's number among those that are not extra
  std::uint32_t owner = 0;       // the visible node around it
  TSFieldId field = 0;           // of the hidden node that they stand in
  std::uint8_t supertypes = 0;
  bool visible = false;  // owner is the subtree itself
  Length position{};     // where the next child's padding begins; of the first child, the child
  bool first = true;
};

class Walk {
 public:
  Walk(const TSTree* tree, std::span<const TSSymbol> supertypes)
      : language_(tree->language), supertypes_(supertypes) {
    flat_.tree = tree;
    flat_.nodes.reserve(ts_subtree_visible_descendant_count(tree->root) + 1u);
  }

  FlatTree Run() {
    const Subtree& root = flat_.tree->root;
    Add(root, ts_subtree_padding(root), 0, 0, 0, 0);
    Enter(root, ts_subtree_padding(root), 0, 0, 0, true);
    while (!levels_.empty()) {
      Level& level = levels_.back();
      if (level.child == level.last) {
        if (level.visible) EndOf(level.owner);
        levels_.pop_back();
        continue;
      }
      Next(level);
    }
    return std::move(flat_);
  }

 private:
  void EndOf(std::uint32_t index) {
    flat_.nodes[index].end = static_cast<std::uint32_t>(flat_.nodes.size());
  }

  void Next(Level& level) {
    const Subtree& subtree = *level.child++;
    if (!level.first) level.position = length_add(level.position, ts_subtree_padding(subtree));
    level.first = false;
    const Length position = level.position;
    level.position = length_add(position, ts_subtree_size(subtree));

    TSSymbol alias = 0;
    TSFieldId field = level.field;
    if (!ts_subtree_extra(subtree)) {
      if (level.aliases != nullptr) alias = level.aliases[level.structural];
      for (const TSFieldMapEntry* entry = level.fields; entry < level.last_field; ++entry) {
        if (entry->inherited || entry->child_index != level.structural) continue;
        field = entry->field_id;
        break;
      }
      ++level.structural;
    }
    const std::uint8_t supertypes = level.supertypes;
    const std::uint32_t owner = level.owner;
    if (alias != 0 || ts_subtree_visible(subtree)) {
      const std::uint32_t index = Add(subtree, position, owner, alias, field, supertypes);
      Tell(owner, index);
      Enter(subtree, position, index, 0, 0, true);
    } else {
      Enter(subtree, position, owner, field, supertypes | SupertypeOf(subtree), false);
    }
  }

  std::uint32_t Add(const Subtree& subtree, Length position, std::uint32_t owner, TSSymbol alias,
                    TSFieldId field, std::uint8_t supertypes) {
    const auto index = static_cast<std::uint32_t>(flat_.nodes.size());
    FlatNode& node = flat_.nodes.emplace_back();
    node.id = &subtree;
    node.start = position.bytes;
    node.row = position.extent.row;
    node.column = position.extent.column;
    node.size = ts_subtree_size(subtree).bytes;
    node.parent = owner;
    node.end = index + 1;
    node.symbol =
        ts_language_public_symbol(language_, alias != 0 ? alias : ts_subtree_symbol(subtree));
    node.alias = alias;
    node.field = field;
    node.supertypes = supertypes;
    node.named = alias != 0 ? ts_language_symbol_metadata(language_, alias).named
                            : ts_subtree_named(subtree);
    node.extra = ts_subtree_extra(subtree);
    node.missing = ts_subtree_missing(subtree);
    node.has_error = ts_subtree_error_cost(subtree) > 0;
    return index;
  }

  void Tell(std::uint32_t owner, std::uint32_t child_index) {
    const FlatNode& child = flat_.nodes[child_index];
    ChildKinds& kinds = flat_.nodes[owner].children;
    kinds.symbols |= ChildKinds::OfSymbol(child.symbol);
    if (child.field == 0) return;
    kinds.fields |=
        ChildKinds::OfField(child.field, 0) | ChildKinds::OfField(child.field, child.symbol);
  }

  // Inside what is hidden, the children are those of `owner`.
  void Enter(const Subtree& subtree, Length position, std::uint32_t owner, TSFieldId field,
             std::uint8_t supertypes, bool visible) {
    const std::uint32_t count = ts_subtree_child_count(subtree);
    if (count == 0) return;
    Level& level = levels_.emplace_back();
    level.child = ts_subtree_children(subtree);
    level.last = level.child + count;
    level.aliases = ts_language_alias_sequence(language_, subtree.ptr->production_id);
    ts_language_field_map(language_, subtree.ptr->production_id, &level.fields, &level.last_field);
    level.owner = owner;
    level.field = field;
    level.supertypes = supertypes;
    level.visible = visible;
    level.position = position;
  }

  std::uint8_t SupertypeOf(const Subtree& subtree) const {
    const auto found =
        std::find(supertypes_.begin(), supertypes_.end(), ts_subtree_symbol(subtree));
    return found == supertypes_.end()
               ? std::uint8_t{0}
               : static_cast<std::uint8_t>(1u << (found - supertypes_.begin()));
  }

  const TSLanguage* language_;
  std::span<const TSSymbol> supertypes_;
  FlatTree flat_;
  std::vector<Level> levels_;
};

}  // namespace

FlatTree Flatten(const TSTree* tree, std::span<const TSSymbol> supertypes) {
  return Walk(tree, supertypes).Run();
}

}  // namespace interlock
