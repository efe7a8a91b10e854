#include "analyzer/exposure/overlap.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "analyzer/exposure/slices.h"
#include "analyzer/intake/rollout_files.h"

namespace interlock {
namespace {

std::string Flexible(const std::string& name, const std::string& group, int percent,
                     const std::string& constraints = "") {
  return R"({"name": ")" + name +
         R"(", "enabled": true, "strategies": [{"name": "flexibleRollout", "parameters": )"
         R"({"rollout": ")" +
         std::to_string(percent) + R"(", "stickiness": "userId", "groupId": ")" + group +
         R"("}, "constraints": [)" + constraints + "]}]}";
}

std::string In(const std::string& attribute, const std::string& value) {
  return R"({"contextName": ")" + attribute + R"(", "operator": "IN", "values": [")" + value +
         R"("]})";
}

Overlap Both(const std::string& a, const std::string& b, const OverlapAt& at = {}) {
  const RolloutFile file =
      ReadRolloutFile(R"({"version": 2, "features": [)" + a + ",\n" + b + "]}", "flags.json");
  const FlagIndex index(file);
  std::vector<CohortOf> cohorts;
  for (const Rollout& rollout : file.rollouts) {
    cohorts.push_back({&index, &rollout.cohorts, CurrentCohort(rollout), rollout.id});
  }
  const Overlap overlap = OverlapOf(cohorts, at);
  std::swap(cohorts[0], cohorts[1]);
  const Overlap swapped = OverlapOf(cohorts, at);
  CHECK(overlap.least == doctest::Approx(swapped.least).epsilon(1e-12));
  CHECK(overlap.most == doctest::Approx(swapped.most).epsilon(1e-12));
  CHECK(overlap.basis == swapped.basis);
  return overlap;
}

TEST_CASE("one group is nested, exactly") {
  const Overlap overlap = Both(Flexible("a", "g", 20), Flexible("b", "g", 50));
  // 20 of 100 remainders, each with one value of the 96 that 2^32 leaves over.
  CHECK(overlap.least == (42949672.0 * 20 + 20) / 4294967296.0);
  CHECK(overlap.least == overlap.most);
  CHECK(overlap.basis == OverlapBasis::kExact);
}

TEST_CASE("different groups of a sound hash multiply") {
  const Overlap overlap = Both(Flexible("a", "g", 20), Flexible("b", "h", 50));
  CHECK(overlap.most == doctest::Approx(0.1).epsilon(1e-6));
  CHECK(overlap.basis == OverlapBasis::kExpected);
}

TEST_CASE("conditions that exclude each other leave nobody") {
  const Overlap overlap = Both(Flexible("a", "g", 20, In("country", "de")),
                               Flexible("b", "g", 50, In("country", "fr")));
  CHECK(overlap.most == 0);
  CHECK(overlap.basis == OverlapBasis::kExact);
}

TEST_CASE("conditions that nobody weighs give a bound") {
  const Overlap overlap =
      Both(Flexible("a", "g", 20, In("country", "de")), Flexible("b", "h", 50, In("plan", "free")));
  CHECK(overlap.least == 0);
  CHECK(overlap.most == doctest::Approx(0.1).epsilon(1e-6));
  CHECK(overlap.basis == OverlapBasis::kBound);
}

TEST_CASE("a population sample is counted") {
  std::vector<Subject> population(1000);
  for (std::size_t i = 0; i < population.size(); ++i) {
    population[i].attributes["userId"] = AttributeValue::OfText(std::to_string(i));
    population[i].attributes["country"] = AttributeValue::OfText(i % 4 == 0 ? "de" : "fr");
  }
  OverlapAt at;
  at.population = &population;
  const Overlap overlap =
      Both(Flexible("a", "g", 100, In("country", "de")), Flexible("b", "h", 100), at);
  CHECK(overlap.least == 0.25);
  CHECK(overlap.most == 0.25);
  CHECK(overlap.basis == OverlapBasis::kSampled);
}

