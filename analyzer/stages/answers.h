// The answer of the latest scan, kept so that a question asked again is not worked out again: a
// nightly run with nothing new, a check of a change that the scan has seen.
//
// An answer holds for one question only: the base, what the base and the options say about it, the
// program, and every change with its head. Whatever differs, the question is another one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/intake/change_list.h"
#include "graph/answer_store.h"
#include "graph/database.h"
#include "interlock/report.h"

namespace interlock {

struct AskedChange {
  std::string id;
  ObjectId head;            // empty: not in the repository
  std::string sum;          // of all that was said of the change, its head included
  bool is_instead = false;  // the head is another than was named
};

struct Question {
  std::string grounds;                // sum of all that a report depends on beside its changes
  std::vector<AskedChange> changes;   // by ChangeIdLess
  std::vector<std::string> left_out;  // what was named and not asked, as the report says it
};

// `head` is empty when the repository has none for it; `is_instead`: it is another than was named.
AskedChange Asked(const RequestedChange& requested, const ObjectId& head, bool is_instead = false);

// What of the latest scan's report still stands: what it says of changes that are as they were.
struct Standing {
  Report report;
  std::set<std::string> fresh;  // the others of the question: new, moved, or described otherwise
};

// What a report says when only pairs with `change` are decided. `coverage` is that of the change.
Report FocusOn(const Report& report, const std::string& change, Coverage coverage);

// What the database says about the latest scan, without its findings.
struct KeptScan {
  std::string repository_path, base_name, base_commit, time;
  std::string config_path;                 // from --config
  std::vector<std::string> rollout_files;  // from --rollouts
  std::vector<RequestedChange> changes;    // each `kept`
};

class Answers {
 public:
  // REQUIRES: the database outlives it.
  explicit Answers(Database& database) : database_(database), store_(database) {}

  struct Kept {
    Question question;
    std::vector<RequestedChange> requested;  // at the positions of question.changes
    std::int64_t scan = 0;
    std::string repository_path, time, config_path;
    std::vector<std::string> rollout_files;
  };

  // Replaces what was kept. A question without grounds keeps what was asked, and no answer.
  void Keep(const Kept& kept, const Report& report,
            const std::function<Coverage(const std::string& change)>& coverage_of);

  // Nothing when the kept answer is one to another question. These throw Error{kDatabase} when the
  // report it is made of is damaged.
  std::optional<Report> Whole(const Question& question, const std::string& repository_path);
  std::optional<Report> About(const Question& question, const std::string& change);
  // Of `report` only interactions and what is silenced, with all their changes as they were.
  // Nothing when the kept answer rests on other grounds.
  std::optional<Standing> StandingFor(const Question& question);
  // What the latest scan says of those open changes that are as they were, by their ids. Nothing
  // when it rests on other grounds. Does not throw.
  std::map<std::string, ChangeSummary> Described(const Question& question);
  std::string time();  // RFC 3339, of the scan that answered; empty: none did

  // Nothing when no scan was kept.
  std::optional<KeptScan> LatestScan();

  // All that was said of those that are `kept`; false when the database does not have it any more.
  bool FillKept(std::vector<RequestedChange>* requested);

 private:
  struct Head;
  std::shared_ptr<const Head> ReadHead();  // once: it names every change
  std::shared_ptr<const Head> AnswerTo(const Question& question);

  Database& database_;
  AnswerStore store_;
  std::shared_ptr<const Head> head_;  // as it was read
};

}  // namespace interlock
