#include "analyzer/intake/yaml_codec.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "analyzer/intake/builtin_documents.h"

namespace interlock {
namespace {

bool AreEqual(const YamlDocument& a, const YamlDocument& b) {
  return a.name == b.name && a.root == b.root && a.nodes == b.nodes;
}

TEST_CASE("a parsed document comes back from its bytes, with its lines") {
  const YamlDocument document =
      ParseYaml("ids: &ids [1, \"two\"]\nempty:\nsame: *ids\nnested: {a: {b: c}}\n", "x.yaml");
  const std::string bytes = EncodeYaml(document);
  YamlDocument again;
  REQUIRE(DecodeYaml(bytes, &again));
  CHECK(AreEqual(again, document));
  CHECK(Root(again).Map({"ids", "empty", "same", "nested"}).Require("nested").line() == 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    CHECK_FALSE(DecodeYaml(damaged, &again));
  }
}

TEST_CASE("an index that leads nowhere is damage, too") {
  YamlDocument document = ParseYaml("a: b\n", "x.yaml"), again;
  document.nodes.front().children.back() = 9;
  CHECK_FALSE(DecodeYaml(EncodeYaml(document), &again));
  document.nodes.front().children.pop_back();  // a key without a value
  CHECK_FALSE(DecodeYaml(EncodeYaml(document), &again));
}

TEST_CASE("what is compiled in is what the files say") {
  const std::filesystem::path folder =
      std::filesystem::path(INTERLOCK_SOURCE_DIR) / "parsers" / "catalog";
  REQUIRE(PackedDocuments().size() > 20);
  for (const PackedDocument& packed : PackedDocuments()) {
    CAPTURE(packed.name);
    const std::string file_name = std::string(packed.name) + ".yaml";
    std::ifstream file(folder / file_name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    CHECK(AreEqual(Unpack(packed), ParseYaml(text, "catalog/" + file_name)));
  }
}

}  // namespace
}  // namespace interlock
