#include "analyzer/overlay/fitting_values.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace interlock {

namespace {

bool Fits(const LanguageTraits& traits, std::string_view value, std::string_view type) {
  return std::any_of(traits.fitting_values.begin(), traits.fitting_values.end(),
                     [&](std::string_view known) {
                       const std::size_t blank = std::min(known.find(' '), known.size());
                       if (known.substr(0, blank) != value) return false;
                       return blank == known.size() ||
                              type.find(known.substr(blank + 1)) != type.npos;
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
    if (given == site.operands.end() ||
        !Fits(*meeting.user->traits(), given->text, difference.after)) {
      return false;
    }
    ++seen;
  }
  return seen >= use.count && seen > 0;
}

}  // namespace interlock
