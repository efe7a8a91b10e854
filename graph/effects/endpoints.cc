#include "graph/effects/endpoints.h"

namespace interlock {

namespace {

const char* const kKind = "endpoint";
const char* const kHost = "host";

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
    if (effect.resource.kind == kHost && effect.access == "declare") {
      hosts_.insert(effect.resource.name);
    }
    if (effect.resource.kind != kKind || effect.access == "call") continue;
    const std::string& name = effect.resource.name;
    if (!PathOf(name).empty()) {
      exact_.insert(name);
    } else if (effect.access == "serve" && name.size() > 1 && name[0] == '/') {
      open_.insert(name);
    }
  }
}

// "GET /orders" of "GET shop.example.com/orders"; empty when the host is not our own, or that is
// not served.
std::string OpenEndpoints::WithoutOwnHost(const std::string& name) const {
  const std::size_t host = name.find(' ') + 1;  // npos + 1 == 0
  const std::size_t path = name.find('/', host);
  if (path == name.npos || path == host) return "";
  if (!hosts_.contains(std::string_view(name).substr(host, path - host))) return "";
  std::string own = name.substr(0, host) + name.substr(path);
  const bool is_served = exact_.contains(own) || open_.contains(PathOf(own));
  return is_served ? own : "";
}

void OpenEndpoints::Join(std::vector<Effect>* effects) const {
  if (open_.empty() && hosts_.empty()) return;
  for (Effect& effect : *effects) {
    if (effect.resource.kind != kKind || effect.access != "call") continue;
    const std::string own = WithoutOwnHost(effect.resource.name);
    if (!own.empty()) effect.resource.name = own;
    const auto found = open_.find(PathOf(effect.resource.name));
    if (found == open_.end() || exact_.contains(effect.resource.name)) continue;
    effect.resource.name = *found;
  }
}

}  // namespace interlock
