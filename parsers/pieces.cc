#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "parsers/names_internal.h"
#include "parsers/node_internal.h"
#include "parsers/paths_internal.h"
#include "parsers/pieces_internal.h"
#include "parsers/sql_reader.h"

namespace interlock {
namespace {

constexpr std::size_t kMostPieces = 400;        // of one text
constexpr std::size_t kMostEvents = 20'000;     // of one file
constexpr std::string_view kHole = "{?}";
constexpr std::uint8_t kItem = 1, kBegins = 2, kAll = 3;  // of Role::kPiece

// A name is given a text, or one more piece of it.
struct Event {
  TSNode node;
  TSNode value;
  RegionId region = 0;
  std::uint8_t detail = 0;
  std::uint32_t start = 0;
};

struct Piece {
  std::string text;
  TSNode node;
  RegionId region = 0;
};

using Pieces = std::vector<Piece>;

class PieceReader {
 public:
  PieceReader(const Extraction& extraction, const FlatTree& tree, const GuardReader& guards,
              const OperandReader& operands)
      : extraction_(extraction),
        language_(extraction.language),
        tree_(tree),
        guards_(guards),
        operands_(operands) {}

  std::vector<PiecedText> Read() {
    for (const Located& use : extraction_.uses) {
      if (use.match.role == Role::kGuard) NoteBranches(use.match);
      if (use.match.role == Role::kPiece && ++events_ <= kMostEvents) NoteMember(use.match);
    }
    events_ = 0;
    for (const Located& use : extraction_.uses) {
      if (use.match.role == Role::kPiece && ++events_ <= kMostEvents) Note(use);
    }
    for (auto& [name, events] : named_) Follow(name.second, events);
    // Of one beginning, the longest first.
    std::stable_sort(found_.begin(), found_.end(), [](const PiecedText& a, const PiecedText& b) {
      const auto order = [](const PiecedText& text) {
        return std::pair(ts_node_start_byte(text.first), ~text.text.size());
      };
      return order(a) < order(b);
    });
    const auto is_known = [](const PiecedText& a, const PiecedText& b) {
      return ts_node_eq(a.first, b.first) && a.text.starts_with(b.text);
    };
    found_.erase(std::unique(found_.begin(), found_.end(), is_known), found_.end());
    return std::move(found_);
  }

 private:
  // What holds until the branch ends in which the text was begun anew.
  struct Frame {
    std::uint32_t end = 0;
    bool is_left = false;  // by what stands last in it
    Pieces before;
    bool has_alternatives = false;
  };

  void NoteBranches(const Match& match) {
    for (const Part part : {Part::kBody, Part::kDefault}) {
      if (const TSNode* node = extraction_.Find(match, part)) branches_.Insert(*node, true);
    }
  }

  // Names of methods that add pieces: chains of these are about one text.
  void NoteMember(const Match& match) {
    if (const TSNode* member = extraction_.Find(match, Part::kMember)) {
      members_.emplace(TextOf(*member, extraction_.text));
    }
  }

  void Note(const Located& use) {
    const TSNode* value = extraction_.Find(use.match, Part::kValue);
    const TSNode node = use.match.node;
    Event event{node, value != nullptr ? *value : TSNode{}, use.region, use.match.detail,
                value != nullptr ? ts_node_start_byte(*value) : ts_node_end_byte(node)};
    if (event.detail == kAll) return TakeAll(event);
    std::string name = NameOf(use.match);
    if (name.empty() || name.size() > kMaxName) return;
    const RegionId function = extraction_.scopes[use.region].function;
    named_[{function, std::move(name)}].push_back(event);
  }

  void TakeAll(const Event& event) {
    std::string text = TextIn(event);
    if (LooksLikeSql(text)) found_.push_back({std::move(text), event.value, event.region});
  }

