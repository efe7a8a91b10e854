// How values move: one walk notes where each node stands, then every call, assignment and return is
// read with its expressions. What moves values is said in language.json ("flow").
#include <algorithm>
#include <map>

#include "parsers/extraction_internal.h"
#include "parsers/flow_places_internal.h"

namespace interlock {
namespace {

constexpr int kMaxExpressionDepth = 100;
constexpr std::size_t kMaxText = 256;

FlowScopeKind ScopeKindOf(RegionKind kind, RegionId id) {
  if (id == 0) return FlowScopeKind::kFile;
  if (IsFunction(kind)) return FlowScopeKind::kFunction;
  if (kind == RegionKind::kType) return FlowScopeKind::kType;
  return kind == RegionKind::kModule ? FlowScopeKind::kModule : FlowScopeKind::kOther;
}

class FlowReader {
 public:
  explicit FlowReader(Extraction& extraction)
      : extraction_(extraction), scopes_(extraction.scopes), language_(extraction.language) {
    arguments_field_ =
        ts_language_field_id_for_name(language_.grammar, "arguments", sizeof("arguments") - 1);
  }

  FlowFacts Collect(TSNode root) {
    MakeScopes();
    IndexUses();
    PlaceFinder finder(extraction_, flow_, outside_);
    std::vector<TSNode> nodes;
    finder.Walk(root, [&](TSNode node, FlowPlace place) {
      places_.Insert(node, place);
      const SymbolTraits& symbol = language_.Of(node);
      const RegionId* function = symbol.shares_self ? extraction_.functions.Find(node) : nullptr;
      if (function != nullptr) Scope(*function).has_own_self = false;
      const ExpressionForm form = symbol.expression.form;
      if (symbol.flow.form != FlowForm::kNone || form == ExpressionForm::kCall ||
          form == ExpressionForm::kMember || form == ExpressionForm::kMethodCall ||
          form == ExpressionForm::kConstruct) {
        nodes.push_back(node);
      }
    });
    ReadParameters();
    for (const TSNode node : nodes) Statement(node);
    for (const Located& use : extraction_.uses) AddCallOf(use);
    BindDefinitions();
    std::stable_sort(flow_.binds.begin(), flow_.binds.end(),
                     [](const FlowBind& a, const FlowBind& b) { return a.order < b.order; });
    return std::move(flow_);
  }

 private:
  // ---- scopes

  void MakeScopes() {
    std::map<std::int32_t, int> unnamed;
    for (RegionId id = 0; id < scopes_.size(); ++id) {
      const Region& region = scopes_[id];
      FlowScope scope;
      scope.kind = ScopeKindOf(region.kind, id);
      scope.parent = region.parent;
      scope.around = region.definition;
      const bool owns = region.definition >= 0 && region.parent >= 0 &&
                        scopes_[region.parent].definition != region.definition;
      if (owns) scope.definition = region.definition;
      if (region.kind == RegionKind::kAnonymous) {
        RegionId holder = region.parent;
        while (holder > 0 && !IsFunction(scopes_[holder].kind) &&
               scopes_[holder].kind != RegionKind::kType) {
          holder = scopes_[holder].parent;
        }
        scope.name = "<anonymous" + std::to_string(++unnamed[holder]) + ">";
      }
      flow_.scopes.push_back(std::move(scope));
    }
  }

  void IndexUses() {
    for (const Located& use : extraction_.uses) {
      if (use.match.role == Role::kReference) {
        const TSNode* arguments = extraction_.Find(use.match, Part::kArguments);
        if (arguments == nullptr) arguments = extraction_.Find(use.match, Part::kKeywords);
        if (arguments == nullptr) continue;
        arguments_.Insert(use.match.node, *arguments);
        arguments_.Insert(extraction_.matches.NameOf(use.match), *arguments);
      } else if (use.match.role == Role::kParameter) {
        if (const TSNode* value = extraction_.Find(use.match, Part::kDefault)) {
          outside_.Insert(*value, true);
        }
      }
    }
  }

