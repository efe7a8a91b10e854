// Values: what an expression path reaches, step by step.
#include <algorithm>
#include <charconv>

#include "graph/resolve_internal.h"

namespace interlock {

namespace {

constexpr const char* kReturnBinding = "<return>";

template <typename Step>
bool ParseSuffix(std::string_view* text, Step* step) {
  using Act = decltype(step->acts[0].first);
  for (const auto& [suffix, act] : {std::pair<std::string_view, Act>{"()", Act::kCall},
                                    {"[]", Act::kIndex},
                                    {"{}", Act::kConstruct}}) {
    if (text->starts_with(suffix)) {
      step->acts.emplace_back(act, 0);
      text->remove_prefix(suffix.size());
      return true;
    }
  }
  if (!text->starts_with('#')) return false;
  std::size_t item = 0;
  const auto end = std::from_chars(text->data() + 1, text->data() + text->size(), item).ptr;
  step->acts.emplace_back(Act::kItem, item);
  text->remove_prefix(static_cast<std::size_t>(end - text->data()));
  return true;
}

// False for a path that is not well formed or holds an unknown part.
template <typename Step>
bool ParsePath(std::string_view text, std::vector<Step>* steps) {
  if (text.starts_with('.')) text.remove_prefix(1);  // from the root
  while (!text.empty()) {
    Step step;
    const std::size_t end = std::min(text.find_first_of(".([{#"), text.size());
    step.name = text.substr(0, end);
    if (step.name.empty() || step.name == "?") return false;
    text.remove_prefix(end);
    while (ParseSuffix(&text, &step)) {
    }
    steps->push_back(step);
    if (text.empty()) break;
    if (text[0] != '.') return false;
    text.remove_prefix(1);
  }
  return !steps->empty();
}

// A field's value may be written inside a method, whose parameters it then sees.
std::int32_t ScopeOfValue(const Target& field) {
  const Definition& definition = field.definition();
  if (definition.kind != DefinitionKind::kField || definition.parent < 0) return definition.parent;
  const std::vector<Definition>& all = field.file->facts().definitions;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].callable && all[i].parent == definition.parent &&
        all[i].first_line <= definition.first_line && definition.first_line <= all[i].last_line) {
      return static_cast<std::int32_t>(i);
    }
  }
  return definition.parent;
}

std::string TupleItemPath(std::string_view type_path, std::size_t item) {
  if (!type_path.starts_with('(') || !type_path.ends_with(')')) {
    return item == 0 ? std::string(type_path) : std::string();
  }
  type_path = type_path.substr(1, type_path.size() - 2);
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= type_path.size(); ++i) {
    const char c = i < type_path.size() ? type_path[i] : ',';
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c != ',' || depth > 0) continue;
    if (item-- == 0) return std::string(type_path.substr(begin, i - begin));
    begin = i + 1;
  }
  return {};
}

}  // namespace

Resolver::Value Resolver::HeldBy(const Target& target, int depth) {
  const Definition& definition = target.definition();
  Value value = Value::Opaque();
  if (!definition.type.empty()) {
    value.kind = Value::Kind::kTyped;
    value.type_path = definition.type;
    value.file = target.file;
    value.scope = definition.parent;
    value.rule = "typed";
  } else if (!definition.value.empty()) {
    const Asking asking(*this, {target.file, target.index, "<value>"});
    if (asking.again()) return value;
    const std::uint32_t line = std::exchange(line_, definition.first_line);
    value = Evaluate(*target.file, ScopeOfValue(target), definition.value, depth + 1);
    line_ = line;
    if (value.kind == Value::Kind::kUnbound) value.kind = Value::Kind::kOpaque;
  }
  return value;
}

