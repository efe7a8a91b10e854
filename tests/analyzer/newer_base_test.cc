#include "analyzer/intake/newer_base.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/harness/test_repo.h"

namespace interlock {
namespace {

// A base, and commits that land on it by merges of pull requests.
struct History {
  History() { line.push_back(repo.Commit("start", {{"a.py", "x = 0\n"}}, {})); }

  // A pull request from `tip` (or a commit of its own) lands.
  std::string Land(int number, const std::string& tip = "") {
    const std::string text = "y = " + std::to_string(number) + "\n";
    const std::string own =
        tip.empty() ? repo.Commit("work", {{"landed.py", text}}, {line.back()}) : tip;
    line.push_back(repo.Commit("Merge pull request #" + std::to_string(number) + " from them/it",
                               {{"landed.py", text}}, {line.back(), own}));
    return line.back();
  }

  std::string Own(const std::string& parent, const std::string& message = "own work",
                  std::vector<std::string> more = {}) {
    more.insert(more.begin(), parent);
    return repo.Commit(message, {{"own.py", message + std::to_string(more.size())}}, more);
  }

  std::optional<ObjectId> Find(const std::string& head) const {
    const auto newer = FindNewerBase(GitRepository::Open(repo.path()), line.front(), head, "main");
    return newer ? std::optional(newer->commit) : std::nullopt;
  }

  TestRepo repo;
  std::vector<std::string> line;  // of the base, oldest first
};

TEST_CASE("newer base: a change branched from the base itself has none") {
  History history;
  const std::string own = history.Own(history.line.front());
  CHECK_FALSE(history.Find(own));
  CHECK_FALSE(history.Find(history.Own(own, "more of it")));
}

TEST_CASE("newer base: a change branched from what has landed since") {
  History history;
  history.Land(1);
  const std::string newest = history.Land(2);
  CHECK(history.Find(history.Own(newest)) == newest);
}

TEST_CASE("newer base: a change that merged the base's branch") {
  History history;
  const std::string own = history.Own(history.line.front());
  history.Land(1);
  const std::string newest = history.Land(2);
  CHECK(history.Find(history.Own(own, "Merge branch 'main' into feature", {newest})) == newest);
  // Another branch of the same author is no base.
  const std::string side = history.Own(history.line.front(), "other work");
  CHECK_FALSE(history.Find(history.Own(own, "Merge branch 'side' into feature", {side})));
}

TEST_CASE("newer base: what landed meanwhile may itself have merged an older base") {
  History history;
  const std::string older = history.Land(1);
  const std::string fork = history.Own(history.line.front(), "their work");
  const std::string theirs = history.Own(fork, "Merge branch 'main' into theirs", {older});
  const std::string newest = history.Land(2, theirs);
  CHECK(history.Find(history.Own(newest)) == newest);
  // A pull request whose own tip looks landed: a stacked one that was merged into it.
  const std::string stacked = history.Own(older, "Merge pull request #9 from them/stacked", {fork});
  const std::string last = history.Land(3, stacked);
  CHECK(history.Find(history.Own(last)) == last);
}

TEST_CASE("newer base: says which changes landed up to it") {
  History history;
  history.Land(12);
  history.Land(34);
  const std::string own = history.Own(history.line.back());
  const auto newer =
      FindNewerBase(GitRepository::Open(history.repo.path()), history.line.front(), own, "main");
  REQUIRE(newer);
  CHECK(newer->landed == std::vector<std::string>{"34", "12"});
}

TEST_CASE("newer base: own commits may carry a number") {
  History history;
  const std::string own = history.Own(history.line.front(), "Fix it (#7)");
  CHECK_FALSE(history.Find(history.Own(own, "Fix more of it (#7)")));
}

TEST_CASE("newer base: a release branch of landed changes is a change of its own") {
  History history;
  history.Land(1);
  CHECK_FALSE(history.Find(history.Land(2)));
}

}  // namespace
}  // namespace interlock
