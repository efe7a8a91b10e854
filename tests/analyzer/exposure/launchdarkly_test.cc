#include <doctest/doctest.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/overlap.h"
#include "analyzer/intake/json_document.h"
#include "analyzer/intake/rollout_files.h"
#include "analyzer/intake/yaml_documents.h"
#include "tests/harness/rollout_fixture.h"
#include "tests/harness/simulation.h"
#include "tests/harness/suites.h"

namespace interlock {
namespace {

using Texts = std::vector<std::string>;

// ---- contexts

AttributeValue ValueOf(const JsonValue& json) {
  if (json.IsText()) return AttributeValue::OfText(json.Text());
  if (json.IsNumber()) return AttributeValue::OfNumber(*json.Number());
  if (json.kind() == JsonKind::kTruth) return AttributeValue::OfTruth(json.Truth(false));
  if (json.IsNull()) return {};
  std::vector<AttributeValue> items;
  if (json.IsList()) {
    for (const JsonValue& item : json.Items()) items.push_back(ValueOf(item));
  }
  return AttributeValue::OfList(std::move(items));  // an object equals nothing, but is there
}

void AddAttributes(const JsonValue& json, const std::string& prefix, Subject* subject) {
  for (const JsonValue& field : json.Items()) {
    subject->attributes[prefix + field.key()] = ValueOf(field);
    if (field.IsMap()) AddAttributes(field, prefix + field.key() + ".", subject);
  }
}

void AddContext(const JsonValue& json, const std::string& kind, Subject* subject) {
  subject->attributes[kind + ".anonymous"] = AttributeValue::OfTruth(false);
  AddAttributes(json, kind + ".", subject);
  subject->attributes["kind"].items.push_back(AttributeValue::OfText(kind));
}

Subject ContextOf(const JsonValue& json) {
  Subject subject;
  subject.attributes["kind"] = AttributeValue::OfList({});
  const std::string& kind = json["kind"].Text();
  if (kind.empty()) {  // the form before contexts
    AddContext(json, "user", &subject);
    AddAttributes(json["custom"], "user.", &subject);
  } else if (kind != "multi") {
    AddContext(json, kind, &subject);
  } else {
    for (const JsonValue& part : json.Items()) {
      if (part.IsMap()) AddContext(part, part.key(), &subject);
    }
  }
  return subject;
}

// ---- the suite's files: YAML whose "<NAME>" stands for constants and parameters

std::string Json(const JsonValue& value) {
  std::string text;
  switch (value.kind()) {
    case JsonKind::kAbsent:
    case JsonKind::kNull:
      return "null";
    case JsonKind::kTruth:
      return value.Truth(false) ? "true" : "false";
    case JsonKind::kNumber:
      return value.Text();
    case JsonKind::kText:
      for (const char c : value.Text()) {
        char escaped[8] = {c, 0};
        if (c == '"' || c == '\\' || (c >= 0 && c < ' ')) {
          std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
        }
        text += escaped;
      }
      return "\"" + text + "\"";
    case JsonKind::kList:
      for (const JsonValue& item : value.Items()) text += (text.empty() ? "" : ",") + Json(item);
      return "[" + text + "]";
    case JsonKind::kMap:
      break;
  }
  for (const JsonValue& item : value.Items()) {
    text += (text.empty() ? "\"" : ",\"") + item.key() + "\":" + Json(item);
  }
  return "{" + text + "}";
}

void ReplaceAll(const std::string& what, const std::string& by, std::string* text) {
  for (std::size_t at = text->find(what); at != std::string::npos;
       at = text->find(what, at + by.size())) {
    text->replace(at, what.size(), by);
  }
}

using Names = std::map<std::string, JsonValue>;

void Replace(const Names& names, std::string* text) {
  for (const auto& [name, value] : names) {
    ReplaceAll("\"<" + name + ">\"", Json(value), text);
    ReplaceAll("<" + name + ">", value.IsText() ? value.Text() : Json(value), text);
  }
}

Names NamesOf(const JsonValue& map) {
  Names names;
  for (const JsonValue& item : map.Items()) names.insert_or_assign(item.key(), item);
  return names;
}

// One set of parameters for each instance of the file: a list of sets, or all combinations of
// several lists.
std::vector<Names> Instances(const JsonValue& parameters) {
  const std::vector<JsonValue> items = parameters.Items();
  if (items.empty()) return {{}};
  std::vector<Names> all;
  if (items.front().IsMap()) {
    for (const JsonValue& item : items) all.push_back(NamesOf(item));
    return all;
  }
  all.emplace_back();
  for (const JsonValue& list : items) {
    std::vector<Names> longer;
    for (const Names& names : all) {
      for (const JsonValue& item : list.Items()) {
        Names more = NamesOf(item);
        more.insert(names.begin(), names.end());
        longer.push_back(std::move(more));
      }
    }
    all = std::move(longer);
  }
  return all;
}

struct Tally {
  int passed = 0;
  int all = 0;
};

// The variation's index is the place of its name; none is the default in the code.
bool Passes(const JsonValue& test, const RolloutFile& file, std::string* got) {
  const FlagIndex index(file);
  const Subject context = ContextOf(test["context"]);
  const JsonValue expected = test["expect"]["variationIndex"];
  const Rollout* flag = index.FindFlag(test["flagKey"].Text());
  if (flag == nullptr) return expected.IsNull();
  const auto served = Evaluation(&index, &context).VariationOf(*flag);
  *got = served.value_or("unknown");
  if (!served) {  // a circle ends in an error, and is said
    return expected.IsNull() && !file.notices.empty() &&
           file.notices.back().message.find("circle") != std::string::npos;
  }
  if (expected.IsNull()) return served->empty();
  const auto at = static_cast<std::size_t>(expected.Number().value_or(-1));
  return at < flag->variations.size() && flag->variations[at].name == *served;
}

void RunFile(const std::string& name, const std::string& text, Tally* tally) {
  const JsonDocument source = ParseYamlDocuments(text, name);
  const JsonValue root = source.Root().Items().front();
  const Names constants = NamesOf(root["constants"]);
  for (const Names& parameters : Instances(root["parameters"])) {
    std::string instance = text;
    Replace(constants, &instance);
    Replace(parameters, &instance);
    Replace(constants, &instance);
    const JsonDocument suite = ParseYamlDocuments(instance, name);
    const JsonValue whole = suite.Root().Items().front();
    const RolloutFile file = ReadRolloutFile(Json(whole["sdkData"]), "data.json", "launchdarkly");
    for (const JsonValue& test : whole["evaluations"].Items()) {
      if (test["expect"]["reason"]["errorKind"].Text() == "WRONG_TYPE") continue;  // of the code
      std::string got;
      const bool passes = Passes(test, file, &got);
      ++tally->all;
      tally->passed += passes ? 1 : 0;
      INFO(name << ": " << whole["name"].Text() << ": " << test["name"].Text() << ": " << got);
      CHECK(passes);
    }
  }
}

TEST_CASE("LaunchDarkly's own evaluation suite") {
  const std::vector<SuiteFile> files =
      SuiteFiles("launchdarkly/sdk-test-harness", "data/data-files/server-side-eval/", ".yml");
  if (files.empty()) return;
  Tally tally;
  for (const SuiteFile& file : files) RunFile(file.path, file.text, &tally);
  MESSAGE("LaunchDarkly: " << tally.passed << " of " << tally.all);
  CHECK(tally.passed == tally.all);
  CHECK(tally.all > 500);
}

// The SDKs' bucket, in single precision.
float BucketOf(const std::string& input) {
  return static_cast<float>(RawHash(HashAlgorithm::kSha1, 0, input)) /
         static_cast<float>(0xFFFFFFFFFFFFFFF);
}

// The text after "name:" in one of the suite's cases.
std::string FieldOf(const std::string& text, const std::string& name) {
  const std::size_t at = text.find(name + ":");
  if (at == std::string::npos) return "";
  const std::size_t end = text.find_first_of(",}\n", at);
  std::string value = text.substr(at + name.size() + 1, end - at - name.size() - 1);
  ReplaceAll("ldvalue.NewOptionalInt(", "", &value);
  for (const char* blank : {" ", "\t", "\"", ")"}) ReplaceAll(blank, "", &value);
  return value;
}

TEST_CASE("LaunchDarkly's own buckets") {
  const std::vector<SuiteFile> files = SuiteFiles("launchdarkly/go-server-sdk-evaluation",
                                                  "evaluator_bucketing_testdata_test.go", ".go");
  if (files.empty()) return;
  Tally tally;
  const std::string& text = files.front().text;
  const std::string key = "flagOrSegmentKey:";
  for (std::size_t at = text.find(key); at != std::string::npos;) {
    const std::size_t next = text.find(key, at + 1);
    const std::string one = text.substr(at, next - at);
    at = next;
    const std::string seed = FieldOf(one, "seed");
    const std::string flag = R"({"flags": {")" + FieldOf(one, "flagOrSegmentKey") +
                             R"(": {"on": true, "variations": [true, false], "salt": ")" +
                             FieldOf(one, "salt") + R"(", "fallthrough": {"rollout": {)" +
                             (seed.empty() ? "" : "\"seed\": " + seed + ",") +
                             R"("variations": [{"variation": 0, "weight": 1},
                                {"variation": 1, "weight": 99999}]}}}}})";
    const RolloutFile file = ReadRolloutFile(flag, "case.json", "launchdarkly");
    const auto& slice = std::get<Slice>(file.rollouts.front().cohorts.atoms().front());
    const auto input =
        HashInputOf(slice, SubjectWith({{"user.key", FieldOf(one, "contextValue")}}));
    const double bucket = BucketOf(input.value_or(""));
    const bool passes =
        bucket == doctest::Approx(std::stod(FieldOf(one, "expectedBucketValue"))).epsilon(1e-7);
    ++tally.all;
    tally.passed += passes ? 1 : 0;
    INFO(one << bucket);
    CHECK(passes);
  }
  MESSAGE("LaunchDarkly's buckets: " << tally.passed << " of " << tally.all);
  CHECK(tally.passed == tally.all);
  CHECK(tally.all >= 8);
}

