// Nodes, values and what moves them. A node stands for all that a variable, field, result or
// expression may hold; constraints hang on nodes and act on each value that arrives.
#include <algorithm>
#include <cstdlib>

#include "graph/flow_internal.h"

namespace interlock {

namespace {

// More values than this in one place mean nothing any more.
constexpr std::size_t kMaxValues = 60;
// Values moved, in all, for each expression of the program.
constexpr std::size_t kWorkPerExpression = 400;
constexpr std::size_t kLeastWork = 200'000;

}  // namespace

FlowSolver::FlowSolver(const World& world, std::vector<FlowFile>& files)
    : world_(world), resolver_(world), modules_(world) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    File file;
    file.source = files[i].file;
    file.traits = file.source->traits();
    file.flow = &files[i].flow;
    if (file.flow->scopes.empty()) file.flow->scopes.emplace_back();
    if (file.flow->branches.empty()) file.flow->branches.emplace_back();
    file.scope_of.assign(file.source->facts().definitions.size(), -1);
    for (std::size_t s = 0; s < file.flow->scopes.size(); ++s) {
      const std::int32_t definition = file.flow->scopes[s].definition;
      if (definition >= 0) {
        file.scope_of[static_cast<std::size_t>(definition)] = static_cast<std::int32_t>(s);
      }
    }
    file.is_target.assign(file.flow->expressions.size(), false);
    for (const FlowStore& store : file.flow->stores) {
      file.is_target[static_cast<std::size_t>(store.target)] = true;
    }
    for (std::size_t b = 0; b < file.flow->binds.size(); ++b) {
      const FlowBind& bind = file.flow->binds[b];
      file.binds[{bind.scope, bind.name}].push_back(static_cast<std::int32_t>(b));
    }
    for (const std::string& entry : file.traits->flow_members) {
      const std::size_t equals = entry.find('=');
      if (equals != std::string::npos) {
        file.effects[entry.substr(0, equals)] = entry.substr(equals + 1);
      }
    }
    file_ids_[file.source] = static_cast<std::int32_t>(i);
    files_.push_back(std::move(file));
  }
}

NameId FlowSolver::Name(std::string_view text) {
  const auto [found, is_new] =
      name_ids_.try_emplace(std::string(text), static_cast<NameId>(names_.size()));
  if (is_new) names_.emplace_back(text);
  return found->second;
}

ValueId FlowSolver::Intern(FlowValue value) {
  const auto [found, is_new] = value_ids_.try_emplace(value, static_cast<ValueId>(values_.size()));
  if (is_new) values_.push_back(value);
  return found->second;
}

NodeId FlowSolver::Fresh() {
  nodes_.emplace_back();
  return static_cast<NodeId>(nodes_.size()) - 1;
}

NodeId FlowSolver::NodeOf(NodeKey key) {
  const auto found = node_ids_.find(key);
  if (found != node_ids_.end()) return found->second;
  return node_ids_[key] = Fresh();
}

NodeId FlowSolver::Expression(std::int32_t file, std::int32_t expression) {
  return NodeOf({NodeKind::kExpression, file, expression, 0});
}

const Definition* FlowSolver::DefinitionOf(Place place) {
  const std::int32_t definition = ScopeOf(place).definition;
  return definition < 0 ? nullptr : &FileOf(place.file).source->definition(definition);
}

Place FlowSolver::PlaceOf(const Target& target) {
  const auto file = file_ids_.find(target.file);
  if (file == file_ids_.end()) return {};
  const std::int32_t scope = FileOf(file->second).scope_of[static_cast<std::size_t>(target.index)];
  return scope < 0 ? Place{} : Place{file->second, scope};
}

void FlowSolver::AddValue(NodeId node, ValueId value) {
  std::vector<ValueId>& values = Of(node).values;
  const auto at = std::lower_bound(values.begin(), values.end(), value);
  if ((at != values.end() && *at == value) || values.size() >= kMaxValues) return;
  values.insert(at, value);
  queue_.emplace_back(node, value);
}

void FlowSolver::AddEdge(NodeId from, NodeId to) {
  if (from == to) return;
  std::vector<NodeId>& next = Of(from).next;
  if (std::find(next.begin(), next.end(), to) != next.end()) return;
  next.push_back(to);
  const std::vector<ValueId> values = Of(from).values;
  for (const ValueId value : values) AddValue(to, value);
}

void FlowSolver::AddConstraint(NodeId node, Constraint constraint) {
  Of(node).constraints.push_back(constraint);
  const std::vector<ValueId> values = Of(node).values;
  for (const ValueId value : values) pending_.emplace_back(constraint, value);
}

