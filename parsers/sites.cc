// Places in the code with the values that stand there.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "interlock/default_values.h"
#include "parsers/extraction_internal.h"
#include "parsers/graphql_reader.h"
#include "parsers/guards_internal.h"
#include "parsers/labels_internal.h"
#include "parsers/names_internal.h"
#include "parsers/operands_internal.h"
#include "parsers/paths_internal.h"
#include "parsers/pieces_internal.h"
#include "parsers/sql_reader.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxSites = 20'000;
constexpr std::size_t kMaxStatements = 5'000;
constexpr int kMaxAbove = 2'000;  // whose next siblings are looked at: each is found from the root

constexpr std::uint8_t kLabels = 4;  // of sites
constexpr std::uint8_t kAnswers = 7;

constexpr std::string_view kNameBytes =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

class SiteReader {
 public:
  SiteReader(Extraction& extraction, const GuardReader& guards)
      : extraction_(extraction),
        language_(extraction.language),
        text_(extraction.text),
        operands_(extraction.language, extraction.text),
        guards_(guards) {}

  void Read(const FlatTree& tree) {
    for (const Located& use : extraction_.uses) Note(use);
    for (const Definition& definition : extraction_.facts.definitions) {
      const bool is_constant = definition.kind == DefinitionKind::kConstant;
      if (is_constant && definition.parent < 0) operands_.NoteConstant(definition.name);
    }
    for (const HeldValue& held : extraction_.held_values) {
      const auto index = static_cast<std::size_t>(held.definition);
      operands_.NoteHeld(extraction_.facts.definitions[index].name, held.value);
    }
    MergeLoops();
    for (const HeldValue& held : extraction_.held_values) AddHeld(held);
    for (const Located& use : extraction_.uses) {
      const std::uint32_t start = ts_node_start_byte(use.match.node);
      const bool is_site = use.match.role == Role::kSite;
      if (is_site && use.match.detail == kLabels) {
        AddLabels(use, start);
      } else if (is_site && use.match.detail == kAnswers) {
        AddAnswers(use);
      } else if (use.match.role == Role::kReference || use.match.role == Role::kSite) {
        AddSite(use, start);
      }
      if (use.match.role == Role::kReference) AddWritten(use);
      if (use.match.role == Role::kBinding) AddBound(use);
      if (use.match.role == Role::kReturns) AddReturned(use);
      if (use.match.role == Role::kParameter) AddDefault(use);
    }
    std::stable_sort(sites_.begin(), sites_.end(),
                     [](const Placed& a, const Placed& b) { return a.start < b.start; });
    if (sites_.size() > kMaxSites) sites_.resize(kMaxSites);
    TieToCallsAround();
    const std::vector<PiecedText> pieced = Pieced(tree);
    ReadStatements();
    for (const PiecedText& text : pieced) ReadStatement(text);
    for (SqlStatement& answer : answers_) {
      if (extraction_.facts.statements.size() >= kMaxStatements) break;
      extraction_.facts.statements.push_back(std::move(answer));
    }
    std::vector<std::uint32_t> starts;
    for (Placed& placed : sites_) {
      starts.push_back(placed.start);
      extraction_.facts.sites.push_back(std::move(placed.site));
    }
    guards_.TieTo(starts);
  }

 private:
  struct Placed {
    Site site;
    std::uint32_t start = 0;
    ByteRange given;            // what the call is given, its block included
    bool says_nothing = false;  // unless others stand in it
  };

  // A call without a site of its own: the one before it in the chain stands for it.
  struct ChainedCall {
    ByteRange given;
    std::uint32_t start = 0;  // of the chain
    std::string before;       // the path of the call before
  };

