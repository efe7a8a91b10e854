// Stages are compared at a moment and a place. Windows are intervals, so if stages of several
// changes can be active together at all, they are so at the start of one of them; and places either
// are named by a stage or behave like one unnamed "elsewhere". Trying those few moments and places
// gives the maximum exactly, for any number of changes, without enumerating tuples of stages: at a
// fixed moment and place every change simply takes its largest share, because the overlap never
// shrinks when a share grows.
#include "analyzer/overlay/exposure.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "interlock/check.h"

namespace interlock {
namespace {

using BucketSpace = std::pair<std::string, std::string>;  // space, key

const std::string kElsewhere;  // no place has an empty name

// Which restrictions of a stage count; leaving one out tells why an overlap is empty.
struct View {
  bool places = true;
  bool windows = true;
};

double Clamp(double share) { return share > 0 ? std::min(share, 1.0) : 0.0; }

bool WindowHolds(const Stage& stage, std::int64_t time) {
  return (stage.from == 0 || stage.from <= time) && (stage.until == 0 || time < stage.until);
}

bool Covers(const Stage& stage, const std::string& place) {
  return stage.places.empty() ||
         std::find(stage.places.begin(), stage.places.end(), place) != stage.places.end();
}

const Stage* Present(const Rollout& rollout) {
  if (rollout.current == 0 || rollout.current > rollout.stages.size()) return nullptr;
  return &rollout.stages[rollout.current - 1];
}

const Stage* ActiveNow(const Rollout& rollout, std::int64_t now) {
  const Stage* present = Present(rollout);
  return present != nullptr && WindowHolds(*present, now) ? present : nullptr;
}

// The stages that expose someone now, or those that may from now on.
// An unknown stage may be any of them.
std::vector<const Stage*> StagesOf(const Rollout& rollout, std::optional<std::int64_t> now) {
  std::vector<const Stage*> stages;
  if (rollout.current == kStageUnknown) {
    for (const Stage& stage : rollout.stages) {
      if (!now || WindowHolds(stage, *now)) stages.push_back(&stage);
    }
    return stages;
  }
  if (now) {
    if (const Stage* active = ActiveNow(rollout, *now)) stages.push_back(active);
    return stages;
  }
  const std::size_t first = rollout.current == 0 ? 0 : rollout.current - 1;
  for (std::size_t i = first; i < rollout.stages.size(); ++i) stages.push_back(&rollout.stages[i]);
  return stages;
}

struct Candidate {
  const Rollout* rollout = nullptr;
  std::vector<const Stage*> stages;
};
using Candidates = std::vector<std::vector<Candidate>>;  // by change

Candidates CandidatesOf(const std::vector<ChangeRollouts>& changes,
                        std::optional<std::int64_t> now) {
  Candidates candidates;
  for (const ChangeRollouts& change : changes) {
    candidates.emplace_back();
    for (const Rollout* rollout : change.rollouts) {
      candidates.back().push_back({rollout, StagesOf(*rollout, now)});
    }
  }
  return candidates;
}

bool IsOpaque(const Rollout& rollout) {
  return rollout.space.empty() || rollout.key.empty() || rollout.current == kStageUnknown;
}

BucketSpace SpaceOf(const Rollout& rollout) { return {rollout.space, rollout.key}; }

// How far a number can be trusted; it depends on the rollouts only, never on the shares.
enum class Basis { kExact, kExpected, kBound };

Basis BasisOf(const std::vector<ChangeRollouts>& changes) {
  std::set<BucketSpace> spaces;
  std::size_t tied = 0;
  bool opaque = false;
  bool several = false;
  bool unknown = false;
  for (const ChangeRollouts& change : changes) {
    if (!change.rollouts.empty()) ++tied;
    std::set<BucketSpace> own;
    for (const Rollout* rollout : change.rollouts) {
      own.insert(SpaceOf(*rollout));
      opaque = opaque || IsOpaque(*rollout);
      unknown = unknown || rollout->current == kStageUnknown;
    }
    several = several || change.rollouts.size() > 1;
    spaces.insert(own.begin(), own.end());
  }
  if (several || unknown || (opaque && tied > 1)) return Basis::kBound;
  return spaces.size() > 1 ? Basis::kExpected : Basis::kExact;
}

// The largest share of a candidate at a moment and place.
double ShareAt(const Candidate& candidate, std::int64_t time, const std::string& place, View view) {
  double share = 0;
  for (const Stage* stage : candidate.stages) {
    if (view.windows && !WindowHolds(*stage, time)) continue;
    if (view.places && !Covers(*stage, place)) continue;
    share = std::max(share, Clamp(stage->share));
  }
  return share;
}

// The share of one change at most: inside one space the largest rollout holds the others, across
// spaces they may expose different users and add up.
double UnionAt(const std::vector<Candidate>& candidates, std::int64_t time,
               const std::string& place, View view) {
  if (candidates.empty()) return 1;
  std::map<BucketSpace, double> by_space;
  double opaque = 0;
  for (const Candidate& candidate : candidates) {
    const double share = ShareAt(candidate, time, place, view);
    if (IsOpaque(*candidate.rollout)) {
      opaque += share;
      continue;
    }
    double& largest = by_space[SpaceOf(*candidate.rollout)];
    largest = std::max(largest, share);
  }
  double sum = opaque;
  for (const auto& [space, share] : by_space) sum += share;
  return std::min(sum, 1.0);
}

double OverlapAt(const Candidates& changes, Basis basis, std::int64_t time,
                 const std::string& place, View view) {
  std::map<BucketSpace, double>
      by_space;  // ordered: the product must not depend on the changes' order
  double least = 1;
  for (const std::vector<Candidate>& change : changes) {
    const double share = UnionAt(change, time, place, view);
    least = std::min(least, share);
    if (change.empty()) continue;
    const auto [smallest, fresh] = by_space.emplace(SpaceOf(*change.front().rollout), share);
    if (!fresh) smallest->second = std::min(smallest->second, share);
  }
  if (basis != Basis::kExpected) return least;
  double product = 1;
  for (const auto& [space, share] : by_space) product *= share;
  return product;
}

double MostOf(const Candidates& changes, Basis basis, View view) {
  std::set<std::int64_t> moments = {0};  // before every window with a start
  std::set<std::string> places = {kElsewhere};
  for (const std::vector<Candidate>& change : changes) {
    for (const Candidate& candidate : change) {
      for (const Stage* stage : candidate.stages) {
        moments.insert(stage->from);
        places.insert(stage->places.begin(), stage->places.end());
      }
    }
  }
  if (!view.windows) moments = {0};
  if (!view.places) places = {kElsewhere};
  double most = 0;
  for (const std::int64_t time : moments) {
    for (const std::string& place : places) {
      most = std::max(most, OverlapAt(changes, basis, time, place, view));
    }
  }
  return most;
}

std::string Percent(double share) {
  const double percent = share * 100;
  if (percent > 0 && percent < 0.005) return "less than 0.01 %";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2f", percent);
  std::string number = buffer;
  number.erase(number.find_last_not_of('0') + 1);
  if (number.back() == '.') number.pop_back();
  return number + " %";
}

std::string Join(const std::vector<std::string>& parts, const char* between) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : between) + part;
  return joined;
}