// ---- our own small cases

std::string ServedTo(const RolloutFile& file, const std::string& flag, const Subject& subject) {
  const FlagIndex index(file);
  return Evaluation(&index, &subject).VariationOf(*index.FindFlag(flag)).value_or("unknown");
}

TEST_CASE("flags and segments are read in their order of evaluation") {
  const RolloutFile file = RolloutFixture("launchdarkly/data.json");
  CHECK(file.format == "launchdarkly");
  CHECK(ServedTo(file, "checkout", SubjectWith({{"user.key", "ann"}})) == "true");
  const Subject german = SubjectWith({{"user.key", "u"}, {"user.address.country", "de"}});
  CHECK(ServedTo(file, "checkout", german) == "false");
  CHECK(ServedTo(file, "checkout", {}) == "true");  // bucket 0
  int agree = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string id = "user-" + std::to_string(i);
    const bool on = BucketOf("checkout.c0ffee." + id) < 0.3F;
    const std::string got = ServedTo(file, "checkout", SubjectWith({{"user.key", id}}));
    agree += got == (on ? "true" : "false") ? 1 : 0;
  }
  CHECK(agree == 2000);
  CHECK(StageTexts(RolloutWithId(file, "prices")) == Texts{": 20 %"});
  Texts messages;
  for (const RolloutNotice& notice : file.notices) messages.push_back(notice.message);
  CHECK(messages ==
        Texts{"flag 'broken': there is no variation '9'",
              "flag 'broken': the operator 'soundsLike' is not known, so it never holds",
              "flag 'broken': a weight is '110000', expected a number from 0 to 100000",
              "flag 'broken': what it needs goes round in a circle",
              "flag 'circle': what it needs goes round in a circle"});
  CHECK(file.notices[0].line == 34);
}

