// A command: one verb of the program, and the options it takes, as data. A command is one file in
// analyzer/cli/commands, found by the build. Which library reads the command line is known to
// command_line.cc alone.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "interlock/report_format.h"

namespace interlock {

// The exit codes of the program. A crash or a gap never looks like kExitClear.
inline constexpr int kExitClear = 0;
inline constexpr int kExitStands = 1;    // a verdict at or above --fail-on
inline constexpr int kExitNoAnswer = 2;  // could not answer

struct Option {
  std::string name;   // "--change", or "CHANGE" for an argument by position
  std::string value;  // "ID=REV" in the help; empty: a flag
  std::string help;
  std::string fallback;  // the value when it is not given
  bool repeatable = false;

  bool positional() const { return !name.starts_with("--"); }
};

// What the user gave. Names are those of the options, which must have been declared.
class Arguments {
 public:
  bool Has(const std::string& name) const;  // given by the user
  const std::string& Text(const std::string& name) const;
  const std::vector<std::string>& List(const std::string& name) const;

  void Set(const std::string& name, std::vector<std::string> values, bool given);

 private:
  struct Value {
    std::vector<std::string> texts;
    bool given = false;
  };
  const Value& Find(const std::string& name) const;

  std::map<std::string, Value> values_;
};

// The world outside, as far as commands may see it; main() looks at the clock and the terminal
// once.
struct Console {
  std::ostream& out;  // answers
  std::ostream& err;  // progress
  std::int64_t now = 0;
  FormatOptions format;
};

struct Command {
  const char* name;
  const char* summary;  // one line for the list of commands
  const char* help;     // paragraphs: what it answers, and an example
  std::vector<Option> (*options)();
  int (*run)(const Arguments& arguments, const Console& console);  // returns an exit code
};

}  // namespace interlock
