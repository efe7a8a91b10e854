// External names that a change gives up: it had uses of them and leaves none. When the change also
// raises a package or tightens a check, that tells what the raised or tightened thing no longer
// allows.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "analyzer/overlay/snapshot.h"

namespace interlock {

struct GivenUp {
  std::uint32_t count = 0;           // of lost uses
  std::set<std::string> paths;       // new paths of the files that lost them
  std::set<std::string> modules;     // that the uses lead to, as far as their files import them
  const SourceFile* file = nullptr;  // an old version that has one, and its line there
  std::uint32_t line = 0;
};

// Visits the names that a use speaks of as a member or type, or sets as a field.
void ForEachSpokenName(const Reference& use, const std::function<void(const std::string&)>& visit);

// Members and keywords of calls and literals lost at two places or more, in files that stay, and
// gained at none; by name.
std::map<std::string, GivenUp> NamesGivenUp(const ChangeView& view);

// The same of imports, by "module" or "module member" (ImportKey).
std::map<std::string, GivenUp> ImportsGivenUp(const ChangeView& view);
std::string ImportKey(const Import& import);

// Does the file use the name, or (of an import) have it?
bool SpeaksOf(const SourceFile& file, const std::string& name);
bool HasImport(const SourceFile& file, const std::string& key);

// Is `wanted` true of no file of the family that the world holds?
bool NoFile(const World& world, const std::string& family,
            const std::function<bool(const SourceFile&)>& wanted);

// Does the repository itself define the name, in that family?
bool IsOwnName(const World& world, const std::string& name, const std::string& family);

}  // namespace interlock
