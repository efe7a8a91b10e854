// Changes: one in-flight unit each, with the files it touches as they would be on today's base.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace interlock {

// Hexadecimal git object id; empty where there is no such object.
using ObjectId = std::string;

enum class FileStatus : std::uint8_t { kAdded, kRemoved, kModified, kRenamed };

// One file that a change touches. Old and new are the base's version and the version after the
// change has been replayed on the base, not the raw head: see ChangeSet in analyzer/intake.
struct FileChange {
  FileStatus status = FileStatus::kModified;
  std::string path;                  // after the change (before it, when removed)
  std::string old_path;              // before the change; differs from path only when renamed
  ObjectId old_blob;                 // on the base; empty when added
  ObjectId new_blob;                 // replayed; empty when removed
  bool conflicts_with_base = false;  // could not be replayed: new_blob is the head's own version
};

struct Change {
  std::string id;  // "12", or a branch name
  std::string repository;
  std::string title;
  std::string author;
  std::string url;
  std::string description;
  std::string created;  // as the list gave it, RFC 3339
  std::vector<std::string> labels;
  bool draft = false;
  std::string landed;  // day on which it landed, "2026-10-02"; empty while it is open
  ObjectId head;
  ObjectId branch_point;           // merge base of head and base, or the newer base it holds
  bool ahead = false;              // holds commits of the base's branch that the given base lacks
  std::vector<std::string> holds;  // numbers of the changes that landed in between
  std::vector<FileChange> files;   // ordered by path
};

enum class GapReason : std::uint8_t {
  kBinary,
  kTooLarge,
  kMinified,
  kGenerated,
  kNotUtf8,
  kSymlink,
  kSubmodule,
  kLfsPointer,
  kNoGrammar,
  kIgnored,  // by interlock.yaml
  kModeOnly,
  kSyntaxErrors,  // analysed outside the errors
  kUnreadable,    // the object is missing or damaged
  kNoCommonAncestor,
  kTooDeep,  // nesting or time limit of the parser
};

// A changed file, or a whole change, that was not (fully) analysed.
struct Gap {
  std::string change;
  std::string repository;
  std::string path;  // empty: the whole change
  GapReason reason = GapReason::kNoGrammar;
  std::string detail;    // values: "2.4 MB, the limit is 2.0 MB"
  bool partial = false;  // analysed all the same, with this reservation
};

// "binary", "syntax-errors" …: the words of the JSON report.
const char* ReasonName(GapReason reason);

// analysed + gaps == changed, asserted before a report is made. A file that was analysed with a
// reservation is a (partial) gap: only what is fully understood counts as analysed.
struct Coverage {
  std::uint32_t changed = 0;
  std::uint32_t analysed = 0;
  std::vector<Gap> gaps;  // ordered by change, path
};

}  // namespace interlock
