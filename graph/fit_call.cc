// Whether a call fits a definition.
#include <algorithm>
#include <set>
#include <string>

#include "graph/delta.h"

namespace interlock {

namespace {

std::string Plural(int count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

bool HasNamedParameter(const Definition& callee) {
  return std::any_of(callee.parameters.begin(), callee.parameters.end(),
                     [](const Parameter& parameter) {
                       return parameter.kind == ParameterKind::kPositional ||
                              parameter.kind == ParameterKind::kKeywordOnly ||
                              parameter.kind == ParameterKind::kKeywordRest;
                     });
}

int RequiredByPosition(const Definition& callee) {
  return static_cast<int>(std::count_if(
      callee.parameters.begin(), callee.parameters.end(), [](const Parameter& parameter) {
        return parameter.kind == ParameterKind::kPositionOnly && !parameter.has_default;
      }));
}

// Of a call whose arguments by position are not known, keywords that nothing takes are certain.
Fit FitKeywords(const Definition& callee, const Reference& call, const LanguageTraits& traits) {
  if (!traits.keyword_calls || call.kind != ReferenceKind::kCall || traits.keywords_make_hash) {
    return {};
  }
  for (const std::string& keyword : call.keywords) {
    const bool taken = std::any_of(
        callee.parameters.begin(), callee.parameters.end(), [&](const Parameter& parameter) {
          return parameter.kind == ParameterKind::kKeywordRest || parameter.name == keyword;
        });
    if (!taken) return {false, "has no parameter '" + keyword + "'"};
  }
  return {};
}

}  // namespace

Fit FitCall(const Definition& callee, const Reference& call, bool through_instance,
            const LanguageTraits& traits) {
  if (!callee.callable) return {};
  if (call.arguments < 0) return FitKeywords(callee, call, traits);
  if (call.spread && !traits.spread_fills_rest) return {};
  int required = 0, most = 0;
  bool any_number = false, any_keyword = false;
  std::set<std::string> keywords(call.keywords.begin(), call.keywords.end());
  int passed = call.arguments;
  if (traits.keywords_make_hash && !keywords.empty() && !HasNamedParameter(callee)) {
    keywords.clear();
    ++passed;
  }
  int positional_left = passed;
  int required_left = RequiredByPosition(callee);
  std::string missing;
  for (const Parameter& parameter : callee.parameters) {
    switch (parameter.kind) {
      case ParameterKind::kReceiver:
        if (!through_instance) --positional_left;
        continue;
      case ParameterKind::kRest:
        any_number = true;
        continue;
      case ParameterKind::kKeywordRest:
        any_keyword = true;
        continue;
      default:
        break;
    }
    // Where one that may be left out stands before one that may not, the latter is served first.
    const bool position_only = parameter.kind == ParameterKind::kPositionOnly;
    if (position_only && !parameter.has_default) --required_left;
    const bool left_out =
        position_only && parameter.has_default && positional_left <= required_left;
    // In C# and Kotlin a named argument may stand at its own position, before others without a name.
    const bool in_its_place = traits.static_types && parameter.kind == ParameterKind::kPositional &&
                              positional_left > 0 && keywords.contains(parameter.name);
    const bool by_position = parameter.kind != ParameterKind::kKeywordOnly &&
                             positional_left > 0 && !left_out && !in_its_place;
    if (parameter.kind != ParameterKind::kKeywordOnly) ++most;
    if (!parameter.has_default) ++required;
    const bool by_name = parameter.kind != ParameterKind::kPositionOnly;
    if (by_position) {
      --positional_left;
      if (by_name && keywords.contains(parameter.name)) {
        return {false, "the call passes " + parameter.name + " twice"};
      }
    } else if ((!by_name || keywords.erase(parameter.name) == 0) && !parameter.has_default &&
               missing.empty()) {
      missing = parameter.name.empty() ? Plural(required, "argument") : "'" + parameter.name + "'";
    }
  }
  if (!missing.empty()) return {false, "needs " + missing + ", which the call does not pass"};
  if (call.spread && (!any_number || positional_left > 0)) {
    return {false, any_number ? "takes no argument between those it names and the unpacked ones"
                              : "does not take unpacked arguments"};
  }
  if (positional_left > 0 && !any_number) {
    return {false, "takes at most " + Plural(most, "argument") + ", the call passes " +
                       std::to_string(passed)};
  }
  if (!keywords.empty() && !any_keyword) {
    return {false, "has no parameter '" + *keywords.begin() + "'"};
  }
  return {};
}

}  // namespace interlock