std::string In(const Stage& stage) {
  return stage.places.empty() ? "" : " in " + Join(stage.places, ", ");
}

std::string Where(const Rollout& rollout, std::int64_t now) {
  const std::string of = " of " + std::to_string(rollout.stages.size());
  if (rollout.current == kStageUnknown) {
    return "rollout " + rollout.id + ", at an unknown stage" + of;
  }
  if (Present(rollout) == nullptr) return "rollout " + rollout.id + ", not started";
  const std::string stage = "rollout " + rollout.id + ", stage " + std::to_string(rollout.current);
  return stage + of + (ActiveNow(rollout, now) ? "" : ", outside its window");
}

std::string ShareNow(const Rollout& rollout, std::int64_t now) {
  if (rollout.current == kStageUnknown) return "a share that is not known";
  const Stage* active = ActiveNow(rollout, now);
  return active == nullptr ? "nobody" : Percent(Clamp(active->share)) + In(*active);
}

// "106 exposes 5 % in eu-west now (rollout x, stage 1 of 3)".
std::string DescribeChange(const ChangeRollouts& change, std::int64_t now) {
  if (change.rollouts.empty()) {
    return change.change + " is tied to no rollout: everyone when deployed";
  }
  std::vector<std::string> parts;
  for (const Rollout* rollout : change.rollouts) {
    parts.push_back(ShareNow(*rollout, now) + " now (" + Where(*rollout, now) + ")");
  }
  return change.change + " exposes " + Join(parts, " and ");
}

// The places that a change may be exposed in; none: everywhere.
std::vector<std::string> PlacesOf(const std::vector<Candidate>& change) {
  std::set<std::string> places;
  for (const Candidate& candidate : change) {
    for (const Stage* stage : candidate.stages) {
      if (stage->places.empty()) return {};
      places.insert(stage->places.begin(), stage->places.end());
    }
  }
  return {places.begin(), places.end()};
}

