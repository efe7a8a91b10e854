#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/slices.h"
#include "analyzer/intake/document_conditions.h"
#include "analyzer/intake/json_values.h"
#include "analyzer/intake/rollout_files.h"
#include "tests/harness/simulation.h"
#include "tests/harness/vectors.h"

namespace interlock {
namespace {

struct Tally {
  int passed = 0;
  int all = 0;

  void Count(bool ok) {
    ++all;
    passed += ok ? 1 : 0;
  }
};

std::string TextOf(const JsonValue& json) { return NameOfValue(ValueOf(json)); }

std::string QuotedJson(const JsonValue& json) {
  const std::string list = NameOfValue(AttributeValue::OfList({ValueOf(json)}));
  return list.substr(1, list.size() - 2);
}

// A file with one flag that has one rule.
RolloutFile OneRule(const std::string& rule) {
  return ReadRolloutFile(
      R"({"features": {"f": {"defaultValue": "default", "rules": [)" + rule + "]}}}", "f.json");
}

std::vector<Slice> SlicesOf(const RolloutFile& file) {
  std::vector<Slice> slices;
  for (const Atom& atom : file.rollouts.front().cohorts.atoms()) {
    if (const auto* slice = std::get_if<Slice>(&atom)) slices.push_back(*slice);
  }
  return slices;
}

void CheckHash(const std::vector<JsonValue>& row, Tally* tally) {
  const RolloutFile file =
      OneRule(R"({"force": 1, "filters": [{"ranges": [[0, 1]], "seed": )" + QuotedJson(row[0]) +
              R"(, "hashVersion": )" + TextOf(row[2]) + "}]}");
  const std::vector<Slice> slices = SlicesOf(file);
  if (row[3].IsNull()) {
    tally->Count(slices.empty());
    return;
  }
  REQUIRE(slices.size() == 1);
  Subject subject;
  subject.attributes["id"] = ValueOf(row[1]);
  const auto raw = RawOf(slices.front(), subject);
  REQUIRE(raw);
  const auto modulus = static_cast<double>(slices.front().set.modulus);
  tally->Count(static_cast<double>(*raw % slices.front().set.modulus) / modulus == row[3].Number());
}

void CheckNamespace(const std::vector<JsonValue>& row, Tally* tally) {
  const RolloutFile file =
      OneRule(R"({"variations": ["a", "b"], "namespace": )" + TextOf(row[2]) + "}");
  Subject subject;
  subject.attributes["id"] = ValueOf(row[1]);
  const auto served = Evaluation(nullptr, &subject).VariationOf(file.rollouts.front());
  tally->Count((served != "default") == row[3].Truth(false));
}

// The expected ranges are rounded to eight digits.
void CheckRanges(const std::vector<JsonValue>& row, Tally* tally) {
  const std::vector<JsonValue> given = row[1].Items();
  std::string rule =
      R"({"hashVersion": 2, "coverage": )" + TextOf(given[1]) + R"(, "variations": [)";
  for (int i = 0; i < *given[0].Number(); ++i) rule += (i > 0 ? ", " : "") + std::to_string(i);
  rule += "]" + (given[2].IsNull() ? "" : R"(, "weights": )" + TextOf(given[2])) + "}";
  const std::vector<Slice> slices = SlicesOf(OneRule(rule));
  std::size_t next = 0;
  bool ok = true;
  for (const JsonValue& range : row[2].Items()) {
    const double low = *range.Items()[0].Number();
    const double high = *range.Items()[1].Number();
    if (high <= low) continue;
    if (next == slices.size()) {
      ok = false;
      break;
    }
    for (std::uint64_t rest = 0; rest < 10000; ++rest) {
      const double n = static_cast<double>(rest) / 10000;
      if (std::abs(n - low) < 1e-8 || std::abs(n - high) < 1e-8) continue;
      ok = ok && Contains(slices[next].set, rest) == (n > low && n < high);
    }
    ++next;
  }
  tally->Count(ok && next == slices.size());
}

void CheckCondition(const std::vector<JsonValue>& row, Tally* tally) {
  std::map<std::string, std::vector<AttributeValue>> groups;
  if (row.size() > 4) {
    for (const JsonValue& group : row[4].Items()) groups[group.key()] = ValueOf(group).items;
  }
  DocumentRules rules;
  rules.groups = &groups;
  Cohorts cohorts;
  const CohortId cohort = ReadDocumentCondition(row[1], rules, &cohorts);
  Subject subject;
  AddAttributes(row[2], &subject);
  const Truth holds = Evaluation(nullptr, &subject).Ask(cohorts, cohort);
  INFO("condition " << row[0].Text() << ": " << TextOf(row[1]) << " of " << TextOf(row[2]));
  CHECK(holds == TruthOf(row[3].Truth(false)));
  tally->Count(holds == TruthOf(row[3].Truth(false)));
}

std::string FileOf(const JsonValue& context, const std::string& experiments) {
  std::string text = R"({"experiments": [)" + experiments + "]";
  for (const char* const key : {"features", "savedGroups", "contextualBandits"}) {
    const JsonValue value = context[key];
    text += ", \"" + std::string(key) + "\": " + (value.exists() ? TextOf(value) : "{}");
  }
  for (const char* const key : {"enabled", "qaMode", "forcedVariations", "url"}) {
    if (context[key].exists())
      text += ", \"" + std::string(key) + "\": " + QuotedJson(context[key]);
  }
  return text + "}";
}

void CheckFeature(const std::vector<JsonValue>& row, Tally* tally) {
  const RolloutFile file = ReadRolloutFile(FileOf(row[1], ""), "case.json");
  const FlagIndex index(file);
  Subject subject;
  AddAttributes(row[1]["attributes"], &subject);
  const Rollout* flag = index.FindFlag(row[2].Text());
  const std::string served =
      flag == nullptr ? "null"
                      : Evaluation(&index, &subject).VariationOf(*flag).value_or("not known");
  INFO("feature " << row[0].Text() << ": " << served);
  CHECK(served == TextOf(row[3]["value"]));
  tally->Count(served == TextOf(row[3]["value"]));
}

void CheckRun(const std::vector<JsonValue>& row, Tally* tally) {
  const RolloutFile file = ReadRolloutFile(FileOf(row[1], TextOf(row[2])), "case.json");
  const FlagIndex index(file);
  Subject subject;
  AddAttributes(row[1]["attributes"], &subject);
  const Rollout* run = nullptr;
  for (const Rollout& rollout : file.rollouts) {
    if (rollout.id == "experiment " + row[2]["key"].Text()) run = &rollout;
  }
  REQUIRE(run != nullptr);
  const auto served = Evaluation(&index, &subject).VariationOf(*run);
  INFO("run " << row[0].Text() << ": " << served.value_or("not known"));
  REQUIRE(served);
  const std::vector<JsonValue> variations = row[2]["variations"].Items();
  const std::size_t variation = served->empty() ? 0 : std::stoul(*served);
  const bool ok =
      TextOf(variations[variation]) == TextOf(row[3]) && !served->empty() == row[4].Truth(false);
  CHECK(ok);
  tally->Count(ok);
}

void CheckUrl(const std::vector<JsonValue>& row, Tally* tally) {
  std::string variations;
  for (int i = 0; i < *row[3].Number(); ++i) {
    variations += (i > 0 ? ", " : "") + std::to_string(i);
  }
  const RolloutFile file = ReadRolloutFile(
      R"({"features": {}, "experiments": [{"key": )" + QuotedJson(row[1]) + R"(, "variations": [)" +
          variations + R"(]}], "url": )" + QuotedJson(row[2]) + "}",
      "case.json");
  const Subject nobody;
  const auto served = Evaluation(nullptr, &nobody).VariationOf(file.rollouts.front());
  const bool ok = served == (row[4].IsNull() ? "" : TextOf(row[4]));
  INFO("url " << row[0].Text() << ": " << served.value_or("not known"));
  CHECK(ok);
  tally->Count(ok);
}

TEST_CASE("GrowthBook's own suite") {
  const auto folder = VectorsFolder("growthbook");
  if (!folder) return;
  const struct {
    const char* group;
    void (*check)(const std::vector<JsonValue>&, Tally*);
    int expected;
  } groups[] = {{"hash", CheckHash, 15},
                {"inNamespace", CheckNamespace, 16},
                {"getBucketRange", CheckRanges, 13},
                {"evalCondition", CheckCondition, 248},
                {"getQueryStringOverride", CheckUrl, 16},
                {"feature", CheckFeature, 55},
                {"run", CheckRun, 73},
                {"contextualBandit", CheckFeature, 35}};
  const std::string text = ReadWhole(*folder / "cases.json");
  const JsonDocument json = ParseJson(text, "cases.json");
  for (const auto& group : groups) {
    Tally tally;
    for (const JsonValue& row : json.Root()[group.group].Items()) group.check(row.Items(), &tally);
    MESSAGE("GrowthBook " << std::string(group.group) << ": " << tally.passed << " of "
                          << tally.all);
    CHECK(tally.passed == tally.all);
    CHECK(tally.all == group.expected);
  }
}

RolloutFile OwnFile() {
  const std::string path =
      std::string(INTERLOCK_SOURCE_DIR) + "/fixtures/rollouts/growthbook/features.json";
  return ReadRolloutFile(ReadWhole(path), "features.json");
}

TEST_CASE("what a whole context switches for all experiments") {
  const auto served = [](const std::string& switches) {
    const RolloutFile file = ReadRolloutFile(
        R"({"features": {"f": {"defaultValue": "d", "rules": [{"key": "x", "variations": ["a", "b"],)"
        R"( "coverage": 0}]}}, )" +
            switches + "}",
        "context.json");
    const Subject nobody;
    return Evaluation(nullptr, &nobody).VariationOf(file.rollouts.front()).value_or("not known");
  };
  CHECK(served(R"("enabled": true)") == "d");
  CHECK(served(R"("forcedVariations": {"x": 1})") == "b");
  CHECK(served(R"("forcedVariations": {"x": 1}, "qaMode": true)") == "b");
  CHECK(served(R"("forcedVariations": {"x": 1}, "enabled": false)") == "d");
  CHECK(served(R"("forcedVariations": {"x": 1}, "url": "http://a?y=1&x=0")") == "a");
  CHECK(served(R"("forcedVariations": {"x": 2})") == "d");
  CHECK(served(R"("forcedVariations": {"x": "one"})") == "d");
  CHECK(served(R"("url": "http://a?x=2")") == "d");
}

TEST_CASE("GrowthBook features are recognised") {
  CHECK(OwnFile().format == "growthbook");
  CHECK_THROWS(ReadRolloutFile(R"({"encryptedFeatures": "abc.def"})", "f.json"));
}

TEST_CASE("version 1 of GrowthBook's hash relates names that look alike") {
  const RolloutFile file = OwnFile();
  const Exposed v1(file, "checkout-v1");
  const Exposed v2(file, "checkout-v2");
  const Exposed search(file, "search");
  CHECK(v1.rollout->notes.size() == 1);
  CHECK(search.rollout->notes.empty());
  CHECK(OverlapOfBoth(v1, v2).most == 0);
  CHECK(OverlapOfBoth(v1, v2).basis == OverlapBasis::kCounted);
  CHECK(OverlapOfBoth(v1, v1).most == doctest::Approx(0.101).epsilon(1e-4));
  CHECK(OverlapOfBoth(v1, search).basis == OverlapBasis::kExpected);
  CheckSimulation(v1, v2, "id");
  CheckSimulation(v1, search, "id", 1'000'000);
  CheckSimulation(search, search, "id");
}

TEST_CASE("groups of a file are copied into its conditions, up to a limit") {
  const std::map<std::string, std::vector<AttributeValue>> groups = {
      {"staff", {AttributeValue::OfText("ada"), AttributeValue::OfText("eve")}}};
  const JsonDocument json = ParseJson(R"({"id": {"$inGroup": "staff"}})", "condition");
  std::size_t left = 3;
  DocumentRules rules;
  rules.groups = &groups;
  rules.values_left = &left;
  Subject ada;
  ada.attributes["id"] = AttributeValue::OfText("ada");
  for (const Truth expected : {Truth::kYes, Truth::kUnknown}) {
    Cohorts cohorts;
    const CohortId cohort = ReadDocumentCondition(json.Root(), rules, &cohorts);
    CHECK(Evaluation(nullptr, &ada).Ask(cohorts, cohort) == expected);
  }
  CHECK(left == 1);
}

TEST_CASE("equal attributes exclude others, while an attribute may be a list of several") {
  const auto both = [](const std::string& first, const std::string& second) {
    const auto flag = [](const std::string& name, const std::string& condition) {
      return "\"" + name + R"(": {"defaultValue": false, "rules": [{"force": true, "condition": )" +
             condition + "}]}";
    };
    const RolloutFile file = ReadRolloutFile(
        R"({"features": {)" + flag("a", first) + ", " + flag("b", second) + "}}", "f.json");
    return OverlapOfBoth(Exposed(file, "a"), Exposed(file, "b")).most;
  };
  CHECK(both(R"({"country": "de"})", R"({"country": "fr"})") == 0);
  CHECK(both(R"({"country": "de"})", R"({"country": {"$in": ["fr", "at"]}})") == 0);
  CHECK(both(R"({"country": {"$in": ["de"]}})", R"({"country": {"$in": ["fr"]}})") == 1);
  CHECK(both(R"({"age": 5})", R"({"age": {"$gt": 17}})") == 0);
  CHECK(both(R"({"age": 18})", R"({"age": {"$gt": 17}})") == 1);
}

TEST_CASE("a namespace with ranges apart excludes") {
  const RolloutFile file = OwnFile();
  const Exposed prices(file, "prices");
  const Exposed vouchers(file, "vouchers");
  CHECK(OverlapOfBoth(prices, vouchers).most == 0);
  CHECK(OverlapOfBoth(prices, vouchers).basis == OverlapBasis::kExact);
  CheckSimulation(prices, prices, "id");
}

TEST_CASE("prerequisites, kept assignments, and what is not understood") {
  const RolloutFile file = OwnFile();
  const Exposed child(file, "child");
  const Exposed parent(file, "parent");
  const Exposed kept(file, "kept");
  Subject subject;
  subject.attributes["country"] = AttributeValue::OfText("fr");
  CHECK(Evaluation(&child.index, &subject).VariationOf(*child.rollout) == "null");
  subject.attributes["country"] = AttributeValue::OfText("de");
  CHECK(Evaluation(&child.index, &subject).VariationOf(*child.rollout) == "true");
  CHECK(OverlapOfBoth(kept, child).basis == OverlapBasis::kBound);
  CHECK(kept.rollout->notes.size() == 1);
  const Exposed one(file, "one");
  CHECK(Evaluation(&one.index, &subject).VariationOf(*one.rollout) == "null");
  // 110, a pattern with look-ahead, an operator of no client, and two cycles.
  CHECK(file.notices.size() == 5);
  const Exposed odd(file, "odd");
  CHECK(OverlapOfBoth(odd, odd).least == 0);
  CHECK(OverlapOfBoth(odd, odd).most == 1);
}

}  // namespace
}  // namespace interlock
