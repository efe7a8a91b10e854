#include "analyzer/overlay/types/function_types.h"

#include <algorithm>

#include "interlock/blanks.h"

namespace interlock {

namespace {

bool Opens(char c) { return c == '(' || c == '[' || c == '{' || c == '<'; }
bool Closes(std::string_view text, std::size_t at) {
  if (text[at] == '>') return at == 0 || (text[at - 1] != '=' && text[at - 1] != '-');
  return text[at] == ')' || text[at] == ']' || text[at] == '}';
}

// Where the first of `marks` stands outside of brackets; npos when none does.
std::size_t FindOutside(std::string_view text, std::string_view marks) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (depth == 0 && marks.find(text[i]) != marks.npos) return i;
    if (Opens(text[i])) ++depth;
    if (Closes(text, i)) --depth;
  }
  return text.npos;
}

// Where the bracket that the text begins with is closed.
std::size_t EndOfBrackets(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (Opens(text[i])) ++depth;
    if (Closes(text, i) && --depth == 0) return i;
  }
  return text.npos;
}

FunctionType::Parameter ReadParameter(std::string_view text) {
  FunctionType::Parameter parameter;
  parameter.rest = text.starts_with("...");
  const std::size_t colon = FindOutside(text, ":");
  std::string_view name = text.substr(0, colon);
  parameter.optional = colon != text.npos && Trimmed(name).ends_with('?');
  parameter.type = Trimmed(colon == text.npos ? text : text.substr(colon + 1));
  return parameter;
}

// Of what both have, may a value of the type `from` stand for one of the type `to`?
bool Agrees(const FunctionType& from, const FunctionType& to) {
  const std::size_t count = std::min(from.parameters.size(), to.parameters.size());
  for (std::size_t i = 0; i < count; ++i) {
    const FunctionType::Parameter& mine = from.parameters[i];
    const FunctionType::Parameter& theirs = to.parameters[i];
    if (mine.type != theirs.type || mine.rest != theirs.rest) return false;
    if (theirs.optional && !mine.optional) return false;
  }
  return from.result == to.result;
}

// What stands between the brackets of a function's type, and how it is written.
struct Written {
  std::size_t parameters = 0;
  bool may_take_less = false;  // `(id: string) => void`
};

std::optional<Written> ReadWritten(std::string_view text) {
  text = Trimmed(text);
  if (!text.starts_with("func(")) {
    const std::optional<FunctionType> type = ReadFunctionType(text);
    if (!type) return std::nullopt;
    return Written{type->parameters.size(), text.find("=>") != text.npos};
  }
  text.remove_prefix(4);
  const std::size_t end = EndOfBrackets(text);
  if (end == text.npos) return std::nullopt;
  Written written;
  std::string_view rest = Trimmed(text.substr(1, end - 1));
  while (!rest.empty()) {
    const std::size_t comma = std::min(FindOutside(rest, ","), rest.size());
    if (!Trimmed(rest.substr(0, comma)).empty()) ++written.parameters;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return written;
}

bool MayLeaveOut(const FunctionType& type, std::size_t from) {
  const auto begin =
      type.parameters.begin() + static_cast<std::ptrdiff_t>(std::min(from, type.parameters.size()));
  return std::all_of(begin, type.parameters.end(), [](const FunctionType::Parameter& each) {
    return each.optional || each.rest;
  });
}

}  // namespace

std::optional<FunctionType> ReadFunctionType(std::string_view text) {
  text = Trimmed(text);
  if (!text.starts_with('(')) return std::nullopt;
  const std::size_t end = EndOfBrackets(text);
  if (end == text.npos) return std::nullopt;
  const std::string_view behind = Trimmed(text.substr(end + 1));
  if (!behind.starts_with("=>") && !behind.starts_with("->")) {
    return behind.empty() ? ReadFunctionType(text.substr(1, end - 1)) : std::nullopt;
  }
  FunctionType type;
  type.result = Trimmed(behind.substr(2));
  std::string_view rest = Trimmed(text.substr(1, end - 1));
  while (!rest.empty()) {
    const std::size_t comma = std::min(FindOutside(rest, ","), rest.size());
    const std::string_view one = Trimmed(rest.substr(0, comma));
    if (!one.empty()) type.parameters.push_back(ReadParameter(one));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return type;
}

bool Takes(const FunctionType& type, std::size_t arguments) {
  const bool any_number = !type.parameters.empty() && type.parameters.back().rest;
  return MayLeaveOut(type, arguments) && (any_number || arguments <= type.parameters.size());
}

bool TakesAnotherNumber(std::string_view before, std::string_view after) {
  const std::optional<Written> mine = ReadWritten(before), theirs = ReadWritten(after);
  if (!mine || !theirs || mine->may_take_less != theirs->may_take_less) return false;
  return mine->may_take_less ? mine->parameters > theirs->parameters
                             : mine->parameters != theirs->parameters;
}

bool FitsWhoCalls(const FunctionType& before, const FunctionType& after) {
  return Agrees(after, before) && MayLeaveOut(after, before.parameters.size());
}

bool FitsWhoProvides(const FunctionType& before, const FunctionType& after) {
  return Agrees(before, after) && MayLeaveOut(before, after.parameters.size());
}

}  // namespace interlock
