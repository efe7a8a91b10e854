// Every node is asked once for each pattern that may begin there; the kinds of its children rule
// most of them out. What remains goes through the children with the states of the pattern's
// automaton, and into a child only when a state asks for what is in it.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "parsers/node_internal.h"
#include "parsers/query_internal.h"

namespace interlock {
namespace {

// std::regex backtracks, on patterns that are ours and text that is not: a longer text never
// matches.
constexpr std::size_t kLongestMatchedText = 256;

// Ways of matching that are tried at once. Far above what a source file needs (hundreds).
constexpr std::size_t kMostStates = 65'536;

constexpr std::uint32_t kNothing = static_cast<std::uint32_t>(-1);
constexpr std::uint16_t kEnd = static_cast<std::uint16_t>(-1);  // of a sequence
constexpr std::uint32_t kSiblingsBetweenClocks = 4'096;

struct CapturedNode {
  std::uint16_t capture = 0;
  std::uint32_t node = 0;
};

class Matcher {
 public:
  Matcher(const Query& query, const FlatTree& tree, std::string_view text, Deadline deadline)
      : query_(query),
        steps_(query.patterns.steps),
        tree_(tree),
        nodes_(tree.nodes),
        text_(text),
        deadline_(deadline) {}

  Matches Run() {
    for (std::uint32_t index = 0; index < nodes_.size() && !stopped_; ++index) {
      const TSSymbol symbol = nodes_[index].symbol;
      if (symbol >= query_.patterns.by_symbol.size()) continue;  // an error
      const std::vector<PatternSet::Root>& roots = query_.patterns.by_symbol[symbol];
      for (std::size_t i = 0; i < roots.size();) i = TryPattern(roots, i, index);
    }
    matches_.complete = !stopped_ && ThreadClock::now() <= deadline_;
    return std::move(matches_);
  }

 private:
  // What was captured on the way to a state; ways with a common beginning share it.
  struct Link {
    std::uint32_t before = kNothing;
    CapturedNode captured;
  };

  struct State {
    std::uint16_t step = kEnd;
    bool at_once = false;
    bool dead = false;
    bool deferred = false;           // another state holds all its captures and may yet end
    std::uint32_t chain = kNothing;  // in links_
    // Indices behind the states that follow the same way, and behind those of all ways in which the
    // children of one node matched one step: of these ways none holds all that another captured.
    std::uint32_t behind_way = 0, behind_ways = 0;
  };

  // All alternatives that the pattern of roots[i] has for its first node. Returns where those of
  // the next pattern begin.
  std::size_t TryPattern(const std::vector<PatternSet::Root>& roots, std::size_t i,
                         std::uint32_t index) {
    const std::uint16_t pattern = roots[i].pattern;
    links_.clear();
    ends_.clear();
    int alternatives = 0;
    for (; i < roots.size() && roots[i].pattern == pattern; ++i) {
      const PatternStep& step = steps_[roots[i].step];
      if (!Accepts(step, nodes_[index])) continue;
      const std::size_t before = ends_.size();
      Begin(step, index);
      if (ends_.size() > before) ++alternatives;
    }
    if (alternatives > 1) DropWeaker();
    for (const std::uint32_t end : ends_) Give(pattern, end);
    return i;
  }

  void Begin(const PatternStep& step, std::uint32_t index) {
    const std::uint32_t chain = Captured(step, index, kNothing);
    const std::size_t first = ends_.size();
    if (step.asks_children) {
      Children(step, index, chain);
    } else {
      ends_.push_back(chain);
    }
    if (!step.next.empty()) Siblings(step, index, first);
  }