TEST_CASE("flags of one seed have one space, others are independent") {
  const RolloutFile file = RolloutFixture("launchdarkly/data.json");
  const Exposed prices(file, "prices"), vouchers(file, "vouchers"), beta(file, "beta");
  // Prices: the last fifth. Vouchers: the first half.
  CHECK(OverlapOfBoth(prices, vouchers).most == 0);
  CHECK(OverlapOfBoth(prices, vouchers).basis == OverlapBasis::kExact);
  CHECK(prices.rollout->notes ==
        Texts{"shares the seed 61 with 1 other flag: their cohorts are not independent"});
  CHECK(OverlapOfBoth(beta, vouchers).most == 0);  // it needs prices
  const Exposed checkout(file, "checkout");
  // Whoever is not in Germany, and is not ann: 30 % of the others' 20 %. Her bucket is known.
  CHECK(OverlapOfBoth(checkout, prices).most == doctest::Approx(0.06));
  CHECK(OverlapOfBoth(checkout, prices).named.empty());
  CHECK(OverlapOfBoth(checkout, checkout).named ==
        std::vector<NamedUnit>{{"user.key", "ann", true}});
  const Exposed fifth(file, "fifth");
  CHECK(OverlapOfBoth(fifth, vouchers).basis == OverlapBasis::kExpected);
  CHECK(OverlapOfBoth(fifth, vouchers).most == doctest::Approx(0.1));
  CheckSimulation(fifth, vouchers, "user.key", 1'000'000);
  CheckSimulation(prices, vouchers, "user.key");
  CheckSimulation(prices, prices, "user.key");
}

