#include "analyzer/text/exposure.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/exposure/cohorts.h"
#include "analyzer/exposure/freezes.h"
#include "analyzer/text/report_text.h"

namespace interlock {

namespace {

constexpr double kSame = 1e-9;
constexpr double kWhole = 1e-12;  // what sums of cells are off

}  // namespace

std::string SharePercent(double share) {
  const double percent = share * 100;
  if (percent > 0 && percent < 0.005) return "less than 0.01 %";
  if (percent > 99.995 && share < 1 - kWhole) return "more than 99.99 %";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2f", percent);
  std::string number = buffer;
  number.erase(number.find_last_not_of('0') + 1);
  if (number.back() == '.') number.pop_back();
  return number + " %";
}

std::string ShareRange(double least, double most) {
  if (most - least < kSame) return SharePercent(most);
  return SharePercent(least) + " to " + SharePercent(most);
}

namespace {

std::string NamedText(const Overlap& overlap) {
  const std::size_t count = overlap.named.size();
  const bool certain = std::all_of(overlap.named.begin(), overlap.named.end(),
                                   [](const NamedUnit& unit) { return unit.certain; });
  return (certain ? "" : "at most ") + CountOf(count, "named id");
}

// Who would be in the stage if everybody were assigned today; none when that alters nothing.
std::optional<double> ShareToday(const Tie& tie, const Stage& stage, const OverlapAt& at) {
  bool remembered = false;
  Cohorts today;
  const CohortId cohort =
      CopyFormula(tie.rollout->cohorts, stage.cohort, &today, [&](const Atom& atom) {
        Atom own = atom;
        if (auto* slice = std::get_if<Slice>(&own)) {
          remembered = remembered || slice->remembered;
          slice->remembered = false;
        }
        return today.Add(std::move(own));
      });
  if (!remembered) return std::nullopt;
  const Overlap alone = OverlapOf({{tie.index, &today, cohort, tie.rollout->id, tie.off}}, at);
  if (alone.most - alone.least > kSame) return std::nullopt;
  return alone.most;
}

}  // namespace

std::string ShareText(const Overlap& overlap) {
  if (overlap.named.empty()) return ShareRange(overlap.least, overlap.most);
  if (overlap.most <= kNamedShare) return "nobody but " + NamedText(overlap);
  return ShareRange(overlap.least, overlap.most) + " and " + NamedText(overlap);
}

std::string ShareOfStage(const Tie& tie, const Stage& stage, std::int64_t now) {
  if (!stage.places.empty() || stage.from != 0 || stage.until != 0) {
    return SharePercent(tie.off ? 1 - stage.share : stage.share);
  }
  OverlapAt at;
  at.time = now * 1000;
  const Overlap alone =
      OverlapOf({{tie.index, &tie.rollout->cohorts, stage.cohort, tie.rollout->id, tie.off}}, at);
  if (alone.most - alone.least < kSame) return ShareText(alone);
  if (const std::optional<double> today = ShareToday(tie, stage, at)) {
    return SharePercent(*today) + " of those assigned today (earlier assignments stay)";
  }
  const std::string named = alone.named.empty() ? "" : " and " + NamedText(alone);
  if (alone.least > 0) {
    return alone.most < 1 ? ShareText(alone) : SharePercent(alone.least) + " or more" + named;
  }
  if (alone.most < 1) return "up to " + SharePercent(alone.most) + named;
  return "a share that is not known" + named;
}

namespace {

std::string Join(const std::vector<std::string>& parts, const char* between) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : between) + part;
  return joined;
}

// In milliseconds.
bool WindowHolds(const Stage& stage, std::int64_t time) {
  return (stage.from == 0 || stage.from * 1000 <= time) &&
         (stage.until == 0 || time < stage.until * 1000);
}

// Freezes of single places do not count.
std::int64_t ScheduleNow(const Rollout& rollout, std::int64_t now) {
  return ScheduleTime(rollout, {now, std::nullopt, false});
}

// "(year end, rollouts.yaml:3)"
std::string Cause(const Freeze& freeze) {
  return "(" + (freeze.reason.empty() ? "" : freeze.reason + ", ") + freeze.source + ":" +
         std::to_string(freeze.line) + ")";
}

std::string EndText(std::int64_t until) {
  return until == kNeverEnds ? "somebody lifts it" : FormatTime(until);
}

// "frozen until 2027-01-02T00:00:00Z (year end, rollouts.yaml:3)"; others may follow it.
std::string FrozenText(const Rollout& rollout, const FrozenTime& frozen, const FreezeAt& at) {
  const std::string text = "frozen until " + EndText(frozen.until) + " " + Cause(*frozen.by);
  const std::int64_t goes_on = GoesOn(rollout, at);
  if (goes_on == frozen.until) return text;
  return text + (goes_on == kNeverEnds ? " and ever on by freezes after it"
                                       : " and by others after it until " + FormatTime(goes_on));
}

