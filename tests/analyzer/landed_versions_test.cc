#include "analyzer/overlay/related/landed_versions.h"

#include <doctest/doctest.h>

#include "tests/harness/test_repo.h"

namespace interlock {
namespace {

ReadChange At(const std::string& id, const ObjectId& branch_point, std::uint32_t behind) {
  ReadChange read;
  read.change.id = id;
  read.change.branch_point = branch_point;
  read.change.files = {{FileStatus::kModified, "a", "a", "1", "2", false}};
  read.behind = behind;
  return read;
}

using Ids = std::set<std::string>;

TEST_CASE("changes that began at about the same time come into one round") {
  const std::vector<ReadChange> changes = {At("1", "old", 90), At("2", "new", 2),
                                           At("3", "older", 95), At("4", "base", 0),
                                           At("5", "newer", 1)};
  const LandedVersions landed = {
      {"old", {1, 2, 3, 4}}, {"older", {1, 2, 3, 4, 5}}, {"new", {6, 7}}, {"newer", {7}}};
  const std::size_t version = kBytesOfVersion, comparison = kBytesOfComparison;
  const std::size_t two_old_ones = 5 * version + 9 * comparison;
  CHECK(RoundsOf(changes, landed, std::nullopt, two_old_ones) ==
        std::vector<Focus>{Ids{"2", "4", "5"}, Ids{"1", "3"}});
  CHECK(RoundsOf(changes, landed, std::nullopt, two_old_ones - 1) ==
        std::vector<Focus>{Ids{"2", "4", "5"}, Ids{"1"}, Ids{"3"}});
  SUBCASE("all of them when there is room") {
    CHECK(RoundsOf(changes, landed, std::nullopt, 7 * version + 12 * comparison) ==
          std::vector<Focus>{std::nullopt});
    CHECK(RoundsOf(changes, landed, Ids{"1", "5"}, two_old_ones) ==
          std::vector<Focus>{Ids{"1", "5"}});
  }
  SUBCASE("one needs more than there is") {
    CHECK(RoundsOf(changes, landed, std::nullopt, 0) ==
          std::vector<Focus>{Ids{"4", "5"}, Ids{"2"}, Ids{"1"}, Ids{"3"}});
  }
  SUBCASE("only those in focus count") {
    CHECK(RoundsOf(changes, landed, Ids{"1", "2", "4"}, two_old_ones) ==
          std::vector<Focus>{Ids{"2", "4"}, Ids{"1"}});
    CHECK(RoundsOf(changes, landed, Ids(), 0) == std::vector<Focus>{Ids()});
  }
}

TEST_CASE("versions of files that have landed since are told apart, and kept") {
  TestRepo repo;
  const auto old = repo.Commit("old", {{"a.py", "a = 1\n"}, {"b.py", "b = 1\n"}}, {});
  const auto mid = repo.Commit("mid", {{"a.py", "a = 2\n"}, {"b.py", "b = 1\n"}}, {old});
  const auto base = repo.Commit("base", {{"a.py", "a = 3\n"}, {"b.py", "b = 2\n"}}, {mid});
  const GitRepository repository = GitRepository::Open(repo.path());
  const std::vector<ReadChange> changes = {At("1", old, 2), At("2", mid, 1), At("3", base, 0)};
  Database database(":memory:", OpenMode::kReadWrite);
  RowStore rows(database, "landed");
  rows.KeepFor(base, "");
  const LandedVersions landed = FindLandedVersions(repository, base, changes, &rows, 2);
  REQUIRE(landed.size() == 2);
  REQUIRE(landed.at(old).size() == 2);
  REQUIRE(landed.at(mid).size() == 2);
  CHECK(landed.at(old)[0] != landed.at(mid)[0]);
  CHECK(landed.at(old)[1] == landed.at(mid)[1]);
  CHECK(FindLandedVersions(repository, base, changes, &rows, 1) == landed);
  CHECK(FindLandedVersions(repository, base, changes, nullptr, 1) == landed);
  rows.Store({{old, "damage"}});
  CHECK(FindLandedVersions(repository, base, changes, &rows, 1) == landed);
}

}  // namespace
}  // namespace interlock
