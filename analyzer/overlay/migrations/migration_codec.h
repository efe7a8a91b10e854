// The migrations of a base in the compact form of graph/packed.h.
//
// Thread-safe: both are pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/overlay/migrations/migrations.h"

namespace interlock {

std::string EncodeMigrations(const std::vector<Migration>& migrations);

// False when the bytes are damaged or of another format. Then `migrations` is empty.
bool DecodeMigrations(std::string_view bytes, std::vector<Migration>* migrations);

}  // namespace interlock
