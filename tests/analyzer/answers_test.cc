#include "analyzer/stages/answers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "analyzer/pipeline.h"
#include "analyzer/reports/parts/report_json.h"
#include "tests/graph/temporary_folder.h"
#include "tests/harness/test_repo.h"

namespace interlock {
namespace {

// A repository with two changes that meet and one that meets neither.
struct Fixture {
  TestRepo repo;
  TemporaryFolder folder;
  std::string base, rename, caller, other;

  Fixture() {
    base = repo.Commit("start", {{"m.py", "def charge(a):\n    return a\n"},
                                 {"n.py", "def rest():\n    return 1\n"}});
    rename = repo.Commit("rename", {{"m.py", "def bill(a):\n    return a\n"}}, {base});
    caller = repo.Commit("call", {{"c.py", "from m import charge\n\ncharge(1)\n"}}, {base});
    other = repo.Commit("other", {{"n.py", "def rest():\n    return 2\n"}}, {base});
    repo.Branch("main", base);
  }

  static RequestedChange Named(const std::string& id, const std::string& revision) {
    RequestedChange change;
    change.id = id;
    change.revision = revision;
    return change;
  }

  ScanOptions Options() const {
    ScanOptions options;
    options.repository_path = repo.path();
    options.database_path = folder / "x.db";
    options.time = "2026-03-03T12:00:00Z";
    options.threads = 1;
    options.changes = {Named("1", rename), Named("2", caller), Named("3", other)};
    return options;
  }