// The share of a million made-up users who are in both, against what is computed.
double Simulated(const std::string& a, const std::string& b) {
  const RolloutFile file =
      ReadRolloutFile(R"({"version": 2, "features": [)" + a + "," + b + "]}", "flags.json");
  const FlagIndex index(file);
  constexpr int kUsers = 1'000'000;
  int both = 0;
  Subject subject;
  for (int i = 0; i < kUsers; ++i) {
    subject.attributes["userId"] = AttributeValue::OfText("user-" + std::to_string(i));
    Evaluation evaluation(&index, &subject);
    bool all = true;
    for (const Rollout& rollout : file.rollouts) {
      all = all && evaluation.Ask(rollout.cohorts, CurrentCohort(rollout)) == Truth::kYes;
    }
    both += all ? 1 : 0;
  }
  return both / static_cast<double>(kUsers);
}

TEST_CASE("a million users agree within four standard errors") {
  const char* const groups[][2] = {{"g", "g"}, {"g", "h"}};
  for (const auto& group : groups) {
    const std::string a = Flexible("a", group[0], 20);
    const std::string b = Flexible("b", group[1], 50);
    const double computed = Both(a, b).most;
    const double error = std::sqrt(computed * (1 - computed) / 1e6);
    CHECK(std::abs(Simulated(a, b) - computed) < 4 * error);
  }
}

Slice Remainder(HashAlgorithm algorithm, const std::string& seed, std::uint64_t modulus,
                std::uint64_t below) {
  Slice slice;
  slice.space.algorithm = algorithm;
  slice.space.input = {{"", {"id"}}, {seed, {}}};
  slice.set = {modulus, {{0, below - 1}}};
  return slice;
}

Overlap OfSlices(const Slice& a, const Slice& b) {
  Cohorts cohorts;
  const CohortId first = cohorts.Add(a);
  const CohortId second = cohorts.Add(b);
  return OverlapOf({{nullptr, &cohorts, first, "a"}, {nullptr, &cohorts, second, "b"}}, {});
}

TEST_CASE("an unsound hash is counted, never multiplied") {
  const auto v1 = [](const char* seed) {
    return Remainder(HashAlgorithm::kFnv1aUtf16, seed, 1000, 101);
  };
  const Overlap similar = OfSlices(v1("checkout-v1"), v1("checkout-v2"));
  CHECK(similar.most == 0);
  CHECK(similar.basis == OverlapBasis::kCounted);
  CHECK(OfSlices(v1("checkout-v1"), v1("checkout-v1")).basis == OverlapBasis::kExact);
  const Overlap sound =
      OfSlices(Remainder(HashAlgorithm::kFnv1aUtf16Twice, "checkout-v1", 10000, 1001),
               Remainder(HashAlgorithm::kFnv1aUtf16Twice, "checkout-v2", 10000, 1001));
  CHECK(sound.basis == OverlapBasis::kExpected);
  CHECK(sound.most == doctest::Approx(0.01002).epsilon(1e-4));
}

TEST_CASE("cohorts too small to be counted may have users in common") {
  const auto v1 = [](const char* seed, std::uint64_t first, std::uint64_t last) {
    Slice slice = Remainder(HashAlgorithm::kFnv1aUtf16, seed, 1000, 1);
    slice.set.ranges = {{first, last}};
    return slice;
  };
  const Overlap small = OfSlices(v1("checkout-v1", 0, 1), v1("checkout-v2", 0, 1));
  CHECK(small.least == 0);
  CHECK(small.most == doctest::Approx(0.000015));
  CHECK(small.basis == OverlapBasis::kBound);

  // Nobody is in two slices of one space, however small they are and whatever else is counted.
  Cohorts cohorts;
  const CohortId a =
      cohorts.All({cohorts.Add(v1("layer", 0, 9)), cohorts.Add(v1("search", 0, 99))});
  const CohortId b =
      cohorts.All({cohorts.Add(v1("layer", 10, 19)), cohorts.Add(v1("billing", 0, 99))});
  const Overlap apart = OverlapOf({{nullptr, &cohorts, a, "a"}, {nullptr, &cohorts, b, "b"}}, {});
  CHECK(apart.most == 0);
}

std::string WithIds(const std::string& name, const std::string& ids, const std::string& more = "") {
  return R"({"name": ")" + name +
         R"(", "enabled": true, "strategies": [{"name": "userWithId", "parameters": {"userIds": ")" +
         ids + R"("}})" + more + "]}";
}

