// One change makes a contract demand more; another adds something that fulfils only the old one.
//
//   12 adds abstract Shipper.track     34 adds class Courier(Shipper) without it  -> contract-grew
//   12 adds the enum member BLUE       34 adds a match over all colours but it    -> contract-grew
//   12 makes a parameter an Engine     34 calls on it what only its old type has  -> contract-grew
//   12 adds a field, set everywhere    34 adds a literal of the type without it   -> contract-grew
//   12 adds a required property        34 adds an element <Button /> without it   -> contract-grew
//   12 adds a required property        34 adds const size: Size = {…} without it  -> contract-grew
//
// What a type must have is compared in two worlds, with 34 alone and with both: it does not matter
// whether the member is new, is no longer provided, or comes in with a base that the contract
// gains.
//
// Near-misses that stay silent: a member with a body; a type that has the member all the same, of
// its own or from another base; abstract types, which may leave it to their heirs; what was missing
// anyway; a choice with a case for all other values, or one that nothing holds to be complete.
#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/short/short_choices.h"
#include "analyzer/overlay/short/short_elements.h"
#include "analyzer/overlay/short/short_literals.h"
#include "analyzer/overlay/short/short_records.h"
#include "analyzer/overlay/short/short_shapes.h"
#include "analyzer/overlay/short/short_values.h"
#include "analyzer/overlay/types/implementors.h"
#include "analyzer/overlay/uses.h"
#include "interlock/rule.h"

namespace interlock {

extern const Rule rule_contract_grew;

namespace {

const char* const kId = "contract-grew";

// Members that the type itself declares and others must have.
std::vector<Target> DemandsOf(const Target& type) {
  std::vector<Target> demands;
  const std::vector<Definition>& all = type.file->facts().definitions;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].parent != type.index || !all[i].is_abstract || all[i].is_optional) continue;
    demands.push_back({type.file, static_cast<std::int32_t>(i)});
  }
  return demands;
}

// Does the type have a field of which something generates the member, `price` of `getPrice`?
bool Generates(const Target& type, const std::string& member) {
  const LanguageTraits& traits = *type.file->traits();
  const FileFacts& facts = type.file->facts();
  const auto is_made = [&](std::int32_t field) {
    return std::any_of(facts.references.begin(), facts.references.end(), [&](const auto& use) {
      return (use.scope == field || use.scope == type.index) &&
             std::find(traits.accessor_makers.begin(), traits.accessor_makers.end(), use.name) !=
                 traits.accessor_makers.end();
    });
  };
  for (const std::string& prefix : traits.accessor_prefixes) {
    if (!member.starts_with(prefix) || member.size() == prefix.size()) continue;
    std::string name = member.substr(prefix.size());
    name.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(name.front())));
    for (const std::int32_t index : type.file->Definitions(name)) {
      const Definition& field = type.file->definition(index);
      if (field.parent == type.index && !field.callable && is_made(index)) return true;
    }
  }
  return false;
}

// Members that the type must have and nobody in its ancestry provides: by name, where declared.
std::map<std::string, Target> Missing(Resolver* resolver, const Ancestry& ancestry) {
  std::map<std::string, Target> missing;
  for (const Target& type : ancestry.types) {
    if (ancestry.delegated.contains({type.file, type.index})) continue;
    for (const Target& member : DemandsOf(type)) {
      missing.try_emplace(member.definition().name, member);
    }
  }
  std::erase_if(missing, [&](const auto& member) {
    return std::any_of(ancestry.types.begin(), ancestry.types.end(), [&](const Target& type) {
      if (Generates(type, member.first)) return true;
      const std::vector<Target> found = resolver->Member(type, member.first);
      return std::any_of(found.begin(), found.end(),
                         [](const Target& one) { return !one.definition().is_abstract; });
    });
  });
  return missing;
}

