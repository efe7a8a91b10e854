// One change makes a contract demand more; another adds something that fulfils only the old one.
//
//   12 adds abstract Shipper.track     34 adds class Courier(Shipper) without it  -> contract-grew
//   12 adds the enum member BLUE       34 adds a match over all colours but it    -> contract-grew
//   12 makes a parameter an Engine     34 calls on it what only its old type has  -> contract-grew
//
// What a type must have is compared in two worlds, with 34 alone and with both: it does not matter
// whether the member is new, is no longer provided, or comes in with a base that the contract
// gains.
//
// Near-misses that stay silent: a member with a body; a type that has the member all the same, of
// its own or from another base; abstract types, which may leave it to their heirs; what was missing
// anyway; a choice with a case for all other values, or one that nothing holds to be complete.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/implementors.h"
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
        if (other == v || snapshot_.Contained(other, v)) continue;
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
      if (other == v || snapshot_.Contained(other, v)) continue;
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
    interaction.advice =
        LandThenRebase(pair) + " and give " + name + " its " + SignatureText(demanded);
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

// ---- Choices that have a case for every value there was.

std::string LastName(const std::string& path) {
  const std::size_t end = path.find_first_of("([{#");
  const std::string plain = path.substr(0, end);
  return plain.substr(plain.rfind('.') + 1);
}

std::string ScopeName(const SourceFile& file, std::int32_t scope) {
  return scope < 0 ? std::string() : QualifiedName(file.facts(), scope);
}

bool IsComplete(const Choice& choice) { return choice.is_exhaustive && !choice.has_default; }

const Choice* SameChoice(const SourceFile& file, const SourceFile& user, const Choice& choice) {
  for (const Choice& other : file.facts().choices) {
    if (IsComplete(other) && other.on == choice.on &&
        ScopeName(file, other.scope) == ScopeName(user, choice.scope)) {
      return &other;
    }
  }
  return nullptr;
}

bool HasLabel(const Choice& choice, const std::string& name) {
  return std::any_of(choice.labels.begin(), choice.labels.end(),
                     [&](const ChoiceLabel& label) { return LastName(label.path) == name; });
}

std::vector<std::string> MembersOf(const Target& type) {
  std::vector<std::string> names;
  for (const Definition& each : type.file->facts().definitions) {
    if (each.parent == type.index && each.kind == DefinitionKind::kEnumMember) {
      names.push_back(each.name);
    }
  }
  return names;
}

struct ChosenType {
  Target type;
  Resolution resolution = Resolution::kResolved;
};

bool IsEnumOfAll(const Target& type, const Choice& choice) {
  const std::vector<std::string> members = MembersOf(type);
  return !members.empty() &&
         std::all_of(members.begin(), members.end(),
                     [&](const std::string& name) { return HasLabel(choice, name); });
}

std::optional<Target> EnumOf(const Target& member) {
  if (member.definition().kind != DefinitionKind::kEnumMember || member.definition().parent < 0) {
    return std::nullopt;
  }
  return Target{member.file, member.definition().parent};
}

// The enum all of whose members are cases: that of the first label, or, where labels are bare
// names, the only one with such members.
std::optional<ChosenType> ChosenEnum(const World& world, Resolver* resolver, const SourceFile& file,
                                     const Choice& choice) {
  const std::string& path = choice.labels.front().path;
  const std::size_t dot = path.rfind('.');
  Reference label;
  label.name = LastName(path);
  label.receiver = dot == std::string::npos ? "" : path.substr(0, dot);
  label.scope = choice.scope;
  label.line = choice.labels.front().line;
  const Resolved resolved = resolver->Resolve(file, label);
  if (resolved.found() && resolved.resolution == Resolution::kResolved) {
    const std::optional<Target> type = EnumOf(resolved.targets.front());
    if (type && IsEnumOfAll(*type, choice)) return ChosenType{*type, Resolution::kResolved};
    return std::nullopt;
  }
  if (!label.receiver.empty() || resolved.external) return std::nullopt;
  std::optional<ChosenType> only;
  for (const Target& member : world.DefinitionsNamed(label.name)) {
    const std::optional<Target> type = EnumOf(member);
    if (!type || type->file->traits() == nullptr ||
        type->file->traits()->family != file.traits()->family || !IsEnumOfAll(*type, choice)) {
      continue;
    }
    if (only) return std::nullopt;
    only = ChosenType{*type, Resolution::kLikely};
  }
  return only;
}

