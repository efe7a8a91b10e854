// What one run of a migration framework does with the migrations of several changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/overlay/snapshot.h"

namespace interlock {

// One framework takes both files, one after the other.
struct SharedRun {
  std::string framework;  // its title: "Alembic"
  bool together = false;  // in one transaction: what the first locks is locked until the last ends
};

// REQUIRES: the files are of views of the snapshot. Nothing where they are not both migrations that
// changes add, or are run by themselves: another framework's, another series of numbers.
std::optional<SharedRun> SharedRunOf(const Snapshot& snapshot, std::string_view path,
                                     std::string_view other_path);

// A database's own words for what a definition of data takes, and for the setting that ends the
// wait for it; empty when nobody knows which database the file's tables are in.
std::string LockName(const Snapshot& snapshot, const Effect& effect);
std::string WaitName(const Snapshot& snapshot, const Effect& effect);

}  // namespace interlock
