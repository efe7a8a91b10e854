#include "analyzer/overlay/types/given_on_errors.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {

namespace {

// "Result<Vec<u8>, io::Error>": its name, then its arguments.
std::vector<std::string_view> Parts(std::string_view type) {
  const std::size_t open = type.find('<');
  if (open == type.npos || type.back() != '>') return {};
  std::vector<std::string_view> parts{type.substr(0, open)};
  std::size_t begin = open + 1;
  int depth = 0;
  for (std::size_t at = begin; at < type.size(); ++at) {
    const char c = type[at];
    const bool arrow = c == '>' && type[at - 1] == '-';
    if (c == '<' || c == '(' || c == '[') ++depth;
    const bool ends = depth == 0 && (c == ',' || (c == '>' && !arrow));
    if (ends) {
      while (begin < at && type[begin] == ' ') ++begin;
      parts.push_back(type.substr(begin, at - begin));
      begin = at + 1;
    } else if ((c == '>' && !arrow) || c == ')' || c == ']') {
      --depth;
    }
  }
  return parts;
}

// The errors of two results that are the same otherwise.
struct Errors {
  std::string_view before, after;
};
std::optional<Errors> OnlyError(const SignatureDifference& result) {
  const std::vector<std::string_view> before = Parts(result.before), after = Parts(result.after);
  if (before.size() < 3 || before.size() != after.size()) return std::nullopt;
  if (!std::equal(before.begin(), before.end() - 1, after.begin())) return std::nullopt;
  return Errors{before.back(), after.back()};
}

// "io::Error" -> "Error"; empty for what is no plain name.
std::string_view LastName(std::string_view type) {
  const std::size_t end = type.find_last_of(":.");
  const std::string_view last = end == type.npos ? type : type.substr(end + 1);
  return last.find_first_of(" <>()[]&*'") == last.npos ? last : std::string_view();
}

// The error of the function that the call stands in.
std::string_view ErrorAround(const SourceFile& file, std::int32_t scope) {
  while (scope >= 0 && !file.definition(scope).callable) scope = file.definition(scope).parent;
  if (scope < 0) return {};
  const std::vector<std::string_view> parts = Parts(file.definition(scope).type_text);
  return parts.size() < 3 ? std::string_view() : parts.back();
}

// Does the error take one of that name? It does where its conversion takes one, or a type that is a
// parameter, and where it holds one: that conversion may be generated.
bool Takes(const World& world, const Target& error, std::string_view name,
           const std::string& conversion) {
  for (const Target& each : Resolver(world).Member(error, conversion)) {
    const std::vector<Parameter>& takes = each.definition().parameters;
    const std::string_view taken = takes.empty() ? "" : LastName(takes.front().type_text);
    if (taken.size() < 2 || taken == name) return true;
  }
  const std::vector<Definition>& all = error.file->facts().definitions;
  return std::any_of(all.begin(), all.end(), [&](const Definition& each) {
    return each.parent == error.index && each.type_text.find(name) != std::string::npos;
  });
}

}  // namespace

GivenOn JudgeGivenOn(const UseMeeting& meeting, const SignatureDifference& result) {
  const std::string& conversion = meeting.user->traits()->error_conversion;
  if (conversion.empty() || meeting.use == nullptr || !meeting.use->is_tried) {
    return GivenOn::kNotAsked;
  }
  const std::optional<Errors> errors = OnlyError(result);
  if (!errors) return GivenOn::kNotAsked;
  const std::string_view given = ErrorAround(*meeting.user, meeting.use->scope);
  const std::string_view before = LastName(errors->before), after = LastName(errors->after);
  if (given.empty() || before.empty() || after.empty()) return GivenOn::kFits;
  const World both(meeting.pair->both);
  const Resolved error = Resolver(both).ResolveType(*meeting.user, meeting.use->scope, given);
  if (error.targets.size() != 1 || error.resolution != Resolution::kResolved) return GivenOn::kFits;
  const Target& type = error.targets.front();
  const DefinitionKind kind = type.definition().kind;
  if (kind != DefinitionKind::kClass && kind != DefinitionKind::kEnum) return GivenOn::kFits;
  if (LastName(given) == after || Takes(both, type, after, conversion)) return GivenOn::kFits;
  const bool took = LastName(given) == before || Takes(both, type, before, conversion);
  return took ? GivenOn::kBreaks : GivenOn::kFits;
}

}  // namespace interlock
