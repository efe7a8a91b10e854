// Calls: what they enter, how arguments become parameters, and what calls that lead outside do.
#include <algorithm>

#include "graph/flow_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxExternal = 200;

bool TakesMany(ParameterKind kind) {
  return kind == ParameterKind::kRest || kind == ParameterKind::kKeywordRest;
}

}  // namespace

void FlowSolver::Record(std::int32_t file, std::int32_t at, Edge edge) {
  if (at >= 0) edges_[{file, at}].insert(edge);
}

NodeId FlowSolver::Parameter(Place function, std::size_t number) {
  return NodeOf(
      {NodeKind::kParameter, function.file, function.scope, static_cast<std::int32_t>(number)});
}

std::vector<NodeId> FlowSolver::Arguments(const Constraint& constraint) {
  const FlowExpression& call = ExpressionAt(constraint.file, constraint.at);
  std::vector<NodeId> arguments;
  for (std::size_t i = 1; i < call.children.size(); ++i) {
    arguments.push_back(Expression(constraint.file, call.children[i]));
  }
  return arguments;
}

void FlowSolver::Call(const Constraint& constraint, ValueId value) {
  const FlowValue called = At(value);
  const bool constructs = constraint.act == Act::kConstruct;
  const FlowExpression& call = ExpressionAt(constraint.file, constraint.at);
  if (call.text == kRaises && called.kind != Kind::kType) return;
  switch (called.kind) {
    case Kind::kFunction:
      if (constructs) return Construct(value, constraint);
      return Enter(called.place, -1, constraint);
    case Kind::kBound: {
      const FlowValue function = At(called.a);
      if (function.kind != Kind::kFunction) return;
      Enter(function.place, called.b, constraint,
            called.c == 1 ? Edge::Kind::kDispatch : Edge::Kind::kCallee);
      return;
    }
    case Kind::kType:
      return Construct(value, constraint);
    case Kind::kBase:
      if (FileOf(constraint.file).traits->explicit_receiver) {
        const std::string& name = ExpressionAt(constraint.file, call.children[0]).text;
        Record(constraint.file, constraint.at,
               {Edge::Kind::kExternal, {}, Name("<builtin>." + name)});
        return AddValue(constraint.to, value);
      }
      return Initialise(At(called.a).place, 1, called.a, constraint);
    case Kind::kInstance:
    case Kind::kDeclared:
      for (const std::string& name : FileOf(called.place.file).traits->call_members) {
        const NodeId found = Fresh();
        Constraint load = constraint;
        load.to = found;
        LoadMember(called.place, value, 0, Name(name), load);
        AddConstraint(found, constraint);
      }
      return;
    case Kind::kExternal:
      return External(called.a, constraint);
    case Kind::kEffect: {
      const std::string& name = Text(called.b);
      const FlowValue receiver = At(called.a);
      if (receiver.kind == Kind::kObject) {
        const auto kind = objects_[static_cast<std::size_t>(receiver.a)].kind;
        const char* word = kind == Object::Kind::kMap ? "<map>." : "<list>.";
        Record(constraint.file, constraint.at, {Edge::Kind::kExternal, {}, Name(word + name)});
      }
      const auto effect = FileOf(constraint.file).effects.find(name);
      if (effect != FileOf(constraint.file).effects.end()) {
        ApplyEffect(effect->second, called.a, constraint);
      }
      return;
    }
    default:
      return;
  }
}

void FlowSolver::Construct(ValueId type, const Constraint& constraint) {
  const Place place = At(type).place;
  const ValueId made = Intern({Kind::kInstance, place, -1, -1, -1});
  AddValue(constraint.to, made);
  const bool is_function = ScopeOf(place).kind == FlowScopeKind::kFunction;
  if (is_function || !FileOf(place.file).traits->constructors.empty()) {
    Record(constraint.file, constraint.at, {Edge::Kind::kCallee, place, -1});
  }
  if (is_function) {
    Receive(place, made, false);
    return Link(place, constraint, 0);
  }
  Initialise(place, 0, made, constraint);
  // Keyword arguments name fields where nothing is run to set them.
  const FlowExpression& call = ExpressionAt(constraint.file, constraint.at);
  if (!FileOf(place.file).traits->constructors.empty()) return;
  for (std::size_t i = 1; i < call.children.size(); ++i) {
    if (call.words[i - 1].empty()) continue;
    AddEdge(Expression(constraint.file, call.children[i]),
            InstanceField(place, Name(call.words[i - 1])));
  }
}

