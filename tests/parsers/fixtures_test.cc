// Every file in fixtures/languages/<id>/ says in its own comments which facts it has.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "parsers/extract.h"
#include "tests/harness/sanitized.h"
#include "tests/parsers/fixture.h"

namespace interlock {
namespace {

std::vector<std::filesystem::path> FixtureFiles() {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder =
      std::filesystem::path(INTERLOCK_SOURCE_DIR) / "fixtures/languages";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> FailuresOf(const Languages& languages, const std::string& path,
                                    const std::string& text) {
  const Language* language = languages.ForPath(path);
  if (language == nullptr) return {"no language reads it"};
  return CheckFixture(text, CommentPrefix(*language), ExtractFacts(*language, text).facts);
}

TEST_CASE("language fixtures have the facts their comments say") {
  const Languages& languages = Languages::Builtin();
  std::size_t expectations = 0;
  for (const std::filesystem::path& path : FixtureFiles()) {
    const std::string text = ReadFile(path);
    for (const std::string& failure : FailuresOf(languages, path.string(), text)) {
      FAIL_CHECK(path.string() << ": " << failure);
    }
    const Language* language = languages.ForPath(path.string());
    if (language == nullptr) continue;
    const std::size_t count = ReadExpectations(text, CommentPrefix(*language)).size();
    CHECK_MESSAGE(count > 0, path.string() << " expects nothing");
    expectations += count;
  }
  CHECK(expectations > 0);
}

// A failure here is a test that never ends: scanners of grammars look for what a whole text has.
TEST_CASE("a file that was cut off anywhere is read to its end") {
  const Languages& languages = Languages::Builtin();
  const std::size_t step = kSanitized ? 307 : 31;
  std::size_t cuts = 0;
  for (const std::filesystem::path& path : FixtureFiles()) {
    const std::string text = ReadFile(path);
    const Language* language = languages.ForPath(path.string());
    REQUIRE(language != nullptr);
    for (std::size_t end = step; end < text.size(); end += step, ++cuts) {
      ExtractFacts(*language, text.substr(0, end));
    }
  }
  CHECK(cuts > 0);
  const Language& kotlin = *languages.ForId("kotlin");
  for (const char* text :
       {"class A\n@B", "class A {\n  val a = 1\n  @B", "val a = 1\n @B(", "val a\n@"}) {
    CHECK(ExtractFacts(kotlin, text).gap == ExtractFacts(kotlin, text + std::string("\n")).gap);
  }
}

TEST_CASE("every language has a fixture") {
  const Languages& languages = Languages::Builtin();
  for (const auto& [id, traits] : languages.traits()) {
    const auto folder = std::filesystem::path(INTERLOCK_SOURCE_DIR) / "fixtures/languages" / id;
    CHECK_MESSAGE(std::filesystem::exists(folder), id);
  }
}

TEST_CASE("a fixture fails when a fact is missing, unwanted, different or misplaced") {
  const Languages& languages = Languages::Builtin();
  const auto failures = [&](const std::string& text) {
    return FailuresOf(languages, "x.py", text).size();
  };
  CHECK(failures("post(1)\n# <- reference.call post\n") == 0);
  CHECK(failures("post(1)\n# <! reference.call post\n") == 1);
  CHECK(failures("x = post(1)\n#   ^ reference.call post arity=1\n") == 0);
  CHECK(failures("x = post(1)\n#   ^ reference.call post arity=2\n") == 1);
  CHECK(failures("x = post(1)\n#   ^ reference.call post spread\n") == 1);
  CHECK(failures("x = post(1)\n#   ^ reference.call post -spread\n") == 0);
  CHECK(failures("x = post(1)\n#   ^ reference.read post\n") == 1);
  CHECK(failures("x = post(1)\n#   ^ reference.call past\n") == 2);
  CHECK(failures("x = post(1)\n#        ^ reference.call post\n") == 1);
  CHECK(failures("x = post(1)\n#   ! reference.call post\n") == 1);
  CHECK(failures("x = post(1)\n#   ! reference.call past\n") == 0);
  CHECK(failures("post(1)\nx = 2\n# ^ reference.call post\n") == 1);
}

}  // namespace
}  // namespace interlock
