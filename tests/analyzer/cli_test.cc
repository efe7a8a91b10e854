// The program from outside: what it prints and with which exit code.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands/all_commands.h"
#include "analyzer/reports/parts/report_json.h"
#include "graph/database.h"
#include "graph/report_store.h"
#include "tests/analyzer/report_golden_internal.h"
#include "tests/analyzer/report_sample.h"
#include "tests/graph/temporary_folder.h"
#include "tests/harness/test_repo.h"

namespace interlock {
namespace {

struct Answered {
  std::string text;  // both streams
  int code = -1;
};

// `arguments` as a shell reads them.
Answered RunProgram(const std::string& arguments, const std::string& folder = ".") {
  const std::string command =
      "cd " + folder + " && " + INTERLOCK_PROGRAM + " " + arguments + " 2>&1 </dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Answered answered;
  std::array<char, 4096> buffer;
  for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    answered.text.append(buffer.data(), n);
  }
  const int status = pclose(pipe);
  answered.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return answered;
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A database in a folder of its own that holds the sample report, gone at the end.
class SampleDatabase {
 public:
  SampleDatabase() {
    std::string folder = (std::filesystem::temp_directory_path() / "cli_test.XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    folder_ = folder;
    const Report report = SampleReport();
    Database database(path(), OpenMode::kReadWrite);
    ReportStore(database).AppendScan({.time = "2026-03-03T12:00:00Z",
                                      .repository_path = "/nowhere",
                                      .base_name = report.base_name,
                                      .base_commit = report.base_commit,
                                      .options_json = "{}",
                                      .report_json = ReportJson(report)},
                                     report.decisions);
  }
  ~SampleDatabase() { std::filesystem::remove_all(folder_); }
  std::string path() const { return folder_ + "/interlock.db"; }
  std::string option() const { return " --db " + path(); }

 private:
  std::string folder_;
};

TEST_CASE("cli: an unknown command names the nearest one") {
  const Answered answered = RunProgram("scna");
  CHECK(answered.code == 2);
  CHECK(Contains(answered.text, "interlock: unknown command 'scna'\nhint: did you mean 'scan'?"));
}

TEST_CASE("cli: an unknown option names the nearest one") {
  const Answered answered = RunProgram("scan --basse main");
  CHECK(answered.code == 2);
  CHECK(Contains(answered.text, "'interlock scan' has no option '--basse'"));
  CHECK(Contains(answered.text, "did you mean '--base'?"));
}

TEST_CASE("cli: no command at all") {
  const Answered answered = RunProgram("");
  CHECK(answered.code == 2);
  CHECK(Contains(answered.text, "no command given"));
}

TEST_CASE("cli: every command has a help page with an example") {
  for (const Command* command : AllCommands()) {
    const Answered answered = RunProgram(std::string(command->name) + " --help");
    INFO(command->name);
    CHECK(answered.code == 0);
    CHECK(Contains(answered.text, "Usage: interlock " + std::string(command->name)));
    CHECK(Contains(answered.text, "Example"));
    CHECK(Contains(answered.text, "Options:"));
    CHECK(RunProgram("help " + std::string(command->name)).text == answered.text);
  }
  CHECK(Contains(RunProgram("--help").text, "Exit codes:"));
}

TEST_CASE("cli: the version") {
  const Answered answered = RunProgram("--version");
  CHECK(answered.code == 0);
  CHECK(answered.text == "interlock " + ProgramVersion() + "\n");
}

TEST_CASE("cli: what needs a scan says so when there is none") {
  for (const char* const verb : {"report", "why 1 2", "check 1"}) {
    const Answered answered = RunProgram(std::string(verb) + " --db /nowhere/x.db");
    INFO(answered.text);
    CHECK(answered.code == 2);
    CHECK(Contains(answered.text,
                   "interlock: no database at '/nowhere/x.db'\nhint: run 'interlock scan' first"));
  }
}

TEST_CASE("cli: a value that is none is refused before any work") {
  CHECK(Contains(RunProgram("scan --refs x --now yesterday").text,
                 "--now is 'yesterday', expected a time like 2026-03-02T09:00:00Z"));
  CHECK(RunProgram("scan --refs x --now yesterday").code == 2);
  CHECK(Contains(RunProgram("scan --refs x --format xml").text,
                 "--format is 'xml', expected one of json, md, text"));
  CHECK(RunProgram("scan --refs x --format xml").code == 2);
  CHECK(Contains(RunProgram("scan --refs x --fail-on clear").text, "--fail-on is 'clear'"));
  CHECK(Contains(RunProgram("scan --refs x --threads -1").text, "--threads is '-1'"));
  CHECK(Contains(RunProgram("scan --refs x --base a --base b").text, "--base is given twice"));
  CHECK(Contains(RunProgram("scan").text, "no change is named"));
  CHECK(Contains(RunProgram("why 1").text, "'interlock why' needs B"));
  CHECK(Contains(RunProgram("why 1 2 3").text, "has no use for '3'"));
  CHECK(Contains(RunProgram("report --scan x --db /nowhere/x.db").text, "--scan is 'x'"));
}

TEST_CASE("cli: why names the ids it knows") {
  const SampleDatabase database;
  const Answered answered = RunProgram("why 101 1044" + database.option());
  CHECK(answered.code == 2);
  CHECK(Contains(answered.text, "interlock: no change '1044' in the scan\n"));
  CHECK(Contains(answered.text, "did you mean '104'?"));
  CHECK(RunProgram("why 101 101" + database.option()).code == 2);
}

TEST_CASE("cli: why answers from the stored scan") {
  const SampleDatabase database;
  const Answered answered = RunProgram("why 101 104" + database.option());
  CHECK(answered.code == 0);
  CHECK(Contains(answered.text, "101 and 104: retest"));
  CHECK(Contains(answered.text, "scan 1 of 2026-03-03T12:00:00Z"));
  CHECK(Contains(RunProgram("why 104 102 --format md" + database.option()).text, "harmless"));
}

TEST_CASE("cli: a stored report is the same bytes again, with the exit code of its decisions") {
  const SampleDatabase database;
  const Answered json = RunProgram("report --format json" + database.option());
  CHECK(json.code == 1);
  CHECK(json.text == ReadGolden("sample.json"));
  CHECK(RunProgram("report --fail-on hold" + database.option()).code == 0);
  CHECK(RunProgram("report --fail-on separate" + database.option()).code == 1);
  const Answered missing = RunProgram("report --scan 7" + database.option());
  CHECK(missing.code == 2);
  CHECK(Contains(missing.text, "no scan 7"));
  CHECK(Contains(missing.text, "hint: the latest one is 1"));
}

TEST_CASE("cli: check refuses a change nobody knows") {
  const SampleDatabase database;
  const Answered answered = RunProgram("check 1011" + database.option());
  CHECK(answered.code == 2);
  CHECK(Contains(answered.text, "no change '1011'"));
}

// Makes a repository in which 12 renames what 34 newly calls, and 56 has nothing to do with either.
// Returns the base.
std::string FillRepository(TestRepo* repo) {
  const std::string base = repo->Commit(
      "start", {{"bill.py", "def post(order):\n    return order\n"}, {"readme.py", "x = 1\n"}});
  repo->Branch("main", base);
  repo->Ref(
      "refs/pull/12/head",
      repo->Commit("rename", {{"bill.py", "def record(order):\n    return order\n"}}, {base}));
  repo->Ref("refs/pull/34/head",
            repo->Commit("use", {{"cart.py", "from bill import post\n\npost(1)\n"}}, {base}));
  repo->Ref("refs/pull/56/head", repo->Commit("other", {{"readme.py", "x = 2\n"}}, {base}));
  return base;
}

TEST_CASE("cli: scan, check and why answer alike, and a check is no scan") {
  TestRepo repo;
  const std::string base = FillRepository(&repo);
  const SampleDatabase database;  // its scan is of another repository: scanning comes after it
  const std::string where = " --quiet --now 2026-03-03T12:00:00Z --repo " + repo.path();
  const Answered scan =
      RunProgram("scan --base main --refs 'refs/pull/*/head'" + where + database.option());
  INFO(scan.text);
  CHECK(scan.code == 1);
  CHECK(Contains(scan.text, "3 changes, 3 pairs: 1 needs attention"));
  CHECK(RunProgram("report" + database.option()).text == scan.text);
  CHECK(RunProgram("check 12" + where + database.option()).code == 1);
  CHECK(RunProgram("check 56" + where + database.option()).code == 0);
  CHECK(Contains(RunProgram("why 12 34" + database.option()).text, "12 and 34: retest"));
  const std::string head =
      repo.Commit("keep both", {{"bill.py", "def post(order):\n    return 1\n"}}, {base});
  CHECK(RunProgram("check 12=" + head + where + database.option()).code == 0);
}

TEST_CASE("cli: check says that it compared with nothing") {
  TestRepo repo;
  FillRepository(&repo);
  const TemporaryFolder folder;
  const std::string rest = " --quiet --db " + (folder / "x.db");
  CHECK(
      RunProgram("scan --base main --refs 'refs/pull/*/head' --repo " + repo.path() + rest).code ==
      1);
  // As a shallow clone of one head has it.
  const std::string clone = folder / "clone";
  std::filesystem::copy(repo.path(), clone, std::filesystem::copy_options::recursive);
  for (const char* pull : {"34", "56"}) {
    const std::string git = clone + "/";
    const std::string head = ReadFile(git + "refs/pull/" + pull + "/head").substr(0, 40);
    std::filesystem::remove(git + "refs/pull/" + pull + "/head");
    std::filesystem::remove(git + "objects/" + head.substr(0, 2) + "/" + head.substr(2));
  }
  const Answered answered = RunProgram("check 12 --repo " + clone + rest);
  CHECK(answered.code == 2);
  CHECK(Contains(answered.text, "change '12' was compared with none of 2 other changes"));
  CHECK(Contains(answered.text, "hint: git fetch origin"));
}

TEST_CASE("cli: check looks a revision up where the user stands, and paths of the scan stay") {
  TestRepo repo;
  const std::string base = FillRepository(&repo);
  const TemporaryFolder folder;
  const std::string clone = folder / "clone";
  std::filesystem::copy(repo.path(), clone, std::filesystem::copy_options::recursive);
  const std::string rest = " --quiet --db " + (folder / "x.db");
  const std::string name = std::filesystem::path(repo.path()).filename().string();
  CHECK(RunProgram("scan --base main --refs 'refs/pull/*/head' --repo " + name + rest,
                   repo.path() + "/..")
            .code == 1);
  // `mine` is there in the clone alone.
  WriteFile(clone + "/refs/heads/mine", ReadFile(clone + "/refs/pull/34/head"));
  CHECK(Contains(RunProgram("check 78=mine" + rest, clone).text, "RETEST 12 and 78"));
  // A change of the scan is looked for where the scan was.
  CHECK(RunProgram("check 56" + rest, folder.path()).code == 0);
}

TEST_CASE("cli: check refuses a head that is part of the base") {
  TestRepo repo;
  FillRepository(&repo);
  const TemporaryFolder folder;
  const std::string rest =
      " --quiet --refs 'refs/pull/*/head' --repo " + repo.path() + " --db " + (folder / "x.db");
  const Answered answered = RunProgram("check 12=main --base main" + rest);
  CHECK(answered.code == 2);
  CHECK(Contains(answered.text, "change '12' holds nothing of its own"));
  CHECK(Contains(answered.text, "hint: name the head of the change: check 12=REV"));
}

TEST_CASE("cli: an order holds back the second alone") {
  TestRepo repo;
  const std::string base = repo.Commit("start", {{"bill.py", "def post(order):\n    return 1\n"}});
  repo.Branch("main", base);
  repo.Ref("refs/pull/1/head",
           repo.Commit("add", {{"tax.py", "def due(order):\n    return 1\n"}}, {base}));
  repo.Ref("refs/pull/2/head",
           repo.Commit("use", {{"cart.py", "from tax import due\n\ndue(1)\n"}}, {base}));
  const TemporaryFolder folder;
  const std::string rest = " --quiet --repo " + repo.path() + " --db " + (folder / "x.db");
  const Answered scan = RunProgram("scan --base main --refs 'refs/pull/*/head'" + rest);
  CHECK(scan.code == 1);
  CHECK(Contains(scan.text, "ORDER 1 before 2"));
  const Answered first = RunProgram("check 1" + rest);
  CHECK(first.code == 0);
  CHECK(Contains(first.text, "an order does not hold back 1 where 1 lands first"));
  CHECK(RunProgram("check 2" + rest).code == 1);
}

TEST_CASE("cli: check goes by the configuration of the scan") {
  TestRepo repo;
  FillRepository(&repo);
  const TemporaryFolder folder;
  WriteFile(folder / "own.yaml", "version: 1\nfail_on: hold\n");
  const std::string rest = " --quiet --repo " + repo.path() + " --db " + (folder / "x.db");
  const std::string scan = "scan --base main --refs 'refs/pull/*/head'" + rest;
  CHECK(RunProgram(scan + " --config own.yaml", folder.path()).code == 0);
  CHECK(RunProgram("check 12" + rest).code == 0);
  WriteFile(folder / "other.yaml", "version: 1\n");
  CHECK(RunProgram("check 12 --config other.yaml" + rest, folder.path()).code == 1);
}

TEST_CASE("cli: a broken configuration is the base commit's") {
  TestRepo repo;
  const std::string base = repo.Commit("start", {{"interlock.yaml", "version: 1\nrolouts: x\n"}});
  repo.Branch("main", base);
  const TemporaryFolder folder;
  const Answered answered = RunProgram("scan --quiet --base main --change 1=main --repo " +
                                       repo.path() + " --db " + (folder / "x.db"));
  CHECK(answered.code == 2);
  CHECK(
      Contains(answered.text, "interlock.yaml:2: unknown key 'rolouts', did you mean 'rollouts'?"));
  CHECK(Contains(answered.text, "hint: the file of the base commit counts"));
}

TEST_CASE("cli: references that would be one change are refused") {
  TestRepo repo;
  const std::string base = FillRepository(&repo);
  for (const char* kind : {"feature", "bugfix"}) {
    repo.Ref(std::string("refs/heads/") + kind + "/login",
             repo.Commit(kind, {{"readme.py", std::string("x = '") + kind + "'\n"}}, {base}));
  }
  const TemporaryFolder folder;
  const std::string scan =
      "scan --quiet --base main --repo " + repo.path() + " --db " + (folder / "x.db");
  const Answered answered =
      RunProgram(scan + " --refs 'refs/heads/feature/*' --refs 'refs/heads/bugfix/*'");
  CHECK(answered.code == 2);
  CHECK(Contains(answered.text,
                 "--refs brings two changes 'login': refs/heads/feature/login and "
                 "refs/heads/bugfix/login"));
  // One reference that two globs match is one change.
  CHECK(RunProgram(scan + " --refs 'refs/heads/feature/*' --refs 'refs/heads/feature/log*'").code !=
        2);
}

TEST_CASE("cli: what a list calls closed, or sends elsewhere, is left out and said") {
  TestRepo repo;
  FillRepository(&repo);
  const auto entry = [](const std::string& number, const std::string& head, const std::string& base,
                        const std::string& state) {
    return R"({"number": )" + number + R"(, "headRefName": ")" + head + R"(", "baseRefName": ")" +
           base + R"(", "state": ")" + state + R"("})";
  };
  const TemporaryFolder folder;
  const auto scan = [&](const std::string& of_34, const std::string& of_56) {
    WriteFile(folder / "list.json",
              "[" + entry("12", "rename", "main", "OPEN") + "," + of_34 + "," + of_56 + "]");
    return RunProgram("scan --quiet --base main --repo " + repo.path() + " --db " +
                      (folder / "x.db") + " --changes " + (folder / "list.json"));
  };
  const std::string other = entry("56", "other", "main", "opened");
  CHECK(scan(entry("34", "use", "main", "OPEN"), other).code == 1);
  const Answered merged = scan(entry("34", "use", "main", "MERGED"), other);
  CHECK(merged.code == 0);
  CHECK(Contains(merged.text, "the list calls them closed or merged: 34"));
  const Answered elsewhere = scan(entry("34", "use", "stable-1.2", "OPEN"), other);
  CHECK(elsewhere.code == 0);
  CHECK(Contains(elsewhere.text, "because they go to another"));
  CHECK_FALSE(Contains(elsewhere.text, "closed or merged"));
  // A stacked one goes to the branch of another.
  CHECK(scan(entry("34", "use", "other", "OPEN"), other).code == 1);
}

