// Members and elements: what is reached through a type, an instance, a module or a container.
#include <algorithm>

#include "graph/flow_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxLinear = 64;
constexpr int kMaxBaseDepth = 60;
constexpr std::size_t kMaxExternal = 200;
constexpr std::size_t kMaxBelow = 40;

// C3, as Python orders bases; where that fails, and elsewhere it is the same: depth first.
std::vector<Place> Merge(std::vector<std::vector<Place>> lists) {
  std::vector<Place> merged;
  while (merged.size() < kMaxLinear) {
    std::erase_if(lists, [](const std::vector<Place>& list) { return list.empty(); });
    if (lists.empty()) return merged;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < lists.size(); ++i) {
      const Place head = lists[i].front();
      const bool later = std::any_of(lists.begin(), lists.end(), [&](const auto& list) {
        return std::find(list.begin() + 1, list.end(), head) != list.end();
      });
      if (later) continue;
      chosen = i;
      break;
    }
    const Place head = lists[chosen].front();
    merged.push_back(head);
    for (std::vector<Place>& list : lists) std::erase(list, head);
  }
  return merged;
}

std::string TupleElement(std::string_view path, std::int32_t item) {
  path = path.substr(1, path.size() - 2);
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= path.size(); ++i) {
    const char c = i < path.size() ? path[i] : ',';
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c != ',' || depth > 0) continue;
    if (item-- == 0) return std::string(path.substr(begin, i - begin));
    begin = i + 1;
  }
  return {};
}

}  // namespace

// The type and its bases, in the order in which members are looked for.
const std::vector<Place>& FlowSolver::Linear(Place type, bool* open, std::string* external) {
  const auto known = linear_.find(type);
  if (known == linear_.end()) {
    linear_[type] = {type};  // a type that derives from itself
    auto& outside = open_[type];
    const FlowScope& scope = ScopeOf(type);
    std::vector<std::vector<Place>> lists;
    std::vector<Place> direct;
    if (scope.kind == FlowScopeKind::kType && scope.definition >= 0 && depth_ < kMaxBaseDepth) {
      ++depth_;
      const SourceFile& source = *FileOf(type.file).source;
      for (const Target& base : resolver_.Bases({&source, scope.definition}, &outside.first)) {
        const Place place = PlaceOf(base);
        if (place.scope < 0 || place == type) continue;
        direct.push_back(place);
        bool open_base = false;
        std::string name;
        lists.push_back(Linear(place, &open_base, &name));
        outside.first = outside.first || open_base;
        if (outside.second.empty()) outside.second = name;
      }
      for (const Inheritance& inheritance : source.facts().inheritance) {
        if (inheritance.definition != scope.definition || !outside.second.empty()) continue;
        outside.second = ExternalName(type.file, inheritance.base);
      }
      --depth_;
    }
    lists.push_back(direct);
    std::vector<Place> order = Merge(std::move(lists));
    order.insert(order.begin(), type);
    linear_[type] = std::move(order);
  }
  *open = open_[type].first;
  *external = open_[type].second;
  return linear_[type];
}

bool FlowSolver::Declares(Place type, std::string_view name) {
  const File& file = FileOf(type.file);
  if (file.binds.contains({type.scope, name})) return true;
  const Definition* definition = DefinitionOf(type);
  if (definition == nullptr) return false;
  for (const std::int32_t index : file.source->Definitions(name)) {
    const Definition& member = file.source->definition(index);
    if (member.parent == ScopeOf(type).definition && ScopeOf(type).kind == FlowScopeKind::kType) {
      return true;
    }
  }
  for (const Target& target : modules_.DefinitionsSeen(*file.source, name)) {
    if (target.definition().owner == definition->name) return true;
  }
  return false;
}

