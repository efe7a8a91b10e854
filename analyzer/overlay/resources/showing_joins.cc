#include "analyzer/overlay/resources/showings.h"

namespace interlock {

// How what is done to one resource bears on another.
std::string Showings::Join(const Effect& effect, const Resource& resource) const {
  const auto served = servers.find(effect.resource);
  if (resource.kind == "feature flag") return ", behind " + Describe(resource);
  if (resource.kind == "redundancy group") return ", of " + Describe(resource);
  if (resource.kind == "pool" && effect.resource.kind == "store") {
    return ", to which " + Describe(resource) + " connects";
  }
  if (resource.kind == "pool") {
    return (effect.resource.kind == "service" ? ", of which each holds " : ", perhaps through ") +
           Describe(resource);
  }
  const bool is_of_work = effect.resource.kind == "job" || effect.resource.kind == "schedule";
  if (resource.kind == "store" && is_of_work) {
    return ", and with it perhaps the use of " + Describe(resource);
  }
  if (resource.kind == "store") return ", perhaps kept by " + Describe(resource);
  if (resource.kind == "container") return ", which " + Describe(resource) + " runs";
  if (served != servers.end() && served->second.contains(resource)) {
    return ", which " + Describe(resource) + " serves";
  }
  if (resource == Resource{"service", effect.host}) return ", at " + Describe(resource);
  if (effect.resource.kind == "schedule" && !effect.in.empty()) {
    return ", and with it the use of " + Describe(resource);
  }
  const bool is_asked = resource.kind == "endpoint" || resource.kind == "rpc";
  if (effect.resource.kind == "pool" && (is_asked || resource.kind == "service") &&
      resource != Resource{"service", effect.service}) {
    return ", through which " + Describe(resource) + " is called";
  }
  if (resource == Resource{"service", effect.service}) return ", in " + Describe(resource);
  const auto taker = consumed.find(effect.resource.name);
  if (effect.resource.kind == "service" && taker != consumed.end() &&
      taker->second.contains(resource)) {
    return ", which consumes " + Describe(resource);
  }
  if (effect.resource.kind == "encoding") return ", the form of " + Describe(resource);
  const auto machines = placed.find(effect.resource);
  if (machines != placed.end() && machines->second.contains(resource)) {
    return ", on which " + Describe(resource) + " runs";
  }
  if (effect.resource.kind == "retry" || effect.resource.kind == "deadline") {
    return ", around what asks " + Describe(resource);
  }
  if (effect.resource.kind == "job" && resource.kind != "queue") {
    return ", which asks " + Describe(resource);
  }
  if (effect.resource.kind == "schedule") {
    return ", and with it perhaps the use of " + Describe(resource) + " by service " +
           effect.service;
  }
  if (is_asked) return ", in what serves " + Describe(resource);
  return ", where it also uses " + Describe(resource);
}

}  // namespace interlock
