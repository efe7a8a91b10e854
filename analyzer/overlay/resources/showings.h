// Which signs of hazards the changes show, and on what: on the resource itself, and on what carries
// it.
//
// Calls of an endpoint are shown on the service that serves it, replicas of a service on the pools
// that each holds, members on their redundancy group, machines on what runs on them, retries on
// what the function around them asks, the form that a library is told on all that its service keeps
// by it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "analyzer/overlay/resources/hazards.h"
#include "analyzer/overlay/snapshot.h"

namespace interlock {

// One change shows a sign on a resource.
struct Showing {
  int view = 0;
  const EffectDelta* delta = nullptr;
  ShownSign sign;
  std::string host;    // at which the resource is asked, where that is known
  std::string behind;  // who asks the resource because it is asked again itself: "service web"
  const Effect* asked = nullptr;   // and where
  const Resource* part = nullptr;  // on a service: the endpoint or method that it is about
};

struct Showings {
  // By sign, group of views, and resource.
  std::map<std::tuple<std::string, int, Resource>, std::vector<Showing>> by_sign;
  // What the base says that bears on it.
  std::map<Resource, std::set<Resource>> servers;      // services, by the endpoints that they serve
  std::map<Resource, std::set<Resource>> placed;       // services, by the machines that they run on
  std::map<std::string, std::set<Resource>> consumed;  // by service
  std::set<std::string, std::less<>> own;              // entries of what a program keeps in itself

  // How what is done to one resource bears on another: ", which service cart serves".
  std::string Join(const Effect& effect, const Resource& resource) const;
};

// REQUIRES: the snapshot outlives what is found.
Showings FindShowings(const Snapshot& snapshot);

}  // namespace interlock
