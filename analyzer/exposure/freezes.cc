#include "analyzer/exposure/freezes.h"

#include <algorithm>
#include <chrono>

#include "analyzer/exposure/cohorts.h"

namespace interlock {
namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kDay = 86'400;
// Further apart than two occurrences of anything but a mistake, "30 February": 8 years, because
// 29 February may be left out once in a hundred years.
constexpr std::int64_t kMostDays = 8 * 366;
// Freezes that follow one another without a gap.
constexpr int kMostSteps = 60;

std::int64_t FloorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

std::int32_t OffsetAt(const Recurrence& times, std::int64_t time) {
  if (times.offsets.empty()) return 0;
  const auto next =
      std::upper_bound(times.offsets.begin(), times.offsets.end(), time,
                       [](std::int64_t at, const auto& change) { return at < change.first; });
  return (next == times.offsets.begin() ? next : next - 1)->second;
}

bool FitsDay(const Recurrence& times, std::int64_t day) {
  const std::chrono::sys_days date{std::chrono::days(day)};
  const std::chrono::year_month_day of(date);
  if ((times.months >> static_cast<unsigned>(of.month()) & 1U) == 0) return false;
  const bool in_month = (times.days >> static_cast<unsigned>(of.day()) & 1U) != 0;
  const bool in_week = (times.weekdays >> std::chrono::weekday(date).c_encoding() & 1U) != 0;
  const bool both_limited = !times.any_day && !times.any_weekday;
  return both_limited ? in_month || in_week : in_month && in_week;
}

// The moments of one local day, in order: those that the clocks leave out are not there.
template <typename Use>
void ForStarts(const Recurrence& times, std::int64_t day, const Use& use) {
  // The clocks change on few days.
  const std::int32_t offset = OffsetAt(times, (day - 1) * kDay);
  const bool steady = offset == OffsetAt(times, (day + 2) * kDay);
  for (int hour = 0; hour < 24; ++hour) {
    if ((times.hours >> hour & 1U) == 0) continue;
    for (int minute = 0; minute < 60; ++minute) {
      if ((times.minutes >> minute & 1U) == 0) continue;
      const std::int64_t local = day * kDay + hour * 60 * kMinute + minute * kMinute;
      const std::int64_t guess = local - (steady ? offset : OffsetAt(times, local));
      const std::int64_t start = steady ? guess : local - OffsetAt(times, guess);
      if (steady || start + OffsetAt(times, start) == local) use(start);
    }
  }
}

// The last start that is not after `time` and no longer ago than it lasts.
std::optional<std::int64_t> LastStart(const Recurrence& times, std::int64_t time,
                                      std::int64_t longest_ago) {
  const std::int64_t today = FloorDiv(time + OffsetAt(times, time), kDay);
  const std::int64_t days = std::min(kMostDays, longest_ago / kDay + 2);
  for (std::int64_t day = today + 1; day >= today - days; --day) {
    if (!FitsDay(times, day)) continue;
    std::optional<std::int64_t> last;
    ForStarts(times, day, [&](std::int64_t start) {
      if (start <= time && (!last || start > *last)) last = start;
    });
    if (last) return *last + longest_ago > time ? last : std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::int64_t> NextStart(const Recurrence& times, std::int64_t time) {
  const std::int64_t today = FloorDiv(time + OffsetAt(times, time), kDay);
  for (std::int64_t day = today - 1; day <= today + kMostDays; ++day) {
    if (!FitsDay(times, day)) continue;
    std::optional<std::int64_t> next;
    ForStarts(times, day, [&](std::int64_t start) {
      if (start > time && (!next || start < *next)) next = start;
    });
    if (next) return next;
  }
  return std::nullopt;
}

// While one of the times goes on: since and until when, those that follow one another together.
std::optional<FrozenTime> During(const Freeze& freeze, std::int64_t time) {
  std::optional<FrozenTime> found;
  for (const Recurrence& times : freeze.times) {
    const auto start = LastStart(times, time, times.lasts);
    if (!start) continue;
    if (!found) found = {&freeze, *start, *start + times.lasts};
    found->since = std::min(found->since, *start);
    found->until = std::max(found->until, *start + times.lasts);
  }
  return found;
}

// Between the times: since the last of them has ended until the next begins.
std::optional<FrozenTime> Outside(const Freeze& freeze, std::int64_t time) {
  if (During(freeze, time)) return std::nullopt;
  FrozenTime found{&freeze, 0, kNeverEnds};
  for (const Recurrence& times : freeze.times) {
    if (const auto next = NextStart(times, time)) found.until = std::min(found.until, *next);
    const auto last = LastStart(times, time, kMostDays * kDay);
    if (last) found.since = std::max(found.since, *last + times.lasts);
  }
  return found;
}

std::optional<FrozenTime> TimeOf(const Freeze& freeze, std::int64_t time) {
  if (!freeze.times.empty()) {
    return freeze.outside ? Outside(freeze, time) : During(freeze, time);
  }
  if (freeze.from > time || (freeze.until != 0 && freeze.until <= time)) return std::nullopt;
  return FrozenTime{&freeze, freeze.from, freeze.until == 0 ? kNeverEnds : freeze.until};
}

bool NeedsLifting(const Freeze& freeze) { return freeze.times.empty() && freeze.until == 0; }

bool IsThere(const Freeze& freeze, const std::optional<std::string>& place) {
  return freeze.places.empty() ||
         (place && std::binary_search(freeze.places.begin(), freeze.places.end(), *place));
}

}  // namespace

std::optional<FrozenTime> FrozenBy(const Rollout& rollout, const FreezeAt& at) {
  std::optional<FrozenTime> longest;
  for (const Freeze& freeze : rollout.freezes) {
    if (!IsThere(freeze, at.place) || (at.lifted && NeedsLifting(freeze))) continue;
    const auto frozen = TimeOf(freeze, at.time);
    if (frozen && (!longest || frozen->until > longest->until)) longest = frozen;
  }
  return longest;
}

std::int64_t GoesOn(const Rollout& rollout, const FreezeAt& at) {
  FreezeAt moment = at;
  for (int step = 0; step < kMostSteps; ++step) {
    const auto frozen = FrozenBy(rollout, moment);
    if (!frozen) return moment.time;
    if (frozen->until == kNeverEnds) return kNeverEnds;
    moment.time = frozen->until;
  }
  return kNeverEnds;  // one follows the other for ever
}

std::int64_t ScheduleTime(const Rollout& rollout, const FreezeAt& at) {
  std::optional<std::int64_t> since;  // of all that follow one another
  FreezeAt moment = at;
  for (int step = 0; step < kMostSteps; ++step) {
    std::optional<std::int64_t> earliest;
    for (const Freeze& freeze : rollout.freezes) {
      if (!IsThere(freeze, moment.place) || (moment.lifted && NeedsLifting(freeze))) continue;
      const auto frozen = TimeOf(freeze, moment.time);
      // Since when somebody holds it is not written where it always was: that holds no window back.
      if (!frozen || (frozen->since == 0 && frozen->until == kNeverEnds)) continue;
      if (!earliest || frozen->since < *earliest) earliest = frozen->since;
    }
    if (!earliest) break;
    since = *earliest;
    moment.time = *earliest - 1;
  }
  return since ? *since * 1000 - 1 : at.time * 1000;
}

bool WaitsForPeople(const Rollout& rollout) {
  return std::any_of(rollout.freezes.begin(), rollout.freezes.end(), NeedsLifting);
}

FormulaAt AtScheduleTime(const Rollout& rollout, CohortId cohort, const FreezeAt& at,
                         std::deque<Cohorts>* made) {
  FormulaAt own{&rollout.cohorts, cohort};
  if (rollout.freezes.empty()) return own;
  const std::int64_t time = ScheduleTime(rollout, at);
  if (time == at.time * 1000) return own;
  Cohorts& to = made->emplace_back();
  const CohortId root = CopyFormula(rollout.cohorts, cohort, &to, [&](const Atom& atom) {
    const auto* window = std::get_if<Window>(&atom);
    if (window == nullptr) return to.Add(atom);
    const bool open =
        (window->from == 0 || window->from <= time) && (window->until == 0 || time < window->until);
    return open ? kEverybody : kNobody;
  });
  return {&to, root};
}

namespace {

// A flag that is where it shall be begins and ends nothing.
bool HasSchedule(const Rollout& rollout) {
  const Stage& first = rollout.stages.front();
  return rollout.stages.size() > 1 || rollout.current != 1 || first.from != 0 || first.until != 0;
}

}  // namespace

bool FitsGlob(std::string_view glob, std::string_view text) {
  // Where the last '*' stood, and how much it has taken: enough for any number of them.
  std::size_t star = std::string_view::npos, taken = 0, at = 0, i = 0;
  while (i < text.size()) {
    if (at < glob.size() && glob[at] == '*') {
      star = at++;
      taken = i;
    } else if (at < glob.size() && (glob[at] == '?' || glob[at] == text[i])) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++taken;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at) == std::string_view::npos;
}

void ApplyFreezes(const std::vector<Freeze>& freezes, RolloutFile* file) {
  for (const Freeze& freeze : freezes) {
    for (Rollout& rollout : file->rollouts) {
      const bool named = std::any_of(freeze.rollouts.begin(), freeze.rollouts.end(),
                                     [&](const auto& glob) { return FitsGlob(glob, rollout.id); });
      if ((named || freeze.rollouts.empty()) && HasSchedule(rollout)) {
        rollout.freezes.push_back(freeze);
      }
    }
  }
}

}  // namespace interlock