void FlowSolver::Propagate() {
  while ((!queue_.empty() || !pending_.empty()) && work_ > 0) {
    --work_;
    if (!pending_.empty()) {
      const auto [constraint, value] = pending_.front();
      pending_.pop_front();
      Apply(constraint, value);
      continue;
    }
    const auto [node, value] = queue_.front();
    queue_.pop_front();
    for (const NodeId next : Of(node).next) AddValue(next, value);
    // Acting may add constraints, which see the values that are there already.
    for (const Constraint& constraint : Of(node).constraints) {
      pending_.emplace_back(constraint, value);
    }
  }
}

void FlowSolver::Apply(const Constraint& constraint, ValueId value) {
  switch (constraint.act) {
    case Act::kLoad:
      return Load(constraint, value);
    case Act::kStore:
      return Store(constraint, value);
    case Act::kCall:
    case Act::kConstruct:
      return Call(constraint, value);
    case Act::kIndexText:
    case Act::kIndexNode:
    case Act::kIndexAny:
    case Act::kStoreText:
    case Act::kStoreAny:
    case Act::kStoreNode:
    case Act::kLoadKey:
    case Act::kStoreKey:
    case Act::kSpread:
    case Act::kSpreadNames:
    case Act::kElementsInto:
      return Index(constraint, value);
    case Act::kElement:
    case Act::kNext:
      return Element(constraint, value);
    case Act::kItem:
    case Act::kRest:
      return Item(constraint, value);
    case Act::kBindTo:
      return BindMember(constraint, value);
    case Act::kBase: {
      const Kind kind = At(value).kind;
      if (kind != Kind::kInstance && kind != Kind::kDeclared && kind != Kind::kType) return;
      AddValue(constraint.to,
               Intern({Kind::kBase, {constraint.file, constraint.at}, value, -1, -1}));
      return;
    }
    case Act::kCallWith: {
      const FlowValue called = At(value);
      if (called.kind != Kind::kFunction && called.kind != Kind::kBound) return;
      const FlowValue function = called.kind == Kind::kBound ? At(called.a) : called;
      if (function.kind != Kind::kFunction) return;
      Record(constraint.file, constraint.at, {Edge::Kind::kCallee, function.place, -1});
      if (called.kind == Kind::kBound) Receive(function.place, called.b, false);
      if (constraint.a >= 0) {
        const bool takes_receiver =
            !ScopeOf(function.place).parameters.empty() &&
            ScopeOf(function.place).parameters[0].kind == ParameterKind::kReceiver;
        LinkPositional(function.place, takes_receiver ? 1 : 0, constraint.a);
      }
      Results(function.place, constraint.to);
      return;
    }
  }
}

void FlowSolver::GenerateStore(std::int32_t file, const FlowStore& store) {
  const FlowExpression& target = ExpressionAt(file, store.target);
  const NodeId source = Expression(file, store.value);
  if (target.children.empty()) return;
  const NodeId object = Expression(file, target.children[0]);
  Constraint constraint;
  constraint.to = source;
  constraint.file = file;
  constraint.at = store.target;
  if (target.kind == FlowKind::kMember) {
    constraint.act = Act::kStore;
    constraint.a = Name(target.text);
  } else {
    constraint.act = Act::kStoreAny;
    if (target.children.size() > 1) {
      const FlowExpression& key = ExpressionAt(file, target.children[1]);
      if (key.kind == FlowKind::kText) {
        constraint.act = Act::kStoreText;
        constraint.a = Name(key.text);
      } else if (key.kind != FlowKind::kUnknown) {
        constraint.act = Act::kStoreNode;
        constraint.a = Expression(file, target.children[1]);
      }
    }
  }
  AddConstraint(object, constraint);
}