// The abstract type all of whose heirs in its own file are cases, as far as the labels name types.
std::optional<ChosenType> ChosenFamily(Resolver* resolver, const SourceFile& file,
                                       const Choice& choice) {
  const Resolved first = resolver->ResolveType(file, choice.scope, choice.labels.front().path);
  if (!first.found() || first.targets.front().definition().kind == DefinitionKind::kEnumMember) {
    return std::nullopt;
  }
  bool open = false;
  for (const Target& base : resolver->Bases(first.targets.front(), &open)) {
    if (!base.definition().is_abstract && base.definition().kind != DefinitionKind::kInterface) {
      continue;
    }
    bool complete = true;
    for (const Inheritance& heir : base.file->facts().inheritance) {
      if (heir.definition < 0 || !heir.owner.empty() ||
          LastName(heir.base) != base.definition().name) {
        continue;
      }
      complete = complete && HasLabel(choice, base.file->definition(heir.definition).name);
    }
    if (complete) return ChosenType{base, Resolution::kResolved};
  }
  return std::nullopt;
}

class ChoiceSearch {
 public:
  ChoiceSearch(const Snapshot& snapshot, Gatherer* gatherer)
      : snapshot_(snapshot), gatherer_(*gatherer) {
    for (std::size_t v = 0; v < snapshot.views.size(); ++v) IndexCases(static_cast<int>(v));
  }

  void Run() {
    if (cases_.empty()) return;
    for (std::size_t v = 0; v < snapshot_.views.size(); ++v) CheckView(static_cast<int>(v));
  }

 private:
  struct Case {
    int view;
    const SourceFile* file;
    std::int32_t index;
  };
  using TypeKey = std::tuple<int, std::string, std::string>;  // group, path or "", name of the type

  // Enum members by the file and name of their enum; types by the name of their base.
  void IndexCases(int v) {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(v)];
    for (const EntityDelta& entity : view.delta.entities) {
      const SourceFile* file = entity.new_index < 0 ? nullptr : NewFile(view, entity);
      if (file == nullptr || entity.effect != EntityEffect::kAdds) continue;
      const Definition& added = file->definition(entity.new_index);
      if (added.kind == DefinitionKind::kEnumMember && added.parent >= 0) {
        cases_[{view.group, file->path(), QualifiedName(file->facts(), added.parent)}].push_back(
            {v, file, entity.new_index});
      }
    }
    std::vector<Implementor> heirs;
    for (const FileVersions& versions : view.files) AddImplementors(versions, &heirs);
    for (const Implementor& one : heirs) {
      if (!one.fresh || one.file->definition(one.type).is_local) continue;
      cases_[{view.group, "", LastName(one.base)}].push_back({v, one.file, one.type});
    }
  }

  void CheckView(int v) {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(v)];
    const World alone(view.alone);
    Resolver resolver(alone);
    for (const FileVersions& versions : view.files) {
      if (versions.after == nullptr || versions.after->traits() == nullptr) continue;
      for (const Choice& choice : versions.after->facts().choices) {
        if (!IsComplete(choice) || alone.Find(versions.after->path()) != versions.after) continue;
        if (versions.before != nullptr && SameChoice(*versions.before, *versions.after, choice)) {
          continue;
        }
        const std::optional<ChosenType> of_enum =
            ChosenEnum(alone, &resolver, *versions.after, choice);
        if (of_enum) Meet(v, *versions.after, choice, *of_enum, of_enum->type.file->path());
        const std::optional<ChosenType> family =
            of_enum ? std::nullopt : ChosenFamily(&resolver, *versions.after, choice);
        if (family) Meet(v, *versions.after, choice, *family, "");
      }
    }
  }

  void Meet(int v, const SourceFile& file, const Choice& choice, const ChosenType& chosen,
            const std::string& path) {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(v)];
    const std::string name = path.empty() ? chosen.type.definition().name : chosen.type.name();
    const auto found = cases_.find({view.group, path, name});
    if (found == cases_.end()) return;
    for (const Case& one : found->second) {
      if (one.view == v || snapshot_.Contained(one.view, v)) continue;
      const PairView pair = snapshot_.Pair(one.view, v);
      const World both(pair.both);
      const SourceFile* user = FileInBoth(pair, both, file);
      const Choice* merged = user == nullptr ? nullptr : SameChoice(*user, file, choice);
      const Definition& added = one.file->definition(one.index);
      if (merged == nullptr || HasLabel(*merged, added.name)) continue;
      if (!IsThere(both, chosen, one)) continue;
      Report(pair, file, choice, chosen, one);
    }
  }

  // The new case belongs to the very type that is chosen on, once both have landed.
  static bool IsThere(const World& both, const ChosenType& chosen, const Case& one) {
    const SourceFile* file = both.Find(one.file->path());
    if (file == nullptr) return false;
    const std::optional<std::int32_t> index = Named(
        file, QualifiedName(one.file->facts(), one.index), one.file->definition(one.index).name);
    if (!index) return false;
    if (file->definition(*index).kind == DefinitionKind::kEnumMember) return true;
    Resolver resolver(both);
    bool open = false;
    const std::vector<Target> bases = resolver.Bases({file, *index}, &open);
    return std::any_of(bases.begin(), bases.end(), [&](const Target& base) {
      return base.name() == chosen.type.name() && base.file->path() == chosen.type.file->path();
    });
  }

  void Report(const PairView& pair, const SourceFile& file, const Choice& choice,
              const ChosenType& chosen, const Case& one) {
    const Definition& added = one.file->definition(one.index);
    const std::string type = chosen.type.name();
    Interaction interaction =
        MakeInteraction(snapshot_, kId, pair, KindName(added.kind),
                        EntityName(*one.file, QualifiedName(one.file->facts(), one.index)));
    interaction.severity = Severity::kHigh;
    interaction.resolution = chosen.resolution;
    interaction.certain = chosen.resolution == Resolution::kResolved;
    interaction.path = {"the choice must have a case for every " + type,
                        "with both landed it has none for " + added.name};
    interaction.advice = LandThenRebase(pair) + " and add a case for " + added.name;
    gatherer_.Add(std::move(interaction),
                  MakeEvidence(snapshot_, *pair.a, *one.file, added.first_line,
                               "adds " + added.name + " to " + type),
                  MakeEvidence(snapshot_, *pair.b, file, choice.line,
                               "adds a choice over " + type + " without a case for " + added.name));
  }

  const Snapshot& snapshot_;
  Gatherer& gatherer_;
  std::map<TypeKey, std::vector<Case>> cases_;
};