TEST_CASE("cli: facts of a file") {
  const std::string file =
      std::string(INTERLOCK_SOURCE_DIR) + "/fixtures/demo/base/services/checkout/pricing/tax.py";
  const Answered answered = RunProgram("facts " + file);
  CHECK(answered.code == 0);
  CHECK(Contains(answered.text, "vat_for"));
  CHECK(Contains(RunProgram("facts " + file + " --format json").text, "\"definitions\""));
  const std::string folder = std::string(INTERLOCK_SOURCE_DIR) + "/fixtures/demo/base/services";
  const Answered calls = RunProgram("facts --calls " + folder);
  CHECK(calls.code == 0);
  CHECK(Contains(calls.text, "calls vat_for of checkout/pricing/tax.py"));
  CHECK(Contains(RunProgram("facts --calls " + folder + " --format json").text, "\"targets\""));
  CHECK(RunProgram("facts --calls /nowhere").code == 2);
  const Answered uses = RunProgram("facts --uses " + folder);
  CHECK(uses.code == 0);
  CHECK(Contains(uses.text, "vat_for  -> vat_for of checkout/pricing/tax.py  (import, resolved)"));
  CHECK(Contains(RunProgram("facts --uses " + folder + " --format json").text, "\"uses\""));
  const Answered speed = RunProgram("facts --speed " + folder);
  CHECK(speed.code == 0);
  CHECK(Contains(speed.text, "\npython "));
  CHECK(Contains(speed.text, "seconds of the clock: parse "));
  CHECK(RunProgram("facts --speed /nowhere").code == 2);
  CHECK(RunProgram("facts /nowhere/x.py").code == 2);
  CHECK(RunProgram("facts /nowhere/x.unknown").code == 2);
}

