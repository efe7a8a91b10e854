// What holds for any two manifests of deployments: their overlap does not hang on their order,
// grows with their percentages, and its bounds hold what made-up requests meet.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "analyzer/exposure/conditions.h"
#include "analyzer/exposure/overlap.h"
#include "analyzer/intake/rollout_files.h"
#include "tests/harness/rollout_fixture.h"
#include "tests/harness/sanitized.h"

namespace interlock {
namespace {

using Random = std::mt19937;

constexpr const char* kTeams[] = {"red", "green", "blue"};
constexpr const char* kPlaces[] = {"", "eu", "us", "asia"};

int Below(Random& random, int limit) {
  return static_cast<int>(random() % static_cast<unsigned>(limit));
}

// What a manifest is made from. A larger `percent` never exposes fewer.
struct Plan {
  int kind = 0;
  std::string name;
  int percent = 0;
  int replicas = 1;
  bool sticky = false;
  int team = -1;  // whose requests are sent to the new version besides
};

Plan RandomPlan(Random& random, const std::string& name) {
  Plan plan;
  plan.kind = Below(random, 6);
  plan.name = name;
  plan.percent = Below(random, 101);
  plan.replicas = 1 + Below(random, 12);
  plan.sticky = Below(random, 4) == 0;
  plan.team = Below(random, 2) == 0 ? Below(random, 3) : -1;
  return plan;
}

std::string Head(const std::string& api, const std::string& kind, const Plan& plan) {
  return "apiVersion: " + api + "\nkind: " + kind + "\nmetadata: {name: " + plan.name + "}\n";
}

std::string TeamOf(const Plan& plan) { return kTeams[plan.team < 0 ? 0 : plan.team]; }

std::string Argo(const Plan& plan, bool routed) {
  const std::string route =
      "{setHeaderRoute: {name: team, match: [{headerName: x-team, "
      "headerValue: {exact: " +
      TeamOf(plan) + "}}]}}";
  const std::string router = std::string("trafficRouting: {alb: {stickinessConfig: {enabled: ") +
                             (plan.sticky ? "true" : "false") + "}}}, ";
  return Head("argoproj.io/v1alpha1", "Rollout", plan) +
         "spec: {replicas: " + std::to_string(plan.replicas) + ", strategy: {canary: {" +
         (routed ? router : "maxSurge: 1, ") + "steps: [" +
         (plan.team < 0 ? "{setCanaryScale: {}}" : route) +
         ", {setWeight: " + std::to_string(plan.percent) +
         "}]}}}\nstatus: {currentStepIndex: 1, stableRS: a, currentPodHash: b}\n";
}

std::string Flagger(const Plan& plan) {
  const std::string cookie = plan.sticky ? ", sessionAffinity: {cookieName: c}" : "";
  const std::string status = "status: {phase: Progressing, canaryWeight: ";
  if (plan.team >= 0) {
    return Head("flagger.app/v1beta1", "Canary", plan) +
           "spec: {analysis: {interval: 1m, iterations: 5, match: [{headers: {x-team: {exact: " +
           TeamOf(plan) + "}}}]" + cookie + "}}\n" + status + "0, iterations: 1}\n";
  }
  return Head("flagger.app/v1beta1", "Canary", plan) +
         "spec: {analysis: {interval: 1m, stepWeights: [1, 100]" + cookie + "}}\n" + status +
         std::to_string(plan.percent) + "}\n";
}

std::string Istio(const Plan& plan) {
  const std::string match = "{match: [{headers: {x-team: {exact: " + TeamOf(plan) +
                            "}}}], route: [{destination: {host: new}}]}, ";
  return Head("networking.istio.io/v1", "VirtualService", plan) + "spec: {http: [" +
         (plan.team < 0 ? "" : match) +
         "{route: [{destination: {host: old}, weight: " + std::to_string(100 - plan.percent) +
         "}, {destination: {host: new}, weight: " + std::to_string(plan.percent) + "}]}]}\n";
}

// A larger percentage has reached a later step.
std::string Applications(const Plan& plan) {
  std::string steps, elements;
  for (const std::string place : {"eu", "us", "asia"}) {
    steps += (steps.empty() ? "" : ", ") + std::string("{matchExpressions: [{key: at, operator: ") +
             "In, values: [" + place + "]}]}";
    elements += (elements.empty() ? "" : ", ") + std::string("{cluster: ") + place + "}";
  }
  return Head("argoproj.io/v1alpha1", "ApplicationSet", plan) +
         "spec: {generators: [{list: {elements: [" + elements +
         "]}}], strategy: {type: RollingSync, rollingSync: {steps: [" + steps +
         "]}}, template: {metadata: {labels: {at: '{{cluster}}'}}, spec: {destination: {name: "
         "'{{cluster}}'}}}}\nstatus: {applicationStatus: [{application: a, status: Progressing, "
         "step: \"" +
         std::to_string(1 + plan.percent / 34) + "\"}]}\n";
}

struct Made {
  explicit Made(const Plan& plan) {
    switch (plan.kind) {
      case 0:
      case 1:
        file = ReadRolloutFile(Argo(plan, plan.kind == 0), "a.yaml");
        break;
      case 2:
      case 3:
        file = ReadRolloutFile(Flagger(plan), "f.yaml");
        break;
      case 4:
        file = ReadRolloutFile(Istio(plan), "i.yaml");
        break;
      default:
        file = ReadRolloutFile(Applications(plan), "s.yaml");
    }
    for (const Rollout& one : file.rollouts) {
      if (!one.id.ends_with("/old")) rollout = &one;
    }
    if (rollout == nullptr) return;
    REQUIRE(rollout->current != kStageUnknown);
    cohort = {nullptr, &rollout->cohorts, CurrentCohort(*rollout), rollout->id};
  }
  Made(const Made&) = delete;

