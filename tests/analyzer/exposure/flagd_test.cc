#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "analyzer/exposure/cbor.h"
#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/hashes.h"
#include "analyzer/exposure/overlap.h"
#include "analyzer/intake/json_document.h"
#include "analyzer/intake/json_values.h"
#include "analyzer/intake/rollout_files.h"
#include "interlock/error.h"
#include "tests/harness/rollout_fixture.h"
#include "tests/harness/simulation.h"
#include "tests/harness/suites.h"
#include "tests/harness/vectors.h"

namespace interlock {
namespace {

using Texts = std::vector<std::string>;
using Row = std::map<std::string, std::string>;

// ---- the suite: scenarios in Gherkin

struct Scenario {
  std::string name;
  std::string edition;
  Texts steps;
};

std::string Trimmed(const std::string &text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// "| a | b |"
Texts CellsOf(const std::string &line) {
  Texts cells;
  for (std::size_t at = 1; at < line.size();) {
    const std::size_t end = std::min(line.find('|', at), line.size());
    cells.push_back(Trimmed(line.substr(at, end - at)));
    at = end + 1;
  }
  return cells;
}

void ReplaceAll(const std::string &what, const std::string &by, std::string *text) {
  for (std::size_t at = text->find(what); at != std::string::npos;
       at = text->find(what, at + by.size())) {
    text->replace(at, what.size(), by);
  }
}

// One scenario for each row of its examples.
class Feature {
 public:
  explicit Feature(const std::string &text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) Take(Trimmed(line));
    Flush();
  }
  std::vector<Scenario> scenarios;

 private:
  void Take(const std::string &line) {
    if (line.empty() || line.front() == '#') return;
    if (line.front() == '@') {
      tags_ += line + " ";
    } else if (line.starts_with("Scenario")) {
      Flush();
      current_ = {line, Edition(), {}};
      open_ = true;
      tags_.clear();
    } else if (line.starts_with("Examples")) {
      if (const std::string edition = Edition(); !edition.empty()) examples_ = edition;
      tags_.clear();
      header_.clear();
    } else if (line.front() == '|') {
      const Texts cells = CellsOf(line);
      if (header_.empty()) {
        header_ = cells;
        return;
      }
      Scenario one = current_;
      if (!examples_.empty()) one.edition = examples_;
      for (std::string &step : one.steps) {
        for (std::size_t i = 0; i < header_.size() && i < cells.size(); ++i) {
          ReplaceAll("<" + header_[i] + ">", cells[i], &step);
        }
      }
      scenarios.push_back(std::move(one));
      had_rows_ = true;
    } else {
      current_.steps.push_back(line);
    }
  }
  std::string Edition() const {
    for (const char *edition : {"v1", "v2", "v3"}) {
      if (tags_.find(std::string("@fractional-") + edition) != std::string::npos) return edition;
    }
    return "";
  }
  void Flush() {
    if (open_ && !had_rows_) scenarios.push_back(current_);
    open_ = had_rows_ = false;
    current_ = {};
    examples_.clear();
    header_.clear();
  }

  Scenario current_;
  std::string tags_, examples_;
  Texts header_;
  bool open_ = false, had_rows_ = false;
};

// The quoted words of a step; the last may have quotes inside.
Texts Quotes(const std::string &step) {
  Texts quotes;
  const std::size_t last = step.rfind('"');
  for (std::size_t at = step.find('"'); at < last;) {
    const std::size_t value = std::min(step.find("with value \"", 0), step.find("should be \""));
    const bool whole = value != std::string::npos && at > value;
    const std::size_t end = whole ? last : step.find('"', at + 1);
    quotes.push_back(step.substr(at + 1, end - at - 1));
    ReplaceAll("\\\"", "\"", &quotes.back());
    at = step.find('"', end + 1);
  }
  return quotes;
}

AttributeValue Typed(const std::string &type, const std::string &text) {
  if (type == "Integer" || type == "Float") {
    char *end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (end != text.c_str() && *end == '\0') return AttributeValue::OfNumber(number);
  }
  if (type == "Boolean") return AttributeValue::OfTruth(text == "true");
  if (type != "Object") return AttributeValue::OfText(text);
  const JsonDocument json = ParseJson(text, "value");
  return ValueOf(json.Root());
}

struct Outcome {
  bool asked = false;    // the scenario is about what a flag serves
  bool bounded = false;  // that is not known, and said
  bool passed = false;
  std::string got;
};

Outcome Run(const Scenario &scenario, const JsonValue &flags, const RolloutFile &file) {
  const FlagIndex index(file);
  Subject subject;
  std::string key, type, fallback;
  Outcome outcome;
  for (const std::string &step : scenario.steps) {
    const Texts quotes = Quotes(step);
    const auto has = [&](const char *words) { return step.find(words) != std::string::npos; };
    if (has("-flag with key")) {
      const std::size_t end = step.find("-flag with key");
      type = step.substr(0, end).substr(step.rfind(' ', end) + 1);
      key = quotes[0];
      fallback = quotes[1];
    } else if (has("targeting key with value")) {
      subject.attributes["targetingKey"] = AttributeValue::OfText(quotes[0]);
    } else if (has("nested property")) {
      subject.attributes[quotes[0] + "." + quotes[1]] = AttributeValue::OfText(quotes[2]);
    } else if (has("a context containing a key")) {
      subject.attributes[quotes[0]] = Typed(quotes[1], quotes[2]);
    } else if (has("the resolved details value should be")) {
      outcome.asked = true;
      const Rollout *flag = index.FindFlag(key);
      const auto served = flag == nullptr ? std::optional<std::string>("")
                                          : Evaluation(&index, &subject).VariationOf(*flag);
      outcome.got = served.value_or("unknown");
      const AttributeValue value = outcome.got.empty() || !served
                                       ? Typed(type, fallback)
                                       : ValueOf(flags[key]["variants"][*served]);
      outcome.bounded = !served.has_value() && !file.notices.empty();
      outcome.passed = served.has_value() && value == Typed(type, quotes[0]);
    } else if (has("the error-code should be") && quotes[0] == "FLAG_NOT_FOUND") {
      outcome = {true, false, index.FindFlag(key) == nullptr, key};
    }
  }
  return outcome;
}

struct Tally {
  int passed = 0;
  int all = 0;
  int bounded = 0;  // a user's value against the clock has no cohort
};

// One file of scenarios over files of flags, in which each flag is once.
Tally RunFeature(const SuiteFile &feature, const std::vector<SuiteFile> &files) {
  Tally tally;
  for (const Scenario &scenario : Feature(feature.text).scenarios) {
    const std::string edition = scenario.edition.empty() ? "v2" : scenario.edition;
    std::string key;
    for (const std::string &step : scenario.steps) {
      if (step.find("-flag with key") != std::string::npos) key = Quotes(step)[0];
    }
    Outcome outcome;
    for (const SuiteFile &one : files) {
      const JsonDocument json = ParseJson(one.text, "flags.json");
      const JsonValue flags = json.Root()["flags"];
      if (!flags[key].exists() && &one != &files.back()) continue;
      outcome = Run(scenario, flags, ReadRolloutFile(one.text, "flags.json", "flagd-" + edition));
      break;
    }
    if (!outcome.asked) continue;
    ++tally.all;
    if (outcome.bounded) {
      ++tally.bounded;
      continue;
    }
    tally.passed += outcome.passed ? 1 : 0;
    std::string steps;
    for (const std::string &step : scenario.steps) steps += "\n  " + step;
    INFO(feature.path << ": " << scenario.name << " " << edition << steps << "\n  got "
                      << outcome.got);
    CHECK(outcome.passed);
  }
  MESSAGE(feature.path << ": " << tally.passed << " of " << tally.all << ", " << tally.bounded
                       << " bounded");
  return tally;
}

TEST_CASE("flagd's own suites") {
  const std::string repository = "open-feature/flagd-testbed";
  std::vector<SuiteFile> features = SuiteFiles(repository, "evaluator/gherkin/", ".feature");
  if (features.empty()) return;
  const auto kit = SuiteFiles(repository, "evaluator/flags/testkit-flags.json", ".json");
  Tally sum;
  for (const SuiteFile &feature : features) {
    const Tally one = RunFeature(feature, kit);
    sum = {sum.passed + one.passed, sum.all + one.all, sum.bounded + one.bounded};
  }
  const Tally targeting =
      RunFeature(SuiteFiles(repository, "gherkin/targeting.feature", "").front(),
                 SuiteFiles(repository, "flags/", ".json"));
  sum = {sum.passed + targeting.passed, sum.all + targeting.all, sum.bounded + targeting.bounded};
  MESSAGE("flagd: " << sum.passed << " of " << sum.all << ", " << sum.bounded << " bounded");
  CHECK(sum.passed + sum.bounded == sum.all);
  CHECK(sum.bounded <= 2);
  CHECK(sum.all > 370);
}

// ---- our own small cases

RolloutFile Read(const std::string &kind) {
  const std::filesystem::path path =
      std::filesystem::path(INTERLOCK_SOURCE_DIR) / "fixtures/rollouts/flagd/flags.json";
  return ReadRolloutFile(ReadWhole(path), "flags.json", kind);
}

std::string ServedTo(const RolloutFile &file, const std::string &flag, const Subject &subject) {
  const FlagIndex index(file);
  return Evaluation(&index, &subject).VariationOf(*index.FindFlag(flag)).value_or("unknown");
}

// The vendor's formula for the versions, over two variants.
bool InFirst(const std::string &edition, const std::string &text, std::uint64_t weight,
             std::uint64_t total) {
  const std::uint32_t hash = Murmur3(edition == "v3" ? CborOfText(text) : text, 0);
  if (edition == "v1") {
    const double ratio =
        std::abs(static_cast<double>(static_cast<std::int32_t>(hash))) / 2147483647;
    return ratio * 100 < 100 * static_cast<double>(weight) / static_cast<double>(total);
  }
  return ((std::uint64_t{hash} * total) >> 32) < weight;
}

TEST_CASE("each version of flagd sorts in its own way") {
  for (const std::string edition : {"v1", "v2", "v3"}) {
    const RolloutFile file = Read("flagd-" + edition);
    int agree = 0;
    for (int i = 0; i < 2000; ++i) {
      const std::string name = "user-" + std::to_string(i);
      const std::string got = ServedTo(file, "suits", SubjectWith({{"user.name", name}}));
      agree += got == (InFirst(edition, "shared-" + name, 25, 100) ? "clubs" : "hearts") ? 1 : 0;
    }
    INFO(edition);
    CHECK(agree == 2000);
    const Exposed suits(file, "suits");
    CHECK(OverlapOfBoth(suits, suits).least == doctest::Approx(1));
    CHECK(StageTexts(RolloutWithId(file, "colours")) == Texts{": 66.6667 %"});
  }
}

TEST_CASE("a file of an unknown version is a bound") {
  const RolloutFile file = Read("");
  CHECK(file.format == "flagd");
  const Rollout &colours = RolloutWithId(file, "colours");
  CHECK(colours.stages[0].share == doctest::Approx(2.0 / 3));
  CHECK(colours.notes.size() == 2);
  int unknown = 0;
  for (int i = 0; i < 300; ++i) {
    const Subject subject = SubjectWith({{"user.name", "user-" + std::to_string(i)}});
    const std::string got = ServedTo(file, "colours", subject);
    const std::string v2 = ServedTo(Read("flagd-v2"), "colours", subject);
    unknown += got == "unknown" ? 1 : 0;
    CHECK((got == "unknown" || got == v2));
  }
  CHECK(unknown > 0);
  CHECK(unknown < 300);
  CHECK_THROWS_AS(Read("flagd-v4"), Error);
}

TEST_CASE("expressions are cohorts") {
  const RolloutFile file = RolloutFixture("flagd/flags.json");
  const auto served = [&](const char *flag, const Subject &subject) {
    return ServedTo(file, flag, subject);
  };
  CHECK(served("own", SubjectWith({{"email", "a@interlock.example"}})) == "on");
  CHECK(served("own", SubjectWith({{"email", "a@elsewhere.example"}})) == "off");
  const Subject spain = SubjectWith({{"country", "es"}, {"version", "2.4"}, {"targetingKey", "u"}});
  const Subject old = SubjectWith({{"country", "de"}, {"version", "1.9"}, {"targetingKey", "u"}});
  CHECK(served("nested", spain) == "off");
  CHECK(served("nested", old) == "off");
  Subject late;
  late.time = 1700000000000;
  CHECK(served("dated", late) == "on");
  late.time -= 1;
  CHECK(served("dated", late) == "off");
  CHECK(served("odd", {}) == "unknown");
  CHECK(served("round", {}) == "unknown");
  CHECK(served("stopped", {}) == "");
  REQUIRE(file.notices.size() == 2);
  CHECK(file.notices[0].message == "flag 'odd': the operator '%' is not read");
  CHECK(file.notices[1].message == "flag 'round': the evaluator 'round' takes itself");
}

TEST_CASE("flags that hash the same text share their users") {
  const RolloutFile file = Read("flagd-v2");
  const Exposed suits(file, "suits"), colours(file, "colours"), tenth(file, "tenth");
  CHECK(OverlapOfBoth(suits, colours).basis == OverlapBasis::kExact);
  CHECK(OverlapOfBoth(suits, colours).most == doctest::Approx(2.0 / 3));
  CHECK(colours.rollout->notes ==
        Texts{"shares murmur3 of \"shared-\" + user.name with 1 other flag: their cohorts are not "
              "independent"});
  const Exposed letters(file, "letters");
  CHECK(OverlapOfBoth(letters, colours).basis == OverlapBasis::kExpected);
  CHECK(OverlapOfBoth(letters, colours).most == doctest::Approx(0.2));
  CheckSimulation(letters, colours, "user.name", 1'000'000);
  CheckSimulation(suits, colours, "user.name");
  CheckSimulation(colours, colours, "user.name");
  CheckSimulation(tenth, tenth, "targetingKey");
  CHECK(OverlapOfBoth(tenth, colours).basis == OverlapBasis::kExpected);
}

TEST_CASE("a Kubernetes resource holds the same flags") {
  const RolloutFile file = RolloutFixture("flagd/resource.yaml");
  CHECK(file.format == "flagd");
  CHECK(ServedTo(file, "checkout", SubjectWith({{"country", "de"}})) == "on");
  CHECK(ServedTo(file, "checkout", SubjectWith({{"country", "fr"}})) == "off");
  CHECK(file.rollouts.front().line == 8);
}

TEST_CASE("two flags of one file are read by one version, whichever that is") {
  const char *const text = R"({"flags": {
    "a": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
          "targeting": {"fractional": [{"var": "email"}, ["on", 20], ["off", 80]]}},
    "b": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
          "targeting": {"fractional": [{"var": "email"}, ["off", 80], ["on", 20]]}}}})";
  // In each version the first fifth and the last fifth have nobody in common.
  for (const char *const kind : {"flagd", "flagd-v1", "flagd-v2", "flagd-v3"}) {
    CAPTURE(kind);
    const RolloutFile file = ReadRolloutFile(text, "flags.json", kind);
    const Exposed a(file, "a"), b(file, "b");
    CHECK(OverlapOfBoth(a, b).most == 0);
    CHECK(OverlapOfBoth(a, a).most == doctest::Approx(0.2).epsilon(1e-6));
    CHECK(OverlapOfBoth(a, a).least == doctest::Approx(0.2).epsilon(1e-6));
  }
  // Files of two programs may be read by different ones, which sort by one hash in two ways.
  const RolloutFile file = ReadRolloutFile(text, "flags.json", "flagd");
  const RolloutFile other = ReadRolloutFile(text, "other.json", "flagd");
  const Exposed a(file, "a"), b(other, "b");
  CHECK(OverlapOfBoth(a, b).least == 0);
  CHECK(OverlapOfBoth(a, b).most == doctest::Approx(0.1).epsilon(1e-6));
}