  // The report, and whether it was a kept one.
  static std::pair<Report, bool> Ask(const ScanOptions& options) {
    bool kept = false;
    Report report = RunScan(options, [&](const std::string& line) {
      kept = kept || line == "nothing is new since the scan of 2026-03-03T12:00:00Z";
    });
    return {std::move(report), kept};
  }
};

TEST_CASE("a question asked again has the kept answer, in whatever order it names the changes") {
  const Fixture fixture;
  ScanOptions options = fixture.Options();
  const auto [first, was_kept] = Fixture::Ask(options);
  CHECK_FALSE(was_kept);
  REQUIRE(first.decisions.size() == 1);
  std::swap(options.changes[0], options.changes[2]);
  const auto [again, kept] = Fixture::Ask(options);
  CHECK(kept);
  CHECK(ReportJson(again) == ReportJson(first));
  Database database(options.database_path, OpenMode::kReadOnly);
  Statement scans(database, "SELECT count(*) FROM scan");
  scans.Start();
  REQUIRE(scans.Next());
  CHECK(scans.Integer(0) == 1);
}

TEST_CASE("whatever differs makes another question") {
  Fixture fixture;
  Fixture::Ask(fixture.Options());
  const auto asks_anew = [](const ScanOptions& options) { return !Fixture::Ask(options).second; };

  ScanOptions options = fixture.Options();
  SUBCASE("nothing") { CHECK_FALSE(asks_anew(options)); }
  SUBCASE("a head") {
    options.changes[1].revision =
        fixture.repo.Commit("more", {{"c.py", "x = 1\n"}}, {fixture.caller});
    CHECK(asks_anew(options));
  }
  SUBCASE("a change less") {
    options.changes.pop_back();
    CHECK(asks_anew(options));
  }
  SUBCASE("what is said of a change") {
    options.changes[0].description = "Rollout: new";
    CHECK(asks_anew(options));
  }
  SUBCASE("the base") {
    fixture.repo.Branch("main", fixture.repo.Commit("next", {{"z.py", "z = 1\n"}}, {fixture.base}));
    CHECK(asks_anew(options));
  }
  SUBCASE("the program") {
    options.program_version = "another";
    CHECK(asks_anew(options));
  }
  SUBCASE("the user asks for it") {
    options.afresh = true;
    CHECK(asks_anew(options));
  }
  SUBCASE("a rollout file from outside, and the time when that has a window") {
    const std::string file = fixture.folder / "rollouts.yaml";
    const auto write = [&](const std::string& window) {
      std::ofstream(file)
          << "version: 1\nrollouts:\n  - id: a\n    change: \"1\"\n    key: user_id\n"
          << "    current: 1\n    stages: [{percent: 5" << window << "}]\n";
    };
    options.rollout_files = {{.path = file}};
    write("");
    CHECK(asks_anew(options));
    options.now = 1'900'000'000;
    CHECK_FALSE(asks_anew(options));
    write(", from: 2026-01-01T00:00:00Z");
    CHECK(asks_anew(options));
    CHECK_FALSE(asks_anew(options));
    ++options.now;
    CHECK(asks_anew(options));
  }
  SUBCASE("the time, when it cannot matter") {
    options.now = 1'900'000'000;
    CHECK_FALSE(asks_anew(options));
  }
}

TEST_CASE("a kept answer about one change is what a focused run finds") {
  const Fixture fixture;
  Fixture::Ask(fixture.Options());
  for (const std::string change : {"1", "2", "3"}) {
    ScanOptions options = fixture.Options();
    options.focus = change;
    const auto [kept, was_kept] = Fixture::Ask(options);
    CHECK(was_kept);
    options.afresh = true;
    CHECK(ReportJson(Fixture::Ask(options).first) == ReportJson(kept));
    CHECK(kept.decisions.size() == (change == "3" ? 0 : 1));
    CHECK(kept.coverage.changed == 1);
  }
}

TEST_CASE("an answer that lacked a file is not kept: the file may come") {
  Fixture fixture;
  fixture.repo.RemoveObject(fixture.repo.BlobId("def rest():\n    return 2\n"));
  Fixture::Ask(fixture.Options());
  CHECK_FALSE(Fixture::Ask(fixture.Options()).second);
}

TEST_CASE("the changes of the latest scan come back as they were asked for") {
  const Fixture fixture;
  ScanOptions options = fixture.Options();
  options.changes[0].title = "Bill \xff";  // no UTF-8
  options.changes[0].description = "long";
  options.changes[0].labels = {"a", "b"};
  options.changes.push_back(Fixture::Named("4", std::string(40, '7')));
  options.changes.back().fallback_refs = {"refs/pull/4/head"};
  Fixture::Ask(options);

  Database database(options.database_path, OpenMode::kReadWrite);
  Answers answers(database);
  std::optional<KeptScan> kept = answers.LatestScan();
  REQUIRE(kept);
  CHECK(kept->repository_path == fixture.repo.path());
  REQUIRE(kept->changes.size() == 4);
  CHECK(kept->changes[1].revision == fixture.caller);
  ScanOptions of_kept = fixture.Options();
  of_kept.changes = kept->changes;
  CHECK(Fixture::Ask(of_kept).second);

  REQUIRE(answers.FillKept(&kept->changes));
  CHECK(kept->changes[0].description == "long");
  CHECK(kept->changes[0].labels == std::vector<std::string>{"a", "b"});
  CHECK(kept->changes[3].fallback_refs == options.changes[3].fallback_refs);
  database.Execute("DELETE FROM answer");
  kept->changes[0].kept = "gone";
  CHECK_FALSE(answers.FillKept(&kept->changes));
  CHECK_FALSE(Answers(database).LatestScan());
}

TEST_CASE("a damaged answer is no answer, and is mended") {
  const Fixture fixture;
  Fixture::Ask(fixture.Options());
  ScanOptions options = fixture.Options();
  std::string damage;
  SUBCASE("all of it") { damage = "UPDATE answer SET data = x'0102'"; }
  SUBCASE("the report") {
    damage =
        "DROP TRIGGER scan_is_final; UPDATE scan SET report = substr(report, 1, length(report) - "
        "1)";
  }
  SUBCASE("what was found on a change") {
    damage = "UPDATE answer SET data = substr(data, 1, length(data) - 1) WHERE kind = 2";
    options.focus = "1";
  }
  SUBCASE("it is of the scan before the latest") {
    damage =
        "INSERT INTO scan SELECT 7, time, repository_path, base_name, base_commit, 0, 0, 0, 0, 0, "
        "0,"
        " '{}', report_json, report FROM scan";
  }
  {
    Database database(options.database_path, OpenMode::kReadWrite);
    database.Execute(damage);
  }
  CHECK_FALSE(Fixture::Ask(options).second);
  if (options.focus) return;
  CHECK(Fixture::Ask(options).second);
}

TEST_CASE("facts that are damaged are read from the repository again, and mended") {
  const Fixture fixture;
  ScanOptions options = fixture.Options();
  const Report before = Fixture::Ask(options).first;
  const auto damaged = [&] {
    Database database(options.database_path, OpenMode::kReadWrite);
    Statement count(database, "SELECT count(*) FROM fact WHERE length(data) = 5");
    count.Start();
    count.Next();
    return count.Integer(0);
  };
  {
    Database database(options.database_path, OpenMode::kReadWrite);
    database.Execute("UPDATE fact SET data = substr(data, 1, 5)");
  }
  REQUIRE(damaged() > 0);
  options.afresh = true;
  CHECK(ReportJson(Fixture::Ask(options).first) == ReportJson(before));
  CHECK(damaged() == 0);
}

TEST_CASE("a scan from elsewhere is recorded, so that the next check finds the repository") {
  const Fixture fixture;
  Fixture::Ask(fixture.Options());
  ScanOptions options = fixture.Options();
  options.repository_path += "/.";
  CHECK_FALSE(Fixture::Ask(options).second);
  CHECK(Fixture::Ask(options).second);
}

TEST_CASE(
    "a head that was missing is looked for again, and what it was not compared with is said") {
  Fixture fixture;
  ScanOptions options = fixture.Options();
  options.changes[1].revision = std::string(40, '7');
  options.changes[1].fallback_refs = {"refs/pull/2/head"};
  Fixture::Ask(options);
  const auto ask_about_1 = [&] {
    ScanOptions about = fixture.Options();
    {
      Database database(about.database_path, OpenMode::kReadOnly);
      about.changes = Answers(database).LatestScan()->changes;
    }
    about.focus = "1";
    return Fixture::Ask(about);
  };
  const auto [lacking, kept] = ask_about_1();
  CHECK(kept);
  CHECK(lacking.decisions.empty());
  CHECK(lacking.notices.back() == "not compared, because they could not be read: 2");
  fixture.repo.Ref("refs/pull/2/head", fixture.caller);
  const auto [found, kept_again] = ask_about_1();
  CHECK_FALSE(kept_again);
  CHECK(found.decisions.size() == 1);
}

TEST_CASE("a head that is read instead of another is told of, though it was seen before") {
  Fixture fixture;
  fixture.repo.Ref("refs/pull/2/head", fixture.caller);
  ScanOptions options = fixture.Options();
  Fixture::Ask(options);
  options.changes[1].revision = std::string(40, '7');
  options.changes[1].fallback_refs = {"refs/pull/2/head"};
  const auto tells = [](const Report& report) {
    return std::any_of(report.notices.begin(), report.notices.end(), [](const std::string& notice) {
      return notice.find("is not in the repository; read refs/pull/2/head") != std::string::npos;
    });
  };
  const auto [report, kept] = Fixture::Ask(options);
  CHECK_FALSE(kept);
  CHECK(tells(report));
  CHECK_FALSE(tells(Fixture::Ask(fixture.Options()).first));
}

}  // namespace
}  // namespace interlock
