// Members: what a type, an instance or a module has under a name, inherited members included.
#include <charconv>
#include <iterator>

#include "graph/resolve_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxAncestors = 64;

// `T Last<T>(this T value)` extends everything.
bool IsTypeParameter(const Target& function, std::string_view name) {
  const std::vector<std::int32_t> bindings = function.file->BindingsIn(function.index, name);
  return std::any_of(bindings.begin(), bindings.end(), [&](std::int32_t index) {
    const Binding& binding = function.file->facts().bindings[static_cast<std::size_t>(index)];
    return binding.type.empty() && binding.value.empty();
  });
}

}  // namespace

void WrittenMembers(const Target& around, std::string_view name, std::vector<Target>* members) {
  if (around.definition().callable) return;
  for (std::int32_t index : around.file->Definitions(name)) {
    if (around.file->definition(index).parent == around.index) {
      members->push_back({around.file, index});
    }
  }
}

// Is `owner`, as it is written in `scope` of the file, the type?
bool Resolver::BelongsTo(const SourceFile& file, std::int32_t scope, const std::string& owner,
                         const Target& type, int depth) {
  const std::vector<Target> named = TypeAt(file, scope, owner, depth + 1).targets;
  return std::find(named.begin(), named.end(), type) != named.end();
}

// Everything that a type is written as: itself, and the other parts of one that comes in parts.
std::vector<Target> Resolver::PartsOf(const Target& type) {
  if (!type.definition().is_alternative || !IsType(type.definition())) return {type};
  std::vector<Target> parts = modules_.DefinitionsSeen(*type.file, type.definition().name);
  const std::string name = type.name();
  std::erase_if(parts, [&](const Target& part) {
    return part == type || !part.definition().is_alternative || !IsType(part.definition()) ||
           part.file->outline().package != type.file->outline().package || part.name() != name;
  });
  parts.insert(parts.begin(), type);
  return parts;
}

void Resolver::OwnMembers(const Target& type, std::string_view name, Side side,
                          std::vector<Target>* members) {
  const LanguageTraits* traits = type.file->traits();
  if (traits != nullptr && traits->open_types) return OpenMembers(type, name, side, members);
  const bool specialized = traits != nullptr && traits->specialized_types;
  if (specialized && IsType(type.definition()) && type.definition().is_alternative) return;
  for (const Target& part : PartsOf(type)) WrittenMembers(part, name, members);
  if (!IsType(type.definition())) return;
  if (type.file->traits() != nullptr && type.file->traits()->members_elsewhere) {
    for (const Target& member : world_.MembersElsewhere(type.definition().name, name)) {
      if (member.file->traits() == nullptr ||
          member.file->traits()->family != type.file->traits()->family) {
        continue;
      }
      const Definition& definition = member.definition();
      if (BelongsTo(*member.file, definition.parent, definition.owner, type, 0)) {
        members->push_back(member);
      }
    }
    return;
  }
  for (const Target& member : modules_.DefinitionsSeen(*type.file, name)) {
    if (member.definition().owner == type.definition().name) members->push_back(member);
  }
}

std::vector<Target> Resolver::Bases(const Target& type, bool* open) {
  Begin();
  Ancestry ancestry = BasesOf(type, 0);
  *open = *open || ancestry.open;
  return std::move(ancestry.bases);
}

// Asked for every member that a type does not have itself, so the answer is remembered.
Resolver::Ancestry Resolver::BasesOf(const Target& type, int depth) {
  const Key key(type.file, type.index);
  if (const auto known = ancestries_.find(key); known != ancestries_.end()) return known->second;
  const Asking asking(*this, {type.file, kAskedBases - type.index, ""});
  if (asking.again()) return {.open = true};
  Aside aside(*this, type.definition().first_line, asking.position());
  Ancestry ancestry = FindBases(type, depth);
  if (aside.Finish()) ancestries_.emplace(key, ancestry);
  return ancestry;
}

