#include "analyzer/inspect/resource_graph.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>
#include <tuple>
#include <utility>

#include "analyzer/overlay/resources/effect_deltas.h"
#include "analyzer/text/report_text.h"
#include "graph/effects/effects.h"
#include "graph/effects/endpoints.h"

namespace interlock {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kColumns = 80;
constexpr std::size_t kMostPlaces = 3;  // of one edge, in text

std::vector<std::string> Listed(const std::set<std::string>& names) {
  return {names.begin(), names.end()};
}

// Names that could not be followed, and what only says whose a file is, are no resources.
bool IsNode(const Effect& effect, const std::set<std::string>& kinds) {
  if (effect.resource.name.empty() || effect.resource.name == "?") return false;
  if (effect.resource.kind == "owner") return false;
  return kinds.empty() || kinds.contains(effect.resource.kind);
}

std::string Place(const Effect& effect) { return effect.path + ":" + std::to_string(effect.line); }

std::string QuantitiesOf(const ResourceEdge& edge) {
  std::set<std::string> texts;
  for (const Effect& effect : edge.effects) {
    for (const Quantity& quantity : effect.quantities) {
      std::string name = quantity.name;
      std::replace(name.begin(), name.end(), '_', ' ');
      texts.insert(name + " " + quantity.written + (quantity.is_default ? " by default" : ""));
    }
  }
  return Join(Listed(texts), ", ");
}

void WriteEdge(const ResourceEdge& edge, std::ostream& out) {
  const bool says_kind = edge.access.ends_with(" " + edge.resource.kind);  // "add column"
  std::string line = edge.access + " " + (says_kind ? edge.resource.name : Describe(edge.resource));
  const std::string quantities = QuantitiesOf(edge);
  if (!quantities.empty()) line += " (" + quantities + ")";
  std::set<std::string> places, joined, guards;
  for (const Effect& effect : edge.effects) {
    places.insert(Place(effect));
    if (!effect.joined.empty()) joined.insert(effect.joined);
    if (!effect.guard.empty()) guards.insert(effect.guard);
  }
  std::vector<std::string> shown = Listed(places);
  const std::size_t more = shown.size() - std::min(shown.size(), kMostPlaces);
  shown.resize(shown.size() - more);
  line += ": " + Join(shown, ", ");
  if (more > 0) line += " and " + std::to_string(more) + " more";
  for (const std::string& how : joined) line += "; " + how;
  for (const std::string& flag : guards) line += "; behind flag " + flag;
  bool first = true;
  for (const std::string& part : Wrap(Printable(line), kColumns - 6)) {
    out << (first ? "  " : "      ") << part << "\n";
    first = false;
  }
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : Printable(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

Json ToJson(const Effect& effect) {
  Json quantities = Json::array();
  for (const Quantity& quantity : effect.quantities) {
    quantities.push_back({{"name", quantity.name},
                          {"value", quantity.value},
                          {"written", quantity.written},
                          {"default", quantity.is_default}});
  }
  return {{"path", effect.path},       {"line", effect.line},
          {"in", effect.in},           {"resolution", Name(effect.resolution)},
          {"joined", effect.joined},   {"guard", effect.guard},
          {"in_loop", effect.in_loop}, {"quantities", quantities},
          {"entry", effect.entry}};
}

}  // namespace

ResourceGraph MakeResourceGraph(const World& world, const Catalog& catalog,
                                const std::set<std::string>& kinds) {
  ResourceGraph graph;
  const EffectBasis basis(world.layers().front(), catalog);
  EffectContext context(world, basis);
  for (const auto& [name, service] : context.services().services()) {
    ServiceNode node;
    node.name = name;
    node.folders = Listed(service.folders);
    for (std::string& folder : node.folders) {
      if (folder.empty()) folder = ".";  // the repository's own
    }
    node.depends_on = Listed(service.depends_on);
    node.owners = Listed(service.owners);
    node.path = service.path;
    node.line = service.line;
    graph.services.push_back(std::move(node));
  }
  std::map<std::tuple<std::string, Resource, std::string>, std::vector<Effect>> edges;
  std::set<Resource> resources;
  std::vector<Effect> all;
  for (const Layer* layer : world.layers()) {
    for (const SourceFile* file : layer->files()) {
      if (world.Find(file->path()) != file) continue;
      std::vector<Effect> found = EffectsOf(context, *file);
      std::move(found.begin(), found.end(), std::back_inserter(all));
    }
  }
  OpenEndpoints(all).Join(&all);
  for (Effect& effect : all) {
    if (!IsNode(effect, kinds)) continue;
    resources.insert(effect.resource);
    auto& edge = edges[{effect.service, effect.resource, effect.access}];
    edge.push_back(std::move(effect));
  }
  graph.resources.assign(resources.begin(), resources.end());
  for (auto& [key, effects] : edges) {
    std::sort(effects.begin(), effects.end(), [](const Effect& a, const Effect& b) {
      return std::tie(a.path, a.line, a.entry) < std::tie(b.path, b.line, b.entry);
    });
    graph.edges.push_back(
        {std::get<0>(key), std::get<2>(key), std::get<1>(key), std::move(effects)});
  }
  return graph;
}

void WriteGraphText(const ResourceGraph& graph, std::ostream& out) {
  out << CountOf(graph.services.size(), "service") << ", "
      << CountOf(graph.resources.size(), "resource") << ", " << CountOf(graph.edges.size(), "use")
      << "\n";
  std::map<std::string, std::vector<const ResourceEdge*>> by_service;
  for (const ResourceEdge& edge : graph.edges) by_service[edge.service].push_back(&edge);
  const auto write = [&](const std::string& service) {
    const auto edges = by_service.find(service);
    if (edges == by_service.end()) return;
    for (const ResourceEdge* edge : edges->second) WriteEdge(*edge, out);
  };
  for (const ServiceNode& service : graph.services) {
    out << "\nservice " << Printable(service.name);
    if (!service.folders.empty()) out << ", built in " << Printable(Join(service.folders, ", "));
    if (!service.owners.empty()) out << ", owned by " << Printable(Join(service.owners, ", "));
    out << "\n";
    for (const std::string& needed : service.depends_on) {
      out << "  depends on " << Printable(needed) << "\n";
    }
    write(service.name);
  }
  if (by_service.contains("")) out << "\nin no service\n";
  write("");
}

void WriteGraphJson(const ResourceGraph& graph, std::ostream& out) {
  Json services = Json::array(), resources = Json::array(), uses = Json::array();
  for (const ServiceNode& service : graph.services) {
    services.push_back({{"name", service.name},
                        {"folders", service.folders},
                        {"depends_on", service.depends_on},
                        {"owners", service.owners},
                        {"path", service.path},
                        {"line", service.line}});
  }
  for (const Resource& resource : graph.resources) {
    resources.push_back({{"kind", resource.kind}, {"name", resource.name}});
  }
  for (const ResourceEdge& edge : graph.edges) {
    Json effects = Json::array();
    for (const Effect& effect : edge.effects) effects.push_back(ToJson(effect));
    uses.push_back({{"service", edge.service},
                    {"access", edge.access},
                    {"kind", edge.resource.kind},
                    {"name", edge.resource.name},
                    {"effects", effects}});
  }
  const Json json = {
      {"schema_version", 1}, {"services", services}, {"resources", resources}, {"uses", uses}};
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

void WriteGraphDot(const ResourceGraph& graph, std::ostream& out) {
  out << "digraph resources {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n";
  for (const ServiceNode& service : graph.services) {
    out << "  " << Quoted("service " + service.name)
        << " [shape=box, label=" << Quoted(service.name) << "];\n";
    for (const std::string& needed : service.depends_on) {
      out << "  " << Quoted("service " + service.name) << " -> " << Quoted("service " + needed)
          << " [style=dashed, label=\"depends on\"];\n";
    }
  }
  std::set<Resource> drawn;
  for (const ResourceEdge& edge : graph.edges) {
    const std::string& kind = edge.resource.kind;
    if (edge.service.empty() || kind == "column" || kind == "service" || kind == "metric") continue;
    const std::string node = Describe(edge.resource);
    if (drawn.insert(edge.resource).second) {
      out << "  " << Quoted(node) << " [shape=ellipse];\n";
    }
    // Arrows follow the data: what is read or consumed flows to the service.
    const bool inward =
        edge.access == "read" || edge.access == "consume" || edge.access == "evaluate";
    const std::string service = "service " + edge.service;
    out << "  " << Quoted(inward ? node : service) << " -> " << Quoted(inward ? service : node)
        << " [label=" << Quoted(edge.access) << "];\n";
  }
  out << "}\n";
}

}  // namespace interlock