const Stage* Present(const Rollout& rollout) {
  if (rollout.current == 0 || rollout.current > rollout.stages.size()) return nullptr;
  return &rollout.stages[rollout.current - 1];
}

const Stage* ActiveNow(const Rollout& rollout, std::int64_t now) {
  const Stage* present = Present(rollout);
  const bool open = present != nullptr && WindowHolds(*present, ScheduleNow(rollout, now));
  return open ? present : nullptr;
}

std::string In(const Stage& stage) {
  return stage.places.empty() ? "" : " in " + Join(stage.places, ", ");
}

// How a rollout is called: by its flag where it is of one.
std::string NameOf(const Tie& tie) {
  const std::string off = tie.off ? ", for whom it is off" : "";
  return CalledRollout(*tie.rollout) + off;
}

std::string Where(const Tie& tie, std::int64_t now) {
  const Rollout& rollout = *tie.rollout;
  const std::string of = " of " + std::to_string(rollout.stages.size());
  const auto by = FrozenBy(rollout, {now, std::nullopt, false});
  const std::string frozen = by ? ", " + FrozenText(rollout, *by, {now, std::nullopt, false}) : "";
  if (rollout.current == kStageUnknown) return NameOf(tie) + ", at an unknown stage" + of + frozen;
  if (Present(rollout) == nullptr) return NameOf(tie) + ", not started" + frozen;
  const std::string stage = NameOf(tie) + ", stage " + std::to_string(rollout.current);
  return stage + of + (ActiveNow(rollout, now) ? "" : ", outside its window") + frozen;
}

std::string ShareNow(const Tie& tie, std::int64_t now) {
  if (tie.rollout->current == kStageUnknown) return "a share that is not known";
  const Stage* active = ActiveNow(*tie.rollout, now);
  if (active == nullptr) return tie.off ? "everybody" : "nobody";
  return ShareOfStage(tie, *active, now);
}

std::string PlacesNow(const Tie& tie, std::int64_t now) {
  const Stage* active = ActiveNow(*tie.rollout, now);
  return active == nullptr ? "" : In(*active);
}

// "106 exposes 5 % in eu-west now (rollout x, stage 1 of 3)".
std::string DescribeChange(const Ramp& change, std::int64_t now) {
  if (change.ties.empty()) return change.name + " is tied to no rollout: everyone when deployed";
  std::vector<std::string> parts;
  for (const Tie& tie : change.ties) {
    parts.push_back(ShareNow(tie, now) + PlacesNow(tie, now) + " now (" + Where(tie, now) + ")");
  }
  return change.name + " exposes " + Join(parts, " and ");
}

// The places that a change may be exposed in; none: everywhere.
std::vector<std::string> PlacesOf(const Ramp& change) {
  std::set<std::string> places;
  for (const Tie& tie : change.ties) {
    for (const std::uint32_t left : StagesLeft(*tie.rollout)) {
      if (left == 0) continue;
      const Stage& stage = tie.rollout->stages[left - 1];
      if (stage.places.empty()) return {};
      places.insert(stage.places.begin(), stage.places.end());
    }
  }
  return {places.begin(), places.end()};
}

// Why nobody can ever meet all of the changes.
std::string WhyNever(const std::vector<Ramp>& changes, std::int64_t now) {
  const char* const never = "nobody meets them together";
  const bool anywhere = CouldMeet(changes, now, true, false);
  const bool anytime = CouldMeet(changes, now, false, true);
  if (!anywhere && anytime) return std::string("their windows never overlap, so ") + never;
  if (!anywhere && CouldMeet(changes, now, true, true)) {
    return std::string("no place and window are common, so ") + never;
  }
  if (!anywhere && changes.size() > 1) {
    const bool each = std::all_of(changes.begin(), changes.end(), [&](const Ramp& change) {
      return CouldMeet({change}, now, true, true);
    });
    return each ? std::string("their cohorts have nobody in common, so ") + never : never;
  }
  if (!anywhere) return never;
  std::vector<std::string> sides;
  for (const Ramp& change : changes) {
    const std::vector<std::string> own = PlacesOf(change);
    if (!own.empty()) sides.push_back(Join(own, ", "));
  }
  if (sides.size() < 2) return std::string("no place and window are common, so ") + never;
  return "disjoint places " + Join(sides, " / ") + ", so " + never;
}

std::size_t CountTied(const std::vector<Ramp>& changes) {
  return static_cast<std::size_t>(std::count_if(
      changes.begin(), changes.end(), [](const Ramp& change) { return !change.ties.empty(); }));
}

