#include "analyzer/overlay/short/unset_fields.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "analyzer/overlay/uses.h"
#include "analyzer/overlay/view_search.h"

namespace interlock {

namespace {

// A use of a member of the type that the use stands in: `this.reader`, or `reader` alone.
bool IsOwnMember(const Reference& use, const LanguageTraits& traits) {
  if (use.receiver.empty()) return !traits.members_need_receiver;
  return std::find(traits.self_names.begin(), traits.self_names.end(), use.receiver) !=
         traits.self_names.end();
}

bool IsWrite(const Reference& use) { return use.kind == ReferenceKind::kWrite; }
bool IsRead(const Reference& use) { return use.kind == ReferenceKind::kRead; }

template <typename Wanted>
const Reference* FirstNamed(const SourceFile& file, std::string_view name, Wanted wanted) {
  for (const Reference& use : file.facts().references) {
    if (use.name == name && wanted(use)) return &use;
  }
  return nullptr;
}

bool IsAny(const Reference&) { return true; }

// The one field so called that the file declares and gives no value there; -1 when there is none.
std::int32_t DeclaredEmpty(const SourceFile& file, const std::string& name) {
  const std::vector<std::int32_t> named = file.Definitions(name);
  if (named.size() != 1) return -1;
  const Definition& field = file.definition(named.front());
  if (field.kind != DefinitionKind::kField || field.callable || field.parent < 0) return -1;
  const std::vector<Site>& sites = file.facts().sites;
  const bool has_value = std::any_of(sites.begin(), sites.end(), [&](const Site& site) {
    return site.kind == SiteKind::kValue && site.subject == named.front();
  });
  return has_value ? -1 : named.front();
}

class UnsetSearch : public ViewSearch {
 public:
  using ViewSearch::ViewSearch;

 protected:
  struct LetGo {
    int view = 0;
    const SourceFile* before = nullptr;
    std::int32_t field = -1;
  };

  void Index(int v) override {
    std::map<std::string_view, const FileVersions*> kept;
    for (const FileVersions& versions : view(v).files) {
      if (versions.before == nullptr || versions.after == nullptr) continue;
      if (versions.after->traits() != nullptr) kept.emplace(versions.before->path(), &versions);
    }
    for (const ReferenceDelta& lost : view(v).delta.references) {
      const auto found = lost.gained ? kept.end() : kept.find(lost.path);
      if (found == kept.end()) continue;
      const SourceFile& before = *found->second->before;
      const SourceFile& after = *found->second->after;
      const Reference& use = before.facts().references[static_cast<std::size_t>(lost.index)];
      if (!IsWrite(use) || !IsOwnMember(use, *after.traits())) continue;
      const std::int32_t field = DeclaredEmpty(before, use.name);
      if (field < 0 || FirstNamed(before, use.name, IsRead) == nullptr) continue;
      if (DeclaredEmpty(after, use.name) < 0 || FirstNamed(after, use.name, IsAny) != nullptr) {
        continue;
      }
      std::vector<LetGo>& all = let_go_[{view(v).group, before.path(), use.name}];
      if (all.empty() || all.back().view != v) all.push_back({v, &before, field});
    }
  }

  bool FoundAny() const override { return !let_go_.empty(); }

  void Check(int v) override {
    std::map<std::string_view, const SourceFile*> files;
    for (const FileVersions& versions : view(v).files) {
      if (versions.after != nullptr) files[versions.after->path()] = versions.after;
    }
    for (const ReferenceDelta& gained : view(v).delta.references) {
      if (!gained.gained) continue;
      const SourceFile& file = *files.at(gained.path);
      const Reference& use = file.facts().references[static_cast<std::size_t>(gained.index)];
      if (!IsRead(use) || file.traits() == nullptr || !IsOwnMember(use, *file.traits())) continue;
      const auto found = let_go_.find({view(v).group, file.path(), use.name});
      if (found == let_go_.end()) continue;
      for (const LetGo& gone : found->second) {
        if (CanMeet(gone.view, v)) Meet(gone, v, file, use);
      }
    }
  }

 private:
  // Does a type that derives from the field's, in any file, set it?
  static bool IsSetBelow(const World& world, const SourceFile& own, const Definition& field) {
    if (!field.exported) return false;
    const std::string& type = own.definition(field.parent).name;
    const auto derives = [&](const Inheritance& each) {
      return each.base == type || each.base.ends_with("." + type);
    };
    for (const Layer* layer : world.layers()) {
      for (const SourceFile* file : layer->files()) {
        if (file->traits() != own.traits() || file->path() == own.path()) continue;
        const std::vector<Inheritance>& all = file->facts().inheritance;
        if (std::any_of(all.begin(), all.end(), derives) &&
            FirstNamed(*file, field.name, IsWrite) != nullptr) {
          return true;
        }
      }
    }
    return false;
  }

  void Meet(const LetGo& gone, int v, const SourceFile& user, const Reference& use) {
    const PairView pair = snapshot_.Pair(gone.view, v);
    const World both(pair.both);
    const SourceFile* merged = FileInBoth(pair, both, user);
    if (merged == nullptr || FindUse(*merged, user, use) == nullptr) return;
    if (DeclaredEmpty(*merged, use.name) < 0) return;
    if (FirstNamed(*merged, use.name, IsWrite) != nullptr) return;
    const Definition& field = gone.before->definition(gone.field);
    if (IsSetBelow(both, *gone.before, field)) return;

    const std::string name = QualifiedName(gone.before->facts(), gone.field);
    Interaction interaction = MakeInteraction(snapshot_, rule_, pair, KindName(field.kind),
                                              EntityName(*gone.before, name));
    interaction.severity = Severity::kMedium;
    interaction.resolution = Resolution::kLikely;
    interaction.path = {"once both have landed, " + name + " is read and nothing sets it"};
    interaction.advice = RebaseAnd(pair, "set " + name + ", or use what stands in for it");
    const Reference* set = FirstNamed(*gone.before, use.name, IsWrite);
    gatherer_.Add(
        std::move(interaction),
        MakeEvidence(snapshot_, *pair.a, *gone.before, set->line, "no longer sets " + name),
        MakeEvidence(snapshot_, *pair.b, user, use.line, "reads " + name));
  }

  std::map<std::tuple<int, std::string, std::string>, std::vector<LetGo>> let_go_;
};

}  // namespace

void FindUnsetFields(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  UnsetSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
