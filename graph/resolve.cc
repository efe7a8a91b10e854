#include "graph/resolve.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "interlock/check.h"

namespace interlock {

namespace {

constexpr int kMaxDepth = 12;
constexpr int kMaxWork = 4000;  // look-ups for one question; beyond it the answer is "unknown"
constexpr int kMaxBases = 8;
constexpr const char* kReturnBinding = "<return>";

bool Contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsType(const Definition& definition) {
  switch (definition.kind) {
    case DefinitionKind::kClass:
    case DefinitionKind::kInterface:
    case DefinitionKind::kEnum:
    case DefinitionKind::kType: return true;
    default: return false;
  }
}

bool IsAtFileLevel(const Definition& definition) {
  return definition.parent < 0 && definition.owner.empty();
}

// A type, variable or constant can be both declared and aliased: alternatives of one entity are one
// answer, definitions of different entities are several.
bool IsOneEntity(const std::vector<Target>& targets) {
  return std::all_of(targets.begin(), targets.end(), [&](const Target& target) {
    return target.file == targets.front().file && target.name() == targets.front().name();
  });
}

}  // namespace

// What an expression reaches, as far as it can be followed.
struct Resolver::Value {
  enum class Kind {
    kUnbound,   // no such name here
    kOpaque,    // bound, but what it holds cannot be followed
    kExternal,  // leads out of the repository
    kModule,
    kTarget,    // a definition itself: a function, a type, a variable
    kInstance,  // a value of the type that the targets name
    kTyped,     // a value of a type path not looked up yet
  };
  Kind kind = Kind::kUnbound;
  std::vector<Target> targets;
  ModuleRef module;
  std::string type_path;
  const SourceFile* file = nullptr;  // where module or type path was written
  std::int32_t scope = -1;
  const char* rule = "";
};

// One name of an expression path with what is done to it.
struct Resolver::Step {
  enum class Act { kCall, kIndex, kConstruct, kItem };
  std::string_view name;
  std::vector<std::pair<Act, std::size_t>> acts;
};

namespace {

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

ModuleRef Resolver::Module(const SourceFile& file, const std::string& specifier) {
  const auto key = std::pair(file.path(), specifier);
  if (const auto found = modules_.find(key); found != modules_.end()) return found->second;
  return modules_.emplace(key, FindModule(world_, file, specifier)).first->second;
}

Resolver::Value Resolver::FromTargets(std::vector<Target> targets, const char* rule) {
  Value value;
  value.kind = targets.empty() ? Value::Kind::kUnbound : Value::Kind::kTarget;
  value.targets = std::move(targets);
  value.rule = rule;
  return value;
}

// A binding holds its annotated type or what it was bound to; either may lead nowhere.
Resolver::Value Resolver::FromBinding(const SourceFile& file, const Binding& binding, int depth) {
  Value value;
  value.kind = Value::Kind::kOpaque;
  if (!binding.type.empty()) {
    value.kind = Value::Kind::kTyped;
    value.type_path = binding.type;
    value.file = &file;
    value.scope = binding.scope;
    value.rule = "typed";
  } else if (!binding.value.empty()) {
    value = Evaluate(file, binding.scope, binding.value, depth + 1);
    if (value.kind == Value::Kind::kUnbound) value.kind = Value::Kind::kOpaque;
    if (value.kind != Value::Kind::kTarget) value.rule = "typed";
  }
  return value;
}

Resolver::Value Resolver::FromParameter(const SourceFile& file, std::int32_t function,
                                        const Parameter& parameter) {
  Value value;
  value.kind = Value::Kind::kOpaque;
  const bool collects =
      parameter.kind == ParameterKind::kRest || parameter.kind == ParameterKind::kKeywordRest;
  if (!parameter.type.empty()) {
    value.kind = Value::Kind::kTyped;
    value.type_path = (collects ? "[]" : "") + parameter.type;
    value.file = &file;
    value.scope = function;
    value.rule = parameter.kind == ParameterKind::kReceiver ? "self" : "typed";
  } else if (parameter.kind == ParameterKind::kReceiver) {
    value = SelfValue(file, function, false);
  }
  return value;
}

// NOTE(def: self-binding) The instance (or, for a static receiver, the type) that the innermost
// method around `scope` belongs to.
Resolver::Value Resolver::SelfValue(const SourceFile& file, std::int32_t scope, bool base) {
  Value value;
  value.kind = Value::Kind::kOpaque;
  for (; scope >= 0; scope = file.definition(scope).parent) {
    const Definition& definition = file.definition(scope);
    std::vector<Target> types;
    if (!definition.owner.empty()) {
      for (const SourceFile* beside : PackageOf(world_, file)) {
        for (std::int32_t index : beside->Definitions(definition.owner)) {
          if (IsType(beside->definition(index))) types.push_back({beside, index});
        }
      }
    } else if (IsType(definition)) {
      types.push_back({&file, scope});
    }
    if (types.empty()) continue;
    bool open = false;
    value.targets = base ? Bases(types.front(), &open) : types;
    if (!value.targets.empty()) value.kind = Value::Kind::kInstance;
    if (base && open && value.targets.empty()) value.kind = Value::Kind::kExternal;
    value.rule = "self";
    return value;
  }
  return value;
}

Resolver::Value Resolver::FromImport(const SourceFile& file, const Import& import, int depth) {
  Value value;
  ModuleRef module = Module(file, import.module);
  if (import.member.empty()) {
    // `import a.b` binds `a`; the rest is reached by name.
    const bool binds_first_part =
        import.module.size() > import.local.size() &&
        import.module.starts_with(import.local + ".");
    if (binds_first_part) module = Module(file, import.local);
  }
  if (module.external) {
    value.kind = Value::Kind::kExternal;
    return value;
  }
  if (!module.found()) {
    value.kind = Value::Kind::kOpaque;
    return value;
  }
  if (import.member.empty()) {
    value.kind = Value::Kind::kModule;
    value.module = std::move(module);
    value.file = &file;
    value.rule = "module";
    return value;
  }
  value = ModuleMember(*file.traits(), module, import.member, depth + 1);
  if (value.kind == Value::Kind::kUnbound) value.kind = Value::Kind::kOpaque;
  if (value.kind == Value::Kind::kModule) value.file = &file;
  value.rule = "import";
  return value;
}

// What other files get when they ask `file` for `name`.
Resolver::Value Resolver::Exported(const SourceFile& file, std::string_view name, int depth) {
  if (depth > kMaxDepth || ++work_ > kMaxWork) return {Value::Kind::kOpaque, {}, {}, "", nullptr, -1, ""};
  const LanguageTraits& traits = *file.traits();
  std::vector<Target> targets;
  for (std::int32_t index : file.Definitions(name)) {
    const Definition& definition = file.definition(index);
    if (!IsAtFileLevel(definition) || definition.is_local) continue;
    if (!traits.requires_export || definition.exported) targets.push_back({&file, index});
  }
  if (!targets.empty()) return FromTargets(std::move(targets), "import");
  for (const Export& exported : file.facts().exports) {
    if (exported.name == name) return Evaluate(file, -1, exported.target, depth + 1);
  }
  for (const Import& import : file.facts().imports) {
    const bool offers = traits.requires_export ? import.re_export : import.scope < 0;
    const std::string& offered = import.local.empty() ? import.member : import.local;
    if (offers && offered == name) return FromImport(file, import, depth + 1);
  }
  for (const Import& import : file.facts().imports) {
    const bool offers = traits.requires_export ? import.re_export : import.scope < 0;
    if (!offers || import.member != "*" || !import.local.empty()) continue;
    const ModuleRef module = Module(file, import.module);
    if (module.external) return {Value::Kind::kOpaque, {}, {}, "", nullptr, -1, ""};
    Value value = ModuleMember(traits, module, name, depth + 1);
    if (value.kind != Value::Kind::kUnbound) return value;
  }
  return {};
}

Resolver::Value Resolver::ModuleMember(const LanguageTraits& traits, const ModuleRef& module,
                                       std::string_view name, int depth) {
  if (depth > kMaxDepth) return {Value::Kind::kOpaque, {}, {}, "", nullptr, -1, ""};
  Value alternatives;
  for (const SourceFile* file : module.files) {
    Value value = Exported(*file, name, depth + 1);
    if (value.kind == Value::Kind::kUnbound) continue;
    if (traits.module_style != ModuleStyle::kPackageDirectory) return value;
    if (value.kind != Value::Kind::kTarget) continue;  // imports of a package's file are its own
    alternatives.kind = Value::Kind::kTarget;
    alternatives.rule = "module";
    alternatives.targets.insert(alternatives.targets.end(), value.targets.begin(),
                                value.targets.end());
  }
  if (!alternatives.targets.empty() || !module.is_folder) return alternatives;
  ModuleRef submodule = FindSubmodule(world_, traits, module.folder, name);
  if (!submodule.found()) return {};
  Value value;
  value.kind = Value::Kind::kModule;
  value.module = std::move(submodule);
  value.rule = "module";
  return value;
}

Resolver::Value Resolver::LookupInScopes(const SourceFile& file, std::int32_t scope,
                                         std::string_view name, int depth) {
  const std::vector<std::int32_t> bindings = file.Bindings(name);
  const std::vector<std::int32_t> definitions = file.Definitions(name);
  const std::vector<std::int32_t> imports = file.Imports(name);
  for (std::int32_t s = scope; s >= 0; s = file.definition(s).parent) {
    const Definition& around = file.definition(s);
    const bool sees_members = !IsType(around) || s == scope || !file.traits()->members_need_receiver;
    std::vector<Target> targets;
    for (std::int32_t index : definitions) {
      if (file.definition(index).parent == s && sees_members) targets.push_back({&file, index});
    }
    if (!targets.empty()) return FromTargets(std::move(targets), "scope");
    for (const Parameter& parameter : around.parameters) {
      if (parameter.name == name) return FromParameter(file, s, parameter);
    }
    // Of several bindings of one name the first that can be followed speaks for all.
    Value bound;
    for (std::int32_t index : bindings) {
      const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
      if (binding.scope != s) continue;
      bound = FromBinding(file, binding, depth);
      if (bound.kind != Value::Kind::kOpaque) break;
    }
    if (bound.kind != Value::Kind::kUnbound) return bound;
    for (std::int32_t index : imports) {
      const Import& import = file.facts().imports[static_cast<std::size_t>(index)];
      if (import.scope == s) return FromImport(file, import, depth);
    }
  }
  return {};
}

Resolver::Value Resolver::LookupInFile(const SourceFile& file, std::string_view name, int depth) {
  std::vector<Target> targets;
  for (const SourceFile* beside : PackageOf(world_, file)) {
    for (std::int32_t index : beside->Definitions(name)) {
      const Definition& definition = beside->definition(index);
      if (IsAtFileLevel(definition) && !definition.is_local) targets.push_back({beside, index});
    }
  }
  // The file's own definitions hide those of conditional siblings.
  if (std::any_of(targets.begin(), targets.end(),
                  [&](const Target& target) { return target.file == &file; })) {
    std::erase_if(targets, [&](const Target& target) { return target.file != &file; });
  }
  if (!targets.empty()) return FromTargets(std::move(targets), "file");
  for (std::int32_t index : file.Imports(name)) {
    const Import& import = file.facts().imports[static_cast<std::size_t>(index)];
    if (import.scope < 0 && !import.re_export) return FromImport(file, import, depth);
  }
  for (std::int32_t index : file.Bindings(name)) {
    const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
    if (binding.scope < 0) return FromBinding(file, binding, depth);
  }
  bool open = false;
  for (const Import& import : file.facts().imports) {
    if (import.member != "*" || import.re_export) continue;
    const ModuleRef module = Module(file, import.module);
    open = open || !module.found();
    Value value = ModuleMember(*file.traits(), module, name, depth + 1);
    if (value.kind != Value::Kind::kUnbound) return value;
  }
  Value value;
  if (Contains(file.traits()->builtins, name)) {
    value.kind = Value::Kind::kExternal;
  } else if (open) {
    value.kind = Value::Kind::kOpaque;
  }
  return value;
}

Resolver::Value Resolver::Lookup(const SourceFile& file, std::int32_t scope, std::string_view name,
                                 int depth) {
  if (file.traits() == nullptr) return {};
  if (depth > kMaxDepth || ++work_ > kMaxWork) {
    Value value;
    value.kind = Value::Kind::kOpaque;
    return value;
  }
  Value value = LookupInScopes(file, scope, name, depth);
  if (value.kind == Value::Kind::kUnbound && Contains(file.traits()->self_names, name)) {
    value = SelfValue(file, scope, false);
  }
  return value.kind == Value::Kind::kUnbound ? LookupInFile(file, name, depth) : value;
}

Resolver::Value Resolver::HeldBy(const Target& target, int depth) {
  const Definition& definition = target.definition();
  Value value;
  value.kind = Value::Kind::kOpaque;
  if (!definition.type.empty()) {
    value.kind = Value::Kind::kTyped;
    value.type_path = definition.type;
    value.file = target.file;
    value.scope = definition.parent;
    value.rule = "typed";
  } else if (!definition.value.empty()) {
    // A field's first value is written inside a method: parameters of any method may be meant.
    value = Evaluate(*target.file, definition.parent, definition.value, depth + 1);
    if (value.kind == Value::Kind::kUnbound) value.kind = Value::Kind::kOpaque;
  }
  return value;
}

// A value whose type is only written becomes an instance of that type.
Resolver::Value Resolver::Settle(const Value& value, int depth) {
  if (depth > kMaxDepth) {
    Value opaque;
    opaque.kind = Value::Kind::kOpaque;
    return opaque;
  }
  if (value.kind == Value::Kind::kTarget && !value.targets.empty()) {
    const Definition& definition = value.targets.front().definition();
    if (IsType(definition) || definition.kind == DefinitionKind::kModule) return value;
    if (definition.is_property) return Settle(CallResult(value, depth + 1), depth + 1);
    if (definition.callable) return value;
    return Settle(HeldBy(value.targets.front(), depth + 1), depth + 1);
  }
  if (value.kind != Value::Kind::kTyped || value.type_path.starts_with("[]") ||
      value.type_path.starts_with('(')) {
    return value;
  }
  Value settled = Evaluate(*value.file, value.scope, value.type_path, depth + 1);
  if (settled.kind == Value::Kind::kTarget && !settled.targets.empty() &&
      IsType(settled.targets.front().definition())) {
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
  if (value.kind != Value::Kind::kTarget || value.targets.empty()) return result;
  const Target& callee = value.targets.front();
  const Definition& definition = callee.definition();
  if (IsType(definition)) {
    result = value;
    result.kind = Value::Kind::kInstance;
    result.rule = "typed";
    return result;
  }
  if (!definition.callable) return result;
  if (!definition.type.empty()) {
    result.kind = Value::Kind::kTyped;
    result.type_path = definition.type;
    result.file = callee.file;
    result.scope = callee.index;
    result.rule = "typed";
    return result;
  }
  for (std::int32_t index : callee.file->Bindings(kReturnBinding)) {
    const Binding& binding = callee.file->facts().bindings[static_cast<std::size_t>(index)];
    if (binding.scope != callee.index) continue;
    result = FromBinding(*callee.file, binding, depth + 1);
    if (result.kind == Value::Kind::kUnbound) result.kind = Value::Kind::kOpaque;
    if (result.kind != Value::Kind::kOpaque) break;
  }
  return result;
}

Resolver::Value Resolver::ElementOf(const Value& value) {
  Value element = value;
  if (value.kind == Value::Kind::kTyped && value.type_path.starts_with("[]")) {
    element.type_path = value.type_path.substr(2);
  } else if (value.kind != Value::Kind::kExternal) {
    element = {};
    element.kind = Value::Kind::kOpaque;
  }
  return element;
}

Resolver::Value Resolver::TupleItem(const Value& value, std::size_t item) {
  Value part = value;
  if (value.kind == Value::Kind::kTyped) part.type_path = TupleItemPath(value.type_path, item);
  const bool nothing = value.kind == Value::Kind::kTyped && part.type_path.empty();
  if (nothing || (value.kind != Value::Kind::kTyped && value.kind != Value::Kind::kExternal &&
                  item > 0)) {
    part = {};
    part.kind = Value::Kind::kOpaque;
  }
  return part;
}

void Resolver::OwnMembers(const Target& type, std::string_view name,
                          std::vector<Target>* members) {
  for (std::int32_t index : type.file->Definitions(name)) {
    if (type.file->definition(index).parent == type.index) members->push_back({type.file, index});
  }
  if (type.file->traits() == nullptr ||
      type.file->traits()->module_style != ModuleStyle::kPackageDirectory) {
    for (std::int32_t index : type.file->Definitions(name)) {
      if (type.file->definition(index).owner == type.definition().name) {
        members->push_back({type.file, index});
      }
    }
    return;
  }
  for (const SourceFile* beside : PackageOf(world_, *type.file)) {
    for (std::int32_t index : beside->Definitions(name)) {
      if (beside->definition(index).owner == type.definition().name) {
        members->push_back({beside, index});
      }
    }
  }
}

std::vector<Target> Resolver::Bases(const Target& type, bool* open) {
  std::vector<Target> bases;
  for (const Inheritance& inheritance : type.file->facts().inheritance) {
    if (inheritance.definition != type.index) continue;
    const Resolved base = ResolveType(*type.file, type.definition().parent, inheritance.base);
    if (base.targets.empty()) {
      *open = true;
    } else if (!(base.targets.front() == type)) {
      bases.push_back(base.targets.front());
    }
  }
  return bases;
}

// Returns true when a base that is not in the world may hold more members.
bool Resolver::CollectMembers(const Target& type, std::string_view name, int depth,
                              std::vector<Target>* members) {
  OwnMembers(type, name, members);
  if (!members->empty() || depth > kMaxBases || ++work_ > kMaxWork) return false;
  bool open = false;
  for (const Target& base : Bases(type, &open)) {
    open = CollectMembers(base, name, depth + 1, members) || open;
    if (!members->empty()) return false;
  }
  // An alias has the members of what it stands for.
  const Definition& definition = type.definition();
  if (definition.kind == DefinitionKind::kType && !definition.type.empty()) {
    const Resolved aliased = ResolveType(*type.file, definition.parent, definition.type);
    if (aliased.found() && !(aliased.targets.front() == type)) {
      return CollectMembers(aliased.targets.front(), name, depth + 1, members);
    }
    open = open || !aliased.found();
  }
  return open;
}

std::vector<Target> Resolver::Member(const Target& type, std::string_view name) {
  work_ = 0;
  std::vector<Target> members;
  CollectMembers(type, name, 0, &members);
  return members;
}

std::vector<Target> Resolver::Constructor(const Target& type) {
  if (type.file->traits() == nullptr) return {};
  for (const std::string& name : type.file->traits()->constructors) {
    std::vector<Target> members = Member(type, name);
    if (!members.empty()) return members;
  }
  return {};
}

Resolver::Value Resolver::MemberOf(const Value& unsettled, std::string_view name, int depth) {
  const Value value = Settle(unsettled, depth + 1);
  Value member;
  member.kind = Value::Kind::kOpaque;
  switch (value.kind) {
    case Value::Kind::kExternal: return value;
    case Value::Kind::kModule:
      member = ModuleMember(*value.file->traits(), value.module, name, depth + 1);
      // The submodule of a module was written nowhere: it takes the importer's traits along.
      if (member.kind == Value::Kind::kModule) member.file = value.file;
      if (member.kind == Value::Kind::kUnbound) member.kind = Value::Kind::kOpaque;
      member.rule = "module";
      return member;
    case Value::Kind::kTarget:
    case Value::Kind::kInstance: break;
    default: return member;
  }
  bool open = false;
  for (const Target& type : value.targets) {
    open = CollectMembers(type, name, 0, &member.targets) || open;
    if (!member.targets.empty()) break;
  }
  if (member.targets.empty()) {
    if (open) member.kind = Value::Kind::kExternal;  // inherited from outside the repository
    return member;
  }
  member.kind = Value::Kind::kTarget;
  member.rule = std::string_view(value.rule) == "self" ? "self" : "typed";
  return member;
}

Resolver::Value Resolver::EvaluateSteps(const SourceFile& file, std::int32_t scope,
                                        const std::vector<Step>& steps, int depth) {
  Value value;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::size_t first_act = 0;
    if (i == 0 && Contains(file.traits()->base_names, steps[0].name)) {
      value = SelfValue(file, scope, true);
      first_act = steps[0].acts.empty() ? 0 : 1;  // super() and super are the same
    } else {
      value = i == 0 ? Lookup(file, scope, steps[0].name, depth)
                     : MemberOf(value, steps[i].name, depth);
    }
    for (std::size_t act = first_act; act < steps[i].acts.size(); ++act) {
      switch (steps[i].acts[act].first) {
        case Step::Act::kCall:
        case Step::Act::kConstruct: value = CallResult(value, depth); break;
        case Step::Act::kIndex:
          if (value.kind == Value::Kind::kTarget) value = HeldBy(value.targets.front(), depth + 1);
          value = ElementOf(value);
          break;
        case Step::Act::kItem: value = TupleItem(value, steps[i].acts[act].second); break;
      }
    }
    if (value.kind == Value::Kind::kUnbound && i == 0) return value;
  }
  return value;
}

Resolver::Value Resolver::Evaluate(const SourceFile& file, std::int32_t scope,
                                   std::string_view path, int depth) {
  Value opaque;
  opaque.kind = Value::Kind::kOpaque;
  if (file.traits() == nullptr || depth > kMaxDepth || ++work_ > kMaxWork) return opaque;
  if (path.starts_with("[]") || path.starts_with('(')) {
    opaque.kind = Value::Kind::kTyped;
    opaque.type_path = std::string(path);
    opaque.file = &file;
    opaque.scope = scope;
    return opaque;
  }
  std::vector<Step> steps;
  if (!ParsePath(path, &steps)) return opaque;
  return EvaluateSteps(file, scope, steps, depth);
}

Resolved Resolver::ResolveType(const SourceFile& file, std::int32_t scope,
                               std::string_view type_path) {
  Resolved resolved;
  while (type_path.starts_with("[]")) type_path.remove_prefix(2);
  if (type_path.empty() || type_path.starts_with('(')) return resolved;
  Value value = Evaluate(file, scope, type_path, 0);
  resolved.external = value.kind == Value::Kind::kExternal;
  if (value.kind == Value::Kind::kTarget && IsType(value.targets.front().definition())) {
    resolved.targets = std::move(value.targets);
    resolved.resolution = Resolution::kResolved;
    resolved.rule = value.rule;
  }
  return resolved;
}

Resolved Resolver::ResolveImport(const SourceFile& file, const Import& import) {
  work_ = 0;
  Resolved resolved;
  if (file.traits() == nullptr || import.member == "*") return resolved;
  Value value = FromImport(file, import, 0);
  resolved.external = value.kind == Value::Kind::kExternal;
  if (value.kind == Value::Kind::kTarget) {
    resolved.targets = std::move(value.targets);
    resolved.resolution = Resolution::kResolved;
    resolved.rule = "import";
  } else if (value.kind == Value::Kind::kModule) {
    resolved.local = true;
    resolved.reason = "a module";
  } else {
    resolved.reason = resolved.external ? "outside the repository" : "not found in its module";
  }
  return resolved;
}

bool Resolver::RootBinds(const SourceFile& file, std::int32_t scope, std::string_view name) {
  work_ = 0;
  if (file.traits() == nullptr || Contains(file.traits()->base_names, name)) return true;
  return Lookup(file, scope, name, 0).kind != Value::Kind::kUnbound;
}

// NOTE(def: unique-name) One definition of the name in the whole repository, a name that is not
// everyday, a receiver not known to come from outside. Measured right in 87 to 89 of 100 cases on
// real Python and JavaScript programs, which is why it never counts as resolved.
Resolved Resolver::Fallback(const SourceFile& file, const Reference& reference) {
  Resolved resolved;
  const LanguageTraits& traits = *file.traits();
  const bool member = !reference.receiver.empty();
  if (member && Contains(traits.common_members, reference.name)) {
    resolved.reason = "receiver unknown, and the name is too common to match";
    return resolved;
  }
  for (const Target& target : world_.DefinitionsNamed(reference.name)) {
    if (target.file->traits() == nullptr || target.file->traits()->family != traits.family) continue;
    const bool is_member = !IsAtFileLevel(target.definition());
    if (member || !is_member) resolved.targets.push_back(target);
  }
  if (resolved.targets.empty()) {
    resolved.reason = member ? "receiver unknown" : "no definition of that name is in sight";
    return resolved;
  }
  const bool unique = IsOneEntity(resolved.targets);
  resolved.resolution = unique ? Resolution::kLikely : Resolution::kNameOnly;
  resolved.rule = unique ? "unique-name" : "same-name";
  if (!unique) {
    resolved.targets.clear();
    resolved.reason = "several definitions of that name";
  }
  return resolved;
}

Resolved Resolver::Report(const Value& value, const SourceFile& file, const Reference& reference) {
  Resolved resolved;
  switch (value.kind) {
    case Value::Kind::kTarget:
      resolved.targets = value.targets;
      resolved.resolution = Resolution::kResolved;
      resolved.rule = value.rule;
      return resolved;
    case Value::Kind::kExternal:
      resolved.external = true;
      resolved.reason = "outside the repository";
      return resolved;
    case Value::Kind::kModule:
    case Value::Kind::kInstance:
    case Value::Kind::kTyped:
      resolved.local = true;
      resolved.reason = "a value, not a definition";
      return resolved;
    case Value::Kind::kOpaque:
      if (reference.receiver.empty()) {
        resolved.local = true;
        resolved.reason = "bound to something that cannot be followed";
        return resolved;
      }
      return Fallback(file, reference);
    case Value::Kind::kUnbound: return Fallback(file, reference);
  }
  return resolved;
}

Resolved Resolver::Resolve(const SourceFile& file, const Reference& reference) {
  work_ = 0;
  if (file.traits() == nullptr) return {};
  Value value;
  if (reference.receiver.empty()) {
    value = Lookup(file, reference.scope, reference.name, 0);
  } else {
    value = Evaluate(file, reference.scope, reference.receiver, 0);
    value = value.kind == Value::Kind::kUnbound ? value : MemberOf(value, reference.name, 0);
  }
  return Report(value, file, reference);
}

}  // namespace interlock