// What the type's own body gives the name, and what is stored to the type later.
NodeId FlowSolver::ClassField(Place type, NameId name) {
  const NodeKey key{NodeKind::kClassField, type.file, type.scope, name};
  if (const auto known = node_ids_.find(key); known != node_ids_.end()) return known->second;
  const NodeId node = NodeOf(key);
  const File& file = FileOf(type.file);
  const std::string text = Text(name);
  const auto binds = file.binds.find({type.scope, text});
  if (binds != file.binds.end()) {
    FlowExpression at_end;
    at_end.order = UINT32_MAX;
    at_end.branch = file.flow->binds[static_cast<std::size_t>(binds->second.back())].branch;
    std::vector<std::int32_t> reaching;
    Reaching(type.file, binds->second, at_end, &reaching);
    for (const std::int32_t b : reaching) AddEdge(NodeOf({NodeKind::kBind, type.file, b, 0}), node);
  }
  const Definition* definition = DefinitionOf(type);
  if (definition == nullptr) return node;
  const auto add = [&](const Target& target) {
    const Definition& member = target.definition();
    const Place place = PlaceOf(target);
    if (place.scope >= 0 && ScopeOf(place).kind == FlowScopeKind::kFunction) {
      AddValue(node, Intern({Kind::kFunction, place, -1, -1, -1}));
    } else if (place.scope >= 0 && ScopeOf(place).kind == FlowScopeKind::kType) {
      AddValue(node, Intern({Kind::kType, place, -1, -1, -1}));
    } else if (!member.callable && !member.type.empty()) {
      const auto other = file_ids_.find(target.file);
      if (other != file_ids_.end()) SeedType(node, other->second, member.parent, member.type);
    }
  };
  if (binds == file.binds.end() && ScopeOf(type).kind == FlowScopeKind::kType) {
    for (const std::int32_t index : file.source->Definitions(text)) {
      if (file.source->definition(index).parent == ScopeOf(type).definition) {
        add({file.source, index});
      }
    }
  }
  for (const Target& target : modules_.DefinitionsSeen(*file.source, text)) {
    if (target.definition().owner == definition->name) add(target);
  }
  return node;
}

NodeId FlowSolver::InstanceField(Place type, NameId name) {
  return NodeOf({NodeKind::kInstanceField, type.file, type.scope, name});
}

std::int32_t FlowSolver::MakeObject(std::int32_t file, std::int32_t at, Object::Kind kind,
                                    int which) {
  const auto [found, is_new] =
      object_ids_.try_emplace({file, at, which}, static_cast<std::int32_t>(objects_.size()));
  if (is_new) objects_.push_back({kind, {}, -1});
  return found->second;
}

NodeId FlowSolver::ObjectField(std::int32_t object, NameId name) {
  auto& fields = objects_[static_cast<std::size_t>(object)].fields;
  const auto known = fields.find(name);
  if (known != fields.end()) return known->second;
  const NodeId node = Fresh();
  objects_[static_cast<std::size_t>(object)].fields[name] = node;
  AddEdge(node, ObjectAny(object));
  return node;
}

NodeId FlowSolver::ObjectAny(std::int32_t object) {
  return NodeOf({NodeKind::kObjectAny, object, 0, 0});
}

// ---- members

void FlowSolver::Load(const Constraint& constraint, ValueId value) {
  const FlowValue holder = At(value);
  const NameId name = constraint.a;
  switch (holder.kind) {
    case Kind::kModule: {
      const ModuleRef module = module_refs_[static_cast<std::size_t>(holder.a)];
      FromModule(constraint.file, module, Text(name), constraint.to);
      return;
    }
    case Kind::kExternal: {
      const std::string& path = Text(holder.a);
      if (path.size() > kMaxExternal) return;
      AddValue(constraint.to, Intern({Kind::kExternal, {}, Name(path + "." + Text(name)), -1, -1}));
      return;
    }
    case Kind::kInstance:
    case Kind::kDeclared:
      LoadMember(holder.place, value, 0, name, constraint);
      if (holder.kind == Kind::kDeclared) Dispatch(holder.place, name, constraint);
      return;
    case Kind::kType: {
      // `Entry.new` is as good as the type: called, it makes an instance.
      const LanguageTraits& traits = *FileOf(holder.place.file).traits;
      const bool makes = Contains(traits.maker_names, Text(name));
      if (makes && !Declares(holder.place, Text(name))) return AddValue(constraint.to, value);
      return LoadMember(holder.place, value, 0, name, constraint);
    }
    case Kind::kBase:
      return LoadMember(At(holder.a).place, holder.a, 1, name, constraint);
    case Kind::kFunction:
      if (Text(name) == "prototype") return AddValue(constraint.to, value);
      AddEdge(ClassField(holder.place, name), constraint.to);
      AddValue(constraint.to, Intern({Kind::kEffect, {}, value, name, -1}));
      return;
    case Kind::kBound:
      AddValue(constraint.to, Intern({Kind::kEffect, {}, value, name, -1}));
      return;
    case Kind::kObject:
      return LoadObject(holder.a, value, constraint);
    case Kind::kText:
      AddValue(constraint.to, Intern({Kind::kExternal, {}, Name("<text>." + Text(name)), -1, -1}));
      return;
    default:
      return;
  }
}