  // Of the ways that several alternatives found, those whose captures another has too. A way that
  // holds all of another's captures holds its last one, so only those are compared.
  void DropWeaker() {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> holders;  // of a capture: index of the end
    const auto key_of = [&](std::uint32_t link) {
      const CapturedNode& captured = links_[link].captured;
      return std::uint64_t{captured.node} << 16 | captured.capture;
    };
    for (std::uint32_t i = 0; i < ends_.size(); ++i) {
      Push(kEnd, false, ends_[i]);
      for (std::uint32_t link = ends_[i]; link != kNothing; link = links_[link].before) {
        holders.emplace_back(key_of(link), i);
      }
    }
    std::sort(holders.begin(), holders.end());
    for (std::uint32_t i = 0; i < ends_.size(); ++i) {
      if (ends_[i] == kNothing) continue;  // an alternative without captures
      const std::uint64_t last = key_of(ends_[i]);
      for (auto holder = std::lower_bound(holders.begin(), holders.end(), std::pair(last, 0u));
           holder != holders.end() && holder->first == last; ++holder) {
        State& other = states_[holder->second];
        if (holder->second != i && !states_[i].dead && !other.dead) Compare(states_[i], other);
      }
    }
    ends_.clear();
    for (std::size_t i = 0; i < top_; ++i) {
      if (!states_[i].dead) ends_.push_back(states_[i].chain);
    }
    top_ = 0;
  }

  static bool HasKinds(const FlatNode& node, const PatternStep& step) {
    return std::all_of(step.needs.begin(), step.needs.end(), [&](const ChildKinds& needed) {
      return ((node.children.symbols & needed.symbols) | (node.children.fields & needed.fields)) !=
             0;
    });
  }

  // All but its field, its place among its siblings and what it asks of its children.
  bool Accepts(const PatternStep& step, const FlatNode& node) const {
    if (step.symbol != 0) {
      if (node.symbol != step.symbol) return false;
    } else if ((step.named && !node.named) || node.is_error()) {
      return false;
    }
    if (step.supertypes != 0 && (node.supertypes & step.supertypes) == 0) return false;
    return HasKinds(node, step) &&
           std::none_of(step.absent.begin(), step.absent.end(),
                        [&](TSFieldId field) { return HasField(node, field); });
  }

  bool HasField(const FlatNode& node, TSFieldId field) const {
    if ((node.children.fields & ChildKinds::OfField(field, 0)) == 0) return false;
    const auto own = static_cast<std::uint32_t>(&node - nodes_.data());
    for (std::uint32_t child = own + 1; child < node.end; child = nodes_[child].end) {
      if (nodes_[child].field == field) return true;
    }
    return false;
  }

  bool NamedBehind(std::uint32_t child, std::uint32_t end) const {
    for (std::uint32_t next = nodes_[child].end; next < end; next = nodes_[next].end) {
      if (nodes_[next].named) return true;
    }
    return false;
  }

  std::uint32_t Captured(const PatternStep& step, std::uint32_t node, std::uint32_t chain) {
    for (const std::uint16_t capture : step.captures) {
      links_.push_back({chain, {capture, node}});
      chain = static_cast<std::uint32_t>(links_.size() - 1);
    }
    return chain;
  }

  void Push(std::uint16_t step, bool at_once, std::uint32_t chain) {
    if (top_ == states_.size()) states_.resize(2 * top_ + 64);
    states_[top_++] = {step, at_once, false, false, chain, 0, 0};
  }

  // Appends to ends_ the chain of every way in which the children of the node match.
  void Children(const PatternStep& of, std::uint32_t index, std::uint32_t chain) {
    const std::size_t base = top_;
    const std::size_t first_end = ends_.size();
    for (const std::uint16_t step : of.first) Push(step, false, chain);
    if (of.children_optional) Push(kEnd, false, chain);
    Pass(base, index + 1, nodes_[index].end, of.captures_inside);
    // Without captures all ways are one.
    if (!of.captures_inside && ends_.size() > first_end) ends_.resize(first_end + 1);
  }

  // Of a pattern that goes on behind its first node: the ends from `first` on become those of the
  // whole.
  void Siblings(const PatternStep& step, std::uint32_t index, std::size_t first) {
    const FlatNode& parent = nodes_[nodes_[index].parent];
    const std::size_t base = top_;
    if (!parent.is_error()) {
      for (std::size_t i = first; i < ends_.size(); ++i) Follow(step, ends_[i]);
    }
    ends_.resize(first);
    Pass(base, nodes_[index].end, parent.end, true);
  }

