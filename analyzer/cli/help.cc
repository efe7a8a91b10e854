#include "analyzer/cli/help.h"

#include <algorithm>
#include <string_view>

#include "analyzer/text/report_text.h"

namespace interlock {

namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kWidest = 22;  // of the left column

const char* const kExitCodes =
    "Exit codes: 0 clear; 1 a verdict of 'retest' or stronger stands (--fail-on moves\n"
    "the line); 2 could not answer.\n";

const char* const kAnswerCodes = "Exit codes: 0 answered; 2 could not answer.\n";

std::string Left(const Option& option) {
  return option.value.empty() ? option.name : option.name + " " + option.value;
}

std::string Right(const Option& option) {
  std::string help = option.help;
  if (option.repeatable) help += "; may be repeated";
  if (!option.fallback.empty()) help += " (default: " + option.fallback + ")";
  return help;
}

std::string Columns(const std::string& left, const std::string& right, std::size_t width) {
  std::string text = "  " + left;
  const std::size_t indent = width + 4;
  bool first = true;
  for (const std::string& line : Wrap(right, kWidth - indent)) {
    if (first && left.size() <= width) {
      text += std::string(indent - 2 - left.size(), ' ') + line + "\n";
    } else {
      text += (first ? "\n" : "") + std::string(indent, ' ') + line + "\n";
    }
    first = false;
  }
  return text;
}

std::string Usage(const Command& command, const std::vector<Option>& options) {
  std::string usage = "Usage: interlock " + std::string(command.name);
  for (const Option& option : options) {
    if (option.positional()) usage += " " + option.name;
  }
  return usage + " [options]\n";
}

}  // namespace

std::string ProgramHelp(const std::vector<const Command*>& commands) {
  std::string text =
      "Interlock finds in-flight changes that are safe alone and unsafe together, and\n"
      "says what to do about it.\n\n"
      "Usage: interlock COMMAND [options]\n\nCommands:\n";
  std::size_t width = 0;
  for (const Command* command : commands) {
    width = std::max(width, std::string_view(command->name).size());
  }
  for (const Command* command : commands) text += Columns(command->name, command->summary, width);
  text += "\n'interlock COMMAND --help' explains one of them; --version prints the version.\n\n";
  text += "Example:\n  interlock scan --base main --refs 'refs/pull/*/head'\n\n";
  return text + kExitCodes;
}

std::string CommandHelp(const Command& command) {
  const std::vector<Option> options = command.options();
  std::size_t width = 0;
  for (const Option& option : options) {
    if (Left(option).size() <= kWidest) width = std::max(width, Left(option).size());
  }
  std::string text = Usage(command, options) + "\n" + command.help + "\nOptions:\n";
  for (const Option& option : options) text += Columns(Left(option), Right(option), width);
  const bool judges = std::any_of(options.begin(), options.end(),
                                  [](const Option& option) { return option.name == "--fail-on"; });
  return text + "\n" + (judges ? kExitCodes : kAnswerCodes);
}

}  // namespace interlock