void FlowSolver::GenerateExpression(std::int32_t file, std::int32_t at) {
  const FlowExpression expression = ExpressionAt(file, at);
  const NodeId to = Expression(file, at);
  const auto child = [&](std::size_t i) { return Expression(file, expression.children[i]); };
  Constraint constraint;
  constraint.to = to;
  constraint.file = file;
  constraint.at = at;
  switch (expression.kind) {
    case FlowKind::kUnknown:
      return;
    case FlowKind::kName:
      return LookUp(file, at);
    case FlowKind::kFunction:
      return AddValue(to, Intern({Kind::kFunction, {file, expression.number}, -1, -1, -1}));
    case FlowKind::kType:
      return AddValue(to, Intern({Kind::kType, {file, expression.number}, -1, -1, -1}));
    case FlowKind::kText:
      return AddValue(to, Intern({Kind::kText, {}, Name(expression.text), -1, -1}));
    case FlowKind::kMember:
      constraint.act = Act::kLoad;
      constraint.a = Name(expression.text);
      return AddConstraint(child(0), constraint);
    case FlowKind::kCall:
      constraint.act = Act::kCall;
      return AddConstraint(child(0), constraint);
    case FlowKind::kConstruct:
      constraint.act = Act::kConstruct;
      if (!expression.text.empty()) {
        const std::int32_t around =
            FileOf(file).flow->scopes[static_cast<std::size_t>(expression.scope)].around;
        const Resolved type = resolver_.ResolveType(*FileOf(file).source, around, expression.text);
        if (!type.targets.empty()) {
          const Place place = PlaceOf(type.targets.front());
          if (place.scope >= 0) AddValue(child(0), Intern({Kind::kType, place, -1, -1, -1}));
        }
      }
      return AddConstraint(child(0), constraint);
    case FlowKind::kIndex: {
      if (expression.children.size() < 2) return;
      const FlowExpression& key = ExpressionAt(file, expression.children[1]);
      constraint.act = Act::kIndexAny;
      if (key.kind == FlowKind::kText) {
        constraint.act = Act::kIndexText;
        constraint.a = Name(key.text);
      } else if (key.kind != FlowKind::kUnknown) {
        constraint.act = Act::kIndexNode;
        constraint.a = child(1);
        keyless_.push_back(constraint);
      }
      return AddConstraint(child(0), constraint);
    }
    case FlowKind::kElement:
      constraint.act = Act::kElement;
      return AddConstraint(child(0), constraint);
    case FlowKind::kItem:
      constraint.act = Act::kItem;
      constraint.a = expression.number;
      return AddConstraint(child(0), constraint);
    case FlowKind::kRest:
      constraint.act = Act::kRest;
      constraint.a = expression.number;
      constraint.b = std::atoi(expression.text.c_str());
      return AddConstraint(child(0), constraint);
    case FlowKind::kChoice:
      for (std::size_t i = 0; i < expression.children.size(); ++i) AddEdge(child(i), to);
      return;
    case FlowKind::kList:
    case FlowKind::kMap: {
      const bool is_list = expression.kind == FlowKind::kList;
      const std::int32_t object =
          MakeObject(file, at, is_list ? Object::Kind::kList : Object::Kind::kMap);
      const bool unpacks = std::any_of(expression.words.begin(), expression.words.end(),
                                       [](const std::string& w) { return w.starts_with('*'); });
      if (is_list && !unpacks) {
        objects_[static_cast<std::size_t>(object)].size =
            static_cast<std::int32_t>(expression.children.size());
      }
      for (std::size_t i = 0; i < expression.children.size(); ++i) {
        const std::string& word = expression.words[i];
        if (word.starts_with('*')) {
          Constraint into;
          into.act = Act::kElementsInto;
          into.a = object;
          AddConstraint(child(i), into);
        } else if (is_list || !word.empty()) {
          AddEdge(child(i), ObjectField(object, Name(is_list ? std::to_string(i) : word)));
        } else {
          AddEdge(child(i), ObjectField(object, Name("[]")));
        }
      }
      return AddValue(to, Intern({Kind::kObject, {}, object, -1, -1}));
    }
  }
}