  // Strings in SQL, each once, however many sites hold it.
  void ReadStatements() {
    std::vector<std::int32_t> first(operands_.sql().size(), -1);
    std::vector<bool> read(first.size(), false);
    for (Placed& placed : sites_) {
      for (Operand& operand : placed.site.operands) {
        if (operand.kind != OperandKind::kStatement) continue;
        const auto index = static_cast<std::size_t>(std::stoul(operand.text));
        if (!read[index]) first[index] = ReadStatement(operands_.sql()[index], placed.site);
        read[index] = true;
        operand.text = std::to_string(first[index]);
      }
      std::erase_if(placed.site.operands, [](const Operand& operand) {
        return operand.kind == OperandKind::kStatement && operand.text == "-1";
      });
    }
  }

  // Texts that are put together of pieces; what begins with a statement is that, with more in it.
  std::vector<PiecedText> Pieced(const FlatTree& tree) {
    std::vector<PiecedText> pieced = ReadPieces(extraction_, tree, guards_, operands_);
    std::set<const void*> longer;
    std::erase_if(pieced, [&](const PiecedText& text) {
      return !text.has_alternatives && longer.insert(text.first.id).second &&
             operands_.Lengthen({text.text, text.first, text.without, text.guarded});
    });
    return pieced;
  }

  void ReadStatement(const PiecedText& pieced) {
    Site around;
    around.scope = extraction_.scopes[pieced.region].definition;
    around.guard = guards_.Around(ts_node_start_byte(pieced.first));
    around.in_loop = IsInLoop(ts_node_start_byte(pieced.first));
    ReadStatement({pieced.text, pieced.first, pieced.without, pieced.guarded}, around);
  }

  // Index of the first one it holds; -1 when it touches no table.
  std::int32_t ReadStatement(const FoundSql& sql, const Site& site) {
    std::vector<SqlStatement>& statements = extraction_.facts.statements;
    const std::size_t before = statements.size();
    if (before >= kMaxStatements) return -1;
    if (LooksLikeGraphql(sql.text)) {
      ReadGraphqlText(sql.text, LineOf(sql.node), site.scope, extraction_.facts);
    } else {
      ReadSql(sql.text, LineOf(sql.node), site.scope, extraction_.facts);
    }
    for (std::size_t i = before; i < statements.size(); ++i) {
      statements[i].guard = site.guard;
      statements[i].in_loop = site.in_loop;
    }
    if (!sql.without.empty()) {
      FileFacts always;
      ReadSql(sql.without, LineOf(sql.node), site.scope, always);
      SetApart(always.statements, guards_.Around(ts_node_start_byte(sql.guarded)), before,
               &statements);
    }
    return statements.size() == before ? -1 : static_cast<std::int32_t>(before);
  }

  // ---- what lies around

  void Note(const Located& use) {
    const Match& match = use.match;
    switch (match.role) {
      case Role::kReference:
      case Role::kSite:
        if (match.role == Role::kSite && match.detail == 0) {
          const TSNode* target = extraction_.Find(match, Part::kTarget);
          if (target != nullptr) annotations_.insert(ts_node_start_byte(*target));
        }
        if (const TSNode* arguments = ArgumentsOf(match)) {
          const TSNode name = extraction_.matches.NameOf(match);
          if (ts_node_eq(*arguments, name)) return;  // it is given nothing but what a site tells
          operands_.NoteArguments(match.node, *arguments);
          operands_.NoteArguments(name, *arguments);
        }
        return;
      case Role::kLoop: {
        const TSNode* body = extraction_.Find(match, Part::kBody);
        loops_.push_back(BytesOf(body != nullptr ? *body : match.node));
        loop_starts_.try_emplace(ts_node_end_byte(match.node), ts_node_start_byte(match.node));
        return;
      }
      default:
        return;
    }
  }

  const TSNode* ArgumentsOf(const Match& match) const {
    const TSNode* arguments = extraction_.Find(match, Part::kArguments);
    return arguments != nullptr ? arguments : extraction_.Find(match, Part::kKeywords);
  }

  // Only the outermost matter.
  void MergeLoops() {
    std::sort(loops_.begin(), loops_.end());
    std::vector<ByteRange> outermost;
    for (const ByteRange& loop : loops_) {
      if (outermost.empty() || loop.start >= outermost.back().end) outermost.push_back(loop);
    }
    loops_ = std::move(outermost);
  }