// Runs the constructor of the first type in the order, `first` passed over, that has one.
void FlowSolver::Initialise(Place type, std::size_t first, ValueId self,
                            const Constraint& constraint) {
  for (const std::string& name : FileOf(type.file).traits->constructors) {
    const NodeId found = Fresh();
    Constraint load = constraint;
    load.act = Act::kLoad;
    load.to = found;
    load.a = Name(name);
    LoadMember(type, self, first, load.a, load);
    Constraint enter = constraint;
    enter.act = Act::kCall;
    enter.to = Fresh();  // what it returns is no result
    AddConstraint(found, enter);
    bool open = false;
    std::string external;
    const std::vector<Place> order = Linear(type, &open, &external);
    const bool declared =
        std::any_of(order.begin(), order.end(), [&](Place place) { return Declares(place, name); });
    if (declared || !external.empty()) return;
  }
}

std::vector<Place> FlowSolver::Bodies(Place function) {
  const Definition* promise = DefinitionOf(function);
  if (promise == nullptr || !promise->is_declaration) return {function};
  const auto [known, is_new] = bodies_.try_emplace(function);
  if (!is_new) return known->second;
  const SourceFile& source = *FileOf(function.file).source;
  const std::string name = QualifiedName(source.facts(), ScopeOf(function).definition);
  std::vector<Place> all, same_form;
  for (const Target& target : world_.DefinitionsNamed(promise->name)) {
    const Definition& body = target.definition();
    const Place place = PlaceOf(target);
    if (place.scope < 0 || body.is_declaration || !body.callable || target.name() != name) continue;
    all.push_back(place);
    if (body.parameters.size() == promise->parameters.size()) same_form.push_back(place);
  }
  if (!same_form.empty()) all = same_form;
  if (all.empty()) all = {function};
  return bodies_[function] = all;
}

void FlowSolver::Enter(Place function, ValueId self, const Constraint& constraint,
                       Edge::Kind kind) {
  for (const Place body : Bodies(function)) EnterBody(body, self, constraint, kind);
}

void FlowSolver::EnterBody(Place function, ValueId self, const Constraint& constraint,
                           Edge::Kind kind) {
  Record(constraint.file, constraint.at, {kind, function, -1});
  const std::vector<FlowParameter>& parameters = ScopeOf(function).parameters;
  const bool has_receiver = !parameters.empty() && parameters[0].kind == ParameterKind::kReceiver;
  // A function that a type was given takes the instance as its first argument.
  const Definition* definition = DefinitionOf(function);
  const bool takes_first = self >= 0 && !has_receiver && !parameters.empty() &&
                           FileOf(function.file).traits->explicit_receiver &&
                           At(self).kind != Kind::kObject &&
                           !(definition != nullptr && definition->is_static);
  std::size_t first = takes_first ? 1 : 0;
  if (self >= 0) {
    Receive(function, self, takes_first);
    if (has_receiver) first = 1;
  } else if (has_receiver && !FileOf(function.file).traits->explicit_receiver) {
    first = 1;
  }
  Link(function, constraint, first);
  Results(function, constraint.to);
}

void FlowSolver::Receive(Place function, ValueId self, bool takes_first) {
  AddValue(NodeOf({NodeKind::kSelf, function.file, function.scope, 0}), self);
  const std::vector<FlowParameter>& parameters = ScopeOf(function).parameters;
  if (parameters.empty()) return;
  if (takes_first || parameters[0].kind == ParameterKind::kReceiver) {
    AddValue(Parameter(function, 0), self);
  }
}

void FlowSolver::Results(Place function, NodeId to) {
  AddEdge(NodeOf({NodeKind::kReturn, function.file, function.scope, 0}), to);
  if (ScopeOf(function).generates) {
    AddValue(to, Intern({Kind::kGenerator, function, -1, -1, -1}));
  }
}

// Arguments become parameters from number `first` on; what is not given has its default.
void FlowSolver::Link(Place function, const Constraint& constraint, std::size_t first) {
  const FlowExpression call = ExpressionAt(constraint.file, constraint.at);
  const std::size_t count = ScopeOf(function).parameters.size();
  std::vector<bool> given(count, false);
  std::size_t next = first;
  for (std::size_t i = 1; i < call.children.size(); ++i) {
    const NodeId argument = Expression(constraint.file, call.children[i]);
    const std::string& word = call.words[i - 1];
    if (word == "*") {
      Constraint spread = constraint;
      spread.act = Act::kSpread;
      spread.a = function.file;
      spread.b = function.scope;
      spread.c = static_cast<std::int32_t>(next);
      if (next < count) AddConstraint(argument, spread);
    } else if (word == "**") {
      Constraint spread = constraint;
      spread.act = Act::kSpreadNames;
      spread.a = function.file;
      spread.b = function.scope;
      AddConstraint(argument, spread);
    } else if (word.empty()) {
      if (next < count) given[next] = true;
      LinkPositional(function, next++, argument);
    } else {
      LinkKeyword(function, word, argument);
      for (std::size_t p = 0; p < count; ++p) {
        if (ScopeOf(function).parameters[p].name == word) given[p] = true;
      }
    }
  }
  for (std::size_t p = first; p < count; ++p) {
    const std::int32_t value = ScopeOf(function).parameters[p].default_value;
    if (!given[p] && value >= 0) AddEdge(Expression(function.file, value), Parameter(function, p));
  }
}

