#include "analyzer/intake/change_set.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "interlock/error.h"
#include "tests/harness/test_repo.h"

namespace interlock {
namespace {

using Strings = std::vector<std::string>;

std::string Lines(int from, int to) {
  std::string text;
  for (int i = from; i <= to; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::string Show(const FileChange& file) {
  constexpr std::string_view kLetters = "ADMR";
  return std::string(1, kLetters[static_cast<std::size_t>(file.status)]) +
         (file.conflicts_with_base ? "! " : " ") +
         (file.old_path == file.path ? "" : file.old_path + " -> ") + file.path;
}

std::string Show(const Gap& gap) {
  return gap.path + ": " + ReasonName(gap.reason) + (gap.detail.empty() ? "" : ", " + gap.detail);
}

template <class Item>
Strings Show(const std::vector<Item>& items) {
  Strings lines;
  for (const Item& item : items) lines.push_back(Show(item));
  return lines;
}

RequestedChange Ask(const std::string& id, const std::string& revision, bool required = false) {
  return {.id = id, .revision = revision, .required = required};
}

// A history with one start, and on it a change and what landed on the base meanwhile.
struct Fork {
  Fork(const TestRepo::Files& start, const TestRepo::Files& change, const TestRepo::Files& landed) {
    branch_point = repo.Commit("start", start);
    head = repo.Commit("change", change, {branch_point});
    base = repo.Commit("landed", landed, {branch_point});
  }

  ReadChange Read(const IntakeOptions& options = {}) const {
    const auto git = GitRepository::Open(repo.path());
    ReadChange read = ReadOneChange(git, BaseFiles(git, base), Ask("1", head), options);
    const auto gaps = std::count_if(read.gaps.begin(), read.gaps.end(),
                                    [](const Gap& gap) { return !gap.partial; });
    CHECK(read.changed == read.analysable + static_cast<std::size_t>(gaps));
    CHECK(read.changed == read.change.files.size());
    const auto conflicts =
        std::count_if(read.change.files.begin(), read.change.files.end(),
                      [](const FileChange& file) { return file.conflicts_with_base; });
    CHECK(read.conflicts.size() == static_cast<std::size_t>(conflicts));
    return read;
  }

  TestRepo repo;
  std::string branch_point, head, base;
};

// The gaps of a change that only adds or edits `files` on an empty base.
Strings GapsOf(const TestRepo::Files& files, const IntakeOptions& options = {}) {
  return Show(Fork({{"start", "1\n"}}, files, {{"landed", "1\n"}}).Read(options).gaps);
}

}  // namespace

TEST_CASE("a file that the base has not touched is the head's") {
  const Fork fork({{"a", "1\n"}, {"b", "1\n"}, {"c", "1\n"}},
                  {{"a", "2\n"}, {"b", TestFile::Removed()}, {"new", "3\n"}}, {{"c", "2\n"}});
  const ReadChange read = fork.Read();
  CHECK(read.change.branch_point == fork.branch_point);
  CHECK(read.change.head == fork.head);
  CHECK(read.behind == 1);
  CHECK_FALSE(read.landed);
  CHECK(Show(read.change.files) == Strings{"M a", "D b", "A new"});
  CHECK(read.change.files[0].old_blob == HashBlob("1\n"));
  CHECK(read.change.files[0].new_blob == HashBlob("2\n"));
  CHECK(read.change.files[1].old_blob == HashBlob("1\n"));
  CHECK(read.change.files[1].new_blob.empty());
  CHECK(read.change.files[2].old_blob.empty());
  CHECK(read.blobs.empty());
  CHECK(read.analysable == 3);
}

TEST_CASE("what the base has already is no part of the change") {
  const TestRepo::Files files = {{"edited", "2\n"},
                                 {"added", "1\n"},
                                 {"removed", TestFile::Removed()},
                                 {"old", TestFile::Removed()},
                                 {"renamed", Lines(1, 9)}};
  TestRepo::Files more = files;
  more.emplace("own", "1\n");
  const Fork fork({{"edited", "1\n"}, {"removed", "1\n"}, {"old", Lines(1, 9)}}, more, files);
  CHECK(Show(fork.Read().change.files) == Strings{"A own"});
}

TEST_CASE("edits of one file on both sides are merged, in memory") {
  const std::string start = Lines(1, 20);
  const std::string theirs = Replaced(start, "line 2\n", "theirs\n");
  const std::string ours = Replaced(start, "line 18\n", "ours\n");
  const Fork fork({{"f", start}}, {{"f", theirs}}, {{"f", ours}});
  const auto git = GitRepository::Open(fork.repo.path());
  const Strings heads = {fork.head};
  const ChangeSet set =
      ReadChanges(git, fork.base, std::vector<RequestedChange>{Ask("1", fork.head)}, {});
  REQUIRE(set.changes.size() == 1);
  const std::string merged = Replaced(ours, "line 2\n", "theirs\n");
  REQUIRE(Show(set.changes[0].change.files) == Strings{"M f"});
  const FileChange& file = set.changes[0].change.files[0];
  CHECK(file.old_blob == HashBlob(ours));
  CHECK(file.new_blob == HashBlob(merged));
  CHECK(set.ReadBlob(git, file.new_blob) == merged);
  CHECK(set.ReadBlob(git, file.old_blob) == ours);
  CHECK_FALSE(git.ReadBlob(file.new_blob));  // nothing is written to the user's repository
}

TEST_CASE("a change of which the base has taken a part keeps the rest") {
  const std::string start = Lines(1, 20);
  const std::string taken = Replaced(start, "line 2\n", "both\n");
  const std::string theirs = Replaced(taken, "line 18\n", "theirs\n");
  const ReadChange rest = Fork({{"f", start}}, {{"f", theirs}}, {{"f", taken}}).Read();
  REQUIRE(Show(rest.change.files) == Strings{"M f"});
  CHECK(rest.change.files[0].old_blob == HashBlob(taken));
  CHECK(rest.change.files[0].new_blob == HashBlob(theirs));
  CHECK(rest.blobs.empty());  // the merge is the head's own version
  CHECK(Fork({{"f", start}}, {{"f", taken}}, {{"f", theirs}}).Read().change.files.empty());
}

TEST_CASE("a conflict keeps the change's own delta, and its regions") {
  const std::string start = Lines(1, 20);
  const std::string theirs = Replaced(start, "line 9\n", "theirs\n");
  const std::string ours = Replaced(start, "line 9\n", "ours\nours\n");
  const ReadChange read = Fork({{"f", start}}, {{"f", theirs}}, {{"f", ours}}).Read();
  REQUIRE(Show(read.change.files) == Strings{"M! f"});
  CHECK(read.change.files[0].old_blob == HashBlob(start));
  CHECK(read.change.files[0].new_blob == HashBlob(theirs));
  REQUIRE(read.conflicts.size() == 1);
  CHECK(read.conflicts[0].change == "1");
  CHECK(read.conflicts[0].kind == ConflictKind::kContent);
  REQUIRE(read.conflicts[0].regions.size() == 1);
  CHECK(read.conflicts[0].regions[0] == ConflictRegion{9, 1, 9, 2, 9, 1});
  CHECK(read.gaps.empty());
}

TEST_CASE("removals against edits are conflicts in both directions") {
  const Fork fork({{"a", "1\n"}, {"b", "1\n"}, {"c", "1\n"}},
                  {{"a", TestFile::Removed()}, {"b", "2\n"}, {"c", TestFile::Removed()}},
                  {{"a", "2\n"}, {"b", TestFile::Removed()}, {"c", TestFile::Removed()}});
  const ReadChange read = fork.Read();
  REQUIRE(Show(read.change.files) == Strings{"D! a", "M! b"});
  CHECK(read.change.files[0].old_blob == HashBlob("1\n"));
  CHECK(read.change.files[0].new_blob.empty());
  CHECK(read.change.files[1].old_blob == HashBlob("1\n"));
  CHECK(read.change.files[1].new_blob == HashBlob("2\n"));
  CHECK(read.conflicts[0].kind == ConflictKind::kRemovedByChange);
  CHECK(read.conflicts[1].kind == ConflictKind::kRemovedOnBase);
}

TEST_CASE("files added on both sides") {
  const ReadChange read =
      Fork({{"a", "1\n"}}, {{"same", "1\n"}, {"other", "theirs\n"}, {"bin", std::string("\0t", 2)}},
           {{"same", "1\n"}, {"other", "ours\n"}, {"bin", std::string("\0o", 2)}})
          .Read();
  CHECK(Show(read.change.files) == Strings{"A! bin", "A! other"});
  CHECK(read.conflicts[0].regions.empty());
  CHECK(read.conflicts[1].kind == ConflictKind::kAddedByBoth);
  REQUIRE(read.conflicts[1].regions.size() == 1);
  CHECK(read.conflicts[1].regions[0] == ConflictRegion{1, 0, 1, 1, 1, 1});
  CHECK(Show(read.gaps) == Strings{"bin: binary"});
}

TEST_CASE("a file that the change renames merges with the base's edit of it") {
  const std::string start = Lines(1, 20);
  const std::string ours = Replaced(start, "line 2\n", "ours\n");
  const std::string theirs = Replaced(start, "line 18\n", "theirs\n");
  const ReadChange read =
      Fork({{"f", start}}, {{"f", TestFile::Removed()}, {"g", theirs}}, {{"f", ours}}).Read();
  REQUIRE(Show(read.change.files) == Strings{"R f -> g"});
  CHECK(read.change.files[0].old_blob == HashBlob(ours));
  CHECK(read.change.files[0].new_blob == HashBlob(Replaced(ours, "line 18\n", "theirs\n")));
  CHECK(read.blobs.contains(read.change.files[0].new_blob));
}

TEST_CASE("a pure rename takes the base's content along") {
  const std::string ours = Lines(1, 21);
  const ReadChange read =
      Fork({{"f", Lines(1, 20)}}, {{"f", TestFile::Removed()}, {"g", Lines(1, 20)}}, {{"f", ours}})
          .Read();
  REQUIRE(Show(read.change.files) == Strings{"R f -> g"});
  CHECK(read.change.files[0].new_blob == HashBlob(ours));
  CHECK(read.gaps.empty());
}

TEST_CASE("a file that the base renames is followed") {
  const std::string start = Lines(1, 20);
  const std::string ours = Replaced(start, "line 2\n", "ours\n");
  const std::string theirs = Replaced(start, "line 18\n", "theirs\n");
  SUBCASE("edited on one side") {
    const ReadChange read =
        Fork({{"f", start}}, {{"f", theirs}}, {{"f", TestFile::Removed()}, {"g", start}}).Read();
    REQUIRE(Show(read.change.files) == Strings{"M g"});
    CHECK(read.change.files[0].new_blob == HashBlob(theirs));
  }
  SUBCASE("edited on both sides") {
    const ReadChange read =
        Fork({{"f", start}}, {{"f", theirs}}, {{"f", TestFile::Removed()}, {"g", ours}}).Read();
    REQUIRE(Show(read.change.files) == Strings{"M g"});
    CHECK(read.change.files[0].old_blob == HashBlob(ours));
    CHECK(read.change.files[0].new_blob == HashBlob(Replaced(ours, "line 18\n", "theirs\n")));
  }
  SUBCASE("and conflicting") {
    const ReadChange read = Fork({{"f", start}}, {{"f", Replaced(start, "line 2\n", "theirs\n")}},
                                 {{"f", TestFile::Removed()}, {"g", ours}})
                                .Read();
    CHECK(Show(read.change.files) == Strings{"M! g"});
  }
  SUBCASE("removed by the change") {
    const ReadChange read = Fork({{"f", start}}, {{"f", TestFile::Removed()}},
                                 {{"f", TestFile::Removed()}, {"g", start}})
                                .Read();
    CHECK(Show(read.change.files) == Strings{"D! f"});
  }
  SUBCASE("but not to where the change has a file of its own") {
    const ReadChange read = Fork({{"f", start}}, {{"f", theirs}, {"g", "own\n"}},
                                 {{"f", TestFile::Removed()}, {"g", ours}})
                                .Read();
    CHECK(Show(read.change.files) == Strings{"M! f", "A! g"});
  }
}

TEST_CASE("renames on both sides") {
  const std::string start = Lines(1, 20);
  const std::string ours = Replaced(start, "line 2\n", "ours\n");
  const std::string theirs = Replaced(start, "line 18\n", "theirs\n");
  const auto read = [&](const TestRepo::Files& change, const TestRepo::Files& landed) {
    return Show(Fork({{"f", start}}, change, landed).Read().change.files);
  };
  const TestFile gone = TestFile::Removed();
  CHECK(read({{"f", gone}, {"g", theirs}}, {{"f", gone}, {"g", ours}}) == Strings{"M g"});
  CHECK(read({{"f", gone}, {"g", theirs}}, {{"f", gone}, {"h", start}}) == Strings{"R! f -> g"});
  CHECK(read({{"f", gone}, {"g", theirs}}, {{"f", gone}}) == Strings{"R! f -> g"});
  CHECK(read({{"f", gone}, {"g", theirs}}, {{"g", "else\n"}}) == Strings{"R! f -> g"});
  CHECK(read({{"f", gone}, {"g", theirs}}, {{"g", theirs}}) == Strings{"D f"});
  // The base has taken the change, and has a closer copy of the old file beside it.
  CHECK(read({{"f", gone}, {"g", theirs}}, {{"f", gone}, {"g", theirs}, {"h", start}}).empty());
}

TEST_CASE("a file where the base has a folder, and the other way round") {
  const TestFile gone = TestFile::Removed();
  const auto read = [](const TestRepo::Files& start, const TestRepo::Files& change,
                       const TestRepo::Files& landed) {
    return Show(Fork(start, change, landed).Read().change.files);
  };
  CHECK(read({{"a", "1\n"}}, {{"x", "file\n"}}, {{"x/y", "1\n"}}) == Strings{"A! x"});
  CHECK(read({{"a", "1\n"}}, {{"x/y/z", "1\n"}}, {{"x", "file\n"}}) == Strings{"A! x/y/z"});
  CHECK(read({{"x", "1\n"}}, {{"x", gone}, {"x/y", "2\n"}}, {{"b", "1\n"}}) ==
        Strings{"D x", "A x/y"});
}

TEST_CASE("a head that is part of the base has landed") {
  TestRepo repo;
  const auto head = repo.Commit("head", {{"a", "1\n"}});
  const auto base = repo.Commit("base", {{"a", "2\n"}});
  const auto git = GitRepository::Open(repo.path());
  const ReadChange read = ReadOneChange(git, BaseFiles(git, base), Ask("1", head), {});
  CHECK(read.landed);
  CHECK(read.change.files.empty());
  CHECK(read.changed == 0);
  CHECK(read.gaps.empty());
}

TEST_CASE("a history of its own is a gap of the whole change, and the run goes on") {
  TestRepo repo;
  const auto base = repo.Commit("base", {{"a", "1\n"}});
  const auto head = repo.Commit("head", {{"a", "2\n"}}, {base});
  const auto alien = repo.Commit("alien", {{"a", "3\n"}}, {});
  const auto git = GitRepository::Open(repo.path());
  const std::vector<RequestedChange> requested = {Ask("2", head), Ask("1", alien, true)};
  const ChangeSet set = ReadChanges(git, base, requested, {.repository = "shop"});
  REQUIRE(set.changes.size() == 2);
  REQUIRE(set.changes[0].gaps.size() == 1);
  const Gap& gap = set.changes[0].gaps[0];
  CHECK(gap.change == "1");
  CHECK(gap.repository == "shop");
  CHECK(gap.path.empty());
  CHECK(gap.reason == GapReason::kNoCommonAncestor);
  CHECK(set.changes[0].changed == 1);
  CHECK(set.changes[0].analysable == 0);
  CHECK(Show(set.changes[1].change.files) == Strings{"M a"});
}

TEST_CASE("a missing head") {
  TestRepo repo;
  const auto base = repo.Commit("base", {{"a", "1\n"}});
  const auto head = repo.Commit("head", {{"a", "2\n"}}, {base});
  const auto git = GitRepository::Open(repo.path());
  const BaseFiles files(git, base);
  const std::string absent(40, '1');
  RequestedChange listed = Ask("5", absent);
  listed.fallback_refs = {"refs/pull/5/head"};

  SUBCASE("of a listed change is a gap") {
    const ReadChange read = ReadOneChange(git, files, listed, {});
    REQUIRE(read.gaps.size() == 1);
    CHECK(read.gaps[0].reason == GapReason::kUnreadable);
    CHECK(read.gaps[0].detail.find(absent + ", refs/pull/5/head") != std::string::npos);
    CHECK(read.changed == 1);
  }
  SUBCASE("of which the clone has another version is read from there, and says so") {
    repo.Ref("refs/pull/5/head", head);
    const ReadChange read = ReadOneChange(git, files, listed, {});
    CHECK(read.change.head == head);
    REQUIRE(read.gaps.size() == 1);
    CHECK(read.gaps[0].partial);
    CHECK(read.gaps[0].detail.find("read refs/pull/5/head at " + head) != std::string::npos);
    CHECK(read.analysable == 1);
  }
  SUBCASE("of a change that the user named ends the run") {
    CHECK_THROWS_AS(ReadOneChange(git, files, Ask("5", absent, true), {}), Error);
  }
  SUBCASE("damaged beneath the head is a gap too") {
    const auto lost = repo.Commit("lost", {{"deep/b", "1\n"}}, {base});
    const auto tip = repo.Commit("tip", {{"a", "3\n"}}, {lost});
    repo.RemoveObject(lost);
    const ReadChange read = ReadOneChange(git, files, Ask("5", tip), {});
    REQUIRE(read.gaps.size() == 1);
    CHECK(read.gaps[0].path.empty());
    CHECK(read.change.files.empty());
  }
}

TEST_CASE("a list entry cannot smuggle in a revision expression") {
  TestRepo repo;
  const auto base = repo.Commit("base", {{"a", "1\n"}});
  repo.Branch("main", base);
  const auto git = GitRepository::Open(repo.path());
  const ReadChange read = ReadOneChange(git, BaseFiles(git, base), Ask("1", "main"), {});
  CHECK(read.gaps.size() == 1);
}

TEST_CASE("files that cannot be analysed are gaps with their reason") {
  const std::string half_line(2'600, 'x');
  const auto gaps = GapsOf({{"binary", std::string("a\0b", 3)},
                            {"fine.py", "x = 1\n"},
                            {"latin1", "caf\xE9\n"},
                            {"lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n"},
                            {"link", TestFile::Symlink("fine.py")},
                            {"long-but-one", "short\n" + std::string(4'900, 'x') + "\n"},
                            {"minified", half_line + half_line + "\nx\n"},
                            {"sub", TestFile::Submodule(std::string(40, '5'))},
                            {"utf8", "caf\xC3\xA9 \xF0\x9F\x8C\x8D\n"}});
  CHECK(gaps == Strings{"binary: binary", "latin1: not-utf8", "lfs: lfs-pointer", "link: symlink",
                        "minified: minified, a line of 5200 bytes, 2601 on average",
                        "sub: submodule"});
}

TEST_CASE("malformed UTF-8 in all its forms") {
  const std::vector<std::string> malformed = {
      "\x80",         "\xC0\x80",         "\xC3",
      "\xE0\x80\x80", "\xED\xA0\x80",     "\xE2\x82",
      "\xF5\x80\x80", "\xF4\x90\x80\x80", "\xF0\x80\x80\x80"};
  for (const std::string& bytes : malformed) {
    CHECK(GapsOf({{"f", "a" + bytes}}) == Strings{"f: not-utf8"});
  }
}

TEST_CASE("a file that is too large, on either side, and in a merge") {
  const IntakeOptions options = {.max_bytes = 1'000'000};
  const std::string large = Lines(1, 120'000);
  CHECK(GapsOf({{"f", large}}, options) == Strings{"f: too-large, 1.3 MB, the limit is 1.0 MB"});
  CHECK(GapsOf({{"f", large}}).empty());
  const ReadChange shrunk = Fork({{"f", large}}, {{"f", "1\n"}}, {{"b", "1\n"}}).Read(options);
  CHECK(Show(shrunk.gaps) ==
        Strings{"f: too-large, before the change: 1.3 MB, the limit is 1.0 MB"});
  const ReadChange merged =
      Fork({{"f", large}}, {{"f", large + "x\n"}}, {{"f", "y\n" + large}}).Read(options);
  CHECK(Show(merged.gaps) == Strings{"f: too-large, too large to merge"});
  CHECK(Show(merged.change.files) == Strings{"M f"});
}

TEST_CASE("mode changes") {
  const ReadChange read =
      Fork({{"content", "1\n"},
            {"off", TestFile::Executable("1\n")},
            {"on", "1\n"},
            {"on-and-landed", "1\n"},
            {"on-and-edited", "1\n"}},
           {{"content", TestFile::Executable("2\n")},
            {"off", "1\n"},
            {"on", TestFile::Executable("1\n")},
            {"on-and-landed", TestFile::Executable("1\n")},
            {"on-and-edited", TestFile::Executable("1\n")}},
           {{"on-and-landed", TestFile::Executable("1\n")}, {"on-and-edited", "2\n"}})
          .Read();
  CHECK(Show(read.change.files) == Strings{"M content", "M off", "M on", "M on-and-edited"});
  CHECK(Show(read.gaps) == Strings{"off: mode-only, is no longer executable",
                                   "on: mode-only, became executable",
                                   "on-and-edited: mode-only, became executable"});
}

TEST_CASE("links, submodules and binary files that both sides edit are conflicts without regions") {
  const std::string old_sub(40, '1');
  const ReadChange read = Fork({{"bin", std::string("\0a", 2)},
                                {"link", TestFile::Symlink("a")},
                                {"sub", TestFile::Submodule(std::string(40, '1'))}},
                               {{"bin", std::string("\0b", 2)},
                                {"link", TestFile::Symlink("b")},
                                {"sub", TestFile::Submodule(std::string(40, '2'))}},
                               {{"bin", std::string("\0c", 2)},
                                {"link", TestFile::Symlink("c")},
                                {"sub", TestFile::Submodule(std::string(40, '3'))}})
                              .Read();
  CHECK(Show(read.change.files) == Strings{"M! bin", "M! link", "M! sub"});
  for (const BaseConflict& conflict : read.conflicts) {
    CHECK(conflict.kind == ConflictKind::kNotMergeable);
    CHECK(conflict.regions.empty());
  }
  CHECK(Show(read.gaps) == Strings{"bin: binary", "link: symlink", "sub: submodule"});
}

TEST_CASE("a removed file is analysed by what it was") {
  const TestFile gone = TestFile::Removed();
  const ReadChange read = Fork({{"code", "1\n"}, {"image", std::string("\0", 1)}},
                               {{"code", gone}, {"image", gone}}, {{"b", "1\n"}})
                              .Read();
  CHECK(read.analysable == 1);
  CHECK(Show(read.gaps) == Strings{"image: binary"});
}

TEST_CASE("only the base says what is generated") {
  const ReadChange read = Fork({{".gitattributes", "gen/** linguist-generated\n*.dat binary\n"},
                                {"gen/a", "1\n"},
                                {"src/b", Lines(1, 9)}},
                               {{".gitattributes", "* linguist-generated\n"},
                                {"gen/a", "2\n"},
                                {"src/b", TestFile::Removed()},
                                {"gen/b", Lines(1, 10)},
                                {"src/.gitattributes", "* binary\n"},
                                {"src/c", "hidden?\n"},
                                {"x.dat", "text\n"}},
                               {{"landed", "1\n"}})
                              .Read();
  CHECK(Show(read.change.files) == Strings{"M .gitattributes", "M gen/a", "R src/b -> gen/b",
                                           "A src/.gitattributes", "A src/c", "A x.dat"});
  // Neither a head's own .gitattributes nor a move into a generated folder hides anything.
  CHECK(Show(read.gaps) ==
        Strings{"gen/a: generated, linguist-generated in .gitattributes of the base",
                "x.dat: binary, binary in .gitattributes of the base"});
}

TEST_CASE("files without a grammar, and files that are ignored") {
  IntakeOptions options;
  options.ignore = {"docs/", "*.snap"};
  options.has_grammar = [](std::string_view path) { return path.ends_with(".py"); };
  const auto gaps = GapsOf({{"a.py", "1\n"},
                            {"a.txt", "1\n"},
                            {"big.txt", Lines(1, 300'000)},
                            {"docs/b.py", "1\n"},
                            {"image", std::string("\0", 1)},
                            {"x/y.snap", "1\n"}},
                           options);
  CHECK(gaps == Strings{"a.txt: no-grammar", "big.txt: no-grammar",
                        "docs/b.py: ignored, matches \"docs/\"", "image: binary",
                        "x/y.snap: ignored, matches \"*.snap\""});
  const ReadChange moved =
      Fork({{"src/a.py", Lines(1, 9)}},
           {{"src/a.py", TestFile::Removed()}, {"docs/a.py", Lines(1, 9)}}, {{"b", "1\n"}})
          .Read(options);
  CHECK(moved.gaps.empty());
}

TEST_CASE("an object that is missing is a gap of its file") {
  Fork fork({{"f", Lines(1, 20)}, {"g", "1\n"}},
            {{"f", "theirs\n" + Lines(1, 20)}, {"g", "2\n"}, {"h", "3\n"}},
            {{"f", Lines(1, 20) + "ours\n"}});
  fork.repo.RemoveObject(HashBlob("theirs\n" + Lines(1, 20)));
  fork.repo.RemoveObject(HashBlob("2\n"));
  const ReadChange read = fork.Read();
  CHECK(Show(read.change.files) == Strings{"M f", "M g", "A h"});
  REQUIRE(read.gaps.size() == 2);
  CHECK(read.gaps[0].reason == GapReason::kUnreadable);
  CHECK(read.gaps[1].detail == "blob " + HashBlob("2\n") + " is missing");
  CHECK(read.analysable == 1);
}

TEST_CASE("changes come in order, and one id names one change") {
  TestRepo repo;
  const auto base = repo.Commit("base", {{"a", "1\n"}});
  const auto head = repo.Commit("head", {{"a", "2\n"}});
  const auto git = GitRepository::Open(repo.path());
  std::vector<RequestedChange> requested = {Ask("topic", head), Ask("10", head), Ask("9", head)};
  Strings ids;
  for (const ReadChange& read : ReadChanges(git, base, requested, {}).changes) {
    ids.push_back(read.change.id);
  }
  CHECK(ids == Strings{"9", "10", "topic"});
  requested.push_back(Ask("10", base));
  CHECK_THROWS_AS(ReadChanges(git, base, requested, {}), Error);
}

TEST_CASE("what the list says reaches the change") {
  TestRepo repo;
  const auto base = repo.Commit("base", {{"a", "1\n"}});
  const auto git = GitRepository::Open(repo.path());
  RequestedChange requested = Ask("1", base);
  requested.title = "T";
  requested.author = "ann";
  requested.labels = {"bug"};
  requested.draft = true;
  const Change change = ReadOneChange(git, BaseFiles(git, base), requested, {}).change;
  CHECK(change.title == "T");
  CHECK(change.author == "ann");
  CHECK(change.labels == Strings{"bug"});
  CHECK(change.draft);
}

TEST_CASE("globs") {
  CHECK(MatchesGlob("*.py", "a.py"));
  CHECK(MatchesGlob("*.py", "x/y/a.py"));
  CHECK_FALSE(MatchesGlob("*.py", "a.pyc"));
  CHECK_FALSE(MatchesGlob("/*.py", "x/a.py"));
  CHECK(MatchesGlob("/*.py", "a.py"));
  CHECK(MatchesGlob("docs", "docs/a/b"));
  CHECK(MatchesGlob("docs", "x/docs/a"));
  CHECK(MatchesGlob("docs/", "docs/a"));
  CHECK_FALSE(MatchesGlob("docs/", "docs"));
  CHECK_FALSE(MatchesGlob("docs", "docs2/a"));
  CHECK(MatchesGlob("src/*/gen", "src/x/gen/deep/a"));
  CHECK_FALSE(MatchesGlob("src/*/gen", "src/x/y/gen"));
  CHECK_FALSE(MatchesGlob("src/*", "x/src/a"));
  CHECK(MatchesGlob("src/**/gen/*.c", "src/gen/a.c"));
  CHECK(MatchesGlob("src/**/gen/*.c", "src/x/y/gen/a.c"));
  CHECK_FALSE(MatchesGlob("src/**/gen/*.c", "src/xgen/a.c"));
  CHECK(MatchesGlob("src/**", "src/x/y"));
  CHECK(MatchesGlob("**/test_*", "a/b/test_x.py"));
  CHECK(MatchesGlob("a?c", "abc"));
  CHECK_FALSE(MatchesGlob("a?c", "a/c"));
  CHECK_FALSE(MatchesGlob("", "a"));
  CHECK_FALSE(MatchesGlob("/", "a"));
  std::string hostile;
  for (int i = 0; i < 200; ++i) hostile += "*a";
  CHECK_FALSE(MatchesGlob(hostile + "b", std::string(2'000, 'a')));
}

}  // namespace interlock
