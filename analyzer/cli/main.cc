// The program: reads the command line, runs one command, and turns what went wrong into a message.
#include <chrono>
#include <exception>
#include <iostream>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands/all_commands.h"
#include "analyzer/cli/interrupt.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/text/report_text.h"
#include "interlock/error.h"

namespace interlock {
namespace {

std::int64_t ReadClock() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

int Run(const std::vector<std::string>& words) {
  const CommandLine line = ReadCommandLine(words, AllCommands());
  int code = kExitClear;
  if (line.command == nullptr) {
    std::cout << line.text;
  } else {
    code = line.command->run(line.arguments,
                             Console{std::cout, std::cerr, ReadClock(), LookAtTerminal()});
  }
  // An answer that did not get through is none.
  if (!std::cout.flush()) throw Error(ErrorCode::kInput, "standard output cannot be written");
  return code;
}

}  // namespace
}  // namespace interlock

int main(int count, char** words) {
  using interlock::Printable;
  interlock::WatchForInterruption();
  try {
    return interlock::Run({words + (count > 0 ? 1 : 0), words + count});
  } catch (const interlock::Error& error) {
    std::cout.flush();
    std::cerr << "interlock: " << Printable(error.what()) << "\n";
    if (!error.hint().empty()) std::cerr << "hint: " << Printable(error.hint()) << "\n";
  } catch (const std::exception& error) {
    std::cerr << "interlock: bug or resource problem: " << Printable(error.what()) << "\n";
  }
  return interlock::kExitNoAnswer;
}
