#include "analyzer/overlay/types/fitting_values.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace interlock {

namespace {

bool Fits(const LanguageTraits& traits, std::string_view value, std::string_view type) {
  return std::any_of(
      traits.fitting_values.begin(), traits.fitting_values.end(), [&](std::string_view known) {
        const std::size_t blank = std::min(known.find(' '), known.size());
        if (known.substr(0, blank) != value) return false;
        return blank == known.size() || type.find(known.substr(blank + 1)) != type.npos;
      });
}

// Where a site has what is given to the parameter: "1", or its name; empty where that is not known.
std::string PlaceOf(const UseMeeting& meeting, const Definition& new_one,
                    const std::string& parameter) {
  const Reference& use = *meeting.use;
  if (parameter.empty() || use.spread || use.arguments < 0) return "";
  if (std::find(use.keywords.begin(), use.keywords.end(), parameter) != use.keywords.end()) {
    return parameter;
  }
  std::int32_t position = 0;
  for (const Parameter& each : new_one.parameters) {
    if (each.kind == ParameterKind::kReceiver) {
      if (meeting.alone.through_type) return "";  // the instance is an argument
      continue;
    }
    if (each.kind != ParameterKind::kPositional && each.kind != ParameterKind::kPositionOnly) break;
    if (each.name == parameter) {
      return position < use.arguments ? std::to_string(position) : std::string();
    }
    ++position;
  }
  return "";
}

// What is given has been given the new type itself, by whoever altered the parameter: `SessToken`,
// where the constant has become a Type and the function takes one.
bool IsOfNewType(const UseMeeting& meeting, const std::string& given,
                 const SignatureDifference& difference) {
  const SourceFile* user = meeting.user_in_both;
  if (user == nullptr || difference.after.empty()) return false;
  Reference value;
  value.kind = ReferenceKind::kRead;
  const std::size_t dot = given.rfind('.');
  value.name = given.substr(dot + 1);  // npos + 1 == 0
  if (dot != given.npos) value.receiver = given.substr(0, dot);
  value.line = meeting.use->line;
  value.scope = user == meeting.user ? meeting.use->scope : -1;
  const World both(meeting.pair->both), alone(meeting.pair->b->alone);
  const Resolved now = Resolver(both).Resolve(*user, value);
  value.scope = meeting.use->scope;
  const Resolved was = Resolver(alone).Resolve(*meeting.user, value);
  if (now.resolution != Resolution::kResolved || now.targets.size() != 1 || !was.found()) {
    return false;
  }
  const Target &before = was.targets.front(), &after = now.targets.front();
  return before.name() == after.name() && !after.definition().callable &&
         before.definition().type_text != after.definition().type_text &&
         after.definition().type_text == difference.after;
}

}  // namespace

bool GivesFitting(const UseMeeting& meeting, const Definition& new_one,
                  const SignatureDifference& difference) {
  if (meeting.use == nullptr || meeting.user->traits() == nullptr) return false;
  const Reference& use = *meeting.use;
  const bool is_field = !meeting.field.empty();
  if (!is_field && difference.effect != SignatureEffect::kParameterTypeAltered) return false;
  const std::string place =
      is_field ? meeting.field : PlaceOf(meeting, new_one, difference.parameter);
  if (place.empty()) return false;
  const std::string path = PathOf(use);
  std::uint32_t seen = 0;
  for (const Site& site : meeting.user->facts().sites) {
    if (site.kind != SiteKind::kCall || site.scope != use.scope) continue;
    if (site.path != path && site.path != path + "{}") continue;
    const auto given =
        std::find_if(site.operands.begin(), site.operands.end(), [&](const Operand& operand) {
          return operand.place == place && operand.kind == OperandKind::kPath;
        });
    if (given == site.operands.end()) return false;
    if (!Fits(*meeting.user->traits(), given->text, difference.after) &&
        !IsOfNewType(meeting, given->text, difference)) {
      return false;
    }
    ++seen;
  }
  return seen >= use.count && seen > 0;
}

}  // namespace interlock