  bool IsInLoop(std::uint32_t at) const { return LoopAround(at) != loops_.end(); }

  std::vector<ByteRange>::const_iterator LoopAround(std::uint32_t at) const {
    const auto after = std::upper_bound(
        loops_.begin(), loops_.end(), at,
        [](std::uint32_t start, const ByteRange& loop) { return start < loop.start; });
    const bool is_inside = after != loops_.begin() && at < std::prev(after)->end;
    return is_inside ? std::prev(after) : loops_.end();
  }

  // ---- sites

  void AddSite(const Located& use, std::uint32_t start) {
    const TSNode* arguments = ArgumentsOf(use.match);
    const TSNode* block = extraction_.Find(use.match, Part::kBody);  // given nothing but that
    if (arguments == nullptr && block == nullptr) return;
    // Where nothing else tells of what decorates, a site does.
    const TSNode* target = extraction_.Find(use.match, Part::kTarget);
    const bool is_bare =
        target != nullptr && arguments != nullptr && ts_node_eq(*target, *arguments);
    Placed placed;
    Site& site = placed.site;
    placed.start = start;
    const bool by_key = use.match.role == Role::kSite && use.match.detail == 1;
    site.kind = by_key ? SiteKind::kIndex : SiteKind::kCall;
    const bool is_head = use.match.role == Role::kSite && use.match.detail == 5;
    site.path = is_head ? kHeadPath : PathOf(use.match);
    if (site.path.empty() || site.path == "?" || site.path.size() > kMaxName) return;
    if (by_key) {
      operands_.ReadValue(*arguments, "0", site.operands);
    } else if (arguments != nullptr && !is_bare) {
      operands_.ReadArguments(*arguments, site.operands);
    }
    if (!by_key) {
      operands_.ReadTypeArguments(use.match.node, extraction_.matches.NameOf(use.match),
                                  site.operands);
    }
    site.scope = extraction_.scopes[use.region].definition;
    site.line = LineOf(use.match.node);
    site.guard = guards_.Around(start);
    site.in_loop = IsInLoop(start);
    const bool says_more = site.in_loop && site.path.find('.') != std::string::npos;
    const TSNode given = arguments != nullptr ? *arguments : *block;
    const bool has_block = !by_key && HasBlock(use.match, given);
    if (!by_key) placed.given = GivenTo(use.match, given);
    const bool is_above = use.match.role == Role::kSite && use.match.detail == 3;
    const bool is_around = use.match.role == Role::kSite && use.match.detail == 6;
    if (is_around && !site.operands.empty()) return;
    placed.says_nothing = is_around;
    if (site.operands.empty() && !is_above && !is_bare && !is_around && (by_key || !says_more)) {
      const std::size_t dot = site.path.rfind('.');
      if (!by_key && dot != std::string::npos && dot > 2 && site.path[dot - 1] == ')') {
        chained_.push_back({placed.given, start, site.path.substr(0, dot - 2)});
      }
      const bool is_block_of_name = has_block && dot == std::string::npos;
      if (by_key || (!is_block_of_name && !HoldsLoop(placed.given))) return;
      placed.says_nothing = true;
    }
    site.subject = is_above ? DefinedBelow(use) : DecoratedBy(use, start);
    if (is_above && site.subject < 0) return;
    if (is_head) site.subject = site.scope;
    if (is_above) site.scope = site.subject;
    if (site.subject >= 0 && site.path.ends_with("{}")) {
      site.path = site.path.substr(0, site.path.size() - 2);
    }
    sites_.push_back(std::move(placed));
  }

  void AddLabels(const Located& use, std::uint32_t start) {
    if (const TSNode* given = extraction_.Find(use.match, Part::kArguments)) {
      return AddLabelAbove(use, *given, start);
    }
    const std::int32_t field = extraction_.scopes[use.region].definition;
    if (field < 0 || extraction_.At(field).kind != DefinitionKind::kField) return;
    for (Site& label : ReadLabels(TextOf(use.match.node, text_))) {
      label.scope = label.subject = field;
      label.line = LineOf(use.match.node);
      sites_.push_back({.site = std::move(label), .start = start});
    }
  }

