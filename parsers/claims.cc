#include <algorithm>
#include <array>
#include <compare>
#include <initializer_list>

#include "parsers/claims_internal.h"
#include "parsers/names_internal.h"
#include "parsers/node_internal.h"

namespace interlock {
namespace {

// Roles of one group compete for a node. Flags compete with nothing.
enum class Group : std::uint8_t { kSubject, kExport, kInherit, kLiteral, kReturns, kFlag };
constexpr std::size_t kGroups = 5;
constexpr int kMaxPathDepth = 12;

Group GroupOf(Role role) {
  switch (role) {
    case Role::kDefinition:
    case Role::kParameter:
    case Role::kBinding:
    case Role::kReference:
    case Role::kImport:
    case Role::kNone:
      return Group::kSubject;
    case Role::kExport:
      return Group::kExport;
    case Role::kInherit:
      return Group::kInherit;
    case Role::kLiteral:
      return Group::kLiteral;
    case Role::kReturns:
      return Group::kReturns;
    case Role::kTypeParameter:
      return Group::kFlag;
    default:
      return Group::kFlag;
  }
}

// What tells several facts of one node and pattern apart.
TSNode SubjectOf(const Matches& matches, const Match& match) {
  for (const Part part : {Part::kName, Part::kLocal, Part::kMember, Part::kStar, Part::kBase,
                          Part::kValue, Part::kModule}) {
    if (const TSNode* node = matches.Find(match, part)) return *node;
  }
  return match.node;
}

class Claims {
 public:
  Claims(const Language& language, const Matches& matches)
      : language_(language), matches_(matches) {
    nodes_[0].Reserve(matches.all.size());
    names_[0].Reserve(matches.all.size());
    won_.reserve(matches.all.size());
  }

  std::vector<Match> Settle() {
    for (const std::uint32_t index : InPatternOrder()) Consider(matches_.all[index]);
    return std::move(won_);
  }

 private:
  struct NameClaim {
    const void* role_node = nullptr;
    std::uint32_t won = 0;  // index of the match that won it
  };

  // A counting sort: patterns are few and matches many, already in order of position.
  std::vector<std::uint32_t> InPatternOrder() const {
    std::vector<std::uint32_t> starts(language_.query().patterns.patterns.size() + 1);
    for (const Match& match : matches_.all) ++starts[match.pattern + 1u];
    for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
    std::vector<std::uint32_t> order(matches_.all.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[starts[matches_.all[i].pattern]++] = i;
    return order;
  }

  void Consider(const Match& match) {
    const Group group = GroupOf(match.role);
    if (group == Group::kFlag || matches_.Has(match, Part::kFree)) {
      won_.push_back(match);
      return;
    }
    auto& nodes = nodes_[static_cast<std::size_t>(group)];
    const std::uint16_t* owner = nodes.Find(match.node);
    if (owner != nullptr && *owner != match.pattern) return;
    if (!ClaimName(group, match)) return;
    nodes.Insert(match.node, match.pattern);
    if (match.role == Role::kImport) ClaimImportedNames(match);
    if (match.role == Role::kReference) ClaimKeywords(match);
  }

  // An optional part may make tree-sitter report one node twice, once without it: the richer stays.
  bool ClaimName(Group group, const Match& match) {
    auto& names = names_[static_cast<std::size_t>(group)];
    const NameClaim fresh{match.node.id, static_cast<std::uint32_t>(won_.size())};
    const auto [claim, is_new] = names.Insert(SubjectOf(matches_, match), fresh);
    if (is_new) {
      won_.push_back(match);
      return true;
    }
    const bool same = claim->role_node == match.node.id && claim->won < won_.size() &&
                      won_[claim->won].pattern == match.pattern;
    if (same && match.part_count > won_[claim->won].part_count) won_[claim->won] = match;
    return false;
  }

  void ClaimImportedNames(const Match& match) {
    for (const Part part : {Part::kModule, Part::kMember, Part::kLocal}) {
      for (const TSNode node : matches_.FindAll(match, part)) ClaimInside(node);
    }
  }

  void ClaimInside(TSNode node) {
    if (!inside_claimed_.Insert(node, true).second) return;
    ClaimBelow(node, 0);
  }

  // A path of many names nests to its left.
  void ClaimBelow(TSNode node, int depth) {
    Claim(node);
    if (depth == kMaxPathDepth) return;
    ForEachChild(node, [&](TSNode child) { ClaimBelow(child, depth + 1); });
  }

  void ClaimKeywords(const Match& match) {
    const TSNode* arguments = matches_.Find(match, Part::kArguments);
    if (arguments == nullptr) arguments = matches_.Find(match, Part::kKeywords);
    if (arguments == nullptr) return;
    ForEachChild(*arguments, [&](TSNode argument) {
      const TSNode keyword = KeywordOf(argument, language_.Of(argument));
      if (!ts_node_is_null(keyword)) Claim(NameInside(language_, keyword));
    });
  }

  void Claim(TSNode node) {
    if (!ts_node_is_null(node)) names_[0].Insert(node, NameClaim{});
  }

  const Language& language_;
  const Matches& matches_;
  std::array<NodeMap<std::uint16_t>, kGroups> nodes_;
  std::array<NodeMap<NameClaim>, kGroups> names_;
  NodeMap<bool> inside_claimed_;
  std::vector<Match> won_;
};

std::uint32_t OrderOf(Role role) {
  if (role == Role::kDefinition) return 0;
  return role == Role::kScope ? 1 : 2;
}

// Sorting small keys, not matches: a node's end is worth computing once.
struct Place {
  std::uint64_t position = 0;  // earlier first, then longer first
  std::uint32_t order = 0;     // among equal extents
  std::uint32_t index = 0;

  auto operator<=>(const Place&) const = default;
};

Place PlaceOf(const Match& match, std::uint32_t index) {
  const std::uint64_t start = ts_node_start_byte(match.node);
  const std::uint32_t end = ts_node_end_byte(match.node);
  return {start << 32 | ~end, OrderOf(match.role) << 16 | match.pattern, index};
}

}  // namespace

std::vector<Match> SettleClaims(const Language& language, const Matches& matches) {
  const std::vector<Match> won = Claims(language, matches).Settle();
  std::vector<Place> places;
  places.reserve(won.size());
  for (std::uint32_t i = 0; i < won.size(); ++i) places.push_back(PlaceOf(won[i], i));
  std::sort(places.begin(), places.end());
  std::vector<Match> sorted;
  sorted.reserve(won.size());
  for (const Place& place : places) sorted.push_back(won[place.index]);
  return sorted;
}

}  // namespace interlock
