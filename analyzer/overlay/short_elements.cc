#include "analyzer/overlay/short_elements.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/overlay/implementors.h"
#include "analyzer/overlay/uses.h"
#include "analyzer/overlay/view_search.h"

namespace interlock {

namespace {

// What an element is given other than by its attributes: by what stands between its tags, or by the
// platform. And the member of a component that stands in for attributes which are left out.
constexpr std::array<std::string_view, 3> kGivenOtherwise = {"children", "key", "ref"};
constexpr std::string_view kDefaults = "defaultProps";

struct Grown {
  int view = 0;
  const SourceFile* before = nullptr;
  const SourceFile* after = nullptr;
  std::string type;       // qualified
  std::string type_name;  // its last part
  std::string property;
  std::uint32_t line = 0;
  bool was_there = false;  // it could be left out
};

// `<Button label="x" />`: all it passes is named, and nothing is unpacked. How many values an
// element passes is not known, while that of `new Button()` is.
bool IsElement(const Reference& use) {
  return use.kind == ReferenceKind::kConstruct && use.arguments < 0 && !use.spread;
}

bool Demands(const SourceFile& file, const std::string& type, const std::string& property) {
  const auto index = Named(&file, type + "." + property, property);
  if (!index) return false;
  const Definition& found = file.definition(*index);
  return found.is_abstract && !found.is_optional;
}

bool DemandedBy(const std::vector<Target>& types, const std::string& property) {
  return std::any_of(types.begin(), types.end(), [&](const Target& type) {
    return Demands(*type.file, type.name(), property);
  });
}

class ElementSearch : public ViewSearch {
 public:
  using ViewSearch::ViewSearch;

 private:
  // Properties of types which were there before, that may no longer be left out.
  void Index(int v) override {
    for (const FileVersions& versions : view(v).files) {
      const SourceFile* before = versions.before;
      const SourceFile* after = versions.after;
      if (before == nullptr || after == nullptr || after->traits() == nullptr) continue;
      if (!after->traits()->static_types) continue;
      for (const Definition& each : after->facts().definitions) {
        if (!each.is_abstract || each.is_optional || each.parent < 0 ||
            std::find(kGivenOtherwise.begin(), kGivenOtherwise.end(), each.name) !=
                kGivenOtherwise.end()) {
          continue;
        }
        const std::string type = QualifiedName(after->facts(), each.parent);
        const std::string& type_name = after->definition(each.parent).name;
        if (!Named(before, type, type_name) || Demands(*before, type, each.name)) continue;
        grown_.push_back({v, before, after, type, type_name, each.name, each.first_line,
                          Named(before, type + "." + each.name, each.name).has_value()});
      }
    }
  }

  bool FoundAny() const override { return !grown_.empty(); }

  void Check(int v) override {
    if (std::none_of(grown_.begin(), grown_.end(),
                     [&](const Grown& one) { return CanMeet(one.view, v); }))
      return;
    const World alone(view(v).alone);
    Resolver resolver(alone);
    for (const ReferenceDelta& gained : view(v).delta.references) {
      if (!gained.gained) continue;
      const SourceFile* user = alone.Find(gained.path);
      if (user == nullptr || user->traits() == nullptr || !user->traits()->static_types) continue;
      const Reference& use = user->facts().references[static_cast<std::size_t>(gained.index)];
      if (!IsElement(use)) continue;
      const std::optional<Target> taken = PropertiesOf(&resolver, *user, use);
      if (!taken) continue;
      // What it extends demands as much.
      const std::vector<Target> types = AncestryOf(&resolver, *taken).types;
      for (const Grown& grown : grown_) {
        if (!CanMeet(grown.view, v) || Gives(use, grown.property)) continue;
        const bool takes = std::any_of(types.begin(), types.end(), [&](const Target& type) {
          return type.definition().name == grown.type_name && type.name() == grown.type &&
                 type.file->path() == grown.before->path();
        });
        if (takes && !DemandedBy(types, grown.property)) Meet(grown, v, *user, use);
      }
    }
  }

  static bool Gives(const Reference& use, const std::string& property) {
    return std::binary_search(use.keywords.begin(), use.keywords.end(), property);
  }

  // The type of what the component takes: that of its first parameter. None where a component holds
  // what stands in for what is left out.
  static std::optional<Target> PropertiesOf(Resolver* resolver, const SourceFile& user,
                                            const Reference& use) {
    const Resolved meant = resolver->Resolve(user, use);
    if (!meant.found() || meant.resolution != Resolution::kResolved || meant.targets.size() != 1) {
      return std::nullopt;
    }
    const Target& component = meant.targets.front();
    const Definition& function = component.definition();
    if (!function.callable || function.parameters.empty()) return std::nullopt;
    for (const Reference& each : component.file->facts().references) {
      if (each.kind == ReferenceKind::kWrite && each.name == kDefaults &&
          each.receiver == function.name) {
        return std::nullopt;
      }
    }
    const std::string& type = function.parameters.front().type;
    if (type.empty()) return std::nullopt;
    const Resolved properties = resolver->ResolveType(*component.file, component.index, type);
    if (!properties.found() || properties.resolution != Resolution::kResolved ||
        properties.targets.size() != 1) {
      return std::nullopt;
    }
    return properties.targets.front();
  }

  void Meet(const Grown& grown, int v, const SourceFile& user, const Reference& use) {
    const PairView pair = snapshot_.Pair(grown.view, v);
    const World both(pair.both);
    const SourceFile* file = FileInBoth(pair, both, user);
    if (file == nullptr) return;
    const Reference* still = FindUse(*file, user, use);
    if (still == nullptr || still->spread || Gives(*still, grown.property)) return;
    Resolver resolver(both);
    const std::optional<Target> taken = PropertiesOf(&resolver, *file, *still);
    if (!taken) return;
    const std::vector<Target> types = AncestryOf(&resolver, *taken).types;
    const bool takes = std::any_of(types.begin(), types.end(), [&](const Target& type) {
      return type.name() == grown.type && Demands(*type.file, grown.type, grown.property);
    });
    if (!takes) return;
    Interaction interaction =
        MakeInteraction(snapshot_, rule_, pair, KindName(DefinitionKind::kField),
                        EntityName(*grown.after, grown.type + "." + grown.property));
    interaction.severity = Severity::kHigh;
    interaction.resolution = Resolution::kResolved;
    interaction.certain = true;
    interaction.path = {
        use.name + " takes " +
            (taken->name() == grown.type ? grown.type
                                         : taken->name() + ", which extends " + grown.type),
        "with both landed an element of it lacks " + grown.property};
    interaction.advice =
        LandThenRebase(pair) + " and give the new " + use.name + " its " + grown.property;
    gatherer_.Add(
        std::move(interaction),
        MakeEvidence(snapshot_, *pair.a, *grown.after, grown.line,
                     grown.was_there
                         ? "makes " + grown.property + " of " + grown.type + " required"
                         : "adds the required property " + grown.property + " to " + grown.type),
        MakeEvidence(snapshot_, *pair.b, user, use.line,
                     "adds an element " + use.name + " without " + grown.property));
  }

  std::vector<Grown> grown_;
};

}  // namespace

void FindShortElements(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  ElementSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