void FlowSolver::LoadObject(std::int32_t object, ValueId value, const Constraint& constraint) {
  const Object& held = objects_[static_cast<std::size_t>(object)];
  const bool has = held.fields.contains(constraint.a);
  Constraint bind = constraint;
  bind.act = Act::kBindTo;
  bind.a = value;
  AddConstraint(ObjectField(object, constraint.a), bind);
  if (has) return;
  AddValue(constraint.to, Intern({Kind::kEffect, {}, value, constraint.a, -1}));
}

// `first`: how many types of the order are passed over, up to and with the one whose base is meant.
void FlowSolver::LoadMember(Place type, ValueId holder, std::size_t first, NameId name,
                            const Constraint& constraint) {
  if (Text(name) == "prototype" && first == 0) return AddValue(constraint.to, holder);
  bool open = false;
  std::string external;
  const std::vector<Place> order = Linear(type, &open, &external);
  std::size_t at = 0;
  if (first > 0) {
    // NOTE(def: base-order) In the order of the instance's own type, after the type that says
    // super.
    const Constraint& asked = constraint;
    std::int32_t scope = ExpressionAt(asked.file, asked.at).scope;
    while (scope > 0) {
      const FlowScope& around = ScopeOf({asked.file, scope});
      if (around.kind == FlowScopeKind::kType) break;
      scope = around.parent;
    }
    const auto found = std::find(order.begin(), order.end(), Place{asked.file, scope});
    at = found == order.end() ? order.size() : static_cast<std::size_t>(found - order.begin()) + 1;
  }
  bool declared = false;
  for (; at < order.size() && !declared; ++at) {
    const Place here = order[at];
    if (first == 0) AddEdge(InstanceField(here, name), constraint.to);
    declared = Declares(here, Text(name));
    Constraint to_holder = constraint;
    to_holder.act = Act::kBindTo;
    to_holder.a = holder;
    AddConstraint(ClassField(here, name), to_holder);
  }
  if (!declared && open && !external.empty() && external.size() < kMaxExternal) {
    AddValue(constraint.to,
             Intern({Kind::kExternal, {}, Name(external + "." + Text(name)), -1, -1}));
  }
}

// A function found in a type becomes a method of what it was reached through.
void FlowSolver::BindMember(const Constraint& constraint, ValueId value) {
  const FlowValue member = At(value);
  const FlowValue holder = At(constraint.a);
  if (member.kind != Kind::kFunction) return AddValue(constraint.to, value);
  const Definition* definition = DefinitionOf(member.place);
  const bool through_type = holder.kind == Kind::kType;
  if (definition != nullptr && definition->is_property && !through_type && constraint.at >= 0) {
    Record(constraint.file, constraint.at, {Edge::Kind::kCallee, member.place, -1});
    Receive(member.place, constraint.a, true);
    return Results(member.place, constraint.to);
  }
  const bool of_type = type_receivers_.contains(member.place);
  const bool is_static = definition != nullptr && definition->is_static && !of_type;
  const bool explicit_receiver = FileOf(member.place.file).traits->explicit_receiver;
  if (is_static ? explicit_receiver : through_type && !of_type) {
    return AddValue(constraint.to, value);
  }
  ValueId self = constraint.a;
  if (of_type && !through_type) self = Intern({Kind::kType, holder.place, -1, -1, -1});
  AddValue(constraint.to, Intern({Kind::kBound, {}, value, self, constraint.b}));
}

std::vector<Place> FlowSolver::Below(Place type, NameId name) {
  std::vector<Place> found{type};
  for (std::size_t i = 0; i < found.size() && found.size() < kMaxBelow; ++i) {
    const auto below = below_.find(found[i]);
    if (below == below_.end()) continue;
    for (const Place place : below->second) {
      if (std::find(found.begin(), found.end(), place) == found.end()) found.push_back(place);
    }
  }
  found.erase(found.begin());
  const File& file = FileOf(type.file);
  const Definition* definition = DefinitionOf(type);
  if (!file.traits->structural_interfaces || definition == nullptr ||
      definition->kind != DefinitionKind::kInterface) {
    return found;
  }
  // A type that has all methods of the interface.
  std::vector<std::string_view> methods;
  for (const Definition& member : file.source->facts().definitions) {
    if (member.parent == ScopeOf(type).definition && member.callable)
      methods.push_back(member.name);
  }
  for (const Target& target : world_.DefinitionsNamed(Text(name))) {
    if (target.definition().owner.empty() || found.size() >= kMaxBelow) continue;
    for (const Target& owner : modules_.DefinitionsSeen(*target.file, target.definition().owner)) {
      const Place place = IsType(owner.definition()) ? PlaceOf(owner) : Place{};
      if (place.scope < 0 || place == type) continue;
      const bool all = std::all_of(methods.begin(), methods.end(), [&](std::string_view method) {
        return Declares(place, method);
      });
      if (all && std::find(found.begin(), found.end(), place) == found.end())
        found.push_back(place);
    }
  }
  return found;
}

