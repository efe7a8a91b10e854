#include "analyzer/overlay/short/short_values.h"

#include <map>
#include <string>
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

class RetypedSearch : public ViewSearch {
 public:
  using ViewSearch::ViewSearch;

 private:
  struct Retyped {
    int view;
    const EntityDelta* entity;
    const SignatureDifference* difference;
  };

  // Parameters, fields and results that have another type, by their name.
  void Index(int v) override {
    const ChangeView& view = this->view(v);
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

  bool FoundAny() const override { return !retyped_.empty(); }

  void Check(int v) override {
    const ChangeView& view = this->view(v);
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
    const int group = view(v).group;
    std::map<int, Retyped> nearest;
    for (const std::string& name : NamesOnTheWay(file, use)) {
      const auto found = retyped_.find({group, name});
      if (found == retyped_.end()) continue;
      for (const Retyped& one : found->second) {
        if (!CanMeet(one.view, v)) continue;
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
    Interaction interaction = MakeInteraction(
        snapshot_, rule_, pair, KindName(now.definition().kind), EntityName(*now.file, member));
    interaction.severity = Severity::kHigh;
    interaction.resolution = resolution;
    interaction.certain = resolution == Resolution::kResolved;
    interaction.path = {"with both landed " + use.receiver + " is of type " + now.name() +
                        ", which has no " + use.name};
    interaction.advice = RebaseAnd(pair, "give " + now.name() + " a member " + use.name);
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

  std::map<std::pair<int, std::string>, std::vector<Retyped>> retyped_;
};

}  // namespace

void FindShortValues(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  RetypedSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
