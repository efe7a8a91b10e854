// A scenario: a small repository, the changes in flight over it, and what must be said of them, in
// one text file that a reviewer reads on one screen.
//
//   A change that renames a function meets one that calls it.
//   === base billing/ledger.py
//   def post(entry): ...
//   === change 12 billing/ledger.py
//   def record(entry): ...
//   === change 34 shop/cart.py
//   …
//   === expect
//   retest 12 34 removed-symbol function billing.ledger.post
//     12 billing/ledger.py:1 renames post to record
//     34 shop/cart.py:1 imports post from billing.ledger
//
// Text before the first header says what is shown. A section ends at the next header; blank lines
// at its end are dropped. Headers:
//
//   === base PATH                 a file of the first commit of main
//   === landed N PATH             a file as a later commit of main leaves it; N = 1, 2 …; its
//   number
//                                 is 901, 902 …
//   === change ID PATH            a file as the head of change ID leaves it
//   === change ID - PATH          the change removes it (also: landed N - PATH)
//   === change ID OLD -> NEW      the change moves it; without content, as it is (also: landed)
//   === change ID on OTHER        ID stands on change OTHER, or on `main`: the newest commit there.
//                                 Without this line a change branches from the base, before
//                                 anything landed
//   === config                    interlock.yaml of the base
//   === rollouts                  rollouts.yaml of the base, with the configuration that names it
//   === incident PATH             a record, with the configuration that names its folder
//   === expect                    the rest of the file
//
// What may be expected is everything that the scan says, in this form and order, nothing left out:
//
//   VERDICT ID… RULE KIND NAME    a decision and the strongest interaction behind it; one ID when
//   the
//                                 other side has landed. "(likely)", "(name-only)" if not resolved
//     ID PATH:LINE STATEMENT      its evidence; the ID of what has landed is `main`
//       P2: TITLE, sum: STEP      of a hazard: its pattern, and each step of its arithmetic
//     exposure …, incident …      only with rollouts, incidents
//     also RULE KIND NAME         a further interaction of the same decision, with its evidence
//   silent ID ID                  a pair without a decision; `silent ID`: a change behind main
//   without one
//     RULE KIND NAME: REASON      a rule looked at the pair and found it harmless: a proven
//     near-miss
//   gap ID PATH REASON            a file that was not (fully) analysed
//
// Commit ids in statements are written "…". INTERLOCK_UPDATE=1 rewrites the section.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "interlock/report.h"
#include "tests/harness/test_repo.h"

namespace interlock {

// One commit of a scenario.
struct ScenarioCommit {
  std::string id;      // of the change; the number of what has landed
  std::string parent;  // a change it stands on, "main", or empty: the base
  TestRepo::Files files;
  std::vector<std::pair<std::string, std::string>> moves;  // old path, new path; content copied
};

struct Scenario {
  std::string name;  // "removed-symbol/renamed_function"
  std::string head;  // the file up to and with "=== expect"
  std::string expected;
  TestRepo::Files base;
  std::vector<ScenarioCommit> landed;   // in order
  std::vector<ScenarioCommit> changes;  // in order of the file
  bool has_rollouts = false;
  bool has_incidents = false;
};

// Throws std::runtime_error naming file and line.
Scenario ReadScenario(const std::filesystem::path& file, const std::string& name);

// A scenario as a real repository, scanned as often as wanted.
class ScenarioRepo {
 public:
  explicit ScenarioRepo(const Scenario& scenario);

  struct Run {
    int threads = 1;
    bool reversed = false;  // changes are asked for in reversed order
    std::string database;   // empty: none
    bool answers = false;   // a kept answer of the database will do
    std::string focus;      // empty: all pairs
    bool renamed = false;   // the change in focus has another title than at other scans
    std::size_t first = 0;  // position of the first change that is in flight; those before are not
    std::size_t count = static_cast<std::size_t>(-1);
  };
  Report Scan(const Run& run) const;

 private:
  struct Head {
    std::string id, commit;
  };
  TestRepo repo_;
  std::vector<Head> heads_;
};

// What a report says, in the form of the expect section.
std::string DescribeReport(const Report& report, const Scenario& scenario);

// The JSON that programs get.
std::string ReportAsJson(const Report& report);

}  // namespace interlock
