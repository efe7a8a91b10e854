// A scan that compares only what is new says what a scan of everything says: over random sequences
// of changes that arrive, move, are described otherwise and are closed.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "analyzer/pipeline.h"
#include "analyzer/reports/parts/report_json.h"
#include "tests/graph/temporary_folder.h"
#include "tests/harness/sanitized.h"
#include "tests/harness/test_repo.h"

namespace interlock {
namespace {

// Twelve changes with two states each. Among them are all that need a third one to be judged: two
// that provide one name, migrations of one series, more that touch one file.
class Sequence {
 public:
  Sequence() {
    old_ = repo_.Commit("start", Base());
    TestRepo::Files landed = Base();
    landed.insert_or_assign("pay/late.py", "def late(total):\n    return total\n");
    landed.insert_or_assign(
        "pay/m.py", "def charge(a, currency):\n    return a\n\n\ndef gone():\n    return 1\n");
    base_ = repo_.Commit("landed (#90)", landed, {old_});
    repo_.Branch("main", base_);
    for (std::size_t c = 0; c < kChanges; ++c) {
      for (std::size_t state = 0; state < 2; ++state) {
        heads_[c][state] = repo_.Commit("change", FilesOf(c, state), {c % 3 == 0 ? old_ : base_});
      }
    }
  }

  // The changes of one step, drawn anew for some of the positions.
  void Draw(std::mt19937* random) {
    for (std::size_t& state : states_) {
      if ((*random)() % 4 == 0) state = (*random)() % 4;
    }
  }

  void Set(std::size_t change, std::size_t state) { states_[change] = state; }

  ScanOptions Options(const std::string& database) const {
    ScanOptions options;
    options.repository_path = repo_.path();
    options.database_path = database;
    options.time = "2026-03-03T12:00:00Z";
    options.threads = 2;
    for (std::size_t c = 0; c < kChanges; ++c) {
      if (states_[c] == 3) continue;  // closed, or not yet there
      RequestedChange change;
      change.id = std::to_string(c + 1);
      change.revision = heads_[c][states_[c] % 2];
      change.title = states_[c] == 2 ? "described otherwise" : "change";
      options.changes.push_back(std::move(change));
    }
    return options;
  }

 private:
  static constexpr std::size_t kChanges = 12;

  static TestRepo::Files Base() {
    return {
        {"pay/m.py", "def charge(a):\n    return a\n\n\ndef gone():\n    return 1\n"},
        {"pay/n.py", "old = 1\n"},
        {"pay/use.py", "from pay.m import charge\n\n\ndef use():\n    charge(1)\n"},
        {"pay/long.py", "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6\ng = 7\nh = 8\n"},
        {"pay/migrations/0001_first.py",
         "class Migration(migrations.Migration):\n    dependencies = []\n"},
        {"docker-compose.yml", "services:\n  web:\n    image: web\n    deploy: {replicas: 6}\n"}};
  }

  static TestRepo::Files FilesOf(std::size_t change, std::size_t state) {
    const std::string n = std::to_string(change), s = std::to_string(state);
    const std::string call =
        "from pay.m import charge\n\n\ndef f" + n + "():\n    charge(" + s + ")\n";
    switch (change) {
      case 0:  // renamed, or with another form
        return {{"pay/m.py", state == 0
                                 ? "def bill(a):\n    return a\n\n\ndef gone():\n    return 1\n"
                                 : "def charge(a, b):\n    return a\n\n\ndef gone():\n"
                                   "    return 1\n"}};
      case 1:
      case 2:
        return {{"pay/c" + n + ".py", call}};
      case 3:  // provides what 5 uses; with 4, nobody can say which is meant
        return {{"pay/n.py", "old = 1\n\n\ndef fresh():\n    return " + s + "\n"}};
      case 4:
        return {{"pay/other.py",
                 "def " + std::string(state == 0 ? "fresh" : "stale") + "():\n    return 1\n"}};
      case 5:
        return {{"pay/user.py", "from pay.n import fresh\n\n\ndef user():\n    fresh()\n"}};
      case 6:
      case 7:
      case 8:
        return {{"pay/migrations/000" + std::to_string(2 + state) + "_of_" + n + ".py",
                 "class Migration(migrations.Migration):\n    dependencies = [(\"pay\", "
                 "\"0001_first\")]\n"}};
      case 9:
        return {
            {"pay/long.py", "a = 1\nb = 2" + s + "\nc = 3\nd = 4\ne = 5\nf = 6\ng = 7\nh = 8\n"}};
      case 10:
        return {
            {"pay/long.py", "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6\ng = 7" + s + "\nh = 8\n"}};
      default:
        return {
            {"pay/long.py",
             state == 0 ? "a = 1\nb = 9\nc = 3\nd = 4\ne = 5\nf = 6\ng = 7\nh = 8\n" : "a = 1\n"},
            {"pay/c" + n + ".py", "from pay.m import gone\n\n\ngone()\n"}};
    }
  }