Resolver::Ancestry Resolver::FindBases(const Target& type, int depth) {
  Ancestry ancestry;
  std::vector<Target>& bases = ancestry.bases;
  std::vector<Target> mixed;
  const auto add = [&](const SourceFile& file, std::int32_t scope, const std::string& written,
                       std::vector<Target>* to) {
    const Value base = TypeAt(file, scope, written, depth + 1);
    // `class Row(Row)` extends what the name meant before.
    if (base.targets.empty() || base.targets.front() == type) {
      ancestry.open = true;
    } else {
      to->push_back(base.targets.front());
    }
  };
  const LanguageTraits* traits = type.file->traits();
  const bool open_types = traits != nullptr && traits->open_types;
  for (const Target& opening : Openings(type)) {
    for (const Inheritance& inheritance : opening.file->facts().inheritance) {
      if (inheritance.definition != opening.index || !inheritance.owner.empty()) continue;
      const bool inside = open_types && inheritance.embeds;  // a statement of the type's own body
      add(*opening.file, inside ? opening.index : opening.definition().parent, inheritance.base,
          inside ? &mixed : &bases);
    }
  }
  if (traits != nullptr && traits->members_elsewhere) {
    for (const PlacedInheritance& placed : world_.BasesElsewhere(type.definition().name)) {
      const Inheritance& inheritance = placed.inheritance();
      if (BelongsTo(*placed.file, inheritance.definition, inheritance.owner, type, depth)) {
        add(*placed.file, inheritance.definition, inheritance.base, &bases);
      }
    }
  }
  if (open_types) ancestry.open = true;  // every object has members from outside
  bases.insert(bases.begin(), mixed.rbegin(), mixed.rend());  // the last one is asked first
  ancestry.mixed_in = mixed.size();
  return ancestry;
}

// Returns true when a base that is not in the world may hold more members.
bool Resolver::CollectMembers(const Target& type, std::string_view name, Side side, int bases,
                              int depth, std::vector<Target>* members) {
  OwnMembers(type, name, side, members);
  if (!members->empty()) return false;
  if (bases > kMaxBases || IsExhausted(depth)) return true;
  const Ancestry ancestry = BasesOf(type, depth + 1);
  bool open = ancestry.open;
  std::size_t mixed_in = ancestry.mixed_in;
  for (const Target& base : ancestry.bases) {
    // What extends a type gives its instance members to the type itself.
    const bool either = mixed_in > 0 && mixed_in-- > 0;
    open = CollectMembers(base, name, either ? Side::kAny : side, bases + 1, depth + 1, members) ||
           open;
    if (!members->empty()) return false;
  }
  // An alias has the members of what it stands for.
  const Definition& definition = type.definition();
  if (definition.kind == DefinitionKind::kType && !definition.type.empty()) {
    const Value aliased = TypeAt(*type.file, definition.parent, definition.type, depth + 1);
    if (aliased.targets.empty()) return open || aliased.kind == Value::Kind::kExternal;
    if (!(aliased.targets.front() == type)) {
      return CollectMembers(aliased.targets.front(), name, side, bases + 1, depth + 1, members) ||
             open;
    }
  }
  return open;
}

std::vector<Target> Resolver::Member(const Target& type, std::string_view name) {
  Begin();
  std::vector<Target> members;
  CollectMembers(type, name, Side::kAny, 0, 0, &members);
  return members;
}

std::vector<Target> Resolver::Constructor(const Target& type) {
  if (type.file->traits() == nullptr) return {};
  for (const std::string& name : type.file->traits()->constructors) {
    std::vector<Target> members;
    if (type.file->traits()->inherited_constructors) {
      members = Member(type, name);
    } else {
      OwnMembers(type, name, Side::kAny, &members);
    }
    if (!members.empty()) return members;
  }
  return {};
}

Side Resolver::SideOf(const Value& value, const LanguageTraits* traits) const {
  if (traits == nullptr || !traits->static_apart) return Side::kAny;
  if (value.kind == Value::Kind::kTarget) return Side::kType;
  return std::string_view(value.rule) == "self" ? value.side : Side::kInstance;
}

// What a module offers under `name`: unbound when it has no such thing.
Resolver::Value Resolver::Inside(const Value& module, std::string_view name, int depth) {
  if (module.kind == Value::Kind::kModule) {
    return ModuleMember(*module.traits, module.module, name, depth + 1);
  }
  const Target& target = module.targets.front();
  if (target.definition().kind == DefinitionKind::kModule) {
    return Exported(*target.file, name, depth + 1, target.index);
  }
  const Value member = MemberOf(module, name, depth + 1);
  return member.kind == Value::Kind::kTarget ? member : Value();
}

// `0` of `pair.0`: an element of a tuple, or of a type whose fields have no names.
Resolver::Value Resolver::NumberedField(const Value& whole, std::string_view name, int depth) {
  std::size_t item = 0;
  std::from_chars(name.data(), name.data() + name.size(), item);
  const Value value = Settle(whole, depth + 1);
  if (value.kind == Value::Kind::kTyped) return TupleItem(value, item, depth + 1);
  if (value.kind == Value::Kind::kExternal) return value;
  if (value.kind != Value::Kind::kInstance || value.targets.empty()) return Value::Opaque();
  return FieldAt(value.targets.front(), item);
}