void FlowSolver::Generate(std::int32_t file) {
  const FlowFacts& flow = *FileOf(file).flow;
  for (std::size_t b = 0; b < flow.binds.size(); ++b) {
    const FlowBind& bind = flow.binds[b];
    const NodeId node = NodeOf({NodeKind::kBind, file, static_cast<std::int32_t>(b), 0});
    AddEdge(Expression(file, bind.value), node);
  }
  for (const FlowReturn& result : flow.returns) {
    const NodeKind kind = result.yields ? NodeKind::kYield : NodeKind::kReturn;
    AddEdge(Expression(file, result.value), NodeOf({kind, file, result.scope, 0}));
  }
  for (const FlowStore& store : flow.stores) GenerateStore(file, store);
  // Binding types: what is annotated is known at once.
  const FileFacts& facts = FileOf(file).source->facts();
  for (std::size_t s = 0; s < flow.scopes.size(); ++s) {
    const FlowScope& scope = flow.scopes[s];
    if (scope.kind != FlowScopeKind::kFunction || scope.definition < 0) continue;
    const Definition& definition = FileOf(file).source->definition(scope.definition);
    const std::size_t count = std::min(scope.parameters.size(), definition.parameters.size());
    for (std::size_t p = 0; p < count; ++p) {
      const interlock::Parameter& parameter = definition.parameters[p];
      if (parameter.type.empty() || parameter.kind == ParameterKind::kRest) continue;
      SeedType(Parameter({file, static_cast<std::int32_t>(s)}, p), file, scope.definition,
               parameter.type);
    }
    if (!definition.type.empty()) {
      SeedType(NodeOf({NodeKind::kReturn, file, static_cast<std::int32_t>(s), 0}), file,
               scope.definition, definition.type);
    }
  }
  for (const Binding& binding : facts.bindings) {
    if (binding.type.empty() || binding.name.starts_with('<')) continue;
    for (const auto& [key, binds] : FileOf(file).binds) {
      if (key.second != binding.name ||
          flow.scopes[static_cast<std::size_t>(key.first)].around != binding.scope) {
        continue;
      }
      for (const std::int32_t b : binds) {
        SeedType(NodeOf({NodeKind::kBind, file, b, 0}), file, binding.scope, binding.type);
      }
    }
  }
  for (std::size_t e = 0; e < flow.expressions.size(); ++e) {
    if (FileOf(file).is_target[e]) continue;
    GenerateExpression(file, static_cast<std::int32_t>(e));
  }
}

// A method that nobody was seen to call has an instance of its own type.
void FlowSolver::SeedReceivers() {
  for (std::size_t f = 0; f < files_.size(); ++f) {
    const auto file = static_cast<std::int32_t>(f);
    for (std::size_t s = 0; s < files_[f].flow->scopes.size(); ++s) {
      const Place place{file, static_cast<std::int32_t>(s)};
      const Definition* definition = DefinitionOf(place);
      if (definition == nullptr || ScopeOf(place).kind != FlowScopeKind::kFunction) continue;
      Place type;
      if (!definition->owner.empty()) {
        for (const Target& target :
             modules_.DefinitionsSeen(*files_[f].source, definition->owner)) {
          if (type.scope < 0 &&
              !(target.file == files_[f].source && target.index == ScopeOf(place).definition)) {
            type = PlaceOf(target);
          }
        }
      } else if (definition->parent >= 0 &&
                 IsType(files_[f].source->definition(definition->parent))) {
        type = PlaceOf({files_[f].source, definition->parent});
      }
      const NodeId self = NodeOf({NodeKind::kSelf, file, place.scope, 0});
      if (type.scope < 0 || !Of(self).values.empty()) continue;
      const bool of_type = definition->is_static || type_receivers_.contains(place);
      Kind kind = files_[f].traits->static_types ? Kind::kDeclared : Kind::kInstance;
      if (of_type) kind = Kind::kType;
      Receive(place, Intern({kind, type, -1, -1, -1}), false);
    }
  }
}

// An element under a key that nothing is known of may be any element.
void FlowSolver::Unblock() {
  for (Constraint& constraint : keyless_) {
    if (!Of(constraint.a).values.empty()) continue;
    const FlowExpression& index = ExpressionAt(constraint.file, constraint.at);
    constraint.act = Act::kIndexAny;
    AddConstraint(Expression(constraint.file, index.children[0]), constraint);
  }
  keyless_.clear();
}

std::vector<CallSite> FlowSolver::Solve() {
  std::size_t expressions = 0;
  for (const File& file : files_) expressions += file.flow->expressions.size();
  work_ = kLeastWork + expressions * kWorkPerExpression;
  for (std::size_t f = 0; f < files_.size(); ++f) {
    for (const Inheritance& inheritance : files_[f].source->facts().inheritance) {
      const Place type = PlaceOf({files_[f].source, inheritance.definition});
      if (inheritance.definition < 0 || type.scope < 0) continue;
      bool open = false;
      for (const Target& base :
           resolver_.Bases({files_[f].source, inheritance.definition}, &open)) {
        const Place place = PlaceOf(base);
        std::vector<Place>& types = below_[place];
        if (place.scope >= 0 && (types.empty() || types.back() != type)) types.push_back(type);
      }
    }
  }
  for (std::size_t f = 0; f < files_.size(); ++f) Generate(static_cast<std::int32_t>(f));
  Propagate();
  SeedReceivers();
  Propagate();
  Unblock();
  Propagate();
  return Report();
}

std::vector<CallSite> FindCalls(const World& world, std::vector<FlowFile>& files) {
  return FlowSolver(world, files).Solve();
}

}  // namespace interlock