  void ReadParameters() {
    for (const Located& use : extraction_.uses) {
      if (use.match.role != Role::kParameter) continue;
      const RegionId function = scopes_[use.region].function;
      if (function < 0) continue;
      FlowScope& scope = Scope(function);
      FlowParameter parameter;
      const bool has_parts = ts_node_named_child_count(use.match.node) > 0;
      if (!has_parts || extraction_.Has(use.match, Part::kName)) {
        parameter.name = extraction_.NameOf(use.match);
      }
      parameter.kind = ParameterKind{use.match.detail};
      const std::size_t number = scope.parameters.size();
      if (scopes_[function].kind == RegionKind::kFunction) {
        const std::vector<Parameter>& known = Definition(function).parameters;
        if (number < known.size()) parameter.kind = known[number].kind;
      }
      const TSNode* value = extraction_.Find(use.match, Part::kDefault);
      if (value != nullptr) parameter.default_value = Read(*value);
      Scope(function).parameters.push_back(std::move(parameter));
    }
  }

  // A function or type is what its name holds; decorated, what its decorators make of it.
  void BindDefinitions() {
    for (RegionId id = 1; id < scopes_.size(); ++id) {
      const FlowScope& scope = Scope(id);
      const bool is_function = scope.kind == FlowScopeKind::kFunction;
      if (scope.definition < 0 || (!is_function && scope.kind != FlowScopeKind::kType)) continue;
      const interlock::Definition& definition = Definition(id);
      if (!definition.owner.empty()) continue;
      FlowExpression value;
      value.kind = is_function ? FlowKind::kFunction : FlowKind::kType;
      value.number = id;
      value.scope = scope.parent;
      value.line = definition.first_line;
      std::int32_t held = Add(value);
      if (const auto found = decorators_.find(id); found != decorators_.end()) {
        for (auto it = found->second.rbegin(); it != found->second.rend(); ++it) {
          FlowExpression call = At(*it);
          call.kind = FlowKind::kCall;
          call.text = kDecorates;
          call.number = -1;
          call.children = {*it, held};
          call.words = {""};
          held = Add(call);
        }
      }
      RegionId home = scope.parent;
      while (scopes_[home].kind == RegionKind::kHolder) home = scopes_[home].parent;
      const TSNode extent = extraction_.nodes[static_cast<std::size_t>(scope.definition)].extent;
      const FlowPlace* place = places_.Find(extent);
      FlowBind bind{scopes_.Holder(home), definition.name, held, 0, scopes_[id].end};
      if (place != nullptr) {
        bind.branch = is_function ? ParentBranchOf(place->branch) : place->branch;
      }
      flow_.binds.push_back(std::move(bind));
    }
  }

  // The branch in which a function stands, from that of its own node.
  std::int32_t ParentBranchOf(std::int32_t branch) const {
    const FlowBranch& own = flow_.branches[static_cast<std::size_t>(branch)];
    return own.is_function ? own.parent : branch;
  }

  // ---- statements

  void Statement(TSNode node) {
    const NodeForm<FlowForm>& form = language_.Of(node).flow;
    switch (form.form) {
      case FlowForm::kAssign: {
        const TSNode target = ChildOf(node, form.first), value = ChildOf(node, form.second);
        if (ts_node_is_null(target) || ts_node_is_null(value)) return;
        Assign(target, Read(value), ts_node_end_byte(node), 0);
        return;
      }
      case FlowForm::kIterate: {
        const TSNode target = ChildOf(node, form.first), whole = ChildOf(node, form.second);
        if (ts_node_is_null(target) || ts_node_is_null(whole)) return;
        FlowExpression element = Start(whole, FlowKind::kElement);
        element.children = {Read(whole)};
        Assign(target, Add(element), ts_node_end_byte(target), 0);
        return;
      }
      case FlowForm::kReturn:
      case FlowForm::kYield: {
        const RegionId function = scopes_[PlaceOf(node).region].function;
        if (function < 0) return;
        const bool yields = form.form == FlowForm::kYield;
        if (yields) Scope(function).generates = true;
        const TSNode value = ChildOf(node, form.first);
        if (!ts_node_is_null(value)) flow_.returns.push_back({function, Read(value), yields});
        return;
      }
      case FlowForm::kRaise: {
        const TSNode value = ChildOf(node, form.first);
        if (ts_node_is_null(value)) return;
        FlowExpression made = Start(node, FlowKind::kCall);
        made.text = kRaises;
        made.children = {Read(value)};
        Add(made);
        return;
      }
      case FlowForm::kDecorate: {
        const RegionId decorated = DecoratedAt(node);
        const TSNode value = ChildOf(node, form.first);
        if (decorated >= 0 && !ts_node_is_null(value)) {
          decorators_[decorated].push_back(Read(value));
        }
        return;
      }
      default:
        Read(node);
    }
  }