TEST_CASE("cli: the graph of a work tree leaves out what a bundler wrote, as a scan does") {
  const TemporaryFolder folder;
  const std::string reads = "fetch(process.env.SHOP_URL);\n";
  WriteFile(folder / "app.js", reads);
  std::string bundle = "fetch(process.env.BUNDLED_URL);";
  for (int i = 0; i < 600; ++i) bundle += "var a" + std::to_string(i) + "=1;";
  WriteFile(folder / "bundle.js", bundle);
  const std::string text = RunProgram("graph " + folder.path()).text;
  CHECK(Contains(text, "SHOP_URL"));
  CHECK_FALSE(Contains(text, "BUNDLED_URL"));
}

TEST_CASE("cli: facts of several databases are joined") {
  TestRepo repo;
  repo.Branch("main", repo.Commit("start", {{"a.py", "x = 1\n"}}));
  const std::string scan =
      "--repo " + repo.path() + " --change 1=" + repo.Commit("more", {{"b.py", "y = 1\n"}});
  const TemporaryFolder folder;
  const std::string a = folder / "a.db", b = folder / "b.db";
  CHECK(RunProgram("scan --quiet " + scan + " --db " + b).code == 0);
  const Answered merged = RunProgram("facts merge " + a + " " + b);
  CHECK(merged.text ==
        "interlock: made the database " + a + "\nfacts of 2 file versions came from " + b + "\n");
  CHECK(merged.code == 0);
  CHECK(Contains(RunProgram("scan " + scan + " --db " + a).text,
                 "resolving the graph (0 files were new)"));
  CHECK(Contains(RunProgram("facts merge " + a).text, "needs two databases or more"));
  CHECK(Contains(RunProgram("facts merge " + a + " /nowhere/b.db").text,
                 "no database at '/nowhere/b.db'"));
  CHECK(RunProgram("facts merge " + a + " /nowhere/b.db").code == 2);
  CHECK(RunProgram("facts one.py two.py").code == 2);
  CHECK(RunProgram("facts merge " + a + " " + b + " --speed").code == 2);
}

TEST_CASE("cli: one value for each mention of an option") {
  const CommandLine line =
      ReadCommandLine({"check", "--change", "1=a", "7", "--change=2=b"}, AllCommands());
  CHECK(line.arguments.Text("CHANGE") == "7");
  CHECK(line.arguments.List("--change") == std::vector<std::string>{"1=a", "2=b"});
  CHECK(line.arguments.Text("--db") == "interlock.db");
  CHECK_FALSE(line.arguments.Has("--db"));
}

}  // namespace
}  // namespace interlock