TEST_CASE("an evaluator that takes itself tells nothing, whatever stands around it") {
  const RolloutFile file = ReadRolloutFile(
      R"({"flags": {"a": {"state": "ENABLED", "variants": {"on": true, "off": false},
        "defaultVariant": "off", "targeting": {"$ref": "loop"}},
        "b": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
        "targeting": {"if": [{"$ref": "one"}, "on", {"$ref": "one"}, "on", "off"]}}},
        "$evaluators": {"loop": {"if": [{"$ref": "loop"}, "on", "off"]},
        "one": {"ends_with": [{"var": "email"}, "@a.example"]}}})",
      "flags.json", "flagd-v2");
  const Exposed a(file, "a");
  CHECK(OverlapOfBoth(a, a).least == 0);
  CHECK(OverlapOfBoth(a, a).most == 1);
  REQUIRE(file.notices.size() == 1);
  CHECK(file.notices[0].message == "flag 'a': the evaluator 'loop' takes itself");
  CHECK(ServedTo(file, "b", SubjectWith({{"email", "x@a.example"}})) == "on");
}

TEST_CASE("nobody is in both by arithmetic, whichever version reads the file") {
  const RolloutFile file = ReadRolloutFile(
      R"({"flags": {"a": {"state": "ENABLED", "variants": {"on": true, "off": false},
        "defaultVariant": "off", "targeting": {"fractional": [{"cat": ["s", {"var": "email"}]},
        ["on", 25], ["off", 75]]}},
        "b": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
        "targeting": {"fractional": [{"cat": ["s", {"var": "email"}]}, ["off", 1], ["on", 2]]}}}})",
      "flags.json");
  const Exposed a(file, "a");
  const Exposed b(file, "b");
  CHECK(OverlapOfBoth(a, b).most == 0);
  CHECK(OverlapOfBoth(a, b).basis == OverlapBasis::kExact);
}

TEST_CASE("a weight that is too large is said") {
  const RolloutFile file = ReadRolloutFile(
      R"({"flags": {"a": {"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "on",
        "targeting": {"fractional": [["on", 3000000000]]}}}})",
      "flags.json", "flagd-v2");
  REQUIRE(file.notices.size() == 1);
  CHECK(file.notices[0].message ==
        "flag 'a': a weight is 3000000000, expected a whole number up to 2147483647; nobody is "
        "served");
}

}  // namespace
}  // namespace interlock
