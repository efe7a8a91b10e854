#include "analyzer/exposure/ramp.h"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "analyzer/exposure/cohorts.h"
#include "analyzer/exposure/freezes.h"
#include "interlock/check.h"

namespace interlock {
namespace {

// Ways of being at stages together that are tried one by one; beyond, any stage counts as possible
// at once, which is a bound.
constexpr std::size_t kMaxWays = 256;
// Moments times places; real files name a few of each.
constexpr std::size_t kMaxTimesAndPlaces = 20'000;
constexpr std::size_t kMaxSituations = 500;
constexpr double kSame = 1e-12;

using StageSets = std::vector<std::vector<std::vector<std::uint32_t>>>;  // by ramp, tie
using Way = std::vector<std::vector<std::uint32_t>>;                     // one stage of each tie

// A moment and a place that differ from the others in what holds.
struct Situation {
  std::optional<std::int64_t> time;  // seconds
  std::optional<std::string> place;
  bool lifted = false;
};

// `made` keeps what stands for the formulas of frozen rollouts.
std::vector<std::vector<CohortOf>> CohortsOf(const std::vector<Ramp>& ramps,
                                             const StageSets& stages, const Situation& situation,
                                             std::deque<Cohorts>* made) {
  std::vector<std::vector<CohortOf>> all;
  for (std::size_t r = 0; r < ramps.size(); ++r) {
    if (ramps[r].ties.empty()) continue;
    std::vector<CohortOf> any;
    for (std::size_t t = 0; t < ramps[r].ties.size(); ++t) {
      const Tie& tie = ramps[r].ties[t];
      std::set<CohortId> known;
      for (const std::uint32_t stage : stages[r][t]) {
        const CohortId cohort = stage == 0 ? kNobody : tie.rollout->stages[stage - 1].cohort;
        if (!known.insert(cohort).second) continue;
        FormulaAt formula{&tie.rollout->cohorts, cohort};
        if (situation.time) {
          const FreezeAt at{*situation.time, situation.place, situation.lifted};
          formula = AtScheduleTime(*tie.rollout, cohort, at, made);
        }
        any.push_back(
            {tie.index, formula.cohorts, formula.cohort, CalledRollout(*tie.rollout), tie.off});
      }
    }
    all.push_back(std::move(any));
  }
  return all;
}

// More meet it: a larger share, or as large a one and more who are named.
bool IsMore(const Overlap& a, const Overlap& b) {
  if (a.most > b.most + kSame) return true;
  return a.most >= b.most - kSame && a.named.size() > b.named.size();
}

bool OneStageEach(const StageSets& stages) {
  return std::all_of(stages.begin(), stages.end(), [](const auto& of_ramp) {
    return of_ramp.size() < 2 && std::all_of(of_ramp.begin(), of_ramp.end(),
                                             [](const auto& of_tie) { return of_tie.size() < 2; });
  });
}

Overlap OverlapIn(const std::vector<Ramp>& ramps, const StageSets& stages,
                  const Situation& situation, OverlapAt at) {
  std::deque<Cohorts> made;
  const std::vector<std::vector<CohortOf>> all = CohortsOf(ramps, stages, situation, &made);
  if (all.empty()) return {1, 1, {}, 0, OverlapBasis::kExact, {}, {}, false};
  if (situation.time) at.time = *situation.time * 1000;
  at.place = situation.place;
  Overlap overlap = OverlapOf(all, at);
  if (!OneStageEach(stages) && overlap.most > 0) {
    overlap.least = 0;
    for (NamedUnit& unit : overlap.named) unit.certain = false;
    overlap.basis = OverlapBasis::kBound;
    overlap.steps.back().least = 0;  // the result
  }
  return overlap;
}

StageSets SetsOf(const Way& way) {
  StageSets sets;
  for (const std::vector<std::uint32_t>& of_ramp : way) {
    sets.emplace_back();
    for (const std::uint32_t stage : of_ramp) sets.back().push_back({stage});
  }
  return sets;
}

class Timeline {
 public:
  Timeline(const std::vector<Ramp>& ramps, std::int64_t now) : ramps_(ramps), now_(now) {
    Inliner inliner;
    for (const Ramp& ramp : ramps) {
      left_.emplace_back();
      present_.emplace_back();
      for (const Tie& tie : ramp.ties) {
        left_.back().push_back(StagesLeft(*tie.rollout));
        present_.back().push_back(StagesNow(*tie.rollout));
        for (const std::uint32_t stage : left_.back().back()) {
          if (stage == 0) continue;
          inliner.Take(tie.index, tie.rollout->cohorts, tie.rollout->stages[stage - 1].cohort,
                       tie.rollout->id);
        }
      }
    }
    FindSituations(inliner.cohorts().atoms());
  }