std::string OrShare(const std::string& group, int percent) {
  return R"(, {"name": "flexibleRollout", "parameters": {"rollout": ")" + std::to_string(percent) +
         R"(", "stickiness": "userId", "groupId": ")" + group + R"("}})";
}

std::string NamesOf(const Overlap& overlap) {
  std::string names;
  for (const NamedUnit& unit : overlap.named) {
    names += (names.empty() ? "" : " ") + unit.id + (unit.certain ? "" : "?");
  }
  return names;
}

TEST_CASE("a list of ids is a number of users and no share of them") {
  // In the list or in 10 %, and in half of another group: 5 %, and of the ids those in that half.
  const Overlap part =
      Both(WithIds("a", "u1,u2,u3,u4,u5,u6", OrShare("g", 10)), Flexible("b", "h", 50));
  CHECK(part.least == doctest::Approx(0.05).epsilon(1e-6));
  CHECK(part.most == part.least);
  CHECK(part.basis == OverlapBasis::kExpected);
  // Each is in it or not by the bucket of its id, which is held against the formula itself.
  const RolloutFile file = ReadRolloutFile(
      R"({"version": 2, "features": [)" + Flexible("b", "h", 50) + "]}", "flags.json");
  std::string inside;
  for (const char* const id : {"u1", "u2", "u3", "u4", "u5", "u6"}) {
    Subject subject;
    subject.attributes["userId"] = AttributeValue::OfText(id);
    Evaluation evaluation(nullptr, &subject);
    const Rollout& b = file.rollouts.front();
    if (evaluation.Ask(b.cohorts, CurrentCohort(b)) != Truth::kYes) continue;
    inside += (inside.empty() ? "" : " ") + std::string(id);
  }
  CHECK(NamesOf(part) == inside);
  CHECK(!inside.empty());

  // Two lists of one kind of id have the ids in common that both name.
  const Overlap lists = Both(WithIds("a", "ann, bob, cy"), WithIds("b", "bob,cy,dan"));
  CHECK(NamesOf(lists) == "bob cy");
  CHECK(lists.least == 0);
  CHECK(lists.most == kNamedShare);  // somebody
  const Overlap apart = Both(WithIds("a", "ann"), WithIds("b", "bob"));
  CHECK(apart.named.empty());
  CHECK(apart.most == 0);
  CHECK(apart.basis == OverlapBasis::kExact);

  // Whose session it is, is not known; nor is which country somebody is in.
  const Overlap kinds = Both(WithIds("a", "ann"), Flexible("b", "g", 100, In("sessionId", "s1")));
  CHECK(NamesOf(kinds) == "s1? ann?");
  const Overlap country = Both(WithIds("a", "ann"), Flexible("b", "g", 100, In("country", "de")));
  CHECK(NamesOf(country) == "ann?");
  CHECK(country.most == kNamedShare);
  CHECK(country.basis == OverlapBasis::kBound);  // or nobody
  CHECK(lists.basis == OverlapBasis::kExact);
  // Whom a list keeps out.
  const Overlap without =
      Both(Flexible("a", "g", 30,
                    R"({"contextName": "userId", "operator": "NOT_IN", "values": )"
                    R"(["ann"]})"),
           Flexible("b", "g", 50));
  CHECK(without.most == doctest::Approx(0.3).epsilon(1e-6));
  CHECK(without.least == without.most);
}

TEST_CASE("a list too long to be a few may be any part of the population") {
  std::string ids = "u0";
  for (int i = 1; i <= 1000; ++i) ids += ",u" + std::to_string(i);
  const Overlap overlap = Both(WithIds("a", ids), Flexible("b", "g", 50));
  CHECK(overlap.least == 0);
  CHECK(overlap.most == doctest::Approx(0.5).epsilon(1e-6));
  CHECK(overlap.named.empty());
}

TEST_CASE("one step says of a cohort alone what the overlap with itself is") {
  const Overlap overlap =
      Both(R"({"name": "a", "enabled": true, "strategies": [)"
           R"({"name": "flexibleRollout", "parameters": {"rollout": "20", "stickiness": "userId", )"
           R"("groupId": "g"}}, {"name": "flexibleRollout", "parameters": {"rollout": "30", )"
           R"("stickiness": "userId", "groupId": "g"}}]})",
           Flexible("b", "h", 100));
  REQUIRE(overlap.steps.size() > 1);
  CHECK(overlap.steps[0].kind == StepKind::kShare);
  CHECK(overlap.steps[0].least == doctest::Approx(0.3).epsilon(1e-6));
  CHECK(overlap.steps[0].most == doctest::Approx(0.3).epsilon(1e-6));
}

