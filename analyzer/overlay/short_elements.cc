#include "analyzer/overlay/short_elements.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/overlay/required_members.h"
#include "analyzer/overlay/uses.h"

namespace interlock {

namespace {

// What an element is given other than by its attributes: by what stands between its tags, or by the
// platform. And the member of a component that stands in for attributes which are left out.
constexpr std::array<std::string_view, 3> kGivenOtherwise = {"children", "key", "ref"};
constexpr std::string_view kDefaults = "defaultProps";

constexpr int kMostWrappers = 4;  // of one component: memo(observer(styled(Plain)))

// `<Button label="x" />`: all it passes is named, and nothing is unpacked. How many values an
// element passes is not known, while that of `new Button()` is.
bool IsElement(const Reference& use) {
  return use.kind == ReferenceKind::kConstruct && use.arguments < 0 && !use.spread;
}

bool Gives(const Reference& use, const std::string& property) {
  return std::binary_search(use.keywords.begin(), use.keywords.end(), property) ||
         std::find(kGivenOtherwise.begin(), kGivenOtherwise.end(), property) !=
             kGivenOtherwise.end();
}

bool HasDefaults(const Target& component) {
  const std::vector<Reference>& all = component.file->facts().references;
  return std::any_of(all.begin(), all.end(), [&](const Reference& each) {
    return each.kind == ReferenceKind::kWrite && each.name == kDefaults &&
           each.receiver == component.definition().name;
  });
}

// The function that the component is, or that `memo(Plain)` holds. None where what stands in for
// what is left out may be at hand.
std::optional<Target> FunctionOf(Resolver* resolver, const SourceFile& user, const Reference& use) {
  const SourceFile* file = &user;
  Reference name = use;
  for (int i = 0; i < kMostWrappers; ++i) {
    const Resolved meant = resolver->Resolve(*file, name);
    if (!meant.found() || meant.resolution != Resolution::kResolved || meant.targets.size() != 1) {
      return std::nullopt;
    }
    const Target& component = meant.targets.front();
    if (HasDefaults(component)) return std::nullopt;
    const Definition& definition = component.definition();
    if (definition.callable) return component;
    if (definition.value.empty() || definition.value.find_first_of(".([{#?") != std::string::npos) {
      return std::nullopt;
    }
    file = component.file;
    name = Reference{.kind = ReferenceKind::kRead,
                     .name = definition.value,
                     .scope = definition.parent,
                     .line = definition.first_line};
  }
  return std::nullopt;
}

// The types of what the component takes: that of its first parameter, and what it extends.
std::vector<Target> PropertiesOf(Resolver* resolver, const SourceFile& user, const Reference& use) {
  const std::optional<Target> component = FunctionOf(resolver, user, use);
  if (!component || component->definition().parameters.empty()) return {};
  const Parameter& properties = component->definition().parameters.front();
  return DemandingTypes(resolver, *component->file, component->index, properties.type,
                        properties.type_text);
}

class ElementSearch : public RequiredSearch {
 public:
  using RequiredSearch::RequiredSearch;

 private:
  void Check(int v) override {
    const std::vector<const NewlyRequired*> others = Others(v);
    if (others.empty()) return;
    const World alone(view(v).alone);
    Resolver resolver(alone);
    for (const ReferenceDelta& gained : view(v).delta.references) {
      if (!gained.gained) continue;
      const SourceFile* user = alone.Find(gained.path);
      if (user == nullptr || user->traits() == nullptr || !user->traits()->static_types) continue;
      const Reference& use = user->facts().references[static_cast<std::size_t>(gained.index)];
      if (!IsElement(use)) continue;
      const std::vector<Target> types = PropertiesOf(&resolver, *user, use);
      for (const NewlyRequired* grown : others) {
        if (!Gives(use, grown->member) && WillBeDemanded(*grown, types)) {
          Meet(*grown, v, *user, use);
        }
      }
    }
  }

  void Meet(const NewlyRequired& grown, int v, const SourceFile& user, const Reference& use) {
    const PairView pair = snapshot_.Pair(grown.view, v);
    const World both(pair.both);
    const SourceFile* file = FileInBoth(pair, both, user);
    if (file == nullptr) return;
    const Reference* still = FindUse(*file, user, use);
    if (still == nullptr || still->spread || Gives(*still, grown.member)) return;
    Resolver resolver(both);
    if (!IsDemanded(grown, PropertiesOf(&resolver, *file, *still))) return;
    Report(grown, pair, user, use.line, "an element " + use.name,
           {use.name + " takes all that is in " + grown.type,
            "with both landed an element of it lacks " + grown.member},
           "the new " + use.name);
  }
};

}  // namespace

void FindShortElements(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  ElementSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