  // The definition that a decorator stands in.
  RegionId DecoratedAt(TSNode decorator) const {
    const std::uint32_t start = ts_node_start_byte(decorator);
    RegionId found = -1;
    for (RegionId id = 1; id < scopes_.size() && scopes_[id].start <= start; ++id) {
      const FlowScope& scope = flow_.scopes[static_cast<std::size_t>(id)];
      if (scopes_[id].end > start && scope.definition >= 0) found = id;
    }
    return found;
  }

  void Assign(TSNode target, std::int32_t value, std::uint32_t order, int depth) {
    if (ts_node_is_null(target) || depth > kMaxExpressionDepth) return;
    const SymbolTraits& symbol = language_.Of(target);
    if (symbol.expression.form == ExpressionForm::kTuple || symbol.flow.form == FlowForm::kList) {
      return AssignElements(ChildrenOf(target), value, order, depth);
    }
    if (symbol.flow.form == FlowForm::kMap) {
      ForEachChild(target, [&](TSNode child) { AssignMember(child, value, order, depth + 1); });
      return;
    }
    if (symbol.flow.form == FlowForm::kAssign) {  // a default inside a pattern
      return Assign(ChildOf(target, symbol.flow.first), value, order, depth + 1);
    }
    switch (symbol.expression.form) {
      case ExpressionForm::kTransparent:
        return Assign(ChildOf(target, symbol.expression.first), value, order, depth + 1);
      case ExpressionForm::kMember:
      case ExpressionForm::kIndex:
        flow_.stores.push_back({Read(target), value});
        return;
      case ExpressionForm::kName:
        return Bind(target, TextOf(target, extraction_.text), value, order);
      default:
        return;
    }
  }

  // `a, *b, c = d`: what stands behind the rest is counted from the end.
  void AssignElements(const std::vector<TSNode>& targets, std::int32_t value, std::uint32_t order,
                      int depth) {
    const auto rest = std::find_if(targets.begin(), targets.end(),
                                   [&](TSNode target) { return TakesRest(target); });
    const auto at = static_cast<std::int32_t>(rest - targets.begin());
    const auto count = static_cast<std::int32_t>(targets.size());
    for (std::int32_t i = 0; i < count; ++i) {
      const TSNode target = targets[static_cast<std::size_t>(i)];
      if (i == at) {
        Assign(FirstChild(target), Rest(target, value, i, count - 1 - i), order, depth + 1);
      } else {
        FlowExpression item = Start(target, FlowKind::kItem);
        item.children = {value};
        item.number = i < at ? i : i - count;
        Assign(target, Add(item), order, depth + 1);
      }
    }
  }

  bool TakesRest(TSNode target) const {
    const std::string_view text = TextOf(target, extraction_.text);
    return (text.starts_with('*') || text.starts_with("...")) &&
           ts_node_named_child_count(target) == 1;
  }

  std::int32_t Rest(TSNode node, std::int32_t whole, std::int32_t from, std::int32_t behind) {
    FlowExpression rest = Start(node, FlowKind::kRest);
    rest.children = {whole};
    rest.number = from;
    rest.text = std::to_string(behind);
    return Add(rest);
  }

