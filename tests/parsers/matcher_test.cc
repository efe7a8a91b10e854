// Matches are held against those of tree-sitter's own query cursor, which finds the same with more
// work: over all language fixtures, and over every source file below INTERLOCK_CORPUS when that is
// set.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "parsers/content.h"
#include "parsers/extract.h"
#include "parsers/language_internal.h"
#include "parsers/node_internal.h"
#include "parsers/query_internal.h"

namespace interlock {
namespace {

struct Free {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
  void operator()(TSQuery* query) const { ts_query_delete(query); }
  void operator()(TSQueryCursor* cursor) const { ts_query_cursor_delete(cursor); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

// A language's query for both sides, without predicates.
struct BothQueries {
  explicit BothQueries(const Language& language)
      : own(CompileQuery(language.grammar, language.facts, "facts.scm")) {
    for (std::vector<Predicate>& predicates : own.predicates) predicates.clear();
    std::uint32_t byte = 0;
    TSQueryError error = TSQueryErrorNone;
    theirs.reset(ts_query_new(language.grammar, language.facts.data(),
                              static_cast<std::uint32_t>(language.facts.size()), &byte, &error));
    REQUIRE(theirs != nullptr);
    for (std::uint32_t id = 0; id < ts_query_capture_count(theirs.get()); ++id) {
      std::uint32_t length = 0;
      const char* name = ts_query_capture_name_for_id(theirs.get(), id, &length);
      meanings.push_back({RoleByName({name, length}), PartByName({name, length})});
    }
  }

  Query own;
  Owned<TSQuery> theirs;
  std::vector<CaptureMeaning> meanings;  // by their capture ids
};

using Seen =
    std::tuple<std::uint32_t, std::string, std::string>;  // line, pattern, what it captures

std::string Written(TSNode node) {
  return std::string(ts_node_type(node)) + " " + std::to_string(ts_node_start_byte(node)) + "-" +
         std::to_string(ts_node_end_byte(node));
}

std::string LineIn(std::string_view facts, std::uint32_t byte) {
  return std::to_string(1 + std::count(facts.begin(), facts.begin() + byte, '\n'));
}

std::vector<Seen> Own(const BothQueries& both, const Language& language, const TSTree* tree,
                      std::string_view text) {
  const Deadline deadline = ThreadClock::now() + std::chrono::minutes(10);
  const FlatTree flat = Flatten(tree, both.own.patterns.supertypes);
  const Matches matches = RunQuery(both.own, flat, text, deadline);
  CHECK(matches.complete);
  std::vector<Seen> seen;
  for (const Match& match : matches.all) {
    std::string captured = Written(match.node) + " r" +
                           std::to_string(static_cast<int>(match.role)) + "." +
                           std::to_string(match.detail);
    for (std::uint32_t i = 0; i < match.part_count; ++i) {
      const PartNode& part = matches.parts[match.first_part + i];
      captured += ", " + Written(part.node) + " p" + std::to_string(static_cast<int>(part.part));
    }
    seen.emplace_back(LineOf(match.node),
                      LineIn(language.facts, both.own.patterns.patterns[match.pattern].start),
                      captured);
  }
  std::sort(seen.begin(), seen.end());
  return seen;
}

std::vector<Seen> Theirs(const BothQueries& both, const Language& language, const TSTree* tree) {
  const Owned<TSQueryCursor> cursor(ts_query_cursor_new());
  ts_query_cursor_exec(cursor.get(), both.theirs.get(), ts_tree_root_node(tree));
  std::vector<Seen> seen;
  TSQueryMatch match;
  while (ts_query_cursor_next_match(cursor.get(), &match)) {
    std::string parts;
    for (std::uint16_t i = 0; i < match.capture_count; ++i) {
      const auto& part = both.meanings[match.captures[i].index].part;
      if (!part) continue;
      parts +=
          ", " + Written(match.captures[i].node) + " p" + std::to_string(static_cast<int>(*part));
    }
    for (std::uint16_t i = 0; i < match.capture_count; ++i) {
      const auto& role = both.meanings[match.captures[i].index].role;
      if (!role) continue;
      const TSNode node = match.captures[i].node;
      const std::uint32_t start =
          ts_query_start_byte_for_pattern(both.theirs.get(), match.pattern_index);
      seen.emplace_back(LineOf(node), LineIn(language.facts, start),
                        Written(node) + " r" + std::to_string(static_cast<int>(role->role)) + "." +
                            std::to_string(role->detail) + parts);
    }
  }
  std::sort(seen.begin(), seen.end());
  return seen;
}

// Lines where the cursor is known to miss a match. In `case Cursor, nil, error:` it takes the first
// type for the last one with that field.
struct Missed {
  std::string_view file;
  std::uint32_t line;
};
constexpr Missed kMissed[] = {{"languages/go/bindings.go", 78}};

std::vector<Seen> WithoutMissed(std::vector<Seen> seen, const std::string& path) {
  std::erase_if(seen, [&](const Seen& one) {
    return std::any_of(std::begin(kMissed), std::end(kMissed), [&](const Missed& missed) {
      return path.ends_with(missed.file) && std::get<0>(one) == missed.line;
    });
  });
  return seen;
}

std::string Told(const std::vector<Seen>& seen) {
  std::string told;
  for (std::size_t i = 0; i < std::min<std::size_t>(seen.size(), 5); ++i) {
    told += "\n  line " + std::to_string(std::get<0>(seen[i])) + ", pattern of line " +
            std::get<1>(seen[i]) + ": " + std::get<2>(seen[i]);
  }
  return told;
}

// Empty when both find the same.
std::string Difference(const std::vector<Seen>& own, const std::vector<Seen>& theirs) {
  std::vector<Seen> more, fewer;
  std::set_difference(own.begin(), own.end(), theirs.begin(), theirs.end(),
                      std::back_inserter(more));
  std::set_difference(theirs.begin(), theirs.end(), own.begin(), own.end(),
                      std::back_inserter(fewer));
  if (more.empty() && fewer.empty()) return "";
  return "\n" + std::to_string(more.size()) + " that the cursor does not find:" + Told(more) +
         "\n" + std::to_string(fewer.size()) + " that only the cursor finds:" + Told(fewer);
}

std::vector<std::filesystem::path> FilesBelow(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.file_size() < 400'000) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::size_t HoldAgainstCursor(const std::filesystem::path& folder) {
  std::map<const Language*, std::unique_ptr<BothQueries>> queries;
  std::size_t found = 0;
  for (const std::filesystem::path& path : FilesBelow(folder)) {
    const Language* language = Languages::Builtin().ForPath(path.string());
    if (language == nullptr) continue;
    std::unique_ptr<BothQueries>& both = queries[language];
    if (both == nullptr) both = std::make_unique<BothQueries>(*language);
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!IsUtf8(text)) continue;
    const Owned<TSParser> parser(ts_parser_new());
    ts_parser_set_language(parser.get(), language->grammar);
    const Owned<TSTree> tree(ts_parser_parse_string(parser.get(), nullptr, text.data(),
                                                    static_cast<std::uint32_t>(text.size())));
    const std::vector<Seen> own =
        WithoutMissed(Own(*both, *language, tree.get(), text), path.string());
    const std::vector<Seen> theirs =
        WithoutMissed(Theirs(*both, *language, tree.get()), path.string());
    const std::string difference = Difference(own, theirs);
    CHECK_MESSAGE(difference.empty(), path.string() << difference);
    found += own.size();
  }
  return found;
}

TEST_CASE("patterns match what tree-sitter's cursor matches, in every language") {
  const auto folder = std::filesystem::path(INTERLOCK_SOURCE_DIR) / "fixtures/languages";
  CHECK(HoldAgainstCursor(folder) > 10'000);
}

TEST_CASE("patterns match what tree-sitter's cursor matches, in a folder of the caller's") {
  const char* folder = std::getenv("INTERLOCK_CORPUS");
  if (folder == nullptr) {
    MESSAGE("skipped: INTERLOCK_CORPUS names no folder");
    return;
  }
  MESSAGE(HoldAgainstCursor(folder) << " matches held against the cursor's");
}

}  // namespace
}  // namespace interlock