  // "sql" of `sql.append(…).append(…)`; of a chain on what has no name, where it begins; "." of
  // `append(…)`, which is about what the function around is.
  std::string NameOf(const Match& match) const {
    if (extraction_.Has(match, Part::kName)) return std::string(extraction_.NameOf(match));
    const std::string place = "@" + std::to_string(ts_node_start_byte(match.node));
    const TSNode* receiver = extraction_.Find(match, Part::kReceiver);
    if (receiver == nullptr && extraction_.Has(match, Part::kMember)) return ".";
    if (receiver == nullptr) return place;
    const std::string written = ExpressionPath(language_, *receiver, extraction_.text);
    std::string_view path = written;
    const std::size_t dot = path.find('.');
    const std::string name(path.substr(0, dot));
    while (path.find('.') != path.npos) {
      std::string_view step = path.substr(path.rfind('.') + 1);
      path.remove_suffix(step.size() + 1);
      if (!step.ends_with("()")) return "";
      step.remove_suffix(2);
      if (!members_.contains(step)) return "";
    }
    const bool is_name = !name.empty() && name.find_first_of("?(){}[]") == name.npos;
    return is_name ? name : place;
  }

  void Follow(const std::string& name, std::vector<Event>& events) {
    const auto adds = [](const Event& event) { return event.detail != kBegins; };
    const auto is_own = [&](const Event& event) { return Continues(name, TextIn(event)); };
    if (std::none_of(events.begin(), events.end(), adds) &&
        (events.size() < 2 || std::none_of(events.begin(), events.end(), is_own))) {
      return;
    }
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.start < b.start; });
    frames_.clear();
    current_.clear();
    has_alternatives_ = false;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const bool holds_next = i + 1 < events.size() && !ts_node_is_null(events[i].value) &&
                              adds(events[i + 1]) && Contains(events[i].value, events[i + 1].node);
      if (holds_next) continue;  // `parts = append(parts, "…")`
      Leave(events[i].start);
      Take(name, events[i]);
    }
    Emit();
  }

  static bool Continues(const std::string& name, std::string_view text) {
    return text.size() > name.size() + 1 && text[0] == '{' && text.substr(1).starts_with(name) &&
           text[name.size() + 1] == '}';
  }

  std::string TextIn(const Event& event) const {
    return ts_node_is_null(event.value) ? "" : operands_.PieceText(event.value);
  }

  void Take(const std::string& name, const Event& event) {
    Piece piece{TextIn(event), ts_node_is_null(event.value) ? event.node : event.value,
                event.region};
    if (event.detail == kBegins && !Continues(name, piece.text)) return Begin(event, piece);
    if (event.detail == kBegins) piece.text.erase(0, name.size() + 2);
    if (piece.text == kHole) piece.text = " " + piece.text + " ";  // a clause, not a part of a name
    if (event.detail == kItem) {
      // A whole statement behind another is one of a list.
      if (!current_.empty() && LooksLikeSql(piece.text)) {
        Emit();
        current_.clear();
      }
      if (FirstSaid() != current_.end()) piece.text.insert(0, "\n");
      piece.text += '\n';
    }
    if (current_.size() >= kMostPieces) return;
    current_.push_back(std::move(piece));
    grew_ = current_.size() > 1;
  }

  void Begin(const Event& event, Piece piece) {
    Emit();
    Frame frame = BranchAround(event.node);
    if (frames_.empty() || frames_.back().end != frame.end) {
      frame.before = std::move(current_);
      frame.has_alternatives = has_alternatives_;
      frames_.push_back(std::move(frame));
    }
    has_alternatives_ = false;
    current_.clear();
    current_.push_back(std::move(piece));
  }

  // Behind a branch, the text may be that of before or that which began in it.
  void Leave(std::uint32_t at) {
    while (!frames_.empty() && frames_.back().end <= at) {
      Emit();
      const bool is_left = frames_.back().is_left;
      has_alternatives_ = frames_.back().has_alternatives || (has_alternatives_ && !is_left);
      Pieces all = std::move(frames_.back().before);
      frames_.pop_back();
      if (is_left) current_.clear();
      if (!all.empty() && !current_.empty()) {
        current_.front().text.insert(0, "\n");
        has_alternatives_ = true;
      }
      const std::size_t room = kMostPieces - std::min(kMostPieces, all.size());
      const std::size_t count = std::min(room, current_.size());
      std::move(current_.begin(), current_.begin() + static_cast<std::ptrdiff_t>(count),
                std::back_inserter(all));
      current_ = std::move(all);
    }
  }

  Pieces::const_iterator FirstSaid() const {
    return std::find_if(current_.begin(), current_.end(), [](const Piece& piece) {
      return piece.text.find_first_not_of(" \n") != std::string::npos;
    });
  }

  void Emit() {
    if (!std::exchange(grew_, false)) return;
    const auto first = FirstSaid();
    if (first == current_.end()) return;
    PiecedText whole{"", first->node, first->region, has_alternatives_};
    for (const Piece& piece : current_) {
      whole.text += piece.text;
      if (whole.text.size() > kMaxPieceText) return;
    }
    if (!LooksLikeSql(whole.text)) return;
    LeaveOutGuarded(&whole);
    found_.push_back(std::move(whole));
  }

  // Pieces behind different conditions are taken for what always stands there.
  void LeaveOutGuarded(PiecedText* whole) const {
    const auto around = [&](const Piece& piece) {
      return guards_.Around(ts_node_start_byte(piece.node));
    };
    const std::int32_t own = guards_.Around(ts_node_start_byte(whole->first));
    std::int32_t other = own;
    for (const Piece& piece : current_) {
      const std::int32_t guard = around(piece);
      if (guard == own || guard == other) continue;
      if (other != own || guard < 0) return;
      other = guard;
      whole->guarded = piece.node;
    }
    if (other == own) return;
    for (const Piece& piece : current_) {
      if (around(piece) == own) whole->without += piece.text;
    }
  }

  // The innermost branch around the node; what is in a function stands in one.
  Frame BranchAround(TSNode node) const {
    const std::vector<FlatNode>& nodes = tree_.nodes;
    const std::uint32_t start = ts_node_start_byte(node);
    auto at = std::lower_bound(
        nodes.begin(), nodes.end(), start,
        [](const FlatNode& each, std::uint32_t wanted) { return each.start < wanted; });
    while (at != nodes.end() && at->start == start && at->id != node.id) ++at;
    if (at == nodes.end() || at->id != node.id) return {.end = UINT32_MAX};
    for (std::uint32_t index = at->parent; index != 0; index = nodes[index].parent) {
      const TSNode branch = tree_.At(index);
      if (language_.Of(branch).is_branch || branches_.Find(branch) != nullptr) {
        return {.end = ts_node_end_byte(branch), .is_left = guards_.EndsWithExit(branch)};
      }
    }
    return {.end = UINT32_MAX};
  }

  const Extraction& extraction_;
  const Language& language_;
  const FlatTree& tree_;
  const GuardReader& guards_;
  const OperandReader& operands_;
  NodeMap<bool> branches_;
  std::set<std::string, std::less<>> members_;
  std::map<std::pair<RegionId, std::string>, std::vector<Event>> named_;
  std::size_t events_ = 0;
  std::vector<Frame> frames_;
  Pieces current_;
  bool grew_ = false;
  bool has_alternatives_ = false;
  std::vector<PiecedText> found_;
};

}  // namespace

