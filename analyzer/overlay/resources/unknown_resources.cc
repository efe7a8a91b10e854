#include "analyzer/overlay/resources/unknown_resources.h"

#include <set>

namespace interlock {

namespace {

constexpr std::size_t kMostNotices = 10;

// Everything that the base and the changes use or have, services included.
std::set<Resource> KnownResources(const Snapshot& snapshot) {
  std::set<Resource> known;
  const auto add = [&](const Effect& effect) {
    if (!effect.resource.name.empty()) known.insert(effect.resource);
    if (!effect.service.empty()) known.insert({"service", effect.service});
  };
  for (const Effect& effect : snapshot.base_effects) add(effect);
  for (const ChangeView& view : snapshot.views) {
    if (view.group != 0) continue;
    for (const EffectDelta& delta : view.effects) {
      add(delta.before);
      add(delta.after);
    }
  }
  return known;
}

}  // namespace

std::vector<std::string> UnknownResources(const Snapshot& snapshot) {
  const Operations& operations = snapshot.operations;
  if (operations.figures.empty() && operations.redundancy_groups.empty()) return {};
  const std::set<Resource> known = KnownResources(snapshot);
  if (known.empty()) return {};
  std::vector<std::string> notices;
  for (const ResourceFigures& figures : operations.figures) {
    const Resource& resource = figures.resource;
    if (known.contains(resource)) continue;
    notices.push_back(figures.source + ":" + std::to_string(figures.line) +
                      ": nothing in the repository is " + resource.kind + " '" + resource.name +
                      "'; its figures are used nowhere");
  }
  for (const auto& [group, services] : operations.redundancy_groups) {
    for (const std::string& service : services) {
      if (known.contains({"service", service})) continue;
      notices.push_back("redundancy group '" + group + "' names service '" + service +
                        "', which nothing in the repository is");
    }
  }
  if (notices.size() > kMostNotices) {
    const std::size_t more = notices.size() - kMostNotices;
    notices.resize(kMostNotices);
    notices.push_back(std::to_string(more) + " more names of the configuration are unknown");
  }
  return notices;
}

}  // namespace interlock
