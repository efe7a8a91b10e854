#include <doctest/doctest.h>

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

struct Tally {
  int passed = 0;
  int all = 0;
};

// The values that a flag can serve, by variation.
std::map<std::string, AttributeValue> ValuesOf(const JsonValue& flag) {
  std::map<std::string, AttributeValue> values;
  for (const JsonValue& variation : flag["variations"].Items()) {
    values[variation.key()] = ValueOf(variation["value"]);
  }
  return values;
}

// A JSON value is a text in the file, and an object in the expectations.
bool IsSame(const AttributeValue& value, const JsonValue& expected, const std::string& type) {
  if (type != "JSON") return value == ValueOf(expected);
  return ValueOf(ParseJson(value.text, "value").Root()) == ValueOf(expected);
}

void CheckFile(const JsonValue& suite, const JsonValue& flags, const FlagIndex& index,
               Tally* tally) {
  const std::string& key = suite["flag"].Text();
  const std::map<std::string, AttributeValue> values = ValuesOf(flags[key]);
  for (const JsonValue& test : suite["subjects"].Items()) {
    Subject subject;
    subject.time = ParseInstant("2026-01-01T00:00:00Z").value_or(0);
    AddAttributes(test["subjectAttributes"], &subject);
    subject.attributes["subjectKey"] = ValueOf(test["subjectKey"]);
    const Rollout* flag = index.FindFlag(key);
    const std::string served =
        flag == nullptr ? "" : Evaluation(&index, &subject).VariationOf(*flag).value_or("unknown");
    const auto value = values.find(served);
    const bool same =
        value != values.end()
            ? IsSame(value->second, test["assignment"], suite["variationType"].Text())
            : served.empty() && ValueOf(test["assignment"]) == ValueOf(suite["defaultValue"]);
    INFO(key << " of " << test["subjectKey"].Text() << ": " << served);
    CHECK(same);
    tally->passed += same ? 1 : 0;
    ++tally->all;
  }
}

TEST_CASE("Eppo's own suite") {
  const std::string repository = "Eppo-exp/sdk-test-data";
  const std::vector<SuiteFile> tests = SuiteFiles(repository, "ufc/tests/", ".json");
  if (tests.empty()) return;
  const std::vector<SuiteFile> files = SuiteFiles(repository, "ufc/flags-v1", ".json");
  Tally tally;
  for (const SuiteFile& flags : files) {
    if (flags.path != "ufc/flags-v1.json") continue;
    const RolloutFile file = ReadRolloutFile(flags.text, "flags-v1.json");
    CHECK(file.format == "eppo");
    const FlagIndex index(file);
    const JsonDocument json = ParseJson(flags.text, flags.path);
    for (const SuiteFile& test : tests) {
      const JsonDocument suite = ParseJson(test.text, test.path);
      CheckFile(suite.Root(), json.Root()["flags"], index, &tally);
    }
  }
  MESSAGE("Eppo: " << tally.passed << " of " << tally.all);
  CHECK(tally.passed == tally.all);
  CHECK(tally.all >= 200);
}

TEST_CASE("Eppo's shards of one salt exclude each other") {
  const RolloutFile file = RolloutFixture("eppo/flags.json");
  CHECK(file.format == "eppo");
  const Exposed a(file, "checkout");
  const Exposed b(file, "search");
  const Exposed c(file, "prices");
  CHECK(OverlapOfBoth(a, b).most == 0);
  CHECK(OverlapOfBoth(a, b).basis == OverlapBasis::kExact);
  CHECK(OverlapOfBoth(a, c).basis == OverlapBasis::kExpected);
  CheckSimulation(a, c, "subjectKey");
  CheckSimulation(a, a, "subjectKey");
  CHECK(file.notices.size() == 2);  // a range beyond the shards, an operator
  CHECK_THROWS(ReadRolloutFile(
      R"({"format": "CLIENT", "flags": {"a": {"variationType": "x", "allocations": []}}})", "f"));
}

TEST_CASE("Eppo's subjects stand in for the attribute id") {
  const RolloutFile file = RolloutFixture("eppo/flags.json");
  const Exposed named(file, "named");
  Subject ada = SubjectWith({{"subjectKey", "ada"}});
  CHECK(Evaluation(&named.index, &ada).VariationOf(*named.rollout) == "on");
  ada.attributes["id"] = AttributeValue::OfText("eve");
  CHECK(Evaluation(&named.index, &ada).VariationOf(*named.rollout) == "");
}

}  // namespace
}  // namespace interlock
