#include "analyzer/overlay/related/use_codec.h"

#include <doctest/doctest.h>

#include <string>

namespace interlock {
namespace {

FileFacts Facts(std::size_t references, std::size_t imports) {
  FileFacts facts;
  facts.references.resize(references);
  facts.imports.resize(imports);
  return facts;
}

TEST_CASE("how the uses of a file differ comes back with the paths of its versions") {
  const FileFacts then = Facts(4, 1), now = Facts(3, 2);
  const SourceFile before("old.py", then, nullptr), after("new.py", now, nullptr);
  const FileVersions versions{&before, &after};
  const UseChanges uses = {.references = {{"new.py", 2, true}, {"old.py", 3, false}},
                           .imports = {{"new.py", 1, true}}};
  UseChanges decoded;
  REQUIRE(DecodeUses(EncodeUses(uses), versions, &decoded));
  REQUIRE(decoded.references.size() == 2);
  REQUIRE(decoded.imports.size() == 1);
  CHECK(decoded.references[0].path == "new.py");
  CHECK(decoded.references[0].index == 2);
  CHECK(decoded.references[1].path == "old.py");
  CHECK_FALSE(decoded.references[1].gained);
  CHECK(decoded.imports[0].index == 1);
}

TEST_CASE("uses that are damaged or of other versions are not taken") {
  const FileFacts facts = Facts(1, 0);
  const SourceFile before("a.py", facts, nullptr), after("a.py", facts, nullptr);
  const std::string bytes = EncodeUses({.references = {{"a.py", 0, true}}, .imports = {}});
  UseChanges uses;
  CHECK(DecodeUses(bytes, {&before, &after}, &uses));
  CHECK_FALSE(DecodeUses(bytes, {&before, nullptr}, &uses));
  CHECK_FALSE(DecodeUses(bytes.substr(0, bytes.size() - 1), {&before, &after}, &uses));
  const std::string beyond = EncodeUses({.references = {{"a.py", 1, true}}, .imports = {}});
  CHECK_FALSE(DecodeUses(beyond, {&before, &after}, &uses));
  const std::string negative = EncodeUses({.references = {{"a.py", -1, true}}, .imports = {}});
  CHECK_FALSE(DecodeUses(negative, {&before, &after}, &uses));
}

}  // namespace
}  // namespace interlock
