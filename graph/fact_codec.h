// The facts of one file version in the compact form of graph/packed.h, the fields of
// FileFacts in the order of fact_codec.cc. Lines and scopes are differences from the fact before,
// since neighbours have nearly the same. A fact takes about 15 bytes, a tenth of what it takes in
// memory. No general compression is laid over that: it would cost more time than the disk saves.
//
// Thread-safe: both are pure functions.
#pragma once

#include <string>
#include <string_view>

#include "interlock/facts.h"

namespace interlock {

// REQUIRES: every parent, scope and definition index is -1 or names a definition, and no definition
// is its own ancestor. (What breaks this is stored, but refused when it is read.)
std::string EncodeFacts(const FileFacts& facts);

// False when the bytes are damaged or of another format: extract the facts again. Then `facts`
// holds nothing of use. Whatever the bytes are, memory stays in proportion, and what is accepted
// has no index out of range.
bool DecodeFacts(std::string_view bytes, FileFacts* facts);

}  // namespace interlock
