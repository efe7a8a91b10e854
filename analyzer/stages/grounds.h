// What a run is asked, and what every answer rests on: the first stage of the pipeline.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/intake/change_set.h"
#include "analyzer/intake/git.h"
#include "analyzer/scan_options.h"
#include "analyzer/stages/answers.h"
#include "analyzer/stages/knowledge.h"
#include "graph/database.h"

namespace interlock {

struct Base {
  std::string name;
  ObjectId commit;
};

// The base that was asked for, or what the repository calls its main branch. Throws
// Error{kRepository} when there is none.
Base FindBase(const GitRepository& repository, const std::string& asked);

// Its parts refer to one another, so it stays where it is.
struct Grounds {
  // Throws Error.
  explicit Grounds(const ScanOptions& options);
  Grounds(const Grounds&) = delete;
  Grounds& operator=(const Grounds&) = delete;

  // Reads all that was said of changes that the database keeps. Called before `requested` is read.
  // Throws Error{kDatabase} when another run has replaced it meanwhile.
  void FillKept();

  std::unique_ptr<Database> database;  // null: nothing is kept
  const GitRepository repository;
  const Base base;
  const BaseFiles base_files;
  Knowledge knowledge;
  const std::string name;  // of the repository
  Question question;
  std::vector<RequestedChange> requested;  // by ChangeIdLess
};

}  // namespace interlock
