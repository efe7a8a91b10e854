// Names: what a bare name means where it is used, and what an import brings.
#include "graph/module_paths.h"
#include "graph/resolve_internal.h"

namespace interlock {

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
  } else if (!binding.value.empty() && !binding.value.starts_with('?')) {
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

// Where bindings shadow one another. That the nearest is still in sight is a guess, too, when
// another holds something else.
Resolver::Value Resolver::NearestAbove(const SourceFile& file,
                                       const std::vector<const Binding*>& bindings, int depth) {
  const Binding* nearest = nullptr;
  for (const Binding* binding : bindings) {
    if (binding->line > line_ && !binding->is_type) continue;
    if (nearest == nullptr || binding->line >= nearest->line) nearest = binding;
  }
  if (nearest == nullptr) return Value::Opaque();
  guessed_ = guessed_ || std::any_of(bindings.begin(), bindings.end(), [&](const Binding* other) {
               return other->type != nearest->type || other->value != nearest->value;
             });
  return FromBinding(file, *nearest, depth + 1);
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
  for (const std::int32_t index : file.BindingsIn(scope, name)) {
    const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
    if (MeansItself(binding, name)) continue;
    const bool typed = !binding.type.empty() || !binding.value.empty();
    if (names == Names::kTypes && typed && !binding.is_type) continue;
    if (binding.is_type && scope < 0 && binding.line > scope_line_) continue;
    if (binding.is_type) bindings.clear();  // the last one above, whatever its bound
    bindings.push_back(&binding);
    annotated = annotated || !binding.type.empty();
  }
  if (bindings.empty()) return {};
  const Asking asking(*this, {&file, scope, name});
  if (asking.again()) return {};
  if (file.traits()->bindings_shadow && line_ > 0) return NearestAbove(file, bindings, depth);
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
  const bool apart = file.traits()->static_apart;
  for (; scope >= 0; scope = file.definition(scope).parent) {
    const Definition& definition = file.definition(scope);
    if (apart && definition.callable && value.side == Side::kAny) {
      value.side = definition.is_static ? Side::kType : Side::kInstance;
    }
    std::vector<Target> types;
    if (!definition.owner.empty() && file.traits()->members_elsewhere && !IsType(definition)) {
      types = TypeAt(file, definition.parent, definition.owner, depth + 1).targets;
    } else if (!definition.owner.empty() && !IsType(definition)) {
      types = modules_.DefinitionsSeen(
          file, definition.owner.substr(definition.owner.rfind('.') + 1));  // npos + 1 == 0
      std::erase_if(types, [](const Target& target) { return !IsType(target.definition()); });
    } else if (IsType(definition)) {
      types.push_back({&file, scope});
    }
    if (types.empty()) continue;
    if (base) {
      Ancestry ancestry = BasesOf(types.front(), depth + 1);
      value.targets = std::move(ancestry.bases);
      value.open = value.open || ancestry.open;
    } else {
      value.targets = std::move(types);
    }
    if (!value.targets.empty()) {
      const bool is_type = value.side == Side::kType && !definition.is_local;
      value.kind = is_type ? Value::Kind::kTarget : Value::Kind::kInstance;
    }
    if (definition.is_local) value.side = Side::kAny;
    if (value.open && value.targets.empty()) value.kind = Value::Kind::kExternal;
    value.rule = "self";
    return value;
  }
  return value;
}

// A folder without code of its own may merely share its name with something installed, and a
// package with code outside the repository has the name there.
Resolver::Value Resolver::NotInModule(const ModuleRef& module) {
  return module.files.empty() || module.is_partial ? Value::External() : Value::Opaque();
}

Resolver::Value Resolver::AsModule(ModuleRef module, const SourceFile& importer) {
  Value value;
  value.kind = Value::Kind::kModule;
  value.module = std::move(module);
  value.traits = importer.traits();
  value.rule = "module";
  return value;
}

// The module that `scope` of the file lies in: one inside the file, or the file itself.
Resolver::Value Resolver::ModuleAround(const SourceFile& file, std::int32_t scope) {
  while (scope >= 0 && file.definition(scope).kind != DefinitionKind::kModule) {
    scope = file.definition(scope).parent;
  }
  if (scope >= 0) return FromTargets({{&file, scope}}, "module");
  const ModuleRef& own = modules_.Find(file, file.traits()->own_module);
  return own.found() ? AsModule(own, file) : Value();
}

// The module that a keyword of paths stands for in `scope`; unbound for other names.
Resolver::Value Resolver::ModuleKeyword(const SourceFile& file, std::int32_t scope,
                                        std::string_view name) {
  const LanguageTraits& traits = *file.traits();
  if (name.empty()) return {};
  if (name == traits.own_module) return ModuleAround(file, scope);
  if (name == traits.parent_module) {
    const Value own = ModuleAround(file, scope);
    if (own.kind == Value::Kind::kTarget) {
      return ModuleAround(file, own.targets.front().definition().parent);
    }
  } else if (name != traits.root_module && name != traits.child_module) {
    return {};
  }
  const ModuleRef& module = modules_.Find(file, std::string(name));
  return module.found() ? AsModule(module, file) : Value::Opaque();
}

// Star imports are asked for every name, so what they mean is remembered.
Resolver::Value Resolver::FromPathImport(const SourceFile& file, const Import& import, int depth) {
  const auto index = static_cast<std::int32_t>(&import - file.facts().imports.data());
  const Key key(&file, index);
  if (const auto known = path_imports_.find(key); known != path_imports_.end()) {
    return *known->second;
  }
  if (IsExhausted(depth)) return Value::Opaque();
  const Asking asking(*this, {&file, kAskedImport - index, import.member});
  if (asking.again()) return {};
  Aside aside(*this, import.line, asking.position());
  Value value = FollowPath(file, import, depth);
  if (aside.Finish()) path_imports_.emplace(key, std::make_unique<const Value>(value));
  return value;
}

static bool IsWrittenIn(const SourceFile& file, std::string_view name) {
  return !file.Definitions(name).empty() || !file.Imports(name).empty() ||
         !file.Bindings(name).empty();
}

// Name by name, from a keyword, a name in sight, or another tree. No star import hides a root: a
// path that may begin with either is refused as ambiguous. Roots are asked first, lest star imports
// hang on one another for what their paths begin with.
Resolver::Value Resolver::FollowPath(const SourceFile& file, const Import& import, int depth) {
  std::string_view rest = import.module;
  const auto next = [&rest] {
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    const std::string_view name = rest.substr(0, dot);
    rest.remove_prefix(std::min(dot + 1, rest.size()));
    return name;
  };
  Value value;
  const ModuleRef& by_path = modules_.Find(file, import.module);
  const std::string_view first = next();
  if (import.member.empty() && by_path.found() && import.module.find('/') != std::string::npos) {
    return AsModule(by_path, file);
  }
  value = ModuleKeyword(file, import.scope, first);
  if (value.kind == Value::Kind::kUnbound && !IsWrittenIn(file, first)) {
    value = FromRoots(file, first);
  }
  if (value.kind == Value::Kind::kUnbound) {
    value = Lookup(file, import.scope, first, depth + 1, Names::kTypes);
  }
  if (value.kind == Value::Kind::kUnbound || value.kind == Value::Kind::kOpaque) {
    const ModuleRef& other = modules_.Find(file, std::string(first));
    if (other.found()) {
      value = AsModule(other, file);
    } else if (other.external || value.kind == Value::Kind::kUnbound) {
      return Value::External();  // what is imported and not here is elsewhere
    }
  }
  while (!rest.empty() && value.IsFollowable() && value.kind != Value::Kind::kExternal) {
    value = MemberOf(value, next(), depth + 1);
  }
  if (import.member.empty() || import.member == "*" || !value.IsFollowable()) return value;
  value = MemberOf(value, import.member, depth + 1);
  if (value.kind == Value::Kind::kTarget) value.rule = "import";
  return value;
}

Resolver::Value Resolver::FromImport(const SourceFile& file, const Import& import, int depth) {
  if (file.traits()->imports_by_name) return FromPathImport(file, import, depth);
  Value value;
  if (import.module.empty() && !import.member.empty()) return FromRoot(file, import.member);
  if (file.traits()->open_namespaces && !import.member.empty() && import.member != "*") {
    // `using a::b`, in a namespace or a function, too
    value =
        InNamespaces(file, import.scope, import.module, import.member, depth + 1, Names::kValues);
    if (value.kind != Value::Kind::kUnbound) {
      value.rule = "import";
      return value;
    }
  }
  // `import a.b` binds `a`; the rest is reached by name.
  const bool binds_first_part =
      import.member.empty() && file.traits()->import_binds == ImportBinds::kFirstPart &&
      import.module.size() > import.local.size() && import.module.starts_with(import.local + ".");
  const ModuleRef& module = Module(file, binds_first_part ? import.local : import.module);
  if (module.external) return Value::External();
  if (!module.found()) return Value::Opaque();
  if (import.member.empty()) return AsModule(module, file);
  value = ModuleMember(*file.traits(), module, import.member, depth + 1);
  if (value.kind == Value::Kind::kUnbound) return NotInModule(module);
  if (value.kind == Value::Kind::kTarget) modules_.KeepNearest(file, &value.targets);
  value.rule = "import";
  return value;
}

// What other files get when they ask `file` for `name`, or a module inside it at `around`.
Resolver::Value Resolver::Exported(const SourceFile& file, std::string_view name, int depth,
                                   std::int32_t around) {
  if (IsExhausted(depth)) return Value::Opaque();
  const Asking asking(*this, {&file, kFromOutside - 1 - around, name});
  if (asking.again()) return {};  // modules that import each other
  std::optional<Value> offered = Offered(file, name, depth, around);
  if (offered.has_value()) return *std::move(offered);
  bool open = false;
  const Value value = FromStars(file, around, name, true, depth, &open);
  if (value.kind != Value::Kind::kUnbound) return value;
  return open ? Value::Opaque() : Value();
}

// Do other files get the definition under its name, when they ask its file, or a module inside it?
static bool OffersItself(const Target& target, std::int32_t around) {
  const LanguageTraits& traits = *target.file->traits();
  const Definition& definition = target.definition();
  const bool has_owner = !definition.owner.empty() && !(around < 0 && traits.imported_extensions);
  if (definition.parent != around || has_owner || definition.is_local) return false;
  return around >= 0 ? !traits.requires_export || definition.exported
                     : IsOffered(*target.file, definition);
}

// The same, but for star imports; nothing when no other statement gives the name.
std::optional<Resolver::Value> Resolver::Offered(const SourceFile& file, std::string_view name,
                                                 int depth, std::int32_t around) {
  const LanguageTraits& traits = *file.traits();
  std::vector<Target> targets;
  for (std::int32_t index : file.Definitions(name)) {
    const Target target{&file, index};
    if (OffersItself(target, around)) targets.push_back(target);
  }
  if (!targets.empty()) return FromTargets(std::move(targets), "import");
  for (const Export& exported : file.facts().exports) {
    if (around < 0 && exported.name == name) return Evaluate(file, -1, exported.target, depth + 1);
  }
  for (const Import& import : file.facts().imports) {
    const bool offers = traits.requires_export ? import.re_export : import.scope == around;
    const std::string& offered = import.local.empty() ? import.member : import.local;
    if (offers && offered == name) return FromImport(file, import, depth + 1);
  }
  return std::nullopt;
}

Resolver::Value Resolver::ModuleMember(const LanguageTraits& traits, const ModuleRef& module,
                                       std::string_view name, int depth) {
  if (IsTooDeep(depth)) return Value::Opaque();
  if (!module.within.empty()) return MemberWithin(traits, module, name, depth);
  if (module.is_shared) {
    std::vector<Target> targets = DefinedAcross(module, name);
    return targets.empty() ? Below(traits, module, name)
                           : FromTargets(std::move(targets), "module");
  }
  for (const SourceFile* file : module.files) {
    Value value = Exported(*file, name, depth + 1);
    if (value.kind != Value::Kind::kUnbound) return value;
  }
  return Below(traits, module, name);
}

// What the files of a shared module define under a name. They may be hundreds, and are asked for
// every name that stands behind a star import.
std::vector<Target> Resolver::DefinedAcross(const ModuleRef& module, std::string_view name) {
  const auto before = [](const SourceFile* file, const std::string& path) {
    return file->path() < path;
  };
  std::vector<Target> targets = world_.DefinitionsNamed(name);
  std::erase_if(targets, [&](const Target& target) {
    const auto found =
        std::lower_bound(module.files.begin(), module.files.end(), target.file->path(), before);
    return found == module.files.end() || *found != target.file || !OffersItself(target, -1);
  });
  return targets;
}

// The submodule `name`.
Resolver::Value Resolver::Below(const LanguageTraits& traits, const ModuleRef& module,
                                std::string_view name) {
  ModuleRef submodule = modules_.Submodule(traits, module, name);
  if (!submodule.found()) return {};
  Value value;
  value.kind = Value::Kind::kModule;
  value.module = std::move(submodule);
  value.traits = &traits;
  value.rule = "module";
  return value;
}

// `import static a.b.C.m`: the module is a type in a package.
Resolver::Value Resolver::MemberWithin(const LanguageTraits& traits, const ModuleRef& module,
                                       std::string_view name, int depth) {
  ModuleRef around = module;
  around.within.clear();
  Value value = ModuleMember(traits, around, module.FirstWithin(), depth + 1);
  std::string_view rest = std::string_view(module.within).substr(module.FirstWithin().size());
  while (!rest.empty() && value.kind == Value::Kind::kTarget) {
    rest.remove_prefix(1);
    const std::string_view part = rest.substr(0, rest.find('.'));
    value = MemberOf(value, part, depth + 1);
    rest.remove_prefix(part.size());
  }
  if (value.kind != Value::Kind::kTarget) return {};
  value = MemberOf(value, name, depth + 1);
  return value.kind == Value::Kind::kTarget ? value : Value();
}

// Definitions of `name` directly inside `around`, as far as a bare name means them there: members
// of a type only in its own body, where the body is a scope, or when a member needs no receiver.
std::vector<Target> Resolver::DefinedIn(const SourceFile& file, std::int32_t around, bool innermost,
                                        std::string_view name, Names names) {
  std::vector<Target> targets;
  const LanguageTraits& traits = *file.traits();
  const bool body_is_scope = innermost && traits.type_body_is_scope;
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

// `open` is set when a star import on the way leads out of sight, `closed` when a module is met
// whose surroundings are none of its business.
Resolver::Value Resolver::LookupInScopes(const SourceFile& file, std::int32_t scope,
                                         std::string_view name, int depth, Names names, bool* open,
                                         bool* closed) {
  Value unbound;
  for (std::int32_t s = scope; s >= 0; s = file.definition(s).parent) {
    std::vector<Target> targets = DefinedIn(file, s, s == scope, name, names);
    if (!targets.empty()) return FromTargets(std::move(targets), "scope");
    if (IsType(file.definition(s)) && !file.traits()->members_need_receiver) {
      const Value inherited = InheritedBy({&file, s}, name, depth, names);
      if (inherited.kind != Value::Kind::kUnbound) return inherited;
      unbound.open = unbound.open || inherited.open;
    }
    for (const Parameter& parameter : file.definition(s).parameters) {
      if (names == Names::kValues && parameter.name == name) {
        return FromParameter(file, s, parameter, depth);
      }
    }
    Value bound = FromBindings(file, s, name, depth, names);
    if (bound.kind != Value::Kind::kUnbound) return bound;
    for (std::int32_t index : file.Imports(name)) {
      const Import& import = file.facts().imports[static_cast<std::size_t>(index)];
      if (import.scope != s) continue;
      Value imported = FromImport(file, import, depth);
      if (imported.kind != Value::Kind::kUnbound) return imported;
    }
    Value starred = FromStars(file, s, name, false, depth, open);
    if (starred.kind != Value::Kind::kUnbound) return starred;
    if (file.traits()->modules_are_closed && file.definition(s).kind == DefinitionKind::kModule) {
      *closed = true;
      break;
    }
  }
  return unbound;
}

// What a bare name means in the body of a type beside the type's own members: one that it inherits,
// or a parameter of its constructor. When it is unbound, `open` says that more may be inherited.
Resolver::Value Resolver::InheritedBy(const Target& type, std::string_view name, int depth,
                                      Names names) {
  const LanguageTraits& traits = *type.file->traits();
  if (traits.constructor_parameters_in_scope && names == Names::kValues) {
    for (std::int32_t index : type.file->Definitions(traits.constructors.front())) {
      if (type.file->definition(index).parent != type.index) continue;
      for (const Parameter& parameter : type.file->definition(index).parameters) {
        if (parameter.name == name) return FromParameter(*type.file, index, parameter, depth);
      }
      break;
    }
  }
  Value value;
  value.open = CollectMembers(type, name, Side::kAny, 0, depth + 1, &value.targets);
  if (names == Names::kTypes) {
    std::erase_if(value.targets, [](const Target& target) { return !IsType(target.definition()); });
  }
  if (!value.targets.empty()) return FromTargets(std::move(value.targets), "self");
  return value;
}

// What is defined in no package.
std::vector<Target> Resolver::AtRoot(const SourceFile& file, std::string_view name) {
  std::vector<Target> targets = world_.DefinitionsNamed(name);
  std::erase_if(targets, [&](const Target& target) {
    const LanguageTraits* traits = target.file->traits();
    return traits == nullptr || traits->family != file.traits()->family ||
           !target.file->outline().package.empty() || target.definition().is_local ||
           !IsAtFileLevel(target.definition());
  });
  return targets;
}

// A name that is looked up from the root of all names.
Resolver::Value Resolver::FromRoot(const SourceFile& file, std::string_view name) {
  std::vector<Target> targets = AtRoot(file, name);
  if (!targets.empty()) return FromTargets(std::move(targets), "import");
  Value value;
  value.module = Module(file, std::string(name));
  if (!value.module.found()) return Value::External();
  value.kind = Value::Kind::kModule;
  value.traits = file.traits();
  return value;
}

Resolver::Value Resolver::LookupInFile(const SourceFile& file, std::string_view name, int depth,
                                       Names names, bool* open) {
  std::vector<Target> targets;
  for (const Target& target : modules_.DefinitionsSeen(file, name)) {
    const Definition& definition = target.definition();
    if (IsAtFileLevel(definition) && !definition.is_local) targets.push_back(target);
  }
  // The file's own definitions hide those of conditional siblings; overloads of a function need not
  // stand in one file.
  const auto is_own = [&](const Target& target) { return target.file == &file; };
  const bool has_own = std::any_of(targets.begin(), targets.end(), is_own);
  if (has_own) {
    std::erase_if(targets, [&](const Target& target) {
      return !is_own(target) && !(file.traits()->typed_overloads && target.definition().callable &&
                                  target.definition().exported);
    });
    return FromTargets(std::move(targets), "file");
  }
  for (std::int32_t index : file.Imports(name)) {
    const Import& import = file.facts().imports[static_cast<std::size_t>(index)];
    if (import.scope >= 0 || !BindsHere(import, file.traits())) continue;
    Value imported = FromImport(file, import, depth);
    if (imported.kind != Value::Kind::kUnbound) return imported;
  }
  if (file.traits()->requires_export && !file.traits()->exported_by_case) {
    std::erase_if(targets, [](const Target& target) { return !target.definition().exported; });
  }
  modules_.KeepNearest(file, &targets);
  if (!targets.empty()) return FromTargets(std::move(targets), "file");
  Value bound = FromBindings(file, -1, name, depth, names);
  if (bound.kind != Value::Kind::kUnbound) return bound;
  Value value = FromStars(file, -1, name, false, depth, open);
  if (value.kind != Value::Kind::kUnbound || !file.traits()->root_functions) return value;
  targets = AtRoot(file, name);
  std::erase_if(targets, [](const Target& target) { return IsType(target.definition()); });
  return FromTargets(std::move(targets), "file");
}

// Is the name bound everywhere, in the edition that the nearest manifest states? Where none does,
// it is taken for one that has the name.
bool Resolver::IsBuiltin(const SourceFile& file, std::string_view name) const {
  const LanguageTraits& traits = *file.traits();
  if (!Contains(traits.builtins, name)) return false;
  for (const std::string& entry : traits.builtins_since) {
    const std::string_view since = std::string_view(entry).substr(0, entry.find(' '));
    if (std::string_view(entry).substr(std::min(since.size() + 1, entry.size())) != name) continue;
    const std::string_view edition = EditionOf(file);
    return edition.empty() || edition >= since;
  }
  return true;
}

std::string_view Resolver::EditionOf(const SourceFile& file) const {
  const std::string_view key = file.traits()->edition_setting;
  const std::string_view table = key.substr(0, key.find('.') + 1);  // npos + 1 == 0
  for (std::string_view folder = file.folder();; folder = ParentFolder(folder)) {
    bool nearest = false;
    for (const SourceFile* manifest : world_.InFolder(folder)) {
      if (manifest->traits() != nullptr) continue;
      for (const Setting& setting : manifest->facts().settings) {
        if (setting.key == key) return setting.value;
        nearest = nearest || (!table.empty() && setting.key.starts_with(table));
      }
    }
    if (nearest || folder.empty()) return {};
  }
}

// Roots of all modules, names of the language, and other trees of the repository.
Resolver::Value Resolver::FromRoots(const SourceFile& file, std::string_view name) {
  ModuleRef root = modules_.Root(file, name);
  if (root.found()) return AsModule(std::move(root), file);
  if (IsBuiltin(file, name)) return Value::External();
  if (!file.traits()->imports_by_name) return {};
  const ModuleRef& other = modules_.Find(file, std::string(name));
  return other.found() ? AsModule(other, file) : Value();
}

// What is in sight everywhere: roots, and trees outside the repository.
Resolver::Value Resolver::FromAround(const SourceFile& file, std::string_view name, bool open) {
  Value root = FromRoots(file, name);
  if (root.kind != Value::Kind::kUnbound) return root;
  if (file.traits()->imports_by_name && modules_.Find(file, std::string(name)).external) {
    return Value::External();
  }
  if (open && file.traits()->names_need_import) return Value::External();
  return open ? Value::Opaque() : Value();
}

Resolver::Value Resolver::Lookup(const SourceFile& file, std::int32_t scope, std::string_view name,
                                 int depth, Names names) {
  if (file.traits() == nullptr) return {};
  if (IsExhausted(depth)) return Value::Opaque();
  if (file.traits()->open_types) return LookupOpen(file, scope, name, depth);
  bool open = false, closed = false;
  Value value = LookupInScopes(file, scope, name, depth, names, &open, &closed);
  const bool inherits = value.open;
  if (value.kind == Value::Kind::kUnbound && Contains(file.traits()->self_names, name)) {
    value = SelfValue(file, scope, false, depth);
    if (value.kind != Value::Kind::kOpaque) return value;
    const Value module = ModuleKeyword(file, scope, name);
    return module.kind == Value::Kind::kUnbound ? value : module;
  }
  if (value.kind != Value::Kind::kUnbound) return value;
  value = ModuleKeyword(file, scope, name);
  if (value.kind == Value::Kind::kUnbound)
    value = InNamespaces(file, scope, "", name, depth, names);
  scope_line_ = scope < 0 ? line_ : file.definition(scope).first_line;
  if (value.kind == Value::Kind::kUnbound && !closed) {
    value = LookupInFile(file, name, depth, names, &open);
  }
  if (value.kind == Value::Kind::kUnbound) value = FromAround(file, name, open);
  // A member that the type around inherits from outside.
  return value.kind == Value::Kind::kUnbound && inherits ? Value::External() : value;
}

}  // namespace interlock