  // Takes the states from `base` on through the siblings from `child` on, and appends to ends_.
  void Pass(std::size_t base, std::uint32_t child, std::uint32_t end, bool all_ways) {
    const std::size_t first_end = ends_.size();
    for (; child < end && top_ > base && !stopped_; child = nodes_[child].end) {
      const std::size_t known = top_;
      if (Advance(base, child, end)) Settle(base, known);
      if (!all_ways && (ends_.size() > first_end || AnyEnd(base))) break;
    }
    for (std::size_t i = base; i < top_; ++i) {
      if (states_[i].step == kEnd) ends_.push_back(states_[i].chain);
    }
    top_ = base;
  }

  bool AnyEnd(std::size_t base) const {
    for (std::size_t i = base; i < top_; ++i) {
      if (states_[i].step == kEnd) return true;
    }
    return false;
  }

  // True when a state died or another came of it.
  bool Advance(std::size_t base, std::uint32_t child, std::uint32_t end) {
    const std::size_t count = top_;
    const FlatNode& node = nodes_[child];
    if (count > kMostStates) stopped_ = true;
    if (++siblings_ % kSiblingsBetweenClocks == 0 && ThreadClock::now() > deadline_) {
      stopped_ = true;
    }
    bool changed = false;
    for (std::size_t i = base; i < count && !stopped_; ++i) {
      const State state = states_[i];
      if (state.step == kEnd) continue;
      const PatternStep& step = steps_[state.step];
      const bool may_wait = !state.at_once && !(step.next_named && node.named);
      const bool accepted = (step.field == 0 || step.field == node.field) && Accepts(step, node) &&
                            !(step.last_named && NamedBehind(child, end));
      if (!may_wait || (accepted && !step.waits)) changed = states_[i].dead = true;
      if (!accepted) continue;
      const std::size_t first = top_;
      Enter(step, child, state.chain);
      for (std::size_t k = first; k < top_; ++k) {
        states_[k].behind_ways = static_cast<std::uint32_t>(top_);
      }
    }
    return changed || top_ > count;
  }

  void Enter(const PatternStep& step, std::uint32_t child, std::uint32_t chain) {
    chain = Captured(step, child, chain);
    if (!step.asks_children) {
      Follow(step, chain);
      return;
    }
    const std::size_t first = ends_.size();
    Children(step, child, chain);
    for (std::size_t i = first; i < ends_.size(); ++i) Follow(step, ends_[i]);
    ends_.resize(first);
  }

  void Follow(const PatternStep& step, std::uint32_t chain) {
    const std::size_t first = top_;
    for (const PatternStep::Next next : step.next) Push(next.step, next.at_once, chain);
    if (step.may_end) Push(kEnd, false, chain);
    for (std::size_t i = first; i < top_; ++i) {
      states_[i].behind_way = static_cast<std::uint32_t>(top_);
    }
  }

  // Of two states at one step the one whose captures the other has too goes. What has come to the
  // end leaves, unless a state that may still come there holds all that it holds.
  // Those below `known` have been compared with one another, which stands unless one has ended.
  void Settle(std::size_t base, std::size_t known) {
    const std::size_t fresh = known;
    for (std::size_t i = base; i < top_; ++i) {
      if (states_[i].step == kEnd && i < fresh) known = base;
      states_[i].deferred = false;
    }
    for (std::size_t i = base; i < top_; ++i) {
      const bool is_new = i >= fresh;
      for (std::size_t k = std::max(i + 1, known); k < top_ && !states_[i].dead; ++k) {
        if (is_new && k >= states_[i].behind_way)
          k = std::max<std::size_t>(k, states_[i].behind_ways);
        if (k < top_ && !states_[k].dead) Compare(states_[i], states_[k]);
      }
    }
    std::size_t kept = base;
    for (std::size_t i = base; i < top_; ++i) {
      const State& state = states_[i];
      if (state.dead) continue;
      if (state.step == kEnd && !state.deferred) {
        ends_.push_back(state.chain);
      } else {
        if (kept != i) states_[kept] = state;
        ++kept;
      }
    }
    top_ = kept;
  }

