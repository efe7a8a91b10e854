#include "graph/effects/access_paths.h"

#include <algorithm>
#include <cctype>

namespace interlock {

namespace {

constexpr int kMaxDepth = 14;
constexpr int kMaxWork = 300;
// Look-ups for the sites of one file: so many in any, and in a large one so many for each site.
constexpr std::uint64_t kFileWork = 80'000, kSiteWork = 4'000, kMaxFileWork = 1'000'000;
constexpr std::size_t kMaxPath = 400;

bool Contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsType(const Definition& definition) {
  return definition.kind == DefinitionKind::kClass ||
         definition.kind == DefinitionKind::kInterface || definition.kind == DefinitionKind::kType;
}

// What is done to what the path has reached, as far as it matters: making is calling, and the first
// of several results is the result.
std::string PlainActs(std::string_view acts) {
  std::string plain;
  while (!acts.empty()) {
    if (acts.starts_with("()") || acts.starts_with("{}")) {
      plain += "()";
      acts.remove_prefix(2);
    } else if (acts.starts_with("[]")) {
      plain += "[]";
      acts.remove_prefix(2);
    } else if (acts.starts_with("#0")) {
      acts.remove_prefix(2);
    } else {
      plain += acts.front();
      acts.remove_prefix(1);
    }
  }
  return plain;
}

// "a.b" and "().c": a rest begins with acts or a dot.
std::string Joined(std::string_view path, std::string_view rest, const LanguageTraits* traits) {
  std::string joined(path);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('.', rest.front() == '.' ? 1 : 0), rest.size());
    std::string_view step = rest.substr(0, end);
    rest.remove_prefix(end);
    if (!step.starts_with('.')) {
      joined += PlainActs(step);
      continue;
    }
    step.remove_prefix(1);
    const std::string_view name = NameOfStep(step);
    const std::string acts = PlainActs(step.substr(name.size()));
    if (name.empty() || name == "?") return "";
    const bool called = acts.starts_with("()");
    if (traits != nullptr && called && Contains(traits->maker_names, name)) {
      joined += acts;  // Redis.new() makes one
    } else if (traits == nullptr || !called || !Contains(traits->passing_members, name)) {
      joined += "." + std::string(name) + acts;
    } else {
      joined += acts.substr(2);
    }
  }
  return joined.size() > kMaxPath ? "" : joined;
}

// Is `word` one of the words of a module's path? "github.com/redis/go-redis/v9" has redis.
bool HasWord(std::string_view module, std::string_view word) {
  for (std::size_t at = module.find(word); at != module.npos; at = module.find(word, at + 1)) {
    const auto is_part = [&](std::size_t i) {
      return i >= module.size() || std::isalnum(static_cast<unsigned char>(module[i])) == 0;
    };
    if ((at == 0 || is_part(at - 1)) && is_part(at + word.size())) return true;
  }
  return false;
}

// How a package is called where nobody gives it a name: "redis" of ".../redigo/redis", "go-redis" of
// ".../go-redis/v9".
std::string_view LastStep(std::string_view module) {
  std::size_t slash = module.rfind('/');
  std::string_view last = module.substr(slash + 1);  // npos + 1 == 0
  const bool is_version = last.size() > 1 && last[0] == 'v' &&
                          last.find_first_not_of("0123456789", 1) == last.npos;
  if (!is_version || slash == module.npos) return last;
  module = module.substr(0, slash);
  return module.substr(module.rfind('/') + 1);
}

// A parameter without a type, of a function without a name: `builder -> builder.GET("/orders")`.
bool IsGivenUnsaid(const SourceFile& file, std::int32_t scope, std::string_view name) {
  const std::vector<std::int32_t> all = file.BindingsIn(scope, name);
  return std::all_of(all.begin(), all.end(), [&](std::int32_t index) {
    const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
    return binding.value.empty() && binding.type.empty() && !binding.is_type;
  });
}

