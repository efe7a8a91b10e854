#include "analyzer/overlay/short/short_literals.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/overlay/uses.h"
#include "analyzer/overlay/view_search.h"

namespace interlock {

namespace {

// Where a language does not say that a literal must set every field, it may leave one out. That the
// growing side had to set the field in every literal that there was, and that each sets all fields,
// tells as much: of fewer literals than these it may be chance.
constexpr std::size_t kTellingLiterals = 2;

struct Grown {
  int view = 0;
  const SourceFile* before = nullptr;
  const SourceFile* after = nullptr;
  std::string type;  // qualified
  std::string field;
  std::uint32_t line = 0;
  bool is_demanded = false;  // by the language, of every literal
};

// A field that is there in some builds only, or of a union, is not demanded.
bool IsDemanded(const SourceFile& file, const Definition& field) {
  const Definition& type = file.definition(field.parent);
  return file.traits()->literals_are_whole && !field.is_alternative && !field.is_conditional &&
         !type.is_alternative && !type.is_conditional;
}

std::string LastPart(const std::string& qualified) {
  return qualified.substr(qualified.rfind('.') + 1);
}

// `Finding { file, line }`, and not `Finding { file, ..old }` or `Finding(file)`.
bool IsWholeLiteral(const Reference& use) {
  return use.kind == ReferenceKind::kConstruct && !use.spread && use.arguments <= 0 &&
         !use.keywords.empty();
}

// `Finding{file, line}`, where it must set every field.
bool IsByPosition(const SourceFile& file, const Reference& use) {
  return file.traits()->positional_literals_are_whole && use.kind == ReferenceKind::kConstruct &&
         !use.spread && use.arguments > 0 && use.keywords.empty();
}

std::int32_t FieldsOf(const Resolved& made) {
  const Target& type = made.targets.front();
  const std::vector<Definition>& all = type.file->facts().definitions;
  return static_cast<std::int32_t>(std::count_if(all.begin(), all.end(), [&](const auto& each) {
    return each.parent == type.index && each.kind == DefinitionKind::kField;
  }));
}

bool Sets(const Reference& literal, const std::string& field) {
  return std::binary_search(literal.keywords.begin(), literal.keywords.end(), field);
}

class LiteralSearch : public ViewSearch {
 public:
  using ViewSearch::ViewSearch;

 private:
  // Fields that are added to a type which was there before.
  void Index(int v) override {
    ForEachTouched(
        v, [&](const EntityDelta& entity, const SourceFile& before, const SourceFile& after) {
          const Definition& field = after.definition(entity.new_index);
          if (entity.effect != EntityEffect::kAdds || field.kind != DefinitionKind::kField ||
              field.parent < 0 || after.traits() == nullptr || !after.traits()->static_types) {
            return;
          }
          const std::string type = entity.new_name.substr(0, entity.new_name.rfind('.'));
          if (!Has(before, type)) return;
          grown_[LastPart(type)].push_back(
              {v, &before, &after, type, field.name, field.first_line, IsDemanded(after, field)});
        });
  }

  static bool Has(const SourceFile& file, const std::string& type) {
    for (const std::int32_t index : file.Definitions(LastPart(type))) {
      if (QualifiedName(file.facts(), index) == type) return true;
    }
    return false;
  }

  bool FoundAny() const override { return !grown_.empty(); }

  void Check(int v) override {
    std::optional<World> alone;
    std::optional<Resolver> resolver;
    for (const ReferenceDelta& gained : view(v).delta.references) {
      if (!gained.gained) continue;
      if (!alone) {
        alone.emplace(view(v).alone);
        resolver.emplace(*alone);
      }
      const SourceFile* user = alone->Find(gained.path);
      if (user == nullptr) continue;
      const Reference& use = user->facts().references[static_cast<std::size_t>(gained.index)];
      const bool by_position = IsByPosition(*user, use);
      if (!by_position && !IsWholeLiteral(use)) continue;
      const bool of_itself = IsSelf(*user, use);
      const Resolved meant = of_itself ? resolver->Resolve(*user, use) : Resolved{};
      if (of_itself && !meant.found()) continue;
      const auto found =
          grown_.find(of_itself ? meant.targets.front().definition().name : use.name);
      if (found == grown_.end()) continue;
      for (const Grown& grown : found->second) {
        if (!CanMeet(grown.view, v)) continue;
        const Resolved made = of_itself ? meant : resolver->Resolve(*user, use);
        if (!Makes(made, grown.before->path(), grown.type) || HasField(made, grown.field)) continue;
        if (by_position && FieldsOf(made) == use.arguments) MeetByPosition(grown, v, *user, use);
        if (!by_position && !Sets(use, grown.field)) Meet(grown, v, *user, use);
      }
    }
  }

  // `Self { file, line }`
  static bool IsSelf(const SourceFile& file, const Reference& use) {
    const std::vector<std::string>& names = file.traits()->self_names;
    return use.receiver.empty() && std::find(names.begin(), names.end(), use.name) != names.end();
  }

  static bool Makes(const Resolved& made, const std::string& path, const std::string& type) {
    return made.found() && made.resolution == Resolution::kResolved &&
           made.targets.front().name() == type && made.targets.front().file->path() == path;
  }

