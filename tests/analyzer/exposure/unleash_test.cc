#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "analyzer/exposure/evaluate.h"
#include "analyzer/exposure/times.h"
#include "analyzer/intake/json_document.h"
#include "analyzer/intake/rollout_files.h"
#include "tests/harness/vectors.h"

namespace interlock {
namespace {

// The state of a case as the text of a file of its own: a suite holds it beside the expectations.
Subject ContextOf(const JsonValue& json) {
  Subject context;
  for (const JsonValue& field : json.Items()) {
    if (field.key() == "currentTime") {
      context.time = ParseInstant(field.Text()).value_or(0);
    } else if (field.key() == "properties") {
      for (const JsonValue& property : field.Items()) {
        if (property.IsText())
          context.attributes[property.key()] = AttributeValue::OfText(property.Text());
      }
    } else if (field.IsText()) {
      context.attributes[field.key()] = AttributeValue::OfText(field.Text());
    }
  }
  return context;
}

// The whole suite's file is read as features: the state's keys come to the top.
RolloutFile ReadStateOf(const std::string& text, const std::string& name) {
  const std::size_t key = text.find("\"state\"");
  const std::size_t begin = text.find('{', key);
  std::size_t end = begin;
  std::size_t depth = 0;
  bool quoted = false;
  for (; end < text.size(); ++end) {
    if (text[end] == '\\') {
      ++end;
    } else if (text[end] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[end] == '{') {
      ++depth;
    } else if (!quoted && text[end] == '}' && --depth == 0) {
      break;
    }
  }
  return ReadRolloutFile(text.substr(begin, end + 1 - begin), name);
}

struct Tally {
  int passed = 0;
  int all = 0;
};

void CheckCase(const JsonValue& test, const RolloutFile& file, const FlagIndex& index, bool variant,
               Tally* tally) {
  const Subject context = ContextOf(test["context"]);
  Evaluation evaluation(&index, &context);
  const Rollout* flag = index.FindFlag(test["toggleName"].Text());
  const JsonValue expected = test["expectedResult"];
  bool passed = false;
  std::string got = "no such flag";
  if (flag == nullptr) {
    passed = variant ? expected["name"].Text() == "disabled" : !expected.Truth(true);
  } else {
    const Truth on = evaluation.Ask(flag->cohorts, CurrentCohort(*flag));
    got = on == Truth::kYes ? "on" : on == Truth::kNo ? "off" : "unknown";
    if (variant) {
      const auto served = evaluation.VariationOf(*flag);
      got += ", " + served.value_or("not known");
      passed = served == expected["name"].Text() &&
               on == TruthOf(expected["feature_enabled"].Truth(false));
    } else {
      passed = on == TruthOf(expected.Truth(false));
    }
  }
  ++tally->all;
  tally->passed += passed ? 1 : 0;
  INFO(file.source << ":" << test.line() << ": " << test["description"].Text() << ": " << got);
  CHECK(passed);
}

TEST_CASE("Unleash's own suite") {
  const auto folder = VectorsFolder("unleash");
  if (!folder) return;
  Tally tally;
  for (const std::filesystem::path& path : JsonFilesIn(*folder)) {
    if (path.filename() == "index.json") continue;
    const std::string text = ReadWhole(path);
    const RolloutFile file = ReadStateOf(text, path.filename().string());
    CHECK(file.format == "unleash");
    const FlagIndex index(file);
    const JsonDocument json = ParseJson(text, path.filename().string());
    for (const JsonValue& test : json.Root()["tests"].Items()) {
      CheckCase(test, file, index, false, &tally);
    }
    for (const JsonValue& test : json.Root()["variantTests"].Items()) {
      CheckCase(test, file, index, true, &tally);
    }
  }
  MESSAGE("Unleash: " << tally.passed << " of " << tally.all);
  CHECK(tally.passed == 279);
  CHECK(tally.all == 279);
}

}  // namespace
}  // namespace interlock
