#include "graph/report_store.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "graph/graph_store.h"
#include "interlock/error.h"
#include "tests/graph/temporary_folder.h"

namespace interlock {
namespace {

ScanRow Scan(const std::string& report) {
  return {.time = "2026-07-01T12:00:00Z",
          .repository_path = "/r",
          .base_name = "main",
          .base_commit = "abc",
          .options_json = "{}",
          .report_json = report};
}

const std::vector<Decision> kDecisions = {
    {.changes = {"34", "12"},
     .verdict = Verdict::kHold,
     .score = 0.75,
     .advice = {{.cures = {"talk"}}}},
    {.changes = {"12", "56"}, .verdict = Verdict::kRetest, .advice = {{.cures = {"test"}}}},
    {.changes = {"56", "78"}, .verdict = Verdict::kRetest},
};

TEST_CASE("a scan comes back as it was, with its verdicts counted") {
  Database database(":memory:", OpenMode::kReadWrite);
  ReportStore store(database);
  CHECK_FALSE(store.LatestScan());
  CHECK(store.Scans().empty());
  const std::string large(3000000, 'r');
  const std::int64_t first = store.AppendScan(Scan(large), kDecisions);
  const std::int64_t second = store.AppendScan(Scan("second"), {});
  CHECK(second > first);

  ScanRow expected = Scan(large);
  expected.id = first;
  expected.verdicts = {0, 0, 2, 0, 0, 1};
  CHECK(store.Scan(first) == expected);
  CHECK_FALSE(store.Scan(second + 1));
  CHECK(store.LatestScan()->report_json == "second");
  CHECK(store.LatestScan()->id == second);

  const std::vector<ScanRow> scans = store.Scans();
  REQUIRE(scans.size() == 2);
  CHECK(scans[0].id == second);
  expected.options_json.clear();
  expected.report_json.clear();
  CHECK(scans[1] == expected);
}

TEST_CASE("the decisions on a change are found across scans") {
  Database database(":memory:", OpenMode::kReadWrite);
  ReportStore store(database);
  const std::int64_t first = store.AppendScan(Scan(""), kDecisions);
  const std::int64_t second =
      store.AppendScan(Scan(""), std::vector<Decision>{{.changes = {"12", "12"}}});
  const std::vector<DecisionRow> expected = {
      {second, {"12", "12"}, Verdict::kClear, 0, ""},
      {first, {"34", "12"}, Verdict::kHold, 0.75, "talk"},
      {first, {"12", "56"}, Verdict::kRetest, 0, "test"},
  };
  CHECK(store.DecisionsOn("12") == expected);
  CHECK(store.DecisionsOn("99").empty());
}

TEST_CASE("a scan that is given up leaves the one before") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  Database database(path, OpenMode::kReadWrite);
  ReportStore store(database);
  store.AppendScan(Scan("first"), kDecisions);
  {
    Transaction abandoned(database);
    database.Execute(
        "INSERT INTO scan SELECT 2, time, '', '', '', 0, 0, 0, 0, 0, 0, '', 'half', x'' FROM scan");
    Database reader(path, OpenMode::kReadOnly);
    CHECK(ReportStore(reader).LatestScan()->report_json == "first");
  }
  CHECK(store.LatestScan()->report_json == "first");
  CHECK(store.DecisionsOn("12").size() == 2);
}

// Writes scans and graphs without end; the graph's key is the number of the scan before it.
[[noreturn]] void WriteForEver(const std::string& path) {
  Database database(path, OpenMode::kReadWrite);
  GraphRows graph;
  for (std::int64_t i = 0; i < 20000; ++i)
    graph.edges.push_back({i, i, "call", "import", Resolution::kResolved, 1});
  for (;;) {
    const std::int64_t id =
        ReportStore(database).AppendScan(Scan(std::string(500000, 'r')), kDecisions);
    GraphStore(database).ReplaceGraph("base", std::to_string(id), graph);
  }
}

TEST_CASE("a process that is killed while it writes leaves whole scans and whole graphs") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.db";
  for (int round = 1; round <= 8; ++round) {
    const pid_t child = fork();
    if (child == 0) WriteForEver(path);
    std::this_thread::sleep_for(std::chrono::milliseconds(40 + 23 * round));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);

    Database database(path, OpenMode::kReadWrite);
    Statement check(database, "PRAGMA integrity_check");
    check.Start();
    REQUIRE(check.Next());
    CHECK(check.Text(0) == "ok");
    for (const ScanRow& scan : ReportStore(database).Scans()) {
      CHECK(scan.verdicts[5] == 1);
      CHECK(ReportStore(database).Scan(scan.id)->report_json.size() == 500000);
    }
    GraphStore graphs(database);
    const std::size_t edges = graphs.LoadGraph().edges.size();
    CHECK((edges == 0 || edges == 20000));
  }
  Database database(path, OpenMode::kReadWrite);
  CHECK(ReportStore(database).LatestScan());
}

}  // namespace
}  // namespace interlock
