#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/sql_sections_internal.h"

namespace interlock {
namespace {

// Letters in lower case, and one blank for several.
std::string Plain(std::string_view line) {
  constexpr std::size_t kMost = 200;
  std::string plain;
  for (char c : line.substr(0, kMost)) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '\t' || c == '\r') c = ' ';
    if (c != ' ' || (!plain.empty() && plain.back() != ' ')) plain += c;
  }
  while (!plain.empty() && plain.back() == ' ') plain.pop_back();
  return plain;
}

// +1: what follows is done; -1: undone; 0: says nothing.
int Direction(std::string_view plain) {
  static constexpr std::array<std::pair<std::string_view, int>, 11> kMarks = {{
      {"-- +goose up", 1},
      {"-- +goose down", -1},
      {"-- +migrate up", 1},
      {"-- +migrate down", -1},
      {"-- migrate:up", 1},
      {"-- migrate:down", -1},
      {"-- rambler up", 1},
      {"-- rambler down", -1},
      {"--//@undo", -1},
      {"# --- !ups", 1},
      {"# --- !downs", -1},
  }};
  if (!plain.starts_with("-") && !plain.starts_with("#")) return 0;
  std::string spaced(plain);
  if (spaced.starts_with("--+")) spaced.insert(2, " ");
  if (spaced.starts_with("-- //@undo")) return -1;
  for (const auto& [mark, direction] : kMarks) {
    if (spaced.starts_with(mark)) return direction;
  }
  return 0;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string ForwardPart(std::string_view text) {
  std::string forward;
  forward.reserve(text.size());
  bool undoing = false, rows = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::string plain = Plain(line);
    if (const int direction = Direction(plain); direction != 0) undoing = direction < 0;
    const bool command = plain.starts_with('\\');
    const bool left_out = undoing || rows || command;
    if (rows && plain == "\\.") rows = false;
    if (!undoing && plain.starts_with("copy ") && plain.ends_with("from stdin;")) rows = true;
    forward += left_out ? std::string(line.size(), ' ') : std::string(line);
    if (end < text.size()) forward += '\n';
    begin = end + 1;
  }
  return forward;
}

bool IsSql(std::string_view path) {
  static constexpr std::array<std::string_view, 4> kExtensions = {".sql", ".pgsql", ".psql",
                                                                  ".ddl"};
  return std::any_of(kExtensions.begin(), kExtensions.end(),
                     [&](std::string_view extension) { return path.ends_with(extension); });
}

bool IsUndoingSql(std::string_view path) {
  if (!IsSql(path)) return false;
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const std::string_view folder = slash == std::string_view::npos ? "" : path.substr(0, slash);
  if (name.ends_with(".down.sql") || name == "down.sql" || name.ends_with(".undo.sql")) return true;
  const bool versioned = name.size() > 1 && name[0] == 'U' && IsDigit(name[1]);
  if (versioned && name.find("__") != std::string_view::npos) return true;
  return folder == "revert" || folder.ends_with("/revert");
}

}  // namespace interlock
