#include "analyzer/overlay/types/lost_overrides.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/overlay/types/implementors.h"
#include "analyzer/overlay/uses.h"
#include "analyzer/overlay/view_search.h"
#include "graph/resolve.h"

namespace interlock {

namespace {

constexpr std::size_t kMostOthers = 64;  // definitions of the name that are looked at

// The `impl Base for Owner` that a member stands in: the last one for its owner that begins before
// it.
const Inheritance* BlockAround(const SourceFile& file, const Definition& member) {
  const Inheritance* block = nullptr;
  for (const Inheritance& each : file.facts().inheritance) {
    const bool is_before = each.owner == member.owner && each.line <= member.first_line;
    if (is_before && (block == nullptr || block->line < each.line)) block = &each;
  }
  return block;
}

std::vector<Target> BasesOf(Resolver* resolver, const SourceFile& file, const Definition& member) {
  if (!member.owner.empty()) {
    const Inheritance* block = BlockAround(file, member);
    if (block == nullptr) return {};
    return resolver->ResolveType(file, block->definition, block->base).targets;
  }
  bool open = false;
  return member.parent < 0 ? std::vector<Target>() : resolver->Bases({&file, member.parent}, &open);
}

// What the member overrides.
std::vector<Target> Overridden(Resolver* resolver, const SourceFile& file,
                               const Definition& member) {
  std::vector<Target> overridden;
  for (const Target& base : BasesOf(resolver, file, member)) {
    for (const Target& each : resolver->Member(base, member.name)) overridden.push_back(each);
  }
  return overridden;
}

// The same member of another version of its file.
std::optional<std::int32_t> SameMember(const SourceFile& file, const SourceFile& user,
                                       std::int32_t member) {
  const Definition& wanted = user.definition(member);
  const std::string name = QualifiedName(user.facts(), member);
  for (const std::int32_t index : file.Definitions(wanted.name)) {
    const Definition& each = file.definition(index);
    const bool is_same = each.is_override && each.owner == wanted.owner;
    if (is_same && QualifiedName(file.facts(), index) == name) return index;
  }
  return std::nullopt;
}

class OverrideSearch : public ViewSearch {
 public:
  using ViewSearch::ViewSearch;

 protected:
  struct Taken {
    int view = 0;
    const EntityDelta* entity = nullptr;
  };

  void Index(int v) override {
    for (const EntityDelta& entity : view(v).delta.entities) {
      const bool is_gone =
          entity.effect == EntityEffect::kRemoves ||
          (entity.effect == EntityEffect::kRenames && entity.old_name != entity.new_name);
      const SourceFile* file = is_gone ? OldFile(view(v), entity) : nullptr;
      if (file == nullptr || !MayBeOverridden(*file, entity.old_index)) continue;
      taken_[{view(v).group, file->path(), entity.old_name}].push_back({v, &entity});
    }
  }

  bool FoundAny() const override { return !taken_.empty(); }

  void Check(int v) override {
    std::optional<World> alone;
    std::optional<Resolver> resolver;
    for (const EntityDelta& entity : view(v).delta.entities) {
      const SourceFile* file = entity.new_index < 0 ? nullptr : NewFile(view(v), entity);
      if (file == nullptr || !file->definition(entity.new_index).is_override) continue;
      const SourceFile* before = entity.old_index < 0 ? nullptr : OldFile(view(v), entity);
      const bool is_old = before != nullptr && entity.old_name == entity.new_name &&
                          before->definition(entity.old_index).is_override;
      if (is_old) continue;
      if (!alone) {
        alone.emplace(view(v).alone);
        resolver.emplace(*alone);
      }
      if (alone->Find(file->path()) != file) continue;
      for (const Target& each : Overridden(&*resolver, *file, file->definition(entity.new_index))) {
        const auto found = taken_.find({view(v).group, each.file->path(), each.name()});
        if (found == taken_.end()) continue;
        for (const Taken& taken : found->second) {
          if (CanMeet(taken.view, v)) Meet(taken, v, {file, entity.new_index}, each);
        }
      }
    }
  }