// A value whose type is only written becomes an instance of that type.
Resolver::Value Resolver::Settle(const Value& value, int depth) {
  if (IsTooDeep(depth)) return Value::Opaque();
  if (value.kind == Value::Kind::kTarget && !value.targets.empty()) {
    const Definition& definition = value.targets.front().definition();
    if (IsType(definition) || definition.kind == DefinitionKind::kModule) return value;
    if (definition.is_property) return Settle(CallResult(value, depth + 1), depth + 1);
    if (definition.callable) return value;
    const bool plain = definition.type.empty() && definition.value.empty();
    if (definition.kind == DefinitionKind::kEnumMember && plain && definition.parent >= 0) {
      return FromTargets({{value.targets.front().file, definition.parent}}, "typed").AsInstance();
    }
    return Settle(HeldBy(value.targets.front(), depth + 1), depth + 1);
  }
  if (value.kind != Value::Kind::kTyped || value.type_path.starts_with("[]") ||
      value.type_path.starts_with('(')) {
    return value;
  }
  Value settled = TypeAt(*value.file, value.scope, value.type_path, depth + 1);
  if (settled.kind == Value::Kind::kTarget) {
    settled.kind = Value::Kind::kInstance;
  } else if (settled.kind != Value::Kind::kExternal) {
    settled.kind = Value::Kind::kOpaque;
  }
  settled.rule = value.rule;
  return settled;
}

Resolver::Value Resolver::CallResult(const Value& value, int depth) {
  Value result;
  result.kind = Value::Kind::kOpaque;
  if (value.kind == Value::Kind::kExternal) return value;
  if (value.kind == Value::Kind::kInstance && std::string_view(value.rule) == "self") {
    result = value;  // cls(): an instance like the one at hand
    result.rule = "typed";
    return result;
  }
  if (value.kind != Value::Kind::kTarget || value.targets.empty()) return result;
  const Target& callee = value.targets.front();
  const Definition& definition = callee.definition();
  if (IsType(definition)) {
    result = value;
    result.kind = Value::Kind::kInstance;
    result.rule = "typed";
    return result;
  }
  if (!definition.callable && definition.is_property) {  // the call is how it is read
    return IsTooDeep(depth) ? result : Settle(HeldBy(callee, depth + 1), depth + 1);
  }
  if (definition.kind == DefinitionKind::kEnumMember && definition.callable &&
      definition.parent >= 0) {
    return FromTargets({{callee.file, definition.parent}}, "typed").AsInstance();
  }
  if (!definition.callable) {  // a variable that holds what is called
    const Value held = IsTooDeep(depth) ? result : Settle(value, depth + 1);
    const bool leads_on = held.kind == Value::Kind::kTarget && held.targets != value.targets;
    return leads_on ? CallResult(held, depth + 1) : result;
  }
  if (!definition.type.empty()) {
    result.kind = Value::Kind::kTyped;
    result.type_path = definition.type;
    result.file = callee.file;
    result.scope = callee.index;
    result.rule = "typed";
    return result;
  }
  const std::uint32_t line = std::exchange(line_, 0);  // every one of them may be what returns
  result = FromBindings(*callee.file, callee.index, kReturnBinding, depth + 1);
  line_ = line;
  if (result.kind == Value::Kind::kUnbound) result.kind = Value::Kind::kOpaque;
  return result;
}

Resolver::Value Resolver::ElementOf(const Value& whole, int depth) {
  Value element =
      whole.kind == Value::Kind::kTarget ? HeldBy(whole.targets.front(), depth + 1) : whole;
  if (element.kind == Value::Kind::kTyped && element.type_path.starts_with("[]")) {
    element.type_path.erase(0, 2);
    return element;
  }
  return element.kind == Value::Kind::kExternal ? element : Value::Opaque();
}

