// Questions that several rules ask of what changes do to shared resources.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "analyzer/overlay/snapshot.h"
#include "interlock/interaction.h"

namespace interlock {

using AccessSet = std::set<std::string, std::less<>>;

// A column is known by its table as well: uses of one that is altered.
struct ResourceUse {
  int view = 0;
  const EffectDelta* delta = nullptr;
};

// Additions by views of the group, other than `view` and what contains or is contained in it, of
// these accesses to the resource. A use that the same change takes away elsewhere was only moved.
std::vector<ResourceUse> NewUses(const Snapshot& snapshot, int view, const Resource& resource,
                                 const AccessSet& accesses);

// Does anything but the view's own removals still do one of these to the resource, once the view is
// in?
bool StillDone(const Snapshot& snapshot, int view, const Resource& resource,
               const AccessSet& accesses);

// Did the base do one of these to the resource?
bool DoneInBase(const Snapshot& snapshot, const Resource& resource, const AccessSet& accesses);

// A statement with place, on the side of the view.
Evidence EvidenceOf(const Snapshot& snapshot, int view, const EffectDelta& delta,
                    std::string statement);

// An interaction of two views on a resource; what has landed has no id of its own in `changes`.
Interaction OnResource(const Snapshot& snapshot, const char* rule, int a, int b,
                       const Resource& resource, Resolution resolution);

}  // namespace interlock