// May a base outside the repository provide the member? Not one that is above its declaration.
bool MayComeFromOutside(Resolver* resolver, const Ancestry& ancestry, const Target& member) {
  if (ancestry.open.empty()) return false;
  const Ancestry above = AncestryOf(resolver, {member.file, member.definition().parent});
  return std::any_of(ancestry.open.begin(), ancestry.open.end(), [&](const Target& type) {
    return std::find(above.types.begin(), above.types.end(), type) == above.types.end();
  });
}

// ---- Types that a view makes implement something.

bool IsContract(const Definition& definition) {
  const bool has_instances =
      definition.kind == DefinitionKind::kClass || definition.kind == DefinitionKind::kEnum;
  return definition.is_abstract || !has_instances;
}

// Where nothing marks an abstract type, it is one that declares abstract members or names, among
// its bases, something outside the repository that may make it one.
bool MayBeAbstract(Resolver* resolver, const Target& type) {
  if (IsContract(type.definition())) return true;
  const std::vector<Definition>& all = type.file->facts().definitions;
  for (const Definition& member : all) {
    if (member.parent == type.index && member.is_abstract) return true;
  }
  if (type.file->traits()->static_types) return false;
  bool open = false;
  resolver->Bases(type, &open);
  return open;
}

// The same type in another version of its file. Of several with one name (anonymous ones), one that
// has the same members.
std::optional<Target> SameType(const SourceFile& file, const SourceFile& user, std::int32_t type) {
  const std::string name = QualifiedName(user.facts(), type);
  const auto members = [](const SourceFile& in, std::int32_t of) {
    std::multiset<std::string> names;
    for (const Definition& each : in.facts().definitions) {
      if (each.parent == of) names.insert(each.name);
    }
    return names;
  };
  std::optional<Target> by_name;
  for (const std::int32_t index : file.Definitions(user.definition(type).name)) {
    if (QualifiedName(file.facts(), index) != name) continue;
    if (members(file, index) == members(user, type)) return Target{&file, index};
    if (!by_name) by_name = Target{&file, index};
  }
  return by_name;
}

// ---- Who touched the contract.

// What the view does to `member`, as far as it makes it a demand: empty when it does nothing to it.
struct Growth {
  const SourceFile* file = nullptr;
  std::uint32_t line = 0;
  std::string statement;
};

const FileVersions* VersionsOf(const ChangeView& view, const std::string& path) {
  for (const FileVersions& versions : view.files) {
    if (versions.after != nullptr && versions.after->path() == path) return &versions;
  }
  return nullptr;
}

std::string TypeOf(const std::string& qualified) {
  return qualified.substr(0, qualified.rfind('.'));
}

std::optional<Growth> GrowthOfMember(const ChangeView& view, const Target& member) {
  const FileVersions* versions = VersionsOf(view, member.file->path());
  if (versions == nullptr) return std::nullopt;
  const std::string name = member.name();
  const std::string& simple = member.definition().name;
  const auto now = Named(versions->after, name, simple);
  if (!now || !versions->after->definition(*now).is_abstract) return std::nullopt;
  const auto then = Named(versions->before, name, simple);
  if (then && versions->before->definition(*then).is_abstract &&
      !versions->before->definition(*then).is_optional) {
    return std::nullopt;
  }
  Growth growth;
  growth.file = versions->after;
  growth.line = versions->after->definition(*now).first_line;
  growth.statement = then ? "makes " + name + " abstract"
                          : "adds " + simple + " to " + TypeOf(name) + ", which every " +
                                TypeOf(name) + " must have";
  return growth;
}