TEST_CASE("a weighted segment is its weight of those who have what is hashed") {
  const RolloutFile file = ReadRolloutFile(
      R"({"flags": {"a": {"key": "a", "on": true, "salt": "s", "variations": [true, false],
        "offVariation": 1, "fallthrough": {"variation": 1},
        "rules": [{"variation": 0, "clauses": [{"attribute": "", "op": "segmentMatch",
                                                "values": ["some"]}]}]}},
        "segments": {"some": {"key": "some", "salt": "t", "included": [], "excluded": ["ann"],
                              "rules": [{"weight": 7500, "clauses": []}]}}})",
      "flags.json");
  const Exposed a(file, "a");
  const Overlap share =
      OverlapOf({{&a.index, &a.rollout->cohorts, CurrentCohort(*a.rollout), a.rollout->id}}, {});
  CHECK(share.most == doctest::Approx(0.075).epsilon(1e-6));
  CHECK(share.least == share.most);
  CHECK(share.basis == OverlapBasis::kExact);
  CheckSimulation(a, a, "user.key");
}

TEST_CASE("a clause that compares with nothing holds for nobody") {
  const RolloutFile file = ReadRolloutFile(
      R"({"flags": {"a": {"key": "a", "on": true, "salt": "s", "variations": [true, false],
        "offVariation": 1, "fallthrough": {"variation": 1}, "rules": [{"variation": 0, "clauses": [
        {"attribute": "country", "op": "isVeryNice", "values": ["de"]}]}]},
        "b": {"key": "b", "on": true, "salt": "s", "variations": [true, false],
        "offVariation": 1, "fallthrough": {"variation": 1}, "rules": [{"variation": 0, "clauses": [
        {"attribute": "country", "op": "in", "values": []}]}]}}, "segments": {}})",
      "flags.json");
  REQUIRE(file.notices.size() == 1);
  for (const char* const name : {"a", "b"}) {
    const Exposed of(file, name);
    CHECK(OverlapOfBoth(of, of).most == 0);
  }
}

TEST_CASE("patterns that cannot be matched are said") {
  const auto clause = [](const std::string& pattern) {
    return R"({"flags": {"a": {"key": "a", "on": true, "salt": "s", "variations": [true, false],
      "offVariation": 1, "fallthrough": {"variation": 1}, "rules": [{"variation": 0, "clauses": [
      {"attribute": "name", "op": "matches", "values": [")" +
           pattern + R"("]}]}]}}, "segments": {}})";
  };
  const RolloutFile broken = ReadRolloutFile(clause("a("), "flags.json");
  REQUIRE(broken.notices.size() == 1);
  CHECK(broken.notices[0].message == "flag 'a': the pattern 'a(' is broken, so it never holds");
  const RolloutFile foreign = ReadRolloutFile(clause("a(?=b)"), "flags.json");
  REQUIRE(foreign.notices.size() == 1);
  const Exposed a(foreign, "a");
  CHECK(OverlapOfBoth(a, a).least == 0);
  CHECK(OverlapOfBoth(a, a).most == 1);
  CHECK(ReadRolloutFile(clause("^a.*b$"), "flags.json").notices.empty());
}

}  // namespace
}  // namespace interlock