  RampOverlap Solve() {
    RampOverlap result;
    result.now.at.time = now_;
    for (const Situation& situation : situations_) {
      if (situation.lifted || (situation.time && *situation.time != now_)) continue;
      Improve(OverlapIn(ramps_, present_, situation, {}), situation, present_, &result.now);
    }
    result.most = result.now;
    for (const Situation& situation : situations_) FindMost(situation, &result.most);
    if (result.now.overlap.most <= 0 && result.most.overlap.most > 0) result.first = First();
    return result;
  }

  std::vector<RampPeak> Table() const {
    std::vector<Way> ways = Ways();
    std::sort(ways.begin(), ways.end());
    std::vector<RampPeak> table;
    for (const Way& way : ways) {
      const StageSets sets = SetsOf(way);
      RampPeak peak;
      peak.at.time = now_;
      for (const Situation& situation : situations_) {
        if (!MayBeAt(way, situation)) continue;
        Improve(OverlapIn(ramps_, sets, situation, {}), situation, sets, &peak);
      }
      if (peak.at.stages.empty()) peak.at = MomentOf({}, sets);  // a freeze never ends
      table.push_back(std::move(peak));
    }
    return table;
  }

 private:
  // Situations in which the same windows, places and freezes hold are one.
  void FindSituations(const std::vector<Atom>& atoms) {
    std::set<std::int64_t> times = {now_};
    std::set<std::string> places = {""};
    std::vector<const Atom*> settled;
    for (const Atom& atom : atoms) {
      if (const auto* window = std::get_if<Window>(&atom)) {
        for (const std::int64_t edge : {window->from, window->until}) {
          if (edge > now_ * 1000) times.insert((edge + 999) / 1000);
        }
        settled.push_back(&atom);
      }
      if (const auto* in = std::get_if<InPlaces>(&atom)) {
        places.insert(in->names.begin(), in->names.end());
        settled.push_back(&atom);
      }
    }
    if (!AddFreezes(&times, &places) || times.size() * places.size() > kMaxTimesAndPlaces) {
      situations_.push_back({});
      return;
    }
    std::set<std::vector<bool>> known;
    for (const std::int64_t time : times) {
      for (const bool lifted : {false, true}) {
        if (lifted && !waits_for_people_) continue;
        for (const std::string& place : places) {
          const Situation situation{time, place, lifted};
          std::vector<bool> holds = {time == now_};
          for (const Atom* atom : settled) holds.push_back(HoldsIn(*atom, time, place));
          AddFrozen(situation, &holds);
          if (known.insert(std::move(holds)).second) situations_.push_back(situation);
        }
      }
    }
    if (situations_.size() > kMaxSituations) situations_.assign(1, {});
  }

