// What literals hold that a call is given: the names of their members, and calls that stand in
// them.
#include <algorithm>
#include <iterator>
#include <set>

#include "graph/effects/patterns.h"
#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxMembers = 32;
constexpr std::uint32_t kMaxLines = 1'000;  // of one literal

// "total" of "@or[].@and.total.gt", where "@or" and "@and" join.
std::string_view MemberOf(std::string_view inside, const std::set<std::string_view>& joining) {
  while (true) {
    const std::size_t end = std::min(inside.find_first_of(".[|"), inside.size());
    if (!joining.contains(inside.substr(0, end))) return inside.substr(0, end);
    inside.remove_prefix(end);
    if (inside.starts_with("[]")) inside.remove_prefix(2);
    if (!inside.starts_with('.')) return {};  // what it joins is not known
    inside.remove_prefix(1);
  }
}

}  // namespace

// The names of what literals there hold: "total" and "note" of `{total: {gt: 10}, note}`. Places
// have '|' between them; before them stand names that are none, each with '!', and those of what
// only joins others of the same kind, `[Op.or]: [{…}, {…}]`, with '>'.
std::vector<Constant> SiteReader::MembersAt(const Site& site, std::string_view places) {
  std::vector<Constant> members;
  std::set<std::string_view> known, joining;
  while (!places.empty()) {
    const std::string_view next = places.substr(0, places.find('|'));
    places.remove_prefix(std::min(next.size() + 1, places.size()));
    if (next.starts_with('!')) {
      known.insert(next.substr(1));
      continue;
    }
    if (next.starts_with('>')) {
      joining.insert(next.substr(1));
      continue;
    }
    for (const Operand& operand : site.operands) {
      std::string_view inside = operand.place;
      if (!inside.starts_with(next) || members.size() >= kMaxMembers) continue;
      inside.remove_prefix(next.size());
      if (!joining.empty() && inside.starts_with("[]")) inside.remove_prefix(2);
      if (!inside.starts_with('.')) continue;
      inside = MemberOf(inside.substr(1), joining);
      if (inside.empty() || inside.starts_with('@')) continue;  // worked out when the program runs
      if (known.insert(inside).second) members.push_back({.text = std::string(inside)});
    }
  }
  return members;
}

// "line.total" of `{include: {lines: {select: {total: true}}}}` that a model is asked for, where
// its `lines` are declared to be Lines, and those have a column for their `total`: what stands
// there for other models than that. Places as above; words with '>' are no fields, and those with
// '!' hold none. What the schema of such a model lacks is a field that somebody else must bring.
std::vector<Constant> SiteReader::RelatedAt(const Standing& standing, std::string_view places) {
  std::vector<Constant> related;
  std::set<std::string_view> words, ends;
  std::set<std::string> known;
  const auto root = standing.captures.find("model");
  while (!places.empty() && root != standing.captures.end()) {
    const std::string_view next = places.substr(0, places.find('|'));
    places.remove_prefix(std::min(next.size() + 1, places.size()));
    if (next.starts_with('>')) {
      words.insert(next.substr(1));
      continue;
    }
    if (next.starts_with('!')) {
      ends.insert(next.substr(1));
      continue;
    }
    for (const Operand& operand : standing.site->operands) {
      std::string_view inside = operand.place;
      if (!inside.starts_with(next) || related.size() >= kMaxMembers) continue;
      inside.remove_prefix(next.size());
      if (!inside.starts_with('.') && !inside.starts_with('[')) continue;
      std::string model = root->second;
      bool is_other = false;
      while (!inside.empty()) {
        inside.remove_prefix(inside.find_first_not_of(".[]|") == inside.npos
                                 ? inside.size()
                                 : inside.find_first_not_of(".[]|"));
        const std::string_view part = inside.substr(0, inside.find_first_of(".[|"));
        inside.remove_prefix(part.size());
        if (part.empty() || words.contains(part)) continue;
        const std::string member = Lower(model) + "." + std::string(part);
        const bool is_column = environment_.Declared("column", member).has_value();
        if (is_column && is_other && known.insert(member).second)
          related.push_back({.text = member});
        std::string type = is_column ? "" : environment_.TypeOf(member);
        while (type.ends_with('?') || type.ends_with(']') || type.ends_with('[')) type.pop_back();
        if (type.empty() && !is_column && is_other && !ends.contains(part) && part[0] != '_') {
          const std::optional<Constant> lacking = LackingField(standing, model, part);
          if (lacking && known.insert(member).second) related.push_back(*lacking);
        }
        if (type.empty()) break;
        model = std::move(type);
        is_other = true;
      }
    }
  }
  return related;
}

