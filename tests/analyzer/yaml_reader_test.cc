#include "analyzer/intake/yaml_reader.h"

#include <doctest/doctest.h>

#include <string>

#include "interlock/error.h"

namespace interlock {
namespace {

// The message that parsing ends with, empty when it does not.
std::string Complaint(const std::string& text) {
  try {
    ParseYaml(text, "x.yaml");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInput);
    return error.what();
  }
  return "";
}

template <typename Read>
std::string ReadComplaint(const std::string& text, Read read) {
  const YamlDocument document = ParseYaml(text, "x.yaml");
  try {
    read(Root(document));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string Repeat(const std::string& text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST_CASE("scalars stay text until asked, with their lines") {
  const YamlDocument document =
      ParseYaml("id: 106\nshare: 0.5 # half\r\nnames: [a, \"b c\"]\n", "x.yaml");
  const YamlMap map = Root(document).Map({"id", "share", "names"});
  CHECK(map.Require("id").Text() == "106");
  CHECK(map.Require("id").Integer(0, 200) == 106);
  CHECK(map.Require("share").Number(0, 1) == 0.5);
  CHECK(map.Require("share").line() == 2);
  CHECK(map.Require("names").List().at(1).Text() == "b c");
  CHECK_FALSE(map.Has("none"));
}

TEST_CASE("an alias stands for its anchor") {
  const YamlDocument document = ParseYaml("a: &x [1, 2]\nb: *x\n", "x.yaml");
  CHECK(Root(document).Map({"a", "b"}).Require("b").List().size() == 2);
}

TEST_CASE("malformed text is refused with its line") {
  CHECK(Complaint("a: 1\nb: [1, 2\n").rfind("x.yaml:", 0) == 0);
  CHECK(Complaint("a: 1\n b: 2: 3\n").rfind("x.yaml:2: not valid YAML: ", 0) == 0);
  CHECK(Complaint("a: 1\na: 2\n") == "x.yaml:2: duplicate key 'a', first used in line 1");
  CHECK(Complaint("a:\n\tb: 1\n") == "x.yaml:2: a tab in the indentation, expected spaces");
  CHECK(Complaint(std::string("a: 1\nb: \0\n", 10)) == "x.yaml:2: a NUL byte, expected text");
  CHECK(Complaint("a: 1\nb: \x1b[1m\n") == "x.yaml:2: a control character, expected text");
  CHECK(Complaint("a: \"x\\ey\"\n") == "x.yaml:1: a control character in 'x?y', expected text");
  CHECK(Complaint("a: \xc3\x28\n") == "x.yaml:1: not valid UTF-8");
  CHECK(Complaint("a: !!str 1\n") ==
        "x.yaml:1: the tag 'tag:yaml.org,2002:str' is not supported, write the value without it");
  CHECK(Complaint("[a]: 1\n") == "x.yaml:1: a key must be a word");
  CHECK(Complaint("a: 1\n---\nb: 2\n") == "x.yaml:2: a second document, expected one");
  CHECK(Complaint("a: &a [*a]\n") == "x.yaml:1: an alias inside its own anchor");
}

TEST_CASE("a hostile file is refused in time") {
  CHECK(Complaint(std::string(5'000'001, ' ')) == "x.yaml: 5000001 bytes, the limit is 5000000");
  const std::string deep = "x.yaml:1: nested more than 32 levels deep";
  CHECK(Complaint(std::string(100'000, '[')) == deep);
  CHECK(Complaint(std::string(100'000, '{')) == deep);
  CHECK(Complaint(Repeat("- ", 100'000)) == deep);
  CHECK(Complaint(Repeat("? ", 100'000)) == deep);
  CHECK(Complaint(Repeat("[", 4'900'000)) == deep);
  std::string indented;
  for (std::size_t i = 0; i < 1000; ++i) indented += std::string(i, ' ') + "a:\n";
  CHECK(Complaint(indented) == "x.yaml:33: nested more than 32 levels deep");
}

TEST_CASE("an alias bomb is refused") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string name = std::to_string(i);
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + name + ": &a" + name + " [" + before + Repeat(", " + before, 9) + "]\n";
  }
  CHECK(Complaint(bomb) == "x.yaml:6: more than 500000 values, aliases included");
  CHECK(Complaint("[" + Repeat("1,", 500'000) + "]") ==
        "x.yaml:1: more than 500000 values, aliases included");
}

TEST_CASE("values of another form are refused") {
  const auto first = [](const YamlValue& root) { return root.Entries().at(0).second; };
  CHECK(ReadComplaint("n: 7.5", [&](const YamlValue& v) { first(v).Integer(0, 9); }) ==
        "x.yaml:1: 'n' is '7.5', expected a whole number from 0 to 9");
  CHECK(ReadComplaint("n: 2", [&](const YamlValue& v) { first(v).Integer(1, 1); }) ==
        "x.yaml:1: 'n' is '2', expected 1");
  CHECK(ReadComplaint("n: .nan", [&](const YamlValue& v) { first(v).Number(0, 1); }) ==
        "x.yaml:1: 'n' is '.nan', expected a number from 0 to 1");
  CHECK(ReadComplaint("n: nan", [&](const YamlValue& v) { first(v).Number(0, 1); }) ==
        "x.yaml:1: 'n' is 'nan', expected a number from 0 to 1");
  CHECK(ReadComplaint("n: [1]", [&](const YamlValue& v) { first(v).Text(); }) ==
        "x.yaml:1: 'n' is a list, expected one line of text");
  CHECK(ReadComplaint("n:", [&](const YamlValue& v) { first(v).Text(); }) ==
        "x.yaml:1: 'n' is empty, expected one line of text");
  CHECK(ReadComplaint("n: |\n  a\n  b\n", [&](const YamlValue& v) { first(v).Text(); }) ==
        "x.yaml:1: 'n' is 'a?b?', expected one line of text");
  CHECK(ReadComplaint("n: 1", [&](const YamlValue& v) { first(v).List(); }) ==
        "x.yaml:1: 'n' is '1', expected a list");
  CHECK(ReadComplaint("- 1", [](const YamlValue& v) { v.Map({"a"}); }) ==
        "x.yaml:1: the file is a list, expected a map");
  CHECK(ReadComplaint("", [](const YamlValue& v) { v.Map({"a"}); }) ==
        "x.yaml:1: the file is empty, expected a map");
  CHECK(ReadComplaint("# nothing\n", [](const YamlValue& v) { v.Map({"a"}); }) ==
        "x.yaml:1: the file is empty, expected a map");
}

TEST_CASE("keys are checked") {
  const auto map = [](const YamlValue& v) { v.Map({"version", "incidents"}); };
  CHECK(ReadComplaint("version: 1\nincident: x\n", map) ==
        "x.yaml:2: unknown key 'incident', did you mean 'incidents'?");
  CHECK(ReadComplaint("colour: 1\n", map) ==
        "x.yaml:1: unknown key 'colour', expected one of version, incidents");
  CHECK(ReadComplaint("version: 1\n<<: {a: 1}\n", map) ==
        "x.yaml:2: unknown key '<<', expected one of version, incidents");
  CHECK(ReadComplaint("a: {b: 1}", [](const YamlValue& v) {
          v.Map({"a"}).Require("a").Map({"b", "c"}).Require("c");
        }) == "x.yaml:1: 'a' has no 'c'");
}

TEST_CASE("words in messages are short and harmless") {
  CHECK(Quoted("a\x1b[1m\n\xff") ==
        "'a?[1m?"
        "?'");
  CHECK(Quoted(std::string(1000, 'x')) == "'" + std::string(60, 'x') + "…'");
  CHECK(NearestWord("rolouts", {"incidents", "rollouts"}) == "rollouts");
  CHECK(NearestWord("polic", {"policy", "policies"}) == "policy");
  CHECK(NearestWord(std::string(1'000'000, 'x'), {"incidents"}) == "");
}

}  // namespace
}  // namespace interlock