Resolver::Value Resolver::TupleItem(const Value& whole, std::size_t item, int depth) {
  if (whole.kind == Value::Kind::kTarget) {
    const Definition& held = whole.targets.front().definition();
    const bool holds = IsType(held) || held.kind == DefinitionKind::kEnumMember;
    if (holds && held.callable) return FieldAt(whole.targets.front(), item);
  }
  Value part = whole.kind == Value::Kind::kTarget && !IsType(whole.targets.front().definition())
                   ? HeldBy(whole.targets.front(), depth + 1)
                   : whole;
  if (part.kind == Value::Kind::kExternal) return part;
  if (part.kind == Value::Kind::kTyped) {
    part.type_path = TupleItemPath(part.type_path, item);
    return part.type_path.empty() ? Value::Opaque() : part;
  }
  return item == 0 ? part : Value::Opaque();
}

// Names before the first step that is more than a name may be namespaces: the longest such
// beginning that leads to a definition. `at` becomes the step that it is.
Resolver::Value Resolver::FromQualified(const SourceFile& file, std::int32_t scope,
                                        const std::vector<Step>& steps, int depth, Names names,
                                        std::size_t* at) {
  if (!file.traits()->open_namespaces || steps.size() < 2) return {};
  std::size_t plain = 0;
  while (plain < steps.size() && steps[plain].acts.empty()) ++plain;
  std::string qualifier;
  Value found;
  for (std::size_t i = 1; i <= plain && i < steps.size(); ++i) {
    qualifier += (i > 1 ? "." : "") + std::string(steps[i - 1].name);
    const bool is_last = i + 1 == steps.size();
    Value value = InNamespaces(file, scope, qualifier, steps[i].name, depth + 1,
                               is_last ? names : Names::kValues);
    if (value.kind == Value::Kind::kUnbound) continue;
    found = std::move(value);
    *at = i;
  }
  return found;
}

// `rows.iter().unwrap()` is, as far as paths go, still the rows, and `rows.first()` one of them,
// unless their type has members of that name.
bool Resolver::PassesOn(const SourceFile& file, const Value& receiver, const Value& member,
                        const Step& step, int depth, Value* result) {
  const bool called = !step.acts.empty() && step.acts.front().first == Step::Act::kCall;
  const bool unknown = member.kind == Value::Kind::kOpaque || member.kind == Value::Kind::kExternal;
  if (!called || !unknown || receiver.kind == Value::Kind::kExternal) return false;
  const bool passes = Contains(file.traits()->passing_members, step.name);
  if (!passes && !Contains(file.traits()->element_members, step.name)) return false;
  Value value = receiver;
  if (receiver.kind == Value::Kind::kTarget) {
    const Definition& definition = receiver.targets.front().definition();
    if (IsType(definition) || definition.kind == DefinitionKind::kModule) return false;
    value = definition.callable ? receiver : HeldBy(receiver.targets.front(), depth + 1);
  } else if (receiver.kind != Value::Kind::kInstance && receiver.kind != Value::Kind::kTyped) {
    return false;
  }
  *result = passes ? value : ElementOf(value, depth + 1);
  return true;
}