  // Windows of a frozen rollout open and close when it goes on. False: too many to look at.
  bool AddFreezes(std::set<std::int64_t>* times, std::set<std::string>* places) {
    std::size_t work = 0;
    for (const Ramp& ramp : ramps_) {
      for (const Tie& tie : ramp.ties) {
        const Rollout& rollout = *tie.rollout;
        if (rollout.freezes.empty()) continue;
        frozen_.push_back(&rollout);
        waits_for_people_ = waits_for_people_ || WaitsForPeople(rollout);
        std::set<std::string> own = {""};
        for (const Freeze& freeze : rollout.freezes) {
          own.insert(freeze.places.begin(), freeze.places.end());
        }
        std::set<std::int64_t> edges = {now_};
        for (const Stage& stage : rollout.stages) {
          for (const std::int64_t edge : {stage.from, stage.until}) {
            if (edge != 0) edges.insert(edge);
          }
        }
        work += edges.size() * own.size() * rollout.freezes.size();
        if (work > kMaxTimesAndPlaces) return false;
        for (const std::string& place : own) {
          for (const std::int64_t edge : edges) {
            for (const bool lifted : {false, true}) {
              const std::int64_t end = GoesOn(rollout, {edge, place, lifted});
              if (end > now_ && end != kNeverEnds) times->insert(end);
            }
          }
        }
        places->insert(own.begin(), own.end());
        work += times->size() * places->size() * rollout.freezes.size();
        if (work > kMaxTimesAndPlaces) return false;
      }
    }
    return true;
  }

  void AddFrozen(const Situation& situation, std::vector<bool>* holds) const {
    for (const Rollout* rollout : frozen_) {
      const FreezeAt at{*situation.time, situation.place, situation.lifted};
      holds->push_back(StandsStill(*rollout, situation));
      const std::int64_t time = ScheduleTime(*rollout, at);
      for (const Stage& stage : rollout->stages) {
        holds->push_back((stage.from == 0 || stage.from * 1000 <= time) &&
                         (stage.until == 0 || time < stage.until * 1000));
      }
    }
  }

  // From now until then.
  bool StandsStill(const Rollout& rollout, const Situation& situation) const {
    if (!situation.time || rollout.freezes.empty()) return false;
    const auto [end, fresh] =
        ends_.try_emplace({&rollout, situation.place, situation.lifted}, std::int64_t{0});
    if (fresh) end->second = GoesOn(rollout, {now_, situation.place, situation.lifted});
    return end->second > *situation.time;
  }

  StageSets LeftIn(const Situation& situation) const {
    StageSets left = left_;
    for (std::size_t r = 0; r < ramps_.size(); ++r) {
      for (std::size_t t = 0; t < ramps_[r].ties.size(); ++t) {
        if (StandsStill(*ramps_[r].ties[t].rollout, situation)) left[r][t] = present_[r][t];
      }
    }
    return left;
  }

  bool MayBeAt(const Way& way, const Situation& situation) const {
    for (std::size_t r = 0; r < ramps_.size(); ++r) {
      for (std::size_t t = 0; t < ramps_[r].ties.size(); ++t) {
        const std::vector<std::uint32_t>& present = present_[r][t];
        const bool stays = std::find(present.begin(), present.end(), way[r][t]) != present.end();
        if (!stays && StandsStill(*ramps_[r].ties[t].rollout, situation)) return false;
      }
    }
    return true;
  }

  static bool HoldsIn(const Atom& atom, std::int64_t time, const std::string& place) {
    if (const auto* window = std::get_if<Window>(&atom)) {
      return (window->from == 0 || window->from <= time * 1000) &&
             (window->until == 0 || time * 1000 < window->until);
    }
    const auto& names = std::get<InPlaces>(atom).names;
    return std::binary_search(names.begin(), names.end(), place);
  }

  void Improve(Overlap overlap, const Situation& situation, const StageSets& stages,
               RampPeak* peak) const {
    if (!peak->at.stages.empty() && !IsMore(overlap, peak->overlap)) return;
    peak->overlap = std::move(overlap);
    peak->at = MomentOf(situation, stages);
  }

  RampMoment MomentOf(const Situation& situation, const StageSets& stages) const {
    RampMoment moment;
    moment.time = situation.time.value_or(now_);
    moment.place = situation.place.value_or("");
    moment.lifted = situation.lifted;
    for (const auto& of_ramp : stages) {
      moment.stages.emplace_back();
      for (const auto& of_tie : of_ramp) {
        moment.stages.back().push_back(of_tie.size() == 1 ? of_tie.front() : kStageUnknown);
      }
    }
    return moment;
  }

