// The table `meta`: what derived tables were made from, and numbers about them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "graph/database.h"

namespace interlock {

void SetMeta(Database& database, std::string_view key, std::string_view value);
void DropMeta(Database& database, std::string_view key);
std::optional<std::string> Meta(Database& database, std::string_view key);

}  // namespace interlock
