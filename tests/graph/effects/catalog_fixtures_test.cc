// The catalogue that is compiled in, held against code as people write it. Each folder of
// fixtures/catalog is a repository; what its lines do stands in comments below them:
//
//   client.set("a", 1, ex=60)
//   # ^ write cache a, ttl 60
//   # ! 3600
//
// Of a line with '^' these are all effects, as Describe() writes them, "^ nothing" is none; '!'
// says that none of its effects holds that text.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/graph/effects/effects_text.h"

namespace interlock::tests {
namespace {

struct Expected {
  std::vector<std::string> effects, denied;
  bool any = false;
};

// By the line they are about.
std::map<std::uint32_t, Expected> ExpectedIn(const std::string& text) {
  std::map<std::uint32_t, Expected> expected;
  std::istringstream lines(text);
  std::uint32_t number = 0, about = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::size_t at = line.find_first_not_of(" \t");
    if (at != line.npos) at = line.find_first_not_of("/#- ", at);
    const bool is_mark =
        at != line.npos && at > 0 && at + 2 < line.size() && (line[at] == '^' || line[at] == '!') &&
        line[at + 1] == ' ' &&
        std::string_view("/#-").find(line[line.find_first_not_of(" \t")]) != std::string_view::npos;
    if (!is_mark) {
      about = number;
      continue;
    }
    Expected& here = expected[about];
    const std::string said = line.substr(at + 2);
    if (line[at] == '!') {
      here.denied.push_back(said);
      continue;
    }
    here.any = true;
    if (said != "nothing") here.effects.push_back(said);
  }
  return expected;
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string joined;
  for (const std::string& line : lines) joined += line + "\n";
  return joined;
}

std::string Text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void Check(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::string text;
  for (const auto& path : paths) {
    text += "=== " + path.lexically_relative(folder).generic_string() + "\n" + Text(path) + "\n";
  }
  static const Catalog catalog = ReadBuiltinCatalog();
  const Sources sources(text);
  const World world({&sources.layer()});
  const EffectBasis basis(world.layers().front(), catalog);
  EffectContext context(world, basis);
  std::size_t expectations = 0;
  for (const SourceFile& file : sources.files()) {
    CAPTURE(folder.filename().string() + "/" + std::string(file.path()));
    std::map<std::uint32_t, std::vector<std::string>> found;
    for (const Effect& effect : EffectsOf(context, file)) {
      const std::string line = Describe(effect);
      found[effect.line].push_back(line.substr(line.find(' ', file.path().size()) + 1));
    }
    for (auto& [line, expected] : ExpectedIn(sources.text(file))) {
      CAPTURE(line);
      ++expectations;
      std::vector<std::string>& effects = found[line];
      std::sort(effects.begin(), effects.end());
      std::sort(expected.effects.begin(), expected.effects.end());
      if (expected.any) CHECK(Joined(effects) == Joined(expected.effects));
      for (const std::string& denied : expected.denied) {
        for (const std::string& effect : effects) {
          CHECK_MESSAGE(effect.find(denied) == effect.npos, effect);
        }
      }
    }
  }
  CHECK(expectations > 0);
}

TEST_CASE("the catalogue's fixtures say what is done on each line, and nothing else") {
  const std::filesystem::path all =
      std::filesystem::path(INTERLOCK_SOURCE_DIR) / "fixtures" / "catalog";
  std::size_t folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(all)) {
    if (!entry.is_directory()) continue;
    Check(entry.path());
    ++folders;
  }
  CHECK(folders > 0);
}

}  // namespace
}  // namespace interlock::tests
