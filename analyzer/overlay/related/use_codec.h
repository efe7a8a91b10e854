// How the uses of one file differ, in the compact form of graph/packed.h.
//
// Thread-safe: both are pure functions.
#pragma once

#include <string>
#include <string_view>

#include "graph/delta.h"

namespace interlock {

std::string EncodeUses(const UseChanges& uses);

// False when the bytes are damaged, of another format or of other versions of a file. Then `uses`
// holds nothing of use.
bool DecodeUses(std::string_view bytes, const FileVersions& versions, UseChanges* uses);

}  // namespace interlock
