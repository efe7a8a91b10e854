// What configuration files take from one another: environment files, services that are extended,
// modules with their arguments, patches with the objects that they patch. Which settings say so,
// and what becomes of what is taken, is data (`links` of the catalogue).
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "graph/effects/setting_values.h"
#include "graph/world.h"
#include "interlock/catalog.h"

namespace interlock {

// A setting that a file has from another, as if it stood where the other one is named.
struct LinkedSetting {
  Setting setting;     // its line is that of the setting that names the other file
  Scope scope;         // of its value
  std::string joined;  // where it stands: "web.env:3"
  std::string source;  // the path of that
  bool aside = false;  // belongs to what is patched: known, and not said by this file
};

// For one thread; remembers what it was asked. REQUIRES: world and catalogue outlive it.
class SettingLinks {
 public:
  SettingLinks(const World& world, const Catalog& catalog) : world_(world), catalog_(catalog) {}

  // In order of the settings that name the others. What the file says itself is never replaced; of
  // two that it takes for one key the later one counts.
  const std::vector<LinkedSetting>& Of(const SourceFile& file) { return At(file, 0); }

 private:
  friend class LinkReader;
  const std::vector<LinkedSetting>& At(const SourceFile& file, int depth);

  const World& world_;
  const Catalog& catalog_;
  std::map<std::pair<const SourceFile*, int>, std::vector<LinkedSetting>> known_;
};

}  // namespace interlock
