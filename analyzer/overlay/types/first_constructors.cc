#include "analyzer/overlay/types/first_constructors.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/overlay/uses.h"

namespace interlock {

namespace {

struct FirstConstructor {
  int view = 0;
  const SourceFile* file = nullptr;
  std::int32_t index = -1;
};

// By the name of the type, in each group.
using FirstConstructors = std::multimap<std::pair<int, std::string>, FirstConstructor>;

FirstConstructors FindFirstConstructors(const Snapshot& snapshot) {
  FirstConstructors found;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    for (const EntityDelta& entity : view.delta.entities) {
      if (entity.effect != EntityEffect::kAdds || entity.new_index < 0) continue;
      const SourceFile* file = NewFile(view, entity);
      if (file == nullptr || file->traits() == nullptr) continue;
      const Definition& added = file->definition(entity.new_index);
      if (!added.callable || added.parent < 0 || !IsConstructor(*file, added)) continue;
      found.emplace(std::pair(view.group, file->definition(added.parent).name),
                    FirstConstructor{static_cast<int>(v), file, entity.new_index});
    }
  }
  return found;
}

bool PassesNothing(const Reference& use) {
  return (use.kind == ReferenceKind::kCall || use.kind == ReferenceKind::kConstruct) &&
         use.arguments == 0 && use.keywords.empty() && !use.spread;
}

// `made` is what the use makes while the first constructor has not landed.
void MeetFirstConstructor(const Snapshot& snapshot, const FirstConstructor& first, int user_view,
                          const SourceFile& user, const Reference& use, const Target& made,
                          const char* rule, Gatherer* gatherer) {
  const Definition& constructor = first.file->definition(first.index);
  if (made.file->path() != first.file->path() ||
      made.name() != QualifiedName(first.file->facts(), constructor.parent)) {
    return;
  }
  const PairView pair = snapshot.Pair(first.view, user_view);
  const World both(pair.both);
  const SourceFile* merged = FileInBoth(pair, both, user);
  const Reference* use_in_both = merged == nullptr ? nullptr : FindUse(*merged, user, use);
  if (use_in_both == nullptr) return;
  Resolver resolver(both);
  const Resolved type = resolver.Resolve(*merged, *use_in_both);
  if (!type.found() || type.targets.front().definition().callable) return;
  const std::vector<Target> forms = resolver.Constructor(type.targets.front());
  const LanguageTraits& traits = *user.traits();
  const auto fit = [&](const Target& form) {
    return FitCall(form.definition(), use, true, traits);
  };
  if (forms.empty() ||
      std::any_of(forms.begin(), forms.end(), [&](const Target& form) { return fit(form).fits; })) {
    return;
  }
  const Definition& form = forms.front().definition();
  Interaction interaction = MakeInteraction(snapshot, rule, pair, KindName(made.definition().kind),
                                            EntityName(*first.file, made.name()));
  interaction.severity = traits.checked_arity ? Severity::kHigh : Severity::kMedium;
  interaction.resolution = type.resolution;
  interaction.certain = traits.checked_arity && type.resolution == Resolution::kResolved;
  interaction.path = {"without a constructor it is made without arguments", fit(forms.front()).why};
  interaction.advice = AdaptTo(form, nullptr, pair, user.path() + ":" + std::to_string(use.line));
  gatherer->Add(std::move(interaction),
                MakeEvidence(snapshot, *pair.a, *first.file, constructor.first_line,
                             "gives " + made.name() +
                                 " its first constructor: " + SignatureText(constructor)),
                MakeEvidence(snapshot, *pair.b, user, use.line,
                             "constructs " + use.name + ": " + fit(forms.front()).why));
}

}  // namespace

bool IsConstructor(const SourceFile& file, const Definition& method) {
  const std::vector<std::string>& names = file.traits()->constructors;
  return std::find(names.begin(), names.end(), method.name) != names.end();
}

void FindUsesWithoutConstructor(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  const FirstConstructors first = FindFirstConstructors(snapshot);
  if (first.empty()) return;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    const int number = static_cast<int>(v);
    const World alone(view.alone);
    Resolver resolver(alone);
    for (const ReferenceDelta& gained : view.delta.references) {
      const SourceFile* user = gained.gained ? alone.Find(gained.path) : nullptr;
      if (user == nullptr) continue;
      const Reference& use = user->facts().references[static_cast<std::size_t>(gained.index)];
      if (!PassesNothing(use)) continue;
      const auto [begin, end] = first.equal_range({view.group, use.name});
      for (auto at = begin; at != end; ++at) {
        if (at->second.view == number || snapshot.Apart(at->second.view, number)) continue;
        const Resolved made = resolver.Resolve(*user, use);
        if (!made.found() || made.targets.front().definition().callable) break;
        const Target& type = made.targets.front();
        bool open = false;  // a base outside may have any constructor
        if (user->traits()->inherited_constructors) resolver.Bases(type, &open);
        if (open || !resolver.Constructor(type).empty()) break;
        MeetFirstConstructor(snapshot, at->second, number, *user, use, type, rule, gatherer);
      }
    }
  }
}

}  // namespace interlock
