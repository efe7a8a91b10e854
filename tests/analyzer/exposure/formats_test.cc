// What holds for every format, whatever its hash: one flag that grows from 0 to 100 % beside one
// that stays, written in each vendor's own way.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "analyzer/exposure/overlap.h"
#include "analyzer/intake/rollout_files.h"
#include "tests/harness/simulation.h"

namespace interlock {
namespace {

struct Written {
  const char* kind;
  std::string begin, between, end;
  // A flag of the percentage, for users in Germany only where it says so.
  std::function<std::string(const std::string& name, int percent, bool in_germany)> flag;
  // How far the vendor's rounding may be off.
  double rounding = 1e-6;
};

std::string Percent(int percent) { return std::to_string(percent); }

std::string UnleashFlag(const std::string& name, int percent, bool in_germany) {
  const std::string constraint =
      in_germany ? R"({"contextName": "country", "operator": "IN", "values": ["de"]})" : "";
  return R"({"name": ")" + name + R"(", "enabled": true, "strategies": [{"name": )" +
         R"("flexibleRollout", "parameters": {"rollout": ")" + Percent(percent) +
         R"(", "stickiness": "userId"}, "constraints": [)" + constraint + "]}]}";
}

std::string GrowthBookFlag(const std::string& name, int percent, bool in_germany) {
  return "\"" + name +
         R"(": {"defaultValue": false, "rules": [{"force": true, "hashVersion": 2, )" +
         (in_germany ? R"("condition": {"country": "de"}, )" : "") + R"("coverage": )" +
         std::to_string(percent / 100.0) + "}]}";
}

std::string LaunchDarklyFlag(const std::string& name, int percent, bool in_germany) {
  const std::string served = R"("rollout": {"variations": [{"variation": 0, "weight": )" +
                             std::to_string(percent * 1000) + R"(}, {"variation": 1, "weight": )" +
                             std::to_string((100 - percent) * 1000) + "}]}";
  const std::string rest =
      in_germany ? R"("rules": [{"clauses": [{"attribute": "country", "op": "in", "values": )"
                   R"(["de"]}], )" +
                       served + R"(}], "fallthrough": {"variation": 1})"
                 : R"("fallthrough": {)" + served + "}";
  return "\"" + name + R"(": {"key": ")" + name +
         R"(", "on": true, "salt": "s", "variations": [true, false], "offVariation": 1, )" + rest +
         "}";
}

std::string PostHogFlag(const std::string& name, int percent, bool in_germany) {
  return R"({"key": ")" + name + R"(", "active": true, "filters": {"groups": [{"properties": [)" +
         (in_germany ? R"({"key": "country", "value": ["de"], "operator": "exact", )"
                       R"("type": "person"})"
                     : "") +
         R"(], "rollout_percentage": )" + Percent(percent) + "}]}}";
}

std::string StatsigFlag(const std::string& name, int percent, bool in_germany) {
  return R"({"name": ")" + name + R"(", "salt": ")" + name +
         R"(", "enabled": true, "defaultValue": false, "idType": "userID", "type": "feature_gate",)" +
         R"( "entity": "feature_gate", "rules": [{"name": "r", "id": "r", "salt": "r", )" +
         R"("returnValue": true, "idType": "userID", "passPercentage": )" + Percent(percent) +
         R"(, "conditions": [)" +
         (in_germany ? R"({"type": "user_field", "field": "country", "operator": "any", )"
                       R"("targetValue": ["de"], "idType": "userID"})"
                     : R"({"type": "public", "idType": "userID"})") +
         "]}]}";
}

std::string EppoFlag(const std::string& name, int percent, bool in_germany) {
  return "\"" + name + R"(": {"key": ")" + name +
         R"(", "enabled": true, "variationType": "STRING", "variations": {"on": {"key": "on", )" +
         R"("value": "on"}}, "totalShards": 10000, "allocations": [{"key": "a", "rules": [)" +
         (in_germany ? R"({"conditions": [{"attribute": "country", "operator": "ONE_OF", "value": )"
                       R"(["de"]}]})"
                     : "") +
         R"(], "splits": [{"variationKey": "on", "shards": [{"salt": ")" + name +
         R"(", "ranges": [{"start": 0, "end": )" + std::to_string(percent * 100) + "}]}]}]}]}";
}

