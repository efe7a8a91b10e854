#include "analyzer/rollouts/separation.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "analyzer/text/exposure.h"

namespace interlock {
namespace {

constexpr double kSame = 1e-9;

// How each system keeps two apart. {a} and {b} are the shares as percentages, {fa} and {sum} as
// fractions; A and B are the two. What is drawn for each request has no slices that could lie
// beside each other.
struct Way {
  std::string_view format;
  std::string_view text;
  bool slices = true;
};

constexpr Way kWays[] = {
    {"native",
     "slices of one space all begin at its first bucket, so give A and B places or windows that "
     "have none in common",
     false},
    {"unleash",
     "slices of one groupId all begin at its first bucket, so make A and B variants of one flag, "
     "with weights of {a} and {b}"},
    {"growthbook",
     "put A and B into one namespace, A with the range [0, {fa}], B with [{fa}, {sum}]; with a "
     "coverage of 1 a forced value reaches all of its range, a variation its weight of it"},
    {"launchdarkly",
     "make A and B experiments of one layer, or variations of one flag whose rollout gives them "
     "{a} "
     "and {b}"},
    {"flagd",
     "decide A and B by one `fractional` over the same value, with weights of {a} and {b} and the "
     "rest"},
    {"posthog",
     "the key is part of every hash, so make A and B variants of one flag, with {a} and {b}"},
    {"statsig", "put A and B into one layer, whose experiments share no bucket, with {a} and {b}"},
    {"eppo",
     "give the splits of A and B shards of one salt, of the ranges [0, {fa}) and [{fa}, {sum}) of "
     "all shards"},
    {"flipt", "make A and B variants of one flag, with distributions of {a} and {b}"},
    {"argo", "weights are drawn for each request, so let one canary end before the other begins",
     false},
    {"flagger", "weights are drawn for each request, so let one canary end before the other begins",
     false},
    {"istio",
     "weights are drawn for each request, so route A and B by headers that exclude each other",
     false},
    {"applicationset", "put A and B into steps with other clusters, or let one end first", false},
};

std::string Fraction(double share) {
  std::string text = std::to_string(std::round(share * 10000) / 10000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string Fill(std::string_view form, double a, double b) {
  std::string text;
  while (!form.empty()) {
    const std::size_t open = std::min(form.find('{'), form.size());
    text += form.substr(0, open);
    form.remove_prefix(open);
    if (form.empty()) break;
    const std::size_t close = form.find('}');
    const std::string_view name = form.substr(1, close - 1);
    if (name == "a") text += SharePercent(a);
    if (name == "b") text += SharePercent(b);
    if (name == "fa") text += Fraction(a);
    if (name == "sum") text += Fraction(a + b);
    form.remove_prefix(close + 1);
  }
  return text;
}

const Tie* OnlyTie(const Ramp& ramp) {
  return ramp.ties.size() == 1 && !ramp.ties.front().off ? &ramp.ties.front() : nullptr;
}

std::string NameOf(const Ramp& ramp, const char* side) {
  return std::string(side) + " (" + ramp.name + ")";
}

std::string StageText(const Tie& tie, std::uint32_t stage, std::int64_t now) {
  if (stage == 0) return "not started";
  const Stage& at = tie.rollout->stages[stage - 1];
  if (tie.rollout->stages.size() == 1) return ShareOfStage(tie, at, now);
  return "stage " + std::to_string(stage) + ", " + ShareOfStage(tie, at, now);
}

Overlap StageAlone(const Tie& tie, std::uint32_t stage, const OverlapAt& at) {
  const Rollout& rollout = *tie.rollout;
  return OverlapOf({{tie.index, &rollout.cohorts, rollout.stages[stage - 1].cohort, rollout.id}},
                   at);
}

// The share that a stage has once it is open, where it is not.
std::string OpenStageText(const Tie& tie, std::uint32_t stage, double share, std::int64_t now) {
  OverlapAt at;
  at.time = now * 1000;
  if (StageAlone(tie, stage, at).most > 0) return StageText(tie, stage, now);
  const bool only = tie.rollout->stages.size() == 1;
  return (only ? "" : "stage " + std::to_string(stage) + ", ") + SharePercent(share);
}

// The largest stages at which both fit beside each other in one space.
struct Fit {
  std::uint32_t stage_a = 0, stage_b = 0;
  double a = 0, b = 0;
};

// The stages that are left, each with the most that it exposes at any time and place.
std::vector<std::pair<std::uint32_t, double>> SharesLeft(const Tie& tie) {
  std::vector<std::pair<std::uint32_t, double>> shares;
  for (const std::uint32_t stage : StagesLeft(*tie.rollout)) {
    if (stage == 0) continue;
    const double share = StageAlone(tie, stage, {}).most;
    if (share > kNamedShare) shares.emplace_back(stage, share);
  }
  return shares;
}

std::optional<Fit> LargestFit(const Tie& a, const Tie& b) {
  std::optional<Fit> best;
  const auto shares_of_b = SharesLeft(b);
  for (const auto& [i, share_a] : SharesLeft(a)) {
    for (const auto& [j, share_b] : shares_of_b) {
      const Fit fit{i, j, share_a, share_b};
      if (fit.a + fit.b > 1 + kSame) continue;
      if (!best || std::min(fit.a, fit.b) > std::min(best->a, best->b) ||
          (std::min(fit.a, fit.b) == std::min(best->a, best->b) &&
           fit.a + fit.b > best->a + best->b)) {
        best = fit;
      }
    }
  }
  return best;
}

// How far one may go while the other stays where it is.
void AdviseStages(const std::vector<Ramp>& ramps, const std::vector<RampPeak>& table,
                  std::int64_t now, std::vector<std::string>* advice) {
  for (const std::size_t stays : {std::size_t{0}, std::size_t{1}}) {
    const std::size_t moves = 1 - stays;
    const Tie& fixed = ramps[stays].ties.front();
    const Tie& moving = ramps[moves].ties.front();
    std::uint32_t furthest = 0;
    bool open = true;
    bool blocked = false;
    for (const RampPeak& cell : table) {
      if (cell.at.stages[stays][0] != fixed.rollout->current) continue;
      if (cell.overlap.most > 0) {
        open = false;
        blocked = true;
      }
      if (open) furthest = std::max(furthest, cell.at.stages[moves][0]);
    }
    if (!blocked || furthest == 0) continue;
    advice->push_back("hold " + NameOf(ramps[moves], moves == 0 ? "A" : "B") + " at " +
                      StageText(moving, furthest, now) + ": up to there nobody meets both while " +
                      NameOf(ramps[stays], stays == 0 ? "A" : "B") + " is at " +
                      StageText(fixed, fixed.rollout->current, now));
  }
}

// Whether what decides about one asks for the flag of the other, itself or by what it refers to.
bool AsksFor(const Tie& tie, const Rollout& flag) {
  if (tie.index == nullptr || tie.index->FindFlag(flag.flag) != &flag) return false;
  std::set<const Cohorts*> seen;
  std::vector<const Cohorts*> open = {&tie.rollout->cohorts};
  while (!open.empty()) {
    const Cohorts* cohorts = open.back();
    open.pop_back();
    if (!seen.insert(cohorts).second) continue;
    for (const Atom& atom : cohorts->atoms()) {
      const auto* reference = std::get_if<FlagReference>(&atom);
      if (reference == nullptr) continue;
      if (!reference->segment && reference->name == flag.flag) return true;
      const Rollout* other = tie.index->FindFlag(reference->name);
      const Segment* segment = tie.index->FindSegment(reference->name);
      if (!reference->segment && other != nullptr) open.push_back(&other->cohorts);
      if (reference->segment && segment != nullptr) open.push_back(&segment->cohorts);
    }
  }
  return false;
}

// The one whose cohort is inside the other's because it asks for it; none: neither.
std::optional<std::size_t> Dependent(const std::vector<Ramp>& ramps, const RampOverlap& overlap) {
  const RampPeak& most = overlap.most;
  for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
    if (!AsksFor(ramps[side].ties.front(), *ramps[1 - side].ties.front().rollout)) continue;
    const RampMoment alone{most.at.time, most.at.place, most.at.lifted, {most.at.stages[side]}};
    if (OverlapAtMoment({ramps[side]}, alone, {}).most <= most.overlap.most + kSame) return side;
  }
  return std::nullopt;
}

void AdviseDependent(const std::vector<Ramp>& ramps, std::size_t inner, std::int64_t now,
                     std::vector<std::string>* advice) {
  const char* const sides[] = {"A", "B"};
  const std::string in = NameOf(ramps[inner], sides[inner]);
  const std::string out = NameOf(ramps[1 - inner], sides[1 - inner]);
  advice->push_back(in + " asks for " + out + ", so whoever meets " + sides[inner] + " meets " +
                    sides[1 - inner] +
                    ": no slices keep them apart. Try the two together, or take " +
                    "the prerequisite away");
  const Tie& outer = ramps[1 - inner].ties.front();
  const auto last = static_cast<std::uint32_t>(outer.rollout->stages.size());
  const std::string reaches = outer.rollout->current < last
                                  ? "has stood at " + StageText(outer, last, now)
                                  : "reaches everybody";
  advice->push_back("start " + in + " only when " + out + " " + reaches +
                    ": then only one of them is in doubt");
}

}  // namespace

std::vector<std::string> AdviseSeparation(const std::vector<Ramp>& ramps,
                                          const RampOverlap& overlap,
                                          const std::vector<RampPeak>& table, std::int64_t now) {
  std::vector<std::string> advice;
  if (ramps.size() != 2) return advice;
  if (overlap.most.overlap.most <= 0) {
    const bool counted = overlap.now.overlap.basis == OverlapBasis::kCounted ||
                         overlap.most.overlap.basis == OverlapBasis::kCounted;
    if (counted) {
      advice.emplace_back(
          "none of the ids that were counted meets both, so nothing else has to keep them apart; "
          "--population counts your own");
      return advice;
    }
    const bool requests = overlap.now.overlap.per_request || overlap.most.overlap.per_request;
    advice.emplace_back(requests
                            ? "no request can meet both, but the requests of one user may meet "
                              "one after the other: what they leave behind has to suit both"
                            : "nobody can meet both, so nothing has to keep them apart");
    return advice;
  }
  const Tie* a = OnlyTie(ramps[0]);
  const Tie* b = OnlyTie(ramps[1]);
  if (a == nullptr || b == nullptr) {
    for (const Ramp& ramp : ramps) {
      if (!ramp.ties.empty()) continue;
      advice.push_back("put " + ramp.name +
                       " behind a flag or a rollout: as it is, everyone meets it when it is "
                       "deployed, and only the time keeps the two apart");
    }
    return advice;
  }
  if (const std::optional<std::size_t> inner = Dependent(ramps, overlap)) {
    AdviseDependent(ramps, *inner, now, &advice);
    return advice;
  }
  AdviseStages(ramps, table, now, &advice);
  const Tie* const ties[] = {a, b};
  for (std::size_t first = 0; first < 2; ++first) {
    const Rollout& rollout = *ties[first]->rollout;
    const auto last = static_cast<std::uint32_t>(rollout.stages.size());
    if (rollout.current >= last) continue;
    const std::size_t other = 1 - first;
    advice.push_back("start " + NameOf(ramps[other], other == 0 ? "A" : "B") + " only when " +
                     NameOf(ramps[first], first == 0 ? "A" : "B") + " has stood at " +
                     StageText(*ties[first], last, now) + ": then only one of them is in doubt");
  }
  const std::optional<Fit> fit = LargestFit(*a, *b);
  if (!fit) return advice;
  const std::string both = "both fit beside each other with " +
                           OpenStageText(*a, fit->stage_a, fit->a, now) + " of A and " +
                           OpenStageText(*b, fit->stage_b, fit->b, now) + " of B: ";
  if (a->rollout->format != b->rollout->format) {
    advice.push_back(both +
                     "they are of different systems, so decide both in one of them, or let one "
                     "end before the other begins");
    return advice;
  }
  const bool same_buckets =
      a->rollout->space == b->rollout->space && a->rollout->key == b->rollout->key;
  if (a->rollout->format == "native" && !same_buckets) {
    advice.emplace_back(
        "buckets of different spaces or keys are independent, so no shares keep the two apart: "
        "give A and B places or windows that have none in common");
    return advice;
  }
  for (const Way& way : kWays) {
    if (way.format != b->rollout->format) continue;
    advice.push_back((way.slices ? both : "") + Fill(way.text, fit->a, fit->b));
  }
  return advice;
}

}  // namespace interlock
