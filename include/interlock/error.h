// The one exception of the program: the run cannot go on. Thrown anywhere, caught in main() only
// (and at the edge of a parallel task, which rethrows after the join).
//
// Messages are lower-case without a full stop and give the place and the value; the hint says what
// to do. One item that fails while the run goes on is a Gap or Diagnostic in the data, never this.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace interlock {

enum class ErrorCode {
  kUsage,        // the command line asks for something impossible
  kRepository,   // git: not a repository, unknown revision, unreadable object
  kInput,        // a file the user gave is malformed
  kDatabase,     // the database cannot be used
  kInterrupted,  // the user stopped the run
};

class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message, std::string hint = "")
      : std::runtime_error(message), code_(code), hint_(std::move(hint)) {}

  ErrorCode code() const { return code_; }
  const std::string& hint() const { return hint_; }

 private:
  ErrorCode code_;
  std::string hint_;
};

}  // namespace interlock