std::string FliptFlag(const std::string& name, int percent, bool in_germany) {
  const std::string begin = "- key: " + name + "\n  name: " + name +
                            "\n  type: BOOLEAN_FLAG_TYPE\n  enabled: false\n  rollouts:\n";
  if (!in_germany) {
    return begin + "  - threshold: {percentage: " + Percent(percent) + ", value: true}\n";
  }
  return begin + "  - segment: {key: abroad, value: false}\n  - threshold: {percentage: " +
         Percent(percent) + ", value: true}\n";
}

std::string FlagdFlag(const std::string& name, int percent, bool in_germany) {
  const std::string share = R"({"fractional": [["on", )" + Percent(percent) + R"(], ["off", )" +
                            Percent(100 - percent) + "]]}";
  return "\"" + name +
         R"(": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": )" +
         R"("off", "targeting": )" +
         (in_germany ? R"({"if": [{"==": [{"var": "country"}, "de"]}, )" + share + R"(, "off"]})"
                     : share) +
         "}";
}

std::string NativeFlag(const std::string& name, int percent, bool) {
  return "  - {id: " + name + ", flag: " + name + ", stages: [{percent: " + Percent(percent) +
         "}], current: 1}\n";
}

std::string IstioFlag(const std::string& name, int percent, bool in_germany) {
  return "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: " + name +
         "}\nspec:\n  http:\n  - " +
         (in_germany ? "match: [{headers: {country: {exact: de}}}]\n    " : "") +
         "route: [{destination: {host: " + name + "}, weight: " + Percent(percent) +
         "}, {destination: {host: old}, weight: " + Percent(100 - percent) + "}]\n" +
         (in_germany ? "  - route: [{destination: {host: old}}]\n" : "") + "---\n";
}

std::vector<Written> Formats() {
  const std::string abroad =
      "segments:\n- key: abroad\n  name: abroad\n  match_type: ALL_MATCH_TYPE\n  constraints:\n"
      "  - {type: STRING_COMPARISON_TYPE, property: country, operator: neq, value: de}\n";
  std::vector<Written> formats = {
      {"unleash", R"({"version": 2, "features": [)", ",", "]}", UnleashFlag},
      {"growthbook", R"({"features": {)", ",", "}}", GrowthBookFlag, 1.1e-4},
      {"launchdarkly", R"({"flags": {)", ",", R"(}, "segments": {}})", LaunchDarklyFlag},
      {"posthog", R"({"flags": [)", ",", R"(], "group_type_mapping": {}, "cohorts": {}})",
       PostHogFlag},
      {"statsig",
       R"({"has_updates": true, "dynamic_configs": [], "layer_configs": [], "feature_gates": [)",
       ",", "]}", StatsigFlag},
      {"eppo", R"({"flags": {)", ",", "}}", EppoFlag},
      {"flipt", "namespace: default\nflags:\n", "", abroad, FliptFlag},
      {"native", "version: 1\nrollouts:\n", "", "", NativeFlag},
      {"istio", "", "", "", IstioFlag}};
  for (const char* const version : {"flagd-v1", "flagd-v2", "flagd-v3"}) {
    formats.push_back({version, R"({"flags": {)", ",", "}}", FlagdFlag});
  }
  return formats;
}

RolloutFile FileOf(const Written& format, int percent, bool in_germany) {
  const std::string text = format.begin + format.flag("grows", percent, in_germany) +
                           format.between + format.flag("stays", 30, false) + format.end;
  const bool yaml = text.find("{") != 0;
  return ReadRolloutFile(text, yaml ? "flags.yaml" : "flags.json", format.kind);
}