  // `{a, b: c}` takes members out of the value.
  void AssignMember(TSNode entry, std::int32_t value, std::uint32_t order, int depth) {
    const NodeForm<FlowForm>& form = language_.Of(entry).flow;
    TSNode key = entry, target = entry;
    if (form.form == FlowForm::kPair || form.form == FlowForm::kAssign) {
      key = ChildOf(entry, form.first);
      target = form.form == FlowForm::kPair ? ChildOf(entry, form.second) : key;
    }
    if (ts_node_is_null(key) || ts_node_is_null(target)) return;
    FlowExpression member = Start(entry, FlowKind::kMember);
    member.children = {value};
    member.text = KeyOf(key);
    if (member.text.empty()) return;
    const std::int32_t held = Add(member);
    if (language_.Of(target).is_key) {
      Bind(target, TextOf(target, extraction_.text), held, order);
    } else {
      Assign(target, held, order, depth);
    }
  }

  void Bind(TSNode node, std::string_view name, std::int32_t value, std::uint32_t order) {
    if (name.empty() || name.size() > kMaxName) return;
    const FlowPlace place = PlaceOf(node);
    flow_.binds.push_back(
        {HolderOf(name, place.region), std::string(name), value, place.branch, order});
  }

  // Where an assigned name is held: by the innermost scope that declares it, else by the type's
  // body or the file around.
  RegionId HolderOf(std::string_view name, RegionId region) const {
    const RegionId function = scopes_[region].function;
    const bool outer = function >= 0 && scopes_[function].outer_names.contains(name);
    for (RegionId id = outer ? scopes_[function].parent : region; id > 0; id = scopes_[id].parent) {
      const Region& at = scopes_[id];
      if (at.names.contains(name)) return id;
      const bool is_body = at.kind == RegionKind::kType || at.kind == RegionKind::kModule;
      if (is_body && !outer && function < id) return id;
    }
    return 0;
  }

  // ---- expressions

  std::int32_t Read(TSNode node, int depth = 0) {
    if (const std::int32_t* known = expressions_.Find(node)) return *known;
    const std::int32_t read =
        depth > kMaxExpressionDepth ? Add(Start(node, FlowKind::kUnknown)) : ReadNew(node, depth);
    expressions_.Insert(node, read);
    return read;
  }

  std::int32_t ReadNew(TSNode node, int depth) {
    if (const RegionId* function = extraction_.functions.Find(node)) {
      FlowExpression value = Start(node, FlowKind::kFunction);
      value.number = *function;
      return Add(value);
    }
    const SymbolTraits& symbol = language_.Of(node);
    switch (symbol.flow.form) {
      case FlowForm::kList:
        return List(node, depth);
      case FlowForm::kMap:
        return Map(node, depth);
      case FlowForm::kChoice: {
        FlowExpression choice = Start(node, FlowKind::kChoice);
        for (const ChildSpec spec : {symbol.flow.first, symbol.flow.second}) {
          const TSNode child = ChildOf(node, spec);
          if (!ts_node_is_null(child)) choice.children.push_back(Read(child, depth + 1));
        }
        return Add(choice);
      }
      case FlowForm::kAssign: {
        const TSNode value = ChildOf(node, symbol.flow.second);
        if (!ts_node_is_null(value)) return Read(value, depth + 1);
        break;
      }
      default:
        break;
    }
    if (symbol.string.is_string || symbol.joins_strings) {
      FlowExpression text = Start(node, FlowKind::kText);
      text.text = StringText(language_, node, extraction_.text).value_or("").substr(0, kMaxText);
      return Add(text);
    }
    return ReadForm(node, symbol.expression, depth);
  }

  std::int32_t ReadForm(TSNode node, const NodeForm<ExpressionForm>& form, int depth) {
    switch (form.form) {
      case ExpressionForm::kName: {
        FlowExpression name = Start(node, FlowKind::kName);
        name.text = TextOf(node, extraction_.text).substr(0, kMaxName);
        return Add(name);
      }
      case ExpressionForm::kMember:
        return Member(ChildOf(node, form.first), ChildOf(node, form.second), node, depth);
      case ExpressionForm::kCall:
      case ExpressionForm::kMethodCall:
        return Call(node, form, depth);
      case ExpressionForm::kConstruct:
        return Construct(node, form, depth);
      case ExpressionForm::kIndex:
        return Index(node, form, depth);
      case ExpressionForm::kTransparent: {
        const TSNode inner = ChildOf(node, form.first);
        if (!ts_node_is_null(inner)) return Read(inner, depth + 1);
        break;
      }
      case ExpressionForm::kTuple:
        return List(node, depth);
      case ExpressionForm::kNone:
        break;
    }
    return Number(node);
  }