// What the call is given that stands at a place: "total_cents" at "1.total(0)" of `table("orders",
// {total: integer("total_cents").notNull()})`. An operand does not say where it stands: of several
// calls so named, it is as many there as here; one that is given nothing has no site.
std::vector<Constant> SiteReader::GivenThere(const SourceFile& file, const Site& site,
                                             std::string_view place) {
  const std::size_t open = place.rfind('(');
  const std::string inner(place.substr(open + 1, place.size() - open - 2));
  place = place.substr(0, open);
  const auto called_at = [](const Operand& operand) {
    std::string_view path = operand.text;
    if (operand.kind == OperandKind::kNumber) path.remove_prefix(path.rfind(' ') + 1);
    const bool is_path = operand.kind == OperandKind::kPath || operand.kind == OperandKind::kNumber;
    const std::size_t end = path.find("()");
    return is_path && end != path.npos ? path.substr(0, end) : std::string_view();
  };
  std::string_view called;
  std::ptrdiff_t before = 0;  // calls so named in the literal
  for (const Operand& operand : site.operands) {
    if (operand.place == place) called = called_at(operand);
  }
  if (called.empty()) return {};
  for (const Operand& operand : site.operands) {
    if (operand.place == place) break;
    before += called_at(operand) == called ? 1 : 0;
  }
  const std::size_t dot = called.rfind('.');
  const std::string_view receiver = called.substr(0, dot == called.npos ? 0 : dot);
  const std::string_view name = called.substr(dot + 1);  // npos + 1 == 0
  std::ptrdiff_t given = 0;                              // of them, those with arguments
  const Reference* call = nullptr;
  for (const Reference& use : file.facts().references) {
    const bool is_one = use.kind == ReferenceKind::kCall && use.scope == site.scope &&
                        use.name == name && use.receiver == receiver && use.line >= site.line &&
                        use.line - site.line <= kMaxLines;
    if (!is_one) continue;
    call = &use;
    if (before-- == 0) break;
    given += use.arguments > 0 ? 1 : 0;
  }
  if (call == nullptr || before >= 0 || call->arguments < 1) return {};
  for (const Site& other : SitesOf(file).sites) {
    const bool is_one = other.kind == SiteKind::kCall && other.scope == site.scope &&
                        other.path == called && other.line >= site.line && !other.operands.empty();
    if (!is_one || given-- > 0) continue;
    return other.line == call->line ? OperandsAt(file, other, inner) : std::vector<Constant>();
  }
  return {};
}

// Does a call say `true` at one of the places? They have '|' between them.
bool SiteReader::IsTrueAt(const Standing& standing, std::string_view places) {
  const auto says = [](const Site& site, std::string_view place) {
    return std::any_of(site.operands.begin(), site.operands.end(), [&](const Operand& operand) {
      return operand.place == place && operand.kind == OperandKind::kPath && operand.text == "true";
    });
  };
  while (!places.empty()) {
    const std::string_view place = places.substr(0, places.find('|'));
    places.remove_prefix(std::min(place.size() + 1, places.size()));
    if (!place.starts_with('.') || !place.ends_with(')')) {
      if (says(*standing.site, place)) return true;
      continue;
    }
    const std::size_t open = place.find('(');
    const std::string_view inner = place.substr(open + 1, place.size() - open - 2);
    const auto calls = CallsAround(standing, place.substr(1, open - 1));
    if (std::any_of(calls.begin(), calls.end(),
                    [&](const auto& call) { return says(*call.second, inner); })) {
      return true;
    }
  }
  return false;
}

}  // namespace interlock
