// Which alterations of types those notice who use the old form, judged by how the types are
// written: facts hold no type system, so that only what is plainly harmless is told apart.
#pragma once

#include "analyzer/overlay/snapshot.h"
#include "interlock/delta.h"
#include "interlock/language.h"

namespace interlock {

// Does the altered signature differ in a way that a compiler may refuse although the number of
// arguments still fits? Not where types only got other names, results only grew, numbers turn into
// one another, or type parameters differ that callers have inferred.
bool BreaksTypes(const ChangeView& view, const EntityDelta& entity, const LanguageTraits& traits);

}  // namespace interlock