std::vector<PiecedText> ReadPieces(const Extraction& extraction, const FlatTree& tree,
                                   const GuardReader& guards, const OperandReader& operands) {
  return PieceReader(extraction, tree, guards, operands).Read();
}

void SetApart(const std::vector<SqlStatement>& always, std::int32_t guard, std::size_t first,
              std::vector<SqlStatement>* statements) {
  const auto has_column = [&](const ColumnUse& use) {
    return std::any_of(always.begin(), always.end(), [&](const SqlStatement& statement) {
      return std::any_of(statement.columns.begin(), statement.columns.end(),
                         [&](const ColumnUse& other) {  // whosever it is
                           return other.column == use.column && other.access == use.access;
                         });
    });
  };
  const auto has_table = [&](const TableUse& use) {
    return std::any_of(always.begin(), always.end(), [&](const SqlStatement& statement) {
      return std::find(statement.tables.begin(), statement.tables.end(), use) !=
             statement.tables.end();
    });
  };
  std::vector<SqlStatement> apart;
  for (std::size_t i = first; i < statements->size(); ++i) {
    SqlStatement& whole = (*statements)[i];
    SqlStatement part = whole;
    std::erase_if(part.columns, has_column);
    std::erase_if(part.tables, has_table);
    if (part.columns.empty() && part.tables.empty()) continue;
    std::erase_if(whole.columns, [&](const ColumnUse& use) { return !has_column(use); });
    std::erase_if(whole.tables, [&](const TableUse& use) { return !has_table(use); });
    part.guard = guard;
    apart.push_back(std::move(part));
  }
  std::move(apart.begin(), apart.end(), std::back_inserter(*statements));
}

}  // namespace interlock