  // A number may be a key.
  std::int32_t Number(TSNode node) {
    const std::string_view text = TextOf(node, extraction_.text);
    const bool is_number =
        !text.empty() && text.size() < 10 &&
        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    FlowExpression value = Start(node, is_number ? FlowKind::kText : FlowKind::kUnknown);
    if (is_number) value.text = text;
    return Add(value);
  }

  std::int32_t Member(TSNode object, TSNode name, TSNode at, int depth) {
    if (ts_node_is_null(object) || ts_node_is_null(name)) {
      return Add(Start(at, FlowKind::kUnknown));
    }
    FlowExpression member = Start(at, FlowKind::kMember);
    member.text = TextOf(name, extraction_.text).substr(0, kMaxName);
    member.line = LineOf(name);
    member.children = {Read(object, depth + 1)};
    return Add(member);
  }

  std::int32_t Call(TSNode node, const NodeForm<ExpressionForm>& form, int depth) {
    FlowExpression call = Start(node, FlowKind::kCall);
    const TSNode first = ChildOf(node, form.first);
    TSNode name = first;
    if (form.form == ExpressionForm::kMethodCall) {
      name = ChildOf(node, form.second);
      if (ts_node_is_null(name)) return Add(Start(node, FlowKind::kUnknown));
      call.children = {ts_node_is_null(first) || ts_node_eq(first, name)
                           ? Read(name, depth + 1)
                           : Member(first, name, node, depth)};
    } else {
      if (ts_node_is_null(first)) return Add(Start(node, FlowKind::kUnknown));
      call.children = {Read(first, depth + 1)};
      while (language_.Of(name).expression.form == ExpressionForm::kTransparent) {
        const TSNode inner = ChildOf(name, language_.Of(name).expression.first);
        if (ts_node_is_null(inner)) break;
        name = inner;
      }
      const NodeForm<ExpressionForm>& callee = language_.Of(name).expression;
      if (callee.form == ExpressionForm::kMember) name = ChildOf(name, callee.second);
    }
    if (!ts_node_is_null(name)) {
      call.line = LineOf(name);
      seen_.Insert(name, true);
    }
    seen_.Insert(node, true);
    Arguments(ArgumentsOf(node, name), call, depth);
    return Add(call);
  }

  std::int32_t Construct(TSNode node, const NodeForm<ExpressionForm>& form, int depth) {
    FlowExpression made = Start(node, FlowKind::kConstruct);
    const TSNode type = ChildOf(node, form.first);
    if (ts_node_is_null(type)) return Add(Start(node, FlowKind::kUnknown));
    made.text = TypePath(language_, type, extraction_.text);
    made.children = {Read(type, depth + 1)};
    TSNode name = type;
    const NodeForm<ExpressionForm>& callee = language_.Of(type).expression;
    if (callee.form == ExpressionForm::kMember) name = ChildOf(type, callee.second);
    if (!ts_node_is_null(name)) seen_.Insert(name, true);
    seen_.Insert(node, true);
    Arguments(ArgumentsOf(node, name), made, depth);
    return Add(made);
  }

  TSNode ArgumentsOf(TSNode call, TSNode name) const {
    if (const TSNode* known = arguments_.Find(call)) return *known;
    if (!ts_node_is_null(name)) {
      const TSNode* known = language_.Of(name).expression.form == ExpressionForm::kName
                                ? arguments_.Find(name)
                                : nullptr;
      if (known != nullptr) return *known;
    }
    return arguments_field_ == 0 ? TSNode{} : ts_node_child_by_field_id(call, arguments_field_);
  }

