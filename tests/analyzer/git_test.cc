#include "analyzer/intake/git.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "interlock/error.h"
#include "tests/harness/test_repo.h"

namespace interlock {
namespace {

// The error that `call` throws, as "message | hint".
template <class Call>
std::string ErrorOf(Call call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kRepository);
    return std::string(error.what()) + " | " + error.hint();
  }
  return "no error";
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string Lines(int from, int to) {
  std::string text;
  for (int i = from; i <= to; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::string Show(const FileDiff& diff) {
  constexpr std::string_view kLetters = "ADMR";
  const std::string letter(1, kLetters[static_cast<std::size_t>(diff.status)]);
  return letter + " " + (diff.old_path == diff.path ? "" : diff.old_path + " -> ") + diff.path;
}

std::vector<std::string> Show(const std::vector<FileDiff>& diffs) {
  std::vector<std::string> lines;
  for (const FileDiff& diff : diffs) lines.push_back(Show(diff));
  return lines;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a repository opens from its root, from inside its work tree, and bare") {
  TestRepo with_tree(TestRepo::Layout::kWorkTree);
  const auto commit = with_tree.Commit("start", {{"a", "1\n"}});
  with_tree.Branch("main", commit);
  const std::string inside = with_tree.path() + "/deep/er";
  std::filesystem::create_directories(inside);
  CHECK(GitRepository::Open(with_tree.path()).Resolve("main") == commit);
  CHECK(GitRepository::Open(inside).Resolve("main") == commit);
  CHECK(GitRepository::Open(inside).Clone().Resolve("HEAD") == commit);

  TestRepo bare;
  const auto other = bare.Commit("start", {{"a", "1\n"}});
  CHECK(GitRepository::Open(bare.path()).Resolve(other) == other);
}

TEST_CASE("a folder that is no repository is an error with the path") {
  const auto folder = std::filesystem::temp_directory_path() / "interlock-no-repository";
  std::filesystem::create_directories(folder);
  for (const std::string& path : {folder.string(), (folder / "absent").string()}) {
    const std::string error = ErrorOf([&] { GitRepository::Open(path); });
    CHECK(Contains(error, "not a git repository: " + path + " | name a repository"));
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("extensions of partial clones do not keep a repository from opening") {
  TestRepo repo;
  const auto commit = repo.Commit("start", {{"a", "1\n"}});
  std::ofstream(repo.path() + "/config", std::ios::app)
      << "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n";
  CHECK(GitRepository::Open(repo.path()).Resolve(commit) == commit);
}

TEST_CASE("revisions") {
  TestRepo repo;
  const auto first = repo.Commit("first", {{"a", "1\n"}});
  const auto second = repo.Commit("second", {{"a", "2\n"}});
  repo.Branch("main", second);
  repo.Ref("refs/pull/7/head", first);
  const auto git = GitRepository::Open(repo.path());
  CHECK(git.Resolve("main~1") == first);
  CHECK(git.Resolve("refs/pull/7/head") == first);
  CHECK(git.Resolve(second.substr(0, 12)) == second);

  std::string error = ErrorOf([&] { git.Resolve("nothing"); });
  CHECK(Contains(error, "unknown revision \"nothing\""));
  error = ErrorOf([&] { git.Resolve("refs/pull/99/head"); });
  CHECK(Contains(error, "unknown revision \"refs/pull/99/head\""));
  CHECK(Contains(error, "git fetch origin '+refs/pull/*/head:refs/pull/*/head'"));
  error = ErrorOf([&] { git.Resolve("main:a"); });
  CHECK(Contains(error, "is a blob, not a commit"));

  CHECK(git.FindCommit(first) == first);
  CHECK_FALSE(git.FindCommit("main"));
  CHECK_FALSE(git.FindCommit(std::string(40, '1')));
  CHECK(git.FindRef("refs/heads/main") == second);
  CHECK_FALSE(git.FindRef("refs/heads/main~1"));
}

TEST_CASE("an abbreviated id that two objects share is called ambiguous") {
  TestRepo repo;
  std::map<std::string, std::string> content_by_prefix;
  std::string prefix;
  for (int i = 0; prefix.empty(); ++i) {  // by the birthday bound some 300 tries
    const std::string content = std::to_string(i);
    const auto [other, is_new] =
        content_by_prefix.emplace(repo.BlobId(content).substr(0, 4), content);
    if (is_new) continue;
    prefix = other->first;
    repo.Commit("twins", {{"a", content}, {"b", other->second}});
  }
  const auto git = GitRepository::Open(repo.path());
  const std::string error = ErrorOf([&] { git.Resolve(prefix); });
  CHECK(Contains(error, "\"" + prefix + "\" is ambiguous"));
  CHECK(Contains(error, "give more digits"));
}

TEST_CASE("the star of a reference glob stays in its segment and names the id") {
  TestRepo repo;
  const auto commit = repo.Commit("start", {{"a", "1\n"}});
  for (const char* name : {"refs/pull/12/head", "refs/pull/7/head", "refs/pull/7/merge",
                           "refs/heads/team/topic", "refs/heads/main", "refs/heads/pre-1-post"}) {
    repo.Ref(name, commit);
  }
  const auto git = GitRepository::Open(repo.path());
  const auto show = [&](const std::string& glob) {
    Strings shown;
    for (const Ref& ref : git.Refs(glob)) {
      CHECK(ref.target == commit);
      shown.push_back(ref.id + "=" + ref.name);
    }
    return shown;
  };
  CHECK(show("refs/pull/*/head") == Strings{"12=refs/pull/12/head", "7=refs/pull/7/head"});
  CHECK(show("refs/heads/*") ==
        Strings{"main=refs/heads/main", "pre-1-post=refs/heads/pre-1-post"});
  CHECK(show("refs/heads/*/*") == Strings{"team/topic=refs/heads/team/topic"});
  CHECK(show("refs/heads/pre-*-post") == Strings{"1=refs/heads/pre-1-post"});
  CHECK(show("refs/heads/p*1*t") == Strings{"re-1-pos=refs/heads/pre-1-post"});
  CHECK(show("refs/heads/p*2*t").empty());
  CHECK(show("refs/heads/main") == Strings{"=refs/heads/main"});
}

TEST_CASE("history: branch point, ancestors, how far behind") {
  TestRepo repo;
  const auto start = repo.Commit("start", {{"a", "1\n"}});
  const auto head = repo.Commit("head", {{"a", "2\n"}}, {start});
  const auto next = repo.Commit("next", {{"b", "1\n"}}, {start});
  const auto base = repo.Commit("base", {{"b", "2\n"}}, {next});
  const auto alien = repo.Commit("alien", {{"z", "1\n"}}, {});
  const auto git = GitRepository::Open(repo.path());
  CHECK(git.MergeBase(base, head) == start);
  CHECK(git.MergeBase(base, next) == next);
  CHECK_FALSE(git.MergeBase(base, alien));
  CHECK(git.IsAncestor(start, base));
  CHECK(git.IsAncestor(base, base));
  CHECK_FALSE(git.IsAncestor(base, start));
  CHECK_FALSE(git.IsAncestor(head, base));
  CHECK(git.Behind(base, head) == 2);
  CHECK(git.Behind(base, base) == 0);
}

TEST_CASE("a head that is dated before what it stands on is as far behind as it is") {
  TestRepo repo;
  std::string landed = repo.Commit("start", {{"a", "1\n"}});
  for (int i = 0; i < 5; ++i) landed = repo.Commit("landed", {{"b", std::to_string(i)}}, {landed});
  repo.PassTime(-1'000'000);
  const auto head = repo.Commit("head", {{"c", "1\n"}}, {landed});
  repo.PassTime(1'000'000);
  const auto base = repo.Commit("base", {{"a", "2\n"}}, {landed});
  const auto git = GitRepository::Open(repo.path());
  CHECK(git.MergeBase(base, head) == landed);
  CHECK(git.Behind(base, head) == 1);
}

TEST_CASE("the branch point of a head that has merged the base is the newest commit they share") {
  TestRepo repo;
  const auto start = repo.Commit("start", {{"a", "1\n"}});
  const auto landed = repo.Commit("landed", {{"b", "1\n"}}, {start});
  const auto head = repo.Commit("head", {{"c", "1\n"}}, {start});
  const auto merged = repo.Commit("merge the base", {{"b", "1\n"}}, {head, landed});
  const auto base = repo.Commit("base", {{"b", "2\n"}}, {landed});
  const auto crossed = repo.Commit("merge the head", {{"c", "1\n"}}, {base, head});
  const auto git = GitRepository::Open(repo.path());
  CHECK(git.MergeBase(base, merged) == landed);
  CHECK(git.MergeBase(merged, base) == landed);
  CHECK(git.Behind(base, merged) == 1);
  CHECK(git.Behind(merged, base) == 2);
  CHECK(git.MergeBase(crossed, merged) == head);  // or `landed`, which is older
  CHECK(git.MergeBase(base, merged) == landed);   // not what was walked last
}

TEST_CASE("a shallow clone is an error that says so, not two histories") {
  TestRepo repo;
  const auto start = repo.Commit("start", {{"a", "1\n"}});
  const auto head = repo.Commit("head", {{"a", "2\n"}}, {start});
  const auto base = repo.Commit("base", {{"b", "1\n"}}, {start});
  repo.RemoveObject(start);
  std::ofstream(repo.path() + "/shallow") << head << "\n" << base << "\n";
  const auto git = GitRepository::Open(repo.path());
  CHECK(git.IsShallow());
  const std::string error = ErrorOf([&] { git.MergeBase(base, head); });
  CHECK(Contains(error, "the clone is shallow"));
  CHECK(Contains(error, "git fetch --unshallow"));
}

TEST_CASE("a commit tells its title, body, author and time") {
  TestRepo repo;
  const auto id = repo.Commit("The title\n\nFirst line.\nSecond line.\n", {{"a", "1\n"}});
  const CommitInfo info = GitRepository::Open(repo.path()).ReadCommit(id);
  CHECK(info.id == id);
  CHECK(info.title == "The title");
  CHECK(info.body == "First line.\nSecond line.");
  CHECK(info.author == "Test Author");
  CHECK(info.time == "2023-11-15T00:14:20+02:00");
}

TEST_CASE("the commits that touched a path, as they landed on the first-parent line") {
  TestRepo repo;
  const auto start = repo.Commit("start", {{"a", "1\n"}, {"b", "1\n"}});
  const auto topic = repo.Commit("topic edits a", {{"a", "2\n"}, {"dropped", "1\n"}}, {start});
  const auto other = repo.Commit("edit b", {{"b", "2\n"}}, {start});
  const auto merge = repo.Commit("merge topic", {{"a", "2\n"}}, {other, topic});
  const auto tip = repo.Commit("edit c", {{"c", "1\n"}}, {merge});
  const auto git = GitRepository::Open(repo.path());
  REQUIRE(git.CommitsTouching("a", tip, start).size() == 1);
  CHECK(git.CommitsTouching("a", tip, start)[0].info.id == merge);
  CHECK(git.CommitsTouching("a", tip, start)[0].files[0].old_blob == HashBlob("1\n"));
  CHECK(git.CommitsTouching("a", tip, start)[0].files[0].new_blob == HashBlob("2\n"));
  CHECK(git.CommitsTouching("b", tip, start)[0].info.title == "edit b");
  CHECK(git.CommitsTouching("b", tip, other).empty());
  CHECK(git.CommitsTouching("a", tip, start, 1).empty());
  CHECK(git.CommitsTouching("absent", tip, start).empty());
  CHECK(git.CommitsTouching("dropped", tip, start).empty());  // the merge left it out
}

TEST_CASE("what landed lately on some paths, newest first, and no longer ago than asked") {
  TestRepo repo;  // a commit each minute
  const auto start = repo.Commit("start", {{"a", "1\n"}, {"b", "1\n"}});
  const auto add = repo.Commit("edit a", {{"a", "2\n"}, {"b", "2\n"}}, {start});
  const auto other = repo.Commit("edit c", {{"c", "1\n"}}, {add});
  const auto drop = repo.Commit("drop a", {{"a", TestFile::Removed()}}, {other});
  const auto git = GitRepository::Open(repo.path());
  const std::vector<std::string> paths = {"a", "absent"};
  const auto landed = git.LandedLately(drop, paths, 3600, 100);
  REQUIRE(landed.size() == 2);
  CHECK(landed[0].info.id == drop);
  REQUIRE(landed[0].files.size() == 1);
  CHECK(landed[0].files[0].status == FileStatus::kRemoved);
  CHECK(landed[0].files[0].new_blob.empty());
  CHECK(landed[1].info.id == add);
  REQUIRE(landed[1].files.size() == 1);
  CHECK(landed[1].files[0].old_blob == repo.BlobId("1\n"));
  CHECK(landed[1].files[0].new_blob == repo.BlobId("2\n"));
  CHECK(git.LandedLately(drop, paths, 60, 100).size() == 1);
  CHECK(git.LandedLately(drop, paths, 3600, 1).size() == 1);
}

TEST_CASE(
    "what landed lately below folders, those that became files and files that became folders") {
  TestRepo repo;
  const auto start =
      repo.Commit("start", {{"x/y/a", "1\n"}, {"x/y/b", "1\n"}, {"x/z/a", "1\n"}, {"x-y", "1\n"}});
  const auto edit = repo.Commit("edit", {{"x/y/a", "2\n"}, {"x-y", "2\n"}}, {start});
  const auto elsewhere = repo.Commit("elsewhere", {{"x/y/b", "2\n"}, {"x/z/c", "1\n"}}, {edit});
  const auto file = repo.Commit(
      "file", {{"x/z/a", TestFile::Removed()}, {"x/z/c", TestFile::Removed()}, {"x/z", "1\n"}},
      {elsewhere});
  const auto folder =
      repo.Commit("folder", {{"x/z", TestFile::Removed()}, {"x/z/a", "3\n"}}, {file});
  const auto git = GitRepository::Open(repo.path());
  const std::vector<std::string> paths = {"x/y/a", "x/z/a", "x/z", "x-y"};
  std::string told;
  for (const CommitFiles& commit : git.LandedLately(folder, paths, 3600, 100)) {
    told += commit.info.title + ":";
    for (const FileDiff& each : commit.files) {
      told += " " + each.path +
              (each.status == FileStatus::kAdded     ? "+"
               : each.status == FileStatus::kRemoved ? "-"
                                                     : "");
    }
    told += "\n";
  }
  CHECK(told == "folder: x/z- x/z/a+\nfile: x/z+ x/z/a-\nedit: x-y x/y/a\n");
}

TEST_CASE("what landed lately ends where a partial clone lacks a folder") {
  TestRepo repo;
  const auto start = repo.Commit("start", {{"x/a", "1\n"}});
  const auto lost = repo.Commit("lost", {{"x/a", "2\n"}}, {start});
  const auto late = repo.Commit("late", {{"x/a", "3\n"}}, {lost});
  const auto last = repo.Commit("last", {{"x/a", "4\n"}}, {late});
  repo.RemoveObject(repo.FolderId(lost, "x"));
  const auto git = GitRepository::Open(repo.path());
  const std::vector<std::string> paths = {"x/a"};
  const auto landed = git.LandedLately(last, paths, 3600, 100);
  REQUIRE(landed.size() == 1);
  CHECK(landed[0].info.id == last);
  CHECK(git.MissedObjects());
}

TEST_CASE("a tree is listed by path, with modes") {
  TestRepo repo;
  const std::string submodule(40, '5');
  const auto commit = repo.Commit("start", {{"a/x", "1\n"},
                                            {"a.py", "2\n"},
                                            {"link", TestFile::Symlink("a.py")},
                                            {"run", TestFile::Executable("3\n")},
                                            {"sub", TestFile::Submodule(submodule)}});
  const auto entries = GitRepository::Open(repo.path()).ListTree(commit);
  REQUIRE(entries.size() == 5);
  CHECK(entries[0].path == "a.py");  // '.' before '/', unlike in git's own order
  CHECK(entries[1].path == "a/x");
  CHECK(entries[0].blob == repo.BlobId("2\n"));
  CHECK(entries[2].mode == FileMode::kSymlink);
  CHECK(entries[3].mode == FileMode::kExecutable);
  CHECK(entries[4].mode == FileMode::kSubmodule);
  CHECK(entries[4].blob == submodule);
}

TEST_CASE("a diff tells what was added, removed, edited and renamed") {
  TestRepo repo;
  const auto a = repo.Commit("a", {{"edited", "1\n"},
                                   {"empty", ""},
                                   {"exact", Lines(1, 3)},
                                   {"loose", Lines(10, 30)},
                                   {"mode", "1\n"},
                                   {"removed", "gone\n"},
                                   {"turns", "1\n"}});
  const auto b = repo.Commit("b", {{"added", "new\n"},
                                   {"edited", "2\n"},
                                   {"empty", TestFile::Removed()},
                                   {"empty2", ""},
                                   {"exact", TestFile::Removed()},
                                   {"loose", TestFile::Removed()},
                                   {"mode", TestFile::Executable("1\n")},
                                   {"moved/exact", Lines(1, 3)},
                                   {"moved/loose", Lines(10, 31) + "more\n"},
                                   {"removed", TestFile::Removed()},
                                   {"turns", TestFile::Symlink("mode")}});
  const auto git = GitRepository::Open(repo.path());
  const auto diffs = git.Diff(a, b);
  CHECK(Show(diffs) == Strings{"A added", "M edited", "D empty", "A empty2", "M mode",
                               "R exact -> moved/exact", "R loose -> moved/loose", "D removed",
                               "M turns"});
  CHECK(diffs[5].similarity == 100);
  CHECK(diffs[6].similarity > 80);
  CHECK(diffs[6].similarity < 100);
  CHECK(diffs[6].old_blob == repo.BlobId(Lines(10, 30)));
  CHECK(diffs[4].new_mode == FileMode::kExecutable);
  CHECK(diffs[4].old_blob == diffs[4].new_blob);
  CHECK(diffs[8].old_mode == FileMode::kFile);
  CHECK(diffs[8].new_mode == FileMode::kSymlink);
  CHECK(diffs[0].old_blob.empty());
  CHECK(diffs[7].new_blob.empty());
  CHECK(git.Diff(a, a).empty());
}

TEST_CASE("files that differ by more than half are no rename") {
  TestRepo repo;
  const auto a = repo.Commit("a", {{"old", Lines(1, 10)}});
  const auto b = repo.Commit("b", {{"old", TestFile::Removed()}, {"new", Lines(7, 30)}});
  CHECK(Show(GitRepository::Open(repo.path()).Diff(a, b)) == Strings{"A new", "D old"});
}

TEST_CASE("among equal files the one of the same name is the rename") {
  TestRepo repo;
  const auto a = repo.Commit("a", {{"x/one", "same\n"}, {"x/two", "same\n"}});
  const auto b = repo.Commit("b", {{"x/one", TestFile::Removed()},
                                   {"x/two", TestFile::Removed()},
                                   {"y/two", "same\n"},
                                   {"y/zero", "same\n"}});
  CHECK(Show(GitRepository::Open(repo.path()).Diff(a, b)) ==
        Strings{"R x/two -> y/two", "R x/one -> y/zero"});
}

TEST_CASE("a thousand files that move are found exactly, and quickly") {
  TestRepo repo;
  TestRepo::Files before;
  TestRepo::Files after;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "f" + std::to_string(i);
    before.emplace("old/" + name, Lines(i, i + 2));
    after.emplace("old/" + name, TestFile::Removed());
    // Every tenth file is edited as well: too many to compare all, so by its unrepeated name.
    after.emplace("new/" + name, Lines(i, i + 2) + (i % 10 == 0 ? "!\n" : ""));
  }
  const auto a = repo.Commit("a", before);
  const auto b = repo.Commit("b", after);
  const auto diffs = GitRepository::Open(repo.path()).Diff(a, b);
  REQUIRE(diffs.size() == 1000);
  for (const FileDiff& diff : diffs) CHECK(diff.old_path == "old" + diff.path.substr(3));
}

TEST_CASE("only the renames that are asked for") {
  TestRepo repo;
  const auto a = repo.Commit("a", {{"one", Lines(1, 9)}, {"two", Lines(20, 29)}});
  const auto b = repo.Commit("b", {{"one", TestFile::Removed()},
                                   {"two", TestFile::Removed()},
                                   {"one2", Lines(1, 9)},
                                   {"two2", Lines(20, 30)}});
  const Strings sources = {"two"};
  const auto git = GitRepository::Open(repo.path());
  CHECK(Show(git.RenamesOf(a, b, sources)) == Strings{"R two -> two2"});
}

TEST_CASE("blobs: size, content, missing, and the id of bytes in memory") {
  TestRepo repo;
  repo.Commit("start", {{"a", "hello\n"}, {"b", "lost\n"}});
  const auto git = GitRepository::Open(repo.path());
  const auto id = repo.BlobId("hello\n");
  CHECK(HashBlob("hello\n") == id);
  CHECK(HashBlob("") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  CHECK(git.BlobSize(id) == 6);
  CHECK(git.ReadBlob(id) == "hello\n");
  repo.Commit("another", {{"c", "other\n"}});
  repo.PutInPlaceOf(repo.BlobId("other\n"), id);
  CHECK_FALSE(git.ReadBlob(repo.BlobId("other\n")));  // facts are kept by this id
  repo.RemoveObject(repo.BlobId("lost\n"));
  CHECK_FALSE(git.BlobSize(repo.BlobId("lost\n")));
  CHECK_FALSE(git.ReadBlob(repo.BlobId("lost\n")));
  CHECK_FALSE(git.ReadBlob("no id"));
  CHECK_FALSE(git.ReadBlob(repo.Commit("not a blob", {})));
}

TEST_CASE("attributes come from the commit that is named, and from nowhere else") {
  TestRepo repo(TestRepo::Layout::kWorkTree);
  const auto base = repo.Commit("base", {{".gitattributes",
                                          "gen/** linguist-generated=true\n"
                                          "gen/hand.py -linguist-generated\n"
                                          "*.min.js linguist-generated\n"
                                          "vendor/** linguist-vendored\n"
                                          "*.dat binary\n"
                                          "*.lock -diff\n"},
                                         {"sub/.gitattributes",
                                          "*.py linguist-generated\n"
                                          "/top.c binary\n"}});
  const auto head = repo.Commit("head", {{".gitattributes", "*.py linguist-generated\n"}});
  // Neither the work tree, nor info/attributes, nor an index may speak.
  std::ofstream(repo.path() + "/.gitattributes") << "* linguist-generated\n";
  std::ofstream(repo.path() + "/.git/info/attributes") << "* linguist-generated\n";
  const auto git = GitRepository::Open(repo.path());
  const auto show = [&](const std::string& commit, const std::string& path) {
    const FileAttributes attributes = git.Attributes(commit, path);
    return std::string(attributes.generated ? "g" : "") + (attributes.vendored ? "v" : "") +
           (attributes.binary ? "b" : "");
  };
  CHECK(show(base, "a.py") == "");
  CHECK(show(base, "gen/a/b.py") == "g");
  CHECK(show(base, "gen/hand.py") == "");
  CHECK(show(base, "lib/x.min.js") == "g");
  CHECK(show(base, "vendor/x/y.c") == "v");
  CHECK(show(base, "x/y.dat") == "b");
  CHECK(show(base, "x.lock") == "");
  CHECK(show(base, "sub/a.py") == "g");
  CHECK(show(base, "sub/deep/a.py") == "g");
  CHECK(show(base, "sub/top.c") == "b");
  CHECK(show(base, "sub/deep/top.c") == "");
  CHECK(show(head, "a.py") == "g");
  CHECK(show(head, "x/y.py") == "g");
  CHECK(show(base, "a.py") == "");  // not what was read last
}

TEST_CASE("edits of different lines merge") {
  const std::string base = Lines(1, 20);
  const auto merged = MergeFile(base, Replaced(base, "line 3\n", "ours\n"),
                                Replaced(base, "line 17\n", "theirs\n"));
  CHECK_FALSE(merged.conflict);
  CHECK(merged.regions.empty());
  CHECK(merged.bytes == Replaced(Replaced(base, "line 3\n", "ours\n"), "line 17\n", "theirs\n"));
}

TEST_CASE("the same edit on both sides merges") {
  const std::string base = Lines(1, 20);
  const std::string edited = Replaced(base, "line 3\n", "same\nsame\n");
  const auto merged = MergeFile(base, edited, Replaced(edited, "line 17\n", "theirs\n"));
  CHECK_FALSE(merged.conflict);
  CHECK(merged.bytes == Replaced(edited, "line 17\n", "theirs\n"));
}

TEST_CASE("a conflict tells its lines on all three sides") {
  const std::string base = Lines(1, 20);
  std::string ours = Replaced(base, "line 2\n", "two\ntwo more\n");  // clean, moves lines by one
  ours = Replaced(ours, "line 5\n", "ours\n");
  ours = Replaced(ours, "line 15\n", "ours\nours more\n");
  std::string theirs = Replaced(base, "line 5\nline 6\n", "theirs\n");
  theirs = Replaced(theirs, "line 15\n", "");
  theirs = Replaced(theirs, "line 19\n", "clean\n");
  const auto merged = MergeFile(base, ours, theirs);
  CHECK(merged.conflict);
  CHECK(merged.bytes.empty());
  REQUIRE(merged.regions.size() == 2);
  CHECK(merged.regions[0] == ConflictRegion{5, 2, 6, 2, 5, 1});
  CHECK(merged.regions[1] == ConflictRegion{15, 1, 16, 2, 14, 0});
}

TEST_CASE("insertions at one place conflict, and content full of markers does no harm") {
  const std::string base = "<<<<<<< a\n=======\n>>>>>>> b\n";
  const auto clean = MergeFile(base, "<<<<<<< a\n=======\n>>>>>>> c\n", base);
  CHECK_FALSE(clean.conflict);
  CHECK(clean.bytes == "<<<<<<< a\n=======\n>>>>>>> c\n");
  const auto merged = MergeFile(base, base + "<<<<<<< x\n", base + "=======\n=======\n");
  CHECK(merged.conflict);
  REQUIRE(merged.regions.size() == 1);
  CHECK(merged.regions[0] == ConflictRegion{4, 0, 4, 1, 4, 2});
}

TEST_CASE("handles in several threads read at once") {
  TestRepo repo;
  TestRepo::Files files;
  for (int i = 0; i < 50; ++i) files.emplace("f" + std::to_string(i), Lines(i, i + 50));
  const auto commit = repo.Commit("start", files);
  const auto git = GitRepository::Open(repo.path());
  std::vector<int> read(4);
  std::vector<std::thread> threads;
  for (int& count : read) {
    threads.emplace_back([&count, &commit, handle = git.Clone()] {
      for (const TreeEntry& entry : handle.ListTree(commit)) {
        count += handle.ReadBlob(entry.blob) ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(read == std::vector<int>{50, 50, 50, 50});
}

}  // namespace interlock
