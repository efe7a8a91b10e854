#include "analyzer/text/exposure.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "analyzer/intake/rollouts.h"
#include "tests/harness/sanitized.h"

namespace interlock {
namespace {

constexpr std::int64_t kNow = 1'000'000;
constexpr std::int64_t kDay = 86'400;

// The rollouts of one change; the words name it.
std::vector<Tie> Ties(const std::vector<const Rollout*>& rollouts) {
  std::vector<Tie> ties;
  for (const Rollout* rollout : rollouts) ties.push_back({rollout, nullptr, false, ""});
  return ties;
}

std::string NameOf(const std::vector<const Rollout*>& rollouts, const char* otherwise) {
  return rollouts.empty() ? otherwise : rollouts.front()->change;
}

Exposure PairExposure(const std::vector<const Rollout*>& a, const std::vector<const Rollout*>& b,
                      std::int64_t now) {
  return GroupExposure(
      {{NameOf(a, "the first change"), Ties(a)}, {NameOf(b, "the second change"), Ties(b)}}, now);
}

Rollout Make(const std::string& change, const std::string& space, std::vector<Stage> stages,
             std::uint32_t current = 1) {
  Rollout rollout;
  rollout.id = "r" + change;
  rollout.change = change;
  rollout.key = "user_id";
  rollout.space = space;
  rollout.stages = std::move(stages);
  rollout.current = current;
  MakeCohorts(&rollout);
  return rollout;
}

Stage In(double share, std::vector<std::string> places = {}) { return {share, std::move(places)}; }

Stage During(double share, std::int64_t from, std::int64_t until) {
  return {share, {}, from, until};
}

TEST_CASE("one space: the smaller share lies inside the larger") {
  const Rollout a = Make("106", "checkout", {In(0.05), In(1)});
  const Rollout b = Make("107", "checkout", {In(0.2), In(0.5)});
  const Exposure exposure = PairExposure({&a}, {&b}, kNow);
  CHECK(exposure.now == doctest::Approx(0.05));
  CHECK(exposure.most == doctest::Approx(0.5));
  CHECK(exposure.basis ==
        "106 exposes 5 % now (rollout r106, stage 1 of 2); 107 exposes 20 % now (rollout r107, "
        "stage 1 of 2); same buckets of checkout (user_id), so 5 % meet them together now and 50 % "
        "at most");
}

TEST_CASE("independent spaces multiply and say expected") {
  const Rollout a = Make("106", "checkout", {In(0.05)});
  const Rollout b = Make("107", "search", {In(0.2), In(0.5)});
  const Exposure exposure = PairExposure({&a}, {&b}, kNow);
  CHECK(exposure.now == doctest::Approx(0.01));
  CHECK(exposure.most == doctest::Approx(0.025));
  CHECK(exposure.basis ==
        "106 exposes 5 % now (rollout r106, stage 1 of 1); 107 exposes 20 % now (rollout r107, "
        "stage 1 of 2); independent buckets of checkout (user_id) and search (user_id), so "
        "expected 1 % meet them together now and 2.5 % at most");
}

TEST_CASE("another key in one space is another hash") {
  Rollout a = Make("1", "s", {In(0.5)});
  Rollout b = Make("2", "s", {In(0.5)});
  b.key = "request";
  MakeCohorts(&b);
  CHECK(PairExposure({&a}, {&b}, kNow).now == doctest::Approx(0.25));
}

TEST_CASE("an opaque rollout gives a bound") {
  Rollout a = Make("1", "", {In(0)});
  a.stages.front().cohort = a.cohorts.Add(Opaque{"a list of ids"});
  const Rollout b = Make("2", "s", {In(0.2)});
  const Exposure exposure = PairExposure({&a}, {&b}, kNow);
  CHECK(exposure.now == doctest::Approx(0.2));
  CHECK(exposure.basis ==
        "1 exposes a share that is not known now (rollout r1, stage 1 of 1); 2 exposes 20 % now "
        "(rollout r2, stage 1 of 1); how the users overlap is not known, so at most 20 % meet them "
        "together now and 20 % "
        "at most");
}

TEST_CASE("a change tied to no rollout reaches everyone") {
  const Rollout b = Make("34", "s", {In(0.2)});
  const Exposure exposure = GroupExposure({{"12", {}}, {"34", Ties({&b})}}, kNow);
  CHECK(exposure.now == doctest::Approx(0.2));
  CHECK(exposure.basis ==
        "12 is tied to no rollout: everyone when deployed; 34 exposes 20 % now (rollout r34, stage "
        "1 of 1); so 20 % meet them together now and 20 % at most");
  const Exposure both = GroupExposure({{"12", {}}, {"34", {}}}, kNow);
  CHECK(both.now == 1);
  CHECK(both.most == 1);
  CHECK(both.basis ==
        "12 is tied to no rollout: everyone when deployed; 34 is tied to no rollout: everyone when "
        "deployed; so everyone meets them together");
  CHECK(PairExposure({}, {}, kNow).basis ==
        "the first change is tied to no rollout: everyone when deployed; the second change is tied "
        "to no rollout: everyone when deployed; so everyone meets them together");
}

TEST_CASE("disjoint places are never met together") {
  const Rollout a = Make("106", "s", {In(0.05, {"eu-west"})});
  const Rollout b = Make("107", "s", {In(0.2, {"us-east"})});
  const Exposure exposure = PairExposure({&a}, {&b}, kNow);
  CHECK(exposure.now == 0);
  CHECK(exposure.most == 0);
  CHECK(exposure.basis ==
        "106 exposes 5 % in eu-west now (rollout r106, stage 1 of 1); 107 exposes 20 % in us-east "
        "now (rollout r107, stage 1 of 1); disjoint places eu-west / us-east, so nobody meets them "
        "together");
}

TEST_CASE("places that meet later count for the most") {
  const Rollout a = Make("106", "s", {In(0.05, {"eu"}), In(0.4)});
  const Rollout b = Make("107", "s", {In(0.2, {"us"})});
  const Exposure exposure = PairExposure({&a}, {&b}, kNow);
  CHECK(exposure.now == 0);
  CHECK(exposure.most == doctest::Approx(0.2));
}

TEST_CASE("what has to come before somebody meets both") {
  const Rollout a = Make("106", "s", {In(0), In(0.4), In(1)});
  const Rollout b = Make("107", "s", {In(0.2)});
  const Exposure stage = PairExposure({&a}, {&b}, kNow);
  CHECK(stage.now == 0);
  CHECK(stage.most == doctest::Approx(0.2));
  CHECK(stage.first == "when rollout r106 is at stage 2 (40 %)");
  const Rollout later = Make("108", "s", {During(0.3, kNow + kDay, 0)});
  CHECK(PairExposure({&later}, {&b}, kNow).first == "from 1970-01-13T13:46:40Z on");
  CHECK(PairExposure({&b}, {&b}, kNow).first.empty());
}

TEST_CASE("those for whom a flag is off") {
  const Rollout a = Make("106", "s", {In(0.3)});
  const Tie off{&a, nullptr, true, ""};
  const Exposure both = GroupExposure({{"1", {off}}, {"2", Ties({&a})}}, kNow);
  CHECK(both.most == 0);
  CHECK(both.basis ==
        "1 exposes 70 % now (rollout r106, for whom it is off, stage 1 of 1); 2 exposes 30 % now "
        "(rollout r106, stage 1 of 1); their cohorts have nobody in common, so nobody meets them "
        "together");
}

TEST_CASE("three changes need one place in common") {
  const Rollout a = Make("1", "s", {In(1, {"eu", "us"})});
  const Rollout b = Make("2", "s", {In(1, {"us", "asia"})});
  const Rollout c = Make("3", "s", {In(1, {"asia", "eu"})});
  CHECK(PairExposure({&a}, {&b}, kNow).now == 1);
  CHECK(GroupExposure({{"1", Ties({&a})}, {"2", Ties({&b})}, {"3", Ties({&c})}}, kNow).most == 0);
}

TEST_CASE("windows") {
  const Rollout today = Make("1", "s", {During(0.1, kNow - kDay, kNow + kDay)});
  const Rollout later = Make("2", "s", {During(0.2, kNow + kDay, 0)});
  const Rollout over = Make("3", "s", {During(0.3, 0, kNow)});
  const Rollout open = Make("4", "s", {In(0.4)});
  CHECK(PairExposure({&today}, {&open}, kNow).now == doctest::Approx(0.1));
  CHECK(PairExposure({&later}, {&open}, kNow).now == 0);
  CHECK(PairExposure({&later}, {&open}, kNow).most == doctest::Approx(0.2));
  CHECK(PairExposure({&over}, {&open}, kNow).now == 0);
  const Exposure exposure = PairExposure({&today}, {&later}, kNow);
  CHECK(exposure.most == 0);
  CHECK(exposure.basis ==
        "1 exposes 10 % now (rollout r1, stage 1 of 1); 2 exposes nobody now (rollout r2, stage 1 "
        "of 1, outside its window); their windows never overlap, so nobody meets them together");
}

TEST_CASE("a rollout that has not started exposes nobody now, and stages behind it do not return") {
  const Rollout waiting = Make("1", "s", {In(0.3), In(0.6)}, 0);
  const Rollout ramped = Make("2", "s", {In(1), In(0.1)}, 2);
  const Exposure exposure = PairExposure({&waiting}, {&ramped}, kNow);
  CHECK(exposure.now == 0);
  CHECK(exposure.most == doctest::Approx(0.1));
}

TEST_CASE("an unknown stage may be any of the stages") {
  const Rollout a = Make("1", "s", {In(0.1), In(0.6)}, kStageUnknown);
  const Rollout b = Make("2", "s", {In(0.3)});
  const Exposure exposure = PairExposure({&a}, {&b}, kNow);
  const RampOverlap overlap = OverlapOverTime({{"1", Ties({&a})}, {"2", Ties({&b})}}, kNow);
  CHECK(overlap.now.overlap.least == 0);
  CHECK(overlap.now.overlap.steps.back().least == 0);
  CHECK(overlap.now.overlap.steps.back().most == overlap.now.overlap.most);
  CHECK(exposure.now == doctest::Approx(0.3));
  CHECK(exposure.most == doctest::Approx(0.3));
  CHECK(exposure.basis ==
        "1 exposes a share that is not known now (rollout r1, at an unknown stage of 2); 2 exposes "
        "30 % now (rollout r2, stage 1 of 1); how the users overlap is not known, so at most 30 % "
        "meet them together now and 30 % at most");
  CHECK(DescribeExposure(Ties({&a}), kNow) ==
        "a share that is not known now, 60 % at most (rollout r1, at an unknown stage of 2)");
}

TEST_CASE("several rollouts of one change give a bound") {
  const Rollout a = Make("1", "s", {In(0.1)});
  const Rollout a_too = Make("1", "t", {In(0.2)});
  const Rollout a_same = Make("1", "s", {In(0.25)});
  const Rollout b = Make("2", "u", {In(0.9)});
  CHECK(PairExposure({&a, &a_too}, {&b}, kNow).now == doctest::Approx(0.28 * 0.9));
  CHECK(PairExposure({&a, &a_same}, {&b}, kNow).now == doctest::Approx(0.225));
  CHECK(PairExposure({&a, &a_same}, {&b}, kNow).basis ==
        "1 exposes 10 % now (rollout r1, stage 1 of 1) and 25 % now (rollout r1, stage 1 of 1); 2 "
        "exposes 90 % now (rollout r2, stage 1 of 1); how the users overlap is not known, so at "
        "most 22.5 % meet them together now and 22.5 % at most");
}

TEST_CASE("one change in words") {
  Rollout a = Make("106", "s", {In(0.05, {"eu-west"}), In(0.5), In(1)});
  a.id = "product-page-profile";
  CHECK(DescribeExposure(Ties({&a}), kNow) ==
        "5 % of user_id in eu-west now, 100 % at most (rollout product-page-profile, stage 1 of "
        "3)");
  a.current = 0;
  CHECK(DescribeExposure(Ties({&a}), kNow) ==
        "nobody now, 100 % at most (rollout product-page-profile, not started)");
  CHECK(DescribeExposure({}, kNow) == "everyone when deployed (no rollout is tied to it)");
  const Rollout small = Make("1", "s", {In(0.00001)});
  CHECK(DescribeExposure(Ties({&small, &small}), kNow) ==
        "less than 0.01 % of user_id now, less than 0.01 % at most (rollout r1, stage 1 of 1); "
        "less than 0.01 % of user_id now, less than 0.01 % at most (rollout r1, stage 1 of 1)");
}

// Properties over random rollouts.

using Random = std::mt19937;

std::uint32_t Below(Random& random, std::uint32_t limit) {
  return static_cast<std::uint32_t>(random() % limit);
}

Stage RandomStage(Random& random) {
  Stage stage;
  stage.share = Below(random, 101) / 100.0;
  for (const char* place : {"eu", "us", "asia"}) {
    if (Below(random, 4) == 0) stage.places.emplace_back(place);
  }
  if (Below(random, 2) == 0) stage.from = kNow - 2 * kDay + Below(random, 4) * kDay;
  const std::int64_t start = std::max(stage.from, kNow - 2 * kDay);
  if (Below(random, 2) == 0) stage.until = start + (1 + Below(random, 3)) * kDay;
  return stage;
}

Rollout RandomRollout(Random& random) {
  Rollout rollout = Make(std::to_string(Below(random, 9)), "", {}, 0);
  for (std::uint32_t i = 0; i < 1 + Below(random, 3); ++i) {
    rollout.stages.push_back(RandomStage(random));
  }
  const auto stages = static_cast<std::uint32_t>(rollout.stages.size());
  rollout.current = Below(random, stages + 1);
  const char* const spaces[] = {"s", "t"};
  rollout.space = spaces[Below(random, 2)];
  if (Below(random, 3) == 0) rollout.key = "request";
  MakeCohorts(&rollout);
  return rollout;
}

std::vector<Rollout> RandomRollouts(Random& random) {
  std::vector<Rollout> rollouts;
  const std::uint32_t sizes[] = {0, 1, 1, 1, 1, 2, 3};
  const std::uint32_t size = sizes[Below(random, 7)];
  for (std::uint32_t i = 0; i < size; ++i) rollouts.push_back(RandomRollout(random));
  return rollouts;
}

std::vector<const Rollout*> Pointers(const std::vector<Rollout>& rollouts) {
  std::vector<const Rollout*> pointers;
  for (const Rollout& rollout : rollouts) pointers.push_back(&rollout);
  return pointers;
}

TEST_CASE("symmetric, within bounds, monotone") {
  Random random(20260302);
  for (int i = 0; i < Repeated(5000); ++i) {
    CAPTURE(i);
    std::vector<Rollout> a = RandomRollouts(random);
    const std::vector<Rollout> b = RandomRollouts(random);
    const Exposure exposure = PairExposure(Pointers(a), Pointers(b), kNow);
    const Exposure swapped = PairExposure(Pointers(b), Pointers(a), kNow);
    REQUIRE(exposure.now == doctest::Approx(swapped.now).epsilon(1e-12));
    REQUIRE(exposure.most == doctest::Approx(swapped.most).epsilon(1e-12));
    REQUIRE(exposure.first.empty() == swapped.first.empty());
    REQUIRE(exposure.now >= 0);
    REQUIRE(exposure.now <= exposure.most);
    REQUIRE(exposure.most <= 1);
    REQUIRE((exposure.first.empty() || (exposure.now <= 0 && exposure.most > 0)));
    REQUIRE_FALSE(exposure.basis.empty());
    if (a.empty()) continue;
    Rollout& grown = a[Below(random, static_cast<std::uint32_t>(a.size()))];
    Stage& stage = grown.stages[Below(random, static_cast<std::uint32_t>(grown.stages.size()))];
    stage.share += (1 - stage.share) * Below(random, 101) / 100.0;
    MakeCohorts(&grown);
    const Exposure more = PairExposure(Pointers(a), Pointers(b), kNow);
    REQUIRE(more.now >= exposure.now - 1e-12);
    REQUIRE(more.most >= exposure.most - 1e-12);
  }
}

// The definition, stage by stage: what GroupExposure finds without trying tuples.
double MostByDefinition(const Rollout& a, const Rollout& b) {
  double most = 0;
  for (std::size_t i = a.current == 0 ? 0 : a.current - 1; i < a.stages.size(); ++i) {
    for (std::size_t j = b.current == 0 ? 0 : b.current - 1; j < b.stages.size(); ++j) {
      const Stage& x = a.stages[i];
      const Stage& y = b.stages[j];
      const bool windows = (x.until == 0 || y.from < x.until) && (y.until == 0 || x.from < y.until);
      const bool places = x.places.empty() || y.places.empty() ||
                          std::find_first_of(x.places.begin(), x.places.end(), y.places.begin(),
                                             y.places.end()) != x.places.end();
      const bool over = (x.until != 0 && x.until <= kNow) || (y.until != 0 && y.until <= kNow);
      if (!windows || !places || over) continue;
      const bool independent = a.space != b.space || a.key != b.key;
      most = std::max(most, independent ? x.share * y.share : std::min(x.share, y.share));
    }
  }
  return most;
}

TEST_CASE("the most is the maximum over pairs of stages") {
  Random random(7);
  for (int i = 0; i < Repeated(5000); ++i) {
    CAPTURE(i);
    const Rollout a = RandomRollout(random);
    const Rollout b = RandomRollout(random);
    REQUIRE(PairExposure({&a}, {&b}, kNow).most == doctest::Approx(MostByDefinition(a, b)));
  }
}

}  // namespace
}  // namespace interlock