  // `{Query: {orders: listOrders}, Order: {total() {…}}}`, by one of its keys; or the map of one
  // type.
  void AddAnswers(const Located& use) {
    if (const TSNode* fields = extraction_.Find(use.match, Part::kArguments)) {
      constexpr std::string_view kEnding = "Resolvers";
      const TSNode* target = extraction_.Find(use.match, Part::kTarget);
      if (target == nullptr) return;
      std::string_view type = TextOf(*target, text_);
      if (type.ends_with(kEnding)) type.remove_suffix(kEnding.size());
      return AddAnswersOf(use, type, *fields);
    }
    const TSNode types = ts_node_parent(use.match.node);
    const bool is_map =
        !ts_node_is_null(types) && language_.Of(types).value.form == ValueForm::kMap;
    if (!is_map || !answering_.insert(ts_node_start_byte(types)).second) return;
    ForEachChild(types, [&](TSNode type) {
      const SymbolTraits& symbol = language_.Of(type);
      if (symbol.value.form != ValueForm::kPair) return;
      AddAnswersOf(use, KeyOf(type), ChildOf(type, symbol.value.second));
    });
  }

  void AddAnswersOf(const Located& use, std::string_view type, TSNode fields) {
    while (!ts_node_is_null(fields) &&
           language_.Of(fields).expression.form == ExpressionForm::kTransparent) {
      fields = ChildOf(fields, language_.Of(fields).expression.first);
    }
    if (type.empty() || ts_node_is_null(fields)) return;
    if (language_.Of(fields).value.form != ValueForm::kMap) return;
    ForEachChild(fields, [&](TSNode field) {
      const std::string_view name = KeyOf(field);
      if (name.empty() || answers_.size() >= kMaxStatements) return;
      SqlStatement& answer = answers_.emplace_back(AnsweredField(type, name));
      answer.scope = extraction_.scopes[use.region].definition;
      answer.line = LineOf(field);
    });
  }

  // The key of a member of a map, one that is written as a function among them; empty where it is
  // none, or worked out.
  std::string_view KeyOf(TSNode member) const {
    constexpr std::string_view kName = "name";
    const SymbolTraits& symbol = language_.Of(member);
    TSNode key = member;
    if (symbol.value.form == ValueForm::kPair) {
      key = ChildOf(member, symbol.value.first);
    } else if (!symbol.is_key) {
      key = ts_node_child_by_field_name(member, kName.data(), kName.size());
    }
    if (ts_node_is_null(key)) return {};
    const std::string_view text = TextOf(key, text_);
    const bool is_name = text.find_first_not_of(kNameBytes) == text.npos;
    return is_name && text.size() <= kMaxName ? text : std::string_view();
  }

  // `#[diesel(table_name = orders)]`, above what it labels.
  void AddLabelAbove(const Located& use, TSNode given, std::uint32_t start) {
    const std::int32_t below = DefinedBelow(use);
    if (below < 0) return;
    Placed placed{.site = ReadLabel(PathOf(use.match), TextOf(given, text_)), .start = start};
    placed.site.scope = placed.site.subject = below;
    placed.site.line = LineOf(use.match.node);
    sites_.push_back(std::move(placed));
  }

  // Does a loop stand in what it is given, other than the one that it makes itself?
  bool HoldsLoop(const ByteRange& given) const {
    const auto itself = loop_starts_.find(given.end);
    if (itself != loop_starts_.end() && itself->second < given.start) return false;
    const auto next = std::lower_bound(
        loops_.begin(), loops_.end(), given.start,
        [](const ByteRange& loop, std::uint32_t start) { return loop.start < start; });
    return next != loops_.end() && next->end <= given.end;
  }

  // A block stands behind the arguments.
  bool HasBlock(const Match& match, TSNode arguments) const {
    return extraction_.Find(match, Part::kBody) != nullptr ||
           ts_node_end_byte(match.node) > ts_node_end_byte(arguments);
  }

