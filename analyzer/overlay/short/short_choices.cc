#include "analyzer/overlay/short/short_choices.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/types/implementors.h"
#include "analyzer/overlay/uses.h"
#include "analyzer/overlay/view_search.h"

namespace interlock {

namespace {

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

constexpr std::size_t kMaxCases = 64;  // of a choice over types: each is resolved

// Do all cases stand for types that derive from the base? What is chosen on may have others.
bool AllDerive(Resolver* resolver, const SourceFile& file, const Choice& choice,
               const Target& base) {
  if (choice.labels.size() > kMaxCases) return false;
  return std::all_of(choice.labels.begin(), choice.labels.end(), [&](const ChoiceLabel& label) {
    const Resolved type = resolver->ResolveType(file, choice.scope, label.path);
    if (!type.found()) return false;
    bool open = false;
    const std::vector<Target> bases = resolver->Bases(type.targets.front(), &open);
    return std::any_of(bases.begin(), bases.end(), [&](const Target& each) {
      return each.file == base.file && each.index == base.index;
    });
  });
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
    bool complete = AllDerive(resolver, file, choice, base);
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

class ChoiceSearch : public ViewSearch {
 public:
  using ViewSearch::ViewSearch;

 private:
  struct Case {
    int view;
    const SourceFile* file;
    std::int32_t index;
  };
  using TypeKey = std::tuple<int, std::string, std::string>;  // group, path or "", name of the type

  // Enum members by the file and name of their enum; types by the name of their base.
  void Index(int v) override {
    const ChangeView& view = this->view(v);
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

  bool FoundAny() const override { return !cases_.empty(); }

  void Check(int v) override {
    const ChangeView& view = this->view(v);
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
    const ChangeView& view = this->view(v);
    const std::string name =
        path.empty() ? chosen.type.definition().name.str() : chosen.type.name();
    const auto found = cases_.find({view.group, path, name});
    if (found == cases_.end()) return;
    for (const Case& one : found->second) {
      if (!CanMeet(one.view, v)) continue;
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
        MakeInteraction(snapshot_, rule_, pair, KindName(added.kind),
                        EntityName(*one.file, QualifiedName(one.file->facts(), one.index)));
    interaction.severity = Severity::kHigh;
    interaction.resolution = chosen.resolution;
    interaction.certain = chosen.resolution == Resolution::kResolved;
    interaction.path = {"the choice must have a case for every " + type,
                        "with both landed it has none for " + added.name};
    interaction.advice = RebaseAnd(pair, "add a case for " + added.name);
    gatherer_.Add(std::move(interaction),
                  MakeEvidence(snapshot_, *pair.a, *one.file, added.first_line,
                               "adds " + added.name + " to " + type),
                  MakeEvidence(snapshot_, *pair.b, file, choice.line,
                               "adds a choice over " + type + " without a case for " + added.name));
  }

  std::map<TypeKey, std::vector<Case>> cases_;
};

}  // namespace

void FindShortChoices(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  ChoiceSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
