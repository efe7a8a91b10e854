#include "analyzer/overlay/types/implementors.h"

#include <algorithm>
#include <map>

namespace interlock {

namespace {

constexpr std::size_t kMostAncestors = 64;

// An interface that is embedded brings an implementation along: the value that is embedded.
bool Delegates(const Target& type, const Target& base, Resolver* resolver) {
  if (base.definition().kind != DefinitionKind::kInterface) return false;
  for (const Inheritance& inheritance : type.file->facts().inheritance) {
    if (inheritance.definition != type.index || !inheritance.embeds) continue;
    const Resolved resolved =
        resolver->ResolveType(*type.file, type.definition().parent, inheritance.base);
    if (resolved.found() && resolved.targets.front() == base) return true;
  }
  return false;
}

using InheritanceKey = std::pair<std::string, std::string>;

InheritanceKey KeyOf(const SourceFile& file, const Inheritance& inheritance) {
  const std::string around =
      inheritance.definition < 0 ? "" : QualifiedName(file.facts(), inheritance.definition);
  return {inheritance.owner.empty() ? around : around + ":" + inheritance.owner, inheritance.base};
}

bool NamesItsType(const Inheritance& inheritance) {
  return inheritance.definition >= 0 || !inheritance.owner.empty();
}

}  // namespace

Ancestry AncestryOf(Resolver* resolver, const Target& type) {
  Ancestry ancestry;
  ancestry.types.push_back(type);
  for (std::size_t i = 0; i < ancestry.types.size() && i < kMostAncestors; ++i) {
    const Target heir = ancestry.types[i];
    const bool handed_on = ancestry.delegated.contains({heir.file, heir.index});
    bool open = false;
    for (const Target& base : resolver->Bases(heir, &open)) {
      const auto& known = ancestry.types;
      if (std::find(known.begin(), known.end(), base) != known.end()) continue;
      const bool abstract_heir = heir.definition().kind == DefinitionKind::kInterface;
      if (handed_on || (!abstract_heir && Delegates(heir, base, resolver))) {
        ancestry.delegated.insert({base.file, base.index});
      }
      ancestry.types.push_back(base);
    }
    if (open && heir.definition().kind != DefinitionKind::kInterface) ancestry.open.push_back(heir);
  }
  return ancestry;
}

std::optional<std::int32_t> Named(const SourceFile* file, const std::string& qualified,
                                  const std::string& name) {
  if (file == nullptr) return std::nullopt;
  for (const std::int32_t index : file->Definitions(name)) {
    if (QualifiedName(file->facts(), index) == qualified) return index;
  }
  return std::nullopt;
}

void AddImplementors(const FileVersions& versions, std::vector<Implementor>* found) {
  if (versions.after == nullptr || versions.after->traits() == nullptr) return;
  std::map<InheritanceKey, int> known;
  const auto is_fresh = [&](const Inheritance& one) {
    return one.owner.empty() &&
           !Named(versions.before, QualifiedName(versions.after->facts(), one.definition),
                  versions.after->definition(one.definition).name);
  };
  if (versions.before != nullptr) {
    for (const Inheritance& one : versions.before->facts().inheritance) {
      if (NamesItsType(one)) ++known[KeyOf(*versions.before, one)];
    }
  }
  for (const Inheritance& one : versions.after->facts().inheritance) {
    if (!NamesItsType(one) || known[KeyOf(*versions.after, one)]-- > 0) continue;
    found->push_back(
        {versions.after, one.definition, one.owner, one.base, one.line, is_fresh(one)});
  }
}

}  // namespace interlock
