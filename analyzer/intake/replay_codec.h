// A change as it would be on the base, as bytes for the database: it is replayed once for each
// base. What a list says of it (see TakeDescription) is no part of that.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/intake/change_set.h"

namespace interlock {

std::string EncodeReadChange(const ReadChange& read);

// False when the bytes are not what EncodeReadChange made; then nothing is said of `read`.
bool DecodeReadChange(std::string_view bytes, ReadChange* read);

}  // namespace interlock
