// The graph of what services do to shared resources, for `interlock graph`: services, resources,
// who reads and writes what, and how each name was found.
#pragma once

#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "graph/world.h"
#include "interlock/catalog.h"
#include "interlock/effect.h"

namespace interlock {

struct ServiceNode {
  std::string name;
  std::vector<std::string> folders, depends_on, owners;
  std::string path;  // where it is declared
  std::uint32_t line = 0;
};

// One way in which a service uses a resource; "" is what belongs to none.
struct ResourceEdge {
  std::string service, access;
  Resource resource;
  std::vector<Effect> effects;  // by path and line
};

struct ResourceGraph {
  std::vector<ServiceNode> services;  // by name
  std::vector<Resource> resources;    // by kind and name
  std::vector<ResourceEdge> edges;    // by service, resource and access
};

// `kinds`: only resources of these; empty: all.
ResourceGraph MakeResourceGraph(const World& world, const Catalog& catalog,
                                const std::set<std::string>& kinds);

void WriteGraphText(const ResourceGraph& graph, std::ostream& out);
void WriteGraphJson(const ResourceGraph& graph, std::ostream& out);
// Graphviz: services are boxes, resources ellipses; columns and owners are left out.
void WriteGraphDot(const ResourceGraph& graph, std::ostream& out);

}  // namespace interlock
