#include <algorithm>
#include <iterator>

#include "interlock/facts.h"
#include "parsers/capture_internal.h"

namespace interlock {
namespace {

struct RoleRow {
  std::string_view capture;
  Role role;
  std::uint8_t detail = 0;
};

template <typename Enum>
constexpr std::uint8_t Detail(Enum value) {
  return static_cast<std::uint8_t>(value);
}

constexpr RoleRow kRoles[] = {
    {"definition.function", Role::kDefinition, Detail(DefinitionKind::kFunction)},
    {"definition.method", Role::kDefinition, Detail(DefinitionKind::kMethod)},
    {"definition.class", Role::kDefinition, Detail(DefinitionKind::kClass)},
    {"definition.interface", Role::kDefinition, Detail(DefinitionKind::kInterface)},
    {"definition.enum", Role::kDefinition, Detail(DefinitionKind::kEnum)},
    {"definition.type", Role::kDefinition, Detail(DefinitionKind::kType)},
    {"definition.field", Role::kDefinition, Detail(DefinitionKind::kField)},
    {"definition.enum_member", Role::kDefinition, Detail(DefinitionKind::kEnumMember)},
    {"definition.constant", Role::kDefinition, Detail(DefinitionKind::kConstant)},
    {"definition.variable", Role::kDefinition, Detail(DefinitionKind::kVariable)},
    {"definition.module", Role::kDefinition, Detail(DefinitionKind::kModule)},
    {"parameter.positional", Role::kParameter, Detail(ParameterKind::kPositional)},
    {"parameter.position_only", Role::kParameter, Detail(ParameterKind::kPositionOnly)},
    {"parameter.keyword_only", Role::kParameter, Detail(ParameterKind::kKeywordOnly)},
    {"parameter.rest", Role::kParameter, Detail(ParameterKind::kRest)},
    {"parameter.keyword_rest", Role::kParameter, Detail(ParameterKind::kKeywordRest)},
    {"parameter.receiver", Role::kParameter, Detail(ParameterKind::kReceiver)},
    {"binding", Role::kBinding, 0},
    {"binding.type", Role::kBinding, 1},
    {"reference.call", Role::kReference, Detail(ReferenceKind::kCall)},
    {"reference.construct", Role::kReference, Detail(ReferenceKind::kConstruct)},
    {"reference.read", Role::kReference, Detail(ReferenceKind::kRead)},
    {"reference.write", Role::kReference, Detail(ReferenceKind::kWrite)},
    {"reference.type", Role::kReference, Detail(ReferenceKind::kType)},
    {"import", Role::kImport},
    {"none", Role::kNone},
    {"export", Role::kExport},
    {"inherit", Role::kInherit, 0},
    {"inherit.embeds", Role::kInherit, 1},
    {"literal", Role::kLiteral},
    {"returns", Role::kReturns},
    {"type_parameter", Role::kTypeParameter},
    {"modifier.exported", Role::kModifier, Detail(Modifier::kExported)},
    {"modifier.abstract", Role::kModifier, Detail(Modifier::kAbstract)},
    {"modifier.optional", Role::kModifier, Detail(Modifier::kOptional)},
    {"modifier.fixed", Role::kModifier, Detail(Modifier::kFixed)},
    {"modifier.override", Role::kModifier, Detail(Modifier::kOverride)},
    {"modifier.static", Role::kModifier, Detail(Modifier::kStatic)},
    {"modifier.property", Role::kModifier, Detail(Modifier::kProperty)},
    {"modifier.alternative", Role::kModifier, Detail(Modifier::kAlternative)},
    {"modifier.async", Role::kModifier, Detail(Modifier::kAsync)},
    {"modifier.local", Role::kModifier, Detail(Modifier::kLocal)},
    {"modifier.declaration", Role::kModifier, Detail(Modifier::kDeclaration)},
    {"modifier.global", Role::kModifier, Detail(Modifier::kGlobal)},
    {"modifier.private", Role::kModifier, Detail(Modifier::kPrivate)},
    {"modifier.constructor", Role::kModifier, Detail(Modifier::kConstructor)},
    {"scope.function", Role::kScope, Detail(ScopeKind::kFunction)},
    {"scope.block", Role::kScope, Detail(ScopeKind::kBlock)},
    {"scope.type", Role::kScope, Detail(ScopeKind::kType)},
    {"scope.branch", Role::kScope, Detail(ScopeKind::kBranch)},
    {"scope.closed", Role::kScope, Detail(ScopeKind::kClosed)},
    {"scope.outer", Role::kScope, Detail(ScopeKind::kOuter)},
    {"choice", Role::kChoice, 0},
    {"choice.exhaustive", Role::kChoice, 1},
    {"label", Role::kLabel, 0},
    {"label.default", Role::kLabel, 1},
    {"label.several", Role::kLabel, 2},
    {"label.among", Role::kLabel, 3},
    {"entries", Role::kEntries},
    {"entry", Role::kEntry, 0},
    {"entry.refused", Role::kEntry, 1},
    {"site", Role::kSite, 0},
    {"site.index", Role::kSite, 1},
    {"site.construct", Role::kSite, 2},
    {"site.above", Role::kSite, 3},
    {"site.labels", Role::kSite, 4},
    {"site.head", Role::kSite, 5},
    {"site.around", Role::kSite, 6},
    {"site.answers", Role::kSite, 7},
    {"loop", Role::kLoop},
    {"guard", Role::kGuard, 0},
    {"guard.negated", Role::kGuard, 1},
    {"guard.only", Role::kGuard, 2},
    {"guard.only.negated", Role::kGuard, 3},
    {"exit", Role::kExit},
    {"package", Role::kPackage},
    {"conditional", Role::kConditional},
    {"decorator", Role::kDecorator},
    {"ignore", Role::kIgnore},
    {"tries", Role::kTries},
    {"record", Role::kRecord},
    {"piece", Role::kPiece, 0},
    {"piece.item", Role::kPiece, 1},
    {"piece.first", Role::kPiece, 2},
    {"piece.all", Role::kPiece, 3},
    {"again", Role::kAgain},
};

struct PartRow {
  std::string_view capture;
  Part part;
};

constexpr PartRow kParts[] = {
    {"name", Part::kName},          {"parameters", Part::kParameters},
    {"result", Part::kResult},      {"type", Part::kType},
    {"value", Part::kValue},        {"element", Part::kElement},
    {"index", Part::kIndex},        {"body", Part::kBody},
    {"owner", Part::kOwner},        {"default", Part::kDefault},
    {"receiver", Part::kReceiver},  {"arguments", Part::kArguments},
    {"keywords", Part::kKeywords},  {"free", Part::kFree},
    {"module", Part::kModule},      {"member", Part::kMember},
    {"local", Part::kLocal},        {"star", Part::kStar},
    {"re_export", Part::kReExport}, {"relative", Part::kRelative},
    {"target", Part::kTarget},      {"base", Part::kBase},
    {"written", Part::kWritten},    {"suffixed", Part::kSuffixed},
};

template <typename Row, std::size_t n>
const Row* Find(const Row (&rows)[n], std::string_view capture) {
  const Row* row = std::find_if(std::begin(rows), std::end(rows),
                                [&](const Row& candidate) { return candidate.capture == capture; });
  return row == std::end(rows) ? nullptr : row;
}

}  // namespace

std::optional<RoleCapture> RoleByName(std::string_view capture) {
  const RoleRow* row = Find(kRoles, capture);
  if (row == nullptr) return std::nullopt;
  return RoleCapture{row->role, row->detail};
}

std::optional<Part> PartByName(std::string_view capture) {
  const PartRow* row = Find(kParts, capture);
  if (row == nullptr) return std::nullopt;
  return row->part;
}

}  // namespace interlock
