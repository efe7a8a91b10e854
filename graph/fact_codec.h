// The compact form in which the database keeps the facts of one file version.
//
//   byte 0       format, kFactFormat
//   bytes 1-8    checksum of the rest, little-endian
//   strings      number, then length and bytes of each, in the order of their first use
//   facts        the fields of FileFacts in the order of fact_codec.cc
//
// Numbers are varints (7 bits a byte, least first), signed ones in zigzag form; hashes are 8 bytes,
// little-endian. A string is its number in the table. Lines and scopes are differences from the
// fact before, since neighbours have nearly the same. A fact takes about 15 bytes, a tenth of what
// it takes in memory. No general compression is laid over that: it would cost more time than the
// disk saves.
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