// What a module does not say that it has, where modules are values that may be filled by a loop.
AccessPath Lacking(const SourceFile& module, const std::string& member,
                   const LanguageTraits* traits) {
  AccessPath lacking;
  const std::string_view first = NameOfStep(member);
  if (traits->import_functions.empty() || first.empty() || first == "?" || first == "*") return {};
  lacking.path = Joined("^", "." + member, traits);
  lacking.lacking = &module;
  lacking.is_guess = true;
  return lacking;
}

}  // namespace

// "shop.storage.Store().get" for the method of a type in shop/storage.py.
std::string OwnPath(const Target& target) {
  std::string path;
  for (std::int32_t i = target.index; i >= 0; i = target.file->definition(i).parent) {
    const Definition& definition = target.file->definition(i);
    const bool made = !path.empty() && definition.kind != DefinitionKind::kModule;
    path = definition.name + (made ? "()" : "") + (path.empty() ? "" : ".") + path;
    if (!definition.owner.empty()) path = definition.owner + "()." + path;
  }
  const std::string module = ModuleName(*target.file);
  return module.empty() ? path : module + "." + path;
}

std::vector<std::string_view> StepsOf(std::string_view path) {
  std::vector<std::string_view> steps;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('.'), path.size());
    steps.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return steps;
}

std::string_view NameOfStep(std::string_view step) {
  return step.substr(0, std::min(step.find_first_of("([{#."), step.size()));
}

AccessPath AccessPaths::Of(const SourceFile& file, std::int32_t scope, std::string_view path,
                           std::uint32_t line) {
  const std::uint64_t for_sites = kSiteWork * file.facts().sites.size();
  const std::uint64_t most = std::clamp(for_sites, kFileWork, kMaxFileWork);
  if (resolver_.spent() - begun_at_ > most) return {};
  work_ = 0;
  return Follow({&file, scope, line}, path, 0);
}

// The longest beginning that names something of the repository is taken for what that holds; where
// there is none, the first name is followed.
AccessPath AccessPaths::Follow(const Place& at, std::string_view path, int depth) {
  if (depth > kMaxDepth || ++work_ > kMaxWork || at.file->traits() == nullptr) return {};
  const bool from_root = path.starts_with('.');
  if (from_root) path.remove_prefix(1);
  if (path.empty() || path.starts_with('?') || path.starts_with('[')) return {};
  std::vector<std::size_t> ends;  // of each step's name
  for (std::size_t begin = 0; begin < path.size();) {
    ends.push_back(begin + NameOfStep(path.substr(begin)).size());
    begin = std::min(path.find('.', begin), path.size() - 1) + 1;
  }
  for (std::size_t i = ends.size(); i-- > 0;) {
    const std::size_t begin = i == 0 ? 0 : path.rfind('.', ends[i] - 1) + 1;
    Reference reference;
    reference.name = path.substr(begin, ends[i] - begin);
    if (reference.name.empty()) return {};
    if (begin > 0) reference.receiver = path.substr(0, begin - 1);
    if (from_root) reference.receiver = "." + reference.receiver;
    reference.scope = at.scope;
    reference.line = at.line;
    const Resolved resolved = resolver_.Resolve(*at.file, reference);
    const bool proven = resolved.resolution == Resolution::kResolved ||
                        std::string_view(resolved.rule) == "nearest";
    if (!resolved.found() || !proven) continue;
    for (const Target& target : resolved.targets) {
      AccessPath found = FollowTarget(target, path.substr(ends[i]), depth + 1);
      // What is known by its own name alone is better known by that.
      const bool is_own = found.is_marked() && i + 1 == ends.size();
      if (!found.found() || is_own) continue;
      if (depth == 0) found.own = Joined(OwnPath(target), path.substr(ends[i]), nullptr);
      found.is_guess = found.is_guess || resolved.resolution != Resolution::kResolved;
      if (depth > 0) found.through.push_back({at.file, at.scope, at.line, std::string(path)});
      return found;
    }
    if (i + 1 < ends.size()) return {};
    AccessPath own;
    own.path = Joined(OwnPath(resolved.targets.front()), path.substr(ends[i]), nullptr);
    own.is_guess = resolved.resolution != Resolution::kResolved;
    return own;
  }
  AccessPath found = FollowRoot(at, path.substr(0, ends.front()), path.substr(ends.front()), depth);
  if (depth > 0 && found.found()) {
    found.through.push_back({at.file, at.scope, at.line, std::string(path)});
  }
  return found;
}