  static bool HasField(const Resolved& made, const std::string& field) {
    const Target& type = made.targets.front();
    const std::vector<Definition>& all = type.file->facts().definitions;
    return std::any_of(all.begin(), all.end(), [&](const Definition& each) {
      return each.parent == type.index && each.name == field;
    });
  }

  // Of all literals of the type with the growing side alone, how many: none when one leaves the
  // field out, or when they are too few to tell.
  std::size_t AllThatSet(const Grown& grown) {
    const World world(view(grown.view).alone);
    Resolver resolver(world);
    const std::string name = LastPart(grown.type);
    std::size_t count = 0;
    for (const Layer* layer : world.layers()) {
      for (const SourceFile* file : layer->files()) {
        if (file->traits() == nullptr || file->traits()->family != grown.after->traits()->family ||
            world.Find(file->path()) != file) {
          continue;
        }
        for (const Reference& each : file->facts().references) {
          if ((each.name != name && !IsSelf(*file, each)) || !IsWholeLiteral(each)) continue;
          if (!Makes(resolver.Resolve(*file, each), grown.after->path(), grown.type)) continue;
          if (!Sets(each, grown.field)) return 0;
          count += each.count;
        }
      }
    }
    return count >= kTellingLiterals ? count : 0;
  }

  // Is the literal still there with both landed, and the field in its type?
  bool IsShortInBoth(const PairView& pair, const Grown& grown, const SourceFile& user,
                     const Reference& use) const {
    const World both(pair.both);
    const SourceFile* file = FileInBoth(pair, both, user);
    if (file == nullptr) return false;
    // Not FindUse: what it gives may set the field.
    Resolver resolver(both);
    const std::vector<Reference>& all = file->facts().references;
    return std::any_of(all.begin(), all.end(), [&](const Reference& each) {
      if (each.name != use.name || each.kind != use.kind || each.keywords != use.keywords ||
          each.arguments != use.arguments || each.spread != use.spread) {
        return false;
      }
      const Resolved made = resolver.Resolve(*file, each);
      return Makes(made, grown.after->path(), grown.type) && HasField(made, grown.field) &&
             FieldsOf(made) != use.arguments;
    });
  }

  Interaction Start(const PairView& pair, const Grown& grown) const {
    Interaction interaction =
        MakeInteraction(snapshot_, rule_, pair, KindName(DefinitionKind::kField),
                        EntityName(*grown.after, grown.type + "." + grown.field));
    interaction.severity = Severity::kHigh;
    return interaction;
  }

  void Add(Interaction interaction, const PairView& pair, const Grown& grown,
           const SourceFile& user, std::uint32_t line, const std::string& statement) {
    gatherer_.Add(std::move(interaction),
                  MakeEvidence(snapshot_, *pair.a, *grown.after, grown.line,
                               "adds the field " + grown.field + " to " + LastPart(grown.type)),
                  MakeEvidence(snapshot_, *pair.b, user, line, statement));
  }

  void MeetByPosition(const Grown& grown, int v, const SourceFile& user, const Reference& use) {
    const PairView pair = snapshot_.Pair(grown.view, v);
    if (!IsShortInBoth(pair, grown, user, use)) return;
    const std::string name = LastPart(grown.type);
    Interaction interaction = Start(pair, grown);
    interaction.resolution = Resolution::kResolved;
    interaction.path = {"a literal without names must set every field"};
    interaction.advice = RebaseAnd(pair, "give the new " + name + " its " + grown.field);
    Add(std::move(interaction), pair, grown, user, use.line,
        "adds a literal of " + name + " that sets the " + std::to_string(use.arguments) +
            " there were, without their names");
  }

  void Meet(const Grown& grown, int v, const SourceFile& user, const Reference& use) {
    const PairView pair = snapshot_.Pair(grown.view, v);
    if (!IsShortInBoth(pair, grown, user, use)) return;
    const std::string name = LastPart(grown.type);
    Interaction interaction = Start(pair, grown);
    if (grown.is_demanded) {
      interaction.resolution = Resolution::kResolved;
      interaction.path = {"a literal must set every field"};
    } else {
      const auto [known, is_new] =
          telling_.try_emplace({grown.view, grown.after->path(), grown.type, grown.field}, 0);
      if (is_new) known->second = AllThatSet(grown);
      if (known->second == 0) return;
      interaction.resolution = Resolution::kLikely;
      interaction.path = {"with the field added, each of the " + std::to_string(known->second) +
                              " literals of " + name + " sets it",
                          "with both landed one does not"};
    }
    interaction.advice = RebaseAnd(pair, "give the new " + name + " its " + grown.field);
    Add(std::move(interaction), pair, grown, user, use.line,
        "adds a literal of " + name + " without " + grown.field);
  }

  std::map<std::string, std::vector<Grown>> grown_;  // by the last part of the type's name
  // How many literals tell that the field must be set, as far as that was asked.
  std::map<std::tuple<int, std::string, std::string, std::string>, std::size_t> telling_;
};

}  // namespace

void FindShortLiterals(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  LiteralSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
