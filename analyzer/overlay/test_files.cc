#include "analyzer/overlay/test_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace interlock {

namespace {

constexpr std::array<std::string_view, 11> kTestFolders = {
    "test", "tests",     "__tests__", "spec",     "specs",    "testing",
    "e2e",  "unittests", "testsuite", "testdata", "test-data"};
constexpr std::array<std::string_view, 5> kGoldenFolders = {"__snapshots__", "snapshots", "golden",
                                                            "goldens", "expected"};

char LowerOf(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), LowerOf);
  return lower;
}

// In whatever letters.
bool IsTestWord(std::string_view folder) {
  return std::any_of(kTestFolders.begin(), kTestFolders.end(), [&](std::string_view word) {
    return word.size() == folder.size() &&
           std::equal(word.begin(), word.end(), folder.begin(),
                      [](char a, char b) { return a == LowerOf(b); });
  });
}

template <std::size_t N>
bool IsOneOf(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "androidTest", "Shop.Tests": a word of its own at the end, by case or by a separator.
bool EndsWithWord(std::string_view name, std::string_view word) {
  if (name.size() <= word.size() || !name.ends_with(word)) return false;
  const char before = name[name.size() - word.size() - 1];
  return !std::isupper(static_cast<unsigned char>(before));
}

template <typename Visit>
bool AnyFolder(std::string_view path, Visit visit) {
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/')) {
    if (visit(path.substr(0, slash))) return true;
    path.remove_prefix(slash + 1);
  }
  return false;
}

bool IsTestFolder(std::string_view folder) {
  return IsTestWord(folder) || EndsWithWord(folder, "Test") || EndsWithWord(folder, "Tests") ||
         folder.ends_with("-test") || folder.ends_with("-tests") || folder.ends_with("_test") ||
         folder.ends_with("_tests");
}

bool IsTestName(std::string_view name) {
  const std::string_view stem = name.substr(0, name.find('.'));
  const std::string lower = Lower(stem);
  if (lower.starts_with("test_") || lower.starts_with("test-") || lower == "conftest") return true;
  for (const std::string_view end : {"_test", "_tests", "_spec", "-test", "-spec"}) {
    if (lower.ends_with(end)) return true;
  }
  for (const std::string_view word : {"Test", "Tests", "TestCase", "Spec"}) {
    if (EndsWithWord(stem, word)) return true;
  }
  return name.find(".test.") != name.npos || name.find(".spec.") != name.npos;
}

// Instructions to people and to build tools.
bool IsProseOfItsOwn(std::string_view lower_name) {
  return lower_name.starts_with("readme") || lower_name.starts_with("requirements") ||
         lower_name.starts_with("changelog") || lower_name == "cmakelists.txt";
}

}  // namespace

// Who goes through effects or uses asks of one path many times in a row.
bool IsTestPath(std::string_view path) {
  thread_local std::string last;
  thread_local bool is_test = false;
  if (path == last) return is_test;
  is_test = AnyFolder(path, IsTestFolder) || IsTestName(path.substr(path.rfind('/') + 1));
  last = path;
  return is_test;
}

bool IsTestPlace(std::string_view path, std::string_view in) {
  return in.starts_with("tests.") || in.starts_with("test.") || IsTestPath(path);
}

bool IsGoldenPath(std::string_view path) {
  const std::string lower = Lower(path);
  const std::string_view name = std::string_view(lower).substr(lower.rfind('/') + 1);
  for (const std::string_view end : {".snap", ".golden", ".expected", ".approved.txt"}) {
    if (name.ends_with(end)) return true;
  }
  if (name.find(".expected.") != name.npos) return true;
  if (AnyFolder(lower, [](std::string_view folder) { return IsOneOf(kGoldenFolders, folder); })) {
    return true;
  }
  // Prose among the tests is what something prints.
  const bool prose = name.ends_with(".md") || name.ends_with(".txt") || name.ends_with(".html");
  return prose && AnyFolder(path, IsTestFolder) && !IsProseOfItsOwn(name);
}

}  // namespace interlock