  RolloutFile file;
  const Rollout* rollout = nullptr;
  CohortOf cohort;
};

// One request: what is drawn is drawn once, and what is not known is so or not.
struct Request {
  Subject subject;
  std::map<std::string, double> draws;
  std::map<std::string, bool> unknown;
};

bool IsIn(const CohortOf& of, const Request& request) {
  const auto holds = [&](const Atom& atom) {
    if (const auto* chance = std::get_if<Chance>(&atom)) {
      return request.draws.at(chance->draw) < chance->probability;
    }
    if (const auto* opaque = std::get_if<Opaque>(&atom)) {
      return request.unknown.at(opaque->reason + of.name);
    }
    if (const auto* in = std::get_if<InPlaces>(&atom)) {
      return std::binary_search(in->names.begin(), in->names.end(), request.subject.place);
    }
    return Holds(std::get<Condition>(atom), request.subject) == Truth::kYes;
  };
  const auto& nodes = of.cohorts->nodes();
  std::vector<bool> is(of.cohort + 1, false);
  for (CohortId id = 0; id <= of.cohort; ++id) {
    const CohortNode& node = nodes[id];
    const auto child = [&](CohortId one) { return bool{is[one]}; };
    switch (node.kind) {
      case CohortKind::kFalse:
        break;
      case CohortKind::kTrue:
        is[id] = true;
        break;
      case CohortKind::kAtom:
        is[id] = holds(of.cohorts->atoms()[node.atom]);
        break;
      case CohortKind::kNot:
        is[id] = !is[node.children.front()];
        break;
      case CohortKind::kAll:
        is[id] = std::all_of(node.children.begin(), node.children.end(), child);
        break;
      case CohortKind::kAny:
        is[id] = std::any_of(node.children.begin(), node.children.end(), child);
        break;
    }
  }
  return is[of.cohort];
}

Request RandomRequest(Random& random, const std::vector<CohortOf>& of, const std::string& place,
                      const std::vector<int>& teams) {
  Request request;
  request.subject.place = place;
  const auto team = static_cast<std::size_t>(Below(random, static_cast<int>(teams.size())));
  request.subject.attributes["header.x-team"] = AttributeValue::OfText(kTeams[teams[team]]);
  for (const CohortOf& one : of) {
    for (const Atom& atom : one.cohorts->atoms()) {
      if (const auto* chance = std::get_if<Chance>(&atom)) {
        request.draws.emplace(chance->draw, static_cast<double>(random()) / 4294967296.0);
      }
      if (const auto* opaque = std::get_if<Opaque>(&atom)) {
        request.unknown.emplace(opaque->reason + one.name, Below(random, 3) == 0);
      }
    }
  }
  return request;
}

TEST_CASE("overlaps of manifests: symmetric, growing with percentages, bounds around the truth") {
  Random random(20261124);
  int compared = 0;
  for (int i = 0; i < Repeated(1500); ++i) {
    CAPTURE(i);
    Plan plan = RandomPlan(random, "a");
    const Made a(plan);
    const Made b(RandomPlan(random, "b"));
    plan.percent += Below(random, 101 - plan.percent);
    const Made grown(plan);
    // A route to which nobody or everybody is sent is no rollout.
    if (a.rollout == nullptr || b.rollout == nullptr || grown.rollout == nullptr) continue;
    OverlapAt at;
    at.place = kPlaces[Below(random, 4)];
    const Overlap both = OverlapOf({a.cohort, b.cohort}, at);
    const Overlap swapped = OverlapOf({b.cohort, a.cohort}, at);
    REQUIRE(both.least == doctest::Approx(swapped.least));
    REQUIRE(both.most == doctest::Approx(swapped.most));
    REQUIRE(both.basis == swapped.basis);
    const Overlap more = OverlapOf({grown.cohort, b.cohort}, at);
    REQUIRE(more.least >= both.least - 1e-12);
    REQUIRE(more.most >= both.most - 1e-12);
    REQUIRE(both.least <= both.most);
    REQUIRE(both.most <= OverlapOf({a.cohort}, at).most + 1e-12);
    // Who sends the requests is not known, so any team may be most of them.
    const std::vector<std::vector<int>> crowds = {{0, 1, 2}, {0}, {1}, {2}};
    const std::vector<int>& teams = crowds[static_cast<std::size_t>(Below(random, 4))];
    constexpr int kRequests = 2000;
    int met = 0;
    for (int request = 0; request < kRequests; ++request) {
      const Request one = RandomRequest(random, {a.cohort, b.cohort}, *at.place, teams);
      met += IsIn(a.cohort, one) && IsIn(b.cohort, one) ? 1 : 0;
    }
    const double truth = met / static_cast<double>(kRequests);
    const double error = 5 * std::sqrt(std::max(truth * (1 - truth), 0.001) / kRequests);
    INFO(a.rollout->id << " and " << b.rollout->id << ": " << both.least << " to " << both.most
                       << ", met " << truth);
    REQUIRE(truth >= both.least - error);
    REQUIRE(truth <= both.most + error);
    ++compared;
  }
  CHECK(compared > Repeated(1400));
}

}  // namespace
}  // namespace interlock
