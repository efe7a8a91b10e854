// Merging by edits gives what git gives for the whole files.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "analyzer/intake/git.h"

namespace interlock {
namespace {

std::string Text(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// Some lines taken out, put in or altered. Lines are unlike one another, so that there is one way
// to compare the versions.
std::vector<std::string> Edited(std::vector<std::string> lines, const std::string& who, int edits,
                                std::mt19937& random) {
  for (int i = 0; i < edits; ++i) {
    const auto at = static_cast<std::ptrdiff_t>(random() % lines.size());
    const std::string fresh = who + " " + std::to_string(i);
    switch (random() % 3) {
      case 0:
        if (lines.size() > 1) lines.erase(lines.begin() + at);
        break;
      case 1:
        lines.insert(lines.begin() + at, fresh);
        break;
      default:
        lines[static_cast<std::size_t>(at)] = fresh;
    }
  }
  return lines;
}

MergedFile ByEdits(const std::string& base, const std::string& ours, const std::string& theirs) {
  return MergeEdits(LinesOf(base), EditsBetween(base, ours), EditsBetween(base, theirs));
}

TEST_CASE("merging by edits agrees with merging whole files") {
  std::mt19937 random(20261121);
  int conflicts = 0, merges = 0;
  for (int round = 0; round < 2000; ++round) {
    CAPTURE(round);
    std::vector<std::string> lines;
    const auto size = 1 + random() % 120;
    for (std::size_t i = 0; i < size; ++i) lines.push_back("line " + std::to_string(i));
    const int edits = 1 + static_cast<int>(random() % 5);
    const std::string base = Text(lines);
    const std::string ours = Text(Edited(lines, "ours", edits, random));
    const std::string theirs = Text(Edited(lines, "theirs", edits, random));
    const MergedFile whole = MergeFile(base, ours, theirs);
    const MergedFile parts = ByEdits(base, ours, theirs);
    REQUIRE(parts.conflict == whole.conflict);
    REQUIRE(parts.bytes == whole.bytes);
    REQUIRE(parts.regions == whole.regions);
    ++(whole.conflict ? conflicts : merges);
  }
  CHECK(conflicts > 200);
  CHECK(merges > 200);
}

TEST_CASE("the same edit on both sides is made once") {
  CHECK(ByEdits("a\nb\nc\n", "a\nX\nc\n", "a\nX\nc\n").bytes == "a\nX\nc\n");
  CHECK(ByEdits("a\nb\nc\n", "new\na\nb\nc\n", "a\nb\nc\nend\n").bytes == "new\na\nb\nc\nend\n");
}

TEST_CASE("texts without a last newline, and empty ones") {
  CHECK(ByEdits("a", "a", "a\nb").bytes == "a\nb");
  CHECK(ByEdits("", "", "x\n").bytes == "x\n");
  CHECK(ByEdits("", "x\n", "y\n").conflict);
  CHECK(ByEdits("a\nb\nc\n", "b\nc\n", "a\nb\n").bytes == "b\n");
}

}  // namespace
}  // namespace interlock
