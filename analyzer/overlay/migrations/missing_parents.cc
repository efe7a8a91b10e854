#include "analyzer/overlay/migrations/missing_parents.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace interlock {
namespace {

struct Removal {
  int view = 0;
  Migration migration;
};

// By (group, framework, application, id), as parents name them. The old version of the file tells
// what it was; the view's list tells whether it is gone, or only no longer readable.
using Removals =
    std::map<std::tuple<int, std::string, std::string, std::string>, std::vector<Removal>>;

bool IsGone(const Snapshot& snapshot, const ChangeView& view, const Migration& migration) {
  if (view.change != nullptr) {
    const std::vector<std::string>& removed = view.removed_migrations;
    return std::find(removed.begin(), removed.end(), migration.Key()) != removed.end();
  }
  return std::none_of(snapshot.base_migrations.begin(), snapshot.base_migrations.end(),
                      [&](const Migration& other) { return other.Key() == migration.Key(); });
}

Removals CollectRemovals(const Snapshot& snapshot) {
  Removals removals;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    for (const FileVersions& file : view.files) {
      if (file.before == nullptr) continue;
      if (file.after != nullptr && file.after->path() == file.before->path()) continue;
      std::vector<Migration> gone;
      ReadMigration(snapshot.frameworks, file.before->path(), file.before, &gone);
      for (Migration& migration : gone) {
        if (!IsGone(snapshot, view, migration)) continue;
        auto key = std::tuple(view.group, migration.framework, migration.application, migration.id);
        removals[std::move(key)].push_back({static_cast<int>(v), std::move(migration)});
      }
    }
  }
  return removals;
}

// The view that removes it may put it back elsewhere in the series, or squash it.
bool StillThere(const ChangeView& view, const Migration& gone) {
  return std::any_of(view.migrations.begin(), view.migrations.end(), [&](const Migration& added) {
    if (added.framework != gone.framework || added.series != gone.series) return false;
    return added.id == gone.id ||
           std::any_of(added.replaces.begin(), added.replaces.end(),
                       [&](const auto& replaced) { return replaced.second == gone.id; });
  });
}

const MigrationFramework* FrameworkOf(const Snapshot& snapshot, const Migration& migration) {
  for (const MigrationFramework& framework : snapshot.frameworks) {
    if (framework.id == migration.framework) return &framework;
  }
  return nullptr;
}

// Another application's folder may have the same name somewhere else in the repository.
bool IsMeant(const Migration& gone, const Migration& child, const std::string& application) {
  if (gone.series == child.series) return true;
  return !application.empty() && (gone.application.empty() || child.application != application);
}

}  // namespace

std::vector<MissingParent> FindMissingParents(const Snapshot& snapshot) {
  std::vector<MissingParent> missing;
  const Removals removals = CollectRemovals(snapshot);
  if (removals.empty()) return missing;
  for (std::size_t v = 0; v < snapshot.views.size(); ++v) {
    const ChangeView& view = snapshot.views[v];
    const auto user = static_cast<int>(v);
    for (const Migration& child : view.migrations) {
      const MigrationFramework* framework = FrameworkOf(snapshot, child);
      if (framework == nullptr || framework->missing_parent.empty()) continue;
      for (const auto& [application, id] : child.parents) {
        const auto at = removals.find({view.group, child.framework, application, id});
        if (at == removals.end()) continue;
        for (const Removal& removal : at->second) {
          const Migration& gone = removal.migration;
          const ChangeView& remover = snapshot.views[static_cast<std::size_t>(removal.view)];
          if (removal.view == user || !IsMeant(gone, child, application) ||
              snapshot.Contained(removal.view, user) || IsGone(snapshot, view, gone) ||
              StillThere(remover, gone)) {
            continue;
          }
          missing.push_back({&remover, gone, &view, &child, framework});
        }
      }
    }
  }
  return missing;
}

}  // namespace interlock
