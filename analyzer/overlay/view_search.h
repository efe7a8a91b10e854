// Two passes over the views: what changes add is found in all of them first, and then what others
// have that falls short of it.
#pragma once

#include <map>
#include <string_view>

#include "analyzer/overlay/gather.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

class ViewSearch {
 public:
  // REQUIRES: the arguments outlive it. `rule` is the id that its findings bear.
  ViewSearch(const Snapshot& snapshot, const char* rule, Gatherer* gatherer)
      : snapshot_(snapshot), rule_(rule), gatherer_(*gatherer) {}
  virtual ~ViewSearch() = default;

  void Run() {
    const int count = static_cast<int>(snapshot_.views.size());
    for (int v = 0; v < count; ++v) Index(v);
    if (!FoundAny()) return;
    for (int v = 0; v < count; ++v) Check(v);
  }

 protected:
  virtual void Index(int v) = 0;
  virtual bool FoundAny() const = 0;
  virtual void Check(int v) = 0;

  const ChangeView& view(int index) const {
    return snapshot_.views[static_cast<std::size_t>(index)];
  }

  // Different changes, seen over the same tree, which are not kept apart.
  bool CanMeet(int a, int b) const {
    return a != b && view(a).group == view(b).group && !snapshot_.Apart(a, b);
  }

  // Calls visit(entity, before, after) for what the view adds or alters in files that were there
  // before it.
  template <typename Visit>
  void ForEachTouched(int v, Visit visit) const {
    std::map<std::string_view, const FileVersions*> kept;
    for (const FileVersions& versions : view(v).files) {
      if (versions.before != nullptr && versions.after != nullptr) {
        kept.emplace(versions.after->path(), &versions);
      }
    }
    for (const EntityDelta& entity : view(v).delta.entities) {
      const auto found = entity.new_index < 0 ? kept.end() : kept.find(entity.new_path);
      if (found != kept.end()) visit(entity, *found->second->before, *found->second->after);
    }
  }

  const Snapshot& snapshot_;
  const char* const rule_;
  Gatherer& gatherer_;
};

}  // namespace interlock
