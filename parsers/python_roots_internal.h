// Where Python's packages begin, as the build tools that people use let one say it.
#pragma once

#include <span>

#include "interlock/facts.h"
#include "parsers/manifest_entries_internal.h"

namespace interlock {

// Adds the folders that the entries of a pyproject.toml or setup.cfg name, in their order, then
// what is tried when nobody says: `src` and the manifest's own folder. A root without a name is a
// folder where packages begin; a named one is a package that lies elsewhere.
void AddPythonRoots(std::span<const ManifestEntry> entries, FileFacts& facts);

}  // namespace interlock