AccessPath AccessPaths::FollowTarget(const Target& target, std::string_view rest, int depth) {
  if (depth > kMaxDepth || ++work_ > kMaxWork) return {};
  const Definition& definition = target.definition();
  const Place inside{target.file, target.index, 0};
  const Place at{target.file, definition.parent, 0};
  if (IsType(definition)) {
    const bool is_alias = definition.kind == DefinitionKind::kType && !definition.type.empty();
    if (is_alias) return FollowType(at, definition.type, rest, depth + 1);
    return FollowBase(target, rest, depth + 1);
  }
  if (definition.callable || definition.is_property) {
    if (rest.starts_with("()")) {
      rest.remove_prefix(2);
    } else if (!definition.is_property) {
      return rest.starts_with('.') ? FollowDecorators(target, rest, depth + 1) : AccessPath();
    }
    if (!definition.type.empty()) {
      AccessPath typed = FollowType(inside, definition.type, rest, depth + 1);
      if (typed.found()) return typed;
    }
    bool bound = false;
    return FollowBindings(inside, "<return>", rest, depth + 1, &bound);
  }
  // A value says more than a type that may be an interface.
  if (!definition.value.empty()) {
    Place of_value = at;
    of_value.line = definition.first_line;
    const std::vector<Definition>& all = target.file->facts().definitions;
    for (std::size_t i = 0; i < all.size(); ++i) {  // the method in which a field gets its value
      const bool around = all[i].callable && all[i].parent == definition.parent &&
                          all[i].first_line <= definition.first_line &&
                          definition.first_line <= all[i].last_line;
      if (around && definition.parent >= 0) of_value.scope = static_cast<std::int32_t>(i);
    }
    AccessPath value = Follow(of_value, definition.value + std::string(rest), depth + 1);
    if (value.found()) return value;
  }
  // What is put into it by name: `db.user = require("./user")(pool)`.
  if (rest.starts_with('.')) {
    const std::string_view member = NameOfStep(rest.substr(1));
    bool bound = false;
    AccessPath put = FollowBindings(at, definition.name + "." + std::string(member),
                                    rest.substr(member.size() + 1), depth + 1, &bound);
    if (bound) return put;
  }
  if (definition.type.empty()) return {};
  return FollowType(at, definition.type, rest, depth + 1);
}

// What a function has beside its call, it has from its decorators: `send.delay` of a task.
AccessPath AccessPaths::FollowDecorators(const Target& function, std::string_view rest, int depth) {
  const Place outside{function.file, function.definition().parent, 0};
  for (const Reference& reference : function.file->facts().references) {
    const bool decorates =
        reference.scope == function.index && reference.line < function.definition().first_line;
    if (!decorates || reference.kind == ReferenceKind::kWrite) continue;
    std::string path = PathOf(reference);
    if (reference.kind == ReferenceKind::kCall) path += "()";
    AccessPath found = Follow(outside, path + std::string(rest), depth + 1);
    if (found.found()) return found;
  }
  return {};
}

// What is declared to be of a type is as good as one that is made.
AccessPath AccessPaths::FollowType(const Place& at, std::string_view type_path,
                                   std::string_view rest, int depth) {
  while (type_path.starts_with("[]") && rest.starts_with("[]")) {
    type_path.remove_prefix(2);
    rest.remove_prefix(2);
  }
  if (type_path.starts_with('(')) {  // several results
    if (rest.starts_with("#0")) rest.remove_prefix(2);
    type_path = type_path.substr(1, std::min(type_path.find(','), type_path.find(')')) - 1);
  }
  type_path = type_path.substr(0, type_path.find('<'));
  if (type_path.empty() || type_path.starts_with("[]") || type_path.starts_with('(')) return {};
  return Follow(at, std::string(type_path) + "()" + std::string(rest), depth + 1);
}