// What is only declared to be of a type may be of one below that has the member anew.
void FlowSolver::Dispatch(Place type, NameId name, const Constraint& constraint) {
  if (!FileOf(type.file).traits->static_types || constraint.at < 0) return;
  for (const Place below : Below(type, name)) {
    if (!Declares(below, Text(name))) continue;
    Constraint bind = constraint;
    bind.act = Act::kBindTo;
    bind.a = Intern({Kind::kInstance, below, -1, -1, -1});
    bind.b = 1;  // found by dispatch
    AddConstraint(ClassField(below, name), bind);
  }
}

void FlowSolver::Store(const Constraint& constraint, ValueId value) {
  const FlowValue holder = At(value);
  switch (holder.kind) {
    case Kind::kInstance:
    case Kind::kDeclared:
      return AddEdge(constraint.to, InstanceField(holder.place, constraint.a));
    case Kind::kType:
      return AddEdge(constraint.to, ClassField(holder.place, constraint.a));
    case Kind::kFunction: {
      if (Text(constraint.a) != "prototype") {
        return AddEdge(constraint.to, ClassField(holder.place, constraint.a));
      }
      // `F.prototype = {…}`: members of what F makes.
      Constraint elements;
      elements.act = Act::kElementsInto;
      elements.a = -1;
      elements.b = holder.place.file;
      elements.c = holder.place.scope;
      return AddConstraint(constraint.to, elements);
    }
    case Kind::kObject:
      return AddEdge(constraint.to, ObjectField(holder.a, constraint.a));
    case Kind::kModule: {
      for (const SourceFile* source : module_refs_[static_cast<std::size_t>(holder.a)].files) {
        const auto file = file_ids_.find(source);
        if (file == file_ids_.end()) continue;
        AddEdge(constraint.to, Exported(file->second, Text(constraint.a)));
        return;
      }
      return;
    }
    default:
      return;
  }
}

// ---- elements

void FlowSolver::Index(const Constraint& constraint, ValueId value) {
  const FlowValue held = At(value);
  if (constraint.act == Act::kLoadKey || constraint.act == Act::kStoreKey) {
    if (held.kind != Kind::kText) return;
    const NodeId field = ObjectField(constraint.a, held.a);
    return constraint.act == Act::kLoadKey ? AddEdge(field, constraint.to)
                                           : AddEdge(constraint.to, field);
  }
  if (held.kind == Kind::kTyped && Text(held.c).starts_with("[]") &&
      (constraint.act == Act::kIndexText || constraint.act == Act::kIndexNode ||
       constraint.act == Act::kIndexAny)) {
    return SeedType(constraint.to, held.a, held.b, std::string(Text(held.c)).substr(2));
  }
  if (held.kind != Kind::kObject) return;
  const std::int32_t object = held.a;
  const NodeId unknown = ObjectField(object, Name("[]"));
  switch (constraint.act) {
    case Act::kIndexText:
      AddEdge(ObjectField(object, constraint.a), constraint.to);
      return AddEdge(unknown, constraint.to);
    case Act::kIndexAny:
      return AddEdge(ObjectAny(object), constraint.to);
    case Act::kIndexNode: {
      AddEdge(unknown, constraint.to);
      Constraint key = constraint;
      key.act = Act::kLoadKey;
      key.a = object;
      return AddConstraint(constraint.a, key);
    }
    case Act::kStoreText:
      return AddEdge(constraint.to, ObjectField(object, constraint.a));
    case Act::kStoreAny:
      return AddEdge(constraint.to, unknown);
    case Act::kStoreNode: {
      Constraint key = constraint;
      key.act = Act::kStoreKey;
      key.a = object;
      return AddConstraint(constraint.a, key);
    }
    case Act::kSpread: {
      const Place callee{constraint.a, constraint.b};
      const std::size_t count = ScopeOf(callee).parameters.size();
      for (std::size_t p = static_cast<std::size_t>(constraint.c), i = 0; p < count; ++p, ++i) {
        AddEdge(ObjectField(object, Name(std::to_string(i))), Parameter(callee, p));
        AddEdge(unknown, Parameter(callee, p));
      }
      return;
    }
    case Act::kSpreadNames: {
      const Place callee{constraint.a, constraint.b};
      const std::vector<FlowParameter>& parameters = ScopeOf(callee).parameters;
      for (std::size_t p = 0; p < parameters.size(); ++p) {
        if (parameters[p].name.empty()) continue;
        AddEdge(ObjectField(object, Name(parameters[p].name)), Parameter(callee, p));
        AddEdge(unknown, Parameter(callee, p));
      }
      return;
    }
    case Act::kElementsInto: {
      if (constraint.a < 0) {
        const Place type{constraint.b, constraint.c};
        const std::map<NameId, NodeId> fields = objects_[static_cast<std::size_t>(object)].fields;
        for (const auto& [name, node] : fields) AddEdge(node, ClassField(type, name));
        return;
      }
      const std::map<NameId, NodeId> fields = objects_[static_cast<std::size_t>(object)].fields;
      const bool is_map =
          objects_[static_cast<std::size_t>(constraint.a)].kind == Object::Kind::kMap;
      for (const auto& [name, node] : fields) {
        AddEdge(node, ObjectField(constraint.a, is_map ? name : Name("[]")));
      }
      return;
    }
    default:
      return;
  }
}