  TestRepo repo_;
  std::string old_, base_;
  std::string heads_[kChanges][2];
  std::size_t states_[kChanges] = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3};
};

void Run(std::uint32_t seed, int steps) {
  const TemporaryFolder folder;
  Sequence sequence;
  std::mt19937 random(seed);
  std::size_t compared_less = 0, decided = 0;
  for (int step = 0; step < steps; ++step) {
    sequence.Draw(&random);
    CAPTURE(seed);
    CAPTURE(step);
    const Report warm = RunScan(sequence.Options(folder / "x.db"), [&](const std::string& line) {
      compared_less += line.find(" differ from the scan of ") != std::string::npos;
    });
    const Report cold = RunScan(sequence.Options(""), [](const std::string&) {});
    REQUIRE(ReportJson(warm) == ReportJson(cold));
    decided += cold.decisions.size();
    // A check finds the same, whether or not a scan has seen the change as it is now.
    sequence.Draw(&random);
    ScanOptions about = sequence.Options(folder / "x.db");
    if (about.changes.empty()) continue;
    about.focus = about.changes[random() % about.changes.size()].id;
    ScanOptions alone = sequence.Options("");
    alone.focus = about.focus;
    REQUIRE(ReportJson(RunScan(about, [](const std::string&) {})) ==
            ReportJson(RunScan(alone, [](const std::string&) {})));
  }
  CHECK(compared_less > static_cast<std::size_t>(steps) / 2);
  CHECK(decided > static_cast<std::size_t>(steps));
}

TEST_CASE("a new change may take back what was said of two others") {
  const TemporaryFolder folder;
  Sequence sequence;
  sequence.Set(3, 0);
  sequence.Set(5, 0);
  const auto orders = [&] {
    const Report report = RunScan(sequence.Options(folder / "x.db"), [](const std::string&) {});
    return std::count_if(report.interactions.begin(), report.interactions.end(),
                         [](const Interaction& one) { return one.rule == "depends-on"; });
  };
  CHECK(orders() == 1);
  sequence.Set(4, 0);
  CHECK(orders() == 0);
  sequence.Set(4, 1);
  CHECK(orders() == 1);
}

TEST_CASE(
    "changes are compared in as many rounds as the memory asks for, and no report depends on it") {
  Sequence sequence;
  std::mt19937 random(9);
  for (int step = 0; step < 8; ++step) {
    for (int draw = 0; draw < 4; ++draw) sequence.Draw(&random);
    ScanOptions options = sequence.Options("");
    const auto scan = [&](int memory, std::size_t* rounds) {
      options.memory = memory;
      return ReportJson(RunScan(options, [&](const std::string& line) {
        *rounds += line.starts_with("comparing changes");
      }));
    };
    std::size_t at_once = 0, in_rounds = 0;
    const std::string whole = scan(1000, &at_once);
    CAPTURE(step);
    REQUIRE(scan(0, &in_rounds) == whole);
    CHECK(at_once == 1);
    CHECK(in_rounds > (options.changes.size() > 9 ? 1 : 0));
  }
}

TEST_CASE("what is remembered of pairs that share a file depends on how many they are") {
  const TemporaryFolder folder;
  TestRepo repo;
  const auto base = repo.Commit("start", {{"list.txt", "a\n"}});
  repo.Branch("main", base);
  ScanOptions options;
  options.repository_path = repo.path();
  const auto scan = [&](std::size_t count, const std::string& database) {
    options.database_path = database;
    const auto full = options.changes;
    options.changes.resize(count);
    const Report report = RunScan(options, [](const std::string&) {});
    options.changes = full;
    return report;
  };
  constexpr std::size_t kMost = 202;  // 20,301 pairs; two fewer are 19,900
  for (std::size_t i = 0; i < kMost; ++i) {
    RequestedChange change;
    change.id = std::to_string(i);
    change.revision =
        repo.Commit("add " + change.id, {{"list.txt", "a\n" + change.id + "\n"}}, {base});
    options.changes.push_back(std::move(change));
  }
  for (const std::size_t count : {kMost, kMost - 2, kMost}) {
    if (kSanitized && count == kMost) continue;
    const std::string cold = ReportJson(scan(count, ""));
    CHECK(ReportJson(scan(count, folder / "x.db")) == cold);
  }
}

// Changes by their heads; a scan of all of them, without a database.
Report ScanOf(const TestRepo& repo, const std::vector<std::pair<std::string, std::string>>& heads,
              const std::string& database = "") {
  ScanOptions options;
  options.repository_path = repo.path();
  options.database_path = database;
  options.time = "2026-03-03T12:00:00Z";
  for (const auto& [id, head] : heads) {
    RequestedChange change;
    change.id = id;
    change.revision = head;
    options.changes.push_back(std::move(change));
  }
  return RunScan(options, [](const std::string&) {});
}

std::vector<std::string> RulesBetween(const Report& report,
                                      const std::vector<std::string>& changes) {
  std::vector<std::string> rules;
  for (const Interaction& interaction : report.interactions) {
    if (interaction.changes == changes) rules.push_back(interaction.rule);
  }
  return rules;
}

TEST_CASE("what one change does to the mode of a file hides it from no other") {
  const TemporaryFolder folder;
  TestRepo repo;
  const std::string lib = "def f(a):\n    return a\n";
  const auto base = repo.Commit("start", {{"lib.py", lib}});
  repo.Branch("main", base);
  const auto mode = repo.Commit("mode", {{"lib.py", TestFile::Executable(lib)}}, {base});
  const auto form = repo.Commit("form", {{"lib.py", "def f(a, b):\n    return a\n"}}, {base});
  const auto use = repo.Commit("use", {{"user.py", "from lib import f\n\nf(1)\n"}}, {base});
  const std::string database = folder / "x.db";
  const std::vector<std::string> both = {"2", "3"}, expected = {"signature-changed"};
  CHECK(RulesBetween(ScanOf(repo, {{"1", mode}, {"2", form}, {"3", use}}, database), both) ==
        expected);
  CHECK(RulesBetween(ScanOf(repo, {{"2", form}, {"3", use}}, database), both) == expected);
}

TEST_CASE("a path that is no UTF-8 gives a kept interaction no other id") {
  const TemporaryFolder folder;
  TestRepo repo;
  const std::string path = "caf\xe9/list.txt", rest = "b\nc\nd\ne\n";
  const auto base = repo.Commit("start", {{path, "a\n" + rest}});
  repo.Branch("main", base);
  std::vector<std::pair<std::string, std::string>> heads;
  for (const std::string id : {"1", "2", "3"}) {
    heads.emplace_back(id, repo.Commit("write " + id, {{path, id + "\n" + rest}}, {base}));
  }
  const std::string database = folder / "x.db";
  CHECK(ScanOf(repo, {heads[0], heads[1]}, database).interactions.size() == 1);
  const Report warm = ScanOf(repo, heads, database), cold = ScanOf(repo, heads);
  CHECK(warm.interactions.size() == 3);
  CHECK(ReportJson(warm) == ReportJson(cold));
}

TEST_CASE("that a file keeps both sides' lines is asked by its name on the base") {
  TestRepo repo;
  const auto base = repo.Commit(
      "start", {{"CHANGES.md", "a\nb\nc\n"}, {".gitattributes", "CHANGES.md merge=union\n"}});
  repo.Branch("main", base);
  const auto rename = repo.Commit(
      "rename", {{"CHANGES.md", TestFile::Removed()}, {"NEWS.md", "a\nb\nc\n"}}, {base});
  const auto one = repo.Commit("one", {{"CHANGES.md", "a\none\nc\n"}}, {base});
  const auto two = repo.Commit("two", {{"CHANGES.md", "a\ntwo\nc\n"}}, {base});
  CHECK(RulesBetween(ScanOf(repo, {{"1", rename}, {"2", one}, {"3", two}}), {"2", "3"}).empty());
}

TEST_CASE("what a file did where a change began is not taken from where another one began") {
  const TemporaryFolder folder;
  TestRepo repo;
  const auto call = [](const std::string& name, const std::string& timeout) {
    return "import requests\n" +
           std::string(timeout == "TIMEOUT" ? "from consts import TIMEOUT\n" : "") + "\n\ndef " +
           name + "():\n    return requests.get(\"http://billing/charge\", timeout=" + timeout +
           ")\n";
  };
  const auto first =
      repo.Commit("first", {{"consts.py", "TIMEOUT = 5\n"}, {"svc.py", call("call", "TIMEOUT")}});
  const auto of_first = repo.Commit("2", {{"other.py", call("other", "3")}}, {first});
  const auto second = repo.Commit("second", {{"consts.py", "TIMEOUT = 30\n"}}, {first});
  const auto of_second = repo.Commit("3", {{"third.py", call("third", "3")}}, {second});
  repo.Branch("main", repo.Commit("base", {{"svc.py", call("call", "7")}}, {second}));
  const Report alone = ScanOf(repo, {{"2", of_first}});
  const Report both = ScanOf(repo, {{"2", of_first}, {"3", of_second}});
  CHECK(RulesBetween(both, {"2"}) == RulesBetween(alone, {"2"}));
  CHECK(RulesBetween(both, {"3"}) == std::vector<std::string>{"resource-hazard"});
}

TEST_CASE("a scan that compares only what is new says what a scan of everything says") {
  for (const std::uint32_t seed : {1u, 2u, 3u}) Run(seed, 30);
}

}  // namespace
}  // namespace interlock
