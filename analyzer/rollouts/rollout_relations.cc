// How the rollouts of changes lie to one another. Disjoint and nested cohorts are told from exact
// overlaps only: what is merely expected relates nothing.
#include <algorithm>
#include <cmath>

#include "analyzer/rollouts/rollout_view.h"
#include "analyzer/text/exposure.h"
#include "analyzer/text/report_text.h"

namespace interlock {
namespace {

constexpr double kSame = 1e-12;
constexpr std::size_t kMostCompared = 20'000;  // pairs of ties

class Comparer {
 public:
  explicit Comparer(std::int64_t now) : now_(now) {}

  void Compare(const RolloutChange& a, const RolloutChange& b, std::vector<RelatedChanges>* out) {
    for (const Tie& x : a.ties.ties) {
      for (const Tie& y : b.ties.ties) {
        RelatedChanges related{a.id, b.id, FlagRelation::kShared, x.rollout, y.rollout, ""};
        if (++compared_ > kMostCompared || !Relate(x, y, &related)) continue;
        out->push_back(std::move(related));
      }
    }
  }

 private:
  static Overlap Alone(const Ramp& ramp, const RampMoment& at, std::size_t side) {
    return OverlapAtMoment({ramp}, {at.time, at.place, at.lifted, {at.stages[side]}}, {});
  }

  static bool IsExact(const Overlap& overlap) {
    return overlap.named.empty() && overlap.basis == OverlapBasis::kExact &&
           overlap.most - overlap.least < kSame;
  }

  bool Relate(const Tie& x, const Tie& y, RelatedChanges* related) const {
    const std::string name_x = CalledRollout(*x.rollout);
    const std::string name_y = CalledRollout(*y.rollout);
    if (SameRollout(*x.rollout, *y.rollout)) {
      const bool opposite = x.off != y.off;
      related->relation = opposite ? FlagRelation::kExclusive : FlagRelation::kShared;
      related->text = opposite ? "one is met where " + name_x + " is on, the other where it is off"
                               : "both hang on " + name_x;
      return true;
    }
    const std::vector<Ramp> ramps = {{"", {x}}, {"", {y}}};
    const RampPeak now = OverlapOverTime(ramps, now_).now;
    const Overlap& both = now.overlap;
    const Overlap of_x = Alone(ramps[0], now.at, 0);
    const Overlap of_y = Alone(ramps[1], now.at, 1);
    const bool shared =
        std::find_first_of(of_x.spaces.begin(), of_x.spaces.end(), of_y.spaces.begin(),
                           of_y.spaces.end()) != of_x.spaces.end();
    if (!IsExact(both)) return false;
    if (both.most <= 0) {
      const bool exposed = OverlapOverTime({ramps[0]}, now_).now.overlap.most > 0 &&
                           OverlapOverTime({ramps[1]}, now_).now.overlap.most > 0;
      if (!exposed) return false;
      related->relation = FlagRelation::kExclusive;
      related->text = "nobody is in both " + name_x + " and " + name_y + " now";
      return true;
    }
    if (!shared || !IsExact(of_x) || !IsExact(of_y)) return false;
    if (both.most < std::min(of_x.most, of_y.most) - kSame) return false;
    const bool x_inside = of_x.most <= of_y.most;
    const std::string where = now.at.place.empty() ? " now" : " now, in " + now.at.place;
    related->relation = FlagRelation::kNested;
    related->text = std::abs(of_x.most - of_y.most) < kSame
                        ? "the same are in " + name_x + " and in " + name_y + where
                        : "all of " + (x_inside ? name_x : name_y) + " are in " +
                              (x_inside ? name_y : name_x) + where;
    return true;
  }

  std::int64_t now_;
  std::size_t compared_ = 0;
};

}  // namespace

const char* Name(FlagRelation relation) {
  static constexpr const char* kNames[] = {"shared", "nested", "exclusive"};
  return kNames[static_cast<std::size_t>(relation)];
}

std::vector<RelatedChanges> RelationsOf(const std::vector<RolloutChange>& changes,
                                        std::int64_t now) {
  std::vector<RelatedChanges> related;
  Comparer comparer(now);
  for (std::size_t a = 0; a < changes.size(); ++a) {
    for (std::size_t b = a + 1; b < changes.size(); ++b) {
      comparer.Compare(changes[a], changes[b], &related);
    }
  }
  return related;
}

}  // namespace interlock
