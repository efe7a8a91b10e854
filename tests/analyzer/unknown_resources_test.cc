#include "analyzer/overlay/resources/unknown_resources.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace interlock {
namespace {

using Lines = std::vector<std::string>;

Effect Use(Resource resource, const std::string& service) {
  Effect effect;
  effect.resource = std::move(resource);
  effect.access = "read";
  effect.service = service;
  return effect;
}

ResourceFigures Figures(Resource resource, std::uint32_t line) {
  ResourceFigures figures;
  figures.resource = std::move(resource);
  figures.source = "interlock.yaml";
  figures.line = line;
  return figures;
}

// The base uses table orders in service shop; a change brings queue mails.
Snapshot Sample() {
  Snapshot snapshot;
  snapshot.base_effects = {Use({"table", "orders"}, "shop")};
  EffectDelta brings;
  brings.after = Use({"queue", "mails"}, "");
  snapshot.views.emplace_back();
  snapshot.views.back().effects = {brings};
  return snapshot;
}

TEST_CASE("unknown resources: names that nothing answers to are told, with their places") {
  Snapshot snapshot = Sample();
  snapshot.operations.figures = {Figures({"table", "ordrs"}, 4), Figures({"cache", "orders"}, 5)};
  snapshot.operations.redundancy_groups["front"] = {"shop", "shop-west"};
  CHECK(UnknownResources(snapshot) ==
        Lines{"interlock.yaml:4: nothing in the repository is table 'ordrs'; its figures are used "
              "nowhere",
              "interlock.yaml:5: nothing in the repository is cache 'orders'; its figures are used "
              "nowhere",
              "redundancy group 'front' names service 'shop-west', which nothing in the repository "
              "is"});
}

TEST_CASE("unknown resources: what the base, a change or a service is called is known") {
  Snapshot snapshot = Sample();
  snapshot.operations.figures = {Figures({"table", "orders"}, 4), Figures({"queue", "mails"}, 5),
                                 Figures({"service", "shop"}, 6)};
  snapshot.operations.redundancy_groups["front"] = {"shop"};
  CHECK(UnknownResources(snapshot).empty());
}

TEST_CASE("unknown resources: nothing is said where nothing was read") {
  Snapshot snapshot;
  snapshot.operations.figures = {Figures({"table", "ordrs"}, 4)};
  CHECK(UnknownResources(snapshot).empty());
}

TEST_CASE("unknown resources: many are counted") {
  Snapshot snapshot = Sample();
  for (std::uint32_t line = 1; line <= 14; ++line) {
    snapshot.operations.figures.push_back(Figures({"table", "t" + std::to_string(line)}, line));
  }
  const Lines notices = UnknownResources(snapshot);
  REQUIRE(notices.size() == 11);
  CHECK(notices.back() == "4 more names of the configuration are unknown");
}

}  // namespace
}  // namespace interlock