Slice Hundredths(std::vector<std::string> attributes, std::uint64_t below) {
  Slice slice = Remainder(HashAlgorithm::kMurmur3, "g", 100, below);
  slice.space.input.front().attributes = std::move(attributes);
  return slice;
}

TEST_CASE("an attribute to fall back on makes no other space for those who have the first") {
  const Overlap nested =
      OfSlices(Hundredths({"userId", "sessionId"}, 20), Hundredths({"userId"}, 50));
  CHECK(nested.least == nested.most);
  CHECK(nested.most == doctest::Approx(0.2).epsilon(1e-6));
  CHECK(nested.basis == OverlapBasis::kExact);
  CHECK(OfSlices(Hundredths({"userId", "sessionId"}, 20), Hundredths({"userId", "sessionId"}, 50))
            .basis == OverlapBasis::kExact);
  // Whether userId is there is not known: then the second has a hash of its own.
  const Overlap either =
      OfSlices(Hundredths({"userId", "sessionId"}, 20), Hundredths({"sessionId"}, 50));
  CHECK(either.least == doctest::Approx(0.1).epsilon(1e-6));
  CHECK(either.most == doctest::Approx(0.2).epsilon(1e-6));
  CHECK(either.basis == OverlapBasis::kBound);
  const Overlap second = OfSlices(Hundredths({"a", "b", "c"}, 20), Hundredths({"a", "c"}, 50));
  CHECK(second.least == doctest::Approx(0.1).epsilon(1e-6));
  CHECK(second.most == doctest::Approx(0.2).epsilon(1e-6));
  // Nothing says that the two are different ids, or one.
  CHECK(OfSlices(Hundredths({"userId"}, 20), Hundredths({"sessionId"}, 50)).basis ==
        OverlapBasis::kBound);
}

TEST_CASE("a remembered assignment may be anybody's") {
  Slice sticky = Remainder(HashAlgorithm::kMurmur3, "a", 100, 10);
  sticky.remembered = true;
  const Overlap overlap = OfSlices(sticky, Remainder(HashAlgorithm::kMurmur3, "b", 100, 50));
  CHECK(overlap.least == 0);
  CHECK(overlap.most == doctest::Approx(0.5).epsilon(1e-6));
  CHECK(overlap.basis == OverlapBasis::kBound);
}

TEST_CASE("draws for each request") {
  Cohorts cohorts;
  const CohortId a = cohorts.Add(Chance{0.05, "checkout"});
  const CohortId b = cohorts.Add(Chance{0.2, "search"});
  const CohortId more = cohorts.Add(Chance{0.5, "checkout"});
  const auto of = [&](CohortId x, CohortId y) {
    return OverlapOf({{nullptr, &cohorts, x, "x"}, {nullptr, &cohorts, y, "y"}}, {}).most;
  };
  CHECK(of(a, b) == doctest::Approx(0.01));
  CHECK(of(a, more) == doctest::Approx(0.05));
  CHECK(of(a, cohorts.Not(more)) == 0);
}

TEST_CASE("windows and places are settled by the question") {
  Cohorts cohorts;
  const CohortId eu = cohorts.Add(InPlaces{{"eu"}});
  const CohortId early = cohorts.Add(Window{0, 1000});
  const auto most = [&](std::int64_t time, const std::string& place) {
    OverlapAt at;
    at.time = time;
    at.place = place;
    return OverlapOf({{nullptr, &cohorts, eu, "eu"}, {nullptr, &cohorts, early, "early"}}, at).most;
  };
  CHECK(most(999, "eu") == 1);
  CHECK(most(1000, "eu") == 0);
  CHECK(most(999, "us") == 0);
}

