// What files that landed speak of (relevance.h). Most landed in the same way since several branch
// points: each way is looked at once, and what was found is kept, so that later runs open only
// files that a change may have to do with.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/overlay/related/relevance.h"
#include "analyzer/overlay/snapshot.h"
#include "graph/delta.h"
#include "graph/row_store.h"

namespace interlock {

// Not thread-safe.
class LandedNames {
 public:
  using Blobs = std::unordered_map<const SourceFile*, ObjectId>;  // of all files that are named

  LandedNames() = default;
  // `rows` may be null: nothing is kept. REQUIRES: both outlive this.
  LandedNames(std::string base_name, RowStore* rows, const Blobs* blobs)
      : base_name_(std::move(base_name)), rows_(rows), blobs_(blobs) {}

  // Looks at what landed since each branch point.
  void Compare(const std::vector<const std::vector<FileVersions>*>& landed, int threads);

  // REQUIRES of both: compared.
  const DeltaNames& Of(const FileVersions& versions) const;
  Delta DeltaOf(const std::vector<FileVersions>& files);

 private:
  std::string KeyOf(const FileVersions& versions) const;
  // None when they are not kept.
  std::optional<UseChanges> KeptUses(const FileVersions& versions) const;

  std::string base_name_;
  RowStore* rows_ = nullptr;
  const Blobs* blobs_ = nullptr;
  std::map<KnownUses::key_type, DeltaNames> names_;
  KnownUses uses_;  // of those that somebody asked for, how the uses differ
};

}  // namespace interlock
