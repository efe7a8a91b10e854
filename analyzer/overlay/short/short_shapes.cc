#include "analyzer/overlay/short/short_shapes.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/overlay/types/implementors.h"
#include "analyzer/overlay/types/method_shape.h"
#include "analyzer/overlay/uses.h"
#include "analyzer/overlay/view_search.h"

namespace interlock {

namespace {

// A type may have one method of an interface by chance, but hardly several of the same form.
constexpr std::size_t kTellingMethods = 2;

struct Grown {
  int view = 0;
  const SourceFile* before = nullptr;
  const SourceFile* after = nullptr;
  std::string interface;  // qualified
  std::string method;
  std::int32_t index = -1;  // of the method, in `after`
};

bool HasShapes(const SourceFile& file) {
  return file.traits() != nullptr && file.traits()->structural_interfaces &&
         file.traits()->static_types;
}

class ShapeSearch : public ViewSearch {
 public:
  using ViewSearch::ViewSearch;

 private:
  // Methods that are added to an interface which was there before.
  void Index(int v) override {
    ForEachTouched(v, [&](const EntityDelta& entity, const SourceFile& before,
                          const SourceFile& after) {
      const Definition& method = after.definition(entity.new_index);
      if (entity.effect != EntityEffect::kAdds || !HasShapes(after) || !method.is_abstract ||
          !method.callable || method.parent < 0) {
        return;
      }
      const std::string interface = QualifiedName(after.facts(), method.parent);
      const Definition& around = after.definition(method.parent);
      if (around.kind != DefinitionKind::kInterface || !Named(&before, interface, around.name)) {
        return;
      }
      grown_.push_back({v, &before, &after, interface, method.name, entity.new_index});
    });
  }

  bool FoundAny() const override { return !grown_.empty(); }

  void Check(int v) override {
    std::optional<World> alone;
    std::optional<Resolver> resolver;
    for (const EntityDelta& entity : view(v).delta.entities) {
      if (entity.effect != EntityEffect::kAdds) continue;
      const SourceFile* file = NewFile(view(v), entity);
      if (file == nullptr || !HasShapes(*file)) continue;
      const Definition& type = file->definition(entity.new_index);
      if (type.parent >= 0 ||
          (type.kind != DefinitionKind::kClass && type.kind != DefinitionKind::kType)) {
        continue;
      }
      for (const Grown& grown : grown_) {
        if (!CanMeet(grown.view, v)) continue;
        if (!alone) {
          alone.emplace(view(v).alone);
          resolver.emplace(*alone);
        }
        const SourceFile* own = alone->Find(file->path());
        if (own != file) continue;
        const std::size_t methods = MethodsOf(&*resolver, *alone, {file, entity.new_index}, grown);
        if (methods >= kTellingMethods) Meet(grown, v, {file, entity.new_index}, methods);
      }
    }
  }

  // How many methods of the interface, as `type` knows it, the type has in the same form: none when
  // it lacks one, when it has the new one, or when what it has is that of the interface itself.
  static std::size_t MethodsOf(Resolver* resolver, const World& alone, const Target& type,
                               const Grown& grown) {
    const SourceFile* file = alone.Find(grown.before->path());
    if (file == nullptr) return 0;
    const std::size_t dot = grown.interface.rfind('.');
    const auto interface =
        Named(file, grown.interface,
              dot == std::string::npos ? grown.interface : grown.interface.substr(dot + 1));
    if (!interface || !resolver->Member(type, grown.method).empty()) return 0;
    std::size_t count = 0;
    for (const Target& each : AncestryOf(resolver, {file, *interface}).types) {
      for (const Definition& method : each.file->facts().definitions) {
        if (method.parent != each.index || !method.callable) continue;
        const std::vector<Target> own = resolver->Member(type, method.name);
        if (own.empty() || own.front().definition().is_abstract ||
            MethodShape(*own.front().file, own.front().definition()) !=
                MethodShape(*each.file, method)) {
          return 0;
        }
        ++count;
      }
    }
    return count;
  }

  void Meet(const Grown& grown, int v, const Target& type, std::size_t methods) {
    const PairView pair = snapshot_.Pair(grown.view, v);
    const World both(pair.both);
    const SourceFile* file = FileInBoth(pair, both, *type.file);
    const SourceFile* contract = both.Find(grown.after->path());
    if (file == nullptr || contract == nullptr ||
        !Named(contract, grown.interface + "." + grown.method, grown.method)) {
      return;
    }
    const auto there = Named(file, type.name(), type.definition().name);
    if (!there) return;
    Resolver resolver(both);
    bool open = false;
    resolver.Bases({file, *there}, &open);
    if (open || !resolver.Member({file, *there}, grown.method).empty()) return;
    const std::string interface = grown.interface.substr(grown.interface.rfind('.') + 1);
    const Definition& demanded = grown.after->definition(grown.index);
    Interaction interaction =
        MakeInteraction(snapshot_, rule_, pair, KindName(demanded.kind),
                        EntityName(*grown.after, grown.interface + "." + grown.method));
    interaction.severity = Severity::kHigh;
    interaction.resolution = Resolution::kLikely;
    interaction.path = {
        type.name() + " has all " + std::to_string(methods) + " methods of " + interface,
        "with both landed nothing gives it " + grown.method};
    interaction.advice = RebaseAnd(pair, "give " + type.name() + " its " + SignatureText(demanded));
    gatherer_.Add(std::move(interaction),
                  MakeEvidence(snapshot_, *pair.a, *grown.after, demanded.first_line,
                               "adds " + grown.method + " to " + grown.interface +
                                   ", which every " + grown.interface + " must have"),
                  MakeEvidence(snapshot_, *pair.b, *type.file, type.definition().first_line,
                               "adds " + type.name() + ", with the methods of " + interface +
                                   " but " + grown.method));
  }

  std::vector<Grown> grown_;
};

}  // namespace

void FindShortShapes(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  ShapeSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
