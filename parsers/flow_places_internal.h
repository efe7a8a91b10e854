// Where each node of a file stands: which region holds the names it binds, and which branch must be
// taken to run it.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <vector>

#include "parsers/extraction_internal.h"

namespace interlock {

// Where a node stands.
struct FlowPlace {
  RegionId region = 0;
  std::int32_t branch = 0;
};

inline bool IsFunction(RegionKind kind) {
  return kind == RegionKind::kFunction || kind == RegionKind::kAnonymous;
}

// Notes the region and branch of every named node.
class PlaceFinder {
 public:
  PlaceFinder(const Extraction& extraction, FlowFacts& flow, const NodeMap<bool>& outside)
      : extraction_(extraction), scopes_(extraction.scopes), flow_(flow), outside_(outside) {
    flow_.branches.emplace_back();
  }

  template <typename Visit>
  void Walk(TSNode root, Visit visit) {
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    for (bool more = true; more;) {
      const TSNode node = ts_tree_cursor_current_node(&cursor);
      if (ts_node_is_named(node)) visit(node, Note(node));
      more = ts_tree_cursor_goto_first_child(&cursor);
      while (!more && !ts_tree_cursor_goto_next_sibling(&cursor)) {
        if (!ts_tree_cursor_goto_parent(&cursor)) {
          ts_tree_cursor_delete(&cursor);
          return;
        }
      }
      more = true;
    }
    ts_tree_cursor_delete(&cursor);
  }

 private:
  struct Open {
    std::uint32_t end = 0;
    std::int32_t branch = 0;
  };

  // Decorators and default values stand inside the function, but run outside.
  struct Outside {
    std::uint32_t end = 0;
    RegionId from = -1;
  };

  FlowPlace Note(TSNode node) {
    const std::uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
    while (!open_.empty() && open_.back().end <= start) open_.pop_back();
    while (!outer_.empty() && outer_.back().end <= start) outer_.pop_back();
    const RegionId before = last_;
    Locate(start, end);
    for (RegionId opened = before + 1; opened <= last_; ++opened) {
      if (IsFunction(scopes_[opened].kind)) Push(scopes_[opened].end, false, true);
    }
    const SymbolTraits& symbol = extraction_.language.Of(node);
    if (symbol.flow.form == FlowForm::kDecorate || outside_.Find(node) != nullptr) {
      outer_.push_back({end, at_});
    }
    FlowPlace place{at_, open_.empty() ? 0 : open_.back().branch};
    if (!outer_.empty() && outer_.back().from == at_ && at_ > 0) {
      place.region = scopes_[at_].parent;
      if (IsFunction(scopes_[at_].kind)) place.branch = OutOfFunction(place.branch);
    }
    if (symbol.is_branch) Push(end, symbol.is_loop, false);
    return place;
  }

  std::int32_t OutOfFunction(std::int32_t branch) const {
    while (branch > 0 && !flow_.branches[static_cast<std::size_t>(branch)].is_function) {
      branch = flow_.branches[static_cast<std::size_t>(branch)].parent;
    }
    return branch > 0 ? flow_.branches[static_cast<std::size_t>(branch)].parent : 0;
  }

  void Push(std::uint32_t end, bool is_loop, bool is_function) {
    const std::int32_t parent = open_.empty() ? 0 : open_.back().branch;
    open_.push_back({end, static_cast<std::int32_t>(flow_.branches.size())});
    flow_.branches.push_back({parent, is_loop, is_function});
  }

  // As Scopes::Locate does: regions are numbered in order of position.
  void Locate(std::uint32_t start, std::uint32_t end) {
    while (last_ + 1 < scopes_.size()) {
      const Region& next = scopes_[last_ + 1];
      if (next.start > start || (next.start == start && next.end < end)) break;
      at_ = ++last_;
    }
    while (at_ > 0 && (scopes_[at_].end <= start || scopes_[at_].end < end)) {
      at_ = scopes_[at_].parent;
    }
  }

  const Extraction& extraction_;
  const Scopes& scopes_;
  FlowFacts& flow_;
  const NodeMap<bool>& outside_;
  RegionId at_ = 0, last_ = 0;
  std::vector<Open> open_;
  std::vector<Outside> outer_;
};

}  // namespace interlock