  void Arguments(TSNode arguments, FlowExpression& call, int depth) {
    if (ts_node_is_null(arguments)) return;
    const auto add = [&](TSNode value, std::string word) {
      if (ts_node_is_null(value)) return;
      call.children.push_back(Read(value, depth + 1));
      call.words.push_back(std::move(word));
    };
    if (language_.Of(arguments).argument == ArgumentForm::kSingle) return add(arguments, "");
    ForEachChild(arguments, [&](TSNode argument) { Entry(argument, add); });
  }

  // One argument, or one element of a list.
  template <typename AddTo>
  void Entry(TSNode argument, AddTo add) {
    const SymbolTraits& symbol = language_.Of(argument);
    if (symbol.argument == ArgumentForm::kSpread) {
      const bool named = TextOf(argument, extraction_.text).starts_with("**");
      add(FirstChild(argument), named ? "**" : "*");
    } else if (symbol.argument == ArgumentForm::kKeyword) {
      const TSNode key = KeywordOf(argument, symbol);
      TSNode value{};
      ForEachChild(argument, [&](TSNode child) { value = child; });
      if (ts_node_is_null(value)) return;
      const bool named = !ts_node_is_null(key) && !ts_node_eq(key, value);
      add(value,
          named ? language_.keyword_prefix + std::string(TextOf(key, extraction_.text)) : "");
    } else {
      // An argument in a wrapper of its own is its only child.
      const bool plain = symbol.expression.form == ExpressionForm::kNone &&
                         symbol.flow.form == FlowForm::kNone && !symbol.string.is_string &&
                         extraction_.functions.Find(argument) == nullptr &&
                         ts_node_named_child_count(argument) == 1;
      add(plain ? FirstChild(argument) : argument, "");
    }
  }

  std::int32_t List(TSNode node, int depth) {
    FlowExpression list = Start(node, FlowKind::kList);
    ForEachChild(node, [&](TSNode child) {
      Entry(child, [&](TSNode value, std::string word) {
        if (ts_node_is_null(value)) return;
        list.children.push_back(Read(value, depth + 1));
        list.words.push_back(std::move(word));
      });
    });
    return Add(list);
  }

  std::int32_t Map(TSNode node, int depth) {
    FlowExpression map = Start(node, FlowKind::kMap);
    ForEachChild(node, [&](TSNode child) {
      const SymbolTraits& symbol = language_.Of(child);
      TSNode key = child, value = child;
      std::string word;
      if (symbol.argument == ArgumentForm::kSpread) {
        value = FirstChild(child);
        word = "**";
      } else if (symbol.flow.form == FlowForm::kPair) {
        key = ChildOf(child, symbol.flow.first);
        value = ChildOf(child, symbol.flow.second);
        if (!ts_node_is_null(key)) word = KeyOf(key);
      } else if (extraction_.functions.Find(child) != nullptr) {
        word = KeyOf(FirstChild(child));
      } else {
        word = KeyOf(key);
      }
      if (ts_node_is_null(value)) return;
      const RegionId* own = extraction_.functions.Find(child);
      if (own != nullptr && symbol.flow.form == FlowForm::kPair) value = child;
      map.children.push_back(own != nullptr ? Function(value, *own) : Read(value, depth + 1));
      map.words.push_back(std::move(word));
    });
    return Add(map);
  }

  std::int32_t Function(TSNode node, RegionId region) {
    FlowExpression value = Start(node, FlowKind::kFunction);
    value.number = region;
    return Add(value);
  }

  // Empty when only the program's run tells.
  std::string KeyOf(TSNode key) const {
    if (ts_node_is_null(key)) return "";
    const SymbolTraits& symbol = language_.Of(key);
    const std::string_view text = TextOf(key, extraction_.text);
    if (symbol.is_key) return std::string(text.substr(0, kMaxText));
    if (symbol.string.is_string) return StringText(language_, key, extraction_.text).value_or("");
    const bool is_number = text.size() < 10 && std::all_of(text.begin(), text.end(), [](char c) {
                             return c >= '0' && c <= '9';
                           });
    return is_number ? std::string(text) : "";
  }