void FlowSolver::LinkPositional(Place function, std::size_t number, NodeId argument) {
  const std::vector<FlowParameter>& parameters = ScopeOf(function).parameters;
  std::size_t rest = 0;
  while (rest < parameters.size() && parameters[rest].kind != ParameterKind::kRest) ++rest;
  if (number < rest && number < parameters.size()) {
    if (!TakesMany(parameters[number].kind) &&
        parameters[number].kind != ParameterKind::kKeywordOnly) {
      AddEdge(argument, Parameter(function, number));
    }
    return;
  }
  if (rest == parameters.size()) return;
  const std::int32_t object =
      MakeObject(function.file, function.scope, Object::Kind::kList, 1 + static_cast<int>(rest));
  AddEdge(argument, ObjectField(object, Name(std::to_string(number - rest))));
  AddValue(Parameter(function, rest), Intern({Kind::kObject, {}, object, -1, -1}));
}

void FlowSolver::LinkKeyword(Place function, const std::string& word, NodeId argument) {
  const std::vector<FlowParameter>& parameters = ScopeOf(function).parameters;
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    if (parameters[p].name == word && !TakesMany(parameters[p].kind)) {
      return AddEdge(argument, Parameter(function, p));
    }
  }
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    if (parameters[p].kind != ParameterKind::kKeywordRest) continue;
    const std::int32_t object =
        MakeObject(function.file, function.scope, Object::Kind::kMap, 1 + static_cast<int>(p));
    AddEdge(argument, ObjectField(object, Name(word)));
    AddValue(Parameter(function, p), Intern({Kind::kObject, {}, object, -1, -1}));
  }
}

// ---- what is known of calls that lead outside

void FlowSolver::External(NameId path, const Constraint& constraint) {
  const std::string text = Text(path);
  const bool is_known = text.starts_with("<builtin>.");
  const File& file = FileOf(constraint.file);
  const std::string last = text.substr(text.rfind('.') + 1);
  const FlowExpression call = ExpressionAt(constraint.file, constraint.at);
  const std::vector<NodeId> arguments = Arguments(constraint);
  // A decorator that the language itself knows is a marker, no call.
  if (!is_known || call.text != kDecorates) {
    Record(constraint.file, constraint.at, {Edge::Kind::kExternal, {}, path});
  }
  if (Contains(file.traits->type_receivers, last) && !arguments.empty()) {
    for (const ValueId value : std::vector<ValueId>(Of(arguments[0]).values)) {
      if (At(value).kind == Kind::kFunction) type_receivers_.insert(At(value).place);
    }
  }
  // What an unknown decorator makes still does what it decorates.
  if (call.text == kDecorates && !arguments.empty()) {
    return AddEdge(arguments[0], constraint.to);
  }
  const auto effect = file.effects.find(last);
  if (is_known && effect != file.effects.end()) {
    return ApplyEffect(effect->second, -1, constraint);
  }
  if (text.size() < kMaxExternal && !is_known && !text.starts_with("<text>.")) {
    AddValue(constraint.to, Intern({Kind::kExternal, {}, Name(text + "()"), -1, -1}));
  }
}

// Calls each function among the arguments with what is in `elements`, and gives their results in a
// list.
void FlowSolver::CallEach(const Constraint& constraint, NodeId elements) {
  const std::int32_t results = MakeObject(constraint.file, constraint.at, Object::Kind::kList);
  for (const NodeId argument : Arguments(constraint)) {
    Constraint call = constraint;
    call.act = Act::kCallWith;
    call.a = elements;
    call.to = ObjectField(results, Name("[]"));
    AddConstraint(argument, call);
  }
  AddValue(constraint.to, Intern({Kind::kObject, {}, results, -1, -1}));
}

