// Times that recur, as configuration writes them: a cron schedule, how long each time lasts, and
// the time zone of its clock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interlock/rollout.h"

namespace interlock {

// Minute, hour, day of the month, month and day of the week, "30 16 * * MON-FRI". None when it is
// not that; `lasts` and `offsets` stay as they are.
std::optional<Recurrence> ParseCron(std::string_view text);

// The changes of a zone's offset until the year 2100, of the time zone database of this machine;
// "UTC" and offsets such as "+02:00" need none. None when there is no such zone.
std::optional<std::vector<std::pair<std::int64_t, std::int32_t>>> OffsetsOfZone(
    const std::string& name);

}  // namespace interlock