  std::int32_t Index(TSNode node, const NodeForm<ExpressionForm>& form, int depth) {
    const TSNode object = ChildOf(node, form.first);
    if (ts_node_is_null(object)) return Add(Start(node, FlowKind::kUnknown));
    FlowExpression index = Start(node, FlowKind::kIndex);
    index.children = {Read(object, depth + 1)};
    TSNode key{};
    ForEachChild(node, [&](TSNode child) {
      if (!ts_node_eq(child, object)) key = child;
    });
    if (ts_node_is_null(key)) return Add(index);
    if (language_.Of(key).flow.form == FlowForm::kSlice) return Slice(node, index, key);
    index.children.push_back(Read(key, depth + 1));
    return Add(index);
  }

  std::int32_t Slice(TSNode node, const FlowExpression& index, TSNode slice) {
    const std::string_view text = TextOf(slice, extraction_.text);
    std::int32_t from = 0;
    for (const char c : text.substr(0, 6)) {
      if (c < '0' || c > '9') break;
      from = from * 10 + (c - '0');
    }
    return Rest(node, index.children[0], from, 0);
  }

  // A call that no expression form shows: an element of a page, a name that is called by being
  // written.
  void AddCallOf(const Located& use) {
    if (use.match.role != Role::kReference) return;
    const ReferenceKind kind{use.match.detail};
    if (kind != ReferenceKind::kCall && kind != ReferenceKind::kConstruct) return;
    const TSNode name = extraction_.matches.NameOf(use.match);
    if (seen_.Find(name) != nullptr || seen_.Find(use.match.node) != nullptr) return;
    const TSNode* receiver = extraction_.Find(use.match, Part::kReceiver);
    FlowExpression call =
        Start(name, kind == ReferenceKind::kCall ? FlowKind::kCall : FlowKind::kConstruct);
    call.scope = use.region;
    if (receiver != nullptr && !ts_node_eq(*receiver, name) &&
        !extraction_.Has(use.match, Part::kFree)) {
      call.children = {Member(*receiver, name, name, 0)};
    } else if (receiver != nullptr) {  // what is called is the receiver
      call.children = {Read(*receiver)};
    } else {
      FlowExpression callee = Start(name, FlowKind::kName);
      callee.text = extraction_.NameOf(use.match);
      callee.scope = use.region;
      call.children = {Add(callee)};
    }
    if (const TSNode* arguments = arguments_.Find(name)) Arguments(*arguments, call, 0);
    const std::int32_t added = Add(call);
    expressions_.Insert(use.match.node, added);
  }

  // ---- small things

  FlowExpression Start(TSNode node, FlowKind kind) const {
    const FlowPlace place = PlaceOf(node);
    FlowExpression expression;
    expression.kind = kind;
    expression.scope = place.region;
    expression.branch = place.branch;
    expression.order = ts_node_start_byte(node);
    expression.line = LineOf(node);
    return expression;
  }

  FlowPlace PlaceOf(TSNode node) const {
    const FlowPlace* place = places_.Find(node);
    return place == nullptr ? FlowPlace{} : *place;
  }

  std::int32_t Add(FlowExpression expression) {
    flow_.expressions.push_back(std::move(expression));
    return static_cast<std::int32_t>(flow_.expressions.size()) - 1;
  }

  const FlowExpression& At(std::int32_t id) const {
    return flow_.expressions[static_cast<std::size_t>(id)];
  }
  FlowScope& Scope(RegionId id) { return flow_.scopes[static_cast<std::size_t>(id)]; }
  const interlock::Definition& Definition(RegionId id) const {
    return extraction_.At(scopes_[id].definition);
  }

  Extraction& extraction_;
  const Scopes& scopes_;
  const Language& language_;
  FlowFacts flow_;
  NodeMap<FlowPlace> places_;
  NodeMap<std::int32_t> expressions_;
  NodeMap<TSNode> arguments_;  // by call and by name of what is called
  NodeMap<bool> outside_;      // default values of parameters
  NodeMap<bool> seen_;         // names that an expression has called
  std::map<RegionId, std::vector<std::int32_t>> decorators_;
  TSFieldId arguments_field_ = 0;
};

}  // namespace

FlowFacts ReadFlow(Extraction& extraction, TSNode root) {
  return FlowReader(extraction).Collect(root);
}

}  // namespace interlock
