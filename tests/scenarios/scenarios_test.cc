// Every scenario under fixtures/rules and fixtures/scenarios: what the scan says is what the file
// expects, whatever the number of threads, the order of changes and the state of the database.
// INTERLOCK_UPDATE=1 rewrites what is expected; INTERLOCK_SCENARIO=text runs those whose name has
// it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "analyzer/intake/builtin_documents.h"
#include "analyzer/overlay/resources/hazards.h"
#include "analyzer/rules/all_rules.h"
#include "interlock/rule.h"
#include "tests/harness/sanitized.h"
#include "tests/harness/scenario.h"

namespace interlock {
namespace {

namespace fs = std::filesystem;

fs::path Fixtures() { return fs::path(INTERLOCK_SOURCE_DIR) / "fixtures"; }

std::string Setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

struct ScenarioFile {
  fs::path path;
  std::string name;  // below fixtures, without the extension
};

std::vector<ScenarioFile> ScenarioFiles() {
  std::vector<ScenarioFile> files;
  for (const char* folder : {"rules", "scenarios"}) {
    for (const auto& entry : fs::recursive_directory_iterator(Fixtures() / folder)) {
      if (entry.path().extension() != ".changes") continue;
      files.push_back(
          {entry.path(), fs::relative(entry.path(), Fixtures()).replace_extension("").string()});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const ScenarioFile& a, const ScenarioFile& b) { return a.name < b.name; });
  return files;
}

// A folder that goes with the test.
struct Scratch {
  fs::path path;
  Scratch() {
    std::string name = (fs::temp_directory_path() / "interlock-scenario-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

std::string FirstDifference(const std::string& a, const std::string& b) {
  const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto from = std::max<std::ptrdiff_t>(0, at.first - a.begin() - 80);
  return "…" + a.substr(static_cast<std::size_t>(from), 160) + "…\nagainst …" +
         b.substr(std::min(b.size(), static_cast<std::size_t>(from)), 160) + "…";
}

void CheckSame(const std::string& way, const std::string& cold, const Report& report) {
  const std::string other = ReportAsJson(report);
  CHECK_MESSAGE(cold == other, "a scan " << way << " differs: " << FirstDifference(cold, other));
}

std::set<std::string> InteractionsOf(const Report& report, const std::string& change) {
  std::set<std::string> ids;
  for (const Interaction& interaction : report.interactions) {
    const std::vector<std::string>& changes = interaction.changes;
    if (std::find(changes.begin(), changes.end(), change) != changes.end()) {
      ids.insert(interaction.id);
    }
  }
  return ids;
}

// A focused scan decides exactly what the whole one does of that change, and the answer that the
// database keeps is the same.
void CheckFocus(const ScenarioRepo& repo, const Report& whole, const std::string& database) {
  const std::string focus = whole.changes.front().id;
  const Report focused = repo.Scan({.threads = 1, .focus = focus});
  CheckSame("that is a kept answer on " + focus, ReportAsJson(focused),
            repo.Scan({.database = database, .answers = true, .focus = focus}));
  CHECK_MESSAGE(InteractionsOf(whole, focus) == InteractionsOf(focused, focus),
                "check " << focus << " differs from scan");
  CHECK(focused.interactions.size() == InteractionsOf(focused, focus).size());
}

// What a scan has left of the others tells which of their files a change that it has not seen may
// have to do with: none that matters is passed over.
void CheckUnseen(const ScenarioRepo& repo, const Report& whole, const std::string& database) {
  for (const ChangeSummary& change : whole.changes) {
    if (!change.landed.empty()) continue;
    const std::string& focus = change.id;
    CheckSame("about " + focus + ", which the scan before has not seen so,",
              ReportAsJson(repo.Scan({.focus = focus, .renamed = true})),
              repo.Scan({.database = database, .answers = true, .focus = focus, .renamed = true}));
  }
}

// Changes arrive and are closed; what earlier scans have left in the database alters nothing, be it
// facts or what they found.
void CheckSequence(const ScenarioRepo& repo, std::size_t changes, const std::string& cold,
                   const std::string& database) {
  const auto scan = [&](std::size_t first, std::size_t count) {
    return repo.Scan({.database = database, .answers = true, .first = first, .count = count});
  };
  scan(0, 1);
  CheckSame("after changes have arrived and been closed", ReportAsJson(repo.Scan({.first = 1})),
            scan(1, changes));
  CheckSame("after the first has come back", cold, scan(0, changes));
  scan(0, changes - 1);
  CheckSame("after the last has come back", cold, scan(0, changes));
}

// What holds of every scan alike is asked of a part of the scenarios under the sanitizers.
void CheckScenario(const ScenarioFile& file, bool all_ways) {
  const Scenario scenario = ReadScenario(file.path, file.name);
  const ScenarioRepo repo(scenario);
  const Report report = repo.Scan({.threads = 1});
  const std::string found = DescribeReport(report, scenario);
  if (found != scenario.expected && !Setting("INTERLOCK_UPDATE").empty()) {
    std::ofstream(file.path, std::ios::binary) << scenario.head << found;
  } else {
    CHECK_MESSAGE(found == scenario.expected, "expected\n"
                                                  << scenario.expected << "but found\n"
                                                  << found);
  }
  if (!all_ways) return;
  const std::string cold = ReportAsJson(report);
  const Scratch scratch;
  const std::string database = (scratch.path / "interlock.db").string();
  CheckSame("with several threads, in reversed order, with a new database,", cold,
            repo.Scan({.threads = 4, .reversed = true, .database = database}));
  CheckSame("with a warm database", cold, repo.Scan({.threads = 2, .database = database}));
  CheckSame("that is a kept answer", cold, repo.Scan({.database = database, .answers = true}));
  CheckSequence(repo, scenario.changes.size(), cold, (scratch.path / "sequence.db").string());
  CheckFocus(repo, report, database);
  CheckUnseen(repo, report, database);
}

TEST_CASE("scenarios") {
  const std::string only = Setting("INTERLOCK_SCENARIO");
  std::size_t run = 0;
  for (const ScenarioFile& file : ScenarioFiles()) {
    if (file.name.find(only) == std::string::npos) continue;
    ++run;
    CAPTURE(file.name);
    try {
      CheckScenario(file, !kSanitized || run % 8 == 0);
    } catch (const std::exception& error) {
      FAIL_CHECK(error.what());
    }
  }
  CHECK(run > 0);
}

// A rule speaks in a head line ("retest 12 34 RULE …") or a further one ("  also RULE …").
bool Speaks(const std::string& expected, const std::string& rule) {
  std::istringstream lines(expected);
  for (std::string line; std::getline(lines, line);) {
    const bool head = !line.starts_with(" ") && line.find(" " + rule + " ") != std::string::npos;
    if (head || line.starts_with("  also " + rule + " ")) return true;
  }
  return false;
}

bool StaysSilent(const std::string& expected) {
  return ("\n" + expected).find("\nsilent ") != std::string::npos;
}

TEST_CASE("every rule has scenarios in which it speaks and in which it does not") {
  for (const Rule* rule : AllRules()) {
    CAPTURE(rule->id);
    bool speaks = false, stays_silent = false;
    for (const ScenarioFile& file : ScenarioFiles()) {
      if (!file.name.starts_with(std::string("rules/") + rule->id + "/")) continue;
      const std::string expected = ReadScenario(file.path, file.name).expected;
      speaks = speaks || Speaks(expected, rule->id);
      stays_silent = stays_silent || StaysSilent(expected);
    }
    CHECK(speaks);
    CHECK(stays_silent);
  }
}

// Where a hazard is found, its pattern and title stand below the evidence; below "silent", they
// are what was found to do no harm.
bool Tells(const std::string& expected, const Hazard& hazard, bool silent) {
  const std::string found = "    " + hazard.pattern + ": " + hazard.title;
  std::istringstream lines(expected);
  bool is_silent = false;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(" ")) is_silent = line.starts_with("silent ");
    if (line == found && is_silent == silent) return true;
  }
  return false;
}

TEST_CASE("every row of the hazards is found in two scenarios, and has a near miss") {
  std::vector<std::string> all;
  for (const ScenarioFile& file : ScenarioFiles()) {
    all.push_back(ReadScenario(file.path, file.name).expected);
  }
  const HazardTable table = ReadHazards(BuiltinDocument("hazards"));
  CHECK(table.hazards.size() >= 32);
  for (const Hazard& hazard : table.hazards) {
    CAPTURE(hazard.id);
    const auto found = [&](const std::string& expected) { return Tells(expected, hazard, false); };
    CHECK(std::count_if(all.begin(), all.end(), found) >= 2);
    // Beside one that is found a pair stays silent, or the arithmetic makes one harmless.
    CHECK(std::any_of(all.begin(), all.end(), [&](const std::string& expected) {
      return Tells(expected, hazard, true) || (found(expected) && StaysSilent(expected));
    }));
  }
}

}  // namespace
}  // namespace interlock