void FlowSolver::EffectOnFunction(const std::string& effect, ValueId receiver,
                                  const Constraint& constraint) {
  const FlowValue called = At(receiver);
  const FlowValue function = called.kind == Kind::kBound ? At(called.a) : called;
  if (function.kind != Kind::kFunction) return;
  if (effect == "bind") {
    Record(constraint.file, constraint.at, {Edge::Kind::kExternal, {}, Name("<function>.bind")});
    return AddValue(constraint.to, receiver);
  }
  if (effect == "invoke") {
    return Enter(function.place, called.kind == Kind::kBound ? called.b : -1, constraint);
  }
  if (effect != "call" && effect != "apply") return;
  Record(constraint.file, constraint.at, {Edge::Kind::kCallee, function.place, -1});
  const std::vector<NodeId> arguments = Arguments(constraint);
  if (!arguments.empty()) {
    AddEdge(arguments[0], NodeOf({NodeKind::kSelf, function.place.file, function.place.scope, 0}));
  }
  if (effect == "call") {
    for (std::size_t i = 1; i < arguments.size(); ++i) {
      LinkPositional(function.place, i - 1, arguments[i]);
    }
  } else if (arguments.size() > 1) {
    Constraint spread = constraint;
    spread.act = Act::kSpread;
    spread.a = function.place.file;
    spread.b = function.place.scope;
    spread.c = 0;
    AddConstraint(arguments[1], spread);
  }
  Results(function.place, constraint.to);
}

void FlowSolver::EffectOnElements(const std::string& effect, std::int32_t object,
                                  const Constraint& constraint) {
  const FlowExpression call = ExpressionAt(constraint.file, constraint.at);
  const std::vector<NodeId> arguments = Arguments(constraint);
  Constraint of_key = constraint;
  of_key.a = object;
  if (effect == "add") {
    for (const NodeId argument : arguments) AddEdge(argument, ObjectField(object, Name("[]")));
  } else if (effect == "extend") {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      Constraint into = of_key;
      into.act = Act::kElementsInto;
      AddConstraint(arguments[i], into);
    }
  } else if (effect == "element") {
    AddEdge(ObjectAny(object), constraint.to);
  } else if (effect == "get" && !arguments.empty()) {
    of_key.act = Act::kLoadKey;
    AddConstraint(arguments[0], of_key);
    AddEdge(ObjectField(object, Name("[]")), constraint.to);
    for (std::size_t i = 1; i < arguments.size(); ++i) AddEdge(arguments[i], constraint.to);
  } else if (effect == "put" && arguments.size() > 1) {
    of_key.act = Act::kStoreKey;
    of_key.to = arguments[1];
    AddConstraint(arguments[0], of_key);
  } else if (effect == "self") {
    AddValue(constraint.to, Intern({Kind::kObject, {}, object, -1, -1}));
  } else if (effect == "items") {
    const std::int32_t pairs = MakeObject(constraint.file, constraint.at, Object::Kind::kList);
    const std::int32_t pair = MakeObject(constraint.file, constraint.at, Object::Kind::kList, 1);
    AddEdge(ObjectAny(object), ObjectField(pair, Name("1")));
    AddValue(ObjectField(pairs, Name("[]")), Intern({Kind::kObject, {}, pair, -1, -1}));
    AddValue(constraint.to, Intern({Kind::kObject, {}, pairs, -1, -1}));
  } else if (effect == "map") {
    CallEach(constraint, ObjectAny(object));
  }
}

void FlowSolver::ApplyEffect(const std::string& effect, ValueId receiver,
                             const Constraint& constraint) {
  if (receiver >= 0) {
    if (At(receiver).kind == Kind::kObject) {
      return EffectOnElements(effect, At(receiver).a, constraint);
    }
    return EffectOnFunction(effect, receiver, constraint);
  }
  const std::vector<NodeId> arguments = Arguments(constraint);
  if (arguments.empty()) return;
  if (effect == "argument") return AddEdge(arguments[0], constraint.to);
  Constraint element = constraint;
  element.act = Act::kElement;
  if (effect == "next") {
    AddConstraint(arguments[0], element);
    return;
  }
  // A container of what the arguments hold.
  const NodeId elements = Fresh();
  element.to = elements;
  for (const NodeId argument : arguments) AddConstraint(argument, element);
  if (effect == "map") return CallEach(constraint, elements);
  const std::int32_t made = MakeObject(constraint.file, constraint.at, Object::Kind::kList);
  if (effect == "copy") {
    AddEdge(elements, ObjectField(made, Name("[]")));
  } else if (effect == "number") {
    const std::int32_t pair = MakeObject(constraint.file, constraint.at, Object::Kind::kList, 1);
    AddEdge(elements, ObjectField(pair, Name("1")));
    AddValue(ObjectField(made, Name("[]")), Intern({Kind::kObject, {}, pair, -1, -1}));
  } else {
    return;
  }
  AddValue(constraint.to, Intern({Kind::kObject, {}, made, -1, -1}));
}

}  // namespace interlock
