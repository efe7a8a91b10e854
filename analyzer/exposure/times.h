// Points in time as rollout files write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace interlock {

// Milliseconds since 1970 (negative before) of an RFC 3339 time with its offset, or of a date,
// which begins at midnight UTC.
std::optional<std::int64_t> ParseInstant(std::string_view text);

// Milliseconds of a duration as Go writes it, "1h30m", "90s", "0.5h"; not negative, and at most 100
// years. A number alone is seconds.
std::optional<std::int64_t> ParseDuration(std::string_view text);

}  // namespace interlock
