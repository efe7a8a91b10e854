#include "analyzer/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>

#include "analyzer/cli/help.h"
#include "analyzer/cli/nearest.h"
#include "analyzer/intake/yaml_reader.h"
#include "interlock/check.h"
#include "interlock/error.h"

namespace interlock {

namespace {

const Command& FindCommand(const std::string& name, const std::vector<const Command*>& commands) {
  std::vector<std::string> names;
  for (const Command* command : commands) {
    if (command->name == name) return *command;
    names.emplace_back(command->name);
  }
  throw Error(ErrorCode::kUsage, "unknown command " + Quoted(name),
              DidYouMean(name, names) + "'interlock --help' lists them");
}

std::string SeeHelp(const Command& command) {
  return "see 'interlock " + std::string(command.name) + " --help'";
}

// CLI11 writes through pointers: a deque keeps its elements where they are.
struct Slot {
  Option option;
  std::vector<std::string> texts;
  std::string text;  // of an argument by position: as a list, the first would take all
  bool flag = false;
  CLI::Option* handle = nullptr;
};

void Declare(CLI::App* app, Slot* slot) {
  const Option& option = slot->option;
  if (option.positional() && option.repeatable) {
    slot->handle = app->add_option(option.name, slot->texts)->required();
  } else if (option.positional()) {
    slot->handle = app->add_option(option.name, slot->text)->required();
  } else if (option.value.empty()) {
    slot->handle = app->add_flag(option.name, slot->flag);
  } else {
    // One value for each mention: else `--change 12=a 34` would swallow the argument after it.
    slot->handle = app->add_option(option.name, slot->texts)
                       ->allow_extra_args(false)
                       ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

[[noreturn]] void RefuseExtra(const Command& command, const std::string& word,
                              const std::vector<std::string>& names) {
  if (!word.starts_with("-")) {
    throw Error(ErrorCode::kUsage,
                "'interlock " + std::string(command.name) + "' has no use for " + Quoted(word),
                SeeHelp(command));
  }
  const std::string name = word.substr(0, word.find('='));
  throw Error(ErrorCode::kUsage,
              "'interlock " + std::string(command.name) + "' has no option " + Quoted(name),
              DidYouMean(name, names) + SeeHelp(command));
}

void CheckExtras(const Command& command, const CLI::App& app, const std::deque<Slot>& slots) {
  const std::vector<std::string> extras = app.remaining();
  if (extras.empty()) return;
  std::vector<std::string> names = {"--help"};
  for (const Slot& slot : slots) {
    if (!slot.option.positional()) names.push_back(slot.option.name);
  }
  // An unknown option first: what follows it is most likely its value.
  const auto option = std::find_if(extras.begin(), extras.end(),
                                   [](const std::string& word) { return word.starts_with("-"); });
  RefuseExtra(command, option != extras.end() ? *option : extras.front(), names);
}

bool Contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

Arguments Collect(const Command& command, const std::deque<Slot>& slots) {
  Arguments arguments;
  for (const Slot& slot : slots) {
    const bool given = slot.handle->count() > 0;
    std::vector<std::string> texts = slot.texts;
    if (slot.option.positional() && !slot.option.repeatable) texts = {slot.text};
    if (!slot.option.repeatable && texts.size() > 1) {
      throw Error(ErrorCode::kUsage, slot.option.name + " is given twice", SeeHelp(command));
    }
    // In a script, an unset variable: never what its author meant.
    if (given && Contains(texts, "") && !slot.option.value.empty()) {
      throw Error(ErrorCode::kUsage, slot.option.name + " is empty, expected " + slot.option.value,
                  SeeHelp(command));
    }
    if (!given && !slot.option.fallback.empty()) texts = {slot.option.fallback};
    arguments.Set(slot.option.name, std::move(texts), given);
  }
  return arguments;
}

// The last word is an option that wants a value, else the next word would have been taken for it.
[[noreturn]] void RefuseNoValue(const Command& command, const std::string& last) {
  for (const Option& option : command.options()) {
    if (option.name != last) continue;
    throw Error(ErrorCode::kUsage, option.name + " has no value, expected " + option.value,
                SeeHelp(command));
  }
  throw Error(ErrorCode::kUsage, Quoted(last) + " cannot be used like this", SeeHelp(command));
}

Arguments ReadArguments(const Command& command, std::vector<std::string> words) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::deque<Slot> slots;
  for (const Option& option : command.options()) {
    slots.push_back({option, {}, "", false, nullptr});
    Declare(&app, &slots.back());
  }
  const std::string last = words.empty() ? "" : words.back();
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app.parse(std::move(words));
  } catch (const CLI::RequiredError&) {
    CheckExtras(command, app, slots);
    for (const Slot& slot : slots) {
      if (!slot.option.positional() || slot.handle->count() > 0) continue;
      throw Error(ErrorCode::kUsage,
                  "'interlock " + std::string(command.name) + "' needs " + slot.option.name + ", " +
                      slot.option.help,
                  SeeHelp(command));
    }
    throw;
  } catch (const CLI::ArgumentMismatch&) {
    RefuseNoValue(command, last);
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorCode::kUsage, error.what(), SeeHelp(command));
  }
  CheckExtras(command, app, slots);
  return Collect(command, slots);
}

bool AsksForHelp(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "--") return false;
    if (word == "--help" || word == "-h") return true;
  }
  return false;
}

}  // namespace

bool Arguments::Has(const std::string& name) const { return Find(name).given; }

const std::string& Arguments::Text(const std::string& name) const {
  static const std::string kNone;
  const Value& value = Find(name);
  return value.texts.empty() ? kNone : value.texts.front();
}

const std::vector<std::string>& Arguments::List(const std::string& name) const {
  return Find(name).texts;
}

void Arguments::Set(const std::string& name, std::vector<std::string> values, bool given) {
  values_[name] = {std::move(values), given};
}

const Arguments::Value& Arguments::Find(const std::string& name) const {
  const auto found = values_.find(name);
  ILK_CHECK(found != values_.end(), "a command asks only for options it declares");
  return found->second;
}

std::string ProgramVersion() { return INTERLOCK_VERSION; }

CommandLine ReadCommandLine(const std::vector<std::string>& words,
                            const std::vector<const Command*>& commands) {
  if (words.empty()) {
    throw Error(ErrorCode::kUsage, "no command given", "'interlock --help' lists them");
  }
  std::string verb = words.front();
  std::vector<std::string> rest(words.begin() + 1, words.end());
  if (verb == "--version") return {.text = "interlock " + ProgramVersion() + "\n"};
  if (verb == "help" && !rest.empty()) {
    verb = rest.front();
    rest = {"--help"};
  }
  if (verb == "--help" || verb == "-h" || verb == "help") {
    return {.text = ProgramHelp(commands)};
  }
  if (verb.starts_with("-")) {
    throw Error(ErrorCode::kUsage, "the command comes first, before " + Quoted(verb),
                "'interlock --help' lists the commands");
  }
  const Command& command = FindCommand(verb, commands);
  if (AsksForHelp(rest)) return {.text = CommandHelp(command)};
  return {.command = &command, .arguments = ReadArguments(command, std::move(rest))};
}

}  // namespace interlock