 private:
  static bool MayBeOverridden(const SourceFile& file, std::int32_t index) {
    const Definition& definition = file.definition(index);
    if (definition.parent < 0 || definition.is_local) return false;
    const DefinitionKind around = file.definition(definition.parent).kind;
    return around == DefinitionKind::kClass || around == DefinitionKind::kInterface;
  }

  // With the change that takes it away alone, does another override stay that is an error then? It
  // fails by itself.
  static bool FailsAnyway(const ChangeView& taker, const EntityDelta& entity,
                          const std::string& name) {
    const World alone(taker.alone), before(taker.before);
    Resolver resolver(alone), of_before(before);
    std::size_t looked_at = 0;
    for (const Target& each : alone.DefinitionsNamed(name)) {
      if (!each.definition().is_override) continue;
      if (++looked_at > kMostOthers) return false;
      const SourceFile* old = before.Find(each.file->path());
      const auto same = old == nullptr ? std::nullopt : SameMember(*old, *each.file, each.index);
      if (!same || !Overridden(&resolver, *each.file, each.definition()).empty()) continue;
      const std::vector<Target> was = Overridden(&of_before, *old, old->definition(*same));
      const bool of_it = std::any_of(was.begin(), was.end(), [&](const Target& target) {
        return target.file->path() == entity.old_path && target.name() == entity.old_name;
      });
      if (of_it) return true;
    }
    return false;
  }

  void Meet(const Taken& taken, int v, const Target& own, const Target& overridden) {
    const EntityDelta& entity = *taken.entity;
    const PairView pair = snapshot_.Pair(taken.view, v);
    const World both(pair.both);
    const SourceFile* file = FileInBoth(pair, both, *own.file);
    if (file == nullptr) return;
    const auto there = SameMember(*file, *own.file, own.index);
    if (!there) return;
    Resolver resolver(both);
    const Definition& member = file->definition(*there);
    const std::vector<Target> bases = BasesOf(&resolver, *file, member);
    if (bases.empty() || !Overridden(&resolver, *file, member).empty()) return;
    // A type must have what its base declares without a body: that it lacks the new name is told.
    const SourceFile* renamed =
        entity.effect == EntityEffect::kRenames ? NewFile(*pair.a, entity) : nullptr;
    if (renamed != nullptr && renamed->definition(entity.new_index).is_abstract) return;
    if (FailsAnyway(*pair.a, entity, member.name)) return;

    const SourceFile* old_file = OldFile(*pair.a, entity);
    const Definition& gone = old_file->definition(entity.old_index);
    Interaction interaction = MakeInteraction(snapshot_, rule_, pair, KindName(gone.kind),
                                              EntityName(*old_file, entity.old_name));
    // A base from elsewhere may have it, too.
    const bool is_open = IsOpen(&resolver, bases);
    interaction.severity = Severity::kHigh;
    interaction.resolution = is_open ? Resolution::kLikely : Resolution::kResolved;
    interaction.certain = !is_open;
    interaction.path = {own.name() + " says that it overrides " + overridden.name() +
                        "; once both have landed no base has it"};
    interaction.advice =
        RebaseAnd(pair, renamed == nullptr ? "drop the override"
                                           : "override " + entity.new_name + " instead");
    interaction.advice.otherwise = KeepTheName(pair);
    gatherer_.Add(
        std::move(interaction),
        MakeEvidence(snapshot_, *pair.a, *old_file, gone.first_line,
                     renamed == nullptr ? "removes " + entity.old_name
                                        : "renames " + entity.old_name + " to " + entity.new_name),
        MakeEvidence(snapshot_, *pair.b, *own.file, own.definition().first_line,
                     "overrides " + overridden.name()));
  }

  static bool IsOpen(Resolver* resolver, const std::vector<Target>& types) {
    return std::any_of(types.begin(), types.end(), [&](const Target& type) {
      bool open = false;
      resolver->Bases(type, &open);
      return open || !AncestryOf(resolver, type).open.empty();
    });
  }

  std::map<std::tuple<int, std::string, std::string>, std::vector<Taken>> taken_;
};

}  // namespace

void FindLostOverrides(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  OverrideSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
