#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "interlock/blanks.h"
#include "parsers/manifest_arguments_internal.h"

namespace interlock {

namespace {

constexpr std::size_t kMaxWords = 500;  // of one command
constexpr std::array<std::string_view, 3> kCommands = {"command", "args", "entrypoint"};

bool IsCommand(const std::string& key) {
  return std::find(kCommands.begin(), kCommands.end(), key) != kCommands.end();
}

bool IsNumber(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// Words as a shell parts them, quotes and the brackets of lists taken off: `["a", "b"]` are two, and
// "a,b" is one.
std::vector<std::string> Words(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < command.size() && words.size() < kMaxWords; ++i) {
    const char c = command[i];
    const bool is_inside = c == ',' && quote == 0 && i > 0 && i + 1 < command.size() &&
                           std::string_view(" \t\r\n\"'],[").find(command[i - 1]) ==
                               std::string_view::npos &&
                           std::string_view(" \t\r\n\"'],[").find(command[i + 1]) ==
                               std::string_view::npos;
    if (is_inside) {
      word += c;
      continue;
    }
    if (quote != 0 ? c == quote : c == '"' || c == '\'') {
      quote = quote != 0 ? '\0' : c;
    } else if (std::string_view(" \t\r\n,[];&|").find(c) != std::string_view::npos) {
      finish();
    } else {
      word += c;
    }
  }
  finish();
  return words;
}

bool IsName(std::string_view text) {
  return text.size() > 1 &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == text.npos;
}

// "-Q": an option of one letter, which takes the next word.
bool IsLetter(std::string_view word) {
  return word.size() == 2 && word[0] == '-' && word[1] >= 'A' && word[1] <= 'Z';
}

// What a list of names says, each for itself: "slow,fast" of `--queues slow,fast`.
// (By value: they may stand in the list that grows.)
void AddListed(const std::string name, const std::string written,
               std::vector<std::pair<std::string, std::string>>& arguments) {
  std::string_view list = written;
  if (list.find(',') == list.npos || list.find('=') != list.npos) return;
  for (std::size_t number = 0; !list.empty(); ++number) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (end > 0) arguments.emplace_back(name + "." + std::to_string(number), list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

}  // namespace

std::vector<std::pair<std::string, std::string>> ArgumentsIn(std::string_view command) {
  std::vector<std::pair<std::string, std::string>> arguments;
  const std::vector<std::string> words = Words(command);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    const bool is_assigned = word == "-c" && i + 1 < words.size();
    if (is_assigned) word = words[++i];
    if (IsLetter(word) && i + 1 < words.size() && !words[i + 1].starts_with('-')) {
      arguments.emplace_back(word.substr(1), words[++i]);
      AddListed(arguments.back().first, words[i], arguments);
      continue;
    }
    if (!is_assigned && !word.starts_with("--")) continue;
    if (word.starts_with("--")) word.remove_prefix(2);
    const std::size_t sign = word.find('=');
    const std::string_view name = word.substr(0, sign);
    if (!IsName(name)) continue;
    if (sign != word.npos) {
      arguments.emplace_back(name, word.substr(sign + 1));
    } else if (!is_assigned) {
      const bool has_value = i + 1 < words.size() && !words[i + 1].starts_with('-');
      arguments.emplace_back(name, has_value ? words[++i] : "");
    } else {
      continue;
    }
    AddListed(arguments.back().first, arguments.back().second, arguments);
  }
  return arguments;
}

void AddArguments(std::vector<ManifestEntry>& entries) {
  std::vector<ManifestEntry> with;
  with.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size();) {
    const std::vector<std::string>& path = entries[i].path;
    const bool is_list =
        path.size() > 1 && IsNumber(path.back()) && IsCommand(path[path.size() - 2]);
    std::vector<std::string> place(path.begin(), path.end() - (is_list ? 1 : 0));
    if (!is_list && !IsCommand(place.back())) {
      with.push_back(std::move(entries[i++]));
      continue;
    }
    std::string command;
    const std::uint32_t line = entries[i].line, document = entries[i].document;
    do {
      command += entries[i].value + " ";
      with.push_back(std::move(entries[i++]));
    } while (is_list && i < entries.size() && entries[i].document == document &&
             entries[i].path.size() == place.size() + 1 &&
             std::equal(place.begin(), place.end(), entries[i].path.begin()));
    place.back() = "arguments";
    // All of it in one place, however it is written, when it has options.
    if (command.starts_with('-') || command.find(" -") != std::string::npos) {
      with.push_back({place, std::string(Trimmed(command)), line, document});
    }
    for (auto& [name, value] : ArgumentsIn(command)) {
      std::vector<std::string> argument = place;
      for (std::string_view part = name; !part.empty();) {
        const std::size_t dot = std::min(part.find('.'), part.size());
        argument.emplace_back(part.substr(0, dot));
        part.remove_prefix(std::min(dot + 1, part.size()));
      }
      with.push_back({std::move(argument), std::move(value), line, document});
    }
  }
  entries = std::move(with);
}

}  // namespace interlock