std::string SpacesOf(const RampOverlap& overlap) {
  std::set<std::string> names(overlap.now.overlap.spaces.begin(), overlap.now.overlap.spaces.end());
  names.insert(overlap.most.overlap.spaces.begin(), overlap.most.overlap.spaces.end());
  return Join({names.begin(), names.end()}, " and ");
}

// The reason for the numbers, up to the numbers themselves.
std::string Reason(const std::vector<Ramp>& changes, const RampOverlap& overlap) {
  const std::string spaces = SpacesOf(overlap);
  switch (std::max(overlap.now.overlap.basis, overlap.most.overlap.basis)) {
    case OverlapBasis::kExact:
    case OverlapBasis::kSampled:
      return CountTied(changes) > 1 && !spaces.empty() ? "same buckets of " + spaces + ", so "
                                                       : "so ";
    case OverlapBasis::kCounted:
      return "related buckets of " + spaces + ", counted, so ";
    case OverlapBasis::kExpected:
      return spaces.empty() ? "independent draws, so expected "
                            : "independent buckets of " + spaces + ", so expected ";
    case OverlapBasis::kBound:
      return "how the users overlap is not known, so at most ";
  }
  return "";
}

std::string MostText(Overlap overlap) {
  overlap.least = overlap.most;
  return ShareText(overlap);
}

std::string BasisText(const std::vector<Ramp>& changes, const RampOverlap& overlap,
                      std::int64_t now) {
  std::vector<std::string> parts;
  for (const Ramp& change : changes) parts.push_back(DescribeChange(change, now));
  const std::string who = Join(parts, "; ") + "; ";
  const double most = overlap.most.overlap.most;
  if (most <= 0) return who + WhyNever(changes, now);
  if (CountTied(changes) == 0) return who + "so everyone meets them together";
  const std::string meet =
      changes.size() == 1 ? " meet it now and " : " meet them together now and ";
  const bool requests = overlap.now.overlap.per_request || overlap.most.overlap.per_request;
  return who + Reason(changes, overlap) + MostText(overlap.now.overlap) +
         (requests ? " of requests" : "") + meet + MostText(overlap.most.overlap) + " at most";
}

// An explicit line needs no word.
std::string HowTied(const Tie& tie) {
  return tie.how.empty() || tie.how.starts_with("named in ") ? "" : "; " + tie.how;
}

std::string DescribeTie(const Tie& tie, std::int64_t now) {
  double most = 0;
  for (const std::uint32_t left : StagesLeft(*tie.rollout)) {
    const double on = left == 0 ? 0 : tie.rollout->stages[left - 1].share;
    most = std::max(most, tie.off ? 1 - on : on);
  }
  const Rollout& rollout = *tie.rollout;
  const bool counts = rollout.current != kStageUnknown && ActiveNow(rollout, now) != nullptr;
  const std::string of = rollout.key.empty() || !counts ? "" : " of " + rollout.key;
  // With no share there may still be ids that a list names.
  const std::vector<std::uint32_t> left = StagesLeft(rollout);
  const bool named = most <= 0 && !left.empty() && left.back() != 0;
  const std::string at_most =
      named ? ShareOfStage(tie, rollout.stages[left.back() - 1], now) : SharePercent(most);
  return ShareNow(tie, now) + of + PlacesNow(tie, now) + " now, " + at_most + " at most (" +
         Where(tie, now) + HowTied(tie) + ")";
}

}  // namespace

std::string StageMark(const Rollout& rollout, std::uint32_t stage, std::int64_t now) {
  if (stage == 0 || stage != rollout.current) return "";
  const Stage& present = rollout.stages[stage - 1];
  const std::int64_t time = ScheduleNow(rollout, now);
  if (present.from * 1000 > time) return present.from > now ? " (not open yet)" : " (frozen)";
  if (present.until != 0 && present.until * 1000 <= time) return " (window over)";
  return " (now)";
}

std::string DescribeFreeze(const Freeze& freeze, std::int64_t now) {
  Rollout one;
  one.freezes = {freeze};
  one.freezes.front().places.clear();
  const FreezeAt at{now, std::nullopt, false};
  std::string text;
  if (FrozenBy(one, at)) {
    const std::int64_t end = GoesOn(one, at);
    const bool lifts = freeze.times.empty() || end != kNeverEnds;
    text = lifts ? "now, until " + EndText(end) : "now, and it never ends";
  } else if (!freeze.times.empty()) {
    text = "at times that recur, not now";
  } else {
    text = "from " + FormatTime(freeze.from) + " until " +
           EndText(freeze.until == 0 ? kNeverEnds : freeze.until);
  }
  if (!freeze.places.empty()) text += ", in " + Join(freeze.places, ", ");
  return text + " " + Cause(freeze);
}