TEST_CASE("flags that refer to each other are unknown, not endless") {
  RolloutFile file;
  for (const char* name : {"a", "b"}) {
    Rollout rollout;
    rollout.id = rollout.flag = name;
    rollout.current = 1;
    Stage stage;
    stage.cohort =
        rollout.cohorts.Add(FlagReference{false, std::string(name) == "a" ? "b" : "a", {}});
    rollout.stages.push_back(stage);
    file.rollouts.push_back(rollout);
  }
  const FlagIndex index(file);
  const Rollout& a = file.rollouts.front();
  const Overlap overlap = OverlapOf({{&index, &a.cohorts, CurrentCohort(a), "a"}}, {});
  CHECK(overlap.least == 0);
  CHECK(overlap.most == 1);
  const Subject subject;
  CHECK(Evaluation(&index, &subject).Ask(a.cohorts, CurrentCohort(a)) == Truth::kUnknown);
}

TEST_CASE("a formula with very many cases is given up for a bound") {
  Cohorts cohorts;
  CohortId parity = kNobody;
  for (int i = 0; i < 60; ++i) {
    const CohortId x = cohorts.Add(Opaque{"x" + std::to_string(i)});
    parity =
        cohorts.Any({cohorts.All({parity, cohorts.Not(x)}), cohorts.All({cohorts.Not(parity), x})});
  }
  const CohortId tenth = cohorts.Add(Remainder(HashAlgorithm::kMurmur3, "s", 100, 10));
  const Overlap overlap =
      OverlapOf({{nullptr, &cohorts, parity, "odd"}, {nullptr, &cohorts, tenth, "tenth"}}, {});
  CHECK(overlap.basis == OverlapBasis::kBound);
  CHECK(overlap.most == doctest::Approx(0.1).epsilon(1e-6));
}

TEST_CASE("attributes of different names that are hashed alike may hold one id") {
  Cohorts cohorts;
  const auto part = [&](HashAlgorithm algorithm, const std::string& salt,
                        const std::string& attribute, std::uint64_t first, std::uint64_t last) {
    Slice slice;
    slice.space.algorithm = algorithm;
    slice.space.input = {{salt, {}}, {"", {attribute}}};
    slice.set = {100, {{first, last}}};
    return CohortOf{nullptr, &cohorts, cohorts.Add(slice), attribute};
  };
  const HashAlgorithm sound = HashAlgorithm::kMurmur3, related = HashAlgorithm::kFnv1aUtf16;
  const CohortOf fifth = part(sound, "g:", "userId", 0, 19);
  const Overlap nested = OverlapOf({fifth, part(sound, "g:", "targetingKey", 0, 49)}, {});
  CHECK(nested.least == doctest::Approx(0.1).epsilon(1e-4));
  CHECK(nested.most == doctest::Approx(0.2).epsilon(1e-4));
  CHECK(nested.basis == OverlapBasis::kBound);
  const auto step = std::find_if(nested.steps.begin(), nested.steps.end(),
                                 [](const auto& one) { return one.kind == StepKind::kIds; });
  REQUIRE(step != nested.steps.end());
  CHECK(step->text ==
        "targetingKey and userId may hold one id: 20 % if they do, 10 % if not ('same_ids' of "
        "interlock.yaml tells)");
  const Overlap apart = OverlapOf({fifth, part(sound, "g:", "targetingKey", 20, 49)}, {});
  CHECK(apart.least == 0);
  CHECK(apart.most == doctest::Approx(0.06).epsilon(1e-4));
  // Another salt is another hash, whatever the ids are.
  const Overlap other = OverlapOf({fifth, part(sound, "h:", "targetingKey", 0, 49)}, {});
  CHECK(other.basis == OverlapBasis::kExpected);
  CHECK(other.most == doctest::Approx(0.1).epsilon(1e-4));
  // A hash that relates its spaces relates those of one id.
  const CohortOf first = part(related, "exp-1", "id", 0, 9);
  const Overlap one = OverlapOf({first, part(related, "exp-2", "id", 0, 9)}, {});
  const Overlap two = OverlapOf({first, part(related, "exp-2", "userId", 0, 9)}, {});
  CHECK(two.basis == OverlapBasis::kBound);
  CHECK(two.least <= one.most);
  CHECK(two.most >= one.most);
  CHECK(two.most == doctest::Approx(0.01).epsilon(0.1));
}

}  // namespace
}  // namespace interlock
