// Patches as Kustomize uses them. JSON Patch (RFC 6902): a list of operations, each with the path of
// what it adds or replaces.
#pragma once

#include <span>
#include <vector>

#include "parsers/manifest_entries_internal.h"

namespace interlock {

// Is the document a list of operations?
bool IsJsonPatch(std::span<const ManifestEntry> document);

// What the operations set, by the key of that: "/spec/replicas" is spec . replicas. An operation
// that removes, copies or moves sets nothing that is written there.
std::vector<ManifestEntry> PatchedEntries(std::span<const ManifestEntry> document);

// Strategic merge patches: leaves out what is marked to be deleted ("$patch: delete"), an item of a
// list or a whole document.
void RemoveDeleted(std::vector<ManifestEntry>& entries);

}  // namespace interlock