std::vector<std::string> DescribeFrozen(const std::vector<Ramp>& changes,
                                        const RampMoment& moment) {
  std::vector<std::string> texts;
  for (std::size_t r = 0; r < moment.stages.size(); ++r) {
    for (std::size_t t = 0; t < moment.stages[r].size(); ++t) {
      const Rollout& rollout = *changes[r].ties[t].rollout;
      const FreezeAt at{moment.time, moment.place, moment.lifted};
      const auto frozen = FrozenBy(rollout, at);
      if (!frozen) continue;
      const std::uint32_t stage = moment.stages[r][t];
      std::string text = CalledRollout(rollout) + " is " + FrozenText(rollout, *frozen, at);
      if (stage == 0) {
        text += ", so it does not begin before";
      } else if (stage == kStageUnknown) {
        text += ", so it stays at its stage";
      } else {
        const Stage& present = rollout.stages[stage - 1];
        const bool open = WindowHolds(present, ScheduleTime(rollout, at));
        const bool scheduled = WindowHolds(present, moment.time * 1000);
        const std::string name = "stage " + std::to_string(stage);
        text += open == scheduled ? ", so it stays at " + name
                : open            ? ", so " + name + " does not end before"
                                  : ", so " + name + " does not begin before";
      }
      if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
        texts.push_back(std::move(text));
      }
    }
  }
  return texts;
}

namespace {

// What has to end so that the stages can be reached: "once the freeze of rollout a ends (year end,
// rollouts.yaml:3)".
std::string EndOfFreezes(const std::vector<Ramp>& changes, const RampMoment& moment,
                         std::int64_t now) {
  // Several rollouts may wait for one freeze.
  std::map<std::pair<bool, std::string>, std::vector<std::string>> held;
  for (std::size_t r = 0; r < moment.stages.size(); ++r) {
    for (std::size_t t = 0; t < moment.stages[r].size(); ++t) {
      const Rollout& rollout = *changes[r].ties[t].rollout;
      const auto still = FrozenBy(rollout, {moment.time, moment.place, false});
      const auto before = FrozenBy(rollout, {moment.time - 1, moment.place, moment.lifted});
      const bool lifts = moment.lifted && still && still->until == kNeverEnds;
      const bool ends_then =
          moment.time > now && before && before->until == moment.time && (!still || moment.lifted);
      if (!lifts && !ends_then) continue;
      std::vector<std::string>& names = held[{lifts, Cause(lifts ? *still->by : *before->by)}];
      const std::string name = CalledRollout(rollout);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  std::vector<std::string> ends;
  for (const auto& [freeze, names] : held) {
    const auto& [lifts, cause] = freeze;
    ends.push_back((lifts ? "once somebody lifts the freeze of " : "when the freeze of ") +
                   Join(names, " and ") + (lifts ? " " : " ends ") + cause);
  }
  return Join(ends, " and ");
}

}  // namespace

std::string DescribeMoment(const std::vector<Ramp>& changes, const RampMoment& moment,
                           std::int64_t now) {
  std::vector<std::string> parts;
  for (std::size_t r = 0; r < moment.stages.size(); ++r) {
    for (std::size_t t = 0; t < moment.stages[r].size(); ++t) {
      const Rollout& rollout = *changes[r].ties[t].rollout;
      const std::uint32_t stage = moment.stages[r][t];
      if (stage == rollout.current || stage == 0 || stage == kStageUnknown) continue;
      const Stage& at = rollout.stages[stage - 1];
      parts.push_back(
          CalledRollout(rollout) + " is at stage " + std::to_string(stage) + " (" +
          (at.name.empty() ? ShareOfStage(changes[r].ties[t], at, moment.time) : at.name) + In(at) +
          ")");
    }
  }
  std::string text = parts.empty() ? "" : "when " + Join(parts, " and ");
  if (moment.time > now) {
    text += (text.empty() ? "from " : ", from ") + FormatTime(moment.time) + " on";
  }
  const std::string ends = EndOfFreezes(changes, moment, now);
  if (!ends.empty()) text += (text.empty() ? "" : ", ") + ends;
  return text;
}

Exposure GroupExposure(const std::vector<Ramp>& changes, std::int64_t now) {
  const RampOverlap overlap = OverlapOverTime(changes, now);
  Exposure exposure;
  exposure.now = overlap.now.overlap.most;
  exposure.most = overlap.most.overlap.most;
  exposure.basis = BasisText(changes, overlap, now);
  if (overlap.first) exposure.first = DescribeMoment(changes, *overlap.first, now);
  return exposure;
}

std::string DescribeExposure(const std::vector<Tie>& ties, std::int64_t now) {
  if (ties.empty()) return "everyone when deployed (no rollout is tied to it)";
  std::vector<std::string> parts;
  for (const Tie& tie : ties) parts.push_back(DescribeTie(tie, now));
  return Join(parts, "; ");
}

}  // namespace interlock