// Why nobody can ever meet all of the changes.
std::string WhyNever(const Candidates& changes, Basis basis) {
  const bool places = MostOf(changes, basis, {.places = false}) > 0;
  const bool windows = MostOf(changes, basis, {.windows = false}) > 0;
  if (!places && windows) return "their windows never overlap, so nobody meets them together";
  if (!places) return "nobody meets them together";
  std::vector<std::string> sides;
  for (const std::vector<Candidate>& change : changes) {
    const std::vector<std::string> own = PlacesOf(change);
    if (!own.empty()) sides.push_back(Join(own, ", "));
  }
  if (sides.size() < 2) return "no place and window are common, so nobody meets them together";
  return "disjoint places " + Join(sides, " / ") + ", so nobody meets them together";
}

std::string SpaceNames(const std::vector<ChangeRollouts>& changes) {
  std::set<std::string> names;
  for (const ChangeRollouts& change : changes) {
    for (const Rollout* rollout : change.rollouts) {
      names.insert(rollout->space + " (" + rollout->key + ")");
    }
  }
  return Join({names.begin(), names.end()}, " and ");
}

std::size_t CountTied(const std::vector<ChangeRollouts>& changes) {
  return static_cast<std::size_t>(
      std::count_if(changes.begin(), changes.end(),
                    [](const ChangeRollouts& change) { return !change.rollouts.empty(); }));
}

// The reason for the numbers, up to the numbers themselves.
std::string Reason(const std::vector<ChangeRollouts>& changes, Basis basis) {
  switch (basis) {
    case Basis::kExact:
      return CountTied(changes) > 1 ? "same buckets of " + SpaceNames(changes) + ", so " : "so ";
    case Basis::kExpected:
      return "independent buckets of " + SpaceNames(changes) + ", so expected ";
    case Basis::kBound:
      return "how the users overlap is not known, so at most ";
  }
  return "";
}

std::string BasisText(const std::vector<ChangeRollouts>& changes, Basis basis, std::int64_t now,
                      const Exposure& exposure) {
  std::vector<std::string> parts;
  for (const ChangeRollouts& change : changes) parts.push_back(DescribeChange(change, now));
  const std::string who = Join(parts, "; ") + "; ";
  if (exposure.most <= 0) return who + WhyNever(CandidatesOf(changes, std::nullopt), basis);
  if (CountTied(changes) == 0) return who + "so everyone meets them together";
  const std::string meet =
      changes.size() == 1 ? " meet it now and " : " meet them together now and ";
  return who + Reason(changes, basis) + Percent(exposure.now) + meet + Percent(exposure.most) +
         " at most";
}

std::string NameOf(const std::vector<const Rollout*>& rollouts, const char* otherwise) {
  for (const Rollout* rollout : rollouts) {
    if (!rollout->change.empty()) return rollout->change;
  }
  return otherwise;
}

std::string DescribeRollout(const Rollout& rollout, std::int64_t now) {
  const Stage* active = ActiveNow(rollout, now);
  double most = 0;
  for (const Stage* stage : StagesOf(rollout, std::nullopt)) {
    most = std::max(most, Clamp(stage->share));
  }
  const std::string of = rollout.key.empty() ? "" : " of " + rollout.key;
  const std::string share = rollout.current == kStageUnknown ? ShareNow(rollout, now)
                            : active == nullptr              ? "nobody"
                                                : Percent(Clamp(active->share)) + of + In(*active);
  return share + " now, " + Percent(most) + " at most (" + Where(rollout, now) + ")";
}

}  // namespace

Exposure GroupExposure(const std::vector<ChangeRollouts>& changes, std::int64_t now) {
  ILK_CHECK(!changes.empty(), "exposure is asked for at least one change");
  const Basis basis = BasisOf(changes);
  Exposure exposure;
  // The stages active now have their windows around `now` already.
  exposure.now = MostOf(CandidatesOf(changes, now), basis, {.windows = false});
  exposure.most = MostOf(CandidatesOf(changes, std::nullopt), basis, {});
  exposure.basis = BasisText(changes, basis, now, exposure);
  return exposure;
}

Exposure PairExposure(const std::vector<const Rollout*>& of_a,
                      const std::vector<const Rollout*>& of_b, std::int64_t now) {
  return GroupExposure(
      {{NameOf(of_a, "the first change"), of_a}, {NameOf(of_b, "the second change"), of_b}}, now);
}

std::string DescribeExposure(const std::vector<const Rollout*>& rollouts, std::int64_t now) {
  if (rollouts.empty()) return "everyone when deployed (no rollout is tied to it)";
  std::vector<std::string> parts;
  for (const Rollout* rollout : rollouts) parts.push_back(DescribeRollout(*rollout, now));
  return Join(parts, "; ");
}

}  // namespace interlock