void FlowSolver::Element(const Constraint& constraint, ValueId value) {
  const FlowValue held = At(value);
  switch (held.kind) {
    case Kind::kObject:
      return AddEdge(ObjectAny(held.a), constraint.to);
    case Kind::kGenerator:
      return AddEdge(NodeOf({NodeKind::kYield, held.place.file, held.place.scope, 0}),
                     constraint.to);
    case Kind::kTyped:
      if (Text(held.c).starts_with("[]")) {
        SeedType(constraint.to, held.a, held.b, std::string(Text(held.c)).substr(2));
      }
      return;
    case Kind::kInstance:
    case Kind::kDeclared: {
      const std::vector<std::string>& members = FileOf(held.place.file).traits->iterator_members;
      if (members.empty()) return;
      if (constraint.act == Act::kNext || members.size() == 1) {
        return CallMember(constraint, value, members.back(), constraint.to);
      }
      Constraint next = constraint;
      next.act = Act::kNext;
      const NodeId iterator = Fresh();
      CallMember(constraint, value, members.front(), iterator);
      return AddConstraint(iterator, next);
    }
    default:
      return;
  }
}

// What a method that the language itself calls gives.
void FlowSolver::CallMember(const Constraint& constraint, ValueId value, const std::string& name,
                            NodeId to) {
  const NodeId found = Fresh();
  Constraint load = constraint;
  load.act = Act::kLoad;
  load.to = found;
  load.a = Name(name);
  LoadMember(At(value).place, value, 0, load.a, load);
  Constraint call = constraint;
  call.act = Act::kCallWith;
  call.a = -1;
  call.to = to;
  AddConstraint(found, call);
}

// A new list of the elements from a number on.
void FlowSolver::Rest(const Constraint& constraint, std::int32_t object, std::int32_t size) {
  const std::int32_t rest = MakeObject(constraint.file, constraint.at, Object::Kind::kList);
  AddValue(constraint.to, Intern({Kind::kObject, {}, rest, -1, -1}));
  if (size < 0) return AddEdge(ObjectAny(object), ObjectField(rest, Name("[]")));
  AddEdge(ObjectField(object, Name("[]")), ObjectField(rest, Name("[]")));
  for (std::int32_t i = constraint.a; i < size - constraint.b; ++i) {
    AddEdge(ObjectField(object, Name(std::to_string(i))),
            ObjectField(rest, Name(std::to_string(i - constraint.a))));
  }
}

void FlowSolver::Item(const Constraint& constraint, ValueId value) {
  const FlowValue held = At(value);
  if (held.kind == Kind::kObject) {
    const std::int32_t size = objects_[static_cast<std::size_t>(held.a)].size;
    if (constraint.act == Act::kRest) return Rest(constraint, held.a, size);
    if (constraint.a < 0 && size < 0) return AddEdge(ObjectAny(held.a), constraint.to);
    const std::int32_t number = constraint.a < 0 ? size + constraint.a : constraint.a;
    AddEdge(ObjectField(held.a, Name(std::to_string(number))), constraint.to);
    AddEdge(ObjectField(held.a, Name("[]")), constraint.to);
  } else if (held.kind == Kind::kTyped) {
    const std::string path = Text(held.c);
    if (path.starts_with("[]")) {
      SeedType(constraint.to, held.a, held.b, path.substr(2));
    } else if (path.size() > 1) {
      SeedType(constraint.to, held.a, held.b, TupleElement(path, constraint.a));
    }
  } else if (held.kind == Kind::kGenerator || held.kind == Kind::kInstance) {
    Element(constraint, value);
  } else if (constraint.a == 0 && (held.kind == Kind::kDeclared)) {
    AddValue(constraint.to, value);
  }
}

}  // namespace interlock
