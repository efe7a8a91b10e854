// Functions without a name that are handed over to serve or to consume something.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graph/effects/effects.h"

namespace interlock {

// What stands behind the name of the definition around, in Effect::in, of what such a function at
// that line of the scope does: " > GET /cart". Empty when there is none.
std::string InlineHandlerAround(EffectContext& context, const SourceFile& file, std::int32_t scope,
                                std::uint32_t line);

// Says it of those effects of the file that one does.
void NameInlineHandlers(EffectContext& context, const SourceFile& file,
                        std::vector<Effect>* effects);

// Effect::in without it: the definition around.
std::string_view DefinitionAround(const Effect& effect);

}  // namespace interlock
