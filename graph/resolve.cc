#include "graph/resolve.h"

#include "graph/resolve_internal.h"

namespace interlock {

namespace {

// A type, variable or constant can be both declared and aliased: alternatives of one entity are one
// answer, definitions of different entities are several.
bool IsOneEntity(const std::vector<Target>& targets) {
  return std::all_of(targets.begin(), targets.end(), [&](const Target& target) {
    return target.file == targets.front().file && target.name() == targets.front().name();
  });
}

}  // namespace

void Resolver::Begin(std::uint32_t line) {
  work_ = 0;
  asked_.clear();
  line_ = line;
  guessed_ = false;
}

ModuleRef Resolver::Module(const SourceFile& file, const std::string& specifier) {
  return modules_.Find(file, specifier);
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
