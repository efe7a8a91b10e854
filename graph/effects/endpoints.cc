#include "graph/effects/endpoints.h"

namespace interlock {

namespace {

const char* const kKind = "endpoint";

// "/orders" of "GET /orders"; empty when there is no method, or no path but the root: everybody
// serves that.
std::string_view PathOf(std::string_view name) {
  const std::size_t blank = name.find(' ');
  if (blank == name.npos || blank + 2 >= name.size() || name[blank + 1] != '/') return {};
  return name.substr(blank + 1);
}

}  // namespace

OpenEndpoints::OpenEndpoints(const std::vector<Effect>& effects) {
  for (const Effect& effect : effects) {
    if (effect.resource.kind != kKind || effect.access == "call") continue;
    const std::string& name = effect.resource.name;
    if (!PathOf(name).empty()) {
      exact_.insert(name);
    } else if (effect.access == "serve" && name.size() > 1 && name[0] == '/') {
      open_.insert(name);
    }
  }
}

void OpenEndpoints::Join(std::vector<Effect>* effects) const {
  if (open_.empty()) return;
  for (Effect& effect : *effects) {
    if (effect.resource.kind != kKind || effect.access != "call") continue;
    const auto found = open_.find(PathOf(effect.resource.name));
    if (found == open_.end() || exact_.contains(effect.resource.name)) continue;
    effect.resource.name = *found;
  }
}

}  // namespace interlock
