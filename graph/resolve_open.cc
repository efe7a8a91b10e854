// Names where types are open (LanguageTraits::open_types; Ruby). A type is all its openings, in
// whatever files they stand. A name with a capital is a constant: it is looked for in the types
// around where it is written, then in what the innermost of them inherits, then at the top. Every
// other bare name is a variable, or else a member of self.
//
// A local type is a group of examples in a test: no other file can name it, and what is defined in
// the group around it is seen in it as if inherited.
#include <cctype>

#include "graph/resolve_internal.h"

namespace interlock {

namespace {

// The names of a definition and of what holds it, innermost first: B, A for `module A; class B` and
// for `class A::B`.
std::vector<std::string_view> PathOf(const Target& target) {
  std::vector<std::string_view> path;
  for (std::int32_t index = target.index; index >= 0;) {
    const Definition& definition = target.file->definition(index);
    path.push_back(definition.name);
    std::string_view owner = definition.owner;
    while (!owner.empty()) {
      const std::size_t dot = owner.rfind('.');
      const std::string_view last = owner.substr(dot + 1);  // npos + 1 == 0
      if (!last.empty()) path.push_back(last);
      owner = dot == owner.npos ? std::string_view() : owner.substr(0, dot);
    }
    index = definition.parent;
  }
  return path;
}

// The name of what holds the definition; empty at file level.
std::string_view HolderName(const Target& target) {
  const Definition& definition = target.definition();
  if (!definition.owner.empty()) {
    return std::string_view(definition.owner).substr(definition.owner.rfind('.') + 1);
  }
  return definition.parent < 0 ? std::string_view()
                               : target.file->definition(definition.parent).name.str();
}

bool Holds(const std::vector<std::string_view>& type_path, const Target& target) {
  if (HolderName(target) != type_path.front()) return false;
  const std::vector<std::string_view> path = PathOf(target);
  return std::equal(path.begin() + 1, path.end(), type_path.begin(), type_path.end());
}

// A name without what sets its words apart: "shoppingcart" for shopping_cart and ShoppingCart.
std::string Letters(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) letters += static_cast<char>(std::tolower(byte));
  }
  return letters;
}

bool AreOpenings(const std::vector<Target>& targets) {
  return std::all_of(targets.begin(), targets.end(), [](const Target& target) {
    const LanguageTraits* traits = target.file->traits();
    return traits != nullptr && traits->open_types && IsType(target.definition());
  });
}

// "http_client" is where HTTPClient or HttpClient is looked for.
bool IsHome(const Target& target) {
  const std::string_view name = target.definition().name;
  std::size_t at = 0;
  for (const char c : target.file->stem()) {
    if (c == '_') continue;
    if (at == name.size() || std::tolower(static_cast<unsigned char>(name[at++])) != c)
      return false;
  }
  return at == name.size();
}

bool IsOn(Side side, const Definition& member) {
  const bool has_side = member.callable || member.is_property;
  return side == Side::kAny || !has_side || member.is_static == (side == Side::kType);
}

}  // namespace

void KeepOneOpening(const SourceFile* file, std::vector<Target>* openings) {
  if (openings->size() < 2 || !AreOpenings(*openings)) return;
  auto best = std::find_if(openings->begin(), openings->end(),
                           [&](const Target& target) { return target.file == file; });
  if (best == openings->end()) best = std::find_if(openings->begin(), openings->end(), IsHome);
  if (best == openings->end()) best = openings->begin();
  *openings = {*best};
}

bool IsConstantName(std::string_view name) {
  return !name.empty() && std::isupper(static_cast<unsigned char>(name[0])) != 0;
}

std::vector<Target> Resolver::Openings(const Target& type) {
  if (!type.file->traits()->open_types) return PartsOf(type);
  if (type.definition().is_local) return {type};
  const std::vector<std::string_view> path = PathOf(type);
  std::vector<Target> openings;
  for (const Target& other : modules_.DefinitionsSeen(*type.file, type.definition().name)) {
    if (IsType(other.definition()) && PathOf(other) == path) openings.push_back(other);
  }
  return openings;
}

// In every opening of the type.
void Resolver::OpenMembers(const Target& type, std::string_view name, Side side,
                           std::vector<Target>* members) {
  if (type.definition().is_local) return WrittenMembers(type, name, members);
  const std::vector<std::string_view> path = PathOf(type);
  for (const Target& member : modules_.DefinitionsSeen(*type.file, name)) {
    if (IsOn(side, member.definition()) && Holds(path, member)) members->push_back(member);
  }
}

