#include "analyzer/intake/yaml_documents.h"

#include <doctest/doctest.h>

#include <string>

#include "interlock/error.h"

namespace interlock {
namespace {

std::string Complaint(const std::string& text) {
  try {
    ParseYamlDocuments(text, "f.yaml");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("documents are the values that JSON would have") {
  const JsonDocument parsed = ParseYamlDocuments(
      "a: 1\nb: \"2\"\nc: true\nd: 'true'\ne: ~\n---\n- x\n- {y: [1.5]}\n", "f.yaml");
  const std::vector<JsonValue> documents = parsed.Root().Items();
  REQUIRE(documents.size() == 2);
  CHECK(documents[0]["a"].IsNumber());
  CHECK(documents[0]["b"].IsText());
  CHECK(documents[0]["b"].line() == 2);
  CHECK(documents[0]["c"].Truth(false));
  CHECK(documents[0]["d"].IsText());
  CHECK(documents[0]["e"].kind() == JsonKind::kNull);
  CHECK(documents[1].Items()[1]["y"].Items()[0].Number() == 1.5);
  CHECK(ParseYamlDocuments("", "f.yaml").Root().Items().empty());
}

TEST_CASE("aliases are copies, and merged keys come before a map's own") {
  const JsonDocument parsed =
      ParseYamlDocuments("base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}\nsame: *b\n", "f.yaml");
  const JsonValue root = parsed.Root().Items().front();
  CHECK(root["own"]["x"].Number() == 1);
  CHECK(root["own"]["y"].Number() == 3);
  CHECK(root["same"]["y"].Number() == 2);
  CHECK(root["same"].key() == "same");
}

TEST_CASE("what is no YAML, or grows without end, is refused") {
  CHECK(Complaint("a: [").starts_with("f.yaml:1: not valid YAML: "));
  CHECK(Complaint("a: *b\n") != "");
  CHECK(Complaint("a: &a [*a]\n") == "f.yaml:1: an alias inside its own anchor");
  CHECK(Complaint("{a: 1}: b\n") == "f.yaml:1: a key must be a word");
  CHECK(Complaint(std::string(300, '[') + std::string(300, ']')) ==
        "f.yaml:1: nested deeper than 200");
  std::string wide = "a: &a " + std::string(1'000'000, 'x') + "\nb: [*a";
  for (int i = 0; i < 200; ++i) wide += ",*a";
  CHECK(Complaint(wide + "]\n") == "f.yaml:2: aliases of too much text");
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += "," + before;
    bomb += "]\n";
  }
  CHECK(Complaint(bomb).ends_with("more than 3000000 values, aliases included"));
}

}  // namespace
}  // namespace interlock
