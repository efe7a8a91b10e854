#include "graph/resolve.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "interlock/check.h"

namespace interlock {

namespace {

// A hop through a re-export costs three, one through a variable two: a dozen of either is enough.
constexpr int kMaxDepth = 40;
constexpr int kMaxWork = 4000;  // look-ups for one question; beyond it the answer is "unknown"
constexpr int kMaxBases = 8;
constexpr const char* kReturnBinding = "<return>";
constexpr std::int32_t kFromOutside = -2;  // scope of a question that another file asks

bool Contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsType(const Definition& definition) {
  switch (definition.kind) {
    case DefinitionKind::kClass:
    case DefinitionKind::kInterface:
    case DefinitionKind::kEnum:
    case DefinitionKind::kType:
      return true;
    default:
      return false;
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
  const LanguageTraits* traits = nullptr;  // of a module's importer
  std::string type_path;
  const SourceFile* file = nullptr;  // where the type path was written
  std::int32_t scope = -1;
  bool open = false;  // more may be inherited from outside the repository
  const char* rule = "";

  static Value Opaque() {
    Value value;
    value.kind = Kind::kOpaque;
    return value;
  }
  static Value External() {
    Value value;
    value.kind = Kind::kExternal;
    return value;
  }
  bool IsFollowable() const { return kind != Kind::kUnbound && kind != Kind::kOpaque; }
};

// Says that a name is being followed, as long as it lives.
class Resolver::Asking {
 public:
  Asking(Resolver& resolver, Question question) : asked_(resolver.asked_) {
    again_ = std::find(asked_.begin(), asked_.end(), question) != asked_.end();
    asked_.push_back(question);
  }
  ~Asking() { asked_.pop_back(); }
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  bool again() const { return again_; }

 private:
  std::vector<Question>& asked_;
  bool again_ = false;
};

void Resolver::Begin(std::uint32_t line) {
  work_ = 0;
  asked_.clear();
  line_ = line;
  guessed_ = false;
}

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

// Members that stand inside the definition. What is inside a function is its own affair.
void WrittenMembers(const Target& around, std::string_view name, std::vector<Target>* members) {
  if (around.definition().callable) return;
  for (std::int32_t index : around.file->Definitions(name)) {
    if (around.file->definition(index).parent == around.index) {
      members->push_back({around.file, index});
    }
  }
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
  Value value = Value::Opaque();
  if (!binding.type.empty()) {
    value.kind = Value::Kind::kTyped;
    value.type_path = binding.type;
    value.file = &file;
    value.scope = binding.scope;
    value.rule = "typed";
  } else if (!binding.value.empty()) {
    const std::uint32_t line = std::exchange(line_, binding.line);
    value = Evaluate(file, binding.scope, binding.value, depth + 1);
    line_ = line;
    if (value.kind == Value::Kind::kUnbound) value.kind = Value::Kind::kOpaque;
    if (value.kind != Value::Kind::kTarget) value.rule = "typed";
  }
  return value;
}

// `user := user.New()`: on that line the name means what it was before.
bool Resolver::MeansItself(const Binding& binding, std::string_view name) const {
  return binding.line == line_ && binding.value.starts_with(name) &&
         (binding.value.size() == name.size() ||
          std::string_view(".([{#").find(binding.value[name.size()]) != std::string_view::npos);
}

bool Resolver::SameValue(const Value& a, const Value& b, int depth) {
  const Value one = Settle(a, depth), other = Settle(b, depth);
  return one.kind == other.kind && one.targets == other.targets &&
         one.type_path == other.type_path && one.module.files == other.module.files &&
         one.module.folder == other.module.folder;
}

// What the bindings of `name` directly in `scope` agree on; unbound when there are none. Those that
// cannot be followed have no say, and where the language has no types, an annotation speaks for
// all. If they differ, the nearest above the use is a good guess: facts do not tell blocks and
// branches. One that leads outside differs from all others, and is never the guess: if the others
// lack the member that is used, nothing is found. Where types are meant, only a type parameter
// counts.
Resolver::Value Resolver::FromBindings(const SourceFile& file, std::int32_t scope,
                                       std::string_view name, int depth, Names names) {
  std::vector<const Binding*> bindings;
  bool annotated = false;
  for (std::int32_t index : file.Bindings(name)) {
    const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
    if (binding.scope != scope || MeansItself(binding, name)) continue;
    if (names == Names::kTypes && !(binding.type.empty() && binding.value.empty())) continue;
    bindings.push_back(&binding);
    annotated = annotated || !binding.type.empty();
  }
  if (bindings.empty()) return {};
  const Asking asking(*this, {&file, scope, name});
  if (asking.again()) return {};
  Value agreed = Value::Opaque(), nearest = Value::Opaque();
  std::uint32_t nearest_line = 0;
  bool differ = false, leads_outside = false;
  for (const Binding* binding : bindings) {
    if (annotated && !file.traits()->static_types && binding->type.empty()) continue;
    Value value = FromBinding(file, *binding, depth + 1);
    if (!value.IsFollowable()) continue;
    leads_outside = leads_outside || value.kind == Value::Kind::kExternal;
    if (value.kind == Value::Kind::kExternal) continue;
    if (binding->line <= line_ && binding->line >= nearest_line) {
      nearest_line = binding->line;
      nearest = value;
    }
    if (!agreed.IsFollowable()) {
      agreed = std::move(value);
    } else {
      differ = differ || !SameValue(agreed, value, depth + 1);
    }
  }
  if (leads_outside && !agreed.IsFollowable()) return Value::External();
  guessed_ = guessed_ || differ || leads_outside;
  return differ ? nearest : agreed;
}

Resolver::Value Resolver::FromParameter(const SourceFile& file, std::int32_t function,
                                        const Parameter& parameter, int depth) {
  Value value = Value::Opaque();
  const bool collects =
      parameter.kind == ParameterKind::kRest || parameter.kind == ParameterKind::kKeywordRest;
  if (!parameter.type.empty()) {
    value.kind = Value::Kind::kTyped;
    value.type_path = (collects ? "[]" : "") + parameter.type;
    value.file = &file;
    value.scope = function;
    value.rule = parameter.kind == ParameterKind::kReceiver ? "self" : "typed";
  } else if (parameter.kind == ParameterKind::kReceiver) {
    value = SelfValue(file, function, false, depth);
  }
  return value;
}

// NOTE(def: self-binding) The instance (or, for a static receiver, the type) that the innermost
// method around `scope` belongs to.
Resolver::Value Resolver::SelfValue(const SourceFile& file, std::int32_t scope, bool base,
                                    int depth) {
  Value value = Value::Opaque();
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
    value.targets = base ? BasesOf(types.front(), &value.open, depth + 1) : types;
    if (!value.targets.empty()) value.kind = Value::Kind::kInstance;
    if (value.open && value.targets.empty()) value.kind = Value::Kind::kExternal;
    value.rule = "self";
    return value;
  }
  return value;
}

// A folder without code of its own may merely share its name with something installed.
Resolver::Value Resolver::NotInModule(const ModuleRef& module) {
  return module.files.empty() ? Value::External() : Value::Opaque();
}

Resolver::Value Resolver::FromImport(const SourceFile& file, const Import& import, int depth) {
  Value value;
  ModuleRef module = Module(file, import.module);
  if (import.member.empty()) {
    // `import a.b` binds `a`; the rest is reached by name.
    const bool binds_first_part = file.traits()->module_style == ModuleStyle::kDotted &&
                                  import.module.size() > import.local.size() &&
                                  import.module.starts_with(import.local + ".");
    if (binds_first_part) module = Module(file, import.local);
  }
  if (module.external) return Value::External();
  if (!module.found()) return Value::Opaque();
  if (import.member.empty()) {
    value.kind = Value::Kind::kModule;
    value.module = std::move(module);
    value.traits = file.traits();
    value.rule = "module";
    return value;
  }
  value = ModuleMember(*file.traits(), module, import.member, depth + 1);
  if (value.kind == Value::Kind::kUnbound) return NotInModule(module);
  value.rule = "import";
  return value;
}

// What other files get when they ask `file` for `name`.
Resolver::Value Resolver::Exported(const SourceFile& file, std::string_view name, int depth) {
  if (depth > kMaxDepth || ++work_ > kMaxWork) return Value::Opaque();
  const Asking asking(*this, {&file, kFromOutside, name});
  if (asking.again()) return {};  // modules that import each other
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
  bool open = false;
  for (const Import& import : file.facts().imports) {
    const bool offers = traits.requires_export ? import.re_export : import.scope < 0;
    if (!offers || import.member != "*" || !import.local.empty()) continue;
    const ModuleRef module = Module(file, import.module);
    open = open || module.external;
    Value value = ModuleMember(traits, module, name, depth + 1);
    if (value.kind != Value::Kind::kUnbound) return value;
  }
  return open ? Value::Opaque() : Value();
}

Resolver::Value Resolver::ModuleMember(const LanguageTraits& traits, const ModuleRef& module,
                                       std::string_view name, int depth) {
  if (depth > kMaxDepth) return Value::Opaque();
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
  if (!alternatives.targets.empty() || !module.is_folder ||
      traits.module_style != ModuleStyle::kDotted) {
    return alternatives;
  }
  ModuleRef submodule = FindSubmodule(world_, traits, module.folder, name);
  if (!submodule.found()) return {};
  Value value;
  value.kind = Value::Kind::kModule;
  value.module = std::move(submodule);
  value.traits = &traits;
  value.rule = "module";
  return value;
}

// Definitions of `name` directly inside `around`, as far as a bare name means them there: members
// of a type only in its own body, where the body is a scope, or when a member needs no receiver.
std::vector<Target> Resolver::DefinedIn(const SourceFile& file, std::int32_t around, bool innermost,
                                        std::string_view name, Names names) {
  std::vector<Target> targets;
  const LanguageTraits& traits = *file.traits();
  const bool body_is_scope = innermost && traits.module_style == ModuleStyle::kDotted;
  const bool sees_members = !IsType(file.definition(around)) || body_is_scope ||
                            !traits.members_need_receiver || names == Names::kTypes;
  if (!sees_members) return targets;
  for (std::int32_t index : file.Definitions(name)) {
    const Definition& definition = file.definition(index);
    if (definition.parent != around) continue;
    if (names == Names::kTypes && !IsType(definition) &&
        definition.kind != DefinitionKind::kModule) {
      continue;
    }
    targets.push_back({&file, index});
  }
  return targets;
}

Resolver::Value Resolver::LookupInScopes(const SourceFile& file, std::int32_t scope,
                                         std::string_view name, int depth, Names names) {
  for (std::int32_t s = scope; s >= 0; s = file.definition(s).parent) {
    std::vector<Target> targets = DefinedIn(file, s, s == scope, name, names);
    if (!targets.empty()) return FromTargets(std::move(targets), "scope");
    for (const Parameter& parameter : file.definition(s).parameters) {
      if (names == Names::kValues && parameter.name == name) {
        return FromParameter(file, s, parameter, depth);
      }
    }
    Value bound = FromBindings(file, s, name, depth, names);
    if (bound.kind != Value::Kind::kUnbound) return bound;
    for (std::int32_t index : file.Imports(name)) {
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
  Value bound = FromBindings(file, -1, name, depth);
  if (bound.kind != Value::Kind::kUnbound) return bound;
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
                                 int depth, Names names) {
  if (file.traits() == nullptr) return {};
  if (depth > kMaxDepth || ++work_ > kMaxWork) return Value::Opaque();
  Value value = LookupInScopes(file, scope, name, depth, names);
  if (value.kind == Value::Kind::kUnbound && Contains(file.traits()->self_names, name)) {
    value = SelfValue(file, scope, false, depth);
  }
  return value.kind == Value::Kind::kUnbound ? LookupInFile(file, name, depth) : value;
}

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
  if (depth > kMaxDepth) return Value::Opaque();
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
  if (!definition.callable) {  // a variable that holds what is called
    const Value held = depth > kMaxDepth ? result : Settle(value, depth + 1);
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

void Resolver::OwnMembers(const Target& type, std::string_view name, std::vector<Target>* members) {
  WrittenMembers(type, name, members);
  if (!IsType(type.definition())) return;
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
  Begin();
  return BasesOf(type, open, 0);
}

std::vector<Target> Resolver::BasesOf(const Target& type, bool* open, int depth) {
  std::vector<Target> bases;
  for (const Inheritance& inheritance : type.file->facts().inheritance) {
    if (inheritance.definition != type.index) continue;
    const Value base = TypeAt(*type.file, type.definition().parent, inheritance.base, depth + 1);
    // `class Row(Row)` extends what the name meant before.
    if (base.targets.empty() || base.targets.front() == type) {
      *open = true;
    } else {
      bases.push_back(base.targets.front());
    }
  }
  return bases;
}

// Returns true when a base that is not in the world may hold more members.
bool Resolver::CollectMembers(const Target& type, std::string_view name, int bases, int depth,
                              std::vector<Target>* members) {
  OwnMembers(type, name, members);
  if (!members->empty()) return false;
  if (bases > kMaxBases || depth > kMaxDepth || ++work_ > kMaxWork) return true;
  bool open = false;
  for (const Target& base : BasesOf(type, &open, depth + 1)) {
    open = CollectMembers(base, name, bases + 1, depth + 1, members) || open;
    if (!members->empty()) return false;
  }
  // An alias has the members of what it stands for.
  const Definition& definition = type.definition();
  if (definition.kind == DefinitionKind::kType && !definition.type.empty()) {
    const Value aliased = TypeAt(*type.file, definition.parent, definition.type, depth + 1);
    if (aliased.targets.empty()) return open || aliased.kind == Value::Kind::kExternal;
    if (!(aliased.targets.front() == type)) {
      return CollectMembers(aliased.targets.front(), name, bases + 1, depth + 1, members) || open;
    }
  }
  return open;
}

std::vector<Target> Resolver::Member(const Target& type, std::string_view name) {
  Begin();
  std::vector<Target> members;
  CollectMembers(type, name, 0, 0, &members);
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
  Value member = Value::Opaque();
  // An object that is written out has members of its own.
  if (unsettled.kind == Value::Kind::kTarget && !IsType(unsettled.targets.front().definition())) {
    WrittenMembers(unsettled.targets.front(), name, &member.targets);
  }
  const Value value = member.targets.empty() ? Settle(unsettled, depth + 1) : unsettled;
  switch (value.kind) {
    case Value::Kind::kExternal:
      return value;
    case Value::Kind::kModule:
      member = ModuleMember(*value.traits, value.module, name, depth + 1);
      if (member.kind == Value::Kind::kUnbound) member = NotInModule(value.module);
      member.rule = "module";
      return member;
    case Value::Kind::kTarget:
    case Value::Kind::kInstance:
      break;
    default:
      return member;
  }
  bool open = value.open;
  for (const Target& type : value.targets) {
    if (!member.targets.empty()) break;
    open = CollectMembers(type, name, 0, depth + 1, &member.targets) || open;
  }
  if (member.targets.empty()) return open ? Value::External() : Value::Opaque();
  member.kind = Value::Kind::kTarget;
  member.rule = std::string_view(value.rule) == "self" ? "self" : "typed";
  return member;
}

Resolver::Value Resolver::EvaluateSteps(const SourceFile& file, std::int32_t scope,
                                        const std::vector<Step>& steps, int depth, Names names) {
  Value value;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::size_t first_act = 0;
    if (i == 0 && Contains(file.traits()->base_names, steps[0].name)) {
      value = SelfValue(file, scope, true, depth);
      first_act = steps[0].acts.empty() ? 0 : 1;  // super() and super are the same
    } else {
      value = i == 0 ? Lookup(file, scope, steps[0].name, depth, names)
                     : MemberOf(value, steps[i].name, depth);
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
  if (file.traits() == nullptr || depth > kMaxDepth || ++work_ > kMaxWork) return value;
  if (path.starts_with("[]") || path.starts_with('(')) {
    value.kind = Value::Kind::kTyped;
    value.type_path = std::string(path);
    value.file = &file;
    value.scope = scope;
    return value;
  }
  std::vector<Step> steps;
  if (!ParsePath(path, &steps)) return value;
  return EvaluateSteps(file, scope, steps, depth, names);
}

// The type that `type_path` names: as a target, or external, or else nothing. A variable may hold
// one.
Resolver::Value Resolver::TypeAt(const SourceFile& file, std::int32_t scope,
                                 std::string_view type_path, int depth) {
  Value value = Evaluate(file, scope, type_path, depth, Names::kTypes);
  if (value.kind == Value::Kind::kTarget && !IsType(value.targets.front().definition())) {
    value = Settle(value, depth + 1);
  }
  if (value.kind == Value::Kind::kExternal) return Value::External();
  const bool is_type =
      value.kind == Value::Kind::kTarget && IsType(value.targets.front().definition());
  return is_type ? value : Value::Opaque();
}

Resolved Resolver::ResolveType(const SourceFile& file, std::int32_t scope,
                               std::string_view type_path) {
  Begin();
  Resolved resolved;
  while (type_path.starts_with("[]")) type_path.remove_prefix(2);
  if (type_path.empty() || type_path.starts_with('(')) return resolved;
  Value value = TypeAt(file, scope, type_path, 0);
  resolved.external = value.kind == Value::Kind::kExternal;
  if (value.kind == Value::Kind::kTarget) {
    resolved.targets = std::move(value.targets);
    resolved.resolution = Resolution::kResolved;
    resolved.rule = value.rule;
  }
  return resolved;
}

Resolved Resolver::ResolveImport(const SourceFile& file, const Import& import) {
  Begin();
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
  Begin();
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
    if (target.file->traits() == nullptr || target.file->traits()->family != traits.family)
      continue;
    if (IsAtFileLevel(target.definition()) != member) resolved.targets.push_back(target);
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
      resolved.resolution = guessed_ ? Resolution::kLikely : Resolution::kResolved;
      resolved.rule = guessed_ ? "nearest" : value.rule;
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
    case Value::Kind::kUnbound:
      return Fallback(file, reference);
  }
  return resolved;
}

Resolved Resolver::Resolve(const SourceFile& file, const Reference& reference) {
  Begin(reference.line);
  if (file.traits() == nullptr) return {};
  const Names names = reference.kind == ReferenceKind::kType ? Names::kTypes : Names::kValues;
  Value value;
  bool through_type = false;
  if (reference.receiver.empty()) {
    value = Lookup(file, reference.scope, reference.name, 0, names);
  } else {
    value = Evaluate(file, reference.scope, reference.receiver, 0, names);
    through_type = value.kind == Value::Kind::kTarget && IsType(value.targets.front().definition());
    value = value.kind == Value::Kind::kUnbound ? value : MemberOf(value, reference.name, 0);
  }
  Resolved resolved = Report(value, file, reference);
  // A type inside a type is no member that would need an instance.
  resolved.through_type = through_type && !(value.kind == Value::Kind::kTarget &&
                                            IsType(value.targets.front().definition()));
  return resolved;
}

}  // namespace interlock