// An ancestor that gains a base gains its demands.
std::optional<Growth> GrowthOfBases(const ChangeView& view, Resolver* resolver,
                                    const Ancestry& ancestry, const Target& member) {
  const Target declaring{member.file, member.definition().parent};
  for (const Target& type : ancestry.types) {
    const FileVersions* versions = VersionsOf(view, type.file->path());
    if (versions == nullptr || versions->before == nullptr) continue;
    const std::string name = type.name();
    if (!Named(versions->before, name, type.definition().name)) continue;
    std::vector<Implementor> gained;
    AddImplementors(*versions, &gained);
    for (const Implementor& one : gained) {
      if (!one.owner.empty() || QualifiedName(one.file->facts(), one.type) != name) continue;
      const Resolved base = resolver->ResolveType(*type.file, type.definition().parent, one.base);
      if (!base.found()) continue;
      const std::vector<Target> above = AncestryOf(resolver, base.targets.front()).types;
      if (std::find(above.begin(), above.end(), declaring) == above.end()) continue;
      return Growth{one.file, one.line,
                    "makes " + name + " inherit " + one.base + ", which demands " + member.name()};
    }
  }
  return std::nullopt;
}

class Search {
 public:
  Search(const Snapshot& snapshot, Gatherer* gatherer) : snapshot_(snapshot), gatherer_(*gatherer) {
    for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
      for (const FileVersions& versions : snapshot.views[v].files) {
        if (!MayGrow(versions)) continue;
        growing_[{snapshot.views[v].group, versions.after->path()}].insert(static_cast<int>(v));
        if (versions.before == nullptr || versions.before->path() == versions.after->path())
          continue;
        growing_[{snapshot.views[v].group, versions.before->path()}].insert(static_cast<int>(v));
      }
    }
  }

  void Run() {
    if (growing_.empty()) return;
    for (std::size_t v = 0; v < snapshot_.views.size(); ++v) CheckView(static_cast<int>(v));
  }

 private:
  // A cheap look: does the file's new version demand anything that the old one did not?
  static bool MayGrow(const FileVersions& versions) {
    if (versions.after == nullptr || versions.after->traits() == nullptr) return false;
    if (versions.before == nullptr) return false;
    std::set<std::string> known;
    for (const Definition& each : versions.before->facts().definitions) {
      if (each.is_abstract && !each.is_optional) known.insert(each.name);
    }
    for (const Definition& each : versions.after->facts().definitions) {
      if (each.is_abstract && !each.is_optional && !known.contains(each.name)) return true;
    }
    std::vector<Implementor> gained;
    AddImplementors(versions, &gained);
    return !gained.empty();
  }

  void CheckView(int v) {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(v)];
    std::vector<Implementor> implementors;
    for (const FileVersions& versions : view.files) AddImplementors(versions, &implementors);
    if (implementors.empty()) return;
    const World alone(view.alone);
    Resolver resolver(alone);
    std::set<std::pair<const SourceFile*, std::int32_t>> asked;
    for (const Implementor& one : implementors) {
      if (!one.owner.empty()) {
        CheckBlock(v, &resolver, one);
        continue;
      }
      const Target type{one.file, one.type};
      if (!asked.insert({type.file, type.index}).second) continue;
      if (alone.Find(type.file->path()) != type.file || MayBeAbstract(&resolver, type)) continue;
      const Ancestry ancestry = AncestryOf(&resolver, type);
      std::set<int> others;
      for (const Target& each : ancestry.types) {
        const auto found = growing_.find({view.group, each.file->path()});
        if (found != growing_.end()) others.insert(found->second.begin(), found->second.end());
      }
      for (const int other : others) {
        if (other == v || snapshot_.Apart(other, v)) continue;
        Compare(other, v, one, Missing(&resolver, ancestry));
      }
    }
  }

  // `impl Base for Owner { … }` holds all that the base demands, and nothing else can provide it.
  void CheckBlock(int v, Resolver* resolver, const Implementor& one) {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(v)];
    const Resolved base = resolver->ResolveType(*one.file, one.type, one.base);
    if (!base.found()) return;
    const auto found = growing_.find({view.group, base.targets.front().file->path()});
    if (found == growing_.end()) return;
    for (const int other : found->second) {
      if (other == v || snapshot_.Apart(other, v)) continue;
      const PairView pair = snapshot_.Pair(other, v);
      const World both(pair.both);
      const SourceFile* file = FileInBoth(pair, both, *one.file);
      if (file == nullptr) continue;
      Resolver in_both(both);
      const Resolved now = in_both.ResolveType(*file, one.type, one.base);
      if (!now.found() || now.targets.front().name() != base.targets.front().name()) continue;
      for (const Target& member : DemandsOf(now.targets.front())) {
        const std::string& name = member.definition().name;
        const std::vector<std::int32_t> same = file->Definitions(name);
        const bool provided = std::any_of(same.begin(), same.end(), [&](std::int32_t index) {
          return file->definition(index).owner == one.owner;
        });
        const std::optional<Growth> growth = GrowthOfMember(*pair.a, member);
        if (!provided && growth) Report(pair, one, *file, false, member, *growth);
      }
    }
  }

  void Compare(int other, int v, const Implementor& one,
               const std::map<std::string, Target>& missing_anyway) {
    const PairView pair = snapshot_.Pair(other, v);
    const World both(pair.both);
    const SourceFile* file = FileInBoth(pair, both, *one.file);
    if (file == nullptr) return;
    const std::optional<Target> type = SameType(*file, *one.file, one.type);
    if (!type) return;
    Resolver resolver(both);
    const Ancestry ancestry = AncestryOf(&resolver, *type);
    for (const auto& [name, member] : Missing(&resolver, ancestry)) {
      if (missing_anyway.contains(name)) continue;
      std::optional<Growth> growth = GrowthOfMember(*pair.a, member);
      if (!growth) growth = GrowthOfBases(*pair.a, &resolver, ancestry, member);
      if (!growth) continue;
      Report(pair, one, *file, MayComeFromOutside(&resolver, ancestry, member), member, *growth);
    }
  }

  void Report(const PairView& pair, const Implementor& one, const SourceFile& file, bool open,
              const Target& member, const Growth& growth) {
    const Definition& demanded = member.definition();
    const std::string name =
        one.owner.empty() ? QualifiedName(one.file->facts(), one.type) : one.owner;
    Interaction interaction = MakeInteraction(snapshot_, kId, pair, KindName(demanded.kind),
                                              EntityName(*member.file, member.name()));
    interaction.severity = Severity::kHigh;
    interaction.resolution = open ? Resolution::kLikely : Resolution::kResolved;
    interaction.certain = file.traits()->static_types && !open;
    interaction.path = {name + " is a " + TypeOf(member.name()) + " through " + one.base,
                        "with both landed nothing gives it " + demanded.name};
    interaction.advice = RebaseAnd(pair, "give " + name + " its " + SignatureText(demanded));
    gatherer_.Add(std::move(interaction),
                  MakeEvidence(snapshot_, *pair.a, *growth.file, growth.line, growth.statement),
                  MakeEvidence(snapshot_, *pair.b, *one.file, one.line,
                               (one.fresh ? "adds " + name + ", a " : "makes " + name + " a ") +
                                   one.base + " without " + demanded.name));
  }

  const Snapshot& snapshot_;
  Gatherer& gatherer_;
  // Views that may make a contract in a file grow, by (group, path).
  std::map<std::pair<int, std::string>, std::set<int>> growing_;
};

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  Search(snapshot, &gatherer).Run();
  FindShortChoices(snapshot, kId, &gatherer);
  FindShortLiterals(snapshot, kId, &gatherer);
  FindShortShapes(snapshot, kId, &gatherer);
  FindShortElements(snapshot, kId, &gatherer);
  FindShortRecords(snapshot, kId, &gatherer);
  FindShortValues(snapshot, kId, &gatherer);
  gatherer.AppendTo(&found);
}

}  // namespace

const Rule rule_contract_grew = {
    "contract-grew",
    "one change makes a contract demand more, another fulfils the old one",
    Verdict::kRetest,
    true,
    false,
    Check};

}  // namespace interlock
