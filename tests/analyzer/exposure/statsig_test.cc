#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/times.h"
#include "analyzer/intake/json_document.h"
#include "analyzer/intake/json_values.h"
#include "analyzer/intake/rollout_files.h"
#include "tests/harness/rollout_fixture.h"
#include "tests/harness/simulation.h"
#include "tests/harness/suites.h"

namespace interlock {
namespace {

// What a client finds out from the agents and addresses of the suite, as its expectations have it.
void AddDerived(const std::string& agent, const std::string& ip, Subject* user) {
  struct Agent {
    const char* part;
    const char* os_name;
    const char* os_version;
    const char* browser_name;
    const char* browser_version;
  };
  static const Agent agents[] = {
      {"iPhone OS 10_3_1", "iOS", "10.3.1", "Mobile Safari", "10.0.0"},
      {"Windows Phone 8.0", "Windows Phone", "8.0.0", "IE Mobile", "10.0.0"},
      {"Android 7.0", "Android", "7.0.0", "Chrome Mobile", "59.0.3071"},
      {"Kindle Fire", "Android", "2.3.4", "Android", "2.3.4"},
      {"Mac OS X 10_12_6", "Mac OS X", "10.12.6", "Chrome", "60.0.3112"},
      {"Windows NT 5.1", "Windows", "XP", "Chrome", "109.0.5414"},
  };
  const auto add = [&](const char* attribute, const char* value) {
    user->attributes.emplace(attribute, AttributeValue::OfText(value));
  };
  for (const Agent& known : agents) {
    if (agent.find(known.part) == std::string::npos) continue;
    add("custom.os_name", known.os_name);
    add("custom.os_version", known.os_version);
    add("custom.browser_name", known.browser_name);
    add("custom.browser_version", known.browser_version);
    break;
  }
  for (const char* const field : {"os_name", "os_version", "browser_name", "browser_version"}) {
    add((std::string("custom.") + field).c_str(), "");
  }
  add("country", ip == "1.0.1.0" ? "CN" : ip.empty() ? "" : "US");
}

Subject UserOf(const JsonValue& json) {
  Subject user;
  user.time = ParseInstant("2024-07-03T00:00:00Z").value_or(0);
  AddAttributes(json, &user);
  static const std::set<std::string> own = {"userID", "email",      "ip",       "country",
                                            "locale", "appVersion", "userAgent"};
  for (const JsonValue& field : json["privateAttributes"].Items()) {
    const std::string name = own.count(field.key()) != 0 ? field.key() : "custom." + field.key();
    user.attributes.emplace(name, ValueOf(field));
  }
  for (const JsonValue& field : json["custom"].Items()) {
    if (own.count(field.key()) != 0) user.attributes.emplace(field.key(), ValueOf(field));
  }
  AddDerived(json["userAgent"].Text(), json["ip"].Text(), &user);
  return user;
}

// The values of a spec's variations, by name.
std::map<std::string, AttributeValue> ValuesOf(const JsonValue& spec) {
  std::map<std::string, AttributeValue> values;
  values["default"] = ValueOf(spec["defaultValue"]);
  for (const JsonValue& rule : spec["rules"].Items()) {
    const std::string& id = rule["id"].Text();
    const std::string& group = rule["groupName"].Text();
    values[group.empty() ? id : group + " (" + id + ")"] = ValueOf(rule["returnValue"]);
  }
  return values;
}

struct Suite {
  std::map<std::string, std::map<std::string, AttributeValue>> configs;
  std::map<std::string, std::map<std::string, AttributeValue>> layers;
  std::map<std::string, const Rollout*> rollouts;  // by id
};

AttributeValue ServedBy(const Suite& suite, const std::map<std::string, AttributeValue>& own,
                        const std::string& variation) {
  if (const auto value = own.find(variation); value != own.end()) return value->second;
  const std::size_t colon = variation.find(": ");
  if (colon == std::string::npos) return AttributeValue::OfText("no such variation");
  const auto config = suite.configs.find(variation.substr(0, colon));
  if (config == suite.configs.end()) return AttributeValue::OfText("no such config");
  const auto value = config->second.find(variation.substr(colon + 2));
  return value == config->second.end() ? AttributeValue::OfText("no such group") : value->second;
}

struct Tally {
  int passed = 0;
  int all = 0;
  std::map<std::string, int> unknown;
  std::map<std::string, int> failed;
};

// Objects are compared by their keys, in whatever order.
AttributeValue Sorted(AttributeValue value) {
  for (AttributeValue& item : value.items) item = Sorted(std::move(item));
  if (value.kind != ValueKind::kMap) return value;
  std::map<std::string, AttributeValue> by_name;
  for (std::size_t i = 0; i < value.names.size(); ++i) by_name[value.names[i]] = value.items[i];
  value.names.clear();
  value.items.clear();
  for (auto& [name, item] : by_name) {
    value.names.push_back(name);
    value.items.push_back(std::move(item));
  }
  return value;
}

void Check(const Suite& suite, const FlagIndex& index, const JsonValue& expected,
           const std::string& prefix, const std::map<std::string, AttributeValue>* values,
           const Subject& user, Tally* tally) {
  const std::string id = prefix + expected.key();
  ++tally->all;
  const auto rollout = suite.rollouts.find(id);
  if (rollout == suite.rollouts.end()) {
    ++tally->failed[id];
    return;
  }
  const auto served = Evaluation(&index, &user).VariationOf(*rollout->second);
  if (!served) {
    ++tally->unknown[id];
    return;
  }
  const bool same = values == nullptr ? (*served == "true") == expected["value"].Truth(false)
                                      : Sorted(ServedBy(suite, *values, *served)) ==
                                            Sorted(ValueOf(expected["value"]));
  if (same) {
    ++tally->passed;
  } else {
    ++tally->failed[id];
  }
}

TEST_CASE("Statsig's own suite") {
  const std::vector<SuiteFile> files =
      SuiteFiles("statsig-io/elixir-sdk", "test/data/rulesets_e2e_", ".json");
  if (files.empty()) return;
  std::map<std::string, const std::string*> texts;
  for (const SuiteFile& file : files) texts[file.path] = &file.text;
  const std::string& specs = *texts.at("test/data/rulesets_e2e_config.json");
  const RolloutFile file = ReadRolloutFile(specs, "specs.json");
  CHECK(file.format == "statsig");
  const FlagIndex index(file);
  const JsonDocument json = ParseJson(specs, "specs.json");
  Suite suite;
  for (const JsonValue& spec : json.Root()["dynamic_configs"].Items()) {
    suite.configs[spec["name"].Text()] = ValuesOf(spec);
  }
  for (const JsonValue& spec : json.Root()["layer_configs"].Items()) {
    suite.layers[spec["name"].Text()] = ValuesOf(spec);
  }
  for (const Rollout& rollout : file.rollouts) suite.rollouts[rollout.id] = &rollout;
  const JsonDocument expected =
      ParseJson(*texts.at("test/data/rulesets_e2e_expected_results.json"), "expected.json");
  Tally tally;
  for (const JsonValue& test : expected.Root()["data"].Items()) {
    const Subject user = UserOf(test["user"]);
    for (const JsonValue& gate : test["feature_gates_v2"].Items()) {
      Check(suite, index, gate, "", nullptr, user, &tally);
    }
    for (const JsonValue& config : test["dynamic_configs"].Items()) {
      Check(suite, index, config, "config ", &suite.configs[config.key()], user, &tally);
    }
    for (const JsonValue& layer : test["layer_configs"].Items()) {
      Check(suite, index, layer, "layer ", &suite.layers[layer.key()], user, &tally);
    }
  }
  for (const auto& [id, times] : tally.failed) MESSAGE(id << " is wrong " << times << " times");
  int unknown = 0;
  for (const auto& [id, times] : tally.unknown) {
    MESSAGE(id << " is not known " << times << " times");
    unknown += times;
  }
  MESSAGE("Statsig: " << tally.passed << " of " << tally.all << ", and " << unknown
                      << " that are not known (lists of ids, what the file does not hold)");
  CHECK(tally.failed.empty());
  CHECK(tally.passed >= 4970);
  CHECK(tally.all == 5032);
}

TEST_CASE("Statsig's gates, holdouts and layers") {
  const RolloutFile file = RolloutFixture("statsig/specs.json");
  CHECK(file.format == "statsig");
  const Exposed checkout(file, "checkout");
  const Exposed search(file, "search");
  const Exposed colours(file, "config colours");
  const Exposed sizes(file, "config sizes");
  const Exposed page(file, "layer page");
  const Exposed off(file, "off");
  // The holdout takes away who passes the other gate.
  CHECK(OverlapOfBoth(checkout, search).most == 0);
  CHECK(OverlapOfBoth(search, search).most == doctest::Approx(0.375).epsilon(1e-9));
  // Experiments of one layer have buckets of their own.
  CHECK(OverlapOfBoth(colours, sizes).most == 0);
  CHECK(OverlapOfBoth(colours, sizes).basis == OverlapBasis::kExact);
  CHECK(OverlapOfBoth(page, colours).most == doctest::Approx(0.0025).epsilon(1e-9));
  CHECK(OverlapOfBoth(off, checkout).most == 0);
  CheckSimulation(search, search, "userID");
  CheckSimulation(page, colours, "userID");
  CheckSimulation(checkout, sizes, "userID");
}

TEST_CASE("what is not understood in Statsig's specs is unknown") {
  const RolloutFile file = RolloutFixture("statsig/specs.json");
  const Exposed listed(file, "listed");
  CHECK(OverlapOfBoth(listed, listed).least == 0);
  CHECK(OverlapOfBoth(listed, listed).most == 1);
  CHECK(file.notices.size() == 4);  // a list of ids, a type of condition, 110 %, an override
  const Exposed redirected(file, "redirected");
  CHECK(OverlapOfBoth(redirected, redirected).least == 0);
  CHECK(OverlapOfBoth(redirected, redirected).most == 1);
}

}  // namespace
}  // namespace interlock