  ByteRange GivenTo(const Match& match, TSNode arguments) const {
    ByteRange given = BytesOf(arguments);
    given.end = std::max(given.end, ts_node_end_byte(match.node));
    if (const TSNode* block = extraction_.Find(match, Part::kBody)) {
      given.end = std::max(given.end, ts_node_end_byte(*block));
    }
    // A call that is given nothing has its name there.
    if (given.start == ts_node_start_byte(match.node)) ++given.start;
    return given;
  }

  // Sites begin before what they are given, and ranges are nested.
  void TieToCallsAround() {
    std::vector<std::pair<ByteRange, std::int32_t>> ranges;
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      const ByteRange& given = sites_[i].given;
      if (given.end > given.start) ranges.emplace_back(given, static_cast<std::int32_t>(i));
    }
    for (const ChainedCall& call : chained_) {
      auto at = std::lower_bound(
          sites_.begin(), sites_.end(), call.start,
          [](const Placed& placed, std::uint32_t start) { return placed.start < start; });
      std::int32_t before = -1;
      for (; at != sites_.end() && at->start < call.given.start; ++at) {
        const bool is_it = at->site.kind == SiteKind::kCall && at->site.path == call.before;
        if (is_it) before = static_cast<std::int32_t>(at - sites_.begin());
      }
      if (before >= 0) ranges.emplace_back(call.given, before);
    }
    std::sort(ranges.begin(), ranges.end());
    std::vector<std::uint32_t> places;
    for (const Placed& placed : sites_) places.push_back(placed.start);
    const std::vector<std::int32_t> around = CallsAround(ranges, places);
    places.clear();
    for (const ByteRange& loop : loops_) places.push_back(loop.start);
    const std::vector<std::int32_t> around_loops = CallsAround(ranges, places);
    std::vector<bool> holds_others(sites_.size(), false);
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      const auto loop = LoopAround(sites_[i].start);
      const bool in_loop = sites_[i].site.in_loop && loop != loops_.end();
      Site& site = sites_[i].site;
      if (in_loop) site.beyond = around_loops[static_cast<std::size_t>(loop - loops_.begin())];
      site.around = around[i];
      for (std::int32_t* call : {&site.around, &site.beyond}) {
        if (*call >= static_cast<std::int32_t>(i)) *call = -1;
        if (*call >= 0) holds_others[static_cast<std::size_t>(*call)] = true;
      }
    }
    LeaveOutEmpty(holds_others);
  }

  // For each of the places, which are in order, the innermost call that is given what stands there.
  static std::vector<std::int32_t> CallsAround(
      const std::vector<std::pair<ByteRange, std::int32_t>>& ranges,
      const std::vector<std::uint32_t>& places) {
    std::vector<std::int32_t> around;
    std::vector<std::size_t> open;
    std::size_t next = 0;
    for (const std::uint32_t place : places) {
      for (; next < ranges.size() && ranges[next].first.start <= place; ++next) {
        open.push_back(next);
      }
      while (!open.empty() && ranges[open.back()].first.end <= place) open.pop_back();
      around.push_back(open.empty() ? -1 : ranges[open.back()].second);
    }
    return around;
  }

  // Sites that say nothing themselves stay where others stand in them, or they in others.
  void LeaveOutEmpty(const std::vector<bool>& holds_others) {
    std::vector<std::int32_t> now(sites_.size(), -1);
    std::vector<Placed> kept;
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      if (sites_[i].says_nothing && !holds_others[i] && sites_[i].site.around < 0) continue;
      now[i] = static_cast<std::int32_t>(kept.size());
      kept.push_back(std::move(sites_[i]));
    }
    for (Placed& placed : kept) {
      for (std::int32_t* call : {&placed.site.around, &placed.site.beyond}) {
        if (*call >= 0) *call = now[static_cast<std::size_t>(*call)];
      }
    }
    sites_ = std::move(kept);
  }

  // What the next sibling defines, others of its own kind and comments left out.
  std::int32_t DefinedBelow(const Located& use) {
    constexpr int kMostSiblings = 20;
    if (++looked_below_ > kMaxAbove) return -1;
    if (defined_at_.empty()) {
      for (std::size_t i = 0; i < extraction_.nodes.size(); ++i) {
        defined_at_.emplace(ts_node_start_byte(extraction_.nodes[i].extent),
                            static_cast<std::int32_t>(i));
      }
    }
    TSNode next = ts_node_next_named_sibling(use.match.node);
    for (int i = 0; i < kMostSiblings && !ts_node_is_null(next); ++i) {
      const bool passes =
          ts_node_symbol(next) == ts_node_symbol(use.match.node) || ts_node_is_extra(next);
      if (!passes) break;
      next = ts_node_next_named_sibling(next);
    }
    if (ts_node_is_null(next)) return -1;
    const auto found = defined_at_.find(ts_node_start_byte(next));
    return found == defined_at_.end() ? -1 : found->second;
  }

  std::string PathOf(const Match& match) const {
    if (const TSNode* target = extraction_.Find(match, Part::kTarget)) {
      const bool constructs = match.role == Role::kSite && match.detail == 2;
      return ExpressionPath(language_, *target, text_) + (constructs ? "{}" : "");
    }
    std::string name = DottedName(language_, extraction_.NameOf(match));
    const std::string qualifier =
        QualifierOf(language_, extraction_.matches.WrittenName(match), text_);
    std::string receiver;
    if (const TSNode* object = extraction_.Find(match, Part::kReceiver)) {
      receiver = ExpressionPath(language_, *object, text_);
    } else if (qualifier != ".") {
      receiver = qualifier;
    }
    if (!receiver.empty()) name = receiver + "." + name;
    const bool constructs =
        match.role == Role::kReference && ReferenceKind{match.detail} == ReferenceKind::kConstruct;
    return constructs ? name + "{}" : name;
  }

  // A decorator stands before the name of what it decorates, and inside its extent: anywhere in
  // what has no body, as fields and the parameters of a constructor.
  std::int32_t DecoratedBy(const Located& use, std::uint32_t start) const {
    const std::int32_t definition = extraction_.scopes[use.region].definition;
    if (definition < 0) return -1;
    const DefinitionNodes& nodes = extraction_.nodes[static_cast<std::size_t>(definition)];
    const bool has_body = !ts_node_is_null(nodes.body) && !ts_node_eq(nodes.body, nodes.extent);
    const bool before_body = has_body && start < ts_node_start_byte(nodes.body);
    const bool above = LineOf(use.match.node) < extraction_.At(definition).first_line;
    const bool is_site = use.match.role == Role::kSite;
    const bool is_annotation =
        (is_site && use.match.detail == 0) || (!is_site && annotations_.contains(start));
    const bool decorates =
        above || (before_body && is_site) || (is_annotation && (before_body || !has_body));
    return decorates ? definition : -1;
  }

  void AddHeld(const HeldValue& held) {
    Placed placed;
    Site& site = placed.site;
    site.kind = SiteKind::kValue;
    site.path = extraction_.At(held.definition).name;
    site.subject = held.definition;
    site.scope = extraction_.At(held.definition).parent;
    AddValue(held.value, std::move(placed));
  }

  // What a parameter is where the caller says nothing: `def keep(key="plain")`.
  void AddDefault(const Located& use) {
    const TSNode* value = extraction_.Find(use.match, Part::kDefault);
    const RegionId function = extraction_.scopes[use.region].function;
    if (value == nullptr || function < 0 || !ts_node_is_named(*value)) return;
    Placed placed;
    placed.site.kind = SiteKind::kValue;
    placed.site.path = std::string(kDefaultOf).append(extraction_.NameOf(use.match));
    placed.site.scope = extraction_.scopes[function].definition;
    if (placed.site.scope < 0 || placed.site.path.size() > kMaxName) return;
    operands_.ReadValue(*value, "", placed.site.operands);
    const auto says = [&](const Operand& operand) {
      const bool is_constant = operand.kind != OperandKind::kPath || IsOutside(operand.text);
      return operand.place.empty() && is_constant && operand.kind != OperandKind::kStatement;
    };
    std::erase_if(placed.site.operands, [&](const Operand& operand) { return !says(operand); });
    if (!placed.site.operands.empty()) AddPlaced(*value, std::move(placed));
  }

  // `const { TOPIC = "orders" } = process.env`: what the member holds, or else the default.
  void AddTakenOut(const Located& use, TSNode value, TSNode otherwise) {
    Placed placed;
    placed.site.kind = SiteKind::kValue;
    placed.site.path = extraction_.NameOf(use.match);
    placed.site.scope = extraction_.scopes[use.region].definition;
    const TSNode* member = extraction_.Find(use.match, Part::kMember);
    const std::string from = ExpressionPath(language_, value, text_);
    const bool is_plain = member != nullptr && !from.empty() && !from.starts_with('?');
    if (!is_plain || placed.site.path.empty() || placed.site.path.size() > kMaxName) return;
    placed.site.operands.push_back(
        {"", OperandKind::kPath, from + "." + std::string(TextOf(*member, text_))});
    operands_.ReadValue(otherwise, "|", placed.site.operands);
    if (placed.site.operands.size() != 2) return;
    if (placed.site.operands.back().kind != OperandKind::kPath) AddPlaced(value, std::move(placed));
  }

  void AddBound(const Located& use) {
    const TSNode* value = extraction_.Find(use.match, Part::kValue);
    const TSNode* otherwise = extraction_.Find(use.match, Part::kDefault);
    if (value != nullptr && otherwise != nullptr) return AddTakenOut(use, *value, *otherwise);
    if (value == nullptr || extraction_.Has(use.match, Part::kIndex) ||
        extraction_.Has(use.match, Part::kMember) || use.match.detail != 0) {
      return;
    }
    Placed placed;
    placed.site.kind = SiteKind::kValue;
    placed.site.path = extraction_.NameOf(use.match);
    placed.site.scope = extraction_.scopes[use.region].definition;
    if (placed.site.path.empty() || placed.site.path.size() > kMaxName) return;
    AddValue(*value, std::move(placed));
  }

  // What a function gives, when that is constant or the result of a call: the name of a key that it
  // makes, the answer of what it asks.
  void AddReturned(const Located& use) {
    const TSNode* value = extraction_.Find(use.match, Part::kValue);
    const RegionId function = extraction_.scopes[use.region].function;
    if (value == nullptr || function < 0) return;
    Placed placed;
    placed.site.kind = SiteKind::kValue;
    placed.site.path = "<return>";
    placed.site.scope = extraction_.scopes[function].definition;
    if (placed.site.scope < 0) return;
    std::string truth = TruthPath(language_, *value, text_);
    if (truth.empty() && SaysYesOrNo(placed.site.scope)) {
      truth = ExpressionPath(language_, *value, text_);
    }
    const bool says_nothing = truth.empty() || (truth[0] == '?' && !truth.starts_with("?&"));
    if (says_nothing || truth.size() > kMaxName) return AddValue(*value, std::move(placed));
    placed.site.operands.push_back({"", OperandKind::kPath, std::move(truth)});
    AddPlaced(*value, std::move(placed));
  }

  bool SaysYesOrNo(std::int32_t definition) const {
    const std::string& type = extraction_.At(definition).type_text;
    return type.find("bool") != type.npos || type.find("Bool") != type.npos;
  }

  // `self.table_name = "orders"`, `client.Timeout = 5 * time.Second`
  void AddWritten(const Located& use) {
    const TSNode* value = extraction_.Find(use.match, Part::kValue);
    const TSNode* receiver = extraction_.Find(use.match, Part::kReceiver);
    const bool writes =
        use.match.detail == static_cast<std::uint8_t>(ReferenceKind::kWrite) && value != nullptr;
    if (!writes || receiver == nullptr) return;
    Placed placed;
    Site& site = placed.site;
    site.kind = SiteKind::kAssign;
    site.path = ExpressionPath(language_, *receiver, text_)
                    .append(1, '.')
                    .append(extraction_.NameOf(use.match));
    site.scope = extraction_.scopes[use.region].definition;
    if (site.path.starts_with('?') || site.path.size() > kMaxName) return;
    operands_.ReadValue(*value, "0", site.operands);
    // A member of a member may be given a map: `app.conf.beat_schedule = {…}`; or maps in a list.
    const bool may_be_map = site.path.find('.') != site.path.rfind('.');
    const bool lists_maps =
        may_be_map && std::any_of(site.operands.begin(), site.operands.end(), [](const auto& each) {
          return each.place.starts_with("0[]") && each.place.find("].") != std::string::npos;
        });
    const auto is_whole = [&](const Operand& operand) {
      return operand.place == "0" || operand.place == "0|" ||
             (may_be_map && operand.place.starts_with("0.")) ||
             (lists_maps && operand.place.starts_with("0[]"));
    };
    const auto is_constant = [&](const Operand& operand) {
      if (operand.kind == OperandKind::kPath) return IsOutside(operand.text);
      return operand.kind != OperandKind::kTemplate;
    };
    if (!std::all_of(site.operands.begin(), site.operands.end(), is_whole) ||
        std::none_of(site.operands.begin(), site.operands.end(), is_constant)) {
      return;
    }
    AddPlaced(*value, std::move(placed));
  }

  // Does the path begin at file level: a constant, something that is imported?
  bool IsOutside(std::string_view path) {
    if (path.ends_with("()") || path.ends_with("[]")) return false;
    if (!outside_) {
      outside_.emplace();
      for (const Import& import : extraction_.facts.imports) {
        const std::string_view name = import.local.empty() ? import.module : import.local;
        outside_->insert(name.substr(name.rfind('/') + 1));  // npos + 1 == 0
      }
      for (const Definition& definition : extraction_.facts.definitions) {
        if (definition.parent < 0 && !definition.callable) outside_->insert(definition.name);
      }
    }
    return outside_->contains(path.substr(0, path.find_first_of(".:")));
  }

  void AddValue(TSNode value, Placed placed) {
    Site& site = placed.site;
    operands_.ReadValue(value, "", site.operands);
    const bool constant =
        std::any_of(site.operands.begin(), site.operands.end(), [&](const Operand& operand) {
          return operand.kind != OperandKind::kPath ||
                 (site.path == "<return>" && operand.place.empty() && operand.text.ends_with("()"));
        });
    if (constant) AddPlaced(value, std::move(placed));
  }

  void AddPlaced(TSNode value, Placed placed) {
    placed.start = ts_node_start_byte(value);
    placed.site.line = LineOf(value);
    placed.site.guard = guards_.Around(placed.start);
    sites_.push_back(std::move(placed));
  }

  Extraction& extraction_;
  const Language& language_;
  const std::string_view text_;
  OperandReader operands_;
  const GuardReader& guards_;
  std::vector<ByteRange> loops_;
  // Where whole loops begin, calls among them, by where they end; of several the outermost.
  std::map<std::uint32_t, std::uint32_t> loop_starts_;
  std::optional<std::set<std::string_view>> outside_;  // names that the file has at its own level
  std::vector<Placed> sites_;
  std::vector<ChainedCall> chained_;
  std::vector<SqlStatement> answers_;                 // for fields of a GraphQL schema
  std::set<std::uint32_t> answering_;                 // where maps of them begin
  std::set<std::uint32_t> annotations_;               // where the names of annotations begin
  std::map<std::uint32_t, std::int32_t> defined_at_;  // by where the definition begins
  int looked_below_ = 0;
};

}  // namespace

void ReadSites(Extraction& extraction, const GuardReader& guards, const FlatTree& tree) {
  SiteReader(extraction, guards).Read(tree);
}

}  // namespace interlock