  void Compare(State& left, State& right) const {
    bool left_holds = true, right_holds = true;
    std::uint32_t a = left.chain, b = right.chain;
    while (a != b && (left_holds || right_holds)) {
      if (a == kNothing || b == kNothing) {
        (a == kNothing ? left_holds : right_holds) = false;
        break;
      }
      const CapturedNode& one = links_[a].captured;
      const CapturedNode& other = links_[b].captured;
      if (one.node == other.node && one.capture == other.capture) {
        a = links_[a].before;
        b = links_[b].before;
      } else if (one.node > other.node) {
        right_holds = false;
        a = links_[a].before;
      } else if (one.node < other.node) {
        left_holds = false;
        b = links_[b].before;
      } else {
        left_holds = right_holds = false;
      }
    }
    if (left_holds) {
      (left.step == right.step ? right.dead : right.deferred) = true;
    } else if (right_holds) {
      (left.step == right.step ? left.dead : left.deferred) = true;
    }
    if (left_holds && right_holds && left.step != right.step) left.deferred = true;
  }

  void Give(std::uint16_t pattern, std::uint32_t end) {
    captured_.clear();
    for (std::uint32_t link = end; link != kNothing; link = links_[link].before) {
      captured_.push_back(links_[link].captured);
    }
    std::reverse(captured_.begin(), captured_.end());
    const std::vector<Predicate>& predicates = query_.predicates[pattern];
    if (std::all_of(predicates.begin(), predicates.end(),
                    [&](const Predicate& predicate) { return Holds(predicate); })) {
      Append(pattern);
    }
  }

  const CapturedNode* Find(std::uint32_t capture) const {
    const auto found =
        std::find_if(captured_.begin(), captured_.end(),
                     [&](const CapturedNode& node) { return node.capture == capture; });
    return found == captured_.end() ? nullptr : &*found;
  }

  std::string_view TextAt(const CapturedNode& captured) const {
    const FlatNode& node = nodes_[captured.node];
    return text_.substr(node.start, node.size);
  }

  static bool TestText(const Predicate& predicate, std::string_view text) {
    if (predicate.kind != Predicate::Kind::kMatch) {
      return std::find(predicate.texts.begin(), predicate.texts.end(), text) !=
             predicate.texts.end();
    }
    return text.size() <= kLongestMatchedText &&
           std::regex_search(text.begin(), text.end(), predicate.pattern);
  }

  // A predicate on a capture that the match lacks holds, negated or not, as in tree-sitter's
  // bindings.
  bool Holds(const Predicate& predicate) const {
    const CapturedNode* node = Find(predicate.capture);
    if (node == nullptr) return true;
    if (predicate.kind != Predicate::Kind::kEqualCapture) {
      return TestText(predicate, TextAt(*node)) != predicate.negated;
    }
    const CapturedNode* other = Find(predicate.other);
    return other == nullptr || (TextAt(*node) == TextAt(*other)) != predicate.negated;
  }

  void Append(std::uint16_t pattern) {
    const auto first_part = static_cast<std::uint32_t>(matches_.parts.size());
    for (const CapturedNode& captured : captured_) {
      const std::optional<Part>& part = query_.captures[captured.capture].part;
      if (part) matches_.parts.push_back({*part, tree_.At(captured.node), TSNode{}});
    }
    const auto part_count = static_cast<std::uint32_t>(matches_.parts.size()) - first_part;
    for (const CapturedNode& captured : captured_) {
      const std::optional<RoleCapture>& role = query_.captures[captured.capture].role;
      if (!role) continue;
      matches_.all.push_back(
          {tree_.At(captured.node), role->role, role->detail, pattern, first_part, part_count});
    }
  }

  const Query& query_;
  const std::vector<PatternStep>& steps_;
  const FlatTree& tree_;
  const std::vector<FlatNode>& nodes_;
  std::string_view text_;
  Deadline deadline_;
  std::vector<Link> links_;
  std::vector<State> states_;  // below top_: of a sequence, behind those around it
  std::size_t top_ = 0;
  std::vector<std::uint32_t> ends_;  // likewise
  std::vector<CapturedNode> captured_;
  std::uint32_t siblings_ = 0;
  bool stopped_ = false;
  Matches matches_;
};

}  // namespace

Matches RunQuery(const Query& query, const FlatTree& tree, std::string_view text,
                 Deadline deadline) {
  return Matcher(query, tree, text, deadline).Run();
}

}  // namespace interlock
