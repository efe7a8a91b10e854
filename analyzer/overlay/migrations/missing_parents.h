// Migrations that one view adds on a parent that another view of its group takes away.
#pragma once

#include <vector>

#include "analyzer/overlay/migrations/migrations.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

struct MissingParent {
  const ChangeView* remover = nullptr;
  Migration gone;
  const ChangeView* user = nullptr;
  const Migration* child = nullptr;  // of `user`
  const MigrationFramework* framework = nullptr;
};

// Only of frameworks to which it does harm; without those whose remover puts the parent back
// elsewhere in the series, or squashes it. In the order of views.
std::vector<MissingParent> FindMissingParents(const Snapshot& snapshot);

}  // namespace interlock