  // A later stage mostly holds the earlier ones: then all that are left are together no more than
  // the largest ones, and no combination has to be tried.
  void FindMost(const Situation& situation, RampPeak* most) const {
    const StageSets left = LeftIn(situation);
    const Overlap bound = OverlapIn(ramps_, left, situation, {});
    if (!IsMore(bound, most->overlap)) return;
    const StageSets largest = Largest(left);
    Overlap likely = OverlapIn(ramps_, largest, situation, {});
    const bool reached = !IsMore(bound, likely);
    Improve(std::move(likely), situation, largest, most);
    if (reached) return;
    const std::vector<Way> ways = Ways();
    if (ways.empty()) {
      Improve(bound, situation, left, most);
      return;
    }
    for (const Way& way : ways) {
      if (!MayBeAt(way, situation)) continue;
      const StageSets sets = SetsOf(way);
      Improve(OverlapIn(ramps_, sets, situation, {}), situation, sets, most);
    }
  }

  // The stage of each rollout that has the largest share; all of them where the stage is not known.
  StageSets Largest(const StageSets& left) const {
    StageSets largest = left;
    for (std::size_t r = 0; r < ramps_.size(); ++r) {
      for (std::size_t t = 0; t < ramps_[r].ties.size(); ++t) {
        const Rollout& rollout = *ramps_[r].ties[t].rollout;
        if (rollout.current == kStageUnknown) continue;
        const bool off = ramps_[r].ties[t].off;
        const auto share = [&](std::uint32_t stage) {
          const double on = stage == 0 ? 0 : rollout.stages[stage - 1].share;
          return off ? 1 - on : on;
        };
        std::uint32_t best = left[r][t].front();
        for (const std::uint32_t stage : left[r][t]) {
          if (share(stage) >= share(best)) best = stage;
        }
        largest[r][t] = {best};
      }
    }
    return largest;
  }

