// Names where a namespace goes on in any file that is in sight ("open_namespaces"). A name is
// looked for among all definitions of that name that the file sees, by where they stand: in the
// scopes around the use, from the inside out, then in the namespaces that the file uses. What
// stands before it ("a.b" of a::b::f) is looked for in each of them.
#include "graph/resolve_internal.h"

namespace interlock {

namespace {

std::string Join(const std::string& scope, std::string_view name) {
  if (name.empty()) return scope;
  return scope.empty() ? std::string(name) : scope + "." + std::string(name);
}

std::string WithoutLast(const std::string& name, std::size_t last) {
  return name.size() > last ? name.substr(0, name.size() - last - 1) : std::string();
}

std::string ScopeOf(const Target& target) {
  return WithoutLast(target.name(), target.definition().name.size());
}

// The members of an enumeration are in its own scope and in the one around it.
bool StandsIn(const Target& target, const std::string& scope) {
  const std::string its = ScopeOf(target);
  if (its == scope) return true;
  const std::int32_t parent = target.definition().parent;
  if (parent < 0 || target.file->definition(parent).kind != DefinitionKind::kEnum) return false;
  return WithoutLast(its, target.file->definition(parent).name.size()) == scope;
}

bool IsNamePath(std::string_view path) {
  return !path.empty() && path.find_first_of("([{#?") == std::string_view::npos;
}

bool IsVariable(const SourceFile& file, std::int32_t scope, std::string_view name) {
  if (name.empty()) return false;
  for (; scope >= 0; scope = file.definition(scope).parent) {
    for (const Parameter& parameter : file.definition(scope).parameters) {
      if (parameter.name == name) return true;
    }
    if (!file.BindingsIn(scope, name).empty()) return true;
  }
  return false;
}

// Scopes around a place, innermost first, down to the empty one: "a.b.C", "a.b", "a", "".
std::vector<std::string> ScopesAround(const SourceFile& file, std::int32_t scope) {
  std::string around;
  for (; scope >= 0; scope = file.definition(scope).parent) {
    const Definition& definition = file.definition(scope);
    if (IsType(definition) || definition.kind == DefinitionKind::kModule) {
      around = QualifiedName(file.facts(), scope);
      break;
    }
    if (definition.owner.empty()) continue;
    around = WithoutLast(QualifiedName(file.facts(), scope), definition.name.size());
    break;
  }
  std::vector<std::string> scopes;
  while (!around.empty()) {
    scopes.push_back(around);
    const std::size_t dot = around.rfind('.');
    around.resize(dot == std::string::npos ? 0 : dot);
  }
  scopes.emplace_back();
  return scopes;
}

}  // namespace

// What the file sees under the name, or else what the file that asks does: a header may rely on
// what stands before it.
std::vector<Target> Resolver::SeenByUnit(const SourceFile& file, std::string_view name) {
  std::vector<Target> targets = modules_.DefinitionsSeen(file, name);
  if (unit_ != nullptr && unit_ != &file) {
    for (const Target& target : modules_.DefinitionsSeen(*unit_, name)) {
      if (std::find(targets.begin(), targets.end(), target) == targets.end()) {
        targets.push_back(target);
      }
    }
  }
  std::erase_if(targets, [](const Target& target) { return target.definition().is_local; });
  return targets;
}

Resolver::Value Resolver::InNamespaces(const SourceFile& file, std::int32_t scope,
                                       std::string_view qualifier, std::string_view name, int depth,
                                       Names names) {
  if (!file.traits()->open_namespaces || IsExhausted(depth)) return {};
  const bool from_root = qualifier.starts_with('.');
  if (from_root) qualifier.remove_prefix(1);
  if (!qualifier.empty() && !IsNamePath(qualifier)) return {};
  // What begins with a variable is a member of its value.
  if (!from_root && IsVariable(file, scope, qualifier.substr(0, qualifier.find('.')))) return {};
  std::vector<Target> candidates = SeenByUnit(file, name);
  if (names == Names::kTypes) {
    std::erase_if(candidates, [](const Target& target) { return !IsType(target.definition()); });
  }
  const auto standing_in = [&](const std::string& wanted) {
    std::vector<Target> found;
    for (const Target& target : candidates) {
      if (StandsIn(target, wanted)) found.push_back(target);
    }
    return found;
  };
  std::vector<std::string> scopes = ScopesAround(file, from_root ? -1 : scope);
  for (const std::string& around : scopes) {
    std::vector<Target> found = standing_in(Join(around, qualifier));
    if (found.empty() && qualifier.empty() && !around.empty()) {
      found = InheritedIn(file, around, name, depth);
    }
    if (!found.empty()) {
      const bool own = found.front().file == &file;
      return FromTargets(std::move(found), own ? "file" : "import");
    }
  }
  return FromUsings(file, scopes, qualifier, name, depth, standing_in);
}

// A bare name in a method means a member of its type, an inherited one too.
std::vector<Target> Resolver::InheritedIn(const SourceFile& file, const std::string& type_name,
                                          std::string_view name, int depth) {
  std::vector<Target> members;
  if (file.traits()->members_need_receiver) return members;
  const std::string_view last =
      std::string_view(type_name).substr(type_name.rfind('.') + 1);  // npos + 1 == 0
  for (const Target& type : SeenByUnit(file, last)) {
    if (!IsType(type.definition()) || type.name() != type_name) continue;
    CollectMembers(type, name, Side::kAny, 0, depth + 1, &members);
    if (!members.empty()) break;
  }
  return members;
}

// `using a::b`, `using namespace a`, and another name for a namespace.
Resolver::Value Resolver::FromUsings(
    const SourceFile& file, const std::vector<std::string>& scopes, std::string_view qualifier,
    std::string_view name, int,
    const std::function<std::vector<Target>(const std::string&)>& standing_in) {
  const std::string_view first = qualifier.substr(0, qualifier.find('.'));
  for (const Import& import : file.facts().imports) {
    std::string wanted;
    if (import.member == "*") {
      wanted = Join(import.module, qualifier);
      if (qualifier.empty()) wanted = import.module;
    } else if (import.member.empty() && !import.local.empty() && import.local == first) {
      wanted = import.module + std::string(qualifier.substr(first.size()));
    } else if (!import.member.empty() && qualifier.empty() && import.local == name) {
      wanted = import.module;
    } else {
      continue;
    }
    for (const std::string& around : scopes) {
      std::vector<Target> found = standing_in(Join(around, wanted));
      if (!found.empty()) return FromTargets(std::move(found), "import");
    }
  }
  return {};
}

}  // namespace interlock