// What a type of the repository does not have itself, it may have from a base outside.
AccessPath AccessPaths::FollowBase(const Target& type, std::string_view rest, int depth) {
  if (!rest.starts_with("()") && !rest.starts_with("{}") && !rest.starts_with('.')) return {};
  for (const Inheritance& inheritance : type.file->facts().inheritance) {
    if (inheritance.definition != type.index || !inheritance.owner.empty()) continue;
    const Place at{type.file, type.definition().parent, 0};
    const std::string_view base =
        std::string_view(inheritance.base).substr(0, inheritance.base.find('<'));
    AccessPath found = Follow(at, std::string(base) + std::string(rest), depth + 1);
    if (found.found()) return found;
  }
  return {};
}

// All that differ are guesses: the nearest above the use is taken.
AccessPath AccessPaths::FollowBindings(const Place& at, std::string_view name,
                                       std::string_view rest, int depth, bool* bound) {
  AccessPath best;
  std::uint32_t best_line = 0;
  bool differ = false;
  for (const std::int32_t index : at.file->BindingsIn(at.scope, name)) {
    const Binding& binding = at.file->facts().bindings[static_cast<std::size_t>(index)];
    *bound = true;
    const bool itself =
        binding.line == at.line && NameOfStep(StepsOf(binding.value + ".").front()) == name;
    if (itself || binding.is_type) continue;
    const Place of_value{at.file, binding.scope, binding.line};
    AccessPath found;
    if (!binding.value.empty()) {
      found = Follow(of_value, binding.value + std::string(rest), depth + 1);
    }
    if (!found.found() && !binding.type.empty()) {
      found = FollowType(of_value, binding.type, rest, depth + 1);
    }
    // What nobody says is no other value beside one that is known.
    if (!found.found() || (found.is_marked() && best.found() && !best.is_marked())) continue;
    const bool is_first = !best.found() || (best.is_marked() && !found.is_marked());
    differ = differ || (!is_first && best.path != found.path);
    const bool above = at.line == 0 || binding.line <= at.line;
    if (is_first || (above && binding.line >= best_line)) {
      best = std::move(found);
      best_line = above ? binding.line : 0;
    }
  }
  best.is_guess = best.is_guess || differ;
  return best;
}

AccessPath AccessPaths::FollowRoot(const Place& at, std::string_view name, std::string_view rest,
                                   int depth) {
  const SourceFile& file = *at.file;
  const LanguageTraits& traits = *file.traits();
  if (Contains(traits.self_names, name) || Contains(traits.base_names, name)) {
    for (std::int32_t s = at.scope; s >= 0; s = file.definition(s).parent) {
      if (!IsType(file.definition(s))) continue;
      return FollowBase({&file, s}, "()" + std::string(rest), depth + 1);
    }
    return {};
  }
  for (std::int32_t s = at.scope; s >= -1; s = s < 0 ? -2 : file.definition(s).parent) {
    const Place here{&file, s, at.line};
    if (s >= 0) {
      for (const Parameter& parameter : file.definition(s).parameters) {
        if (parameter.name != name) continue;
        if (parameter.kind == ParameterKind::kReceiver) {
          const std::int32_t type = file.definition(s).parent;
          // What a function extends is of the type that it says.
          const bool extends = type >= 0 && !file.definition(s).owner.empty();
          if (extends && !parameter.type.empty()) {
            return FollowType(here, parameter.type, rest, depth + 1);
          }
          return type < 0 ? AccessPath()
                          : FollowBase({&file, type}, "()" + std::string(rest), depth + 1);
        }
        if (!parameter.type.empty()) return FollowType(here, parameter.type, rest, depth + 1);
        AccessPath given;
        given.path = Joined("^" + std::string(name), rest, &traits);
        return given;
      }
    }
    bool bound = false;
    AccessPath found = FollowBindings(here, name, rest, depth + 1, &bound);
    if (bound && !found.found() && IsGivenUnsaid(file, s, name)) {
      found.path = Joined("^" + std::string(name), rest, &traits);
    }
    if (bound) return found;
    for (const Import& import : file.facts().imports) {
      if (import.scope == s && BoundName(import, &traits) == name) {
        return FollowImport(here, import, rest, depth + 1);
      }
    }
  }
  if (rest.starts_with("()") && Contains(traits.import_functions, name)) {
    for (const Import& import : file.facts().imports) {
      if (import.line != at.line || !import.local.empty() || !import.member.empty()) continue;
      return FollowImport(at, import, rest.substr(2), depth + 1);
    }
  }
  return Unbound(at, name, rest);
}

