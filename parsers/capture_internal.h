// The capture names of facts.scm, as languages/README.md defines them. Once a name is in use it
// never changes its meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace interlock {

enum class Role : std::uint8_t {
  kDefinition,  // detail: DefinitionKind
  kParameter,   // detail: ParameterKind
  kBinding,     // detail: 1 when the name stands for a type
  kReference,   // detail: ReferenceKind
  kImport,
  kNone,
  kExport,
  kInherit,  // detail: 1 when members are promoted
  kLiteral,
  kReturns,
  kTypeParameter,
  kModifier,  // detail: Modifier
  kScope,     // detail: ScopeKind
  kChoice,    // detail: 1 when it must have a case for every value
  kLabel,     // detail: 1 for the case of all other values, 2 for several, 3 for one of such
  kEntries,   // a literal
  kEntry,     // detail: 1 when a second of its name is an error
  kSite,      // detail: 1 when an element is taken by a key, 2 when something is made, 3 when it is
              // written above what it decorates, 4 when a text holds several that decorate it
  kLoop,
  kGuard,  // detail: 1 when the condition must not hold
  kExit,
  kPackage,
  kConditional,
  kDecorator,
  kIgnore,
  kTries,
  kRecord,
  kPiece,  // detail: 1 when it stands in a line of its own, 2 when the text begins with it,
           // 3 when it is all of a text
  kAgain,  // gone once the text has been read again
};

enum class Modifier : std::uint8_t {
  kExported,
  kAbstract,
  kStatic,
  kProperty,
  kAlternative,
  kLocal,
  kAsync,
  kDeclaration,
  kGlobal,
  kPrivate,
  kConstructor,
  kOptional,
  kFixed,
  kOverride,
};

enum class ScopeKind : std::uint8_t { kFunction, kBlock, kType, kBranch, kOuter, kClosed };

enum class Part : std::uint8_t {
  kName,
  kParameters,
  kResult,
  kType,
  kValue,
  kElement,
  kIndex,
  kBody,
  kOwner,
  kDefault,
  kReceiver,
  kArguments,
  kKeywords,
  kFree,
  kModule,
  kMember,
  kLocal,
  kStar,
  kReExport,
  kRelative,
  kTarget,
  kBase,
  kWritten,
  kSuffixed,
};

struct RoleCapture {
  Role role = Role::kNone;
  std::uint8_t detail = 0;
};

std::optional<RoleCapture> RoleByName(std::string_view capture);
std::optional<Part> PartByName(std::string_view capture);

}  // namespace interlock