// ---- Values whose type becomes another, with fewer members.

// The names in an expression path.
std::vector<std::string> NamesIn(const std::string& path) {
  std::vector<std::string> names;
  std::string name;
  for (const char c : path + ".") {
    if (c != '.' && c != '(' && c != ')' && c != '[' && c != ']' && c != '{' && c != '}' &&
        c != '#') {
      name += c;
    } else if (!name.empty()) {
      names.push_back(std::exchange(name, ""));
    }
  }
  return names;
}

class RetypedSearch {
 public:
  RetypedSearch(const Snapshot& snapshot, Gatherer* gatherer)
      : snapshot_(snapshot), gatherer_(*gatherer) {
    for (std::size_t v = 0; v < snapshot.views.size(); ++v) IndexRetyped(static_cast<int>(v));
  }

  void Run() {
    if (retyped_.empty()) return;
    for (std::size_t v = 0; v < snapshot_.views.size(); ++v) CheckView(static_cast<int>(v));
  }

 private:
  struct Retyped {
    int view;
    const EntityDelta* entity;
    const SignatureDifference* difference;
  };

  // Parameters, fields and results that have another type, by their name.
  void IndexRetyped(int v) {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(v)];
    for (const EntityDelta& entity : view.delta.entities) {
      if (entity.effect != EntityEffect::kAltersSignature || entity.new_index < 0) continue;
      for (const SignatureDifference& difference : entity.signature) {
        const bool parameter = difference.effect == SignatureEffect::kParameterTypeAltered;
        if (!parameter && difference.effect != SignatureEffect::kResultAltered) continue;
        const std::string name = parameter ? difference.parameter : LastName(entity.new_name);
        retyped_[{view.group, name}].push_back({v, &entity, &difference});
      }
    }
  }

  void CheckView(int v) {
    const ChangeView& view = snapshot_.views[static_cast<std::size_t>(v)];
    const World alone(view.alone);
    Resolver resolver(alone);
    for (const ReferenceDelta& gained : view.delta.references) {
      if (!gained.gained) continue;
      const SourceFile* file = alone.Find(gained.path);
      if (file == nullptr || file->traits() == nullptr || !file->traits()->static_types) continue;
      const Reference& use = file->facts().references[static_cast<std::size_t>(gained.index)];
      if (use.receiver.empty()) continue;
      const std::vector<Retyped> others = RetypedOnTheWay(v, *file, use);
      if (others.empty()) continue;
      const Resolved meaning = resolver.Resolve(*file, use);
      if (!meaning.found() || meaning.resolution != Resolution::kResolved) continue;
      const Resolved type = resolver.ReceiverType(*file, use);
      if (!type.found()) continue;
      for (const Retyped& one : others) Compare(v, *file, use, type.targets.front(), one);
    }
  }

  // One of each other view, parameters first: they are nearer.
  std::vector<Retyped> RetypedOnTheWay(int v, const SourceFile& file, const Reference& use) const {
    const int group = snapshot_.views[static_cast<std::size_t>(v)].group;
    std::map<int, Retyped> nearest;
    for (const std::string& name : NamesOnTheWay(file, use)) {
      const auto found = retyped_.find({group, name});
      if (found == retyped_.end()) continue;
      for (const Retyped& one : found->second) {
        if (one.view == v || snapshot_.Contained(one.view, v)) continue;
        const bool parameter = one.difference->effect == SignatureEffect::kParameterTypeAltered;
        if (parameter && !IsAround(one, file, use)) continue;
        const auto [known, is_new] = nearest.try_emplace(one.view, one);
        if (!is_new && parameter) known->second = one;
      }
    }
    std::vector<Retyped> others;
    for (const auto& [view, one] : nearest) others.push_back(one);
    return others;
  }

  // A parameter is seen in its own function only.
  static bool IsAround(const Retyped& one, const SourceFile& file, const Reference& use) {
    if (one.entity->old_path != file.path() && one.entity->new_path != file.path()) return false;
    for (std::int32_t scope = use.scope; scope >= 0; scope = file.definition(scope).parent) {
      const std::string name = QualifiedName(file.facts(), scope);
      if (name == one.entity->old_name || name == one.entity->new_name) return true;
    }
    return false;
  }

  // Of the receiver, and of what a local name in it was bound to.
  static std::vector<std::string> NamesOnTheWay(const SourceFile& file, const Reference& use) {
    std::vector<std::string> names = NamesIn(use.receiver);
    if (names.empty()) return names;
    for (const std::int32_t index : file.Bindings(names.front())) {
      const Binding& binding = file.facts().bindings[static_cast<std::size_t>(index)];
      if (binding.scope != use.scope) continue;
      for (std::string& name : NamesIn(binding.value)) names.push_back(std::move(name));
    }
    return names;
  }

  void Compare(int v, const SourceFile& file, const Reference& use, const Target& then,
               const Retyped& one) {
    const PairView pair = snapshot_.Pair(one.view, v);
    const World both(pair.both);
    const SourceFile* user = FileInBoth(pair, both, file);
    const Reference* kept = user == nullptr ? nullptr : FindUse(*user, file, use);
    if (kept == nullptr) return;
    Resolver resolver(both);
    const Resolved type = resolver.ReceiverType(*user, *kept);
    if (!type.found() || type.external) return;
    const Target now = type.targets.front();
    const bool retyped = now.name() != then.name() || now.file->path() != then.file->path();
    if (!retyped || now.definition().kind == DefinitionKind::kType ||
        !resolver.Member(now, use.name).empty() || !IsClosed(&resolver, now)) {
      return;
    }
    Report(pair, file, use, now, type.resolution, one);
  }

  // Nothing from outside the repository may give it members, and nobody may add some elsewhere.
  static bool IsClosed(Resolver* resolver, const Target& type) {
    const LanguageTraits& traits = *type.file->traits();
    if (traits.members_elsewhere || traits.imported_extensions) return false;
    const Ancestry ancestry = AncestryOf(resolver, type);
    return std::none_of(ancestry.types.begin(), ancestry.types.end(), [&](const Target& each) {
      bool open = false;
      resolver->Bases(each, &open);
      return open;
    });
  }

  void Report(const PairView& pair, const SourceFile& file, const Reference& use, const Target& now,
              Resolution resolution, const Retyped& one) {
    const SourceFile* altered = NewFile(*pair.a, *one.entity);
    if (altered == nullptr) return;
    const std::string member = now.name() + "." + use.name;
    Interaction interaction = MakeInteraction(snapshot_, kId, pair, KindName(now.definition().kind),
                                              EntityName(*now.file, member));
    interaction.severity = Severity::kHigh;
    interaction.resolution = resolution;
    interaction.certain = resolution == Resolution::kResolved;
    interaction.path = {"with both landed " + use.receiver + " is of type " + now.name() +
                        ", which has no " + use.name};
    interaction.advice = LandThenRebase(pair) + " and give " + now.name() + " a member " + use.name;
    const SignatureDifference& difference = *one.difference;
    gatherer_.Add(
        std::move(interaction),
        MakeEvidence(
            snapshot_, *pair.a, *altered, altered->definition(one.entity->new_index).first_line,
            "alters the type of " +
                (difference.parameter.empty() ? one.entity->new_name : difference.parameter) +
                " from " + difference.before + " to " + difference.after),
        MakeEvidence(snapshot_, *pair.b, file, use.line, "uses " + use.receiver + "." + use.name));
  }

  const Snapshot& snapshot_;
  Gatherer& gatherer_;
  std::map<std::pair<int, std::string>, std::vector<Retyped>> retyped_;
};

void Check(const Snapshot& snapshot, std::vector<Interaction>& found) {
  Gatherer gatherer;
  Search(snapshot, &gatherer).Run();
  ChoiceSearch(snapshot, &gatherer).Run();
  RetypedSearch(snapshot, &gatherer).Run();
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