AccessPath AccessPaths::FollowImport(const Place& at, const Import& import, std::string_view rest,
                                     int depth) {
  const SourceFile& file = *at.file;
  const LanguageTraits& traits = *file.traits();
  const ModuleRef module = resolver_.Module(file, import.module);
  if (module.found()) {
    // A member that the module has from elsewhere.
    std::string path = import.member + std::string(rest);
    if (import.member.empty()) path.erase(0, 1);
    for (const SourceFile* other : module.files) {
      if (path.empty() || path.starts_with('*') || other == at.file) continue;
      AccessPath found = Follow({other, -1, 0}, path, depth + 1);
      if (found.found() && !found.unbound) return found;
    }
    // A module that is a value: `module.exports = knex(config)`.
    for (const SourceFile* other : module.files) {
      if (!import.member.empty() || other == at.file) continue;
      for (const Export& offered : other->facts().exports) {
        if (offered.name != "default" || offered.target.empty()) continue;
        AccessPath found = Follow({other, -1, 0}, offered.target + std::string(rest), depth + 1);
        return found.found() ? found : Lacking(*other, path, &traits);
      }
    }
    const bool is_one = module.files.size() == 1 && module.files.front() != at.file;
    if (is_one) return Lacking(*module.files.front(), path, &traits);
    // A folder of scripts may be called like the library whose they are: `alembic/env.py`.
    const bool is_library = !import.module.starts_with('.') && module.files.empty();
    if (!is_library) return {};
  }
  AccessPath found;
  std::string path = import.module;
  // A file that is not there: most likely generated.
  if (path.starts_with('.')) path.erase(0, path.find_first_not_of("./"));
  const std::string_view local = BoundName(import, &traits);
  const bool first_part = import.member.empty() && traits.import_binds == ImportBinds::kFirstPart &&
                          path.starts_with(std::string(local) + ".");
  if (first_part) path = local;
  const bool names_member =
      !import.member.empty() && import.member != "default" && import.member != "*";
  if (names_member) path += (path.empty() ? "" : ".") + import.member;
  if (path.starts_with("node:")) path.erase(0, 5);
  found.path = Joined(path, rest, &traits);
  return found;
}

// A package may be called otherwise than its path says: "go-redis" is redis.
std::string AccessPaths::ImportedPackage(const SourceFile& file, std::string_view name) const {
  std::string package;
  if (file.traits()->import_binds != ImportBinds::kPackageName || name.size() < 2) return package;
  for (const Import& import : file.facts().imports) {
    if (!import.member.empty() || !HasWord(import.module, name)) continue;
    const std::string_view local = BoundName(import, file.traits());
    // One that the file gives a name of its own has no other.
    if (local != LastStep(import.module)) continue;
    // An import that is itself called so somewhere else in the path is another package.
    if (!HasWord(local, name) && !HasWord(import.module.substr(import.module.rfind('/') + 1), name))
      continue;
    if (!package.empty()) return "";
    package = import.module;
  }
  return package;
}

AccessPath AccessPaths::Unbound(const Place& at, std::string_view name, std::string_view rest) {
  const SourceFile& file = *at.file;
  AccessPath found;
  const std::string package = ImportedPackage(file, name);
  if (!package.empty()) {
    found.path = Joined(package, rest, file.traits());
    return found;
  }
  found.path = Joined(name, rest, file.traits());
  found.unbound = true;
  for (const Import& import : file.facts().imports) {
    if (import.member != "*" || import.module.starts_with('.')) continue;
    // A package that is declared in the files may go on in a library: extensions stand in
    // namespaces of what they extend.
    const bool goes_on = file.traits()->import_binds == ImportBinds::kNothing;
    if (goes_on || !resolver_.Module(file, import.module).found()) {
      found.around.push_back(import.module);
    }
  }
  return found;
}

}  // namespace interlock
