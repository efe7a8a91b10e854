// Istio: `kind: VirtualService` of networking.istio.io. Of the HTTP routes the first that fits a
// request counts, and sends it to one of its destinations by weight. Which destination is the new
// version only its team knows, so each destination is a rollout of its own:
//
//   virtualservice/shop/reviews/reviews:v2       the requests that come to subset v2 of reviews
//
// The draw is one for each request, so that destinations of one service exclude each other. Where a
// canary in the same file sets the weights of a service, the canary tells all of it.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/intake/manifests.h"
#include "analyzer/intake/yaml_reader.h"

namespace interlock {
namespace {

constexpr const char* kGroup = "networking.istio.io";
constexpr std::size_t kMostRoutes = 1000;
constexpr double kMostWeight = 1e6;
// Each destination has a copy of its service's formulas; more than this is no real mesh.
constexpr std::size_t kMostCopied = 1'000'000;

// Requests to each destination, in the cohorts of one rollout.
struct Routes {
  std::vector<std::string> order;
  std::map<std::string, std::vector<CohortId>> requests;

  void Add(const std::string& destination, CohortId cohort) {
    std::vector<CohortId>& all = requests[destination];
    if (all.empty()) order.push_back(destination);
    all.push_back(cohort);
  }
};

// The destinations of one route share a draw: each has a piece of the numbers from 0 to 1.
void ReadWeights(const ManifestReader& reader, const JsonValue& route, CohortId fits,
                 Routes* routes) {
  const std::vector<JsonValue> destinations = route["route"].Items();
  Cohorts& cohorts = reader.cohorts();
  std::vector<double> weights;
  double sum = 0;
  bool understood = true;
  for (const JsonValue& destination : destinations) {
    const double otherwise = destinations.size() == 1 ? 100 : 0;
    const JsonValue written = destination["weight"];
    const auto weight = NumberIn(reader, written, "'weight'", 0, kMostWeight);
    understood = understood && (weight || written.IsNull());
    weights.push_back(weight.value_or(otherwise));
    sum += weights.back();
  }
  if (understood && !destinations.empty() && sum == 0) reader.Note(route, "the weights sum to 0");
  double from = 0;
  for (std::size_t i = 0; i < destinations.size(); ++i) {
    const std::string name = DestinationName(destinations[i]["destination"]);
    if (sum == 0 || !understood) {
      const CohortId unknown = cohorts.Add(
          Opaque{understood ? "weights that sum to 0" : "weights that are not understood"});
      routes->Add(name, cohorts.All({fits, unknown}));
      continue;
    }
    const double until = from + weights[i];
    const CohortId below = cohorts.Add(Chance{until / sum, reader.rollout->space});
    const CohortId before = cohorts.Add(Chance{from / sum, reader.rollout->space});
    routes->Add(name, cohorts.All({fits, below, cohorts.Not(before)}));
    from = until;
  }
}

void ReadMirrors(const ManifestReader& reader, const JsonValue& route, CohortId fits,
                 Routes* routes) {
  const auto add = [&](const JsonValue& destination, const JsonValue& percentage) {
    const std::string name = DestinationName(destination);
    const JsonValue value = percentage["value"];
    const auto percent = NumberIn(reader, value, "a mirror's percentage", 0, 100);
    Cohorts& cohorts = reader.cohorts();
    const CohortId copied =
        percent || value.IsNull()
            ? cohorts.Add(
                  Chance{percent.value_or(100) / 100, reader.rollout->space + " mirror " + name})
            : cohorts.Add(Opaque{"a mirror's percentage that is not understood"});
    routes->Add(name, cohorts.All({fits, copied}));
    reader.rollout->notes.push_back("requests that are copied to " + Quoted(name) +
                                    " count as those that meet it");
  };
  if (route["mirror"].IsMap()) add(route["mirror"], route["mirrorPercentage"]);
  for (const JsonValue& mirror : route["mirrors"].Items()) {
    add(mirror["destination"], mirror["percentage"]);
  }
}

Routes ReadRoutes(const ManifestReader& reader, const JsonValue& spec) {
  Routes routes;
  Cohorts& cohorts = reader.cohorts();
  CohortId earlier = kNobody;  // routes
  std::size_t count = 0;
  for (const JsonValue& route : spec["http"].Items()) {
    if (++count > kMostRoutes) {
      reader.Note(route, "more than " + std::to_string(kMostRoutes) + " routes, the rest is left");
      break;
    }
    const CohortId matches = ReadHttpMatches(reader, route["match"]);
    const CohortId fits = cohorts.All({matches, cohorts.Not(earlier)});
    earlier = cohorts.Any({earlier, matches});
    if (route["delegate"].exists()) {
      reader.Note(route["delegate"], "a delegate's routes are not followed");
      continue;
    }
    ReadWeights(reader, route, fits, &routes);
    ReadMirrors(reader, route, fits, &routes);
  }
  for (const char* key : {"tcp", "tls"}) {
    if (spec[key].exists()) reader.Note(spec[key], "routes of " + Quoted(key) + " are not read");
  }
  return routes;
}

std::string ServiceKey(const JsonValue& manifest, const std::string& service) {
  return manifest["metadata"]["namespace"].Text() + "/" + service;
}

// Who sets the weights of which service, as far as the file shows it: a canary names the service as
// its router, or makes it.
std::map<std::string, std::string> Owners(const std::vector<JsonValue>& manifests) {
  std::map<std::string, std::string> owners;
  const auto add = [&](const JsonValue& manifest, const std::string& service) {
    if (!service.empty()) owners.emplace(ServiceKey(manifest, service), ManifestId(manifest));
  };
  for (const JsonValue& manifest : manifests) {
    const JsonValue spec = manifest["spec"];
    if (IsManifest(manifest, "argoproj.io", "Rollout")) {
      const JsonValue router = spec["strategy"]["canary"]["trafficRouting"]["istio"];
      add(manifest, router["virtualService"]["name"].Text());
      for (const JsonValue& one : router["virtualServices"].Items()) {
        add(manifest, one["name"].Text());
      }
    } else if (IsManifest(manifest, "flagger.app", "Canary")) {
      const std::string& apex = spec["service"]["name"].Text();
      add(manifest, apex.empty() ? spec["targetRef"]["name"].Text() : apex);
    }
  }
  return owners;
}

void ReadService(const JsonValue& manifest, const std::map<std::string, std::string>& owners,
                 RolloutFile* file, std::size_t* copied) {
  Rollout service = RolloutOf(manifest);
  const ManifestReader reader{file, &service};
  const auto owner = owners.find(ServiceKey(manifest, manifest["metadata"]["name"].Text()));
  if (owner != owners.end()) {
    reader.Note(manifest, owner->second + " sets its weights, and is read instead");
    return;
  }
  const Routes routes = ReadRoutes(reader, manifest["spec"]);
  const std::string id = service.id;
  for (const std::string& destination : routes.order) {
    *copied += service.cohorts.nodes().size();
    if (*copied > kMostCopied) {
      reader.Note(manifest, "too many routes and destinations, the rest is left");
      return;
    }
    Rollout rollout = service;
    rollout.id = id + "/" + destination;
    rollout.current = 1;
    Stage stage;
    stage.cohort = rollout.cohorts.Any(routes.requests.at(destination));
    if (stage.cohort == kEverybody) continue;  // nothing is split
    stage.name = "routed";
    rollout.stages.push_back(stage);
    file->rollouts.push_back(std::move(rollout));
  }
}

bool Recognises(const RolloutInput& input) {
  return HasManifest(input, kGroup, {"VirtualService"});
}

RolloutFile Read(const RolloutInput& input) {
  RolloutFile file;
  std::size_t copied = 0;
  const std::vector<JsonValue> manifests = ManifestsOf(input);
  const std::map<std::string, std::string> owners = Owners(manifests);
  for (const JsonValue& manifest : manifests) {
    if (!IsManifest(manifest, kGroup, "VirtualService")) continue;
    ReadService(manifest, owners, &file, &copied);
  }
  return file;
}

}  // namespace

extern const RolloutFormat rollout_format_istio = {
    "istio", "Istio virtual services (kind VirtualService)", Recognises, Read, true};

}  // namespace interlock