// The rollout of that name; of a mesh, the one to the destination of that name. None: nothing is
// split, so there is none.
const Rollout* Named(const RolloutFile& file, const std::string& name) {
  for (const Rollout& rollout : file.rollouts) {
    if (rollout.id == name || rollout.id.ends_with("/" + name)) return &rollout;
  }
  return nullptr;
}

Overlap Of(const FlagIndex& index, const std::vector<const Rollout*>& rollouts,
           const OverlapAt& at = {}) {
  std::vector<CohortOf> cohorts;
  for (const Rollout* rollout : rollouts) {
    cohorts.push_back({&index, &rollout->cohorts, CurrentCohort(*rollout), rollout->id});
  }
  return OverlapOf(cohorts, at);
}

TEST_CASE("in every format an overlap grows with a percentage, and is the same either way round") {
  for (const Written& format : Formats()) {
    for (const bool in_germany : {false, true}) {
      double before = 0;
      for (const int percent : {0, 1, 5, 20, 30, 50, 99, 100}) {
        CAPTURE(format.kind);
        CAPTURE(in_germany);
        CAPTURE(percent);
        const RolloutFile file = FileOf(format, percent, in_germany);
        CHECK(file.notices.empty());
        const FlagIndex index(file);
        const Rollout* grows = Named(file, "grows");
        const Rollout* stays = Named(file, "stays");
        REQUIRE(stays != nullptr);
        if (grows == nullptr) continue;
        const Overlap alone = Of(index, {grows});
        const bool bound = in_germany && std::string(format.kind) != "native";
        CHECK(std::abs(alone.most - percent / 100.0) <= format.rounding);
        CHECK(alone.least == (bound ? 0 : alone.most));
        const Overlap both = Of(index, {grows, stays});
        const Overlap swapped = Of(index, {stays, grows});
        CHECK(both.most == doctest::Approx(swapped.most).epsilon(1e-12));
        CHECK(both.least == doctest::Approx(swapped.least).epsilon(1e-12));
        CHECK(both.most <= std::min(alone.most, Of(index, {stays}).most) + 1e-12);
        CHECK(both.most >= before - 1e-9);
        CHECK(both.least <= both.most);
        before = both.most;
      }
      CHECK(before > 0.05);
    }
  }
}

TEST_CASE("in every format the bounds contain what a population shows") {
  constexpr std::size_t kUsers = 4000;
  std::vector<Subject> population(kUsers);
  Drawing drawing(7);
  for (std::size_t i = 0; i < kUsers; ++i) {
    const AttributeValue id = AttributeValue::OfText("user-" + std::to_string(i));
    const AttributeValue country = AttributeValue::OfText(drawing.Next() < 0.4 ? "de" : "fr");
    for (const char* const name : {"id", "distinct_id", "userID", "userId", "subjectKey",
                                   "entityId", "user.key", "targetingKey"}) {
      population[i].attributes[name] = id;
    }
    for (const char* const name : {"country", "user.country", "header.country"}) {
      population[i].attributes[name] = country;
    }
  }
  OverlapAt sampled;
  sampled.population = &population;
  const double error = 4 * std::sqrt(0.1 / static_cast<double>(kUsers));
  std::size_t weighed = 0;
  for (const Written& format : Formats()) {
    CAPTURE(format.kind);
    const RolloutFile file = FileOf(format, 50, true);
    const FlagIndex index(file);
    const std::vector<const Rollout*> both = {Named(file, "grows"), Named(file, "stays")};
    REQUIRE(both[0] != nullptr);
    const Overlap computed = Of(index, both);
    const Overlap counted = Of(index, both, sampled);
    CHECK(counted.least <= computed.most + error);
    CHECK(counted.most >= computed.least - error);
    // Users of the made-up hashes and of draws are not known one by one.
    if (counted.most - counted.least > 0) continue;
    ++weighed;
    CHECK(std::abs(counted.most - 0.4 * computed.most) <= error);
  }
  CHECK(weighed == Formats().size() - 2);
}

}  // namespace
}  // namespace interlock