// What a type, or a variant of one, holds at a position.
Resolver::Value Resolver::FieldAt(const Target& holder, std::size_t item) {
  const std::vector<Parameter>& fields = holder.definition().parameters;
  if (item >= fields.size() || fields[item].type.empty()) return Value::Opaque();
  Value field;
  field.kind = Value::Kind::kTyped;
  field.type_path = fields[item].type;
  field.file = holder.file;
  field.scope = holder.index;
  field.rule = "typed";
  return field;
}

Resolver::Value Resolver::MemberOf(const Value& unsettled, std::string_view name, int depth) {
  Value member = Value::Opaque();
  const bool inner_module = unsettled.kind == Value::Kind::kTarget &&
                            unsettled.targets.front().definition().kind == DefinitionKind::kModule;
  if (inner_module && unsettled.targets.front().file->traits() != nullptr &&
      unsettled.targets.front().file->traits()->modules_are_closed) {
    const Target& module = unsettled.targets.front();
    if (name == module.file->traits()->parent_module) {
      return ModuleAround(*module.file, module.definition().parent);
    }
    member = Inside(unsettled, name, depth + 1);
    return member.kind == Value::Kind::kUnbound ? Value::Opaque() : member;
  }
  if (!name.empty() && name.find_first_not_of("0123456789") == name.npos) {
    return NumberedField(unsettled, name, depth + 1);
  }
  // An object that is written out has members of its own; whoever uses one that is declared to be
  // of a type relies on the type's.
  bool declared = false;
  if (unsettled.kind == Value::Kind::kTarget && !IsType(unsettled.targets.front().definition())) {
    const Target& object = unsettled.targets.front();
    WrittenMembers(object, name, &member.targets);
    declared = !member.targets.empty() && !object.definition().type.empty();
  }
  Value value = member.targets.empty() ? Settle(unsettled, depth + 1) : unsettled;
  if (declared) {
    const Value typed = Settle(unsettled, depth + 1);
    std::vector<Target> promised;
    for (const Target& type : typed.targets) {
      if (typed.kind != Value::Kind::kInstance || !promised.empty()) break;
      CollectMembers(type, name, SideOf(typed, type.file->traits()), 0, depth + 1, &promised);
    }
    if (!promised.empty()) {
      member.targets = std::move(promised);
      value = typed;
    }
  }
  switch (value.kind) {
    case Value::Kind::kExternal:
      return value;
    case Value::Kind::kModule:
      if (!value.traits->parent_module.empty() && name == value.traits->parent_module &&
          !value.module.files.empty()) {
        const SourceFile& file = *value.module.files.front();
        return AsModule(modules_.Find(file, value.traits->parent_module), file);
      }
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
  if (value.kind == Value::Kind::kTarget && value.targets.front().file->traits() != nullptr &&
      Contains(value.targets.front().file->traits()->self_names, name)) {
    member = value;  // Outer.this: the instance around that is an Outer
    member.kind = Value::Kind::kInstance;
    return member;
  }
  bool open = value.open;
  const LanguageTraits* traits =
      value.targets.empty() ? nullptr : value.targets.front().file->traits();
  const Side side = SideOf(value, traits);
  for (const Target& type : value.targets) {
    if (!member.targets.empty()) break;
    open = CollectMembers(type, name, side, 0, depth + 1, &member.targets) || open;
  }
  KeepOneOpening(nullptr, &member.targets);
  if (member.targets.empty() && traits != nullptr) {
    const bool is_type = value.kind == Value::Kind::kTarget;
    const bool leads_to_type =
        is_type ? Contains(traits->maker_names, name) : Contains(traits->type_names, name);
    if (leads_to_type) return FromTargets({value.targets.front()}, "typed");
  }
  if (member.targets.empty()) return open ? Value::External() : Value::Opaque();
  member.kind = Value::Kind::kTarget;
  member.rule = std::string_view(value.rule) == "self" ? "self" : "typed";
  return member;
}

Resolver::Value Resolver::MemberOrExtension(const SourceFile& file, const Value& value,
                                            std::string_view name, int depth) {
  Value member = MemberOf(value, name, depth);
  const bool found = member.kind == Value::Kind::kTarget || member.kind == Value::Kind::kModule;
  if (found || !file.traits()->imported_extensions) return member;
  Value extension = ExtensionOf(file, value, name, depth);
  return extension.kind == Value::Kind::kTarget ? extension : member;
}

// The last name of the type that a value was said to have; "" when it is not said, or a
// container's.
std::string Resolver::TypeNameOf(const Value& value, int depth) {
  if (value.kind == Value::Kind::kTarget && !value.targets.front().definition().callable &&
      !IsType(value.targets.front().definition())) {
    const Value held = HeldBy(value.targets.front(), depth + 1);
    return held.kind == Value::Kind::kTarget ? "" : TypeNameOf(held, depth + 1);
  }
  if (value.kind != Value::Kind::kTyped || value.type_path.starts_with("[]")) return "";
  return value.type_path.substr(value.type_path.rfind('.') + 1);
}

// Of the functions so named, those that extend a type and are written inside another one that
// `file` sees, by its package or by a star import.
void Resolver::ExtensionsInTypes(const SourceFile& file, const std::vector<Target>& named,
                                 std::vector<Target>* candidates) {
  const auto in_sight = [&](const SourceFile& other) {
    if (modules_.Sees(file, other)) return true;
    const std::vector<const Import*> stars = modules_.Stars(file);
    return std::any_of(stars.begin(), stars.end(), [&](const Import* import) {
      const std::vector<const SourceFile*>& files = modules_.Find(file, import->module).files;
      return std::find(files.begin(), files.end(), &other) != files.end();
    });
  };
  for (const Target& target : named) {
    const Definition& definition = target.definition();
    const bool extends = definition.parent >= 0 && !definition.owner.empty();
    if (extends && IsType(target.file->definition(definition.parent)) && in_sight(*target.file)) {
      candidates->push_back(target);
    }
  }
}

// NOTE(def: extension) A function that extends the receiver's type or one that it derives from, and
// is imported by its name or lies in the same package. Of a receiver that is not known, an import
// by that name is proof enough; without one, the only candidate is likely.
Resolver::Value Resolver::ExtensionOf(const SourceFile& file, const Value& receiver,
                                      std::string_view name, int depth) {
  const auto extends = [](const Target& target) {
    return target.definition().parent < 0 && !target.definition().owner.empty();
  };
  std::vector<Target> candidates;
  const auto consider = [&](const std::vector<Target>& targets) {
    std::copy_if(targets.begin(), targets.end(), std::back_inserter(candidates), extends);
  };
  for (std::int32_t index : file.Imports(name)) {
    const Import& import = file.facts().imports[static_cast<std::size_t>(index)];
    consider(FromImport(file, import, depth + 1).targets);
  }
  const bool imported = !candidates.empty();
  if (!imported) {
    const std::vector<Target> named = world_.DefinitionsNamed(name);
    if (std::any_of(named.begin(), named.end(), extends)) {
      consider(modules_.DefinitionsSeen(file, name));
      for (const Import* import : modules_.Stars(file)) {
        consider(FromStar(file, Module(file, import->module), name, depth).targets);
      }
    }
    if (file.traits()->extensions_in_types) ExtensionsInTypes(file, named, &candidates);
  }
  if (candidates.empty()) return {};
  // A type from outside has no more than its name.
  const std::string type_name = TypeNameOf(receiver, depth);
  const auto extends_it = [&](const Target& target) {
    return target.definition().owner == type_name;
  };
  if (std::any_of(candidates.begin(), candidates.end(), extends_it)) {
    std::erase_if(candidates, [&](const Target& target) { return !extends_it(target); });
    return FromTargets(std::move(candidates), "typed");
  }
  const Value settled = Settle(receiver, depth + 1);
  const bool known = settled.kind == Value::Kind::kInstance || settled.kind == Value::Kind::kTarget;
  bool open = false;
  if (known) {
    const std::set<std::string_view> names = NamesOf(settled.targets, depth, &open);
    const auto fits = [&](const Target& target) {
      const std::string& owner = target.definition().owner;
      return names.contains(std::string_view(owner).substr(owner.rfind('.') + 1)) ||
             IsTypeParameter(target, owner);
    };
    if (std::any_of(candidates.begin(), candidates.end(), fits)) {
      std::erase_if(candidates, [&](const Target& target) { return !fits(target); });
      return FromTargets(std::move(candidates), "typed");
    }
    if (!open) return {};
  }
  if (imported) return FromTargets(std::move(candidates), "import");
  if (settled.kind == Value::Kind::kExternal) return {};
  if (Contains(file.traits()->common_members, name)) return {};
  const std::string entity = candidates.front().name();
  const bool only = std::all_of(candidates.begin(), candidates.end(), [&](const Target& target) {
    return target.name() == entity && target.file == candidates.front().file;
  });
  guessed_ = guessed_ || only;
  return only ? FromTargets(std::move(candidates), "nearest") : Value();
}

// Of types and those they derive from. `open` says that one of them lies outside.
std::set<std::string_view> Resolver::NamesOf(std::vector<Target> types, int depth, bool* open) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < types.size() && i < kMaxAncestors; ++i) {
    names.insert(types[i].definition().name);
    const Ancestry ancestry = BasesOf(types[i], depth + 1);
    *open = *open || ancestry.open;
    types.insert(types.end(), ancestry.bases.begin(), ancestry.bases.end());
  }
  return names;
}

}  // namespace interlock
