#include "analyzer/overlay/resources/resource_uses.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace interlock {

namespace {

const ChangeView& ViewAt(const Snapshot& snapshot, int view) {
  return snapshot.views[static_cast<std::size_t>(view)];
}

bool TouchesFile(const ChangeView& view, const std::string& path) {
  const std::vector<FileVersions>& files = view.AllFiles();
  return std::any_of(files.begin(), files.end(), [&](const FileVersions& versions) {
    return (versions.before != nullptr && versions.before->path() == path) ||
           (versions.after != nullptr && versions.after->path() == path);
  });
}

}  // namespace

std::vector<ResourceUse> NewUses(const Snapshot& snapshot, int view, const Resource& resource,
                                 const AccessSet& accesses) {
  std::vector<ResourceUse> uses;
  if (resource.name == "?") return uses;  // what nobody knows is not one
  for (const Snapshot::Posting& posting :
       snapshot.EffectsOn(ViewAt(snapshot, view).group, resource)) {
    if (posting.view == view || snapshot.Apart(posting.view, view)) continue;
    const EffectDelta& delta = snapshot.effect(posting);
    if (delta.change != EffectChange::kAdds || !accesses.contains(delta.after.access)) continue;
    uses.push_back({posting.view, &delta});
  }
  return uses;
}

bool StillDone(const Snapshot& snapshot, int view, const Resource& resource,
               const AccessSet& accesses) {
  const ChangeView& at = ViewAt(snapshot, view);
  std::size_t removed = 0, in_own_files = 0;
  std::set<std::string_view> removed_in;  // also files that only take names from the change's own
  for (const EffectDelta& delta : at.effects) {
    if (delta.effect().resource != resource || !accesses.contains(delta.effect().access)) continue;
    if (delta.change == EffectChange::kAdds && !delta.reached) return true;
    if (delta.change != EffectChange::kRemoves) continue;
    ++removed;
    removed_in.insert(delta.before.path);
  }
  for (const int i : snapshot.BaseEffectsOn(resource)) {
    const Effect& effect = snapshot.base_effects[static_cast<std::size_t>(i)];
    if (!accesses.contains(effect.access)) continue;
    if (!TouchesFile(at, effect.path) && !removed_in.contains(effect.path)) return true;
    ++in_own_files;
  }
  return in_own_files > removed;
}

bool DoneInBase(const Snapshot& snapshot, const Resource& resource, const AccessSet& accesses) {
  const std::vector<int>& indices = snapshot.BaseEffectsOn(resource);
  return std::any_of(indices.begin(), indices.end(), [&](int i) {
    return accesses.contains(snapshot.base_effects[static_cast<std::size_t>(i)].access);
  });
}

Evidence EvidenceOf(const Snapshot& snapshot, int view, const EffectDelta& delta,
                    std::string statement) {
  const Effect& effect = delta.effect();
  Evidence evidence;
  evidence.change = ViewAt(snapshot, view).id;
  evidence.repository = snapshot.repository;
  evidence.path = effect.path;
  evidence.line = effect.line;
  evidence.statement = std::move(statement);
  if (!effect.joined.empty()) evidence.statement += " (" + effect.joined + ")";
  return evidence;
}

Interaction OnResource(const Snapshot& snapshot, const char* rule, int a, int b,
                       const Resource& resource, Resolution resolution) {
  Interaction interaction;
  interaction.rule = rule;
  for (const int view : {a, b}) {
    if (ViewAt(snapshot, view).change != nullptr) {
      interaction.changes.push_back(ViewAt(snapshot, view).id);
    }
  }
  interaction.on = {resource.kind, resource.name, snapshot.repository};
  interaction.resolution = resolution;
  return interaction;
}

}  // namespace interlock