Resolver::Value Resolver::LookupConstant(const SourceFile& file, std::int32_t scope,
                                         std::string_view name, int depth) {
  std::vector<Target> found;
  std::int32_t innermost = -1;
  for (std::int32_t s = scope; s >= 0; s = file.definition(s).parent) {
    if (!IsType(file.definition(s))) continue;
    if (innermost < 0) innermost = s;
    OpenMembers({&file, s}, name, Side::kAny, &found);
    // A group of examples can be called like the type that it is about.
    std::erase_if(found, [](const Target& target) { return target.definition().is_local; });
    KeepOneOpening(&file, &found);
    if (!found.empty()) return FromTargets(std::move(found), "scope");
  }
  if (innermost >= 0) {
    for (const Target& base : BasesOf({&file, innermost}, depth + 1).bases) {
      if (!found.empty()) break;
      CollectMembers(base, name, Side::kAny, 1, depth + 1, &found);
    }
    KeepOneOpening(&file, &found);
    if (!found.empty()) return FromTargets(std::move(found), "self");
  }
  return LookupAtRoot(file, name);
}

Resolver::Value Resolver::LookupAtRoot(const SourceFile& file, std::string_view name) {
  if (!file.traits()->open_types) {
    bool open = false;
    if (file.traits()->names_need_import) return FromRoot(file, name);
    Value value = LookupInFile(file, name, 0, Names::kValues, &open);
    return value.kind == Value::Kind::kUnbound ? FromAround(file, name, open) : value;
  }
  std::vector<Target> found;
  for (const Target& target : modules_.DefinitionsSeen(file, name)) {
    if (IsAtFileLevel(target.definition())) found.push_back(target);
  }
  KeepOneOpening(&file, &found);
  if (!found.empty()) return FromTargets(std::move(found), "file");
  return Value::External();  // the repository's own constants are all in sight
}

// `cart`, `@cart`, `new_cart()` and `carts[]` for Cart or ShoppingCart: what types do not say,
// names do. `member` is what is used of the receiver.
bool Resolver::IsNamedAfterItsType(const Target& member, std::string_view receiver) const {
  const std::string_view type = HolderName(member);
  while (!receiver.empty() && std::string_view("()[]{}").find(receiver.back()) != receiver.npos) {
    receiver.remove_suffix(1);
  }
  receiver = receiver.substr(receiver.rfind('.') + 1);  // npos + 1 == 0
  if (receiver.ends_with('s')) receiver.remove_suffix(1);
  const std::string name = Letters(receiver), whole = Letters(type);
  constexpr std::size_t kTellingLetters = 3;
  if (name.size() < kTellingLetters || whole.size() < kTellingLetters) return false;
  return name.find(whole) != name.npos || whole.find(name) != whole.npos;
}

// Global variables are seen everywhere; a function at file level where its file is loaded by name.
std::vector<Target> Resolver::AtFileLevel(const SourceFile& file, std::string_view name) {
  std::vector<Target> found;
  for (const Target& target : modules_.DefinitionsSeen(file, name)) {
    if (!IsAtFileLevel(target.definition())) continue;
    const auto loads = [&](const Import& import) {
      const std::vector<const SourceFile*>& files = Module(file, import.module).files;
      return std::find(files.begin(), files.end(), target.file) != files.end();
    };
    const std::vector<Import>& imports = file.facts().imports;
    if (target.file == &file || !target.definition().callable ||
        std::any_of(imports.begin(), imports.end(), loads)) {
      found.push_back(target);
    }
  }
  return found;
}

Resolver::Value Resolver::LookupOpen(const SourceFile& file, std::int32_t scope,
                                     std::string_view name, int depth) {
  if (Contains(file.traits()->self_names, name)) return SelfValue(file, scope, false, depth);
  if (IsConstantName(name)) return LookupConstant(file, scope, name, depth);
  Side side = Side::kAny;
  for (std::int32_t s = scope; s >= 0; s = file.definition(s).parent) {
    const Definition& around = file.definition(s);
    for (const Parameter& parameter : around.parameters) {
      if (parameter.name == name) return FromParameter(file, s, parameter, depth);
    }
    if (IsType(around)) {
      std::vector<Target> members;
      const Target type{&file, s};
      CollectMembers(type, name, side, 0, depth + 1, &members);
      if (!members.empty()) {
        return FromTargets(std::move(members), around.is_local ? "scope" : "self");
      }
      if (side != Side::kInstance && Contains(file.traits()->maker_names, name)) {
        return FromTargets({type}, "self");
      }
    } else if (around.callable && side == Side::kAny && file.traits()->static_apart) {
      side = around.is_static ? Side::kType : Side::kInstance;
    }
    Value bound = FromBindings(file, s, name, depth);
    if (bound.kind != Value::Kind::kUnbound) return bound;
    if (IsType(around) && !around.is_local) break;
  }
  std::vector<Target> found = AtFileLevel(file, name);
  if (!found.empty()) return FromTargets(std::move(found), "file");
  Value bound = FromBindings(file, -1, name, depth);
  if (bound.kind != Value::Kind::kUnbound) return bound;
  return IsBuiltin(file, name) ? Value::External() : Value();
}

}  // namespace interlock