Resolver::Value Resolver::EvaluateSteps(const SourceFile& file, std::int32_t scope,
                                        const std::vector<Step>& steps, bool from_root, int depth,
                                        Names names) {
  std::size_t first_step = 0;
  Value value;
  if (!from_root) value = FromQualified(file, scope, steps, depth, names, &first_step);
  for (std::size_t i = first_step; i < steps.size(); ++i) {
    std::size_t first_act = 0;
    if (i == 0 && !from_root && Contains(file.traits()->base_names, steps[0].name)) {
      value = SelfValue(file, scope, true, depth);
      first_act = steps[0].acts.empty() ? 0 : 1;  // super() and super are the same
    } else {
      const Value receiver = i == 0 ? Value() : value;
      const bool known = i == first_step && value.kind != Value::Kind::kUnbound;
      if (!known) {
        value = i > 0       ? MemberOrExtension(file, value, steps[i].name, depth)
                : from_root ? LookupAtRoot(file, steps[0].name)
                            : Lookup(file, scope, steps[0].name, depth, names);
        if (i > 0 && value.kind == Value::Kind::kTarget) {
          const std::vector<std::pair<Step::Act, std::size_t>>& acts = steps[i].acts;
          const bool called = !acts.empty() && acts.front().first == Step::Act::kCall;
          KeepForm(called, called, &value.targets);
          if (value.targets.empty()) value = Value::Opaque();
        }
        if (i > 0 && PassesOn(file, receiver, value, steps[i], depth, &value)) first_act = 1;
      }
      const bool is_its_type = i > 0 && Contains(file.traits()->type_names, steps[i].name);
      if (is_its_type && !steps[i].acts.empty()) first_act = 1;  // the call only reads it
    }
    for (std::size_t act = first_act; act < steps[i].acts.size(); ++act) {
      switch (steps[i].acts[act].first) {
        case Step::Act::kCall:
        case Step::Act::kConstruct:
          value = CallResult(value, depth);
          break;
        case Step::Act::kIndex:
          value = ElementOf(value, depth);
          break;
        case Step::Act::kItem:
          value = TupleItem(value, steps[i].acts[act].second, depth);
          break;
      }
    }
    // Nothing that follows leads back into sight.
    if (!value.IsFollowable() || value.kind == Value::Kind::kExternal) break;
  }
  return value;
}

Resolver::Value Resolver::Evaluate(const SourceFile& file, std::int32_t scope,
                                   std::string_view path, int depth, Names names) {
  Value value = Value::Opaque();
  if (file.traits() == nullptr || IsExhausted(depth)) return value;
  if (path.starts_with("[]") || path.starts_with('(')) {
    value.kind = Value::Kind::kTyped;
    value.type_path = std::string(path);
    value.file = &file;
    value.scope = scope;
    return value;
  }
  std::vector<Step> steps;
  if (!ParsePath(path, &steps)) return value;
  return EvaluateSteps(file, scope, steps, path.starts_with('.'), depth, names);
}

// What is of several types at once has the members of each.
Resolver::Value Resolver::AllTypesAt(const SourceFile& file, std::int32_t scope,
                                     std::string_view type_paths, int depth) {
  Value all = Value::Opaque();
  for (std::size_t at = 0; at <= type_paths.size();) {
    const std::size_t end = std::min(type_paths.find('&', at), type_paths.size());
    Value one = TypeAt(file, scope, type_paths.substr(at, end - at), depth);
    at = end + 1;
    if (one.kind != Value::Kind::kTarget) {
      if (one.kind == Value::Kind::kExternal && all.targets.empty()) all = std::move(one);
      all.open = true;
      continue;
    }
    one.open = one.open || all.open;
    one.targets.insert(one.targets.begin(), all.targets.begin(), all.targets.end());
    all = std::move(one);
  }
  return all;
}

// The type that `type_path` names: as a target, or external, or else nothing. A variable may hold
// one.
Resolver::Value Resolver::TypeAt(const SourceFile& file, std::int32_t scope,
                                 std::string_view type_path, int depth) {
  if (type_path.find('&') != type_path.npos && !type_path.starts_with("[]") &&
      !type_path.starts_with('(')) {
    return AllTypesAt(file, scope, type_path, depth + 1);
  }
  Value value = Evaluate(file, scope, type_path, depth, Names::kTypes);
  if (value.kind == Value::Kind::kTarget && !IsType(value.targets.front().definition())) {
    value = Settle(value, depth + 1);
  }
  if (value.kind == Value::Kind::kExternal) return Value::External();
  // A type parameter is as good as its bound.
  if (value.kind == Value::Kind::kTyped) value = Settle(value, depth + 1);
  // `Self`, and `self` as a type, is the type, whatever of it is at hand.
  if (value.kind == Value::Kind::kInstance) {
    value.kind = Value::Kind::kTarget;
  }
  const bool is_type =
      value.kind == Value::Kind::kTarget && IsType(value.targets.front().definition());
  return is_type ? value : Value::Opaque();
}

}  // namespace interlock
