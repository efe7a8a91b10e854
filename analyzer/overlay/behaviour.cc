#include "analyzer/overlay/behaviour.h"

namespace interlock {

namespace {

// A constant whose value is a whole component or callback behaves; one that holds a number does
// not.
constexpr std::uint32_t kBehavingTokens = 40;

}  // namespace

bool AltersBehaviour(const EntityDelta& entity) {
  return (entity.effect == EntityEffect::kAltersBody ||
          entity.effect == EntityEffect::kAltersSignature) &&
         entity.old_index >= 0 && entity.new_index >= 0;
}

bool Behaves(const Definition& definition) {
  if (definition.is_abstract) return false;
  switch (definition.kind) {
    case DefinitionKind::kFunction:
    case DefinitionKind::kMethod:
      return true;
    case DefinitionKind::kConstant:
    case DefinitionKind::kVariable:
      return definition.callable || definition.body_tokens >= kBehavingTokens;
    default:
      return false;
  }
}

}  // namespace interlock
