// What no diff says about shared resources: present load, limits, redundancy. Read from the
// configuration of the base ("resources", "redundancy_groups" of interlock.yaml).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "interlock/effect.h"

namespace interlock {

// Figures of one resource at its peak; absent: not known.
struct ResourceFigures {
  Resource resource;
  std::optional<double> rate;       // uses a second
  std::optional<double> capacity;   // what it, or for a cache what is behind it, takes a second
  std::optional<double> hit_ratio;  // of a cache, 0..1
  std::optional<double> limit;      // a count: connections, bytes
  std::optional<double> replicas;   // of a service
  std::optional<double> latency;    // p99.9, seconds
  std::string source;               // file
  std::uint32_t line = 0;
};

struct Operations {
  std::vector<ResourceFigures> figures;
  // Services of which one must stay when another is away.
  std::map<std::string, std::vector<std::string>> redundancy_groups;

  const ResourceFigures* Find(const Resource& resource) const {
    for (const ResourceFigures& known : figures) {
      if (known.resource == resource) return &known;
    }
    return nullptr;
  }
};

}  // namespace interlock
