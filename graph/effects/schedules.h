// How often something runs, by the text that says when.
#pragma once

#include <optional>
#include <string_view>

namespace interlock {

// Seconds from one run to the next, on average over a year: 300 of "*/5 * * * *", 86400 of "@daily"
// and of "rate(1 day)". Five fields are cron's; of six the first are seconds, and inside "cron( )",
// as AWS writes it, the last is a year. Nothing of what is no such text, or never runs.
std::optional<double> MeanInterval(std::string_view schedule);

// The same of a schedule whose days are those that fit both fields, of the month and of the week,
// where cron takes those that fit one. Nothing where both choose.
std::optional<double> MeanIntervalOfBoth(std::string_view schedule);

}  // namespace interlock