  // Every combination of stages that are left, fewest steps from now first; none: too many.
  std::vector<Way> Ways() const {
    std::size_t count = 1;
    std::vector<std::pair<std::size_t, std::size_t>> ties;
    for (std::size_t r = 0; r < left_.size(); ++r) {
      for (std::size_t t = 0; t < left_[r].size(); ++t) {
        count *= left_[r][t].size();
        if (count > kMaxWays || ramps_[r].ties[t].rollout->current == kStageUnknown) return {};
        ties.emplace_back(r, t);
      }
    }
    std::vector<std::pair<std::size_t, Way>> ways;
    std::vector<std::size_t> steps(ties.size(), 0);
    for (std::size_t i = 0; i < count; ++i) {
      Way way;
      for (const auto& of_ramp : left_) way.emplace_back(of_ramp.size());
      for (std::size_t k = 0; k < ties.size(); ++k) {
        const auto [r, t] = ties[k];
        way[r][t] = left_[r][t][steps[k]];
      }
      ways.emplace_back(std::accumulate(steps.begin(), steps.end(), std::size_t{0}),
                        std::move(way));
      for (std::size_t k = 0; k < ties.size(); ++k) {
        if (++steps[k] < left_[ties[k].first][ties[k].second].size()) break;
        steps[k] = 0;
      }
    }
    std::stable_sort(ways.begin(), ways.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Way> sorted;
    for (auto& [taken, way] : ways) sorted.push_back(std::move(way));
    return sorted;
  }

  std::optional<RampMoment> First() const {
    const std::vector<Way> ways = Ways();
    for (std::size_t begin = 0, end = 0; begin < situations_.size(); begin = end) {
      while (end < situations_.size() && situations_[end].time == situations_[begin].time &&
             situations_[end].lifted == situations_[begin].lifted) {
        ++end;
      }
      std::vector<Situation> possible;
      for (std::size_t i = begin; i < end; ++i) {
        if (OverlapIn(ramps_, LeftIn(situations_[i]), situations_[i], {}).most > 0) {
          possible.push_back(situations_[i]);
        }
      }
      for (const Way& way : ways) {
        for (const Situation& situation : possible) {
          if (!MayBeAt(way, situation)) continue;
          const StageSets sets = SetsOf(way);
          if (OverlapIn(ramps_, sets, situation, {}).most > 0) return MomentOf(situation, sets);
        }
      }
      if (ways.empty() && !possible.empty()) {
        RampMoment moment = MomentOf(possible.front(), LeftIn(possible.front()));
        moment.stages.clear();
        return moment;
      }
    }
    return std::nullopt;
  }

  const std::vector<Ramp>& ramps_;
  std::int64_t now_;
  StageSets left_, present_;
  std::vector<const Rollout*> frozen_;  // that have freezes
  bool waits_for_people_ = false;
  // When each goes on that is frozen now, by place and whether what people have to lift is lifted.
  mutable std::map<std::tuple<const Rollout*, std::optional<std::string>, bool>, std::int64_t>
      ends_;
  std::vector<Situation> situations_;  // by time, freezes as they are before those lifted, place
};

}  // namespace

std::vector<std::uint32_t> StagesLeft(const Rollout& rollout) {
  const bool unknown = rollout.current == kStageUnknown;
  std::vector<std::uint32_t> stages;
  for (std::uint32_t stage = unknown ? 1 : rollout.current; stage <= rollout.stages.size();
       ++stage) {
    stages.push_back(stage);
  }
  return stages;
}

std::vector<std::uint32_t> StagesNow(const Rollout& rollout) {
  if (rollout.current == kStageUnknown) return StagesLeft(rollout);
  return {rollout.current};
}

RampOverlap OverlapOverTime(const std::vector<Ramp>& ramps, std::int64_t now) {
  ILK_CHECK(!ramps.empty(), "exposure is asked for at least one change");
  return Timeline(ramps, now).Solve();
}

std::vector<RampPeak> StageTable(const std::vector<Ramp>& ramps, std::int64_t now) {
  return Timeline(ramps, now).Table();
}

Overlap OverlapAtMoment(const std::vector<Ramp>& ramps, const RampMoment& moment,
                        const OverlapAt& at) {
  StageSets stages;
  for (std::size_t r = 0; r < ramps.size(); ++r) {
    stages.emplace_back();
    for (std::size_t t = 0; t < ramps[r].ties.size(); ++t) {
      const bool any = r >= moment.stages.size() || moment.stages[r][t] == kStageUnknown;
      stages.back().push_back(any ? StagesLeft(*ramps[r].ties[t].rollout)
                                  : std::vector<std::uint32_t>{moment.stages[r][t]});
    }
  }
  return OverlapIn(ramps, stages, {moment.time, moment.place, moment.lifted}, at);
}

bool CouldMeet(const std::vector<Ramp>& ramps, std::int64_t now, bool any_place, bool any_time) {
  std::set<std::int64_t> times = {now};
  std::set<std::string> places = {""};
  StageSets left;
  for (const Ramp& ramp : ramps) {
    left.emplace_back();
    for (const Tie& tie : ramp.ties) {
      left.back().push_back(StagesLeft(*tie.rollout));
      for (const Stage& stage : tie.rollout->stages) {
        if (stage.from > now) times.insert(stage.from);
        const std::int64_t begins = GoesOn(*tie.rollout, {stage.from, std::nullopt, true});
        if (stage.from != 0 && begins > now && begins != kNeverEnds) times.insert(begins);
        places.insert(stage.places.begin(), stage.places.end());
      }
    }
  }
  if (times.size() * places.size() > kMaxSituations) return true;
  for (const std::int64_t time : times) {
    for (const std::string& place : places) {
      Situation situation;
      situation.lifted = true;
      if (!any_time) situation.time = time;
      if (!any_place) situation.place = place;
      if (OverlapIn(ramps, left, situation, {}).most > 0) return true;
    }
  }
  return false;
}

}  // namespace interlock
