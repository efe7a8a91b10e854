// Figures behind a hazard that no half of it says: what manifests, code and interlock.yaml say of
// the resource and of the services that use it, as they are with both changes.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/overlay/resources/arithmetic.h"

namespace interlock {

// All that is given must outlive it. Safe to share between threads.
class JointFigures {
 public:
  JointFigures(const Snapshot& snapshot, const Resource& resource, const HazardHalf& one,
               const HazardHalf& other);

  // What interlock.yaml says of the resource; null when it says nothing.
  const ResourceFigures* said() const { return said_; }

  // Effects on all that shares the limit of the resource: pools of one store share that store's.
  // What tests do is left out.
  std::vector<Effect> HoldersOfLimit() const;
  // Connections, pods, addresses, processors or bytes.
  std::optional<double> Limit() const;
  // The highest number that may run.
  std::optional<double> ReplicasOf(const std::string& service) const;
  // Into how many one replica forks, each with a pool of its own; 1 where nothing says it.
  double ProcessesOf(const std::string& service) const;
  // How many times less is left with the other half; 0 when that is not known. Replicas that may be
  // away are taken from those there are.
  double CapacityFactor() const;

 private:
  std::vector<Effect> With(const Resource& resource) const;
  const Quantity* LimitOf(const Effect& effect) const;

  const Snapshot& snapshot_;
  const Resource& resource_;
  const HazardHalf& one_;
  const HazardHalf& other_;
  const ResourceFigures* said_;
};

}  // namespace interlock
